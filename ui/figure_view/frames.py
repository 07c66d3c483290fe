"""Where everything in a figure stands: header, plots, gutters, columns; and from data to pixels."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QRectF

from planner.figure import Array, Axis, Field, Figure, Line, Panel, Rule
from ui.figure_view.inks import Inks
from ui.figure_view.scales import Span, rounded_out, span_of, tick_texts, ticks_of

TICK_GAP_PX = 6.0
COLUMN_GAP_PX = 12.0
END_LABEL_GAP_PX = 9.0
END_VALUE_GAP_PX = 8.0
NAME_GAP_PX = 14.0
RULE_OVERSHOOT_PX = 5.0
ROOM_X, ROOM_Y = 3.6, 1.35  # least room per tick, in sizes of the type


@dataclass(frozen=True, slots=True)
class Ranges:
    """The stretch of both axes a panel shows."""

    x: Span
    y: Span

    def between(self, other: Ranges, share: float) -> Ranges:
        """`share` of the way to other ranges."""
        return Ranges(self.x.between(other.x, share), self.y.between(other.y, share))


@dataclass(frozen=True, slots=True)
class Frame:
    """One panel's plot in pixels. `pixel` is the size of a device pixel, to which edges are snapped."""

    plot: QRectF
    ranges: Ranges
    most_x: int
    most_y: int
    shares_x: bool  # the panel below shows the same x axis, so this one prints none
    pixel: float

    def x_px(self, x: Array) -> Array:
        """Pixels of data x."""
        span = self.ranges.x
        return self.plot.left() + (x - span.low) * (self.plot.width() / span.length)

    def y_px(self, y: Array) -> Array:
        """Pixels of data y; up is less."""
        span = self.ranges.y
        return self.plot.bottom() - (y - span.low) * (self.plot.height() / span.length)

    def at_x(self, x: float) -> float:
        """Pixel of one data x."""
        span = self.ranges.x
        return self.plot.left() + (x - span.low) * (self.plot.width() / span.length)

    def at_y(self, y: float) -> float:
        """Pixel of one data y."""
        span = self.ranges.y
        return self.plot.bottom() - (y - span.low) * (self.plot.height() / span.length)

    def x_of(self, px: float) -> float:
        """Data x under a pixel."""
        return self.ranges.x.low + (px - self.plot.left()) / self.plot.width() * self.ranges.x.length

    def y_of(self, px: float) -> float:
        """Data y under a pixel."""
        return self.ranges.y.low + (self.plot.bottom() - px) / self.plot.height() * self.ranges.y.length

    def edge(self, px: float) -> float:
        """The nearest pixel edge: where filled areas begin."""
        return math.floor(px / self.pixel + 0.5) * self.pixel

    def edges(self, px: Array) -> Array:
        """`edge` of many."""
        return np.floor(px / self.pixel + 0.5) * self.pixel

    def middle(self, px: float) -> float:
        """The middle of the pixel under a place: where a thin line is crisp."""
        return (math.floor(px / self.pixel) + 0.5) * self.pixel

    def middles(self, px: Array) -> Array:
        """`middle` of many."""
        return (np.floor(px / self.pixel) + 0.5) * self.pixel


@dataclass(frozen=True, slots=True)
class Placing:
    """How the marks of one panel are drawn. `sideways`: the bars lie, one row a name."""

    frame: Frame
    inks: Inks
    draft: bool
    sideways: bool


@dataclass(frozen=True, slots=True)
class Arrangement:
    """Everything's place. `gutter_left` of each panel is where names or ticks end."""

    width: float
    height: float
    title_baseline: float
    subtitle_baseline: float
    header_bottom: float
    frames: tuple[Frame, ...]
    end_label_widths: tuple[float, float]  # labels, values


def wanted_ranges(panel: Panel, most_x: int, most_y: int) -> Ranges:
    """The ranges at rest: the data's alone, so that the same result has the same axes whatever was shown before.

    The axis that carries the values is rounded out to ticks; fields, months and widths keep their exact range.
    """
    sideways = panel.y.ticks == "names"
    has_field = any(isinstance(mark, Field) for mark in panel.marks)
    x, y = span_of(panel.x), span_of(panel.y)
    x_new = rounded_out(x, most_x) if sideways and not has_field and panel.x.ticks not in ("month", "names") else x
    y_new = y if sideways or has_field or panel.y.ticks in ("month", "names") else rounded_out(y, most_y)
    return Ranges(x_new, y_new)


def most_ticks(length_px: float, room_px: float) -> int:
    """How many ticks an axis of that length holds: six at most, two at least."""
    return max(2, min(6, int(length_px / room_px) + 1))


def arrange(
    figure: Figure,
    width: float,
    height: float,
    inks: Inks,
    shown: tuple[Ranges | None, ...],
    frozen: bool,
    pixel: float,
    end_widths: tuple[float, float] = (0.0, 0.0),
) -> Arrangement:
    """Place everything in a card of `width` × `height` pixels.

    Parameters
    ----------
    shown
        The ranges of each panel until now, which count where `frozen`: then those that exist are kept as they are.
    end_widths
        The widths of the end labels until now; they only grow while `frozen`.
    """
    sizes = inks.theme.sizes
    pad = float(sizes.padding)
    title, subtitle, tick = inks.face("title", 600), inks.face("subtitle"), inks.face("tick")
    title_baseline = pad + title.cap + 1.0
    subtitle_baseline = title_baseline + 1.6 * subtitle.px
    header_bottom = subtitle_baseline + subtitle.descent
    rows = _axis_rows(figure.panels[-1])
    bottom = height - max(pad, 0.3 * tick.px) - (0.45 + 1.36 * rows) * tick.px
    tops = _tops_and_gaps(figure, inks)
    free = bottom - subtitle_baseline - sum(tops)
    weights = sum(panel.weight for panel in figure.panels)
    labels_width, values_width = _end_label_widths(figure, inks)
    if frozen:
        labels_width, values_width = max(labels_width, end_widths[0]), max(values_width, end_widths[1])
    heights = [max(24.0, free * panel.weight / weights) for panel in figure.panels]
    ranges: list[Ranges] = []
    left, right_room = float(sizes.gutter), 0.0
    for index, panel in enumerate(figure.panels):
        before = shown[index] if index < len(shown) else None
        most_y = most_ticks(heights[index], ROOM_Y * tick.px)
        most_x = most_ticks(width - 2 * pad - left, ROOM_X * tick.px)
        now = before if frozen and before is not None else wanted_ranges(panel, most_x, most_y)
        ranges.append(now)
        left = max(left, _left_gutter(panel, now, most_y, inks))
        right_room = max(right_room, _right_room(panel, now, most_x, inks, labels_width, values_width))
    frames = []
    y = subtitle_baseline
    plot_left, plot_right = math.floor(pad + left), math.floor(width - pad - right_room)
    for index, panel in enumerate(figure.panels):
        y += tops[index]
        top, base = math.floor(y), math.floor(y + heights[index])
        plot = QRectF(plot_left, top, max(24.0, plot_right - plot_left), max(24.0, base - top))
        frames.append(
            Frame(
                plot=plot,
                ranges=ranges[index],
                most_x=most_ticks(plot.width(), ROOM_X * tick.px),
                most_y=most_ticks(plot.height(), ROOM_Y * tick.px),
                shares_x=index + 1 < len(figure.panels) and _same_axis(panel.x, figure.panels[index + 1].x),
                pixel=pixel,
            )
        )
        y += heights[index]
    return Arrangement(
        width, height, title_baseline, subtitle_baseline, header_bottom, tuple(frames), (labels_width, values_width)
    )


def _same_axis(one: Axis, other: Axis) -> bool:
    return one.ticks == other.ticks and one.low == other.low and one.high == other.high


def _axis_rows(panel: Panel) -> int:
    """Lines of text below the plot."""
    if panel.x.ticks == "none":
        return 1 if panel.x.label else 0
    rows = 2 if panel.x.ticks == "names" else 1
    return rows + (1 if panel.x.label else 0)


def _tops_and_gaps(figure: Figure, inks: Inks) -> list[float]:
    """Room above each plot, from the subtitle's baseline or the plot above."""
    label, tick = inks.face("label", 500), inks.face("tick")
    gaps = []
    for index, panel in enumerate(figure.panels):
        gap = 1.5 * tick.px
        if index > 0:
            previous = figure.panels[index - 1]
            gap = 0.8 * tick.px if _same_axis(previous.x, panel.x) else (1.4 + 1.36 * _axis_rows(previous)) * tick.px
        if panel.columns or panel.legend:
            gap = max(gap, 2.9 * tick.px)
        if panel.y.label:
            gap = max(gap, 2.6 * tick.px)
        if panel.title:
            gap += 1.6 * label.px - (0.6 * tick.px if index == 0 else 0.0)
        if any(isinstance(mark, Rule) and mark.axis == "x" and mark.caption for mark in panel.marks) and index == 0:
            gap += RULE_OVERSHOOT_PX
        gaps.append(gap)
    return gaps


def _left_gutter(panel: Panel, ranges: Ranges, most: int, inks: Inks) -> float:
    if panel.y.ticks == "names":
        return max((_name_width(panel, inks)), 0.0) + NAME_GAP_PX
    if panel.y.ticks == "none":
        return 0.0
    tick = inks.face("tick", tabular=True)
    texts = tick_texts(ticks_of(ranges.y, panel.y.ticks, most), panel.y.ticks, panel.y.last_tick_suffix)
    return max((tick.width(text) for text in texts), default=0.0) + TICK_GAP_PX


def _name_width(panel: Panel, inks: Inks) -> float:
    strong, plain, detail = inks.face("label", 600), inks.face("label"), inks.face("tick")
    widths = [(strong if name.strong else plain).width(name.text) for name in panel.y.names]
    return max([*widths, *(detail.width(name.detail) for name in panel.y.names), 0.0])


def column_widths(panel: Panel, inks: Inks) -> list[float]:
    """The width of each column right of the panel."""
    header = inks.face("tick")
    strong, plain = inks.face("label", 600, tabular=True), inks.face("tick", tabular=True)
    return [
        max([header.width(column.header), *((strong if column.strong else plain).width(t) for t in column.texts)])
        for column in panel.columns
    ]


def _right_room(panel: Panel, ranges: Ranges, most: int, inks: Inks, labels_width: float, values_width: float) -> float:
    """Room right of the plot: columns, end labels, or half of the last tick's text."""
    tick = inks.face("tick")
    if panel.columns:
        return sum(width + COLUMN_GAP_PX for width in column_widths(panel, inks))
    if panel.end_labels:
        return END_LABEL_GAP_PX + labels_width + (END_VALUE_GAP_PX + values_width if values_width else 0.0)
    ticks = ticks_of(ranges.x, panel.x.ticks, most)
    texts = tick_texts(ticks, panel.x.ticks, panel.x.last_tick_suffix)
    if not ticks:
        return 0.0
    beyond = (ticks[-1] - ranges.x.low) / ranges.x.length
    overhang = tick.width(texts[-1]) / 2.0 - (1.0 - beyond) * 200.0
    return max(0.0, overhang - inks.theme.sizes.padding / 2.0)


def _end_label_widths(figure: Figure, inks: Inks) -> tuple[float, float]:
    strong, plain = inks.face("label", 600), inks.face("label")
    labels, values = [0.0], [0.0]
    for panel in figure.panels:
        for mark in panel.marks if panel.end_labels else ():
            if isinstance(mark, Line) and mark.label:
                face = strong if mark.strong else plain
                labels.append(face.width(mark.label))
                values.append(inks.face("label", 600 if mark.strong else 400, tabular=True).width(mark.value))
    # Live digits change the width by a pixel or two; whole steps keep the plot from trembling.
    return math.ceil(max(labels) / 4.0) * 4.0, math.ceil(max(values) / 4.0) * 4.0
