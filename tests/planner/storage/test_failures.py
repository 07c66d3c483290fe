"""What SQLite and the system say, in words: what happened, what is safe, what to do."""

from __future__ import annotations

import errno
import sqlite3
from pathlib import Path

import pytest

from planner.errors import (
    ChangedOutside,
    Damaged,
    DiskFull,
    LimitExceeded,
    Locked,
    NotFound,
    ReadOnly,
    ReckonerError,
    Unexpected,
    WentAway,
)
from planner.storage.failures import change_failed, opening_failed, system_refused

PATH = Path("/folder/North.reckoner")


def sqlite_error(code: int) -> sqlite3.Error:
    error = sqlite3.OperationalError("the library's own words")
    error.sqlite_errorcode = code
    return error


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        (sqlite3.SQLITE_FULL, DiskFull),
        (sqlite3.SQLITE_BUSY, Locked),
        (sqlite3.SQLITE_BUSY_SNAPSHOT, Locked),
        (sqlite3.SQLITE_READONLY, ReadOnly),
        (sqlite3.SQLITE_READONLY_DBMOVED, ChangedOutside),
        (sqlite3.SQLITE_IOERR, WentAway),
        (sqlite3.SQLITE_IOERR_FSYNC, WentAway),
        (sqlite3.SQLITE_CANTOPEN, WentAway),
        (sqlite3.SQLITE_CORRUPT, Damaged),
        (sqlite3.SQLITE_INTERRUPT, LimitExceeded),
        (sqlite3.SQLITE_TOOBIG, LimitExceeded),
        (sqlite3.SQLITE_CONSTRAINT_CHECK, Unexpected),
    ],
)
def test_a_change_that_fails(code: int, kind: type[ReckonerError]) -> None:
    failed = change_failed(PATH, "Lot 17 count", sqlite_error(code))
    assert type(failed) is kind
    assert "the library's own words" not in failed.sentence()
    assert failed.saved
    assert failed.next
    if kind is not Unexpected:
        assert "'Lot 17 count'" in failed.message
        assert "not saved" in failed.message


def test_a_full_disk_says_what_the_plan_says() -> None:
    failed = change_failed(PATH, "Lot 17 count", sqlite_error(sqlite3.SQLITE_FULL))
    assert failed.sentence() == (
        "The disk is full, so the last change ('Lot 17 count') was not saved. Everything before it is safe. "
        "Free some space, then repeat the change."
    )


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        (sqlite3.SQLITE_BUSY, Locked),
        (sqlite3.SQLITE_READONLY_ROLLBACK, ReadOnly),
        (sqlite3.SQLITE_CORRUPT, Damaged),
        (sqlite3.SQLITE_NOTADB, Damaged),
        (sqlite3.SQLITE_AUTH, Damaged),
        (sqlite3.SQLITE_IOERR_READ, WentAway),
        (sqlite3.SQLITE_INTERRUPT, LimitExceeded),
        (sqlite3.SQLITE_NOMEM, LimitExceeded),
        (sqlite3.SQLITE_FULL, DiskFull),
        (sqlite3.SQLITE_MISUSE, Unexpected),
    ],
)
def test_an_opening_that_fails(code: int, kind: type[ReckonerError]) -> None:
    failed = opening_failed(PATH, sqlite_error(code))
    assert type(failed) is kind
    assert "the library's own words" not in failed.sentence()
    assert failed.saved
    assert failed.next
    if kind is not Unexpected:
        assert "North.reckoner" in failed.message


def test_an_error_without_a_code_is_a_bug() -> None:
    failed = opening_failed(PATH, sqlite3.ProgrammingError("North"))
    assert type(failed) is Unexpected
    assert "North" not in failed.message


@pytest.mark.parametrize(
    ("number", "kind"),
    [
        (errno.ENOENT, NotFound),
        (errno.ENOTDIR, NotFound),
        (errno.EACCES, ReadOnly),
        (errno.EROFS, ReadOnly),
        (errno.ENOSPC, DiskFull),
        (errno.ENAMETOOLONG, NotFound),
        (errno.EIO, WentAway),
        (errno.ELOOP, WentAway),
    ],
)
def test_what_the_system_refuses(number: int, kind: type[ReckonerError]) -> None:
    failed = system_refused(PATH, OSError(number, "the system's words"))
    assert type(failed) is kind
    assert failed.next
    assert "North.reckoner" in failed.message
