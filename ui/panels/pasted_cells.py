"""Pasted cells: a block copied from a spreadsheet becomes values of rows, read in the reader's locale.

Read whole or not at all: every cell that cannot stand is named with its row and column.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence

from planner.edits import Edit
from planner.errors import InputRejected, LimitExceeded, Problem, ReckonerError
from planner.kinds import KINDS, ONE, declarations
from planner.quantities import Quantity, Value
from planner.reference import Reference
from planner.rows import new_id
from planner.scenario import Book
from planner.table_edits import set_rows
from ui.panels.rows_columns import RowsColumn
from ui.panels.rows_model import RowsModel

MOST_CELLS = 200_000
TOLD_PROBLEMS = 5
Block = Sequence[Sequence[str]]


def block_of(text: str) -> list[list[str]]:
    """The cells of a text as spreadsheets copy it: tabs, line ends, quotes round what holds either."""
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter="\t"))
    while rows and not any(rows[-1]):
        rows.pop()
    if sum(len(row) for row in rows) > MOST_CELLS:
        raise LimitExceeded(f"The block has more than {MOST_CELLS:,} cells.", next="Import it as a CSV file.")
    return rows


def block_text(rows: Block) -> str:
    """The text of a block of cells, as spreadsheets take it."""
    written = io.StringIO(newline="")
    csv.writer(written, delimiter="\t", lineterminator="\n").writerows(rows)
    return written.getvalue()


def pasted(
    book: Book, reference: Reference, table: str, model: RowsModel, places: Sequence[int],
    columns: Sequence[RowsColumn], block: Block,
) -> Edit:  # fmt: skip
    """The edit of a block laid over rows at these places of the model; `columns` are there from its left edge on.

    Rows of the block beyond the last place become new rows. Computed columns take nothing.

    Raises
    ------
    InputRejected
        With the row and column of every cell that cannot stand, or where the block does not fit.
    """
    width = max((len(row) for row in block), default=0)
    if not width:
        raise InputRejected("There is no table in the clipboard.", next="Copy cells of a spreadsheet, then paste.")
    if width > len(columns):
        raise InputRejected(
            f"Nothing was pasted: the block is {width} columns wide, and from {columns[0].label} on there are "
            f"{len(columns)}.", next="Choose a cell further to the left.",
        )  # fmt: skip
    if len(block) > len(places) and table == "company":
        raise InputRejected("Nothing was pasted: there is one company, and the block has several rows.")
    rows: dict[int, dict[str, Value]] = {}
    problems: list[Problem] = []
    fresh = new_id(book.portfolio.rows(table))
    for number, cells in enumerate(block):
        place = places[number] if number < len(places) else -1
        row_id = model.row_id(place) if place >= 0 else fresh + number - len(places)
        title = str(model.row_at(place).name) if place >= 0 else f"row {number + 1} of the block"
        named = {column.key: cell.strip() for column, cell in zip(columns, cells, strict=False) if not column.computed}
        labels = {column.key: column.label for column in columns}
        rows[row_id] = _values(model, table, place, title, named, labels, problems)
    count = sum(len(values) for values in rows.values())
    new = max(0, len(block) - len(places))
    if not problems:
        try:
            return set_rows(book, reference, table, rows, _label(table, count, len(rows), new))
        except InputRejected as rejected:
            if not rejected.problems:
                raise
            problems += rejected.problems
    raise _refusal(problems)


def _values(
    model: RowsModel, table: str, place: int, title: str, cells: Mapping[str, str], labels: Mapping[str, str],
    problems: list[Problem],
) -> dict[str, Value]:  # fmt: skip
    """The cells of one row as values; what cannot be read joins the problems."""
    declared = _declared(model, table, place, cells)
    values: dict[str, Value] = {}
    for key, written in cells.items():
        known = key in declared or key in ("site_id", "kind")
        if written == "" and (place < 0 or not known):
            continue
        if not known:
            reason = f"does not belong to this kind of {ONE[table]}"
            problems.append(Problem(where=f"{title}, {labels[key]}", value=written, reason=reason))
            continue
        try:
            values[key] = model.typed(declared, key, written)
        except ReckonerError as error:
            hint = f" ({error.next.removesuffix('.')})" if error.next else ""
            reason = f"{error.message.removesuffix('.')}{hint}"
            problems.append(Problem(where=f"{title}, {labels[key]}", value="", reason=reason))
    return values


def _declared(model: RowsModel, table: str, place: int, cells: Mapping[str, str]) -> Mapping[str, Quantity]:
    """The declarations of a row, with the terms of the kind that is pasted along."""
    if table not in KINDS:
        return model.declared_at(place)
    kind = str(model.typed({}, "kind", cells["kind"])) if cells.get("kind") else ""
    if kind in KINDS[table]:
        return declarations(table, kind)
    return model.declared_at(place) if place >= 0 else declarations(table, next(iter(KINDS[table])))


def _label(table: str, cells: int, rows: int, new: int) -> str:
    names = ONE[table] if rows == 1 else table
    added = f", {new:,} new" if new else ""
    return f"Paste {cells:,} cell{'s' * (cells != 1)} into {rows:,} {names}{added}"


def _refusal(problems: Sequence[Problem]) -> InputRejected:
    count = len(problems)
    told = "; ".join(str(problem) for problem in problems[:TOLD_PROBLEMS])
    more = f"; and {count - TOLD_PROBLEMS} more" if count > TOLD_PROBLEMS else ""
    have = "1 cell has a problem" if count == 1 else f"{count} cells have problems"
    return InputRejected(
        f"Nothing was pasted. {have}: {told}{more}.", saved="", next="Correct the block and paste it again.",
        problems=problems,
    )  # fmt: skip
