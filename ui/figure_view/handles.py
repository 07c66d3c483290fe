"""What can be grabbed: thumbs at the end of a line, or the whole of a field."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter

from planner.figure import Field, Figure, Handle
from ui.figure_view.drawing import Stroke
from ui.figure_view.frames import Arrangement, Frame
from ui.figure_view.inks import DATA_PX, Inks

THUMB_LONG_PX, THUMB_SHORT_PX = 18.0, 13.0
REACH_PX = 7.0  # how near the line a press may be
_RADIUS_PX = 5.0

Thumb = tuple[int, QRectF, Literal["x", "y"]]


def is_field(figure: Figure, panel: int) -> bool:
    """Whether a press anywhere in the panel sets its handles."""
    return any(isinstance(mark, Field) for mark in figure.panels[panel].marks)


def grabbed(figure: Figure, arrangement: Arrangement, at: QPointF) -> tuple[int, ...]:
    """The handles under a place: all of a field's panel, or the nearest line within reach."""
    found: list[tuple[float, int]] = []
    for index, handle in enumerate(figure.handles):
        frame = arrangement.frames[handle.panel]
        if is_field(figure, handle.panel):
            if frame.plot.contains(at):
                found.append((-1.0, index))
            continue
        if frame.plot.adjusted(-REACH_PX, -REACH_PX, THUMB_LONG_PX, REACH_PX).contains(at):
            line = frame.at_y(handle.at) if handle.axis == "y" else frame.at_x(handle.at)
            distance = abs((at.y() if handle.axis == "y" else at.x()) - line)
            if distance <= REACH_PX:
                found.append((distance, index))
    if not found:
        return ()
    nearest = min(found)[0]
    return tuple(index for distance, index in found if distance == nearest)


def thumbs(figure: Figure, arrangement: Arrangement) -> list[Thumb]:
    """Index, place and axis of each thumb within its plot."""
    places: list[Thumb] = []
    for index, handle in enumerate(figure.handles):
        if is_field(figure, handle.panel):
            continue
        frame = arrangement.frames[handle.panel]
        centre = _thumb_centre(handle, frame)
        if frame.plot.adjusted(-1.0, -1.0, 1.0, 1.0).contains(centre):
            wide, high = (THUMB_LONG_PX, THUMB_SHORT_PX) if handle.axis == "y" else (THUMB_SHORT_PX, THUMB_LONG_PX)
            rect = QRectF(centre.x() - wide / 2.0, centre.y() - high / 2.0, wide, high)
            places.append((index, rect, handle.axis))
    return places


def handle_strokes(figure: Figure, arrangement: Arrangement, inks: Inks) -> list[Stroke]:
    """The lines of handles along x; along y a rule of the figure stands there already."""
    strokes = []
    for handle in figure.handles:
        if handle.axis == "x" and not is_field(figure, handle.panel):
            frame = arrangement.frames[handle.panel]
            x = frame.middle(frame.at_x(handle.at))
            if frame.plot.left() <= x <= frame.plot.right():
                pen = inks.pen(inks.accent, DATA_PX)
                strokes.append(Stroke(x, frame.plot.top(), x, frame.plot.bottom(), pen))
    return strokes


def paint_thumbs(painter: QPainter, places: list[Thumb], inks: Inks) -> None:
    """Rounded boxes with two grooves across the way they move."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    for _, rect, axis in places:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(inks.accent)
        painter.drawRoundedRect(rect, _RADIUS_PX, _RADIUS_PX)
        painter.setPen(inks.pen(inks.on_accent, 1.25))
        centre = rect.center()
        along, across = (
            (QPointF(4.0, 0.0), QPointF(0.0, 1.75)) if axis == "y" else (QPointF(0.0, 4.0), QPointF(1.75, 0.0))
        )
        for middle in (centre - across, centre + across):
            painter.drawLine(middle - along, middle + along)


def _thumb_centre(handle: Handle, frame: Frame) -> QPointF:
    if handle.axis == "y":
        return QPointF(frame.plot.right() - THUMB_LONG_PX / 2.0 - 2.0, frame.middle(frame.at_y(handle.at)))
    return QPointF(frame.middle(frame.at_x(handle.at)), frame.plot.top() + THUMB_LONG_PX / 2.0)
