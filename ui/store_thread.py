"""StoreThread: owns the one open Store; every call on it happens here, in the order in which it was asked for.

The window waits for nothing: it asks, and hears of it by signal. Edits carry the number of their chain; when one
fails, the rest of its chain is dropped here, since it was built on a book that never was.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, QThread, Signal

from planner.edits import Edit
from planner.errors import Locked, ReckonerError, Unexpected
from planner.outcome import Outcome
from planner.scenario import Book
from planner.storage import Snapshot, Store

SUFFIX = ".reckoner"
LONGEST_REST_S = 0.5  # for a window that is busy


def free_path(folder: Path, stem: str) -> Path:
    """`folder/stem.reckoner`, or with the first number that makes it a new file."""
    names = (f"{stem}{SUFFIX}", *(f"{stem} {number}{SUFFIX}" for number in range(2, 1000)))
    return next((folder / name for name in names if not (folder / name).exists()), folder / f"{stem}{SUFFIX}")


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedFile:
    """A file that was opened: what the window needs to show it."""

    path: Path
    read_only: bool
    book: Book
    undo_label: str
    redo_label: str
    snapshots: tuple[Snapshot, ...]


class StoreThread(QThread):
    """A thread with a queue of things to do with the store. Signals reach slots in the GUI thread."""

    opened = Signal(object)  # OpenedFile; the file before it is closed
    open_failed = Signal(object)  # ReckonerError; the file before it stays open
    committed = Signal(int)  # sequence
    commit_failed = Signal(object, int)  # ReckonerError, number of the chain that is dropped
    stepped = Signal(object, int, bool)  # Edit that a step did, or None; number of the chain; redo
    labels_changed = Signal(str, str)  # what undo and redo would do, in words; empty for nothing
    snapshot_taken = Signal(object, object, bool)  # Snapshot, its Outcome, whether it is new
    headline_read = Signal(str, object)  # digest of a snapshot, its content; None where it cannot be read
    snapshots_changed = Signal(object)  # tuple of Snapshot, oldest first
    snapshot_read = Signal(object)  # Snapshot with its content, verified
    copied = Signal(object)  # Path of a copy that was made and verified
    failed = Signal(object)  # ReckonerError of anything else
    bug_found = Signal(object)  # the exception behind an Unexpected, for the log

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._jobs: queue.SimpleQueue[Callable[[], object] | None] = queue.SimpleQueue()
        self._store: Store | None = None
        self._broken_chain = -1
        self._rested = threading.Event()

    # --- asked from the GUI thread -------------------------------------------------------------------------------

    def open(self, path: Path) -> None:
        """Open a file; the one that is open is closed once the new one has passed every check."""
        self._jobs.put(lambda: self._open(path))

    def create(self, folder: Path, stem: str, book: Book) -> None:
        """Make a new file with this book, under the first free name, and open it."""
        self._jobs.put(lambda: self._create(folder, stem, book))

    def open_or_create(self, folder: Path, stem: str, book: Book) -> None:
        """Open the file of that name, or make it; where it is open elsewhere, make another beside it."""
        self._jobs.put(lambda: self._open_or_create(folder, stem, book))

    def commit(self, edit: Edit, chain: int) -> None:
        """Write an edit, unless one of its chain has failed."""
        self._jobs.put(lambda: self._commit(edit, chain))

    def rest(self, resting: bool) -> None:
        """Whether what is asked for next waits, as the window has much to show; in the end it is done all the same."""
        if not resting:
            self._rested.set()
            return
        self._rested.clear()
        self._jobs.put(lambda: self._rested.wait(LONGEST_REST_S))

    def undo(self, chain: int) -> None:
        """Undo the last edit of the file."""
        self._jobs.put(lambda: self._step(chain, forward=False))

    def redo(self, chain: int) -> None:
        """Redo the edit that was undone last."""
        self._jobs.put(lambda: self._step(chain, forward=True))

    def take_snapshot(self, name: str, outcome: Outcome) -> None:
        """Store a snapshot under this name or the next free one like it, or find the one that is there already."""
        self._jobs.put(lambda: self._take_snapshot(name, outcome))

    def read_snapshot(self, name: str) -> None:
        """Read a snapshot, named by its name or id, whole and verify it."""
        self._jobs.put(lambda: self._read_snapshot(name))

    def read_headline(self, name: str, digest: str) -> None:
        """Read a snapshot, named by its name, for the figures that tell it apart in a list."""
        self._jobs.put(lambda: self._read_headline(name, digest))

    def copy_to(self, path: Path) -> None:
        """Make a verified copy of the open file under another name; the file stays the one that is open."""
        self._jobs.put(lambda: self._copy_to(path))

    def close(self) -> None:
        """Finish what was asked for, close the file, and wait for the thread to end."""
        self._jobs.put(None)
        self.wait()

    # --- in the thread -------------------------------------------------------------------------------------------

    def run(self) -> None:
        """The thread's loop."""
        while (job := self._jobs.get()) is not None:
            job()
        self._close_store()

    def _create(self, folder: Path, stem: str, book: Book) -> None:
        path = free_path(folder, stem)
        self._take_over(path, lambda: Store.create(path, book))

    def _open_or_create(self, folder: Path, stem: str, book: Book) -> None:
        path = folder / f"{stem}{SUFFIX}"
        if not path.exists():
            self._create(folder, stem, book)
            return

        def opened() -> Store:
            try:
                return Store.open(path)
            except Locked:
                return Store.create(free_path(folder, stem), book)

        self._take_over(path, opened)

    def _open(self, path: Path) -> None:
        self._take_over(path, lambda: Store.open(path))

    def _take_over(self, path: Path, opened_store: Callable[[], Store]) -> None:
        """Open another file in place of the one that is open, once it has passed every check."""
        try:
            store = opened_store()
        except ReckonerError as error:
            self.open_failed.emit(error)
            return
        except Exception as bug:  # noqa: BLE001  # the thread's boundary: the window must outlive a bug
            self.bug_found.emit(bug)
            self.open_failed.emit(Unexpected(f"{path.name} could not be opened."))
            return
        self._close_store()
        self._store = store
        opened = OpenedFile(
            path=store.path, read_only=store.read_only, book=store.book, snapshots=tuple(store.snapshots()),
            undo_label=store.edit_label_to_undo() or "", redo_label=store.edit_label_to_redo() or "",
        )  # fmt: skip
        self.opened.emit(opened)

    def _close_store(self) -> None:
        store, self._store = self._store, None
        if store is None:
            return
        try:
            store.close()
        except ReckonerError as error:
            self.failed.emit(error)

    def _opened_store(self) -> Store:
        assert self._store is not None, "edits are asked for only once a file is open"
        return self._store

    def _commit(self, edit: Edit, chain: int) -> None:
        if chain <= self._broken_chain:
            return
        try:
            sequence = self._opened_store().commit(edit)
        except ReckonerError as error:
            self._break(chain, error)
            return
        except Exception as bug:  # noqa: BLE001  # the thread's boundary: the window must outlive a bug
            self.bug_found.emit(bug)
            self._break(chain, Unexpected(f"The change ({edit.label}) could not be saved."))
            return
        self._tell_labels()  # first: an edit that counts as saved can be undone
        self.committed.emit(sequence)

    def _step(self, chain: int, *, forward: bool) -> None:
        if chain <= self._broken_chain:
            return
        store = self._opened_store()
        try:
            logged = store.redo() if forward else store.undo()
        except ReckonerError as error:
            self._break(chain, error)
            return
        except Exception as bug:  # noqa: BLE001  # the thread's boundary: the window must outlive a bug
            self.bug_found.emit(bug)
            self._break(chain, Unexpected(f"The last change could not be {'redone' if forward else 'undone'}."))
            return
        edit = logged if forward or logged is None else logged.inverse()
        self._tell_labels()
        self.stepped.emit(edit, chain, forward)

    def _break(self, chain: int, error: ReckonerError) -> None:
        self._broken_chain = chain
        self.commit_failed.emit(error, chain)

    def _tell_labels(self) -> None:
        store = self._opened_store()
        self.labels_changed.emit(store.edit_label_to_undo() or "", store.edit_label_to_redo() or "")

    @contextmanager
    def _said(self, otherwise: str) -> Iterator[None]:
        """Say what goes wrong: an error as it is, a bug in these words."""
        try:
            yield
        except ReckonerError as error:
            self.failed.emit(error)
        except Exception as bug:  # noqa: BLE001  # the thread's boundary: the window must outlive a bug
            self.bug_found.emit(bug)
            self.failed.emit(Unexpected(otherwise))

    def _take_snapshot(self, name: str, outcome: Outcome) -> None:
        with self._said("The snapshot could not be taken."):
            store = self._opened_store()
            snapshot, is_new = store.add_snapshot(store.free_snapshot_name(name), outcome)
            self.snapshots_changed.emit(tuple(store.snapshots()))
            self.snapshot_taken.emit(snapshot, outcome, is_new)

    def _read_snapshot(self, name: str) -> None:
        with self._said("The snapshot could not be read."):
            self.snapshot_read.emit(self._opened_store().snapshot(name))

    def _read_headline(self, name: str, digest: str) -> None:
        try:
            snapshot = self._opened_store().snapshot(name)
        except ReckonerError:  # said when it is opened; in the list it has no figures
            self.headline_read.emit(digest, None)
            return
        except Exception as bug:  # noqa: BLE001  # the thread's boundary: the window must outlive a bug
            self.bug_found.emit(bug)
            self.headline_read.emit(digest, None)
            return
        self.headline_read.emit(digest, snapshot.content if snapshot.digest == digest else None)

    def _copy_to(self, path: Path) -> None:
        with self._said("The copy could not be made."):
            self._opened_store().copy_to(path)
            self.copied.emit(path)
