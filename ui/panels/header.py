"""Header: the tabs left; scenario, pinned baseline and the snapshot key right."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QLabel, QPushButton, QTabBar, QWidget

from planner.scenario import Book
from ui.theme import Theme
from ui.theme.tokens import WIDE

WIDEST_NAME_PX = 260


class Header(QFrame):
    """The row below the menus."""

    tab_chosen = Signal(int)
    scenario_chosen = Signal(int)  # row id
    snapshot_wanted = Signal()

    def __init__(self, theme: Theme, tabs: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "surface")
        self.tabs = QTabBar()
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        for name in tabs:
            self.tabs.addTab(name)
        self.tabs.currentChanged.connect(self.tab_chosen)
        self.scenario = QComboBox()
        self.scenario.setAccessibleName("Scenario")
        self.scenario.activated.connect(self._on_scenario_activated)
        self.pinned = QLabel()
        self.pinned.setProperty("kind", "baseline")
        self.pinned.setTextFormat(Qt.TextFormat.PlainText)
        self.snapshot = QPushButton("Snapshot  F6")
        self.snapshot.setProperty("kind", "primary")
        self.snapshot.setToolTip("Store this state and write its PDF and CSV (F6)")
        self.snapshot.clicked.connect(self.snapshot_wanted)
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

    def show_book(self, book: Book, scenario_id: int) -> None:
        """The file's scenarios, the active one, and what is pinned."""
        if [self.scenario.itemData(place) for place in range(self.scenario.count())] != [
            row.id for row in book.scenarios
        ] or [self.scenario.itemText(place) for place in range(self.scenario.count())] != [
            row.name for row in book.scenarios
        ]:
            self.scenario.clear()
            for row in book.scenarios:
                self.scenario.addItem(row.name, row.id)
        self.scenario.setCurrentIndex(self.scenario.findData(scenario_id))
        self.pinned.setVisible(book.baseline is not None)
        if book.baseline is not None:
            words = f"Pinned: {book.baseline.name}"
            metrics = QFontMetricsF(self.pinned.font())
            self.pinned.setText(metrics.elidedText(words, Qt.TextElideMode.ElideRight, WIDEST_NAME_PX))
            self.pinned.setToolTip("Ctrl+B pins the state of now in its place")

    def _on_scenario_activated(self, place: int) -> None:
        self.scenario_chosen.emit(int(self.scenario.itemData(place)))

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setPen(QColor(self._theme.palette.line))
        painter.drawLine(0, self.height() - 1, self.width(), self.height() - 1)
