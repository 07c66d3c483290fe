"""The program, watched: `python -m tests.end_to_end.watched FILE` opens the window as `reckoner FILE` does.

It prints facts as lines of JSON, one whenever something has changed, and does nothing else: it sets no value,
presses nothing, asks for nothing.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QPoint, QTimer

import ui.app.start
from planner.errors import Undefined
from planner.outcome import Outcome
from planner.snapshot import snapshot_id
from ui.app import Program, open_window
from ui.main_window import MainWindow
from ui.settings import Settings

LOOK_EVERY_MS = 10
ADDRESS = "btc_price_usd"


class Watch(QObject):
    """Looks at the window many times a second."""

    def __init__(self, window: MainWindow, program: Program) -> None:
        super().__init__(window)
        self._window, self._program = window, program
        self._newest: Outcome | None = None
        self._told = ""
        program.runner.stage_ready.connect(self._on_runner_stage_ready)
        self._clock = QTimer(self)
        self._clock.timeout.connect(self._look)
        self._clock.start(LOOK_EVERY_MS)

    def _on_runner_stage_ready(self, outcome: Outcome) -> None:
        self._newest = outcome

    def _look(self) -> None:
        facts = json.dumps(self._facts())
        if facts != self._told:
            self._told = facts
            print(facts, flush=True)

    def _facts(self) -> dict[str, Any]:
        window, session = self._window, self._program.session
        row = window.workbench.assumptions.rows[ADDRESS]
        track = row.track
        middle = track.height() // 2
        facts: dict[str, Any] = {
            "title": window.windowTitle(),
            "size": [window.width(), window.height()],
            "active": window.isActiveWindow(),
            "notice": window.notice.text,
            "number": window.shown_number,
            "current": window.is_current,
            "held": track.is_held,
            "saved": session is not None and session.is_saved,
            "undo": window.menus.undo.text() if window.menus.undo.isEnabled() else "",
            "redo": window.menus.redo.text() if window.menus.redo.isEnabled() else "",
            "box": row.box.text(),
            "track": [[point.x(), point.y()] for point in
                      (track.mapToGlobal(QPoint(round(x), middle)) for x in (track.x_of(0.0), track.x_of(1e12)))],
        }  # fmt: skip
        outcome = self._newest
        if session is not None and outcome is not None and outcome.number == window.shown_number:
            stated = outcome.scenario.assumptions.btc_price_usd
            at = track.mapToGlobal(QPoint(round(track.x_of(stated)), middle))
            facts |= {"price": stated, "thumb": [at.x(), at.y()]}
            if window.is_current:
                facts |= self._results(outcome)
        return facts

    def _results(self, outcome: Outcome) -> dict[str, Any]:
        """What stands in the window: of every figure the table, of the strip the words."""
        figures = {key: view.figure for key, view in self._window.workbench.views.items()}
        return {
            "snapshot_id": snapshot_id(outcome.request),
            "figures": {
                key: [list(row) for row in figure.table.rows] for key, figure in figures.items() if figure is not None
            },
            "headline": {
                key: None if isinstance(value, Undefined) else value for key, value in outcome.measures.items()
            },
            "strip": {key: cell.text.number for key, cell in self._window.workbench.strip.cells.items()},
        }


def main() -> int:
    """Open the window with a watch in it."""
    build = ui.app.start.build

    def watched(path: Path | None, settings: Settings | None = None) -> MainWindow:
        window = build(path, settings)
        program = window.findChild(Program)
        assert program is not None
        Watch(window, program)
        return window

    ui.app.start.build = watched
    return open_window(Path(sys.argv[1]))


if __name__ == "__main__":
    sys.exit(main())
