"""An outcome as CSV: RFC 4180 quoting, UTF-8, LF, numbers in the shortest form that reads back the same.

The first row names the columns, the second their units. The same outcome gives the same bytes everywhere.
"""

from __future__ import annotations

import contextlib
import errno
import os
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from planner.errors import DiskFull, ExportFailed
from planner.exchange.outcome_tables import (
    Cell,
    ResultTable,
    assumptions_table,
    headline_table,
    lots_table,
    monthly_table,
    sites_table,
)
from planner.outcome import Outcome

TABLES: dict[str, Callable[[Outcome], ResultTable]] = {
    "monthly.csv": monthly_table,
    "sites.csv": sites_table,
    "lots.csv": lots_table,
    "headline.csv": headline_table,
    "assumptions.csv": assumptions_table,
}

# A spreadsheet takes text that begins so for a formula or a command.
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")
_NO_ROOM = (errno.ENOSPC, errno.EDQUOT)


def write_csv(outcome: Outcome, folder: str | Path) -> tuple[Path, ...]:
    """Write the tables of an outcome into `folder`, made where it is missing; returns the files.

    Every file is complete before the first one takes its name: a failed export leaves the old files.

    Raises
    ------
    ExportFailed, DiskFull
        When the folder cannot be made or written.
    """
    folder = Path(folder)
    texts = {name: csv_text(table(outcome)) for name, table in TABLES.items()}
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with _files_beside(folder, texts) as written:
            for name, temporary in written.items():
                os.replace(temporary, folder / name)  # noqa: PTH105  # the rename that replaces on every system
    except OSError as error:
        raise export_failed(folder, error) from error
    return tuple(folder / name for name in texts)


def csv_text(table: ResultTable) -> str:
    """A table as CSV text: header, units, rows."""
    lines = [table.keys, table.units, *table.rows]
    return "".join(",".join(map(_written, line)) + "\n" for line in lines)


def export_failed(target: Path, error: OSError) -> ExportFailed | DiskFull:
    """Why a file could not be written, in words."""
    saved = "What was there before is unchanged."
    if error.errno in _NO_ROOM:
        return DiskFull(f"{target.name} was not written: the disk is full.", saved=saved)
    reason = (error.strerror or type(error).__name__).lower()
    return ExportFailed(f"{target.name or target} could not be written: {reason}.", saved=saved)


def _written(cell: Cell) -> str:
    """A cell: numbers by `repr`, which knows no locale; text quoted where it must be, never a formula."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, float):
        return repr(cell + 0.0)  # −0.0 + 0.0 is 0.0
    if isinstance(cell, int):
        return str(cell)
    risky = cell.startswith(_FORMULA_STARTS)
    if risky or any(mark in cell for mark in ',"\r\n'):
        return '"' + ("'" if risky else "") + cell.replace('"', '""') + '"'
    return cell


@contextlib.contextmanager
def _files_beside(folder: Path, texts: dict[str, str]) -> Iterator[dict[str, Path]]:
    """Each text in a file of its own beside its target; whatever is not renamed meanwhile is removed again."""
    with tempfile.TemporaryDirectory(prefix=".export-", dir=folder) as place:
        written = {}
        for name, text in texts.items():
            written[name] = Path(place) / name
            with written[name].open("wb") as file:
                file.write(text.encode())
                file.flush()
                os.fsync(file.fileno())
        yield written
