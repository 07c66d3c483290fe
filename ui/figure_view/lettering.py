"""Words at marks: line ends, rules with captions, points, notes, contours. In that order, none on another."""

from __future__ import annotations

import math

import numpy as np
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPolygonF

from planner.figure import Array, Bars, Figure, Line, Note, Panel, Points, Role, Rule
from ui.figure_view.bar_texts import bar_texts
from ui.figure_view.captions import Crowd, note, point_boxes, point_labels, rule_captions, rule_strokes, veil
from ui.figure_view.drawing import Drawing, Stroke, Words, ending, spread
from ui.figure_view.field import FieldItem
from ui.figure_view.frames import END_LABEL_GAP_PX, Arrangement, Frame
from ui.figure_view.inks import THIN_PX, Face, Inks
from ui.figure_view.marks import BandItem, BarsItem, LineItem, PointsItem

LINE_SPACING = 1.28
ARROW_PX = 4.5
_TRACED = 24  # points by which the line from the baseline to now is felt
LEADER_FROM_PX = 1.5  # a label moved further than this gets a leader

Contours = list[tuple[float, str, list[Array]]]
Choices = dict[tuple[int, int], int]
Placed = dict[tuple[int, int], LineItem | BandItem | BarsItem | PointsItem | FieldItem]


def lettering(
    figure: Figure,
    arrangement: Arrangement,
    inks: Inks,
    placed: Placed,
    taken: list[QRectF],
    choices: Choices,
    frozen: bool,
) -> Drawing:
    """All words and thin lines above the marks.

    Parameters
    ----------
    placed
        The items of the marks, with what they have in pixels.
    taken
        Where furniture already stands.
    choices
        Which place each caption took, by panel and mark; kept while `frozen`, so that captions do not hop.
    """
    drawing = Drawing(taken=list(taken))
    if not frozen:
        choices.clear()
    for number, (panel, frame) in enumerate(zip(figure.panels, arrangement.frames, strict=True)):
        crowd = Crowd(drawing, [], [], [], [])
        items = [placed.get((number, index)) for index in range(len(panel.marks))]
        lines = [item.px for item in items if isinstance(item, LineItem) and item.px[0].size > 1]
        fields = [item for item in items if isinstance(item, FieldItem)]
        if fields:
            crowd.traces.extend(np.linspace((x[0], y[0]), (x[-1], y[-1]), _TRACED) for x, y in lines)
            crowd.traces.extend(item.trace for item in fields)
        else:
            crowd.curves.extend((x, y) if x[0] <= x[-1] else (x[::-1], y[::-1]) for x, y in lines)
        bars = [
            (mark, item)
            for mark, item in zip(panel.marks, items, strict=True)
            if isinstance(mark, Bars) and isinstance(item, BarsItem)
        ]
        crowd.soft.extend(box for _, item in bars for box in item.boxes)
        crowd.rules.extend(_rule_box(mark, frame) for mark in panel.marks if isinstance(mark, Rule))
        bar_texts(bars, frame, inks, drawing)
        _line_ends(panel, frame, arrangement, inks, drawing)
        for mark, item in zip(panel.marks, items, strict=True):
            if isinstance(mark, Line) and isinstance(item, LineItem):
                _gone_arrows(mark, item, frame, inks, drawing)
        above = arrangement.frames[number - 1] if number else None
        rules = [(index, mark) for index, mark in enumerate(panel.marks) if isinstance(mark, Rule)]
        rules_above = [mark for mark in figure.panels[number - 1].marks if isinstance(mark, Rule)] if number else []
        rule_captions(rules, number, panel, frame, arrangement.width, inks, crowd, choices)
        for mark in panel.marks:
            if isinstance(mark, Points):
                crowd.soft.extend(point_boxes(mark, frame, inks))
        for index, mark in enumerate(panel.marks):
            if isinstance(mark, Points):
                point_labels(mark, (number, index), frame, inks, crowd, choices)
            elif isinstance(mark, Note):
                note(mark, (number, index), panel, frame, arrangement.width, inks, crowd, choices)
        rule_strokes(rules, rules_above, frame, above, inks, drawing)
        if fields:
            drawing.taken.extend(crowd.soft)  # points stand in front
        for item in fields:
            _contour_labels(item.contours, frame, inks, drawing)
    return drawing


def _rule_box(mark: Rule, frame: Frame) -> QRectF:
    plot = frame.plot
    if mark.axis == "y":
        return QRectF(plot.left(), frame.at_y(mark.at) - 1.0, plot.width(), 2.0)
    return QRectF(frame.at_x(mark.at) - 1.0, plot.top(), 2.0, plot.height())


def _line_ends(panel: Panel, frame: Frame, arrangement: Arrangement, inks: Inks, drawing: Drawing) -> None:
    """Names and values at the right end of lines, spread, with a short leader where moved."""
    lines = [mark for mark in panel.marks if isinstance(mark, Line) and mark.label and mark.y.size]
    if not panel.end_labels:
        for mark in lines:
            face = inks.face("label", 600 if mark.strong else 400)
            x = min(frame.plot.right(), frame.at_x(float(mark.x[-1])))
            baseline = frame.at_y(float(mark.y[-1])) - 0.45 * face.px
            text = f"{mark.label} {mark.value}".strip()
            drawing.write(ending(x, baseline, text, face, inks.ink(_word_role(mark.role))))
        return
    face = inks.face("label")
    step = LINE_SPACING * face.px
    plot = frame.plot
    room = int(plot.height() / step) + 1
    # Where there is no room for all, the strong ones stay; the table has the rest.
    kept = sorted(range(len(lines)), key=lambda index: (not lines[index].strong, index))[:room]
    lines = [lines[index] for index in sorted(kept)]
    ends = [frame.at_y(float(mark.y[-1])) for mark in lines]
    wanted = [min(max(end, plot.top()), plot.bottom()) for end in ends]
    label_x = plot.right() + END_LABEL_GAP_PX
    value_right = arrangement.width - float(inks.theme.sizes.padding)
    for mark, end, place in zip(lines, wanted, spread(wanted, step, plot.top(), plot.bottom()), strict=True):
        face = inks.face("label", 600 if mark.strong else 400)
        colour = inks.ink(_word_role(mark.role))
        baseline = place + face.cap / 2.0
        drawing.write(Words(label_x, baseline, mark.label, face, colour))
        if mark.value:
            digits = inks.face("label", 600 if mark.strong else 400, tabular=True)
            drawing.write(ending(value_right, baseline, mark.value, digits, colour))
        if abs(place - end) > LEADER_FROM_PX:
            pen = inks.pen(inks.stroke("total"), THIN_PX)
            drawing.strokes.append(Stroke(plot.right() + 1.0, end, label_x - 2.5, place, pen))


def _word_role(role: Role) -> Role:
    """Sites are written in the quiet ink of their thin lines."""
    return "rest" if role in ("total", "baseline") else role


def _gone_arrows(mark: Line, item: LineItem, frame: Frame, inks: Inks, drawing: Drawing) -> None:
    """A small arrow at the edge where a line leaves the window."""
    x, y = item.px
    top, bottom = frame.plot.top(), frame.plot.bottom()
    if not y.size or (item.highest_px >= top - 1.0 and item.lowest_px <= bottom + 1.0):
        return
    for outside, edge, direction in ((y < top - 1.0, top, 1.0), (y > bottom + 1.0, bottom, -1.0)):
        gone = np.flatnonzero(outside)
        if gone.size:
            at = float(x[gone[gone.size // 2]])
            base = edge + direction * 1.4 * ARROW_PX
            drawing.taken.append(QRectF(at - ARROW_PX, min(edge, base), 2.0 * ARROW_PX, abs(base - edge)))
            corners = [QPointF(at, edge), QPointF(at + ARROW_PX, base), QPointF(at - ARROW_PX, base)]
            drawing.shapes.append((QPolygonF(corners), inks.stroke(mark.role)))


def _contour_labels(contours: Contours, frame: Frame, inks: Inks, drawing: Drawing) -> None:
    for level, label, lines in contours:
        line = next((line for line in lines if len(line) > 1), None)  # the longest
        if not label or line is None:
            continue
        if level == 0.0:
            _along_line(label, line, frame, inks.face("label", 600), inks, drawing)
        else:
            _across_line(label, line, frame, inks.face("tick", 500), inks, drawing)


def _along_line(label: str, line: Array, frame: Frame, face: Face, inks: Inks, drawing: Drawing) -> None:
    """Words above a line, turned with it, where the line is straight and long enough."""
    if line[0, 0] > line[-1, 0]:
        line = line[::-1]
    walked = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(line, axis=0).T))])
    width = face.width(label)
    if walked[-1] < width + 16.0:
        return
    for share in (0.62, 0.5, 0.75, 0.38, 0.25):
        start = min(max(8.0, share * walked[-1] - width / 2.0), walked[-1] - width - 8.0)
        x1, x2 = np.interp([start, start + width], walked, line[:, 0])
        y1, y2 = np.interp([start, start + width], walked, line[:, 1])
        slope = math.atan2(y2 - y1, x2 - x1)
        lift = 0.42 * face.px
        x, y = x1 + lift * math.sin(slope), y1 - lift * math.cos(slope)
        box = QRectF(QPointF(min(x1, x2), min(y1, y2)), QPointF(max(x1, x2), max(y1, y2)))
        box.translate(lift * math.sin(slope) * 2.0, -lift * math.cos(slope) * 2.0)
        if frame.plot.contains(box) and _is_free_along(x, y, slope, width, face, drawing):
            drawing.words.append(Words(x, y, label, face, inks.ink("ink"), angle=math.degrees(slope)))
            drawing.taken.extend(_boxes_along(x, y, slope, width, face))
            return


def _boxes_along(x: float, y: float, slope: float, width: float, face: Face) -> list[QRectF]:
    """Small boxes that follow turned words, since one box around them would be mostly empty."""
    size = face.cap + 4.0
    steps = max(1, int(width / size))
    return [
        QRectF(
            x + (index + 0.5) / steps * width * math.cos(slope) + 0.5 * face.cap * math.sin(slope) - size / 2.0,
            y + (index + 0.5) / steps * width * math.sin(slope) - 0.5 * face.cap * math.cos(slope) - size / 2.0,
            size,
            size,
        )
        for index in range(steps)
    ]


def _is_free_along(x: float, y: float, slope: float, width: float, face: Face, drawing: Drawing) -> bool:
    return all(drawing.is_free(box) for box in _boxes_along(x, y, slope, width, face))


def _across_line(label: str, line: Array, frame: Frame, face: Face, inks: Inks, drawing: Drawing) -> None:
    """Level words on a line, low in the plot."""
    order = np.argsort(line[:, 1])
    for share in (0.87, 0.75, 0.6, 0.4, 0.2):
        y = frame.plot.top() + share * frame.plot.height()
        if not line[order[0], 1] <= y <= line[order[-1], 1]:
            continue
        x = float(np.interp(y, line[order, 1], line[order, 0]))
        words = Words(x - face.width(label) / 2.0, y + face.cap / 2.0, label, face, inks.ink("ink"))
        if frame.plot.contains(words.box) and drawing.is_free(words.box):
            veil(drawing, words, inks)
            drawing.write(words)
            return
