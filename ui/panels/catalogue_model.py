"""CatalogueModel: the shipped machines as a table; looked through as somebody types, ordered by any column."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QLocale, QModelIndex, QObject, QSortFilterProxyModel, Qt

from planner.reference import Machine
from ui.form import box_text, cell_text
from ui.panels.rows_model import SORT_ROLE, Index

HEADERS = ("Machine", "TH/s", "W", "J/TH", "Release", "Cooling")
NUMERIC = (1, 2, 3)
RELEASE = 4
_NOWHERE = QModelIndex()


class CatalogueModel(QAbstractTableModel):
    """Machines in catalogue order. `machine_at` gives them back."""

    def __init__(self, locale: QLocale, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._locale = locale
        self._machines: tuple[Machine, ...] = ()

    def show_machines(self, machines: Iterable[Machine]) -> None:
        """The machines there are."""
        self.beginResetModel()
        self._machines = tuple(machines)
        self.endResetModel()

    def machine_at(self, place: int) -> Machine:
        """The machine in a row."""
        return self._machines[place]

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._machines)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(HEADERS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation == Qt.Orientation.Vertical or not 0 <= section < len(HEADERS):
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return HEADERS[section]
        return _alignment(section) if role == Qt.ItemDataRole.TextAlignmentRole else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        machine, across = self._machines[index.row()], index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            return self._texts(machine)[across]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(across)
        if role == Qt.ItemDataRole.ToolTipRole:
            return f"{machine.model}\nSource: {machine.source}"
        if role == SORT_ROLE:
            return (
                machine.model.casefold(), machine.hashrate_th_s, machine.power_w, machine.efficiency_j_per_th,
                machine.release_month or "", machine.cooling,
            )[across]  # fmt: skip
        return None

    def _texts(self, machine: Machine) -> tuple[str, ...]:
        return (
            machine.model, cell_text(machine.hashrate_th_s, self._locale), cell_text(machine.power_w, self._locale),
            box_text(machine.efficiency_j_per_th, 1, self._locale), machine.release_month or "unknown",
            machine.cooling,
        )  # fmt: skip


def _alignment(across: int) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignRight if across in NUMERIC else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter


class CatalogueOrder(QSortFilterProxyModel):
    """Machines in whose maker and model every word stands; the newest first until another order is chosen."""

    def __init__(self, model: CatalogueModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.catalogue = model
        self._words: tuple[str, ...] = ()
        self.setSourceModel(model)
        self.setSortRole(SORT_ROLE)
        self.sort(RELEASE, Qt.SortOrder.DescendingOrder)

    def look_for(self, written: str) -> None:
        """Show only what holds every word."""
        self._words = tuple(written.casefold().split())
        self.invalidate()

    def machine_at(self, place: int) -> Machine:
        """The machine in a row of the list."""
        return self.catalogue.machine_at(self.mapToSource(self.index(place, 0)).row())

    def machines(self) -> tuple[Machine, ...]:
        """Every machine that is shown."""
        return tuple(self.machine_at(place) for place in range(self.rowCount()))

    def place_of(self, model: str) -> int:
        """The row of a machine; −1 where it is not shown."""
        return next((place for place, machine in enumerate(self.machines()) if machine.model == model), -1)

    def filterAcceptsRow(self, source_row: int, source_parent: Index) -> bool:
        machine = self.catalogue.machine_at(source_row)
        named = f"{machine.manufacturer} {machine.model}".casefold()
        return all(word in named for word in self._words)
