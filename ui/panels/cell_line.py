"""CellLine and WordBox: what is typed, and what is chosen, in a cell of a table. Their lists end with the cell.

A line is as wide as its cell and grows with what stands in it, a list as its longest word.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QModelIndex, QObject, QRect, QSignalBlocker, Qt
from PySide6.QtGui import QKeyEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractItemView, QApplication, QComboBox, QCompleter, QLineEdit, QListView, QWidget

from planner.portfolio import folded

LINE_ROOM_PX = 18  # border, padding and the caret
LIST_ROOM_PX = 40  # and the scroll bar
_NOT_IN = 4
_STEPS = (Qt.Key.Key_Up, Qt.Key.Key_Down)
_LEAVING = (
    Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Home, Qt.Key.Key_End, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown,
)  # fmt: skip
_ENDS = (Qt.Key.Key_Tab, Qt.Key.Key_Backtab, Qt.Key.Key_Return, Qt.Key.Key_Enter)


class CellLine(QLineEdit):
    """A line that is typed, with completion where there are choices: Tab and Enter take what is highlighted.

    That is the best match from the first letter on. Where the list is closed, it is the one choice that is meant.
    """

    def __init__(self, choices: Sequence[str], alignment: Qt.AlignmentFlag, parent: QWidget) -> None:
        super().__init__(parent)
        self._cell = QRect()
        self._choices = tuple(choices)
        self.setFrame(False)
        self.setAlignment(alignment)
        self.textChanged.connect(self._grow)
        if choices:
            completer = QCompleter(list(choices), self)
            completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
            completer.setFilterMode(Qt.MatchFlag.MatchContains)
            self.setCompleter(completer)
            self._words = QListView()
            completer.setPopup(self._words)
            _widen(self._words, choices)
            self._words.installEventFilter(self)

    def place(self, cell: QRect) -> None:
        """Stand over this cell."""
        self._cell = QRect(cell)
        self._grow()

    def _grow(self) -> None:
        to_the_left = bool(self.alignment() & Qt.AlignmentFlag.AlignRight)
        needed_px = self.fontMetrics().horizontalAdvance(self.text()) + LINE_ROOM_PX
        self.setGeometry(_grown(self, self._cell, needed_px, to_the_left=to_the_left))

    @property
    def meant(self) -> str:
        """What was typed, or the one choice that it begins, that it names before a bracket, or that holds it."""
        written = self.text()
        return (only_match(self._choices, written) or written) if self.isModified() else written

    def keyPressEvent(self, event: QKeyEvent) -> None:
        before = self.text()
        super().keyPressEvent(event)
        if self._choices and self.text() != before and self._words.isVisible():
            with QSignalBlocker(self.completer()):  # it would write what is highlighted over what is typed
                self._words.setCurrentIndex(self._best_listed())

    def _best_listed(self) -> QModelIndex:
        listed = self.completer().completionModel()
        places = [listed.index(place, 0) for place in range(listed.rowCount())]
        return min(places, key=lambda place: _distance(str(place.data()), self.text()), default=QModelIndex())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        # The completer hands Tab to the line past the delegate, which would never learn that the cell is left
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and event.key() in _ENDS:
            self._take_completion()
            QApplication.sendEvent(self, QKeyEvent(event.type(), event.key(), event.modifiers(), event.text()))
            return True
        return super().eventFilter(watched, event)

    def _take_completion(self) -> None:
        highlighted = self._words.currentIndex()
        self.setText(str(highlighted.data()) if highlighted.isValid() else self.meant)
        self._words.hide()


class WordBox(QComboBox):
    """A list that is searched as one types, over blanks as well: `ERCOT West`. Up, Down or F4 open it.

    Until it is open, only letters change the choice: other keys belong to the table, and leave the cell.
    """

    def __init__(self, choices: Sequence[str], parent: QWidget) -> None:
        super().__init__(parent)
        self._cell = QRect()
        self.addItems(list(choices))
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        _widen(self.view(), choices)
        self.view().installEventFilter(self)

    def place(self, cell: QRect) -> None:
        """Stand over this cell."""
        self.setGeometry(_grown(self, cell, self.sizeHint().width(), to_the_left=False))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and event.key() in _ENDS:
            self.setCurrentIndex(self.view().currentIndex().row())
            self.hidePopup()
            QApplication.sendEvent(self, QKeyEvent(event.type(), event.key(), event.modifiers(), event.text()))
            return True
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _STEPS:
            self.showPopup()
        elif event.key() in _LEAVING:
            event.ignore()
        elif event.key() == Qt.Key.Key_Space:
            super().keyPressEvent(QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_unknown, event.modifiers(), " "))
        else:
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()  # rolls the table


def only_match(choices: Sequence[str], written: str) -> str:
    """The one choice that is nearest to a text; empty where there is none, or more than one as near."""
    distances = {choice: _distance(choice, written) for choice in choices}
    nearest = min(distances.values(), default=_NOT_IN)
    best = [choice for choice, distance in distances.items() if distance == nearest < _NOT_IN]
    return best[0] if len(best) == 1 and written.strip() else ""


def _distance(choice: str, written: str) -> int:
    """0 the same, 1 the name before its bracket, 2 its beginning, 3 in it, 4 not in it."""
    name, typed = folded(choice), folded(written)
    tests = (name == typed, name.partition("(")[0].strip() == typed, name.startswith(typed), typed in name, True)
    return tests.index(True)


def _widen(words: QAbstractItemView, choices: Sequence[str]) -> None:
    """Make a list as wide as the longest of its words."""
    widest = max(words.fontMetrics().horizontalAdvance(choice) for choice in choices)
    words.setMinimumWidth(widest + LIST_ROOM_PX)


def _grown(editor: QWidget, cell: QRect, needed: int, *, to_the_left: bool) -> QRect:
    """The cell, or as much more of the table as is needed, in px."""
    place = QRect(cell)
    if needed <= cell.width():
        return place
    table = editor.parentWidget()
    assert table is not None
    if to_the_left:
        place.setLeft(max(0, cell.right() + 1 - needed))
    else:
        place.setRight(max(cell.right(), min(table.width() - 1, cell.left() + needed - 1)))
    return place
