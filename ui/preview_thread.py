"""PreviewThread: work whose result is shown beside the window. The newest wish replaces the one that waits."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, QThread, Signal

from planner.errors import ReckonerError, Unexpected


class PreviewThread(QThread):
    """Started by the first wish. Signals reach slots of objects in the GUI thread."""

    previewed = Signal(int, object)  # number of the wish, what it gave
    failed = Signal(int, object)  # number, ReckonerError
    bug_found = Signal(object)  # the exception behind an Unexpected, for the log

    def __init__(self, fault: str, parent: QObject | None = None) -> None:
        """Say `fault` of what fails because of a bug."""
        super().__init__(parent)
        self._fault = fault
        self._lock = threading.Condition()
        self._waiting: tuple[int, Callable[[], Any]] | None = None
        self._closing = False

    def ask(self, number: int, work: Callable[[], Any]) -> None:
        """Do this next; a wish that still waits is forgotten."""
        with self._lock:
            self._waiting = (number, work)
            self._lock.notify()
        if not self.isRunning():
            self.start()

    def close(self) -> None:
        """Let the current one end, do no other."""
        with self._lock:
            self._closing = True
            self._waiting = None
            self._lock.notify()
        self.wait()

    def run(self) -> None:
        while True:
            with self._lock:
                self._lock.wait_for(lambda: self._closing or self._waiting is not None)
                if self._closing or self._waiting is None:
                    return
                (number, work), self._waiting = self._waiting, None
            try:
                found = work()
            except ReckonerError as error:
                self.failed.emit(number, error)
            except Exception as bug:  # noqa: BLE001  # the worker's boundary: the window must outlive a bug in what it asks for
                self.bug_found.emit(bug)
                self.failed.emit(number, Unexpected(self._fault))
            else:
                self.previewed.emit(number, found)
