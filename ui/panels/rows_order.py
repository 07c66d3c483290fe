"""RowsOrder: the rows of a table as the user wants them: those that hold the words looked for, in a column's order."""

from __future__ import annotations

from PySide6.QtCore import QObject, QSortFilterProxyModel, Qt

from planner.portfolio import folded
from ui.panels.rows_model import SORT_ROLE, Index, RowsModel


class RowsOrder(QSortFilterProxyModel):
    """Sorts by value, not by text; empty cells come last either way. A row stays where it is while it is edited."""

    def __init__(self, model: RowsModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.rows = model
        self._words: tuple[str, ...] = ()
        self.setSourceModel(model)
        self.setDynamicSortFilter(False)

    def look_for(self, written: str) -> None:
        """Show only rows in which every word stands, in any column."""
        words = tuple(folded(written).split())
        if words != self._words:
            self._words = words
            self.invalidate()

    @property
    def is_filtered(self) -> bool:
        """Whether words are looked for."""
        return bool(self._words)

    def row_id(self, place: int) -> int:
        """Id of the row at a place of the view."""
        return self.rows.row_id(self.source_place(place))

    def source_place(self, place: int) -> int:
        """Place in the portfolio of the row at a place of the view."""
        return self.mapToSource(self.index(place, 0)).row()

    def place_of(self, row_id: int) -> int:
        """Place in the view of the row with an id; −1 where it is not shown."""
        place = self.rows.place_of(row_id)
        return self.mapFromSource(self.rows.index(place, 0)).row() if place >= 0 else -1

    def filterAcceptsRow(self, source_row: int, source_parent: Index) -> bool:
        if not self._words:
            return True
        shown = folded(" ".join(
            str(self.rows.data(self.rows.index(source_row, across)) or "") for across in range(self.rows.columnCount())
        ))  # fmt: skip
        return all(word in shown for word in self._words)

    def lessThan(self, left: Index, right: Index) -> bool:
        one, other = left.data(SORT_ROLE), right.data(SORT_ROLE)
        if "" in (one, other):
            rising = self.sortOrder() == Qt.SortOrder.AscendingOrder
            return one != other and bool((other if rising else one) == "")
        return bool(one < other)
