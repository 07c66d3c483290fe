"""Many runs: what a single run cannot say. `stages` is the one entry for window, command line and sweeps."""
