"""What is painted with a plain painter: words, strokes and small shapes in pixels, and places already taken."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import cast

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF
from shiboken6 import wrapInstance

from planner.figure import Array
from ui.figure_view.inks import Face


@dataclass(slots=True)
class Words:
    """One line of text. (x, baseline) is its left end; `angle` turns it about that point, clockwise."""

    x: float
    baseline: float
    text: str
    face: Face
    colour: QColor
    angle: float = 0.0

    @property
    def box(self) -> QRectF:
        """The rectangle around level or upright words."""
        width, face = self.face.width(self.text), self.face
        if self.angle == 0.0:
            return QRectF(self.x, self.baseline - face.cap - 1.5, width, face.cap + 3.0)
        return QRectF(self.x - face.cap - 1.5, self.baseline - width, face.cap + 3.0, width)


@dataclass(slots=True)
class Stroke:
    """A straight line."""

    x1: float
    y1: float
    x2: float
    y2: float
    pen: QPen


@dataclass(slots=True)
class Drawing:
    """Strokes, then veils, shapes and words; `taken` is where no further words may stand."""

    strokes: list[Stroke] = field(default_factory=list)
    veils: list[tuple[QRectF, QColor]] = field(default_factory=list)
    shapes: list[tuple[QPolygonF, QColor]] = field(default_factory=list)
    words: list[Words] = field(default_factory=list)
    taken: list[QRectF] = field(default_factory=list)

    def write(self, words: Words) -> None:
        """Add words and keep their place."""
        self.words.append(words)
        self.taken.append(words.box)

    def is_free(self, box: QRectF) -> bool:
        """Whether no words stand there."""
        return not any(box.intersects(other) for other in self.taken)

    def crowding(self, box: QRectF) -> float:
        """How much of a box is taken, in square pixels."""
        return sum(_area(box.intersected(other)) for other in self.taken if box.intersects(other))

    def paint(self, painter: QPainter, on_paper: bool) -> None:
        """Paint all of it; on paper as text that can be selected."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        for stroke in self.strokes:
            upright_or_level = stroke.x1 == stroke.x2 or stroke.y1 == stroke.y2
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, not upright_or_level)
            painter.setPen(stroke.pen)
            painter.drawLine(QPointF(stroke.x1, stroke.y1), QPointF(stroke.x2, stroke.y2))
        for box, colour in self.veils:
            painter.fillRect(box, colour)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        for polygon, colour in self.shapes:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour)
            painter.drawPolygon(polygon)
        paint_words(painter, self.words, on_paper)


class Rectangles:
    """Rectangles in one array, drawn with one call: an object for each would cost more than its paint."""

    def __init__(self, px: Array) -> None:
        self._px = np.ascontiguousarray(px, dtype=np.float64)  # shape (rectangle, left · top · width · height)
        # Four doubles are what a QRectF is in memory; the array outlives the pointer to its first row.
        self._first = cast(QRectF, wrapInstance(self._px.ctypes.data, QRectF)) if len(px) else None

    @classmethod
    def none(cls) -> Rectangles:
        """No rectangles."""
        return cls(np.empty((0, 4)))

    def draw(self, painter: QPainter) -> None:
        """Draw all of them with the painter's pen and brush."""
        if self._first is not None:
            painter.drawRects(self._first, len(self._px))


def paint_words(painter: QPainter, words: Iterable[Words], on_paper: bool) -> None:
    """Paint words; on screen from shaped glyphs that are kept."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    face: Face | None = None
    colour: QColor | None = None
    for line in words:
        if line.face is not face:
            face = line.face
            painter.setFont(face.font)
        if line.colour is not colour:
            colour = line.colour
            painter.setPen(colour)
        if line.angle or face.magnified != 1.0:
            painter.save()
            painter.translate(line.x, line.baseline)
            painter.rotate(line.angle)
            painter.scale(1.0 / face.magnified, 1.0 / face.magnified)
            painter.drawText(QPointF(0.0, 0.0), line.text)
            painter.restore()
        elif on_paper:
            painter.drawText(QPointF(line.x, line.baseline), line.text)
        else:
            painter.drawStaticText(QPointF(line.x, line.baseline - face.line_ascent), face.shaped(line.text))


def centred(x: float, baseline: float, text: str, face: Face, colour: QColor) -> Words:
    """Words around x."""
    return Words(x - face.width(text) / 2.0, baseline, text, face, colour)


def ending(x: float, baseline: float, text: str, face: Face, colour: QColor) -> Words:
    """Words that end at x."""
    return Words(x - face.width(text), baseline, text, face, colour)


def spread(wanted: list[float], step: float, low: float, high: float) -> list[float]:
    """Places at least `step` apart, as near as possible to those wanted, between low and high.

    Neighbours that would overlap become a block around their mean (pool adjacent violators).
    """
    order = sorted(range(len(wanted)), key=wanted.__getitem__)
    blocks: list[tuple[float, int]] = []  # mean of (wanted − rank × step), members
    for rank, index in enumerate(order):
        mean, members = wanted[index] - rank * step, 1
        while blocks and blocks[-1][0] > mean:
            before, count = blocks.pop()
            mean = (before * count + mean * members) / (count + members)
            members += count
        blocks.append((mean, members))
    ceiling = high - max(0, len(wanted) - 1) * step
    flat = [min(max(mean, low), max(low, ceiling)) for mean, members in blocks for _ in range(members)]
    places = [0.0] * len(wanted)
    for rank, index in enumerate(order):
        places[index] = flat[rank] + rank * step
    return places


def _area(box: QRectF) -> float:
    return max(0.0, box.width()) * max(0.0, box.height())
