"""Header: the tabs left; scenario, pinned baseline and the snapshot key right."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QColor, QFontMetricsF, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QComboBox, QFrame, QHBoxLayout, QLineEdit, QPushButton, QTabBar, QWidget
from shiboken6 import isValid

from planner.scenario import Book
from ui.panels.list_box import ListBox
from ui.theme import Theme
from ui.theme.tokens import WIDE

WIDEST_NAME_PX = 260
NAME_PX = 220  # least room to type a name in


class Header(QFrame):
    """The row below the menus."""

    tab_chosen = Signal(int)
    scenario_chosen = Signal(int)  # row id
    rename_wanted = Signal(int, str)  # row id, name as typed
    pin_wanted = Signal()
    snapshot_wanted = Signal()

    def __init__(self, theme: Theme, tabs: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "surface")
        self._book: Book | None = None
        self._scenario_id = 0
        self.tabs = QTabBar()
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        for name in tabs:
            self.tabs.addTab(name)
        self.tabs.currentChanged.connect(self.tab_chosen)
        self.scenario = ListBox(theme)
        self.scenario.setAccessibleName("Scenario")
        self._back: QWidget = self.scenario  # had the keyboard before the name
        self.scenario.activated.connect(self._on_scenario_activated)
        self.scenario.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.name = QLineEdit(self)
        self.name.setAccessibleName("Name of the scenario")
        self.name.returnPressed.connect(self._on_name_taken)
        self.name.installEventFilter(self)
        self.name.hide()
        self.pinned = QPushButton()
        self.pinned.setProperty("kind", "baseline")
        self.pinned.clicked.connect(self.pin_wanted)
        self.snapshot = QPushButton("Snapshot  F6")
        self.snapshot.setProperty("kind", "primary")
        self.snapshot.setToolTip("Store this state and write its PDF and CSV (F6)")
        self.snapshot.clicked.connect(self.snapshot_wanted)
        for widget in (self.scenario, self.pinned):
            widget.hide()  # until a file is open
        self._row = QHBoxLayout(self)
        self._row.addWidget(self.tabs, 0, Qt.AlignmentFlag.AlignBottom)
        self._row.addStretch(1)
        for widget in (self.scenario, self.pinned, self.snapshot):
            self._row.addWidget(widget, 0, Qt.AlignmentFlag.AlignVCenter)
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        """Take type, colours and measures from this theme."""
        self._theme = theme
        sizes = theme.sizes
        self.setFixedHeight(sizes.tabs)
        left = sizes.padding - sizes.padding // 2 if sizes.tabs >= WIDE.tabs else sizes.padding // 2
        self._row.setContentsMargins(left, 0, sizes.padding, 0)
        self._row.setSpacing(8)
        tall = sizes.tabs - 16 if sizes.tabs >= WIDE.tabs else sizes.tabs - 12
        for widget in (self.scenario, self.pinned, self.snapshot):
            widget.setFixedHeight(tall)
        self.scenario.set_theme(theme)

    def show_book(self, book: Book, scenario_id: int) -> None:
        """The file's scenarios, the active one, and what is pinned."""
        if book is self._book and scenario_id == self._scenario_id:
            return
        if self._book is None:
            self.scenario.show()
            self.pinned.show()
        if self._book is None or book.scenarios != self._book.scenarios:
            self.scenario.clear()
            for row in book.scenarios:
                self.scenario.addItem(row.name, row.id)
        self._book, self._scenario_id = book, scenario_id
        self.scenario.setCurrentIndex(self.scenario.findData(scenario_id))
        words = "Pin as baseline  Ctrl+B" if book.baseline is None else f"Pinned: {book.baseline.name}"
        metrics = QFontMetricsF(self.pinned.font())
        self.pinned.setText(metrics.elidedText(words, Qt.TextElideMode.ElideRight, WIDEST_NAME_PX).replace("&", "&&"))
        self.pinned.setToolTip("Pins the state of now: every figure then shows its change against it (Ctrl+B)")

    def edit_name(self) -> None:
        """Type another name for the active scenario, in place of the list."""
        if self._book is None:
            return
        focus = QApplication.focusWidget()
        self._back = self.scenario if focus is None or focus is self.name else focus
        self.name.setText(self.scenario.currentText())
        room = self.scenario.geometry()
        width = max(room.width(), NAME_PX)
        self.name.setGeometry(room.right() - width + 1, room.y(), width, room.height())
        self.name.show()
        self.name.raise_()
        self.name.setFocus()
        self.name.selectAll()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and event.key() == Qt.Key.Key_Escape:
            self._leave_name()
            return True
        if event.type() == QEvent.Type.FocusOut and self.name.isVisible():
            self.name.hide()
        return super().eventFilter(watched, event)

    def _leave_name(self) -> None:
        """Back to where the hands were before."""
        self.name.hide()
        (self._back if isValid(self._back) and self._back.isVisible() else self.scenario).setFocus()

    def _on_name_taken(self) -> None:
        self._leave_name()
        self.rename_wanted.emit(self._scenario_id, self.name.text())

    def _on_scenario_activated(self, place: int) -> None:
        self.scenario_chosen.emit(int(self.scenario.itemData(place)))

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setPen(QColor(self._theme.palette.line))
        painter.drawLine(0, self.height() - 1, self.width(), self.height() - 1)
