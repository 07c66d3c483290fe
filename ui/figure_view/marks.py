"""The items of the marks: made once per slot, then handed new data. All of them think in pixels."""

from __future__ import annotations

import itertools
from typing import Final

import numpy as np
from pyqtgraph.functions import arrayToQPath, arrayToQPolygonF
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPolygonF
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from planner.figure import Array, Band, Bars, Line, Points, Role
from ui.figure_view.frames import Frame, Placing
from ui.figure_view.inks import DATA_PX, THIN_PX, Inks

TOP_EDGE_PX: Final = 2.0
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
        self.px: tuple[Array, Array] = (np.empty(0), np.empty(0))
        self.highest_px = self.lowest_px = 0.0  # pixels count downwards
        self._polygon = QPolygonF()
        self._pen, self._draft_pen = QPen(), QPen()

    def place(self, mark: Line, placing: Placing) -> None:
        """Show new data."""
        inks = placing.inks
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
        self._areas.append((arrayToQPath(xs, ys, connect="all", finiteCheck=False), colour))

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
        self._roles: tuple[Role, ...] = ()
        self._inks: Inks | None = None
        self._inked: list[tuple[int, QColor, QColor]] = []  # which bars are filled, with what, and with which edge
        self._outlined: list[int] = []
        self._fills: list[tuple[QRectF, QColor]] = []
        self._ghosts: list[QRectF] = []
        self._connectors: list[tuple[QPointF, QPointF]] = []
        self._ghost_pen = QPen()
        self._connector_pen = QPen()

    def place(self, mark: Bars, placing: Placing) -> None:
        """Show new data."""
        frame, inks = placing.frame, placing.inks
        if mark.roles != self._roles or inks is not self._inks:
            self._ink(mark.roles, inks)
        px = _bars_px(mark, frame, placing.sideways)
        boxes = self.boxes = _rectangles(*px)
        self._fills = [(boxes[bar], colour) for bar, colour, _ in self._inked]
        if mark.top_edge:
            left, top, width, height = px
            edges = _rectangles(left, top, width, np.minimum(height, TOP_EDGE_PX))
            self._fills += [(edges[bar], colour) for bar, _, colour in self._inked]
        self._ghosts = []
        if self._outlined:
            left, top, width, height = (values[self._outlined] for values in px)
            half = frame.pixel / 2.0
            outline = np.maximum(height - frame.pixel, 0.0)
            self._ghosts = _rectangles(left + half, top + half, width - frame.pixel, outline)
        self._connectors = _connectors(mark, boxes, frame) if mark.connectors else []
        self._moved_to(frame, placing.draft)

    def _ink(self, roles: tuple[Role, ...], inks: Inks) -> None:
        """Colours, once for bars that keep their roles."""
        self._roles, self._inks = roles, inks
        self._outlined = [bar for bar, role in enumerate(roles) if role == "baseline"]
        self._inked = [(bar, inks.bar(role), inks.stroke(role)) for bar, role in enumerate(roles) if role != "baseline"]
        self._ghost_pen = inks.pen(inks.stroke("baseline"), THIN_PX, "dashed")
        self._connector_pen = inks.pen(inks.stroke("total"), THIN_PX)

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        """Fill the rectangles, then draw ghosts and connectors."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        for box, colour in self._fills:
            painter.fillRect(box, colour)
        if self._connectors:
            painter.setPen(self._connector_pen)
            for start, end in self._connectors:
                painter.drawLine(start, end)
        if self._ghosts:
            painter.setPen(self._ghost_pen)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            for box in self._ghosts:
                if box.height() < THIN_PX:
                    painter.drawLine(box.topLeft(), box.topRight())
                else:
                    painter.drawRect(box)


class PointsItem(_MarkItem):
    """Markers: filled with a ring of the surface around, or hollow."""

    def __init__(self) -> None:
        super().__init__()
        self._centres: list[QPointF] = []
        self._radius = 5.0
        self._pen = QPen()
        self._brush = QColor()

    def place(self, mark: Points, placing: Placing) -> None:
        """Show new data; points outside the plot are left out."""
        frame, inks = placing.frame, placing.inks
        self._radius = points_radius(inks)
        self._brush = inks.surface if mark.hollow else inks.stroke(mark.role)
        self._pen = inks.pen(inks.stroke(mark.role) if mark.hollow else inks.surface, DATA_PX)
        room = frame.plot.adjusted(-1.0, -1.0, 1.0, 1.0)
        xs, ys = frame.x_px(mark.x).tolist(), frame.y_px(mark.y).tolist()
        self._centres = [QPointF(x, y) for x, y in zip(xs, ys, strict=True) if room.contains(x, y)]
        self._moved_to(frame, placing.draft, margin=2.0 * self._radius)

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        """Draw the circles, always smooth: they are few."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        painter.setPen(self._pen)
        painter.setBrush(self._brush)
        for centre in self._centres:
            painter.drawEllipse(centre, self._radius, self._radius)


def points_radius(inks: Inks) -> float:
    """The radius of a marker."""
    return 0.42 * inks.face("label").px


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


def _bars_px(mark: Bars, frame: Frame, stacked_sideways: bool) -> tuple[Array, Array, Array, Array]:
    """Left, top, width and height in whole pixels; neighbours that touch get a gap of one, unless they are a stack."""
    x1, x2 = frame.x_px(np.minimum(mark.left, mark.right)), frame.x_px(np.maximum(mark.left, mark.right))
    y1, y2 = frame.y_px(np.maximum(mark.bottom, mark.top)), frame.y_px(np.minimum(mark.bottom, mark.top))
    left, right, top, bottom = (frame.edges(px) for px in (x1, x2, y1, y2))
    if not stacked_sideways and left.size > 1:
        touching = (right[:-1] == left[1:]) & (right[:-1] - left[:-1] > 3.0)
        right[:-1] = np.where(touching, right[:-1] - THIN_PX, right[:-1])
    flat = (bottom == top) & (mark.bottom != mark.top)
    bottom = np.where(flat, top + THIN_PX, bottom)
    return left, top, np.maximum(right - left, 0.0), bottom - top


def _rectangles(left: Array, top: Array, width: Array, height: Array) -> list[QRectF]:
    return list(map(QRectF, left.tolist(), top.tolist(), width.tolist(), height.tolist()))


def _connectors(mark: Bars, boxes: list[QRectF], frame: Frame) -> list[tuple[QPointF, QPointF]]:
    """From each bar to the next at the level both share."""
    lines = []
    ends = list(zip(mark.bottom.tolist(), mark.top.tolist(), strict=True))
    for index, (here, there) in enumerate(itertools.pairwise(ends)):
        level = min(((abs(a - b), a) for a in here for b in there), key=lambda pair: pair[0])[1]
        y = frame.middle(frame.at_y(level))
        lines.append((QPointF(boxes[index].right(), y), QPointF(boxes[index + 1].left(), y)))
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
