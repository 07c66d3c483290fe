"""EngineRunner: the one worker thread. It holds exactly `running` and `waiting`; the newest replaces the waiting.

A run's curves always finish, or a moving slider would starve the picture; its later stages stop as soon as a
newer request waits. There is no timer between an input and its request.

The next run begins once the window has painted the last result and read what the hand has done meanwhile: both
threads share one interpreter lock, so a run beside a half-painted picture slows the picture and computes what will
be skipped (p95 of a drag: 80 ms where runs do not wait, 44 where they wait for the result to be taken, 30 so).
"""

from __future__ import annotations

import threading
from collections.abc import Callable

from PySide6.QtCore import QObject, QThread, Signal

from planner.errors import ReckonerError, Unexpected
from planner.outcome import Outcome, Request

LONGEST_WAIT_S = 0.1  # for a window that does not paint a result: it is gone, or nobody looks
LONGEST_REST_S = 0.5  # for a window that is busy

Run = Callable[[Request, Callable[[Outcome], None], Callable[[], bool]], None]


class EngineRunner(QThread):
    """Runs requests one at a time, newest first. Signals reach slots of objects in the GUI thread."""

    stage_ready = Signal(object)  # Outcome
    run_finished = Signal(int)  # number of a request all of whose stages are out
    run_failed = Signal(int, object)  # number, ReckonerError
    bug_found = Signal(object)  # the exception behind an Unexpected, for the log

    def __init__(self, run: Run, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._stages = run
        self._lock = threading.Condition()
        self._waiting: Request | None = None
        self._running: Request | None = None
        self._closing = False
        self._resting = False
        self._newest_emitted = 0
        self._newest_painted = 0

    @property
    def is_idle(self) -> bool:
        """Whether nothing runs and nothing waits."""
        with self._lock:
            return self._running is None and self._waiting is None

    @property
    def newest_emitted(self) -> int:
        """Number of the newest outcome on its way to the window; older ones need not be drawn."""
        return self._newest_emitted

    def submit(self, request: Request) -> None:
        """Run this next; a request that still waits is forgotten."""
        with self._lock:
            self._waiting = request
            self._lock.notify()

    def go_on(self, painted: int) -> None:
        """The window has painted the result of that number: the next run may begin."""
        with self._lock:
            self._newest_painted = painted
            self._lock.notify()

    def rest(self, resting: bool) -> None:
        """Whether no run may begin, since the window has much to show; in the end it begins all the same."""
        with self._lock:
            self._resting = resting
            self._lock.notify()

    def close(self) -> None:
        """Stop after the stage that runs, and wait for the thread to end."""
        with self._lock:
            self._closing = True
            self._waiting = None
            self._lock.notify()
        self.wait()

    def run(self) -> None:
        """The thread's loop."""
        while (request := self._next()) is not None:
            self._run_one(request)
            with self._lock:
                self._running = None

    def _next(self) -> Request | None:
        with self._lock:
            while self._waiting is None and not self._closing:
                self._lock.wait()
            self._lock.wait_for(lambda: self._closing or not self._resting, LONGEST_REST_S)
            self._lock.wait_for(lambda: self._closing or self._newest_painted >= self._newest_emitted, LONGEST_WAIT_S)
            self._running, self._waiting = self._waiting, None
            return None if self._closing else self._running

    def _run_one(self, request: Request) -> None:
        try:
            self._stages(request, self._emit_stage, self._should_stop)
        except ReckonerError as error:
            self.run_failed.emit(request.number, error)
            return
        except Exception as bug:  # noqa: BLE001  # the worker's boundary: the window must outlive a bug in a model
            self.bug_found.emit(bug)
            self.run_failed.emit(request.number, Unexpected("The calculation failed.", saved="Your work is saved."))
            return
        if not self._should_stop():
            self.run_finished.emit(request.number)

    def _emit_stage(self, outcome: Outcome) -> None:
        self._newest_emitted = outcome.number
        self.stage_ready.emit(outcome)

    def _should_stop(self) -> bool:
        return self._waiting is not None or self._closing
