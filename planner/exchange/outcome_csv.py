"""An outcome as CSV: RFC 4180 quoting, UTF-8, LF, numbers in the shortest form that reads back the same.

The first row names the columns, the second their units. The same outcome gives the same bytes everywhere.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from planner.exchange.csv_cells import written_cell
from planner.exchange.outcome_tables import (
    ResultTable,
    about_table,
    assumptions_table,
    debts_due_table,
    debts_table,
    headline_table,
    lots_table,
    monthly_table,
    sites_table,
)
from planner.exchange.whole_files import write_whole
from planner.outcome import Outcome

TABLES: dict[str, Callable[[Outcome], ResultTable]] = {
    "about.csv": about_table,
    "monthly.csv": monthly_table,
    "sites.csv": sites_table,
    "lots.csv": lots_table,
    "debts.csv": debts_table,
    "debts_due.csv": debts_due_table,
    "headline.csv": headline_table,
    "assumptions.csv": assumptions_table,
}


def write_csv(outcome: Outcome, folder: str | Path) -> tuple[Path, ...]:
    """Write the tables of an outcome into `folder`, made where it is missing; returns the files.

    Every file is complete before the first one takes its name: a failed export leaves the old files.

    Raises
    ------
    ExportFailed, DiskFull
        When the folder cannot be made or written.
    """
    return write_whole(Path(folder), {name: csv_text(table(outcome)) for name, table in TABLES.items()})


def csv_text(table: ResultTable) -> str:
    """A table as CSV text: header, units, rows."""
    lines = [table.keys, table.units, *table.rows]
    return "".join(",".join(map(written_cell, line)) + "\n" for line in lines)
