"""A process with the real window in which a hand drags the BTC price; prints what it measured as JSON."""

from __future__ import annotations

import itertools
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QEventLoop, QObject, QPointF, QSocketNotifier, Qt, QTimer
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication

from planner.exchange.tables_csv import Choices
from planner.explore import stages
from planner.figure import Figure
from planner.figures import WORKBENCH
from planner.outcome import Outcome, Request
from planner.reference import load_reference
from tests.benchmarks.hand import DRAG_S, EVENTS_PER_S, RECORD
from ui.app import Program, build
from ui.app.collecting import Collecting
from ui.app.start import SWITCH_INTERVAL_S
from ui.main_window import TABS, MainWindow
from ui.panels.track import SNAP_PX

SIZE = (1600, 900)
FLOOR_ROUNDS = 200
PATIENCE_MS = 30_000


class Drag(QObject):
    """The events of one drag and the paints that answered them."""

    def __init__(self, window: MainWindow, program: Program) -> None:
        super().__init__()
        self.window, self.program = window, program
        self.track = window.workbench.assumptions.rows["btc_price_usd"].track
        self.sent: list[tuple[float, int]] = []  # moment, number of the request that answers it
        self.paints: list[tuple[float, int]] = []  # end of the paint, number of the result it showed
        self.finished: list[tuple[float, int]] = []  # moment, number of a request all of whose stages are there
        self.requests: list[Request] = []
        window.painted.connect(self._on_window_painted)
        program.runner.run_finished.connect(self._on_runner_run_finished)

    def _on_window_painted(self, number: int) -> None:
        self.paints.append((time.monotonic(), number))

    def _on_runner_run_finished(self, number: int) -> None:
        self.finished.append((time.monotonic(), number))

    def mouse(self, kind: QMouseEvent.Type, x: float) -> None:
        """One event of the left button at a place of the track."""
        at = QPointF(x, self.track.height() / 2)
        left, none = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
        button = none if kind == QMouseEvent.Type.MouseMove else left
        held = none if kind == QMouseEvent.Type.MouseButtonRelease else left
        event = QMouseEvent(kind, at, self.track.mapToGlobal(at), button, held, Qt.KeyboardModifier.NoModifier)
        QApplication.sendEvent(self.track, event)

    def run(self) -> None:
        """Press, let the hand move, release."""
        session = self.program.session
        assert session is not None
        session.scenario_changed.connect(self.requests.append)
        start = self.track.x_of(session.book.scenario(load_reference()).assumptions.btc_price_usd)
        low, high = _longer_side(start, self.track.width())
        self.mouse(QMouseEvent.Type.MouseButtonPress, start)
        hand = subprocess.Popen([sys.executable, "-m", "tests.benchmarks.hand"], stdout=subprocess.PIPE)
        assert hand.stdout is not None
        pipe = hand.stdout.fileno()
        os.set_blocking(pipe, False)
        loop = QEventLoop()
        rest = b""

        def arrived() -> None:
            nonlocal rest
            received = os.read(pipe, 65_536)
            if not received:
                notifier.setEnabled(False)
                loop.quit()
                return
            rest += received
            whole = len(rest) - len(rest) % RECORD.size
            moves = list(RECORD.iter_unpack(rest[:whole]))
            rest = rest[whole:]
            if moves:
                # Moves that waited while the window was busy come as one, as Qt hands them on from a display.
                self.mouse(QMouseEvent.Type.MouseMove, low + moves[-1][1] * (high - low))
                self.sent += [(moment, session.number) for moment, _ in moves]

        notifier = QSocketNotifier(pipe, QSocketNotifier.Type.Read)
        notifier.activated.connect(arrived)
        loop.exec()
        hand.wait()
        newest = self.sent[-1][1]
        wait_until(lambda: bool(self.paints) and self.paints[-1][1] >= newest, "the last event was not painted")
        wait_until(lambda: bool(self.finished) and self.finished[-1][1] >= newest, "the last run did not finish")

    def latencies_s(self) -> list[float]:
        """Of every event: until the end of the first paint of its result or a later one."""
        found, place = [], 0
        for moment, number in self.sent:
            while self.paints[place][1] < number or self.paints[place][0] < moment:
                place += 1
                if place == len(self.paints):
                    raise SystemExit(f"no paint showed result {number}")
            found.append(self.paints[place][0] - moment)
        return found

    def gaps_s(self) -> list[float]:
        """Between paints that showed something new, while the hand moved."""
        begin, end = self.sent[0][0], self.sent[-1][0]
        moments, shown = [], -1
        for moment, number in self.paints:
            if begin <= moment and number > shown:
                moments.append(moment)
                shown = number
            if moment > end:
                break
        return [after - before for before, after in itertools.pairwise(moments)]

    def map_due_s(self) -> float:
        """From the last event until all stages of its request were there."""
        moment, newest = self.sent[-1]
        return next(at for at, number in self.finished if number >= newest) - moment


def _longer_side(start: float, width: int) -> tuple[float, float]:
    """Where to move the hand: on one side of the baseline's ring, which would hold the thumb for some events."""
    clear = 2 * SNAP_PX
    return (start + clear, width - clear) if start < width / 2 else (clear, start - clear)


def floor_s(window: MainWindow, outcomes: list[Outcome]) -> list[float]:
    """The same six figures, ready, shown and painted; from the first call to the end of the paint."""
    views = window.workbench.views
    ready: list[dict[str, Figure]] = [{key: WORKBENCH[key](outcome) for key in WORKBENCH} for outcome in outcomes]
    times = []
    painted: list[int] = []
    window.painted.connect(painted.append)
    for figures in ready:
        painted.clear()
        begin = time.monotonic()
        for key, view in views.items():
            view.show_figure(figures[key])
        while not painted:
            QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
        times.append(time.monotonic() - begin)
    return times


def wait_until(condition: Callable[[], bool], otherwise: str) -> None:
    """Let the window live until something is so."""
    clock = QTimer()
    clock.start(5)
    deadline = time.monotonic() + PATIENCE_MS / 1e3
    while not condition():
        if time.monotonic() > deadline:
            raise SystemExit(otherwise)
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)


def import_beside(window: MainWindow, program: Program, source: Path) -> None:
    """Preview a file of lots, and once it is there again, for as long as the window is open."""
    program.importing.begin(source, "lots")
    window.header.tabs.setCurrentIndex(TABS.index("Workbench"))
    wish = ("lots", Choices(), "utf-8")
    thread, again = program.importing.thread_of_previews, window.desk.preview.choices_changed
    thread.previewed.connect(lambda: again.emit(*wish), Qt.ConnectionType.QueuedConnection)


def main() -> None:
    """Open the file, drag, measure the floor, print."""
    path, months = Path(sys.argv[1]), int(sys.argv[2])
    run = stages.run

    def over_months(request: Request, emit: Callable[[Outcome], None], should_stop: Callable[[], bool]) -> None:
        run(replace(request, horizon_months=months), emit, should_stop)

    stages.run = over_months  # the window has no control for the horizon
    sys.setswitchinterval(SWITCH_INTERVAL_S)
    application = QApplication(sys.argv[:1])
    application.setStyle("Fusion")
    window = build(path)
    collecting = Collecting(window)
    program = window.findChild(Program)
    assert program is not None
    window.resize(*SIZE)
    window.show()
    wait_until(lambda: window.is_current and window.shown_number > 0, f"{path} did not open")
    if len(sys.argv) > 3:
        import_beside(window, program, Path(sys.argv[3]))
    drag = Drag(window, program)
    drag.run()
    every = drag.requests[:: max(1, len(drag.requests) // FLOOR_ROUNDS)]
    outcomes = [stages.evaluate(replace(request, horizon_months=months)) for request in every]
    bare = floor_s(window, outcomes)
    drag.mouse(QMouseEvent.Type.MouseButtonRelease, 0.0)
    window.close()
    collecting.end()
    found = {
        "events": len(drag.sent), "expected": round(EVENTS_PER_S * DRAG_S), "latencies_s": drag.latencies_s(),
        "gaps_s": drag.gaps_s(), "floor_s": bare, "map_due_s": drag.map_due_s(),
    }  # fmt: skip
    print(json.dumps(found))


if __name__ == "__main__":
    main()
