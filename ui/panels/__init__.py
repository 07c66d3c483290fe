"""Panels: the parts of a screen. They are handed what they show and propose edits; they know no file and no engine."""
