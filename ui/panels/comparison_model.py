"""ComparisonModel: scenarios side by side as Qt reads a table; an input's cell is typed, a result's is not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QLocale, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from planner.errors import Undefined
from planner.explore.compare import ComparedRow, Comparison
from planner.measures import MEASURES, Measure
from planner.quantities import Quantity, Value, is_share
from ui.form import cell_text
from ui.panels.power_unit import measure_in, table_unit
from ui.settings import PowerChoice

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
CHANGE_ROLE = Qt.ItemDataRole.UserRole + 1  # ShownChange, or None
HEAD_ROLE = Qt.ItemDataRole.UserRole + 2  # whether the row is the head of a block
FIRST = 2  # name and unit stand before the scenarios
MOST_DIGITS = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownChange:
    """A change as words, and whether it is for the better; None where neither can be said."""

    text: str
    better: bool | None


class ComparisonModel(QAbstractTableModel):
    """One row an input or measure, one column a scenario."""

    typed = Signal(int, str, str)  # column, address, text as written

    def __init__(self, locale: QLocale, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._locale = locale
        self._comparison: Comparison | None = None
        self._rows: tuple[ComparedRow | str, ...] = ()
        self._power: PowerChoice = "usual"
        self._only_differences = True

    @property
    def rows(self) -> tuple[ComparedRow | str, ...]:
        """What each row shows; the head of a block is a word."""
        return self._rows

    def show(self, comparison: Comparison | None, *, only_differences: bool, power: PowerChoice) -> None:
        """Another table, or none. Where the rows stay the same, views keep their place."""
        rows = () if comparison is None else _rows(comparison, only_differences=only_differences)
        before = None if self._comparison is None else self._comparison.names
        same = comparison is not None and comparison.names == before and list(map(_key, rows)) == list(
            map(_key, self._rows)
        )  # fmt: skip
        if not same:
            self.beginResetModel()
        self._comparison, self._rows, self._power, self._only_differences = comparison, rows, power, only_differences
        if not same:
            self.endResetModel()
        elif rows:
            self.dataChanged.emit(self.index(0, 0), self.index(len(rows) - 1, self.columnCount() - 1))

    def key_at(self, place: int) -> str:
        """The input or measure in that place; empty for the head of a block and where there is no row."""
        row = self._rows[place] if 0 <= place < len(self._rows) else ""
        return "" if isinstance(row, str) else row.key

    def place_of(self, key: str) -> int:
        """The place of that row; without it that of the first row below a head, -1 in an empty table."""
        places = {row.key: place for place, row in enumerate(self._rows) if not isinstance(row, str)}
        return places.get(key, min(places.values(), default=-1))

    # --- what views ask -------------------------------------------------------------------------------------------

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() or self._comparison is None else FIRST + len(self._comparison.names)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation != Qt.Orientation.Horizontal or self._comparison is None:
            return None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return ("", "Unit", *self._comparison.names)[section]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            across = Qt.AlignmentFlag.AlignLeft if section < FIRST else Qt.AlignmentFlag.AlignRight
            return across | Qt.AlignmentFlag.AlignVCenter
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = super().flags(index)
        if index.isValid() and index.column() >= FIRST and self._declared(index.row()) is not None:
            flags |= Qt.ItemFlag.ItemIsEditable
        return flags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row, place = self._rows[index.row()], index.column() - FIRST
        if role == HEAD_ROLE:
            return isinstance(row, str)
        if isinstance(row, str):
            return row if role == Qt.ItemDataRole.DisplayRole and index.column() == 0 else None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            if place < 0:
                return row.label if index.column() == 0 else self.unit(row)
            return self._text(row, row.values[place])
        if role == CHANGE_ROLE and place >= 0:
            return self._change(row, place)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            across = Qt.AlignmentFlag.AlignLeft if place < 0 else Qt.AlignmentFlag.AlignRight
            return across | Qt.AlignmentFlag.AlignVCenter
        if role == Qt.ItemDataRole.ToolTipRole and place >= 0:
            value = row.values[place]
            return value.reason if isinstance(value, Undefined) else None
        if role == Qt.ItemDataRole.AccessibleTextRole and place >= 0:
            change = self._change(row, place)
            said = f"{self._text(row, row.values[place])} {self.unit(row)}".strip()
            return f"{said}, {change.text}" if change is not None and change.text else said
        return None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if role != Qt.ItemDataRole.EditRole or not index.isValid() or index.column() < FIRST:
            return False
        row = self._rows[index.row()]
        if isinstance(row, str) or row.declared is None:
            return False
        written = str(value).strip()
        if written == self._text(row, row.values[index.column() - FIRST]):
            return False
        self.typed.emit(index.column() - FIRST, row.key, written)
        return True

    # --- texts ----------------------------------------------------------------------------------------------------

    def unit(self, row: ComparedRow) -> str:
        """The unit of a row as it is shown."""
        if row.key in MEASURES:
            measure = self._measure(row)
            return f"{measure.prefix} {measure.shown_unit}".strip()
        return "" if row.declared is None else shown_unit(row.declared, self._power)

    def _declared(self, place: int) -> Quantity | None:
        row = self._rows[place]
        return None if isinstance(row, str) else row.declared

    def _measure(self, row: ComparedRow) -> Measure:
        return measure_in(MEASURES[row.key], self._power)

    def _text(self, row: ComparedRow, value: Value | Undefined) -> str:
        if isinstance(value, Undefined):
            return value.word
        if row.key in MEASURES:
            return self._measure(row).shown(float(value))
        if row.declared is None or isinstance(value, str):
            return str(value)
        return input_text(row.declared, float(value), self._power, self._locale)

    def _change(self, row: ComparedRow, place: int) -> ShownChange | None:
        assert self._comparison is not None
        change = row.change(place)
        if change is None or place == self._comparison.reference:
            return None
        if row.key not in MEASURES:
            if row.declared is None or not change:
                return None
            shown = input_text(row.declared, abs(change), self._power, self._locale)
            return ShownChange(text=f"{'+' if change > 0 else '−'}{shown}", better=None)
        measure = self._measure(row)
        value, against = row.values[place], row.against
        assert isinstance(value, float | int)
        assert isinstance(against, float | int)
        shown = measure.shown_change(value, against).removesuffix(f" {measure.shown_unit}")
        if measure.prefix:
            shown = shown.replace(f"{measure.prefix} ", "", 1)
        if not shown:
            return None
        better = None if measure.better == "none" else (change > 0) == (measure.better == "up")
        return ShownChange(text=shown, better=better)


def per_stated(declared: Quantity, power: PowerChoice) -> float:
    """The number shown for one that is stated: shares as percent, power prices as preferred."""
    return 100.0 if is_share(declared.unit) else table_unit(declared.unit, power)[1]


def shown_unit(declared: Quantity, power: PowerChoice) -> str:
    """The unit of a stated number as it is shown."""
    unit = declared.unit
    if is_share(unit):
        return "%" + unit.removeprefix("share").partition(",")[0]
    return "×" if unit.startswith("times ") else table_unit(unit, power)[0]


def input_text(declared: Quantity, value: float, power: PowerChoice, locale: QLocale) -> str:
    """A stated number as it is shown and typed."""
    return cell_text(round(value * per_stated(declared, power), MOST_DIGITS), locale)


def _rows(comparison: Comparison, *, only_differences: bool) -> tuple[ComparedRow | str, ...]:
    rows: list[ComparedRow | str] = []
    for head, block in (("Inputs", comparison.inputs), ("Results", comparison.measures)):
        shown: Sequence[ComparedRow] = [row for row in block if row.differs or not only_differences]
        if shown:
            rows += [head, *shown]
    return tuple(rows)


def _key(row: ComparedRow | str) -> str:
    return row if isinstance(row, str) else row.key
