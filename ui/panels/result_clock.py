"""ResultClock: which result is shown for which change, how late it is, and what the program is doing.

Results are overdue when a change has waited longer than a glance for any picture of it or of a later one; a hand
that moves on does not make them overdue, as long as pictures follow.
"""

from __future__ import annotations

import time

from PySide6.QtCore import QObject, QTimer, Signal

from ui.panels.status_line import State

OVERDUE_MS = 120


class ResultClock(QObject):
    """Numbers of requests: changed, shown, painted, finished, failed."""

    state_changed = Signal(str)
    overdue_changed = Signal(bool)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._changed: list[tuple[int, float]] = []  # changes without a picture yet: number, moment
        self._unpainted: list[tuple[int, float]] = []
        self._number = 0
        self._shown = 0
        self._has_painted = False
        self._finished = 0
        self._failed = False
        self._refused = False
        self._overdue = False
        self._state: State = "idle"
        self._late = self._timer(self._on_late)
        self._busy = self._timer(self._tell_state)

    def _timer(self, due: object) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(OVERDUE_MS)
        timer.timeout.connect(due)
        return timer

    @property
    def shown(self) -> int:
        """Number of the request whose results are shown; 0 before the first."""
        return self._shown

    @property
    def is_current(self) -> bool:
        """Whether every result shown, all stages, belongs to what is stated."""
        return self._number > 0 and self._finished == self._number

    @property
    def has_failed(self) -> bool:
        """Whether what is stated could not be evaluated."""
        return self._failed

    def change(self, number: int) -> None:
        """Something was stated otherwise; the request has this number."""
        now = time.perf_counter()
        self._number = number
        self._failed = False
        self._changed.append((number, now))
        self._unpainted.append((number, now))
        if not self._late.isActive() and not self._overdue:
            self._late.start(OVERDUE_MS)
        if not self._busy.isActive() and self._state != "computing":
            self._busy.start()

    def show(self, number: int) -> None:
        """The results of this request are shown, not yet painted."""
        self._shown = number
        self._changed = [entry for entry in self._changed if entry[0] > number]
        self._set_overdue(False)
        if self._changed:
            waited_ms = (time.perf_counter() - self._changed[0][1]) * 1e3
            self._late.start(max(0, round(OVERDUE_MS - waited_ms)))
        else:
            self._late.stop()

    def paint(self) -> float | None:
        """A paint has ended: seconds since the oldest change it is the first to show, if there is one.

        None for the very first picture: that wait is the start of the program, not an answer to a hand.
        """
        answered = [at for number, at in self._unpainted if number <= self._shown]
        self._unpainted = [entry for entry in self._unpainted if entry[0] > self._shown]
        if not answered:
            return None
        first, self._has_painted = not self._has_painted, True
        return None if first else time.perf_counter() - answered[0]

    def finish(self, number: int) -> bool:
        """All stages of a request are there; true when it is the newest."""
        self._finished = number
        if self.is_current:
            self._busy.stop()
            self._tell_state()
        return self.is_current

    def fail(self, number: int) -> bool:
        """A request could not be evaluated; true when it is the newest, so that older results stay and are grey."""
        if number != self._number:
            return False
        self._failed = True
        self._changed.clear()
        self._unpainted.clear()
        self.stop()
        self._set_overdue(True)
        self._tell_state()
        return True

    def refuse(self, refused: bool) -> None:
        """Whether a box holds something that cannot be used."""
        self._refused = refused
        self._tell_state()

    def stop(self) -> None:
        """No more of either timer."""
        self._late.stop()
        self._busy.stop()

    def _on_late(self) -> None:
        if self._changed:
            self._set_overdue(True)

    def _set_overdue(self, overdue: bool) -> None:
        if overdue != self._overdue:
            self._overdue = overdue
            self.overdue_changed.emit(overdue)

    def _tell_state(self) -> None:
        stale = self._refused or self._failed
        self._state = "stale" if stale else "idle" if self.is_current else "computing"
        self.state_changed.emit(self._state)
