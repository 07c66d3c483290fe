"""The store: one open portfolio file. Every edit is one committed transaction; there is no unsaved state.

After a failed commit the store stands at the last committed book, and so does the file. A file that may not be
written opens read-only. No rows or cursors leave.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from types import TracebackType
from typing import Self

from planner import PROGRAM_VERSION
from planner.edits import Edit
from planner.errors import DiskFull, Locked, ReadOnly, ReckonerError, SnapshotDamaged
from planner.outcome import Outcome
from planner.scenario import Book
from planner.snapshot import written_snapshot
from planner.storage import edit_log, gate, lock_note, snapshots
from planner.storage.connection import FULL_CHECK_SECONDS, READ_SECONDS, Connection
from planner.storage.copying import write_copy
from planner.storage.creation import make_file
from planner.storage.failures import EVERYTHING_BEFORE, change_failed, damaged, replaced, went_away
from planner.storage.opening import describe, meta, opened, reading
from planner.storage.snapshots import Snapshot
from planner.storage.tables import content_sha256, read_book, write_touched

# (device, inode) of what this process has open: a second handle, when closed, would drop the first one's lock
_open_here: set[tuple[int, int]] = set()


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckReport:
    """What a check looked at and found sound. `snapshots_verified` is 0 unless the check was a full one."""

    sites: int
    lots: int
    contracts: int
    debts: int
    hedges: int
    price_curves: int
    scenarios: int
    edits: int
    snapshots: int
    snapshots_verified: int


class Store:
    """One open portfolio. Used by one thread; a context manager; made by `create` or `open`."""

    def __init__(self, path: Path, connection: Connection, book: Book, *, read_only: bool) -> None:
        self.path = path
        self.read_only = read_only
        self._connection = connection
        self._book = book
        self._file = connection.file
        self._sequence = meta(connection)[0]
        self._stopped: ReckonerError | None = None
        self._closed = False
        _open_here.add(self._file)

    # --- opening and closing -----------------------------------------------------------------------------------

    @classmethod
    def create(cls, path: str | Path, book: Book) -> Self:
        """Make a new file with this book and open it.

        Raises
        ------
        InputRejected
            When the name does not end in `.reckoner` or is taken: an existing file is never replaced.
        NotFound, ReadOnly, DiskFull
            When the folder is missing, may not be written or has no room; then no file is left behind.
        """
        make_file(Path(path), book)
        return cls.open(path)

    @classmethod
    def open(cls, path: str | Path, *, read_only: bool = False) -> Self:
        """Open a portfolio after all checks of the gate.

        With `read_only` no write lock is taken and the file stays as it is, byte for byte; a file or folder that
        may not be written opens so by itself, with `read_only` True.

        Raises
        ------
        NotFound, NotAPortfolio, TooNew, Locked, Damaged, LimitExceeded, WentAway, ReadOnly
            In words; the file is left as it is. `ReadOnly` only where a change that was cut off cannot be undone.
        """
        path = Path(path).absolute()
        with suppress(OSError, ValueError):  # what is wrong with the name the gate says better
            found = path.stat()
            if (found.st_dev, found.st_ino) in _open_here:
                raise Locked(f"{path.name} is already open in this program.", next="Close it first.")
        gate.check_file(path)
        if not read_only and os.access(path, os.W_OK) and os.access(path.parent, os.W_OK):
            # A mount may refuse what the permissions allow, or have no room; then it is opened to be read
            with suppress(ReadOnly, DiskFull):
                connection, book = opened(path, read_only=False)
                lock_note.write_note(path)
                return cls(path, connection, book, read_only=False)
        connection, book = opened(path, read_only=True)
        return cls(path, connection, book, read_only=True)

    def close(self) -> None:
        """Mark the file as closed in order and give it back. May be called twice."""
        if self._closed:
            return
        self._closed = True
        try:
            # Every edit is durable already: where the mark of an orderly close is not taken, nothing is lost with it
            with suppress(sqlite3.Error, OSError):
                if not self.read_only and self._stopped is None and self._is_ours():
                    with self._connection.transaction():
                        sha256 = content_sha256(self._connection)
                        describe(self._connection, closed_clean=1, content_sha256=sha256)
        finally:
            self._connection.close()
            _open_here.discard(self._file)
            if not self.read_only:
                lock_note.remove_note(self.path)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    # --- edits ---------------------------------------------------------------------------------------------------

    @property
    def book(self) -> Book:
        """The last committed book."""
        return self._book

    def commit(self, edit: Edit) -> int:
        """Make an edit durable and return its sequence.

        Raises
        ------
        InputRejected, NotFound
            When the edit does not fit the book.
        DiskFull, Locked, ReadOnly, ChangedOutside, WentAway, LimitExceeded
            When it was not saved; store and file stand at the last committed book.
        """
        after = edit_log.applied(self._book, edit)
        if not edit.changes:
            return self._sequence
        self._write(edit.label, edit, after, lambda sequence: edit_log.record(self._connection, sequence, edit))
        return self._sequence

    def undo(self) -> Edit | None:
        """Take the latest edit back and return it; None when there is none. Raises as `commit` does."""
        return self._replay(edit_log.to_undo(self._connection), undone=True)

    def redo(self) -> Edit | None:
        """Bring the edit undone last back and return it; None when there is none. Raises as `commit` does."""
        return self._replay(edit_log.to_redo(self._connection), undone=False)

    def edit_label_to_undo(self) -> str | None:
        """What `undo` would take back, in words; None when there is nothing."""
        return self._label(edit_log.to_undo(self._connection))

    def edit_label_to_redo(self) -> str | None:
        """What `redo` would bring back, in words; None when there is nothing."""
        return self._label(edit_log.to_redo(self._connection))

    def _label(self, sequence: int | None) -> str | None:
        return None if sequence is None else edit_log.label(self._connection, sequence)

    def _replay(self, logged: int | None, *, undone: bool) -> Edit | None:
        if logged is None:
            return None
        with reading(self.path), self._connection.within(READ_SECONDS):
            edit = edit_log.edit_at(self._connection, logged)
        step = edit.inverse() if undone else edit
        try:
            after = edit_log.applied(self._book, step)
        except ReckonerError as error:
            raise damaged(self.path, f"its list of changes does not fit its tables at {edit.label!r}") from error
        label = f"{'Undo' if undone else 'Redo'} {edit.label}"
        self._write(label, step, after, lambda _: edit_log.mark(self._connection, logged, undone=undone))
        return edit

    def _write(self, label: str, edit: Edit | None, after: Book, log: Callable[[int], None]) -> None:
        """One transaction: sequence, log, touched rows. The book in memory follows only when it is durable."""
        self._check_writable(label)
        sequence = self._sequence + 1
        try:
            with self._connection.transaction():
                if meta(self._connection)[0] != self._sequence:
                    raise replaced(self.path, label)
                describe(self._connection, content_sequence=sequence)
                log(sequence)
                if edit is not None:
                    write_touched(self._connection, after, edit)
        except sqlite3.Error as error:
            if self._sequence_in_file() != sequence:
                raise self._failed(label, error) from error
            # The commit was durable before the error: saying it failed would be the wrong answer
        self._sequence, self._book = sequence, after

    def _check_writable(self, label: str) -> None:
        if self._stopped is not None:
            raise self._stopped
        if self.read_only:
            raise ReadOnly(f"{self.path.name} is open to be read only, so the last change ({label!r}) was not saved.",
                           saved=EVERYTHING_BEFORE)  # fmt: skip
        try:
            ours = self._is_ours()
        except OSError as error:
            raise went_away(self.path, label) from error
        if not ours:
            raise replaced(self.path, label)

    def _is_ours(self) -> bool:
        now = self.path.stat()
        return (now.st_dev, now.st_ino) == self._file

    def _sequence_in_file(self) -> int | None:
        try:
            with self._connection.within(READ_SECONDS):
                return meta(self._connection)[0]
        except sqlite3.Error:
            return None

    def _failed(self, label: str, error: sqlite3.Error) -> ReckonerError:
        failed = change_failed(self.path, label, error)
        if self._sequence_in_file() != self._sequence:
            self._stopped = failed  # the file cannot be read back, so nothing more is written to it
        return failed

    # --- snapshots -------------------------------------------------------------------------------------------------

    def add_snapshot(self, name: str, outcome: Outcome) -> tuple[Snapshot, bool]:
        """Store what a run found. The same question with the same content gives the snapshot that is there, and False.

        Another baseline or another name of a site makes another content. Raises as `commit` does; `InputRejected`
        when another snapshot has the name.
        """
        label = f"Snapshot {name}"
        self._check_writable(label)
        written = written_snapshot(outcome, PROGRAM_VERSION)
        with reading(self.path), self._connection.within(READ_SECONDS):
            there = snapshots.same(self._connection, written)
            if there is not None:
                return there, False
            snapshot = snapshots.proposed(self._connection, name, self._sequence + 1, written)
        self._write(label, None, self._book, lambda _: snapshots.write(self._connection, snapshot, written))
        return snapshot, True

    def snapshots(self) -> tuple[Snapshot, ...]:
        """Every snapshot, oldest first, without content."""
        with reading(self.path), self._connection.within(READ_SECONDS):
            return snapshots.listed(self._connection)

    def free_snapshot_name(self, name: str) -> str:
        """The name, or where a snapshot has it the first free one of `name (2)`, `name (3)`, …"""
        with reading(self.path), self._connection.within(READ_SECONDS):
            return snapshots.free_name(self._connection, name)

    def snapshot(self, id_or_name: str) -> Snapshot:
        """The snapshot of this name, or else the newest with this id, with or without dashes, its content verified.

        Raises
        ------
        NotFound
            Naming the nearest.
        SnapshotDamaged
            When the content is not what was stored.
        """
        with reading(self.path), self._connection.within(READ_SECONDS):
            snapshot = snapshots.found(self._connection, id_or_name)
            return replace(snapshot, content=snapshots.content_of(self._connection, snapshot))

    def copy_to(self, path: str | Path) -> None:
        """Copy the whole file, log and snapshots too, into a new one; it is verified before it gets its name.

        Raises
        ------
        InputRejected
            When the name does not end in `.reckoner` or is taken: an existing file is never replaced.
        NotFound, ReadOnly, DiskFull, Damaged
            When it could not be made; then no file is left behind.
        """
        write_copy(self._connection, self._book, Path(path))

    # --- checking --------------------------------------------------------------------------------------------------

    def check(self, full: bool = False) -> CheckReport:
        """Read everything again and compare it with the book; `full` also verifies indexes, log and snapshots.

        Raises
        ------
        Damaged, SnapshotDamaged
            Naming what was found; the file is left as it is.
        """
        connection = self._connection
        verified = 0
        with reading(self.path), connection.within(FULL_CHECK_SECONDS):
            gate.check_structure(connection)
            if read_book(connection) != self._book:
                raise damaged(self.path, "its rows are not the ones that were read when it was opened")
            log = edit_log.sequences(connection)
            taken = snapshots.listed(connection)
            if full:
                gate.check_integrity(connection)
                for sequence in log:
                    edit_log.edit_at(connection, sequence)
                for snapshot in taken:
                    try:
                        snapshots.content_of(connection, snapshot)
                    except SnapshotDamaged as error:
                        raise SnapshotDamaged(f"{snapshot.name} ({snapshot.shown_id}): {error.message}",
                                              saved=error.saved) from error  # fmt: skip
                    verified += 1
        portfolio = self._book.portfolio
        return CheckReport(
            sites=len(portfolio.sites), lots=len(portfolio.lots), contracts=len(portfolio.contracts),
            debts=len(portfolio.debts), hedges=len(portfolio.hedges), price_curves=len(portfolio.price_curves),
            scenarios=len(self._book.scenarios), edits=len(log), snapshots=len(taken), snapshots_verified=verified,
        )  # fmt: skip
