"""Reckoner's model: what a mining portfolio earns, month by month, and why."""
