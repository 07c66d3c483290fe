"""Texts of bars: inside where they fit, above or below free of ghosts and neighbours."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor

from planner.figure import Anchor, Bars, BarText
from ui.figure_view.captions import veil
from ui.figure_view.drawing import Drawing, Words
from ui.figure_view.frames import Frame
from ui.figure_view.inks import Face, Inks
from ui.figure_view.marks import BarsItem

OUTSIDE_GAP_PX = 5.0
INSIDE_MARGIN_PX = 2.0
_LINE = 1.28
_FARTHEST_LINES = 4.0  # further than this from its bar a text would belong to nothing


def bar_texts(bars: list[tuple[Bars, BarsItem]], frame: Frame, inks: Inks, drawing: Drawing) -> None:
    """Write the texts of all bars of a panel, given with the items that have their boxes in pixels.

    Several texts of one bar with the same anchor inside it are alternatives: the first that fits is written.
    """
    ghosts = [box for _, item in bars for box in item.ghosts]
    for mark, item in bars:
        for index, texts in enumerate(mark.texts):
            if not texts:
                continue
            written: set[Anchor] = set()
            for text in texts:
                if text.anchor in written:
                    continue
                box, fill = item.boxes[index], inks.bar(mark.roles[index])
                if text.anchor in ("centre", "inside_bottom"):
                    done = _inside(text, box, fill, inks, drawing)
                else:
                    done = _outside(text, box, ghosts, frame, inks, drawing)
                if done:
                    written.add(text.anchor)


def _inside(text: BarText, box: QRectF, fill: QColor, inks: Inks, drawing: Drawing) -> bool:
    """Write the text as stated; where it does not fit, on two lines, then upright."""
    face = inks.face("tick", 600 if text.strong else 500)
    settings = _settings(text)
    fitting = next((setting for setting in settings if _fits(setting, box, face)), None)
    if fitting is None:
        if text.if_fits:
            return False
        fitting = settings[0]
    colour = inks.on(fill)  # whatever its role: quiet words are made for the surface
    lines, upright = fitting
    across = _across(lines, face)
    bottom = box.bottom() - 0.55 * face.px
    for number, line in enumerate(lines):
        offset = number * _LINE * face.px
        length = face.width(line)
        if upright:
            x = box.center().x() - across / 2.0 + face.cap + offset
            start = bottom if text.anchor == "inside_bottom" else box.center().y() + length / 2.0
            drawing.write(Words(x, start, line, face, colour, angle=-90.0))
        else:
            last = bottom if text.anchor == "inside_bottom" else box.center().y() + across / 2.0
            baseline = last - across + face.cap + offset
            drawing.write(Words(box.center().x() - length / 2.0, baseline, line, face, colour))
    return True


def _settings(text: BarText) -> list[tuple[list[str], bool]]:
    """Ways to set a text, best first: its lines, and whether upright."""
    if "\n" in text.text:
        lines = text.text.split("\n")
        return [(lines, text.vertical), ([" ".join(lines)], True), ([lines[0]], True)]
    words = text.text.split(" ")
    level = [([" ".join(words[:first]), " ".join(words[first:])], False) for first in range(1, len(words))]
    upright: tuple[list[str], bool] = ([text.text], True)  # whole: cut names would be those of other bars
    return [*level, upright] if text.vertical else [([text.text], False), *level, upright]


def _across(lines: list[str], face: Face) -> float:
    return (len(lines) - 1) * _LINE * face.px + face.cap


def _fits(setting: tuple[list[str], bool], box: QRectF, face: Face) -> bool:
    lines, upright = setting
    along, across = max(face.width(line) for line in lines), _across(lines, face)
    width, height = (across, along) if upright else (along, across)
    return width + 2 * INSIDE_MARGIN_PX <= box.width() and height + 4 * INSIDE_MARGIN_PX <= box.height()


def _outside(text: BarText, box: QRectF, ghosts: list[QRectF], frame: Frame, inks: Inks, drawing: Drawing) -> bool:
    face = inks.face("label", 600 if text.strong else 500, tabular=True)
    width = face.width(text.text)
    colour = inks.ink(text.role)
    if text.anchor in ("left", "right"):
        baseline = box.center().y() + face.cap / 2.0
        x = box.right() + OUTSIDE_GAP_PX if text.anchor == "right" else box.left() - OUTSIDE_GAP_PX - width
        near = [ghost for ghost in ghosts if ghost.top() < box.center().y() < ghost.bottom()]
        if text.anchor == "right" and near:
            x = max(x, max(ghost.right() for ghost in near) + OUTSIDE_GAP_PX)
        drawing.write(Words(x, baseline, text.text, face, colour))
        return True
    x = box.center().x() - width / 2.0
    x = min(max(x, frame.plot.left()), max(frame.plot.left(), frame.plot.right() - width))
    baseline = _beyond(text.anchor, box, ghosts, width, face)
    words = Words(x, baseline, text.text, face, colour)
    step = -_LINE * face.px if text.anchor == "above" else _LINE * face.px
    for _ in range(2):
        if drawing.is_free(words.box):
            break
        words.baseline += step
    words.baseline = min(max(words.baseline, frame.plot.top() + 0.5 * face.cap), frame.plot.bottom() - 2.0)
    veil(drawing, words, inks)
    drawing.write(words)
    return True


def _beyond(anchor: Anchor, box: QRectF, ghosts: list[QRectF], width: float, face: Face) -> float:
    """The baseline above or below a bar, past ghosts that would run through the words where they end nearby."""
    direction = -1.0 if anchor == "above" else 1.0
    edge = start = box.top() if anchor == "above" else box.bottom()
    reach = face.cap + 2.0 * OUTSIDE_GAP_PX
    for ghost in sorted(ghosts, key=lambda ghost: direction * ghost.center().y()):
        if not ghost.left() <= box.center().x() <= ghost.right():
            continue
        near, far = (ghost.bottom(), ghost.top()) if anchor == "above" else (ghost.top(), ghost.bottom())
        ends_in_words = 0.0 < direction * (far - edge) < reach
        begins_in_words = 0.0 < direction * (near - edge) < reach
        around_words = direction * (near - edge) <= 0.0 < direction * (far - edge) and width > ghost.width() - 4.0
        if not (ends_in_words or begins_in_words or around_words):
            continue
        if direction * (far - start) <= _FARTHEST_LINES * face.px:
            edge = far
    return edge - OUTSIDE_GAP_PX if anchor == "above" else edge + OUTSIDE_GAP_PX + face.cap
