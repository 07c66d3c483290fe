"""CellEditor: the delegate of the portfolio's tables: choices as a list, the rest typed; outlines in place."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractItemModel, QEvent, QModelIndex, QObject, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPalette
from PySide6.QtWidgets import QComboBox, QLineEdit, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from planner.capacity import SiteDraw
from ui.panels.cell_line import CellLine, WordBox
from ui.panels.cell_look import CellLook, aligned, paint_frame
from ui.panels.rows_model import CHOICES_ROLE, LOOK_ROLE
from ui.theme import Theme

Index = QModelIndex | QPersistentModelIndex
# A table inside a card has no border of its own; its headers begin where its cells do.
TABLE_SHEET = "QTableView { border: none; } QHeaderView::section { padding: 4px 9px; }"
BAR_PX = 70
CONTROL = Qt.KeyboardModifier.ControlModifier
RETURNS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
LONGEST_LIST = 20  # longer ones are typed, with completion


class CellEditor(QStyledItemDelegate):
    """Editors by what the model says can stand in a cell."""

    def __init__(self, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._theme = theme

    def set_theme(self, theme: Theme) -> None:
        """Take the colours from this theme."""
        self._theme = theme

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        look: CellLook = index.data(LOOK_ROLE)
        cell: Any = QStyleOptionViewItem(option)
        in_front = bool(cell.state & QStyle.StateFlag.State_HasFocus)
        cell.state &= ~QStyle.StateFlag.State_HasFocus  # the style's own box is a hairline through the text
        self._dress(cell, look)
        cell.widget.style().drawControl(QStyle.ControlElement.CE_ItemViewItem, cell, painter, cell.widget)
        if look.draw is not None:
            self._paint_draw(painter, QRectF(_rect(option)), look.draw)
        palette = self._theme.palette
        for colour, inset, drawn in ((palette.bad, 3 if in_front else 1, look.refused),
                                     (palette.accent, 1, in_front)):  # fmt: skip
            if drawn:
                paint_frame(painter, QRectF(cell.rect), colour, inset)

    def initStyleOption(self, option: QStyleOptionViewItem, index: Index) -> None:
        self._dress(option, index.data(LOOK_ROLE))

    def _dress(self, cell: Any, look: CellLook) -> None:
        """Tell the style what to paint. Qt would ask the model nine times, through Python each time."""
        cell.text = look.text
        cell.displayAlignment = aligned(numeric=look.numeric)
        if look.text:
            cell.features |= QStyleOptionViewItem.ViewItemFeature.HasDisplay
        if look.noted:
            cell.font.setItalic(True)
            for role in (QPalette.ColorRole.Text, QPalette.ColorRole.HighlightedText):
                cell.palette.setColor(role, QColor(self._theme.palette.text3))

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        size = super().sizeHint(option, index)
        if index.data(LOOK_ROLE).draw is None:
            return size
        words = option.fontMetrics.horizontalAdvance("8,888.8 over · 8,888.8")
        return QSize(words + BAR_PX + 36, size.height())

    def _paint_draw(self, painter: QPainter, cell: QRectF, draw: SiteDraw) -> None:
        """A bar left in the cell: what is used of what is held; what is too much goes on in vermilion, and higher."""
        palette = self._theme.palette
        track = QRectF(cell.left() + 9, round(cell.center().y()) - 3, BAR_PX, 6)
        whole = max(draw.held_mw, draw.used_mw)
        painter.fillRect(track, QColor(palette.rest))
        if whole <= 0:
            return
        inside = track.width() * min(draw.used_mw, draw.held_mw) / whole
        painter.fillRect(QRectF(track.left(), track.top(), inside, track.height()), QColor(palette.accent))
        if draw.excess_mw:
            over = QRectF(track.left() + inside, track.top() - 2, track.width() - inside, track.height() + 4)
            painter.fillRect(over, QColor(palette.bad))

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        choices = index.data(CHOICES_ROLE) or ()
        if choices and len(choices) <= LONGEST_LIST:
            return WordBox(choices, parent)
        return CellLine(choices, aligned(numeric=index.data(LOOK_ROLE).numeric), parent)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        # Qt would take Ctrl+Enter for Enter, too late: it is the table's, which takes the cell before it adds a row
        if isinstance(event, QKeyEvent) and event.key() in RETURNS and event.modifiers() & CONTROL:
            return False
        return super().eventFilter(watched, event)

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        text = str(index.data(Qt.ItemDataRole.EditRole) or "")
        if isinstance(editor, QComboBox):
            editor.setCurrentText(text)
        elif isinstance(editor, QLineEdit):
            editor.setText(text)
            editor.selectAll()

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        assert isinstance(editor, CellLine | WordBox)
        model.setData(index, editor.currentText() if isinstance(editor, WordBox) else editor.meant)

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: Index) -> None:
        assert isinstance(editor, CellLine | WordBox)
        editor.place(_rect(option))


def _rect(option: QStyleOptionViewItem) -> Any:
    return option.rect
