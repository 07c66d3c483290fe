"""The scene on screen, without a mouse of its own."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QContextMenuEvent, QMouseEvent, QPaintEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QFrame, QGraphicsScene, QGraphicsView, QWidget


class Canvas(QGraphicsView):
    """The scene on screen: one scene pixel is one widget pixel; the mouse goes to the view."""

    def __init__(self, parent: QWidget, on_painted: Callable[[], None]) -> None:
        super().__init__(parent)
        self._on_painted = on_painted
        scene = QGraphicsScene(self)
        scene.setItemIndexMethod(QGraphicsScene.ItemIndexMethod.NoIndex)
        self.setScene(scene)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTransformationAnchor(QGraphicsView.ViewportAnchor.NoAnchor)
        self.setCacheMode(QGraphicsView.CacheModeFlag.CacheNone)
        # The view asks for its own paints: one a figure, whatever the items say.
        self.setViewportUpdateMode(QGraphicsView.ViewportUpdateMode.NoViewportUpdate)
        self.setOptimizationFlag(QGraphicsView.OptimizationFlag.DontAdjustForAntialiasing)
        self.setOptimizationFlag(QGraphicsView.OptimizationFlag.DontSavePainterState)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)

    def show_blank(self, colour: QColor) -> None:
        """Nothing but this colour, until there is a figure whose card covers it."""
        self.setBackgroundBrush(colour)
        self.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the scene as large as the widget."""
        super().resizeEvent(event)
        self.setSceneRect(0.0, 0.0, float(self.width()), float(self.height()))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint, and tell when it is done."""
        super().paintEvent(event)
        self._on_painted()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Left to the view."""
        event.ignore()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Left to the view."""
        event.ignore()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Left to the view."""
        event.ignore()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Left to the view."""
        event.ignore()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Left to the view."""
        event.ignore()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Left to the view."""
        event.ignore()
