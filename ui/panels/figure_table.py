"""FigureTable: the numbers of one figure, beside the window and following it."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QTableWidget, QTableWidgetItem, QVBoxLayout, QWidget

from planner.figure import Figure
from planner.notation import number
from ui.panels.closing_keys import close_by_keys

SIZE = QSize(620, 420)
MOST_OF_SCREEN = 0.9


class FigureTable(QWidget):
    """A plain table in a small window of its own. Undefined cells are empty and said so."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._table = QTableWidget()
        self._table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self._table.verticalHeader().hide()
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._table)
        self.resize(SIZE)
        close_by_keys(self)

    def show_figure(self, figure: Figure) -> None:
        """The table of a figure, under its title."""
        columns, rows = figure.table.columns, figure.table.rows
        self.setWindowTitle(f"{figure.takeaway} · {figure.unit}")
        self._table.setAccessibleName(figure.takeaway)
        across_before = self._table.columnCount()
        self._table.setColumnCount(len(columns))
        self._table.setRowCount(len(rows))
        self._table.setHorizontalHeaderLabels([_header(column.header, column.unit) for column in columns])
        for place, row in enumerate(rows):
            for across, (column, cell) in enumerate(zip(columns, row, strict=True)):
                self._table.setItem(place, across, _item(cell, column.digits))
        if not self.isVisible() or across_before != len(columns):
            self._fit()

    def _fit(self) -> None:
        """Every column whole, and the window as wide as they are together where the screen allows it."""
        self._table.resizeColumnsToContents()
        header = self._table.horizontalHeader()
        wanted = header.length() + self._table.verticalScrollBar().sizeHint().width() + 2 * self._table.frameWidth()
        most = round(self.screen().availableGeometry().width() * MOST_OF_SCREEN)
        self.resize(min(max(wanted, SIZE.width()), most), self.height())


def _header(words: str, unit: str) -> str:
    return f"{words}\n{unit}" if unit else words


def _item(cell: float | str | None, digits: int) -> QTableWidgetItem:
    if isinstance(cell, str):
        return QTableWidgetItem(cell)
    item = QTableWidgetItem("none" if cell is None else number(cell, digits))
    item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    return item
