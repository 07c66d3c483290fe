"""Checking: the laws of the model on the active scenario, one after the other beside the window."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator

from PySide6.QtCore import QObject

from planner import laws
from planner.errors import ReckonerError
from planner.laws import LawFound
from planner.outcome import Request
from ui.main_window import MainWindow
from ui.panels.laws_window import LawsWindow
from ui.preview_thread import PreviewThread

Check = Callable[[Request], Iterator[LawFound]]


class Checking(QObject):
    """Asks for one law at a time, so that closing the window ends the check. Lives in the GUI thread."""

    def __init__(self, window: MainWindow, parent: QObject, check: Check = laws.check) -> None:
        super().__init__(parent)
        self._main = window
        self._check = check
        self._request: Request | None = None  # what is stated now
        self._checked: Request | None = None  # what the laws are checked on
        self._number = 0  # of the check; what an ended one still finds is not shown
        self._rest: Iterator[LawFound] = iter(())
        self.window: LawsWindow | None = None
        self.thread_of_laws = PreviewThread("The laws could not be checked because of a fault in Reckoner.", self)
        self.thread_of_laws.previewed.connect(self._on_found)
        self.thread_of_laws.failed.connect(self._on_failed)
        window.menus.check_wanted.connect(self.begin)

    def close(self) -> None:
        """Wait for the law that is being checked, begin no other."""
        self._number += 1
        self.thread_of_laws.close()

    def on_session_scenario_changed(self, request: Request) -> None:
        """What is stated now."""
        self._request = request
        if self.window is None or self._checked is None:
            return
        now, checked = request.scenario, self._checked.scenario
        same = now.portfolio is checked.portfolio and now.name == checked.name
        if not (same and now.assumptions == checked.assumptions and now.plan == checked.plan):
            self.window.show_changed()

    def begin(self) -> None:
        """Check every law on what is stated now, in a window beside the work."""
        if self._request is None:
            return
        shown = self._main.sides.show_laws()
        if self.window is None:
            shown.again_wanted.connect(self.begin)
            shown.closed.connect(self._on_window_closed)
            self.window = shown
        self._checked = self._request
        self._number += 1
        self._rest = self._check(self._checked)
        words = {key: law for key, (law, _) in laws.LAWS.items()}
        shown.begin(self._checked.scenario.name, words)
        self._go_on()

    def _go_on(self) -> None:
        self.thread_of_laws.ask(self._number, functools.partial(next, self._rest, None))

    def _on_found(self, number: int, found: LawFound | None) -> None:
        if number != self._number or self.window is None:
            return
        if found is None:
            self.window.end()
        else:
            self.window.show_law(found.key, found.where)
            self._go_on()

    def _on_failed(self, number: int, error: ReckonerError) -> None:
        if number == self._number and self.window is not None:
            self.window.end(f"{error.message} {error.next}".strip())

    def _on_window_closed(self) -> None:
        self._number += 1
        self._checked = None
