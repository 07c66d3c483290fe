"""The edit log: before and after of every edit, written in the transaction of the edit itself. It is the undo.

An entry is data, never SQL: on replay it passes `planner.edits.apply` like any other edit, so a log somebody
tampered with can only say what an edit may say. Entries are ordered by sequence, never by a clock.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterator, Mapping
from typing import Any

from planner.canonical import canonical_json
from planner.edits import EDIT_TABLES, Change, Edit, apply, row_of_baseline, row_of_scenario, runs
from planner.errors import InputRejected
from planner.portfolio import TABLES
from planner.rows import row_of
from planner.scenario import Book
from planner.storage.connection import Connection
from planner.storage.failures import damaged

LONGEST_LABEL = 1_000
_DECODER = json.JSONDecoder()


def record(connection: Connection, sequence: int, edit: Edit) -> None:
    """Write an edit as the latest; what had been undone can no longer be redone. Within a transaction."""
    # One by one, as reading them back: in one call, fifty thousand would keep every other thread waiting
    changes = ",".join(
        canonical_json([change.table, change.id, change.column, change.before, change.after]) for change in edit.changes
    )
    log = connection.table_to_write("edit_log")
    log.delete_where("undone = 1")
    log.insert({
        "sequence": sequence, "label": edit.label[:LONGEST_LABEL] or "Change", "changes": f"[{changes}]",
        "undone": 0,
    })  # fmt: skip


def mark(connection: Connection, sequence: int, *, undone: bool) -> None:
    """Note that an entry was undone or redone. Within a transaction."""
    connection.table_to_write("edit_log").update(sequence, {"undone": int(undone)})


def to_undo(connection: Connection) -> int | None:
    """Sequence of the edit that undo takes back: the latest that is not undone."""
    return _first(connection, "undone = 0", "sequence DESC")


def to_redo(connection: Connection) -> int | None:
    """Sequence of the edit that redo brings back: the earliest that is undone."""
    return _first(connection, "undone = 1", "sequence")


def _first(connection: Connection, where: str, order: str) -> int | None:
    rows = connection.table("edit_log").rows_where(where, order_by=order, select="sequence", limit=1)
    return next((int(row["sequence"]) for row in rows), None)


def label(connection: Connection, sequence: int) -> str:
    """What an entry says it did."""
    rows = connection.table("edit_log").rows_where("sequence = ?", (sequence,), select="label")
    return next((str(row["label"]) for row in rows), "")


def edit_at(connection: Connection, sequence: int) -> Edit:
    """The edit of an entry. Raises `Damaged` where it is not one."""
    row = next(connection.table("edit_log").rows_where("sequence = ?", (sequence,)), None)
    if row is None:
        raise damaged(connection.path, f"entry {sequence} of its list of changes is missing")
    try:
        changes = tuple(_change(*written) for written in _elements(row["changes"]))
    except (ValueError, TypeError, RecursionError) as error:
        raise damaged(connection.path, f"entry {sequence} of its list of changes cannot be read") from error
    return Edit(label=str(row["label"]), changes=changes)


def _elements(written: str) -> Iterator[Any]:
    """The elements of a JSON array, decoded one by one. Raises `ValueError` where it is none."""
    if not written.startswith("["):
        raise ValueError("not an array")
    place, ends = 1, written == "[]"
    while not ends:
        element, place = _DECODER.raw_decode(written, place)
        yield element
        mark, place = written[place : place + 1], place + 1
        if mark not in (",", "]"):
            raise ValueError("not an array")
        ends = mark == "]"
    if place != len(written) and written != "[]":
        raise ValueError("more than an array")


def _change(table: Any, row_id: Any, column: Any, before: Any, after: Any) -> Change:
    if table not in EDIT_TABLES or not isinstance(row_id, int) or not isinstance(column, str):
        raise ValueError("not a change")
    return Change(table=table, id=row_id, column=column, before=before, after=after)


def sequences(connection: Connection) -> list[int]:
    """Every entry there is, in order."""
    rows = connection.table("edit_log").rows_where(order_by="sequence", select="sequence")
    return [int(row["sequence"]) for row in rows]


# --- whether an edit fits the book ---------------------------------------------------------------------------------


def applied(book: Book, edit: Edit) -> Book:
    """The book after the edit, which must start from what the book says now, or undo would not lead back."""
    after = book
    for run in runs(edit.changes):
        # A run names each row once, so what stands before its first change stands before each of them
        there = _items(after, run)
        for change in run:
            if not _same(_cell(after, change, there.get(change.id)), change.before):
                raise InputRejected(f"{edit.label}: the value has changed since this edit was made.")
        after = apply(after, Edit(label=edit.label, changes=run))
    return after


def _same(now: Any, before: Any) -> bool:
    return bool(now == before or _composed(now) == _composed(before))


def _composed(value: Any) -> Any:
    """The value as a book holds it: an edit may spell a letter in parts, the book has it in one."""
    match value:
        case str():
            return value if value.isascii() else unicodedata.normalize("NFC", value)
        case Mapping():
            return {key: _composed(inner) for key, inner in value.items()}
        case list() | tuple():
            return [_composed(inner) for inner in value]
    return value


def _items(book: Book, run: tuple[Change, ...]) -> dict[int, Any]:
    """The rows of the portfolio that a run names, by id."""
    if run[0].table not in TABLES:
        return {}
    ids = {change.id for change in run}
    return {item.id: item for item in book.portfolio.rows(run[0].table) if item.id in ids}


def _cell(book: Book, change: Change, item: Any) -> Any:
    """What stands now where a change begins, `item` being its row of the portfolio; None where nothing does."""
    if change.table == "baseline":
        return None if book.baseline is None else row_of_baseline(book.baseline)
    if change.table in ("scenarios", "assumptions"):
        stated = next((row for row in book.scenarios if row.id == change.id), None)
        if change.table == "assumptions":
            return None if stated is None else stated.stated.get(change.column)
        row = None if stated is None else row_of_scenario(stated)
    else:
        row = None if item is None else row_of(item)
    return row if change.column == "*" or row is None else row.get(change.column)
