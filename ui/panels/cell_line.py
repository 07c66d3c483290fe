"""CellLine and WordBox: what is typed, and what is chosen, in a cell of a table. Their lists end with the cell.

An editor is as wide as its cell and grows with what stands in it; its list is as wide as its words.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QRect, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QApplication, QComboBox, QCompleter, QLineEdit, QListView, QWidget

LINE_ROOM_PX = 18  # border, padding and the caret
BOX_ROOM_PX = 30
LIST_ROOM_PX = 40  # and the scroll bar
_ENDS = (Qt.Key.Key_Tab, Qt.Key.Key_Backtab, Qt.Key.Key_Return, Qt.Key.Key_Enter)


class CellLine(QLineEdit):
    """A line that is typed, with completion where there are choices: Tab and Enter take what is highlighted.

    Where nothing is highlighted and one choice is left, it is that one; else it is what was typed.
    """

    def __init__(self, choices: Sequence[str], alignment: Qt.AlignmentFlag, parent: QWidget) -> None:
        super().__init__(parent)
        self._cell = QRect()
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
        self.setGeometry(_grown(self, self._cell, self.text(), LINE_ROOM_PX, to_the_left=to_the_left))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        # The completer hands Tab to the line past the delegate, which would never learn that the cell is left
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and event.key() in _ENDS:
            self._take_completion()
            QApplication.sendEvent(self, QKeyEvent(event.type(), event.key(), event.modifiers(), event.text()))
            return True
        return super().eventFilter(watched, event)

    def _take_completion(self) -> None:
        completer = self.completer()
        highlighted = self._words.currentIndex()
        if highlighted.isValid():
            self.setText(str(highlighted.data()))
        elif completer.completionCount() == 1:
            self.setText(completer.currentCompletion())
        self._words.hide()


class WordBox(QComboBox):
    """A list that is searched as one types, over blanks as well: `ERCOT West`. Alt+Down or F4 opens it."""

    def __init__(self, choices: Sequence[str], parent: QWidget) -> None:
        super().__init__(parent)
        self._cell = QRect()
        self.addItems(list(choices))
        _widen(self.view(), choices)
        self.view().installEventFilter(self)
        self.currentTextChanged.connect(self._grow)

    def place(self, cell: QRect) -> None:
        """Stand over this cell."""
        self._cell = QRect(cell)
        self._grow()

    def _grow(self) -> None:
        self.setGeometry(_grown(self, self._cell, self.currentText(), BOX_ROOM_PX, to_the_left=False))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        tabs = _ENDS[:2]
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and event.key() in tabs:
            self.setCurrentIndex(self.view().currentIndex().row())
            self.hidePopup()
            QApplication.sendEvent(self, QKeyEvent(event.type(), event.key(), event.modifiers(), event.text()))
            return True
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space and not self.view().isVisible():
            event = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_unknown, event.modifiers(), " ")
        super().keyPressEvent(event)


def _widen(words: QAbstractItemView, choices: Sequence[str]) -> None:
    """Make a list as wide as the longest of its words."""
    widest = max(words.fontMetrics().horizontalAdvance(choice) for choice in choices)
    words.setMinimumWidth(widest + LIST_ROOM_PX)


def _grown(editor: QWidget, cell: QRect, text: str, room_px: int, *, to_the_left: bool) -> QRect:
    """The cell, or as much more of the table as the text needs."""
    needed = editor.fontMetrics().horizontalAdvance(text) + room_px
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
