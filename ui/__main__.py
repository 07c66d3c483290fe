"""Where Reckoner starts: the window, or the command line. The only module that knows both."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

SUFFIXES = (".reckoner", ".pdf")  # a portfolio, or a report with its snapshot inside


def main() -> int:
    """Open the window without arguments, on one portfolio or on one report; else run a command. Returns the status."""
    argv = sys.argv[1:]
    if not argv or (len(argv) == 1 and argv[0].casefold().endswith(SUFFIXES)):
        from ui.app import open_window

        return open_window(Path(argv[0]) if argv else None)
    from planner.cli import main as run_command

    return run_command(argv, write_pdf=_write_pdf)


def _write_pdf(*args: Any, **kwargs: Any) -> None:
    from ui.report import write_pdf

    write_pdf(*args, **kwargs)


if __name__ == "__main__":
    sys.exit(main())
