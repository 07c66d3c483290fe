"""Snapshots: what was taken, newest first; each opens again as a portfolio of its own and is exported again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from PySide6.QtCore import QLocale, Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QStackedLayout,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from ui.form import date_text
from ui.panels.cell_editor import TABLE_SHEET
from ui.theme import Theme

HEADERS = ("Name", "Id", "Taken, UTC", "Scenario", "BTC price", "EBITDA, 12 mo", "Project NPV", "Model")
HEADLINE = range(HEADERS.index("BTC price"), HEADERS.index("Model"))


class ListedSnapshot(Protocol):
    """What the list shows of a snapshot."""

    @property
    def shown_id(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def digest(self) -> str: ...
    @property
    def taken(self) -> str: ...
    @property
    def scenario(self) -> str: ...
    @property
    def model_version(self) -> str: ...


class SnapshotsScreen(QWidget):
    """The third screen."""

    open_wanted = Signal(str)  # a snapshot's name: two may share an id
    export_wanted = Signal(str)  # likewise
    headline_wanted = Signal(str, str)  # name and digest of a snapshot whose figures are not known yet

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._snapshots: tuple[ListedSnapshot, ...] = ()
        self._headlines: dict[str, tuple[str, ...]] = {}  # by digest; empty while they are being read
        self.table = QTableWidget(0, len(HEADERS))
        self.table.setAccessibleName("Snapshots")
        self.table.setHorizontalHeaderLabels(list(HEADERS))
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.setTabKeyNavigation(False)
        self.table.setFrameShape(QFrame.Shape.NoFrame)
        self.table.setStyleSheet(TABLE_SHEET)
        self.table.verticalHeader().hide()
        self.table.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.table.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.table.itemSelectionChanged.connect(self._tell_buttons)
        self.table.itemActivated.connect(self._on_open_clicked)
        self._open = QPushButton("Open again")
        self._open.clicked.connect(self._on_open_clicked)
        self._export = QPushButton("Export PDF and CSV")
        self._export.clicked.connect(self._on_export_clicked)
        self._empty = QLabel("No snapshots yet. F6 takes one: the figures, the file, a PDF and CSV tables.")
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._build()
        self.set_theme(theme)
        self.show_snapshots(())

    def _build(self) -> None:
        head = QHBoxLayout()
        self._title = QLabel("Snapshots")
        self._title.setProperty("role", "title")
        head.addWidget(self._title)
        head.addStretch(1)
        head.addWidget(self._open)
        head.addWidget(self._export)
        frame = QFrame()
        frame.setProperty("kind", "card")
        self._stack = QStackedLayout(frame)
        self._stack.setContentsMargins(1, 1, 1, 1)
        self._stack.addWidget(self.table)
        self._stack.addWidget(self._empty)
        self._whole = QVBoxLayout(self)
        self._whole.addLayout(head)
        self._whole.addWidget(frame, 1)

    def set_theme(self, theme: Theme) -> None:
        """Take type, colours and measures from this theme."""
        gap = theme.sizes.gap
        self._whole.setContentsMargins(gap, gap // 2, gap, gap)
        self._empty.setStyleSheet(f"color: {theme.palette.text2};")
        self.table.verticalHeader().setDefaultSectionSize(round(theme.sizes.subtitle * 2.2))

    def show_snapshots(self, snapshots: Sequence[ListedSnapshot]) -> None:
        """The file's snapshots, oldest first."""
        self._snapshots = tuple(reversed(snapshots))
        self.table.setRowCount(len(self._snapshots))
        for place, snapshot in enumerate(self._snapshots):
            taken = f"{date_text(snapshot.taken, QLocale())} {snapshot.taken[11:].removesuffix('Z')}"
            figures = self._headlines.get(snapshot.digest) or ("…",) * len(HEADLINE)
            texts = (snapshot.name, snapshot.shown_id, taken, snapshot.scenario, *figures, snapshot.model_version)
            for across, text in enumerate(texts):
                self.table.setItem(place, across, _item(text, is_figure=across in HEADLINE))
        self._fit_columns()
        self._stack.setCurrentIndex(0 if self._snapshots else 1)
        if self._snapshots:
            self.table.selectRow(0)
        self._tell_buttons()
        if self.isVisible():
            self._ask_headlines()

    def show_headline(self, digest: str, figures: Sequence[str]) -> None:
        """The figures that tell a snapshot apart: BTC price, EBITDA, NPV."""
        self._headlines[digest] = tuple(figures)
        for place, snapshot in enumerate(self._snapshots):
            if snapshot.digest == digest:
                for across, text in zip(HEADLINE, figures, strict=True):
                    self.table.setItem(place, across, _item(text, is_figure=True))
        self._fit_columns()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._ask_headlines()

    def _ask_headlines(self) -> None:
        """Contents are large: each is read once, when somebody looks at the list."""
        for snapshot in self._snapshots:
            if snapshot.digest not in self._headlines:
                self._headlines[snapshot.digest] = ()
                self.headline_wanted.emit(snapshot.name, snapshot.digest)

    def _fit_columns(self) -> None:
        for across in range(1, len(HEADERS)):
            self.table.resizeColumnToContents(across)

    def chosen(self) -> str:
        """Name of the snapshot in front; empty where there is none."""
        rows = {item.row() for item in self.table.selectedItems()}
        return self._snapshots[min(rows)].name if rows else ""

    def _tell_buttons(self) -> None:
        for button in (self._open, self._export):
            button.setEnabled(bool(self.chosen()))

    def _on_open_clicked(self) -> None:
        if chosen := self.chosen():
            self.open_wanted.emit(chosen)

    def _on_export_clicked(self) -> None:
        if chosen := self.chosen():
            self.export_wanted.emit(chosen)


def _item(text: str, *, is_figure: bool) -> QTableWidgetItem:
    item = QTableWidgetItem(text)
    if is_figure:
        item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    return item
