"""What stands around the marks: header and columns, and, still while numbers move, few lines, ticks and names."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPolygonF

from planner.figure import Axis, Field, Figure, Name, Panel
from ui.figure_view.drawing import Drawing, Stroke, Words, centred, ending
from ui.figure_view.frames import COLUMN_GAP_PX, TICK_GAP_PX, Arrangement, Frame, column_widths
from ui.figure_view.inks import THIN_PX, Face, Inks
from ui.figure_view.scales import tick_texts, ticks_of

TICK_MARK_PX = 4.0
LEGEND_GAP_PX = 4.0
HEADER_LIFT = 0.65  # of the type's size, from the plot to what stands above it
MENU_ROOM_PX = 32.0
NAMES_APART_PX = 2.0


def header(figure: Figure, arrangement: Arrangement, inks: Inks) -> list[Words]:
    """Title and subtitle."""
    pad = float(inks.theme.sizes.padding)
    room = arrangement.width - 2 * pad - (0.0 if inks.theme.on_paper else MENU_ROOM_PX)
    title, subtitle = inks.face("title", 600), inks.face("subtitle")
    words = figure.takeaway
    if title.width(words) > room and figure.shorter:  # fewer words rather than a number cut off
        words = next((text for text in figure.shorter if title.width(text) <= room), figure.shorter[-1])
    return [
        Words(pad, arrangement.title_baseline, title.cut(words, room), title, inks.title),
        Words(
            pad,
            arrangement.subtitle_baseline,
            subtitle.cut(figure.unit, arrangement.width - 2 * pad),
            subtitle,
            inks.subtitle,
        ),
    ]


def columns(figure: Figure, arrangement: Arrangement, inks: Inks) -> list[Words]:
    """Right-aligned texts right of the plots, one beside each name of the y axis."""
    words: list[Words] = []
    face = inks.face("tick")
    for panel, frame in zip(figure.panels, arrangement.frames, strict=True):
        right = arrangement.width - float(inks.theme.sizes.padding)
        widths = column_widths(panel, inks)
        for column, column_width in zip(reversed(panel.columns), reversed(widths), strict=True):
            words.append(ending(right, frame.plot.top() - HEADER_LIFT * face.px, column.header, face, inks.tick))
            text_face = inks.face("label" if column.strong else "tick", 600 if column.strong else 400, tabular=True)
            for name, text, role in zip(panel.y.names, column.texts, column.roles, strict=True):
                baseline = frame.at_y(name.at) + text_face.cap / 2.0
                words.append(ending(right, baseline, text, text_face, inks.ink(role)))
            right -= column_width + COLUMN_GAP_PX
    return words


def furniture(figure: Figure, arrangement: Arrangement, inks: Inks) -> Drawing:
    """Lines, ticks and names of all panels."""
    drawing = Drawing()
    for panel, frame in zip(figure.panels, arrangement.frames, strict=True):
        _lines(panel, frame, inks, drawing)
        _legend(panel, frame, _legend_end(panel, arrangement, inks), inks, drawing)
        _y_axis(panel, frame, inks, drawing)
        if not frame.shares_x:
            _x_axis(panel, frame, arrangement.width, inks, drawing)
        if panel.title:
            face = inks.face("label", 500)
            above = frame.plot.top() - 0.85 * face.px
            drawing.write(Words(float(inks.theme.sizes.padding), above, panel.title, face, inks.panel_title))
    return drawing


def _lines(panel: Panel, frame: Frame, inks: Inks, drawing: Drawing) -> None:
    """Horizontal lines at the ticks of y, or upright ones where the values run sideways; zero is darker."""
    if any(isinstance(mark, Field) for mark in panel.marks):
        return
    plot = frame.plot
    plain, zero = inks.pen(inks.rule, THIN_PX), inks.pen(inks.zero, THIN_PX)
    if panel.y.ticks == "names":
        for tick in ticks_of(frame.ranges.x, panel.x.ticks, frame.most_x):
            x = frame.middle(frame.at_x(tick))
            drawing.strokes.append(Stroke(x, plot.top(), x, plot.bottom(), zero if tick == 0.0 else plain))
        return
    for tick in ticks_of(frame.ranges.y, panel.y.ticks, frame.most_y):
        y = frame.middle(frame.at_y(tick))
        drawing.strokes.append(Stroke(plot.left(), y, plot.right(), y, zero if tick == 0.0 else plain))


def _legend_end(panel: Panel, arrangement: Arrangement, inks: Inks) -> float:
    """Where the first column's header begins, or the card ends."""
    right = arrangement.width - float(inks.theme.sizes.padding)
    if not panel.columns:
        return right
    others = sum(width + COLUMN_GAP_PX for width in column_widths(panel, inks)[1:])
    return right - others - inks.face("tick").width(panel.columns[0].header) - LEGEND_GAP_PX


def _legend(panel: Panel, frame: Frame, end: float, inks: Inks, drawing: Drawing) -> None:
    """A square of each fill and its word, in one line above the plot, as many as fit."""
    face = inks.face("tick")
    x, baseline = float(inks.theme.sizes.padding), frame.plot.top() - HEADER_LIFT * face.px
    side = face.cap
    for word, role in panel.legend:
        words = Words(x + side + LEGEND_GAP_PX, baseline, word, face, inks.tick)
        if words.box.right() > end:
            return
        square = QRectF(frame.edge(x), frame.edge(baseline - side), round(side), round(side))
        drawing.shapes.append((QPolygonF(square), inks.bar(role)))
        drawing.write(words)
        x = words.box.right() + 2.0 * LEGEND_GAP_PX


def _y_axis(panel: Panel, frame: Frame, inks: Inks, drawing: Drawing) -> None:
    if panel.y.ticks == "names":
        _row_names(panel.y, frame, inks, drawing)
        return
    if panel.y.label:
        label = inks.face("tick")
        above = frame.plot.top() - HEADER_LIFT * label.px
        drawing.write(Words(float(inks.theme.sizes.padding), above, panel.y.label, label, inks.tick))
    face = inks.face("tick", tabular=True)
    ticks = ticks_of(frame.ranges.y, panel.y.ticks, frame.most_y)
    for tick, text in zip(ticks, tick_texts(ticks, panel.y.ticks, panel.y.last_tick_suffix), strict=True):
        baseline = frame.at_y(tick) + face.cap / 2.0
        drawing.write(ending(frame.plot.left() - TICK_GAP_PX, baseline, text, face, inks.tick))


def _row_names(axis: Axis, frame: Frame, inks: Inks, drawing: Drawing) -> None:
    detail = inks.face("tick")
    x = float(inks.theme.sizes.padding)
    row_px = frame.plot.height() / max(1, len(axis.names))
    for name in axis.names:
        face = inks.face("label", 600 if name.strong else 400)
        middle = frame.at_y(name.at)
        two_lines = bool(name.detail) and row_px >= face.px + detail.px + 3.5
        baseline = middle - 0.2 * face.px if two_lines else middle + face.cap / 2.0
        drawing.write(Words(x, baseline, name.text, face, inks.ink("ink")))
        if two_lines:
            drawing.write(Words(x, middle + 1.07 * detail.px, name.detail, detail, inks.ink("rest")))


def _x_axis(panel: Panel, frame: Frame, width: float, inks: Inks, drawing: Drawing) -> None:
    face, plot = inks.face("tick", tabular=panel.x.ticks != "month"), frame.plot
    baseline = plot.bottom() + 1.55 * face.px
    if panel.x.ticks == "names":
        _column_names(panel.x, frame, baseline, inks, drawing)
        baseline += 1.36 * face.px
    else:
        ticks = ticks_of(frame.ranges.x, panel.x.ticks, frame.most_x)
        texts = tick_texts(ticks, panel.x.ticks, panel.x.last_tick_suffix)
        marked = panel.y.ticks != "names" and not any(isinstance(mark, Field) for mark in panel.marks)
        for tick, text in zip(ticks, texts, strict=True):
            x = frame.middle(frame.at_x(tick))
            if marked:
                pen = inks.pen(inks.zero, THIN_PX)
                drawing.strokes.append(Stroke(x, plot.bottom(), x, plot.bottom() + TICK_MARK_PX, pen))
            bare = text.removesuffix(panel.x.last_tick_suffix) if panel.x.last_tick_suffix else text
            left = min(x - face.width(bare) / 2.0, width - 0.5 * inks.theme.sizes.padding - face.width(text))
            drawing.write(Words(left, baseline, text, face, inks.tick))
    if panel.x.label:
        below = baseline + (1.36 * face.px if panel.x.ticks != "none" else 0.0)
        drawing.write(centred(plot.center().x(), below, panel.x.label, face, inks.tick))


def _column_names(axis: Axis, frame: Frame, baseline: float, inks: Inks, drawing: Drawing) -> None:
    """Names below upright bars: two lines where they fit, else staggered in two rows."""
    faces = [inks.face("tick", 600 if name.strong else 400) for name in axis.names]
    slot = frame.plot.width() / max(1, len(axis.names))
    row = 1.36 * inks.face("tick").px
    wrapped = [_lines_of(name, face, slot) for name, face in zip(axis.names, faces, strict=True)]
    fit = all(
        (_wide(lines, face) + _wide(after, next_face)) / 2.0 + NAMES_APART_PX <= slot
        for lines, after, face, next_face in zip(wrapped, wrapped[1:], faces, faces[1:], strict=False)
    )
    for index, (name, lines, face) in enumerate(zip(axis.names, wrapped, faces, strict=True)):
        x = frame.at_x(name.at)
        colour = inks.ink("ink") if name.strong else inks.tick
        if fit:
            for number, line in enumerate(lines):
                drawing.write(centred(x, baseline + number * row, line, face, colour))
            continue
        # The neighbours in the same row are two places away; what they leave is this name's.
        others = [_one_line(axis.names[j], faces[j]) for j in (index - 2, index + 2) if 0 <= j < len(axis.names)]
        room = 4.0 * slot - max((wide for _, wide in others), default=0.0) - 2.0 * NAMES_APART_PX
        text = face.cut(_one_line(name, face)[0], max(room, slot))
        drawing.write(centred(x, baseline + (index % 2) * row, text, face, colour))


def _lines_of(name: Name, face: Face, slot: float) -> list[str]:
    """A name on one line, or on two where it says so or is wider than its place."""
    if name.detail:
        return [name.text, name.detail]
    if "\n" in name.text:
        return name.text.split("\n")
    words = name.text.split(" ")
    if face.width(name.text) <= slot or len(words) == 1:
        return [name.text]
    halves = [[" ".join(words[:first]), " ".join(words[first:])] for first in range(1, len(words))]
    return min(halves, key=lambda lines: _wide(lines, face))


def _one_line(name: Name, face: Face) -> tuple[str, float]:
    text = f"{name.text} {name.detail}".replace("\n", " ").strip()
    return text, face.width(text)


def _wide(lines: list[str], face: Face) -> float:
    return max(face.width(line) for line in lines)
