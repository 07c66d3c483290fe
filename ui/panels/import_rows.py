"""ImportRows: problems and rows of a preview as tables of text."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QLocale

from planner.exchange.csv_columns import SITE, columns_of
from planner.exchange.tables_csv import Preview
from planner.scenario import Book
from ui.form import cell_text
from ui.panels.text_table import TextTable


def show_problem_rows(table: TextTable, found: Preview) -> None:
    """Line, column, value and reason of every problem."""

    def texts(place: int) -> Sequence[str]:
        problem = found.problems[place]
        line = f"{problem.line:,}" if problem.line else ""
        return (line, problem.column, problem.value, f"{problem.reason}.")

    table.show_rows(("Line", "Column", "Value", "Reason"), len(found.problems), texts, right=(0,))


def show_rows(table: TextTable, found: Preview, book: Book, locale: QLocale) -> None:
    """Every row as it would be; what changes in a row that is there already stands in the second column."""
    columns = columns_of(found.table)
    held = {key for key in found.columns if key is not None}
    keys = [key for key in columns if key in held or key in ("name", SITE)]
    sites = {site.id: site.name for site in book.portfolio.sites}

    def texts(place: int) -> Sequence[str]:
        row = found.rows[place]
        changed = ", ".join(columns[key].labels[0].lower() if key in columns else "site" for key in row.changed)
        what = f"{row.what}: {changed}" if row.what == "changed" else row.what
        return (f"{row.line:,}", what, *(_text(row.row, key) for key in keys))

    def _text(row: object, key: str) -> str:
        assert hasattr(row, "get")
        value = row.get(key)
        if key == SITE:
            value = sites.get(row.get("site_id"), value)
        if value is None:
            return ""
        return value if isinstance(value, str) else cell_text(float(value), locale)

    numeric = [place + 2 for place, key in enumerate(keys) if columns[key].kind in ("number", "integer")]
    headers = [f"{columns[key].labels[0]}\n{columns[key].unit}".rstrip() for key in keys]
    table.show_rows(("Line", "Row", *headers), len(found.rows), texts, right=(0, *numeric))
