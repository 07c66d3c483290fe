"""The one table of errors: each class has a word, an exit status and three sentences.

`message` says what happened and where, `saved` the state of the user's work, `next` what to do.
Whatever is not in this table is a bug and ends as `Unexpected`.

    ReckonerError
    ├── NotFound            3    no such file, scenario, snapshot or name
    ├── NotAPortfolio       4    the file is something else
    ├── TooNew              5    written by a newer Reckoner
    ├── Locked              6    open elsewhere
    ├── ReadOnly            7    may not be written
    ├── Damaged             8    the file's structure or content is broken
    │   └── SnapshotDamaged
    ├── StorageFailed       9    (abstract) the disk did not do what it was asked
    │   ├── DiskFull
    │   ├── WentAway
    │   ├── ChangedOutside
    │   └── ExportFailed
    ├── InputRejected      10    a value that cannot be right
    ├── LimitExceeded      12    larger than Reckoner accepts
    └── Unexpected         70    a bug
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

NOTHING_CHANGED = "Nothing was changed."
NOT_A_FORECAST = "Model output on stated assumptions, not a forecast or investment advice."


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One field's complaint: where it stands, what was given, why it cannot be used."""

    where: str
    value: str
    reason: str

    def __str__(self) -> str:
        given = f" ({self.value})" if self.value else ""
        return f"{self.where}{given}: {self.reason}"


class ReckonerError(Exception):
    """An error a user can understand and act on."""

    word: ClassVar[str] = "UNEXPECTED"
    exit_status: ClassVar[int] = 70
    default_next: ClassVar[str] = ""

    def __init__(self, message: str, *, saved: str = NOTHING_CHANGED, next: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.saved = saved
        self.next = next or self.default_next

    def as_record(self) -> dict[str, str]:
        """The JSON line of the command line: error, message, saved, next."""
        return {
            "error": self.word,
            "message": self.message,
            "saved": self.saved,
            "next": self.next,
        }

    def sentence(self) -> str:
        """All three sentences in the order a reader wants them."""
        return " ".join(part for part in (self.message, self.saved, self.next) if part)


class NotFound(ReckonerError):
    word = "NOT_FOUND"
    exit_status = 3
    default_next = "Check the name and try again."


class NotAPortfolio(ReckonerError):
    word = "NOT_A_PORTFOLIO"
    exit_status = 4
    default_next = "Choose a file made by Reckoner."


class TooNew(ReckonerError):
    word = "TOO_NEW"
    exit_status = 5
    default_next = "Update Reckoner, then open the file again."


class Locked(ReckonerError):
    word = "LOCKED"
    exit_status = 6
    default_next = "Close it there, then open it here."


class ReadOnly(ReckonerError):
    word = "READ_ONLY"
    exit_status = 7
    default_next = "Save a copy in a folder you may write to."


class Damaged(ReckonerError):
    word = "DAMAGED"
    exit_status = 8
    default_next = "Open the last good copy."


class SnapshotDamaged(Damaged):
    word = "SNAPSHOT_DAMAGED"
    default_next = "Take the snapshot again from the current scenario."


class StorageFailed(ReckonerError):
    """The disk did not do what it was asked; see the narrower classes."""

    exit_status = 9


class DiskFull(StorageFailed):
    word = "DISK_FULL"
    default_next = "Free some space, then repeat the change."


class WentAway(StorageFailed):
    word = "WENT_AWAY"
    default_next = "Reconnect the drive or save a copy elsewhere."


class ChangedOutside(StorageFailed):
    word = "CHANGED_OUTSIDE"
    default_next = "Save a copy of your work, then open the file again."


class ExportFailed(StorageFailed):
    word = "EXPORT_FAILED"
    default_next = "Choose another folder and export again."


class InputRejected(ReckonerError):
    """One or more values that cannot be right; `problems` lists every one of them."""

    word = "INPUT_REJECTED"
    exit_status = 10
    default_next = "Correct the value and try again."

    def __init__(
        self,
        message: str,
        *,
        saved: str = NOTHING_CHANGED,
        next: str = "",
        problems: Sequence[Problem] = (),
    ) -> None:
        super().__init__(message, saved=saved, next=next)
        self.problems = tuple(problems)

    @classmethod
    def of(cls, problems: Sequence[Problem], *, saved: str = NOTHING_CHANGED) -> InputRejected:
        """All problems of a form or a row together, in one sentence each."""
        return cls(
            "; ".join(str(problem) for problem in problems) + ".",
            saved=saved,
            problems=problems,
        )


class LimitExceeded(ReckonerError):
    word = "LIMIT_EXCEEDED"
    exit_status = 12
    default_next = "Split the data into smaller files."


class Unexpected(ReckonerError):
    """A bug. The message names no portfolio data."""

    default_next = "Please report this with Help ▸ Copy diagnostics."


@dataclass(frozen=True, slots=True, kw_only=True)
class Undefined:
    """A measure without a number: a result, not an error. `input` is the address that caused it."""

    reason: str
    input: str = ""
    word: str = "none"  # stands where the number would
