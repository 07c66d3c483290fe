"""The open gate: what a file must be before anything in it is believed, in the order in which it is asked.

Regular file → size → application id → version → schema → structure → references → what the rows say (`tables`).
SQLite itself opens an empty or one-byte file as a healthy database; this gate does not.
"""

from __future__ import annotations

import os
import stat
import struct
from pathlib import Path
from typing import Any

from planner.errors import LimitExceeded, NotAPortfolio, NotFound, TooNew
from planner.storage.connection import Connection
from planner.storage.failures import LEFT_ALONE, damaged, system_refused
from planner.storage.schema import APPLICATION_ID, FINGERPRINT, SCHEMA_VERSION, fingerprint

SMALLEST_FILE_BYTES = 512
LARGEST_FILE_BYTES = 4 * 1024**3
HEADER_BYTES = 100
MAGIC = b"SQLite format 3\x00"
ROLLBACK_JOURNAL = b"\x01\x01"  # write and read version; 2 is WAL, which a read-only folder cannot hold


def check_file(path: Path) -> os.stat_result:
    """Look at the file from outside. Must not be called on a file this process has open: closing drops its lock.

    Raises
    ------
    NotFound, NotAPortfolio, LimitExceeded, TooNew, Damaged
        In words; the file is not touched.
    """
    try:
        found = path.stat()
    except OSError as error:
        raise system_refused(path, error) from error
    except ValueError as error:  # a NUL in the name
        raise NotFound("A file name cannot hold that character.") from error
    if not stat.S_ISREG(found.st_mode):
        what = "a folder" if stat.S_ISDIR(found.st_mode) else "not a regular file"
        raise NotAPortfolio(f"{path.name} is {what}, not a portfolio.", saved=LEFT_ALONE)
    if found.st_size < SMALLEST_FILE_BYTES:
        size = "empty" if found.st_size == 0 else f"only {found.st_size} bytes long"
        raise NotAPortfolio(f"{path.name} is {size}, so it cannot be a portfolio.", saved=LEFT_ALONE)
    if found.st_size > LARGEST_FILE_BYTES:
        raise LimitExceeded(f"{path.name} is larger than 4 GB, which no portfolio is.", saved=LEFT_ALONE)
    try:
        with path.open("rb") as file:
            header = file.read(HEADER_BYTES)
    except OSError as error:
        raise system_refused(path, error) from error
    _check_header(path, header)
    return found


def _check_header(path: Path, header: bytes) -> None:
    version, application_id = struct.unpack_from(">I", header, 60)[0], struct.unpack_from(">I", header, 68)[0]
    if not header.startswith(MAGIC) or application_id != APPLICATION_ID:
        raise NotAPortfolio(f"{path.name} was not made by Reckoner.", saved=LEFT_ALONE)
    if version > SCHEMA_VERSION:
        raise TooNew(f"{path.name} was written by a newer Reckoner (form {version}, known here {SCHEMA_VERSION}).",
                     saved=LEFT_ALONE)  # fmt: skip
    if version < 1:
        raise damaged(path, "it does not say which form it has")
    if header[18:20] != ROLLBACK_JOURNAL:
        raise damaged(path, "another program changed the way it is written")


def check_structure(connection: Connection) -> None:
    """Compare the schema with the golden one and let SQLite check pages and references. Raises `Damaged`."""
    path = connection.path
    # Not rows_where: the schema is no table in sqlite-utils' eyes, and a table that is none reads as empty
    schema = [tuple(row.values()) for row in connection.db.query("SELECT type, name, tbl_name, sql FROM sqlite_schema")]
    if any(not isinstance(part, str | None) for row in schema for part in row) or fingerprint(schema) != FINGERPRINT:
        raise damaged(path, "its tables are not those of a portfolio")
    # A page cut short reads as if it ended in zeros, which may look sound; now no journal can still complete it
    if path.stat().st_size < _answer(connection, "page_count") * _answer(connection, "page_size"):
        raise damaged(path, "its end is missing")
    if _answer(connection, "quick_check(1)") != "ok":
        raise damaged(path, "its structure is broken")
    if any(connection.db.query("PRAGMA foreign_key_check")):
        raise damaged(path, "a row belongs to one that is missing")


def check_integrity(connection: Connection) -> None:
    """SQLite's long check, which also holds every index against its table. Raises `Damaged`."""
    if _answer(connection, "integrity_check(1)") != "ok":
        raise damaged(connection.path, "its structure is broken")


def _answer(connection: Connection, pragma: str) -> Any:
    """What SQLite answers first."""
    return next(value for row in connection.db.query(f"PRAGMA {pragma}") for value in row.values())
