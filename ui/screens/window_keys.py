"""WindowKeys: keys that mean the same on every screen: into its content, to what cannot be used, Enter on a button."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QAbstractButton, QApplication, QMainWindow, QTabBar, QWidget
from shiboken6 import isValid

from ui.panels.help_windows import MENU_KEY, PROBLEM_KEY, STRIP_KEY
from ui.panels.menus import Menus
from ui.panels.status_line import StatusLine
from ui.screens.money import MoneyScreen
from ui.screens.portfolio_desk import PortfolioDesk
from ui.screens.scenarios import ScenariosScreen
from ui.screens.snapshots import SnapshotsScreen
from ui.screens.workbench import Workbench

_RETURNS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class WindowKeys(QObject):
    """Moves the keyboard, and says in the status line where it is needed."""

    def __init__(
        self, window: QMainWindow, menus: Menus, tabs: QTabBar, status: StatusLine,
        screens: tuple[Workbench, PortfolioDesk, ScenariosScreen, MoneyScreen, SnapshotsScreen],
    ) -> None:  # fmt: skip
        super().__init__(window)
        self._tabs, self._status, self._screens = tabs, status, screens
        window.installEventFilter(self)
        menus.tab_wanted.connect(self.enter)
        status.problem_wanted.connect(self.go_to_problem)
        self._back: QWidget | None = None  # had the keyboard before the headline figures
        for key, meant in ((PROBLEM_KEY, self.go_to_problem), (MENU_KEY, menus.open_first),
                           (STRIP_KEY, self.go_to_figures)):  # fmt: skip
            QShortcut(QKeySequence(key), window).activated.connect(meant)

    def enter(self, place: int) -> None:
        """Show a screen with the keyboard in its content, unless it is there already."""
        focus = QApplication.focusWidget()
        if focus is not None and self._screens[place].isAncestorOf(focus):
            return
        self._tabs.setCurrentIndex(place)
        workbench, desk, scenarios, money, snapshots = self._screens
        if place == 0:
            workbench.assumptions.reveal(next(workbench.assumptions.editors())[1])
        elif place == 1:
            desk.take_keys()
        elif place == 3:
            money.take_keys()
        else:
            (scenarios.list.list if place == 2 else snapshots.table).setFocus()

    def tell_refused(self) -> bool:
        """Whether a text stands somewhere that cannot be used; where, is said in the status line."""
        workbench, desk, *_ = self._screens
        worst = workbench.assumptions.worst()
        in_workbench = "" if worst is None else f"Workbench, {worst[0]}"
        self._status.show_problem(desk.tables.problem_place() or in_workbench)
        return workbench.has_refused_input or desk.tables.has_problems

    def go_to_figures(self) -> None:
        """The keyboard to the headline figures, those of the workbench where the screen has none; from there back."""
        workbench, _, _, money, _ = self._screens
        focus, back = QApplication.focusWidget(), self._back
        strips = (workbench.strip, money.results.strip)
        if not self._tabs.isEnabled() or any(focus is not None and strip.isAncestorOf(focus) for strip in strips):
            if back is not None and isValid(back):
                place = next((place for place, screen in enumerate(self._screens) if screen.isAncestorOf(back)), -1)
                if place >= 0:
                    self._tabs.setCurrentIndex(place)
                back.setFocus()
            return
        self._back = focus
        strip = money.results.strip if money.isVisible() else workbench.strip
        if not strip.isVisible():
            self._tabs.setCurrentIndex(0)
        next(iter(strip.cells.values())).setFocus(Qt.FocusReason.ShortcutFocusReason)

    def go_to_problem(self) -> None:
        """Bring what cannot be used under the keys."""
        workbench, desk, *_ = self._screens
        worst = workbench.assumptions.worst()
        if desk.tables.has_problems:
            self._tabs.setCurrentIndex(1)
            desk.tables.go_to_problem()
        elif worst is not None:
            self._tabs.setCurrentIndex(0)
            workbench.assumptions.reveal(worst[2])

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        # A button outside a dialog lets Enter pass; what nobody took arrives at the window
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and event.key() in _RETURNS:
            button = QApplication.focusWidget()
            if isinstance(button, QAbstractButton) and button.isEnabled():
                button.click()
                return True
        return super().eventFilter(watched, event)
