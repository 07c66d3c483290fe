"""Reckoner's model: what a mining portfolio earns, month by month, and why."""

PROGRAM_VERSION = "0.1.0"  # as in pyproject.toml, which a test compares
