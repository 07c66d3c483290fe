"""What SQLite and the system say when they fail, in the words of `planner.errors`.

Each sentence says what happened, what is safe, and what to do. Names from a file are shown, never interpreted.
"""

from __future__ import annotations

import errno
import sqlite3
from pathlib import Path

from planner.errors import (
    ChangedOutside,
    Damaged,
    DiskFull,
    LimitExceeded,
    Locked,
    NotFound,
    ReadOnly,
    ReckonerError,
    StorageFailed,
    Unexpected,
    WentAway,
)

LEFT_ALONE = "It was left exactly as it is."
EVERYTHING_BEFORE = "Everything before it is safe."


def primary_code(error: sqlite3.Error) -> int:
    """SQLite's primary result code; 0 where the error did not come from SQLite itself."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF


def opening_failed(path: Path, error: sqlite3.Error) -> ReckonerError:
    """The error for a file that could not be opened, read or checked."""
    name = path.name
    match primary_code(error):
        case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
            return Locked(f"{name} is in use by another program.")
        case sqlite3.SQLITE_READONLY:
            return needs_repair_by_writing(path)
        case sqlite3.SQLITE_CORRUPT | sqlite3.SQLITE_NOTADB | sqlite3.SQLITE_AUTH | sqlite3.SQLITE_ERROR:
            return damaged(path, "its structure is broken")
        case sqlite3.SQLITE_IOERR | sqlite3.SQLITE_CANTOPEN:
            return WentAway(f"{name} could not be read: the drive or folder did not answer as it should.")
        case sqlite3.SQLITE_INTERRUPT:
            return too_slow(path)
        case sqlite3.SQLITE_TOOBIG | sqlite3.SQLITE_NOMEM:
            return LimitExceeded(f"{name} holds something larger than Reckoner reads.", saved=LEFT_ALONE)
        case sqlite3.SQLITE_FULL:
            return DiskFull(
                f"The disk is full, so {name} could not be opened.", next="Free some space, then try again."
            )
        case 0 if isinstance(error, sqlite3.OperationalError):
            return damaged(path, "a text in it is not UTF-8")  # said by Python's module, which gives no code
        case _:
            return unexpected("opening the file", error)


def needs_repair_by_writing(path: Path) -> ReadOnly:
    """The error for a file whose last change was cut off and which may not be written to take it back."""
    return ReadOnly(
        f"The last change to {path.name} was cut off, and taking it back needs a place that may be written.",
        saved=LEFT_ALONE,
        next="Copy the file, together with the file ending in -journal beside it, to a folder you may write to.",
    )


def too_slow(path: Path) -> LimitExceeded:
    """The error for an operation that ran into its deadline."""
    return LimitExceeded(
        f"Reading {path.name} took longer than any portfolio should.", saved=LEFT_ALONE,
        next="Copy it to a local drive and try again.",
    )  # fmt: skip


def damaged(path: Path, reason: str) -> Damaged:
    """The error for a portfolio that cannot be trusted; `reason` is half a sentence."""
    return Damaged(f"{path.name} is damaged: {reason}.", saved=LEFT_ALONE)


def change_failed(path: Path, change: str, error: sqlite3.Error) -> ReckonerError:
    """The error for a change that was not saved; `change` is its label."""
    not_saved = f"so the last change ({change!r}) was not saved."
    match primary_code(error):
        case sqlite3.SQLITE_FULL:
            return DiskFull(f"The disk is full, {not_saved}", saved=EVERYTHING_BEFORE)
        case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
            return Locked(f"{path.name} is in use by another program, {not_saved}", saved=EVERYTHING_BEFORE)
        case sqlite3.SQLITE_READONLY if getattr(error, "sqlite_errorcode", 0) == sqlite3.SQLITE_READONLY_DBMOVED:
            return replaced(path, change)
        case sqlite3.SQLITE_READONLY:
            return ReadOnly(f"{path.name} may not be written any more, {not_saved}", saved=EVERYTHING_BEFORE)
        case sqlite3.SQLITE_IOERR | sqlite3.SQLITE_CANTOPEN:
            return WentAway(f"The drive did not take the write to {path.name}, {not_saved}", saved=EVERYTHING_BEFORE)
        case sqlite3.SQLITE_CORRUPT | sqlite3.SQLITE_NOTADB:
            return Damaged(f"{path.name} is damaged, {not_saved}", saved=EVERYTHING_BEFORE)
        case sqlite3.SQLITE_INTERRUPT | sqlite3.SQLITE_TOOBIG | sqlite3.SQLITE_NOMEM:
            return LimitExceeded(
                f"The change ({change!r}) is larger than Reckoner writes at once, so it was not saved.",
                saved=EVERYTHING_BEFORE, next="Make it in smaller steps.",
            )  # fmt: skip
        case _:
            return unexpected("saving a change", error)


def replaced(path: Path, change: str) -> ChangedOutside:
    """The error for a file that is not the one that was opened, or not as we left it."""
    return ChangedOutside(
        f"{path.name} was replaced or changed by another program, so the last change ({change!r}) was not saved.",
        saved="The file that is there now was not touched.",
    )


def went_away(path: Path, change: str) -> WentAway:
    """The error for a file that is no longer where it was."""
    return WentAway(
        f"{path.name} is no longer there: it was moved or deleted, or its drive was removed, "
        f"so the last change ({change!r}) was not saved.",
        saved="What you see is still complete in memory.",
    )


def unexpected(doing: str, error: Exception) -> Unexpected:
    """The error for a bug; the library's own text may hold portfolio data, its class does not."""
    name = getattr(error, "sqlite_errorname", type(error).__name__)
    return Unexpected(f"Something went wrong inside Reckoner while {doing} ({name}).")


def system_refused(path: Path, error: OSError) -> ReckonerError:
    """The error for a file or folder that the system would not let us reach or make."""
    name = path.name
    match error.errno:
        case errno.ENOENT | errno.ENOTDIR:
            return NotFound(f"There is no file {name} in {path.parent}.")
        case errno.EACCES | errno.EPERM | errno.EROFS:
            return ReadOnly(f"{name} cannot be reached or made in {path.parent}: access is denied.",
                            next="Choose a folder you may write to.")  # fmt: skip
        case errno.ENOSPC | errno.EDQUOT:
            return DiskFull(f"The disk is full, so {name} was not made.", next="Free some space, then try again.")
        case errno.ENAMETOOLONG | errno.EINVAL:
            return NotFound(f"{name[:60]!r} is not a name this system can give a file.", next="Choose a shorter name.")
        case _:
            return storage_failed(path, error)


def storage_failed(path: Path, error: OSError) -> StorageFailed:
    """The error for any other refusal of the drive."""
    return WentAway(f"{path.name} cannot be reached: {error.strerror or type(error).__name__}.")
