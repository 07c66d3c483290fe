"""The item of a field: stepped shades between contours, as polygons on paper and as a kept picture on screen."""

from __future__ import annotations

import math
from typing import Final

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPixmap, QPolygonF
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from planner.figure import Array, Field
from ui.figure_view.contours import contour_lines, filled_rings
from ui.figure_view.frames import Frame, Placing
from ui.figure_view.inks import DATA_PX, THIN_PX, Inks, inks_for

MOST_SHADES: Final = 16  # on each side of zero; beyond it the last shade stays
_NOTHING: Final = 1e-6  # of a step
_FIRST_SHARE, _LAST_SHARE, _SHADES_TO_LAST = 0.13, 0.74, 7


class FieldItem(QGraphicsItem):
    """A field over a grid. The picture is made anew only when its numbers, place or colours change."""

    def __init__(self) -> None:
        super().__init__()
        self.contours: list[tuple[float, str, list[Array]]] = []  # level, label, lines in pixels, longest first
        self.trace: Array = np.empty((0, 2))  # the points of all contours, in pixels
        self._rect = QRectF()
        self._mark: Field | None = None
        self._frame: Frame | None = None
        self._inks: Inks | None = None
        self._areas: list[tuple[QPainterPath, int]] = []  # region, shade: 0, 1, … above zero; −1, −2, … below
        self._picture: QPixmap | None = None

    def place(self, mark: Field, placing: Placing) -> None:
        """Show new data."""
        frame, inks = placing.frame, placing.inks
        shown = inks if mark.due else inks_for(inks.theme, stale=True)
        if self._mark is None or self._frame != frame or not _same_numbers(mark, self._mark):
            self._trace(mark, frame)
            self._picture = None
        if shown is not self._inks:
            self._picture = None
        if frame.plot != self._rect:
            self.prepareGeometryChange()
            self._rect = QRectF(frame.plot)
        self._mark, self._frame, self._inks = mark, frame, shown
        self.update()

    def refine(self, draft: bool) -> None:
        """A kept picture is as good in motion as at rest."""

    def boundingRect(self) -> QRectF:
        """The plot."""
        return self._rect

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        """Paint polygons on paper, the kept picture on screen."""
        if self._inks is None:
            return
        if self._inks.theme.on_paper:
            self._fill(painter, self._inks)
            return
        ratio = painter.device().devicePixelRatio()
        if self._picture is None or self._picture.devicePixelRatio() != ratio:
            self._picture = QPixmap(math.ceil(self._rect.width() * ratio), math.ceil(self._rect.height() * ratio))
            self._picture.setDevicePixelRatio(ratio)
            self._picture.fill(self._inks.surface)
            inner = QPainter(self._picture)
            inner.translate(-self._rect.topLeft())
            self._fill(inner, self._inks)
            inner.end()
        painter.drawPixmap(self._rect.topLeft(), self._picture)

    def _trace(self, mark: Field, frame: Frame) -> None:
        x, y = frame.x_px(mark.x), frame.y_px(mark.y)
        low, high = float(mark.z.min()), float(mark.z.max())
        edge = mark.z if mark.edge is None else mark.edge
        nothing = _NOTHING * mark.step  # what is exactly zero has the colour of the surface
        self._areas = []
        # Each region lies on the one before, so no seams show between them.
        for shade in range(min(MOST_SHADES, _steps(-low, mark.step))):
            self._areas.append((_path(filled_rings(x, y, -mark.z, max(shade * mark.step, nothing))), -1 - shade))
        for shade in range(min(MOST_SHADES, _steps(high, mark.step))):
            level = shade * mark.step
            self._areas.append((_path(filled_rings(x, y, mark.z if shade else edge, max(level, nothing))), shade))
        self.contours = [
            (level, label, sorted(contour_lines(x, y, edge if level == 0.0 else mark.z, level), key=_length)[::-1])
            for level, label in mark.contours
        ]
        traced = [line for _, _, lines in self.contours for line in lines]
        self.trace = np.concatenate(traced) if traced else np.empty((0, 2))

    def _fill(self, painter: QPainter, inks: Inks) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        if self._mark is None:
            return
        above = _steps(float(self._mark.z.max()), self._mark.step)
        below = _steps(-float(self._mark.z.min()), self._mark.step)
        for path, shade in self._areas:
            painter.fillPath(path, shade_colour(inks, shade, above if shade >= 0 else below))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for level, _, lines in self.contours:
            zero = level == 0.0
            painter.setPen(inks.pen(inks.stroke("ink" if zero else "quiet"), DATA_PX if zero else THIN_PX))
            for line in lines:
                painter.drawPolyline(QPolygonF([QPointF(a, b) for a, b in line.tolist()]))


def shade_colour(inks: Inks, shade: int, shades: int) -> QColor:
    """The colour of one step: 0 is the first above zero, −1 the first below."""
    rank = shade if shade >= 0 else -1 - shade
    share = _FIRST_SHARE + (_LAST_SHARE - _FIRST_SHARE) * min(1.0, rank / max(_SHADES_TO_LAST, shades - 1))
    return inks.shade(inks.field_above if shade >= 0 else inks.field_below, share)


def _steps(extent: float, step: float) -> int:
    return max(0, math.ceil(extent / step))


def _same_numbers(one: Field, other: Field) -> bool:
    return (
        one.step == other.step
        and one.contours == other.contours
        and (one.z is other.z or np.array_equal(one.z, other.z))
        and np.array_equal(one.x, other.x)
        and np.array_equal(one.y, other.y)
    )


def _length(line: Array) -> float:
    return float(np.hypot(*np.diff(line, axis=0).T).sum())


def _path(rings: list[Array]) -> QPainterPath:
    path = QPainterPath()
    path.setFillRule(Qt.FillRule.OddEvenFill)
    for ring in rings:
        path.addPolygon(QPolygonF([QPointF(a, b) for a, b in ring.tolist()]))
        path.closeSubpath()
    return path
