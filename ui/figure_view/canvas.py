"""The scene on screen, without a mouse of its own."""

from __future__ import annotations

from collections.abc import Callable

import pyqtgraph as pg
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QColor, QContextMenuEvent, QMouseEvent, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QGraphicsView, QWidget


class Canvas(pg.GraphicsView):  # type: ignore[misc]  # pyqtgraph has no types
    """The scene on screen: one scene pixel is one widget pixel; the mouse goes to the view."""

    def __init__(self, parent: QWidget, on_painted: Callable[[], None]) -> None:
        super().__init__(parent, useOpenGL=False, background=None)
        self._on_painted = on_painted
        self.setCentralItem(None)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setCacheMode(QGraphicsView.CacheModeFlag.CacheNone)
        # The view asks for its own paints: one a figure, whatever the items say.
        self.setViewportUpdateMode(QGraphicsView.ViewportUpdateMode.NoViewportUpdate)
        self.setOptimizationFlag(QGraphicsView.OptimizationFlag.DontAdjustForAntialiasing)
        self.setOptimizationFlag(QGraphicsView.OptimizationFlag.DontSavePainterState)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        scene = self.scene()
        scene.setItemIndexMethod(scene.ItemIndexMethod.NoIndex)

    def show_blank(self, colour: QColor) -> None:
        """Nothing but this colour, until there is a figure whose card covers it."""
        self.setBackgroundBrush(colour)
        self.viewport().update()

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

    def leaveEvent(self, event: QEvent) -> None:
        """Nothing to clear: the scene sees no mouse."""
