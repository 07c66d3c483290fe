"""The command line: text and JSON from the code the window uses, without a display."""

from planner.cli.app import main

__all__ = ["main"]
