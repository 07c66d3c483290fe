"""What lies below and above the marks: the card with its furniture, the cut of a plot, words and handles."""

from __future__ import annotations

import math
from typing import Final

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from ui.figure_view.drawing import Drawing, Words, paint_words
from ui.figure_view.handles import Thumb, paint_thumbs
from ui.figure_view.inks import Inks

FRONT_Z: Final = 10_000.0


class PlotArea(QGraphicsItem):
    """Cuts off what lies outside a plot."""

    def __init__(self) -> None:
        super().__init__()
        self.setFlag(QGraphicsItem.GraphicsItemFlag.ItemClipsChildrenToShape)
        self.setFlag(QGraphicsItem.GraphicsItemFlag.ItemHasNoContents)
        self._rect = QRectF()

    def show_at(self, rect: QRectF) -> None:
        """Cut off at another place."""
        if rect != self._rect:
            self.prepareGeometryChange()
            self._rect = QRectF(rect)

    def boundingRect(self) -> QRectF:
        """All that is painted."""
        return self._rect

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        """Nothing of its own."""


class BackLayer(QGraphicsItem):
    """The card and all that stands still; on screen kept as a picture."""

    def __init__(self) -> None:
        super().__init__()
        self.drawing = Drawing()
        self._size = QRectF()
        self._inks: Inks | None = None
        self._picture: QPixmap | None = None

    def show_drawing(self, drawing: Drawing, width: float, height: float, inks: Inks) -> None:
        """Show other furniture; the same object at the same size and inks changes nothing."""
        if drawing is self.drawing and inks is self._inks and self._size.size().toTuple() == (width, height):
            return
        self.prepareGeometryChange()
        self.drawing, self._inks, self._picture = drawing, inks, None
        self._size = QRectF(0.0, 0.0, width, height)

    def boundingRect(self) -> QRectF:
        """All that is painted."""
        return self._size

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        """Paint on paper, or the kept picture on screen."""
        inks = self._inks
        if inks is None:
            return
        if inks.theme.on_paper:
            self.drawing.paint(painter, on_paper=True)
            return
        ratio = painter.device().devicePixelRatio()
        if self._picture is None or self._picture.devicePixelRatio() != ratio:
            picture = QPixmap(math.ceil(self._size.width() * ratio), math.ceil(self._size.height() * ratio))
            picture.setDevicePixelRatio(ratio)
            picture.fill(inks.window)
            inner = QPainter(picture)
            self._paint_card(inner, inks)
            self.drawing.paint(inner, on_paper=False)
            inner.end()
            self._picture = picture
        painter.drawPixmap(QPointF(0.0, 0.0), self._picture)

    def _paint_card(self, painter: QPainter, inks: Inks) -> None:
        radius = float(inks.theme.sizes.radius)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        painter.setPen(inks.pen(inks.card_edge))
        painter.setBrush(inks.surface)
        painter.drawRoundedRect(self._size.adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)


class FrontLayer(QGraphicsItem):
    """Header, words at marks, rules and handles: all that may change with every figure."""

    def __init__(self) -> None:
        super().__init__()
        self.setZValue(FRONT_Z)
        self.heading: list[Words] = []
        self.drawing = Drawing()
        self.thumbs: list[Thumb] = []
        self.focused = False
        self._size = QRectF()
        self._inks: Inks | None = None

    def show_size(self, width: float, height: float, inks: Inks) -> None:
        """Paint anew, in these inks."""
        if self._size.size().toTuple() != (width, height):
            self.prepareGeometryChange()
            self._size = QRectF(0.0, 0.0, width, height)
        self._inks = inks

    def boundingRect(self) -> QRectF:
        """All that is painted."""
        return self._size

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        """Paint all of it."""
        inks = self._inks
        if inks is None:
            return
        on_paper = inks.theme.on_paper
        paint_words(painter, self.heading, on_paper)
        self.drawing.paint(painter, on_paper)
        if not on_paper:
            paint_thumbs(painter, self.thumbs, inks)
            if self.focused:
                radius = float(inks.theme.sizes.radius)
                painter.setPen(inks.pen(inks.accent, 2.0))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRoundedRect(self._size.adjusted(1.0, 1.0, -1.0, -1.0), radius, radius)
