"""The read-out: value, unit and month or name of the point nearest the mouse, or of the one the arrow keys chose.

It is worked out when somebody asks, from the figure as it stands; a figure in motion hides it and pays nothing.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from planner.figure import Array, Axis, Bars, Field, Figure, Line, Panel, Points
from planner.notation import number
from planner.quantities import month_text
from ui.figure_view.frames import Arrangement, Frame
from ui.figure_view.scales import Span
from ui.theme import Theme, advance_px

REACH_PX = 40.0  # a point further from the mouse is none
RING_PX, GAP_PX, MARGIN_PX = 4.0, 9.0, 6.0
FIGURES_SHOWN = 4  # of the largest value of an axis


@dataclass(frozen=True, slots=True)
class Series:
    """Points in a row, from left to right, in pixels. `half` is how far each reaches to its sides, for bars."""

    x: Array
    y: Array
    half_x: Array
    half_y: Array
    words: Callable[[int], str]
    key: tuple[int, ...] = ()  # panel, mark and row: the same in the figure that follows
    strong: bool = False  # where reading by keys begins

    def distances(self, at: QPointF) -> Array:
        """How far each point, or the bar around it, is from a place."""
        across = np.maximum(np.abs(self.x - at.x()) - self.half_x, 0.0)
        along = np.maximum(np.abs(self.y - at.y()) - self.half_y, 0.0)
        return np.hypot(across, along)


class Readout(QWidget):
    """A ring at a point and a line of words beside it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._figure: Figure | None = None
        self._arrangement: Arrangement | None = None
        self._series: list[Series] = []
        self._place: tuple[int, int] | None = None  # series, point
        self._theme: Theme | None = None
        self._words = ""
        self._box = QRectF()
        self._ring = QPointF()
        self.hide()

    @property
    def words(self) -> str:
        """What it says; empty when nothing is read."""
        return self._words if self._place is not None else ""

    def follow(self, figure: Figure, arrangement: Arrangement, theme: Theme, at: QPointF) -> None:
        """Read the point nearest to a place of the card; nothing where none is near."""
        self._know(figure, arrangement)
        found = [(float(distances.min()), place, int(distances.argmin()))
                 for place, distances in enumerate(series.distances(at) for series in self._series)]  # fmt: skip
        distance, place, point = min(found, default=(math.inf, 0, 0))
        if distance > REACH_PX or not any(frame.plot.contains(at) for frame in arrangement.frames):
            self.leave()
        else:
            self._show((place, point), theme)

    def step(self, figure: Figure, arrangement: Arrangement, theme: Theme, key: int) -> bool:
        """Read the next point to a side, or the next series above or below. Whether the key was one of these."""
        if key not in STEPS:
            return False
        self._know(figure, arrangement)
        if not self._series:
            return True
        if self._place is None:
            first = next((place for place, series in enumerate(self._series) if series.strong), 0)
            self._show((first, 0), theme)
            return True
        series, point = self._place
        upwards, along = STEPS[key]
        if upwards:
            x = self._series[series].x[point]
            series = min(max(series + upwards, 0), len(self._series) - 1)
            point = int(np.abs(self._series[series].x - x).argmin())
        else:
            last = len(self._series[series].x) - 1
            point = min(max(point + along, 0), last) if abs(along) == 1 else 0 if along < 0 else last
        self._show((series, point), theme)
        return True

    def show_again(self, figure: Figure, arrangement: Arrangement | None, theme: Theme) -> None:
        """The figure has changed and stands still: read the same point of it, where it still is."""
        if self._place is None:
            return
        if arrangement is None:
            self.leave()
            return
        key, point = self._series[self._place[0]].key, self._place[1]
        self._know(figure, arrangement)
        same = next((place for place, series in enumerate(self._series) if series.key == key), None)
        if same is not None and point < len(self._series[same].x):
            self._show((same, point), theme)
        else:
            self.leave()

    def leave(self) -> None:
        """Read nothing."""
        self._place = None
        self.hide()

    def _know(self, figure: Figure, arrangement: Arrangement) -> None:
        if figure is not self._figure or arrangement is not self._arrangement:
            self._figure, self._arrangement = figure, arrangement
            self._series = series_of(figure, arrangement)

    def _show(self, place: tuple[int, int], theme: Theme) -> None:
        series = self._series[place[0]]
        self._place, self._theme, self._words = place, theme, series.words(place[1])
        size = theme.sizes.tick
        parent = self.parentWidget()
        card = QRect() if parent is None else parent.rect()
        wide, tall = advance_px(self._words, size, 500) + 2 * MARGIN_PX, 2.0 * size
        at = QPointF(float(series.x[place[1]]), float(series.y[place[1]]))
        left = at.x() + GAP_PX if at.x() + GAP_PX + wide <= card.width() else at.x() - GAP_PX - wide
        left = min(max(left, 2.0), max(2.0, card.width() - wide - 2.0))
        top = at.y() - GAP_PX - tall if at.y() - GAP_PX - tall >= 2.0 else at.y() + GAP_PX
        box = QRectF(left, top, wide, tall)
        whole = box.united(QRectF(at.x() - RING_PX, at.y() - RING_PX, 2 * RING_PX, 2 * RING_PX))
        rect = whole.adjusted(-2.0, -2.0, 2.0, 2.0).toAlignedRect()
        self._box, self._ring = box.translated(-rect.topLeft()), at - QPointF(rect.topLeft())
        self.setGeometry(rect)
        self.show()
        self.raise_()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw box, words and ring."""
        if self._theme is None:
            return
        palette, size = self._theme.palette, self._theme.sizes.tick
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(palette.surface), 1.0))
        painter.setBrush(QColor(palette.text))
        painter.drawRoundedRect(self._box, 3.0, 3.0)
        painter.drawEllipse(self._ring, RING_PX, RING_PX)
        painter.setFont(self._theme.font(size, 500))
        painter.setPen(QColor(palette.surface))
        painter.drawText(self._box, Qt.AlignmentFlag.AlignCenter, self._words)


# What a key does: series up, points along; 2 means all the way.
STEPS: dict[int, tuple[int, int]] = {
    Qt.Key.Key_Right: (0, 1), Qt.Key.Key_Left: (0, -1), Qt.Key.Key_Up: (1, 0), Qt.Key.Key_Down: (-1, 0),
    Qt.Key.Key_Home: (0, -2), Qt.Key.Key_End: (0, 2),
}  # fmt: skip


# --- what there is to read ----------------------------------------------------------------------------------


def series_of(figure: Figure, arrangement: Arrangement) -> list[Series]:
    """All series of a figure that can be read, the lowest first."""
    found: list[Series] = []
    for panel_number, (panel, frame) in enumerate(zip(figure.panels, arrangement.frames, strict=True)):
        for place, mark in enumerate(panel.marks):
            rows: list[Series] = []
            if isinstance(mark, Line) and panel.x.ticks == "month":  # others join two points, which say all there is
                rows = _of_line(mark, panel, frame)
            elif isinstance(mark, Points):
                rows = [_of_points(mark, panel, frame)]
            elif isinstance(mark, Bars) and mark.names:
                rows = _of_bars(mark, panel, frame)
            elif isinstance(mark, Field) and mark.due:
                rows = _of_field(mark, panel, frame)
            found += [replace(series, key=(panel_number, place, row)) for row, series in enumerate(rows)]
    return sorted(found, key=lambda series: -float(series.y.mean()))


def _of_line(mark: Line, panel: Panel, frame: Frame) -> list[Series]:
    x = (mark.x[:-1] + mark.x[1:]) / 2.0 if mark.step else mark.x
    low, high = frame.ranges.y.low, frame.ranges.y.high
    shown = np.flatnonzero((mark.y >= low) & (mark.y <= high))
    if not shown.size:
        return []

    def words(place: int) -> str:
        at = int(shown[place])
        return f"{mark.name}, {_month(float(x[at]))}: {_value(float(mark.y[at]), panel.y, frame.ranges.y)}"

    nothing = np.zeros(shown.size)
    return [
        Series(frame.x_px(x[shown]), frame.y_px(mark.y[shown]), nothing, nothing, words, strong=mark.role == "current")
    ]


def _of_points(mark: Points, panel: Panel, frame: Frame) -> Series:
    def words(place: int) -> str:
        name = mark.labels[place] if place < len(mark.labels) else ""
        x = _value(float(mark.x[place]), panel.x, frame.ranges.x)
        y = _value(float(mark.y[place]), panel.y, frame.ranges.y)
        return f"{name}: {x}, {y}" if name else f"{x}, {y}"

    nothing = np.zeros(mark.x.size)
    return Series(frame.x_px(mark.x), frame.y_px(mark.y), nothing, nothing, words, strong=mark.strong)


def _of_bars(mark: Bars, panel: Panel, frame: Frame) -> list[Series]:
    """The bars side by side as one series; where they lie in rows, each row as one."""
    left, right = frame.x_px(mark.left), frame.x_px(mark.right)
    bottom, top = frame.y_px(mark.bottom), frame.y_px(mark.top)
    sideways = panel.y.ticks == "names"
    rows = [np.arange(left.size)]
    if sideways:
        rows = [np.flatnonzero(mark.bottom == level) for level in np.unique(mark.bottom)]
    axis, span = (panel.x, frame.ranges.x) if sideways else (panel.y, frame.ranges.y)

    def series(bars: npt.NDArray[np.intp]) -> Series:
        def words(place: int) -> str:
            bar = int(bars[place])
            return f"{mark.names[bar]}: {_value(_size_of(mark, bar, sideways), axis, span)}"

        x, y = (left[bars] + right[bars]) / 2.0, (bottom[bars] + top[bars]) / 2.0
        half_x, half_y = (right[bars] - left[bars]) / 2.0, (bottom[bars] - top[bars]) / 2.0
        return Series(x, y, half_x, half_y, words)

    return [series(bars) for bars in rows if bars.size]


def _size_of(mark: Bars, bar: int, sideways: bool) -> float:
    """What a bar stands for: its length in a row, its change in a bridge, its height in a stack, else its end."""
    if sideways:
        return float(mark.right[bar] - mark.left[bar])
    low, high = float(mark.bottom[bar]), float(mark.top[bar])
    if mark.connectors and mark.roles[bar] != "total":
        return (low - high) if mark.roles[bar] == "bad" else (high - low)
    if low > 0.0 or high < 0.0:  # it stands on another
        return high - low if low > 0.0 else low - high
    return high if high > 0.0 else low


def _of_field(mark: Field, panel: Panel, frame: Frame) -> list[Series]:
    """A series for each row of the grid."""
    x, y = frame.x_px(mark.x), frame.y_px(mark.y)
    span = Span(float(mark.z.min()), float(mark.z.max()))
    nothing = np.zeros(x.size)

    def row(place: int) -> Series:
        def words(column: int) -> str:
            price = _value(float(mark.x[column]), panel.x, frame.ranges.x)
            cost = _value(float(mark.y[place]), panel.y, frame.ranges.y)
            value = number(float(mark.z[place, column]), _digits(span), sign=True)
            return f"{price}, {cost}: {value} {mark.unit}".rstrip()

        return Series(x, np.full(x.size, y[place]), nothing, nothing, words)

    return [row(place) for place in range(y.size)]


def _value(value: float, axis: Axis, span: Span) -> str:
    return f"{number(value, _digits(span))} {axis.unit}".rstrip()


def _digits(span: Span) -> int:
    largest = max(abs(span.low), abs(span.high))
    return min(3, max(0, FIGURES_SHOWN - 1 - math.floor(math.log10(largest)))) if largest > 0.0 else 0


def _month(at: float) -> str:
    """The month of a place on a month axis; a balance stands between two months, at the end of the first."""
    whole = math.floor(at)
    return month_text(whole) if at != whole else f"end of {month_text(whole - 1)}"
