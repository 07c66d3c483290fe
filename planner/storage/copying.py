"""A copy of an open portfolio under another name: made by SQLite's own backup, synced, verified, then named.

The live file is read through the store's own connection: another handle on it, when closed, would drop its lock.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path

from planner.errors import Damaged
from planner.scenario import Book
from planner.storage import gate
from planner.storage.connection import Connection
from planner.storage.creation import new_file, sync
from planner.storage.opening import opened


def write_copy(connection: Connection, book: Book, path: Path) -> None:
    """Copy everything the connection's file holds into a new file `path`.

    Raises
    ------
    InputRejected
        When the name does not end in `.reckoner` or is taken: an existing file is never replaced.
    NotFound, ReadOnly, DiskFull, Damaged
        When it could not be written, or does not read back as `book`; then no file is left behind.
    """
    with new_file(path) as part:
        target = sqlite3.connect(part, isolation_level=None)
        try:
            connection.sql.backup(target)
        finally:
            target.close()
        sync(part)
        _verify(part, book)


def _verify(part: Path, book: Book) -> None:
    """Every check of the gate, every index, and the same book."""
    copied, found = opened(part, read_only=True)
    try:
        gate.check_integrity(copied)
    finally:
        copied.close()
    if found != book:
        raise Damaged(f"{part.name} does not hold what was copied.", next="Try again, on another disk.")
