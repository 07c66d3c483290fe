"""Ticks in the colours of the theme: the style sheet draws the box, here is what stands in it."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QGuiApplication, QPainter, QPaintEvent, QPalette, QPen, QPolygonF
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionButton,
    QStyleOptionViewItem,
)

from ui.panels.comparison_model import Index

TICK = ((0.24, 0.52), (0.43, 0.71), (0.77, 0.30))  # shares of the box
TICK_PX = 1.75


class TickBox(QCheckBox):
    """A box to tick."""

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.isChecked():
            option = QStyleOptionButton()
            self.initStyleOption(option)
            element = QStyle.SubElement.SE_CheckBoxIndicator
            _paint_tick(QPainter(self), self.style().subElementRect(element, option, self))


class TickedItem(QStyledItemDelegate):
    """The delegate of a list whose entries can be ticked."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        super().paint(painter, option, index)
        if index.data(Qt.ItemDataRole.CheckStateRole) in (Qt.CheckState.Checked, Qt.CheckState.Checked.value):
            shown = QStyleOptionViewItem(option)
            self.initStyleOption(shown, index)
            element = QStyle.SubElement.SE_ItemViewItemCheckIndicator
            _paint_tick(painter, QApplication.style().subElementRect(element, shown, shown.widget))


def _paint_tick(painter: QPainter, box: QRect) -> None:
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    ink: QColor = QGuiApplication.palette().color(QPalette.ColorRole.HighlightedText)
    painter.setPen(QPen(ink, TICK_PX, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin))
    whole = QRectF(box)
    corners = [QPointF(whole.x() + x * whole.width(), whole.y() + y * whole.height()) for x, y in TICK]
    painter.drawPolyline(QPolygonF(corners))
    painter.restore()
