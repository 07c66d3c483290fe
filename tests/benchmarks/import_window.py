"""A process with the real window in which a file of lots is imported; prints how long its event loop stood still."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication

from tests.benchmarks.drag import SIZE, wait_until
from ui.app import Program, build
from ui.app.collecting import Collecting
from ui.app.start import SWITCH_INTERVAL_S
from ui.main_window import WORKBENCH, MainWindow

TICK_S = 0.005


class Pulse(QObject):
    """A timer of the window: what it is late by, everything a hand does would have been late by."""

    def __init__(self) -> None:
        super().__init__()
        self._waits: list[float] = []
        self._last = time.perf_counter()
        self._clock = QTimer(self)
        self._clock.setTimerType(Qt.TimerType.PreciseTimer)
        self._clock.timeout.connect(self._on_clock_timeout)
        self._clock.start(round(TICK_S * 1e3))

    def _on_clock_timeout(self) -> None:
        now = time.perf_counter()
        self._waits.append(max(now - self._last - TICK_S, 0.0))
        self._last = now

    def beside(self, act: Callable[[], object], done: Callable[[], bool], otherwise: str) -> tuple[list[float], float]:
        """The waits from an act until something is so, and how long that took; both in seconds."""
        begin = self._last = time.perf_counter()
        self._waits = []
        QTimer.singleShot(0, act)
        wait_until(done, otherwise)
        self._on_clock_timeout()
        return self._waits, time.perf_counter() - begin


def is_settled(window: MainWindow, program: Program) -> bool:
    """Whether everything is saved, computed and shown."""
    assert program.session is not None
    return program.session.is_saved and window.is_current


def main() -> None:
    """Open the portfolio, import the file into it, take it back, print."""
    portfolio, source = Path(sys.argv[1]), Path(sys.argv[2])
    sys.setswitchinterval(SWITCH_INTERVAL_S)
    application = QApplication(sys.argv[:1])
    application.setStyle("Fusion")
    window = build(portfolio)
    collecting = Collecting(window)
    program = window.findChild(Program)
    assert program is not None
    window.resize(*SIZE)
    window.show()
    wait_until(lambda: window.is_current and window.shown_number > 0, f"{portfolio} did not open")
    session, preview = program.session, window.desk.preview
    assert session is not None
    pulse = Pulse()
    found = {}
    lots = len(session.book.portfolio.lots)

    def holds(count: int) -> bool:
        return len(session.book.portfolio.lots) == count and is_settled(window, program)

    acts: dict[str, tuple[Callable[[], object], Callable[[], bool]]] = {
        "preview": (
            lambda: program.importing.begin(source, "lots"),
            lambda: preview.isVisible() and preview.accept.isEnabled(),
        ),
        "accept": (preview.accept.click, lambda: not holds(lots) and is_settled(window, program)),
        "charts": (
            lambda: window.header.tabs.setCurrentIndex(WORKBENCH),
            lambda: window.workbench.isVisible() and is_settled(window, program),
        ),
        "undo": (session.undo, lambda: holds(lots)),
    }
    for name, (act, done) in acts.items():
        waits, took = pulse.beside(act, done, f"{name} did not end")
        found[name] = {"waits_s": waits, "took_s": took}
    print(json.dumps(found))
    window.close()
    collecting.end()


if __name__ == "__main__":
    main()
