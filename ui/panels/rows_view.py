"""RowsView: a table of the portfolio under the hand. Keys of a spreadsheet; it says what is wanted and does nothing."""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractItemDelegate, QAbstractItemView, QHeaderView, QTableView, QWidget

from ui.panels.fitted_header import FittedHeader
from ui.panels.rows_model import PICKED_ROLE
from ui.panels.rows_order import RowsOrder

Index = QModelIndex | QPersistentModelIndex
Trigger = QAbstractItemView.EditTrigger
Cursor = QAbstractItemView.CursorAction
_RETURNS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_TABS = (Qt.Key.Key_Tab, Qt.Key.Key_Backtab)


class RowsView(QTableView):
    """Cells can be chosen as in a spreadsheet; Return edits, Esc gives a refused cell up.

    Tab goes from cell to cell; past the last one, and with Ctrl from anywhere, it leaves the table.
    """

    copy_wanted = Signal()
    paste_wanted = Signal()
    add_wanted = Signal()
    duplicate_wanted = Signal()
    delete_wanted = Signal()
    give_up_wanted = Signal()
    machine_wanted = Signal(str)  # what was typed so far

    KEYS: ClassVar[dict[str, str]] = {
        "Ins": "add_wanted", "Ctrl+Return": "add_wanted", "Ctrl+Enter": "add_wanted", "Ctrl+D": "duplicate_wanted",
        "Ctrl+Del": "delete_wanted",
    }  # fmt: skip

    def __init__(self, order: RowsOrder, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.order = order
        self.setModel(order)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(Trigger.DoubleClicked | Trigger.EditKeyPressed | Trigger.AnyKeyPressed)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(True)
        self.setShowGrid(True)
        self.verticalHeader().hide()
        header = FittedHeader(self)
        self.setHorizontalHeader(header)
        header.setStretchLastSection(not order.rows.columns[-1].numeric)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        header.setSortIndicatorClearable(True)
        header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        self.setSortingEnabled(True)
        self.header = header

    def chosen_places(self) -> list[int]:
        """Places of the rows with a chosen cell, from the top; else of the row in front."""
        places = sorted({index.row() for index in self.selectedIndexes()})
        return places or [self.currentIndex().row()] * self.currentIndex().isValid()

    def chosen_ids(self) -> list[int]:
        """Ids of those rows."""
        return [self.order.row_id(place) for place in self.chosen_places()]

    def shown_columns(self, first: int, last: int | None = None) -> list[int]:
        """The columns from one to another that are not hidden."""
        end = self.order.columnCount() if last is None else last + 1
        return [across for across in range(first, end) if not self.isColumnHidden(across)]

    def commit(self) -> None:
        """Take what stands in the cell that is being edited, as Return does; else nothing."""
        editor: QWidget | None = self.indexWidget(self.currentIndex())  # None where no cell is edited
        if editor is not None and self.state() == QAbstractItemView.State.EditingState:
            self.commitData(editor)
            self.closeEditor(editor, QAbstractItemDelegate.EndEditHint.NoHint)

    def hide_unused(self) -> None:
        """Hide the terms that no contract in the table has."""
        for across, column in enumerate(self.order.rows.columns):
            if column.term:
                self.setColumnHidden(across, not self.order.rows.holds(column.key))

    def go_to(self, row_id: int, across: int = 0) -> None:
        """Bring a row to the front and its cell under the keys."""
        place = self.order.place_of(row_id)
        if place >= 0:
            index = self.order.index(place, across)
            self.setCurrentIndex(index)
            self.scrollTo(index)

    def edit(  # type: ignore[override]  # one function for both overloads of the stub
        self, index: Index, trigger: Trigger | None = None, event: QEvent | None = None
    ) -> bool:
        """As Qt, but for a cell that is chosen from the catalogue."""
        by_hand = trigger in (Trigger.DoubleClicked, Trigger.EditKeyPressed, Trigger.AnyKeyPressed)
        if by_hand and index.isValid() and index.data(PICKED_ROLE):
            typed = event.text() if trigger == Trigger.AnyKeyPressed and isinstance(event, QKeyEvent) else ""
            self.machine_wanted.emit(typed)
            return True
        if trigger is None:
            super().edit(index)
            return True
        return bool(super().edit(index, trigger, event))  # type: ignore[arg-type]  # the stub forgets None

    def moveCursor(self, action: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier) -> QModelIndex:
        """As Qt; but Tab goes on to the next cell that can be written, past computed ones."""
        step = {Cursor.MoveNext: 1, Cursor.MovePrevious: -1}.get(action, 0)
        index = self.currentIndex()
        if not step or not index.isValid():
            return super().moveCursor(action, modifiers)
        wide, cells = self.order.columnCount(), self.order.columnCount() * self.order.rowCount()
        place = index.row() * wide + index.column() + step
        while 0 <= place < cells:
            found = self.order.index(place // wide, place % wide)
            if not self.isColumnHidden(found.column()) and found.flags() & Qt.ItemFlag.ItemIsEditable:
                return found
            place += step
        return QModelIndex()

    def event(self, event: QEvent) -> bool:
        # Else a menu's command of the same key would take it: Ctrl+D and F2 mean a scenario elsewhere.
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and (self._wish(event) or event.key() == Qt.Key.Key_F2)
        ):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if wish := self._wish(event):
            getattr(self, wish).emit()
        elif event.key() in _RETURNS and self.currentIndex().isValid():
            self.edit(self.currentIndex(), Trigger.EditKeyPressed, event)
        elif event.key() == Qt.Key.Key_Escape:
            self.give_up_wanted.emit()
        elif event.key() in _TABS and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.setTabKeyNavigation(False)  # else the table takes every Tab for its own
            self.focusNextPrevChild(event.key() == Qt.Key.Key_Tab)
            self.setTabKeyNavigation(True)
        else:
            super().keyPressEvent(event)

    def _wish(self, event: QKeyEvent) -> str:
        if event.matches(QKeySequence.StandardKey.Copy):
            return "copy_wanted"
        if event.matches(QKeySequence.StandardKey.Paste):
            return "paste_wanted"
        pressed = QKeySequence(event.keyCombination())
        return next((wish for keys, wish in self.KEYS.items() if pressed == QKeySequence(keys)), "")
