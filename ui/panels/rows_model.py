"""RowsModel: one table of the portfolio as Qt's table views see it. A cell that changes proposes one Edit.

What cannot stand stays in its cell as it was typed, with the reason, until it is corrected or given up; the
portfolio keeps its value meanwhile.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QLocale, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from planner.contracts import KINDS
from planner.edits import set_cell
from planner.errors import InputRejected, ReckonerError
from planner.portfolio import Company, Contract, Lot, Site
from planner.quantities import Quantity, Value, quantities_of
from planner.reference import Reference
from planner.rows import row_of
from planner.scenario import Book
from ui.form import cell_text, typed_number

Index = QModelIndex | QPersistentModelIndex
PROBLEM_ROLE = int(Qt.ItemDataRole.UserRole)  # str: why the text in the cell cannot stand
CHOICES_ROLE = PROBLEM_ROLE + 1  # tuple of str: the words that can stand here
_NOWHERE = QModelIndex()


@dataclass(frozen=True, slots=True, kw_only=True)
class RowsColumn:
    """One column: the key of the flat row, and what its header says."""

    key: str
    label: str
    unit: str
    hint: str = ""
    numeric: bool = False

    @property
    def header(self) -> str:
        """Label, and the unit in a line of its own."""
        return f"{self.label}\n{self.unit}" if self.unit else self.label


def columns_for(table: str) -> tuple[RowsColumn, ...]:
    """The columns of a table; contracts have those of every kind, each under its own label."""
    owners: dict[str, Any] = {"company": Company, "sites": Site, "lots": Lot, "contracts": Contract}
    columns = [_column(key, declared) for key, declared in quantities_of(owners[table]).items()]
    if table in ("lots", "contracts"):
        columns.insert(1, RowsColumn(key="site_id", label="Site", unit=""))
    if table == "contracts":
        columns.append(RowsColumn(key="kind", label="Kind", unit=""))
        terms: dict[str, Quantity] = {}
        for kind in KINDS.values():
            terms = quantities_of(kind) | terms  # what two kinds share has the label of the first
        terms = {key: terms[key] for kind in KINDS.values() for key in quantities_of(kind)}
        columns += [_column(key, declared) for key, declared in terms.items()]
    return tuple(columns)


def _column(key: str, declared: Quantity) -> RowsColumn:
    return RowsColumn(key=key, label=declared.label, unit=declared.unit, hint=declared.hint,
                      numeric=declared.kind in ("number", "integer"))  # fmt: skip


class RowsModel(QAbstractTableModel):
    """The rows of one table."""

    edit_proposed = Signal(object)  # Edit
    problems_changed = Signal(str)  # the sentence of the newest problem; empty when there is none

    def __init__(self, table: str, locale: QLocale, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._table = table
        self._locale = locale
        self.columns = columns_for(table)
        self._book: Book | None = None
        self._reference: Reference | None = None
        self._rows: tuple[Any, ...] = ()
        self._cells: list[dict[str, Value]] = []
        self._declared: list[dict[str, Quantity]] = []
        self._problems: dict[tuple[int, str], tuple[str, str]] = {}  # (row id, column): text as typed, reason

    def show_book(self, book: Book, reference: Reference) -> None:
        """The book that edits are built on."""
        self._book, self._reference = book, reference
        rows = book.portfolio.rows(self._table)
        if rows is self._rows or (len(rows) == len(self._rows) == 1 and rows[0] is self._rows[0]):
            self._tell_names()
            return
        if [row.id for row in rows] != [row.id for row in self._rows]:
            self.beginResetModel()
            self._take(rows)
            self.endResetModel()
            return
        changed = [place for place, (old, new) in enumerate(zip(self._rows, rows, strict=True)) if old is not new]
        self._take(rows)
        for place in changed:
            self.dataChanged.emit(self.index(place, 0), self.index(place, len(self.columns) - 1))

    def _take(self, rows: tuple[Any, ...]) -> None:
        self._rows = rows
        self._cells = [row_of(row) for row in rows]
        self._declared = [quantities_of(row) | quantities_of(getattr(row, "terms", row)) for row in rows]
        ids = {row.id for row in rows}
        self._problems = {place: problem for place, problem in self._problems.items() if place[0] in ids}

    def _tell_names(self) -> None:
        """A site may have been renamed: its lots and contracts show its name."""
        across = next((place for place, column in enumerate(self.columns) if column.key == "site_id"), None)
        if across is not None and self._rows:
            self.dataChanged.emit(self.index(0, across), self.index(len(self._rows) - 1, across))

    def row_id(self, place: int) -> int:
        """Id of the row at a place of the view."""
        return int(self._rows[place].id)

    def problem_sentence(self) -> str:
        """The newest problem as a sentence; empty when every cell can stand."""
        if not self._problems:
            return ""
        (row_id, key), (written, reason) = list(self._problems.items())[-1]
        name = next(row.name for row in self._rows if row.id == row_id)
        label = next(column.label for column in self.columns if column.key == key)
        return f"{name}, {label} (“{written}”): {reason} The last good value is kept."

    # --- what views ask -------------------------------------------------------------------------------------------

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.columns)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation == Qt.Orientation.Vertical:
            return None
        if not 0 <= section < len(self.columns):
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.columns[section].header
        if role == Qt.ItemDataRole.ToolTipRole:
            return self.columns[section].hint or None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            across = Qt.AlignmentFlag.AlignRight if self.columns[section].numeric else Qt.AlignmentFlag.AlignLeft
            return across | Qt.AlignmentFlag.AlignVCenter
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = super().flags(index)
        if index.isValid() and self.columns[index.column()].key in self._cells[index.row()]:
            flags |= Qt.ItemFlag.ItemIsEditable
        return flags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        key = self.columns[index.column()].key
        cells = self._cells[index.row()]
        problem = self._problems.get((self.row_id(index.row()), key))
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            return self._text(cells.get(key), key) if problem is None else problem[0]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            numeric = self.columns[index.column()].numeric
            across = Qt.AlignmentFlag.AlignRight if numeric else Qt.AlignmentFlag.AlignLeft
            return across | Qt.AlignmentFlag.AlignVCenter
        if role in (PROBLEM_ROLE, Qt.ItemDataRole.ToolTipRole):
            return None if problem is None else problem[1]
        if role == CHOICES_ROLE:
            return self._choices(index.row(), key)
        return None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if role != Qt.ItemDataRole.EditRole or not index.isValid() or self._book is None or self._reference is None:
            return False
        key = self.columns[index.column()].key
        cells = self._cells[index.row()]
        if key not in cells:
            return False
        row_id, written = self.row_id(index.row()), str(value).strip()
        had_problem = self._problems.pop((row_id, key), None) is not None
        if written == self._text(cells[key], key):
            self._tell_problem(index)
            return had_problem
        try:
            value = self._typed(index.row(), key, written)
            edit = set_cell(self._book, self._reference, self._table, row_id, key, value)
        except ReckonerError as error:
            self._problems[row_id, key] = (written, _reason(error))
            self._tell_problem(index)
            return True
        self._tell_problem(index)
        self.edit_proposed.emit(edit)
        return True

    def _tell_problem(self, index: Index) -> None:
        self.dataChanged.emit(index, index)
        self.problems_changed.emit(self.problem_sentence())

    # --- texts ----------------------------------------------------------------------------------------------------

    def _text(self, value: Value | None, key: str) -> str:
        if value is None:
            return ""
        if key == "site_id":
            assert self._book is not None
            return str(self._book.portfolio.by_id("sites", int(value)).name)
        if key == "kind":
            return KINDS[str(value)].label
        return value if isinstance(value, str) else cell_text(float(value), self._locale)

    def _typed(self, place: int, key: str, written: str) -> Value:
        assert self._book is not None
        if key == "site_id":
            return int(self._book.portfolio.by_name("sites", written).id)
        if key == "kind":
            return next((kind for kind, terms in KINDS.items() if written in (kind, terms.label)), written)
        declared = self._declared[place][key]
        if declared.kind not in ("number", "integer"):
            return written
        number = typed_number(written, self._locale, unit=declared.unit)
        return int(number) if declared.kind == "integer" and number.is_integer() else number

    def _choices(self, place: int, key: str) -> tuple[str, ...]:
        assert self._book is not None
        assert self._reference is not None
        if key == "site_id":
            return tuple(site.name for site in self._book.portfolio.sites)
        if key == "kind":
            return tuple(terms.label for terms in KINDS.values())
        if key == "power_market":
            return tuple(self._reference.power_markets)
        if key == "machine":
            return tuple(self._reference.machines)
        declared = self._declared[place].get(key)
        return () if declared is None else declared.choices


def _reason(error: ReckonerError) -> str:
    """Why a value cannot stand, without naming the cell it stands in."""
    if isinstance(error, InputRejected) and error.problems:
        return " ".join(f"{problem.reason}." for problem in error.problems)
    return f"{error.message} {error.next}".strip()
