"""Opening: a connection that passed the gate, and the book it holds."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from planner import PROGRAM_VERSION
from planner.errors import Damaged, Locked, ReckonerError
from planner.scenario import Book
from planner.storage import gate, lock_note
from planner.storage.connection import READ_SECONDS, Connection
from planner.storage.failures import damaged, needs_repair_by_writing, opening_failed, system_refused
from planner.storage.tables import content_sha256, read_book


def opened(path: Path, *, read_only: bool) -> tuple[Connection, Book]:
    """A connection whose file passed every check, and its book. Raises as `Store.open` says.

    To be written, the file is marked as open in the same breath; that mark is the only byte that changes.
    """
    try:
        return _opened_once(path, read_only=read_only)
    except Damaged:
        # An I/O error on reading can look like damage: close, open, read again before any verdict
        return _opened_once(path, read_only=read_only)


def _opened_once(path: Path, *, read_only: bool) -> tuple[Connection, Book]:
    connection = _connected(path, read_only=read_only)
    try:
        with reading(path), connection.within(READ_SECONDS):
            connection.sql.execute("BEGIN")  # one state of the file for all that is read
            gate.check_structure(connection)
            book = read_book(connection)
            _check_clean_close(connection)
            connection.sql.execute("COMMIT")
        if not read_only:
            with reading(path), connection.transaction():
                describe(connection, closed_clean=0, writer_version=PROGRAM_VERSION)
    except BaseException:
        connection.close()
        raise
    return connection, book


def _connected(path: Path, *, read_only: bool) -> Connection:
    try:
        try:
            return Connection(path, read_only=read_only)
        except sqlite3.OperationalError as error:
            cut_off = getattr(error, "sqlite_errorcode", 0) == sqlite3.SQLITE_READONLY_ROLLBACK
            if not (read_only and cut_off):
                raise
        # A change was cut off by a crash: only a connection that may write can take it back
        try:
            Connection(path, read_only=False).close()
        except sqlite3.OperationalError as error:
            raise needs_repair_by_writing(path) from error
        return Connection(path, read_only=True)
    except sqlite3.Error as error:
        raise _locked_or(path, error) from error
    except UnicodeError as error:
        raise _not_text(path) from error
    except OSError as error:  # gone since the gate looked
        raise system_refused(path, error) from error


def _locked_or(path: Path, error: sqlite3.Error) -> ReckonerError:
    failed = opening_failed(path, error)
    if isinstance(failed, Locked) and (who := lock_note.who(path)):
        return Locked(f"{path.name} is already open {who}.")
    return failed


@contextmanager
def reading(path: Path) -> Iterator[None]:
    """SQLite's errors while reading, in words."""
    try:
        yield
    except sqlite3.Error as error:
        raise _locked_or(path, error) from error
    except UnicodeError as error:
        raise _not_text(path) from error


def _not_text(path: Path) -> Damaged:
    """SQLite quotes the file in its complaint, and Python cannot read the quotation."""
    return damaged(path, "a text in it is not UTF-8")


def meta(connection: Connection) -> tuple[int, bool, str]:
    """Content sequence, whether the file was closed in order, and the SHA-256 of its content at that moment."""
    row = next(connection.table("meta").rows, None)
    if row is None:
        raise damaged(connection.path, "its own description is missing")
    return int(row["content_sequence"]), bool(row["closed_clean"]), str(row["content_sha256"])


def describe(connection: Connection, **changes: int | str) -> None:
    """Change the file's own description, by column. Within a transaction."""
    connection.table_to_write("meta").update(1, changes)


def _check_clean_close(connection: Connection) -> None:
    _, closed_clean, sha256 = meta(connection)
    if closed_clean and content_sha256(connection) != sha256:
        raise damaged(connection.path, "its content is not what was there when it was last closed")
