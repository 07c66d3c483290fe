"""ContractsPanel: what a site, or all of them, would have paid and earned under every kind of contract.

It says that it wants the comparison while somebody sees it; until the one that is due has come, the last is grey.
"""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from planner.figure import Table
from planner.figures.contract_comparison import compared_sites, contract_comparison
from planner.notation import number
from planner.outcome import Outcome
from ui.figure_view import FigureView
from ui.panels.cell_editor import TABLE_SHEET
from ui.panels.list_box import ListBox
from ui.panels.text_table import TextTable
from ui.theme import Theme

ALL = "All sites"


class ContractsPanel(QWidget):
    """A chooser of sites, the chart, and its table below."""

    comparison_wanted = Signal(bool)  # whether somebody sees it
    export_wanted = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._overdue = False
        self._waiting = True  # for the comparison of what is stated
        self._newest: Outcome | None = None
        self.outcome: Outcome | None = None  # the newest one with a comparison
        self.site = ListBox(theme)
        self.site.setAccessibleName("Site whose contracts are compared")
        self.site.setSizeAdjustPolicy(ListBox.SizeAdjustPolicy.AdjustToContents)
        self.export = QPushButton("Export CSV")
        self.export.setToolTip("Every site under every kind of contract, beside the portfolio")
        self.view = FigureView(self, theme)
        self.rows = TextTable(self)
        self.table = QTableView()
        self._frame = QFrame()
        self._build()
        self.site.currentIndexChanged.connect(self._on_site_chosen)
        self.export.clicked.connect(self.export_wanted)
        self.view.table_requested.connect(self._on_table_requested)
        self.set_theme(theme)

    def _build(self) -> None:
        head = QHBoxLayout()
        label = QLabel("Contracts of")
        label.setBuddy(self.site)
        for widget in (label, self.site):
            head.addWidget(widget)
        head.addStretch(1)
        head.addWidget(self.export)
        self.table.setModel(self.rows)
        self.table.setAccessibleName("Kinds of contract")
        self.table.setStyleSheet(TABLE_SHEET)
        self.table.setFrameShape(QFrame.Shape.NoFrame)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setTabKeyNavigation(False)
        self.table.verticalHeader().hide()
        self.table.horizontalHeader().setStretchLastSection(True)
        self.table.horizontalHeader().setResizeContentsPrecision(50)  # rows that are measured, of any number of sites
        self._frame.setProperty("kind", "card")
        inside = QVBoxLayout(self._frame)
        inside.setContentsMargins(1, 1, 1, 1)
        inside.addWidget(self.table)
        self._whole = QVBoxLayout(self)
        self._whole.addLayout(head)
        self._whole.addWidget(self.view, 5)
        self._whole.addWidget(self._frame, 4)

    def set_theme(self, theme: Theme) -> None:
        """Take type, colours and measures from this theme."""
        gap = theme.sizes.gap
        self._whole.setContentsMargins(gap, gap // 2, gap, gap)
        self._whole.setSpacing(gap)
        self.site.set_theme(theme)
        self.view.set_theme(theme)
        self.table.verticalHeader().setDefaultSectionSize(round(theme.sizes.subtitle * 1.9))
        self._bound_table()

    def set_stale(self, stale: bool) -> None:
        """Grey while the inputs have left the results behind."""
        self._overdue = stale
        self._tell_stale()

    def show_outcome(self, outcome: Outcome) -> None:
        """A stage of a run; one without the comparison makes the last one old."""
        self._newest = outcome
        self._waiting = outcome.contracts is None
        if not self._waiting or (self.outcome is None and self.isVisible()):
            self._hold(outcome)
        self._tell_stale()

    def take_keys(self) -> None:
        """Put the keyboard on the chooser."""
        self.site.setFocus()

    def _hold(self, outcome: Outcome) -> None:
        self.outcome = None if self._waiting else outcome
        names = compared_sites(outcome)
        chosen = self.site.currentText()
        if [self.site.itemText(place) for place in range(self.site.count())] != [ALL, *names]:
            self.site.blockSignals(True)
            self.site.clear()
            self.site.addItems([ALL, *names])
            self.site.setCurrentIndex(max(self.site.findText(chosen), 0))
            self.site.blockSignals(False)
        for widget in (self.site, self.export):
            widget.setEnabled(bool(names))
        self._draw(outcome)

    def _draw(self, outcome: Outcome) -> None:
        figure = contract_comparison(outcome, self.site.currentText() if self.site.currentIndex() > 0 else "")
        self.view.show_figure(figure)
        columns = figure.table.columns
        self._frame.setVisible(bool(figure.table.rows))
        self.rows.show_rows(
            [f"{column.header}, {column.unit}" if column.unit else column.header for column in columns],
            len(figure.table.rows),
            lambda place: _texts(figure.table, place),
            [across for across, column in enumerate(columns) if figure.table.rows
             and isinstance(figure.table.rows[0][across], float)],
        )  # fmt: skip
        self.table.resizeColumnsToContents()
        self._bound_table()

    def _bound_table(self) -> None:
        """No higher than its rows: the chart takes what is left."""
        rows = self.rows.rowCount() * self.table.verticalHeader().defaultSectionSize()
        head = self.table.horizontalHeader().sizeHint().height()
        self._frame.setMaximumHeight(head + rows + self.table.horizontalScrollBar().sizeHint().height())

    def _tell_stale(self) -> None:
        self.view.set_stale(self._overdue or self._waiting)
        self.table.setEnabled(not (self._overdue or self._waiting))

    def _on_site_chosen(self, place: int) -> None:
        if self.outcome is not None:
            self._draw(self.outcome)

    def _on_table_requested(self, key: str) -> None:
        self.table.setFocus()  # it stands below the chart

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self.view.figure is None and self._newest is not None:
            self._hold(self._newest)  # a run that fails would leave it blank
        self.comparison_wanted.emit(True)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.comparison_wanted.emit(False)


def _texts(table: Table, place: int) -> list[str]:
    return [
        cell if isinstance(cell, str) else "none" if cell is None else number(cell, column.digits)
        for cell, column in zip(table.rows[place], table.columns, strict=True)
    ]
