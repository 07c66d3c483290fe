"""CurvesModel: imported price curves as a table. They come from files; only their names can be typed."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt

from planner.portfolio import folded
from planner.reference import Reference
from planner.rows import sites_of_curve
from planner.scenario import Book
from ui.form import box_text
from ui.panels.cell_notes import CellNote
from ui.panels.power_unit import table_unit
from ui.panels.rows_columns import LEVEL, USED_BY
from ui.panels.rows_model import Index, RowsModel

LEVEL_DIGITS = 2


class CurvesModel(RowsModel):
    """The rows of the table of price curves."""

    def show_book(self, book: Book, reference: Reference) -> None:
        super().show_book(book, reference)
        if self.rowCount():  # a site may have another market now
            across = [column.key for column in self.columns].index(USED_BY.key)
            self.dataChanged.emit(self.index(0, across), self.index(self.rowCount() - 1, across))

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = super().flags(index)
        if index.isValid() and self.columns[index.column()].key != "name":
            flags &= ~Qt.ItemFlag.ItemIsEditable
        return flags

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        return bool(self.flags(index) & Qt.ItemFlag.ItemIsEditable) and super().setData(index, value, role)

    def _note(self, place: int, key: str) -> CellNote | None:
        return None  # counted in a file: no value of a curve is a default

    def _shown(self, place: int, key: str) -> str:
        if key == USED_BY.key:
            return self._used_by(place)
        if key == LEVEL:
            curve = self.row_at(place)
            return box_text(curve.level_usd_per_mwh * self._level_per_stated(), LEVEL_DIGITS, self._locale)
        value = getattr(self.row_at(place), key)
        return box_text(value, 0, self._locale) if isinstance(value, int) else str(value)

    def _sorted_by(self, place: int, key: str) -> float | str:
        return folded(self._used_by(place)) if key == USED_BY.key else super()._sorted_by(place, key)

    def _used_by(self, place: int) -> str:
        assert self._book is not None
        return ", ".join(site.name for site in sites_of_curve(self._book.portfolio.sites, self.row_at(place)))

    def _level_per_stated(self) -> float:
        return table_unit(self._units[LEVEL], self._power)[1]
