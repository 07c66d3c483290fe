"""A table of the portfolio, or the company, as the file that import reads back unchanged."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from planner.exchange.csv_cells import Cell, written_cell
from planner.exchange.csv_columns import SITE, columns_of
from planner.rows import row_of
from planner.scenario import Book


def table_csv(book: Book, table: str) -> str:
    """A table as CSV text: headers with units in their names, sites by name, LF, the same under every locale.

    A row is empty under the terms of other kinds. Raises `NotFound` for a table that is not exchanged.
    """
    columns = columns_of(table)
    lines = (",".join(map(written_cell, cells)) for cells in _rows(book, table, tuple(columns)))
    return "".join(f"{line}\n" for line in (",".join(columns), *lines))


def _rows(book: Book, table: str, keys: tuple[str, ...]) -> Iterator[list[Cell]]:
    sites = {site.id: site.name for site in book.portfolio.sites}
    for item in book.portfolio.rows(table):
        row: dict[str, Any] = row_of(item)
        if "site_id" in row:
            row[SITE] = sites.get(row["site_id"], "")  # a hedge may be of none
        yield [row.get(key) for key in keys]
