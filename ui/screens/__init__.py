"""Screens: one for each tab. They wire their own panels and pass on what those propose."""
