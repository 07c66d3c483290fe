"""ComparisonCell: the delegate of the table of scenarios: the value, and beside it the change with its sign."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QLocale, QObject, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPolygonF
from PySide6.QtWidgets import QHeaderView, QLineEdit, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from ui.panels.cell_look import paint_frame
from ui.panels.comparison_model import CHANGE_ROLE, FIRST, HEAD_ROLE, Index, ShownChange
from ui.theme import Theme

CHANGE_SHARE = 0.44  # of a cell's width
MARGIN = 10


class ComparisonHeader(QHeaderView):
    """The names of the scenarios, each ending where the numbers below it end; a longer one takes the whole column."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._theme = theme

    def set_theme(self, theme: Theme) -> None:
        """Take type and colours from this theme."""
        self._theme = theme
        self.viewport().update()

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        palette, font = self._theme.palette, self._theme.font(self._theme.sizes.subtitle, 500)
        whole = QRectF(rect).adjusted(MARGIN, 0, -MARGIN, 0)
        name = str(self.model().headerData(section, self.orientation()) or "")
        metrics = QFontMetricsF(font)
        room, side = whole, Qt.AlignmentFlag.AlignLeft
        if section >= FIRST and metrics.horizontalAdvance(name) <= number_room(whole).width():
            room, side = number_room(whole), Qt.AlignmentFlag.AlignRight
        painter.save()
        painter.fillRect(rect, QColor(palette.surface))
        painter.setPen(QColor(palette.edge))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        painter.setFont(font)
        painter.setPen(QColor(palette.text2))
        words = metrics.elidedText(name, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | side, words)
        painter.restore()


def number_room(room: QRectF) -> QRectF:
    """The part of a cell that holds the number; the rest holds the change."""
    left = QRectF(room)
    left.setWidth(room.width() * (1 - CHANGE_SHARE))
    return left


def fitted(text: str, room: QRectF, metrics: QFontMetricsF, *, alone: bool) -> tuple[QRectF, str]:
    """Where a value is written and what of it: a number that lost a digit at the edge would be read as another."""
    place = number_room(room)
    if metrics.horizontalAdvance(text) > place.width():
        place = room if alone else place
        text = metrics.elidedText(text, Qt.TextElideMode.ElideRight, place.width())
    return place, text


class ComparisonCell(QStyledItemDelegate):
    """Paints values right-aligned in one column, changes left-aligned in another, so that both can be run down."""

    def __init__(self, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._stale = False

    def set_theme(self, theme: Theme) -> None:
        """Take type and colours from this theme."""
        self._theme = theme

    def set_stale(self, stale: bool) -> None:
        """Grey as long as the inputs have left the results behind."""
        self._stale = stale

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        palette, sizes = self._theme.palette, self._theme.sizes
        rect, state = _parts(option)
        painter.save()
        selected = bool(state & QStyle.StateFlag.State_Selected)
        if selected and not index.data(HEAD_ROLE):
            painter.fillRect(rect, QColor(palette.selected))
        room = QRectF(rect).adjusted(MARGIN, 0, -MARGIN, 0)
        text = str(index.data(Qt.ItemDataRole.DisplayRole) or "")
        middle = Qt.AlignmentFlag.AlignVCenter
        if index.data(HEAD_ROLE):
            painter.setFont(self._theme.font(sizes.subtitle, 600))
            painter.setPen(QColor(palette.text2))
            painter.drawText(room, middle | Qt.AlignmentFlag.AlignLeft, text)
            painter.setPen(QColor(palette.edge))
            painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        elif index.column() < FIRST:
            painter.setFont(self._theme.font(sizes.subtitle))
            painter.setPen(QColor(palette.text if index.column() == 0 else palette.text3))
            words = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, round(room.width()))
            painter.drawText(room, middle | Qt.AlignmentFlag.AlignLeft, words)
        else:
            self._paint_value(painter, room, text, index.data(CHANGE_ROLE))
        painter.restore()
        if state & QStyle.StateFlag.State_HasFocus:
            paint_frame(painter, QRectF(rect), palette.accent)

    def _paint_value(self, painter: QPainter, room: QRectF, text: str, change: ShownChange | None) -> None:
        palette, sizes = self._theme.palette, self._theme.sizes
        middle = Qt.AlignmentFlag.AlignVCenter
        left = number_room(room)
        right = QRectF(room)
        right.setLeft(left.right() + 2 * MARGIN)
        painter.setFont(self._theme.font(sizes.subtitle, 500))
        painter.setPen(QColor(palette.text3 if self._stale else palette.text))
        place, words = fitted(text, room, QFontMetricsF(painter.font()), alone=change is None)
        painter.drawText(place, middle | Qt.AlignmentFlag.AlignRight, words)
        if change is None:
            return
        colours = {True: palette.accent_text, False: palette.bad_text, None: palette.text2}
        colour = QColor(palette.text3 if self._stale else colours[change.better])
        if change.better is not None:
            _triangle(painter, right.left() - MARGIN, right.center().y(), up=change.text.startswith("+"), ink=colour)
        painter.setFont(self._theme.font(sizes.tick))
        painter.setPen(colour)
        painter.drawText(right, middle | Qt.AlignmentFlag.AlignLeft, change.text)

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        line = QLineEdit(parent)
        line.setFrame(False)
        line.setAccessibleName(str(index.sibling(index.row(), 0).data()))
        return line

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        assert isinstance(editor, QLineEdit)
        editor.setText(str(index.data(Qt.ItemDataRole.EditRole) or ""))
        editor.selectAll()

    def displayText(self, value: Any, locale: QLocale | QLocale.Language) -> str:
        return str(value)  # the model has written it already


def _parts(option: QStyleOptionViewItem) -> tuple[Any, Any]:
    return option.rect, option.state


def _triangle(painter: QPainter, x: float, y: float, *, up: bool, ink: QColor) -> None:
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ink)
    tip = -3.0 if up else 3.0
    painter.drawPolygon(QPolygonF([QPointF(x - 3.5, y - tip), QPointF(x + 3.5, y - tip), QPointF(x, y + tip)]))
