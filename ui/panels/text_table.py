"""TextTable: rows of text that are read and not written, made only when they are looked at."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, Qt

from ui.panels.rows_model import Index

_NOWHERE = QModelIndex()


class TextTable(QAbstractTableModel):
    """Headers and, for each place, its texts."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._headers: tuple[str, ...] = ()
        self._right: frozenset[int] = frozenset()
        self._count = 0
        self._texts: Callable[[int], Sequence[str]] = lambda place: ()

    def show_rows(
        self, headers: Sequence[str], count: int, texts: Callable[[int], Sequence[str]], right: Collection[int] = ()
    ) -> None:
        """Show `count` rows; `texts` gives those of a place, `right` are the columns that hold numbers."""
        self.beginResetModel()
        self._headers, self._count, self._texts, self._right = tuple(headers), count, texts, frozenset(right)
        self.endResetModel()

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else self._count

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._headers)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation == Qt.Orientation.Vertical or not 0 <= section < len(self._headers):
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self._headers[section]
        return self._alignment(section) if role == Qt.ItemDataRole.TextAlignmentRole else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return self._texts(index.row())[index.column()]
        return self._alignment(index.column()) if role == Qt.ItemDataRole.TextAlignmentRole else None

    def _alignment(self, across: int) -> Qt.AlignmentFlag:
        side = Qt.AlignmentFlag.AlignRight if across in self._right else Qt.AlignmentFlag.AlignLeft
        return side | Qt.AlignmentFlag.AlignVCenter
