"""The window: panels and screens that show outcomes and propose edits."""
