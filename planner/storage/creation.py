"""A new file: built whole under another name, synced, then given its own. An existing file is never replaced."""

from __future__ import annotations

import contextlib
import os
import secrets
import sqlite3
import uuid
from collections.abc import Iterator
from pathlib import Path

from sqlite_utils import Database

from planner import PROGRAM_VERSION
from planner.errors import InputRejected, NotFound
from planner.portfolio import check_portfolio
from planner.scenario import Book
from planner.storage.failures import opening_failed, system_refused
from planner.storage.schema import APPLICATION_ID, DDL, EXTENSION, SCHEMA_VERSION
from planner.storage.tables import all_rows


def make_file(path: Path, book: Book) -> None:
    """Write a new portfolio file. Raises as `Store.create` says."""
    check_portfolio(book.portfolio)
    with new_file(path) as part:
        _write_database(part, book)


@contextlib.contextmanager
def new_file(path: Path) -> Iterator[Path]:
    """A part to be filled; synced and given its own name at the end. Where anything fails, nothing is left behind.

    Raises
    ------
    InputRejected
        When the name does not end in `.reckoner` or is taken: an existing file is never replaced.
    NotFound, ReadOnly, DiskFull
        When the folder is missing, may not be written or has no room.
    """
    check_name(path)
    part = path.with_name(f".{path.stem[:60]}.{secrets.token_hex(4)}.part")
    try:
        # Made by us and empty, so that nobody else's file of that name is opened
        part.touch(exist_ok=False)
        yield part
        sync(part)
        give_name(part, path)
        sync(path.absolute().parent)
    except sqlite3.Error as error:
        raise opening_failed(path, error) from error
    except OSError as error:
        raise system_refused(path, error) from error
    finally:
        with contextlib.suppress(OSError):
            part.unlink()


def check_name(path: Path) -> None:
    """Raise `InputRejected` or `NotFound` unless a new portfolio file can have this name."""
    if "\0" in str(path):
        raise InputRejected("A file name cannot hold that character.")
    if path.suffix != EXTENSION or path.stem.startswith("."):
        raise InputRejected(f"{path.name} is not a name for a portfolio.", next=f"Let it end in {EXTENSION}.")
    folder = path.absolute().parent
    try:
        if not folder.is_dir():
            raise NotFound(f"There is no folder {folder}.", next="Make it first, or choose another.")
        if os.path.lexists(path):
            raise _taken(path)
    except OSError as error:
        raise system_refused(path, error) from error


def _taken(path: Path) -> InputRejected:
    return InputRejected(f"{path.name} exists already.", next="Choose another name, or open that file.")


def _write_database(part: Path, book: Book) -> None:
    connection = sqlite3.connect(part, isolation_level=None)
    try:
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA journal_mode = MEMORY")  # a half-made part is thrown away, not repaired
        connection.execute("BEGIN IMMEDIATE")
        for statement in DDL:
            connection.execute(statement)
        db = Database(connection, execute_plugins=False)
        db.table("meta").insert({
            "id": 1, "portfolio_uuid": str(uuid.uuid4()), "writer_version": PROGRAM_VERSION,
            "content_sequence": 0, "closed_clean": 0, "content_sha256": "",
        })  # fmt: skip
        for table, rows in all_rows(book):
            db.table(table).insert_all(rows)
        connection.execute("COMMIT")
    finally:
        connection.close()


def sync(path: Path) -> None:
    """Force a file, or the names in a folder, onto the disk. Windows has no handle on a folder."""
    if os.name == "nt" and path.is_dir():
        return
    handle = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def give_name(part: Path, path: Path) -> None:
    """Give a finished part its own name, which must be free. Raises `InputRejected`, `OSError`."""
    try:
        os.link(part, path)  # fails where the name is taken, which a rename would not
    except FileExistsError as error:
        raise _taken(path) from error
    except OSError:
        # No hard links here (FAT, some network drives): take the name first, then put the file in its place
        try:
            path.touch(exist_ok=False)
        except FileExistsError as error:
            raise _taken(path) from error
        part.replace(path)
