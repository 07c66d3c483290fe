"""RowsModel: one table of the portfolio as Qt's table views see it. A cell that changes proposes one Edit.

What cannot stand stays in its cell as it was typed, with the reason, until it is corrected or given up; the
portfolio keeps its value meanwhile.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QLocale, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from planner.capacity import SiteDraw, hosted_sites, site_draws
from planner.errors import ReckonerError
from planner.kinds import KINDS, declarations
from planner.portfolio import Portfolio, folded
from planner.quantities import Quantity, Value, is_share
from planner.reference import Reference
from planner.rows import row_of
from planner.scenario import Book
from ui.form import box_text, cell_text
from ui.panels.cell_look import CellLook, aligned
from ui.panels.cell_notes import UNUSED_WHERE_HOSTED, CellNote, note_of, words_of_draw
from ui.panels.new_row import cell_edit
from ui.panels.power_unit import table_unit
from ui.panels.refused_text import RefusedText, reason_of
from ui.panels.rows_columns import EFFICIENCY, USED, columns_for, has_use_for
from ui.panels.shares import share_text, typed_value
from ui.settings import PowerChoice

Index = QModelIndex | QPersistentModelIndex
LOOK_ROLE = int(Qt.ItemDataRole.UserRole)  # CellLook: all that is painted, in one call
CHOICES_ROLE = LOOK_ROLE + 1  # tuple of str: the words that can stand here
SORT_ROLE = LOOK_ROLE + 2  # float or folded text: what the column is ordered by
PICKED_ROLE = LOOK_ROLE + 3  # bool: chosen from the catalogue, not typed
_NOWHERE = QModelIndex()


class RowsModel(QAbstractTableModel):
    """The rows of one table."""

    edit_proposed = Signal(object)  # Edit
    problems_changed = Signal(str)  # the sentence of the newest problem; empty when there is none

    def __init__(self, table: str, locale: QLocale, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._table = table
        self._locale = locale
        self.columns = columns_for(table)
        self._power: PowerChoice = "usual"
        self._units = {column.key: column.unit for column in self.columns}
        self._book: Book | None = None
        self._reference: Reference | None = None
        self._rows: tuple[Any, ...] = ()
        self._read: dict[int, dict[str, Value]] = {}  # flat rows by place, made when they are looked at
        self._problems: dict[tuple[int, str], RefusedText] = {}  # by row id and column
        self._draws: tuple[Portfolio | None, dict[int, SiteDraw]] = (None, {})
        self._hosted: tuple[Portfolio | None, set[int]] = (None, set())

    def show_book(self, book: Book, reference: Reference) -> None:
        """The book that edits are built on."""
        self._book, self._reference = book, reference
        rows = book.portfolio.rows(self._table)
        if rows is self._rows or (len(rows) == len(self._rows) == 1 and rows[0] is self._rows[0]):
            self._tell_names()
            return
        if [row.id for row in rows] != [row.id for row in self._rows]:
            self.beginResetModel()
            self._rows, self._read = rows, {}
            self.endResetModel()
            self._leave_overwritten()
            return
        changed = [place for place, (old, new) in enumerate(zip(self._rows, rows, strict=True)) if old is not new]
        self._rows, self._read = rows, {}
        for place in changed:
            self.dataChanged.emit(self.index(place, 0), self.index(place, len(self.columns) - 1))
        self._leave_overwritten()

    def set_power(self, power: PowerChoice) -> None:
        """Show and take power prices in this unit."""
        if power == self._power:
            return
        self._power = power
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(self.columns) - 1)
        if self._rows:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._rows) - 1, len(self.columns) - 1))

    def _leave_overwritten(self) -> None:
        """A refused text goes with its row, and when another value has come to stand in its cell."""
        if not self._problems:
            return
        rows = {row.id: row for row in self._rows}
        staying = {
            (row_id, key): refused for (row_id, key), refused in self._problems.items()
            if row_id in rows and row_of(rows[row_id]).get(key) == refused.instead_of
        }  # fmt: skip
        if len(staying) < len(self._problems):
            self._problems = staying
            self.problems_changed.emit(self.problem_sentence())

    def _cells(self, place: int) -> dict[str, Value]:
        if place not in self._read:
            self._read[place] = row_of(self._rows[place])
        return self._read[place]

    def _tell_names(self) -> None:
        """A site may have been renamed, or hold other lots: what is shown of other tables."""
        for across, column in enumerate(self.columns):
            if column.key in ("site_id", USED.key) and self._rows:
                self.dataChanged.emit(self.index(0, across), self.index(len(self._rows) - 1, across))

    def row_id(self, place: int) -> int:
        """Id of the row at a place of the view."""
        return int(self._rows[place].id)

    def place_of(self, row_id: int) -> int:
        """The place of the row with an id; −1 where there is none."""
        return next((place for place, row in enumerate(self._rows) if row.id == row_id), -1)

    def row_at(self, place: int) -> Any:
        """The company, site, lot or contract at a place."""
        return self._rows[place]

    def holds(self, key: str) -> bool:
        """Whether any row has use for a term of that name."""
        return any(has_use_for(row, key) for row in self._rows)

    @property
    def has_problems(self) -> bool:
        """Whether a cell holds something that cannot stand."""
        return bool(self._problems)

    def give_up(self, index: Index) -> bool:
        """Put the last good value back into a cell; False where it stands already."""
        if not index.isValid():
            return False
        given_up = self._problems.pop((self.row_id(index.row()), self.columns[index.column()].key), None) is not None
        if given_up:
            self._tell_problem(index)
        return given_up

    def give_up_in(self, ids: Iterable[int], keys: Collection[str]) -> None:
        """Put the last good values back into the cells of these rows and columns: they were written over."""
        for row_id in ids:
            for across, column in enumerate(self.columns):
                if column.key in keys and (row_id, column.key) in self._problems:
                    self.give_up(self.index(self.place_of(row_id), across))

    def newest_problem(self) -> tuple[int, str] | None:
        """Row id and column of the text that was refused last; None when every cell can stand."""
        return list(self._problems)[-1] if self._problems else None

    def problem_place(self) -> str:
        """Row and column of the newest problem in words; empty when there is none."""
        if (newest := self.newest_problem()) is None:
            return ""
        row_id, key = newest
        label = next(column.label for column in self.columns if column.key == key)
        return f"{next(row.name for row in self._rows if row.id == row_id)}, {label}"

    def problem_sentence(self) -> str:
        """The newest problem as a sentence; empty when every cell can stand."""
        if (newest := self.newest_problem()) is None:
            return ""
        refused, others = self._problems[newest], len(self._problems) - 1
        more = f" {others} more cell{'s' * (others != 1)} marked." if others else ""
        return f"{self.problem_place()}{refused.told} The last good value is kept; Esc puts it back.{more}"

    # --- what views ask -------------------------------------------------------------------------------------------

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.columns)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation == Qt.Orientation.Vertical or not 0 <= section < len(self.columns):
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            unit = table_unit(self.columns[section].unit, self._power)[0]
            return replace(self.columns[section], unit=unit).header
        if role == Qt.ItemDataRole.ToolTipRole:
            return self.columns[section].hint or None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return aligned(numeric=self.columns[section].numeric)
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = super().flags(index)
        if index.isValid() and self.columns[index.column()].key in self._cells(index.row()):
            flags |= Qt.ItemFlag.ItemIsEditable
        return flags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        if role == LOOK_ROLE:
            return self._look(index.row(), index.column())
        key = self.columns[index.column()].key
        problem = self._problems.get((self.row_id(index.row()), key))
        if role == Qt.ItemDataRole.DisplayRole and key in UNUSED_WHERE_HOSTED:
            return self._look(index.row(), index.column()).text
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            return self._shown(index.row(), key) if problem is None else problem.written
        if role == Qt.ItemDataRole.ToolTipRole:
            return self._tooltip(index.row(), key) if problem is None else problem.reason
        if role == CHOICES_ROLE:
            return self._choices(index.row(), key)
        if role == SORT_ROLE:
            return self._sorted_by(index.row(), key)
        if role == PICKED_ROLE:
            return key == "machine"
        return None

    def _look(self, place: int, across: int) -> CellLook:
        key, numeric = self.columns[across].key, self.columns[across].numeric
        if (refused := self._problems.get((self.row_id(place), key))) is not None:
            return CellLook(refused.written, numeric, refused=True)
        note, draw = self._note(place, key), self._draw(place) if key == USED.key else None
        shown = (note and note.counts_as) or self._shown(place, key)
        return CellLook(shown, numeric, note is not None, draw)

    def _tooltip(self, place: int, key: str) -> str | None:
        if key == USED.key:
            draw = self._draw(place)
            return words_of_draw(draw, box_text(draw.used_mw, 1, self._locale))
        note = self._note(place, key)
        return None if note is None else note.words

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if role != Qt.ItemDataRole.EditRole or not index.isValid() or self._book is None or self._reference is None:
            return False
        key = self.columns[index.column()].key
        cells = self._cells(index.row())
        if key not in cells:
            return False
        row_id, written = self.row_id(index.row()), str(value).strip()
        had_problem = self._problems.pop((row_id, key), None) is not None
        if written == self._text(cells[key], key):
            self._tell_problem(index)
            return had_problem
        try:
            value = self.typed(self.declared_at(index.row()), key, written)
            edit = cell_edit(self._book, self._reference, self._table, row_id, key, value)
        except ReckonerError as error:
            self._problems[row_id, key] = RefusedText(written=written, reason=reason_of(error), instead_of=cells[key])
            self._tell_problem(index)
            return True
        self._tell_problem(index)
        self.edit_proposed.emit(edit)
        return True

    def _note(self, place: int, key: str) -> CellNote | None:
        assert self._book is not None
        declared, value = self.declared_at(place).get(key), self._cells(place).get(key)
        if declared is None or value is None:
            return None
        portfolio = self._book.portfolio
        if self._hosted[0] is not portfolio:
            self._hosted = (portfolio, hosted_sites(portfolio) if self._table == "sites" else set())
        hosted = self.row_id(place) in self._hosted[1]
        return note_of(portfolio, self._table, self._rows[place], key, value, declared, hosted)

    def _tell_problem(self, index: Index) -> None:
        self.dataChanged.emit(index, index)
        self.problems_changed.emit(self.problem_sentence())

    # --- texts ----------------------------------------------------------------------------------------------------

    def _text(self, value: Value | None, key: str) -> str:
        if value is None:
            return ""
        if key == "site_id":
            assert self._book is not None
            return str(self._book.portfolio.by_id("sites", int(value)).name) if value else ""
        if key == "kind":
            return str(KINDS[self._table][str(value)].label)
        if isinstance(value, str):
            return value
        if is_share(self._units[key]):
            return share_text(float(value), self._locale)
        return cell_text(float(value) * table_unit(self._units[key], self._power)[1], self._locale)

    def _shown(self, place: int, key: str) -> str:
        if key == USED.key:
            draw = self._draw(place)
            over = f"{box_text(draw.excess_mw, 1, self._locale)} over · " if draw.excess_mw else ""
            return over + box_text(draw.used_mw, 1, self._locale)
        if key == EFFICIENCY.key:
            return box_text(self._rows[place].power_w / self._rows[place].hashrate_th_s, 1, self._locale)
        return self._text(self._cells(place).get(key), key)

    def _sorted_by(self, place: int, key: str) -> float | str:
        if key == USED.key:
            return self._draw(place).used_frac
        if key == EFFICIENCY.key:
            return float(self._rows[place].power_w / self._rows[place].hashrate_th_s)
        value = self._cells(place).get(key)
        if isinstance(value, int | float) and key != "site_id":
            return float(value)
        return folded(self._text(value, key))

    def _draw(self, place: int) -> SiteDraw:
        assert self._book is not None
        if self._draws[0] is not self._book.portfolio:
            self._draws = (self._book.portfolio, site_draws(self._book.portfolio))
        return self._draws[1][int(self._rows[place].id)]

    def typed(self, declared: Mapping[str, Quantity], key: str, written: str) -> Value:
        """What somebody wrote into a cell, in the reader's locale. Raises `InputRejected` or `NotFound`."""
        assert self._book is not None
        if key == "site_id":
            return int(self._book.portfolio.by_name("sites", written).id)
        if key == "kind":
            words = folded(written)
            kinds = KINDS[self._table].items()
            return next((kind for kind, terms in kinds if words in (kind, folded(terms.label))), written)
        if declared[key].kind not in ("number", "integer"):
            return written
        unit, shown_per_stated = table_unit(declared[key].unit, self._power)
        number = typed_value(written, replace(declared[key], unit=unit), self._locale)
        number = number if shown_per_stated == 1 else float(Decimal(repr(number)) / Decimal(repr(shown_per_stated)))
        return int(number) if declared[key].kind == "integer" and number.is_integer() else number

    def declared_at(self, place: int) -> Mapping[str, Quantity]:
        """The declarations of a row; of a new one where there is no row at that place."""
        kind = getattr(getattr(self._rows[place], "terms", None), "kind", "") if 0 <= place < len(self._rows) else ""
        return declarations(self._table, kind)

    def _choices(self, place: int, key: str) -> tuple[str, ...]:
        assert self._book is not None
        assert self._reference is not None
        if key == "site_id":
            return tuple(site.name for site in self._book.portfolio.sites)
        if key == "kind":
            return tuple(terms.label for terms in KINDS[self._table].values())
        if key == "power_market":
            own = self._book.portfolio.price_curves
            return (*(curve.name for curve in own), *self._reference.power_markets)
        if key == "machine":
            return tuple(self._reference.machines)
        declared = self.declared_at(place).get(key)
        return () if declared is None else declared.choices
