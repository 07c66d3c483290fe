"""What is computed: one file a model, numpy only, none of them imports another."""
