"""The items of the marks: made once per slot, then handed new data. All of them think in pixels."""

from __future__ import annotations

import functools
import itertools
import math
from collections.abc import Callable
from typing import Final

import numpy as np
from pyqtgraph.functions import arrayToQPolygonF
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPainterPath, QPen, QPolygonF
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from planner.figure import Array, Band, Bars, Line, Points, Role
from ui.figure_view.drawing import Rectangles
from ui.figure_view.frames import Frame, Placing
from ui.figure_view.inks import DATA_PX, THIN_PX, Inks

TOP_EDGE_PX: Final = 2.0
BUBBLE_STEPS: Final = 8  # as many areas: changing sizes cost a picture each
LARGEST_BUBBLE: Final = 4.0  # times a marker's radius
BUBBLE_OPACITY: Final = 0.55
_FLAT_PX: Final = 0.25


class _MarkItem(QGraphicsItem):
    """What the items share. None asks for a paint: the view does, once a figure."""

    def __init__(self) -> None:
        super().__init__()
        self._rect = QRectF()
        self.draft = False

    def boundingRect(self) -> QRectF:
        """The plot, so that new data move no bounds."""
        return self._rect

    def refine(self, draft: bool) -> None:
        """Draw fast or fully."""
        self.draft = draft

    def _moved_to(self, frame: Frame, draft: bool, margin: float = 0.0) -> None:
        rect = frame.plot.adjusted(-margin, -margin, margin, margin)
        if rect != self._rect:
            self.prepareGeometryChange()
            self._rect = rect
        self.draft = draft


class LineItem(_MarkItem):
    """A curve. Dashes are a pixel wide in motion, where wider ones take ten times as long."""

    def __init__(self) -> None:
        super().__init__()
        self._shown: tuple[object, ...] = ()
        self.px: tuple[Array, Array] = (np.empty(0), np.empty(0))
        self.highest_px = self.lowest_px = 0.0  # pixels count downwards
        self._polygon = QPolygonF()
        self._pen, self._draft_pen = QPen(), QPen()

    def place(self, mark: Line, placing: Placing) -> None:
        """Show new data; the same data at the same place change nothing."""
        inks = placing.inks
        shown = (mark.y.tobytes(), mark.x.tobytes(), mark.role, mark.strong, mark.step, inks, placing.frame)
        if shown == self._shown:
            self.draft = placing.draft
            return
        self._shown = shown
        x, y = self.px = line_px(mark, placing.frame)
        self.highest_px, self.lowest_px = (float(y.min()), float(y.max())) if y.size else (0.0, 0.0)
        self._polygon = arrayToQPolygonF(x, y)
        self._pen = self._draft_pen = inks.line_pen(mark.role, mark.strong)
        if mark.role == "baseline":
            self._draft_pen = inks.pen(inks.stroke(mark.role), THIN_PX, "dashed")
        self._moved_to(placing.frame, placing.draft)

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        """Draw the curve."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, not self.draft)
        painter.setPen(self._draft_pen if self.draft else self._pen)
        painter.drawPolyline(self._polygon)


class BandItem(_MarkItem):
    """The area between two curves, split where they cross."""

    def __init__(self) -> None:
        super().__init__()
        self._areas: list[tuple[QPainterPath, QColor]] = []

    def place(self, mark: Band, placing: Placing) -> None:
        """Show new data."""
        frame, inks = placing.frame, placing.inks
        x, lower, upper = mark.x, mark.lower, mark.upper
        self._areas = []
        if mark.role_below is not None:
            x, lower, upper = _with_crossings(x, lower, upper)
            self._add(frame, x, np.minimum(lower, upper), lower, _clear(inks.fill(mark.role_below), mark.opacity))
            self._add(frame, x, lower, np.maximum(lower, upper), _clear(inks.fill(mark.role), mark.opacity))
        else:
            self._add(frame, x, lower, upper, _clear(inks.fill(mark.role), mark.opacity))
        self._moved_to(frame, placing.draft)

    def _add(self, frame: Frame, x: Array, lower: Array, upper: Array, colour: QColor) -> None:
        if x.size < 2 or np.array_equal(lower, upper):
            return
        across = frame.x_px(x)
        xs = np.concatenate([across, across[::-1]])
        ys = np.concatenate([frame.y_px(upper), frame.y_px(lower)[::-1]])
        path = QPainterPath()
        path.addPolygon(arrayToQPolygonF(xs, ys))
        self._areas.append((path, colour))

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        """Fill the areas."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, not self.draft)
        for path, colour in self._areas:
            painter.fillPath(path, colour)


class BarsItem(_MarkItem):
    """Rectangles on whole pixels, their edges, ghosts and connectors."""

    def __init__(self) -> None:
        super().__init__()
        self.boxes: list[QRectF] = []
        self.ghosts: list[QRectF] = []  # the boxes of the baseline's bars
        self._shown: tuple[object, ...] = ()
        self._fills: list[tuple[QBrush, Rectangles]] = []
        self._outlines = Rectangles.none()
        self._levels: list[QLineF] = []  # ghosts too flat for an outline
        self._connectors: list[QLineF] = []
        self._ghost_pen = QPen()
        self._connector_pen = QPen()

    def place(self, mark: Bars, placing: Placing) -> None:
        """Show new data; the same data at the same place change nothing."""
        frame, inks = placing.frame, placing.inks
        numbers = [side.tobytes() for side in (mark.left, mark.right, mark.bottom, mark.top)]
        shown = (numbers, mark.roles, mark.top_edge, mark.connectors, inks, frame, placing.sideways)
        if shown == self._shown:
            self.draft = placing.draft
            return
        self._shown = shown
        px = _bars_px(mark, frame, placing.sideways)  # shape (bar, left · top · width · height)
        self.boxes = list(itertools.starmap(QRectF, px.tolist()))
        outlined = [bar for bar, role in enumerate(mark.roles) if role == "baseline"]
        self.ghosts = [self.boxes[bar] for bar in outlined]
        self._fills = _fills(mark.roles, px, inks.bar)
        if mark.top_edge:
            edges = np.minimum(px, (math.inf, math.inf, math.inf, TOP_EDGE_PX))
            self._fills += _fills(mark.roles, edges, inks.stroke)
        self._outline(px[outlined], frame.pixel)
        self._connectors = _connectors(mark, self.boxes, frame) if mark.connectors else []
        self._ghost_pen = inks.pen(inks.stroke("baseline"), THIN_PX, "dashed")
        self._connector_pen = inks.pen(inks.stroke("total"), THIN_PX)
        self._moved_to(frame, placing.draft)

    def _outline(self, px: Array, pixel: float) -> None:
        """Outlines inside the boxes; a line where a box is flat."""
        inner = px + np.array([pixel / 2.0, pixel / 2.0, -pixel, -pixel])
        inner[:, 3] = np.maximum(inner[:, 3], 0.0)
        flat = inner[:, 3] < THIN_PX
        self._levels = [QLineF(x, y, x + width, y) for x, y, width, _ in inner[flat].tolist()]
        self._outlines = Rectangles(inner[~flat])

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        """Fill the rectangles, then draw ghosts and connectors."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setPen(Qt.PenStyle.NoPen)
        for brush, rectangles in self._fills:
            painter.setBrush(brush)
            rectangles.draw(painter)
        if self._connectors:
            painter.setPen(self._connector_pen)
            painter.drawLines(self._connectors)
        if self.ghosts:
            painter.setPen(self._ghost_pen)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            self._outlines.draw(painter)
            for level in self._levels:  # drawn together their dashes would run on from one to the next
                painter.drawLine(level)


class PointsItem(_MarkItem):
    """Markers: filled with a ring of the surface around, or hollow; bubbles are clear, so that none hides another."""

    def __init__(self) -> None:
        super().__init__()
        self._circles: list[tuple[QPointF, float]] = []  # centre and radius, the largest first
        self._pen = QPen()
        self._brush = QColor()

    def place(self, mark: Points, placing: Placing) -> None:
        """Show new data; points outside the plot are left out."""
        frame, inks = placing.frame, placing.inks
        radii = point_radii(mark, inks)
        self._brush = inks.surface if mark.hollow else inks.stroke(mark.role)
        self._pen = inks.pen(inks.stroke(mark.role) if mark.hollow else inks.surface, DATA_PX)
        if mark.sizes is not None:
            self._brush = _clear(inks.fill(mark.role), BUBBLE_OPACITY)
            self._pen = inks.pen(inks.stroke(mark.role), THIN_PX)
        room = frame.plot.adjusted(-1.0, -1.0, 1.0, 1.0)
        xs, ys = frame.x_px(mark.x).tolist(), frame.y_px(mark.y).tolist()
        circles = [(QPointF(x, y), r) for x, y, r in zip(xs, ys, radii, strict=True) if room.contains(x, y)]
        self._circles = sorted(circles, key=lambda circle: -circle[1])
        self._moved_to(frame, placing.draft, margin=2.0 * max(radii, default=0.0))

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        """Draw the circles, always smooth: they are few."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        painter.setPen(self._pen)
        painter.setBrush(self._brush)
        for centre, radius in self._circles:
            painter.drawEllipse(centre, radius, radius)


def point_radii(mark: Points, inks: Inks) -> list[float]:
    """The radius of each marker; bubbles come in eight sizes, the smallest a marker's."""
    least = 0.42 * inks.face("label").px
    if mark.sizes is None:
        return [least] * mark.x.size
    steps = np.ceil(np.clip(mark.sizes, 0.0, 1.0) * BUBBLE_STEPS) / BUBBLE_STEPS
    radii: list[float] = np.maximum(np.sqrt(steps) * LARGEST_BUBBLE * least, least).tolist()
    return radii


def line_px(mark: Line, frame: Frame) -> tuple[Array, Array]:
    """The curve in pixels; level stretches are put on the middle of a pixel, or they blur."""
    x, y = frame.x_px(mark.x), frame.y_px(mark.y)
    if mark.step:
        # Only the corners: joints within a level stretch would show as dots.
        corners = np.concatenate([[True], np.diff(y) != 0.0])
        x, y = np.concatenate([x[:-1][corners], x[-1:]]), y[corners]
        return np.repeat(x, 2)[1:-1], frame.middles(np.repeat(y, 2))
    if y.size > 1 and y.max() - y.min() < _FLAT_PX:
        return x[[0, -1]], frame.middles(y[[0, -1]])
    return x, y


def _bars_px(mark: Bars, frame: Frame, stacked_sideways: bool) -> Array:
    """Left, top, width and height of each bar in whole pixels, shape (bar, 4).

    Neighbours that touch get a gap of one pixel, unless they are a stack.
    """
    x1, x2 = frame.x_px(np.minimum(mark.left, mark.right)), frame.x_px(np.maximum(mark.left, mark.right))
    y1, y2 = frame.y_px(np.maximum(mark.bottom, mark.top)), frame.y_px(np.minimum(mark.bottom, mark.top))
    left, right, top, bottom = (frame.edges(px) for px in (x1, x2, y1, y2))
    if not stacked_sideways and left.size > 1:
        touching = (right[:-1] == left[1:]) & (right[:-1] - left[:-1] > 3.0)
        right[:-1] = np.where(touching, right[:-1] - THIN_PX, right[:-1])
    flat = (bottom == top) & (mark.bottom != mark.top)
    bottom = np.where(flat, top + THIN_PX, bottom)
    return np.stack([left, top, np.maximum(right - left, 0.0), bottom - top], axis=1)


def _fills(roles: tuple[Role, ...], px: Array, colour_of: Callable[[Role], QColor]) -> list[tuple[QBrush, Rectangles]]:
    """The bars that are filled, those of one role together: they do not overlap."""
    return [(QBrush(colour_of(role)), Rectangles(px[bars])) for role, bars in _filled(roles)]


@functools.lru_cache(maxsize=64)
def _filled(roles: tuple[Role, ...]) -> list[tuple[Role, list[int]]]:
    """Each role that is filled, with its bars; remembered, since in motion bars seldom change roles."""
    kinds = [role for role in dict.fromkeys(roles) if role != "baseline"]
    return [(role, [bar for bar, own in enumerate(roles) if own == role]) for role in kinds]


def _connectors(mark: Bars, boxes: list[QRectF], frame: Frame) -> list[QLineF]:
    """From each bar to the next at the level both share."""
    lines = []
    ends = list(zip(mark.bottom.tolist(), mark.top.tolist(), strict=True))
    for index, (here, there) in enumerate(itertools.pairwise(ends)):
        level = min(((abs(a - b), a) for a in here for b in there), key=lambda pair: pair[0])[1]
        y = frame.middle(frame.at_y(level))
        lines.append(QLineF(boxes[index].right(), y, boxes[index + 1].left(), y))
    return lines


def _with_crossings(x: Array, lower: Array, upper: Array) -> tuple[Array, Array, Array]:
    """The same curves with a point wherever they cross."""
    gap = upper - lower
    before = np.flatnonzero(gap[:-1] * gap[1:] < 0.0)
    if not before.size:
        return x, lower, upper
    share = gap[before] / (gap[before] - gap[before + 1])
    at = before + 1

    def with_points(curve: Array) -> Array:
        return np.insert(curve, at, curve[before] + share * (curve[at] - curve[before]))

    crossing = with_points(lower)
    upper_at = with_points(upper)
    places = at + np.arange(at.size)
    upper_at[places] = crossing[places]
    return with_points(x), crossing, upper_at


def _clear(colour: QColor, opacity: float) -> QColor:
    clear = QColor(colour)
    clear.setAlphaF(opacity)
    return clear
