"""Words with a choice of places: captions of rules, labels of points, notes. The least crowded place wins."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QRectF

from planner.figure import Anchor, Array, Note, Panel, Points, Role, Rule
from ui.figure_view.drawing import Drawing, Stroke, Words
from ui.figure_view.frames import RULE_OVERSHOOT_PX, Frame
from ui.figure_view.inks import DATA_PX, THIN_PX, Face, Inks, PenStyle
from ui.figure_view.marks import point_radii

CAPTION_GAP_PX = 5.0
SHORTEST_STROKE_PX = 4.0
_TAKEN_SHARE = 0.05
_ON_WORDS_COST = 2.0  # any touch of other words is worse than to stand on a curve, a rule and bars
_FREE_COST = 0.5  # half on bubbles, or a curve across most of it
_WORDS_COST, _SOFT_COST, _CURVE_COST, _RULE_COST, _OUTSIDE_COST = 10.0, 1.0, 0.6, 0.7, 20.0


@dataclass(slots=True)
class Crowd:
    """What words should keep off: other words strictly, bars and curves where they can."""

    drawing: Drawing
    soft: list[QRectF]
    curves: list[tuple[Array, Array]]
    rules: list[QRectF]
    traces: list[Array]  # points of lines that may turn back, shape (point, 2)

    def cost(self, box: QRectF) -> float:
        """How bad a place is; 0 is free."""
        area = max(1.0, box.width() * box.height())
        taken = self.drawing.crowding(box)
        cost = _WORDS_COST * taken / area + (_ON_WORDS_COST if taken else 0.0)
        for other in self.soft:
            if box.intersects(other):
                both = box.intersected(other)
                cost += _SOFT_COST * both.width() * both.height() / area
        cost += _RULE_COST * sum(box.adjusted(-2.0, 0.0, 2.0, 0.0).intersects(rule) for rule in self.rules)
        at = np.linspace(box.left(), box.right(), 5)
        for x, y in self.curves:
            if x[0] <= box.right() and x[-1] >= box.left():
                heights = np.interp(at, x, y)
                cost += _CURVE_COST * float(np.mean((heights > box.top() - 1.0) & (heights < box.bottom() + 1.0)))
        for trace in self.traces:
            low, high = (box.left() - 2.0, box.top() - 2.0), (box.right() + 2.0, box.bottom() + 2.0)
            cost += _CURVE_COST * bool(((trace > low) & (trace < high)).all(axis=1).any())
        return cost

    def write_best(
        self,
        places: list[Words],
        bounds: QRectF,
        strong: bool,
        inks: Inks,
        key: tuple[int, int] | None = None,
        choices: dict[tuple[int, int], int] | None = None,
    ) -> Words | None:
        """Write the words at their cheapest place, earlier places first; a kept choice is taken again while it is free.

        Words that are not strong are left out where every place is taken: the table and the sentence have them.
        """
        chosen = choices.get(key) if choices is not None and key is not None else None
        if chosen is None or chosen >= len(places) or self.drawing.crowding(places[chosen].box):
            costs = []
            for rank, words in enumerate(places):
                outside = 0.0 if bounds.contains(words.box) else _OUTSIDE_COST
                costs.append(self.cost(words.box) + outside + 0.02 * rank)
                if costs[-1] <= 0.02 * rank:
                    break
            chosen = min(range(len(costs)), key=costs.__getitem__)
        if choices is not None and key is not None:
            choices[key] = chosen
        words = places[chosen]
        if not strong and self.drawing.crowding(words.box) > _TAKEN_SHARE * words.box.width() * words.box.height():
            return None
        veil(self.drawing, words, inks)
        self.drawing.write(words)
        return words

    def write_free(self, places: list[Words], bounds: QRectF) -> None:
        """Write the words, without a veil, at the place with the least under them; not at all on words or curves."""
        costs = [(self.cost(words.box), rank) for rank, words in enumerate(places) if bounds.contains(words.box)]
        cost, rank = min(costs, default=(_OUTSIDE_COST, 0))
        if cost <= _FREE_COST:
            self.drawing.write(places[rank])


def veil(drawing: Drawing, words: Words, inks: Inks) -> None:
    """Lay the surface, hardly seen through, behind words: lines and bars under them strike none of them out."""
    drawing.veils.append((words.box.adjusted(-2.0, 0.0, 2.0, 0.0), inks.veil))


def rule_captions(
    rules: list[tuple[int, Rule]],
    number: int,
    panel: Panel,
    frame: Frame,
    width: float,
    inks: Inks,
    crowd: Crowd,
    choices: dict[tuple[int, int], int],
) -> None:
    """Write the captions of all rules of a panel."""
    pad = float(inks.theme.sizes.padding) / 2.0
    bounds = QRectF(pad, 0.0, width - 2.0 * pad, frame.plot.bottom())
    levels = sorted(rule.at for _, rule in rules if rule.axis == "y" and rule.caption)
    for index, rule in rules:
        if not rule.caption or not _is_inside(rule, frame):
            continue
        face = inks.face("tick", 600 if rule.strong else 500 if rule.role == "ink" else 400)
        colour = inks.ink("rest" if rule.role == "ink" and rule.axis == "x" else _caption_role(rule.role))
        if rule.axis == "x":
            places = _places_beside(rule, frame, face)
        else:
            # Of two rules close together the upper has its caption above, the lower below.
            below_first = len(levels) > 1 and rule.at == levels[0]
            places = _places_along(rule, frame, face, below_first)
        crowd.write_best(
            [Words(x, y, rule.caption, face, colour) for x, y in places],
            bounds,
            rule.strong,
            inks,
            (number, index),
            choices,
        )


def _places_beside(rule: Rule, frame: Frame, face: Face) -> list[tuple[float, float]]:
    x, plot = frame.at_x(rule.at), frame.plot
    right, left = x + CAPTION_GAP_PX, x - CAPTION_GAP_PX - face.width(rule.caption)
    first = plot.top() - 3.0 if rule.caption_at == 0.0 else plot.top() + rule.caption_at * plot.height() + face.cap
    step = 1.28 * face.px
    downwards = [first + count * step for count in range(5)]
    return [(right, y) for y in downwards] + [(left, y) for y in downwards[:3]]


def _places_along(rule: Rule, frame: Frame, face: Face, below_first: bool) -> list[tuple[float, float]]:
    y, plot = frame.at_y(rule.at), frame.plot
    room = max(0.0, plot.width() - face.width(rule.caption) - 2 * CAPTION_GAP_PX)
    above, below = y - 0.42 * face.px, y + 0.42 * face.px + face.cap
    sides = (below, above) if below_first else (above, below)
    shares = [rule.caption_at, *(share for share in (0.0, 0.3, 0.6, 1.0) if share != rule.caption_at)]
    return [(plot.left() + CAPTION_GAP_PX + share * room, side) for share in shares for side in sides]


def rule_strokes(
    rules: list[tuple[int, Rule]],
    rules_above: list[Rule],
    frame: Frame,
    frame_above: Frame | None,
    inks: Inks,
    drawing: Drawing,
) -> None:
    """Draw the rules; an upright one runs on from the panel above, and leaves out what words in its way cover."""
    plot = frame.plot
    for _, rule in rules:
        if not _is_inside(rule, frame):
            continue
        width = DATA_PX if rule.strong else THIN_PX
        style: PenStyle = "dashed" if rule.role == "baseline" else rule.style
        pen = inks.pen(inks.stroke(rule.role), width, style)
        if rule.axis == "y":
            y = frame.middle(frame.at_y(rule.at))
            drawing.strokes.append(Stroke(plot.left(), y, plot.right(), y, pen))
            continue
        x = frame.middle(frame.at_x(rule.at))
        continued = frame_above is not None and any(
            other.axis == "x" and other.at == rule.at and other.style == rule.style for other in rules_above
        )
        top = plot.top() - (RULE_OVERSHOOT_PX + 4.0 if rule.caption and rule.caption_at == 0.0 else 0.0)
        if continued and frame_above is not None:
            top = frame_above.plot.bottom()
        for start, end in _gaps_left(x, top, plot.bottom(), drawing.taken):
            drawing.strokes.append(Stroke(x, start, x, end, pen))


def _gaps_left(x: float, top: float, bottom: float, taken: list[QRectF]) -> list[tuple[float, float]]:
    """The stretches of an upright line that run through no words."""
    blocked = sorted(
        (box.top() - 2.0, box.bottom() + 2.0)
        for box in taken
        if box.left() - 2.0 < x < box.right() + 2.0 and box.bottom() > top and box.top() < bottom
    )
    stretches = []
    for start, end in [*blocked, (bottom, bottom)]:
        if start - top > SHORTEST_STROKE_PX:
            stretches.append((top, start))
        top = max(top, end)
    return stretches


def point_boxes(mark: Points, frame: Frame, inks: Inks) -> list[QRectF]:
    """What the points of a mark cover."""
    places = zip(mark.x.tolist(), mark.y.tolist(), point_radii(mark, inks), strict=True)
    return [QRectF(frame.at_x(x), frame.at_y(y), 0.0, 0.0).adjusted(-r - 1, -r - 1, r + 1, r + 1) for x, y, r in places]


def point_labels(
    mark: Points, key: tuple[int, int], frame: Frame, inks: Inks, crowd: Crowd, choices: dict[tuple[int, int], int]
) -> None:
    """Write the labels of points, at the wished side or the next free one; the side of a first point is kept.

    A bubble hides none of its neighbours behind a name: where no side is free the name is left to mouse and table.
    """
    face = inks.face("label", 600 if mark.strong else 400)
    radii = [radius + 1.0 for radius in point_radii(mark, inks)]
    room = frame.plot.adjusted(-1.0, -1.0, 1.0, 1.0)
    labelled = list(zip(mark.x.tolist(), mark.y.tolist(), mark.labels, strict=False))
    for place in sorted(range(len(labelled)), key=lambda place: -radii[place]):
        x, y, label = labelled[place]
        at_x, at_y = frame.at_x(x), frame.at_y(y)
        if label and room.contains(at_x, at_y):
            gap = radii[place] + 4.0
            anchors: list[Anchor] = [mark.anchor, *(a for a in _ANCHORS if a != mark.anchor)]
            places = [_ANCHORS[anchor](at_x, at_y, face.width(label), face, gap) for anchor in anchors]
            written = [Words(px, py, label, face, inks.ink(mark.role)) for px, py in places]
            if mark.sizes is not None:
                crowd.write_free(written, frame.plot)
            else:
                crowd.write_best(written, frame.plot, mark.strong, inks, None if place else key, choices)


def note(
    mark: Note,
    key: tuple[int, int],
    panel: Panel,
    frame: Frame,
    width: float,
    inks: Inks,
    crowd: Crowd,
    choices: dict[tuple[int, int], int],
) -> None:
    """Write a note and its leader; a crowded note moves up or down by whole lines, but never to another name's row."""
    face = inks.face("label" if mark.strong else "tick", 600 if mark.strong else 400)
    x, y = frame.at_x(mark.x), frame.at_y(mark.y)
    pad = float(inks.theme.sizes.padding)
    # Words begin within the plot, and end there too where labels or columns follow.
    plot = frame.plot
    ends_in_plot = bool(panel.columns) or panel.end_labels
    text = mark.text
    if ends_in_plot and mark.anchor == "right":
        room = plot.right() - x - CAPTION_GAP_PX
        wordings = (mark.text, *mark.shorter)
        text = face.cut(next((words for words in wordings if face.width(words) <= room), wordings[-1]), room)
    wide = face.width(text)
    has_leader = mark.leader_to_y is not None
    px, py = _ANCHORS[mark.anchor](x, y, wide, face, CAPTION_GAP_PX if mark.anchor in ("left", "right") else 3.0)
    px = min(max(px, plot.left() + 2.0), (plot.right() if ends_in_plot else width - pad) - wide)
    step = 1.28 * face.px
    # Words may move by lines, except in rows of names.
    shifts: tuple[float, ...] = (0.0, -1.0, -2.0, 1.0, -3.0, 2.0)
    if panel.y.ticks == "names" and not has_leader:
        shifts = (0.0,)
    low, high = plot.top() + face.cap - 4.0, plot.bottom() - 2.0
    places = [
        Words(px, min(max(py + shift * step, low), high), text, face, inks.ink(_caption_role(mark.role)))
        for shift in shifts
    ]
    if not has_leader and mark.anchor in ("above", "below"):
        _, other = _ANCHORS["below" if mark.anchor == "above" else "above"](x, y, wide, face, 3.0)
        places.append(Words(px, min(max(other, low), high), text, face, inks.ink(_caption_role(mark.role))))
    bounds = QRectF(pad / 2.0, 0.0, width - pad, frame.plot.bottom())
    written = crowd.write_best(places, bounds, mark.strong, inks, key, choices)
    if written is None or mark.leader_to_y is None:
        return
    to_y = frame.at_y(mark.leader_to_y)
    at = frame.middle(x)
    box = written.box
    beside = not box.left() - 1.0 <= at <= box.right() + 1.0
    start = box.center().y() if beside else box.bottom() + 1.0 if to_y > box.center().y() else box.top() - 1.0
    crowd.drawing.strokes.append(Stroke(at, start, at, to_y, inks.pen(inks.stroke(mark.role), THIN_PX)))


def _caption_role(role: Role) -> Role:
    return "rest" if role in ("total", "baseline") else role


def _is_inside(rule: Rule, frame: Frame) -> bool:
    span = frame.ranges.x if rule.axis == "x" else frame.ranges.y
    return span.low <= rule.at <= span.high


# Left end and baseline of words at each side of a place, `gap` pixels away.
_ANCHORS: dict[Anchor, Callable[[float, float, float, Face, float], tuple[float, float]]] = {
    "right": lambda x, y, width, face, gap: (x + gap, y + face.cap / 2.0),
    "below": lambda x, y, width, face, gap: (x - width / 2.0, y + gap + face.cap),
    "above": lambda x, y, width, face, gap: (x - width / 2.0, y - gap),
    "left": lambda x, y, width, face, gap: (x - gap - width, y + face.cap / 2.0),
    "centre": lambda x, y, width, face, gap: (x - width / 2.0, y + face.cap / 2.0),
    "inside_bottom": lambda x, y, width, face, gap: (x - width / 2.0, y - gap),
}
