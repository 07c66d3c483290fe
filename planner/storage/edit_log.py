"""The edit log: before and after of every edit, written in the transaction of the edit itself. It is the undo.

An entry is data, never SQL: on replay it passes `planner.edits.apply` like any other edit, so a log somebody
tampered with can only say what an edit may say. Entries are ordered by sequence, never by a clock.
"""

from __future__ import annotations

import json
from typing import Any

from planner.edits import EDIT_TABLES, Change, Edit
from planner.snapshot import canonical_json
from planner.storage.connection import Connection
from planner.storage.failures import damaged

LONGEST_LABEL = 1_000


def record(connection: Connection, sequence: int, edit: Edit) -> None:
    """Write an edit as the latest; what had been undone can no longer be redone. Within a transaction."""
    connection.write("DELETE FROM edit_log WHERE undone = 1")
    changes = [[change.table, change.id, change.column, change.before, change.after] for change in edit.changes]
    connection.write(
        "INSERT INTO edit_log (sequence, label, changes, undone) VALUES (?, ?, ?, 0)",
        (sequence, edit.label[:LONGEST_LABEL] or "Change", canonical_json(changes)),
    )


def mark(connection: Connection, sequence: int, *, undone: bool) -> None:
    """Note that an entry was undone or redone. Within a transaction."""
    connection.write("UPDATE edit_log SET undone = ? WHERE sequence = ?", (int(undone), sequence))


def to_undo(connection: Connection) -> int | None:
    """Sequence of the edit that undo takes back: the latest that is not undone."""
    return _sequence(connection, "SELECT max(sequence) FROM edit_log WHERE undone = 0")


def to_redo(connection: Connection) -> int | None:
    """Sequence of the edit that redo brings back: the earliest that is undone."""
    return _sequence(connection, "SELECT min(sequence) FROM edit_log WHERE undone = 1")


def _sequence(connection: Connection, question: str) -> int | None:
    row = connection.row(question)
    return None if row is None or row[0] is None else int(row[0])


def label(connection: Connection, sequence: int) -> str:
    """What an entry says it did."""
    row = connection.row("SELECT label FROM edit_log WHERE sequence = ?", (sequence,))
    return "" if row is None else str(row[0])


def edit_at(connection: Connection, sequence: int) -> Edit:
    """The edit of an entry. Raises `Damaged` where it is not one."""
    row = connection.row("SELECT label, changes FROM edit_log WHERE sequence = ?", (sequence,))
    if row is None:
        raise damaged(connection.path, f"entry {sequence} of its list of changes is missing")
    try:
        changes = tuple(_change(*written) for written in json.loads(row[1]))
    except (ValueError, TypeError, RecursionError) as error:
        raise damaged(connection.path, f"entry {sequence} of its list of changes cannot be read") from error
    return Edit(label=str(row[0]), changes=changes)


def _change(table: Any, row_id: Any, column: Any, before: Any, after: Any) -> Change:
    if table not in EDIT_TABLES or not isinstance(row_id, int) or not isinstance(column, str):
        raise ValueError("not a change")
    return Change(table=table, id=row_id, column=column, before=before, after=after)


def sequences(connection: Connection) -> list[int]:
    """Every entry there is, in order."""
    return [int(row[0]) for row in connection.rows("SELECT sequence FROM edit_log ORDER BY sequence")]
