"""A figure as graphics items: made once per mark slot, then handed each new figure. For screen and paper alike."""

from __future__ import annotations

from typing import Final

from PySide6.QtWidgets import QGraphicsScene

from planner.figure import Band, Bars, Field, Figure, Line, Mark, Points
from ui.figure_view.drawing import Drawing, centred
from ui.figure_view.field import FieldItem
from ui.figure_view.frames import Arrangement, Placing, Ranges, arrange
from ui.figure_view.furniture import columns, furniture, header
from ui.figure_view.handles import handle_strokes, thumbs
from ui.figure_view.inks import Inks, inks_for
from ui.figure_view.layers import BackLayer, FrontLayer, PlotArea
from ui.figure_view.lettering import Choices, Placed, lettering
from ui.figure_view.marks import BandItem, BarsItem, LineItem, PointsItem, point_radii
from ui.theme import Theme

SlotItem = LineItem | BandItem | BarsItem | PointsItem | FieldItem

_MAKERS: Final[dict[type, type[SlotItem]]] = {
    Line: LineItem, Band: BandItem, Bars: BarsItem, Points: PointsItem, Field: FieldItem,
}  # fmt: skip
_GHOSTS_ABOVE: Final = 1000.0


class FigureItems:
    """The items of one figure in one scene."""

    def __init__(self, scene: QGraphicsScene) -> None:
        self._scene = scene
        self.back, self.front = BackLayer(), FrontLayer()
        scene.addItem(self.back)
        scene.addItem(self.front)
        self.areas: list[PlotArea] = []
        self.slots: list[list[SlotItem | None]] = []
        self.arrangement: Arrangement | None = None
        self._choices: Choices = {}
        self._furniture_key: tuple[object, ...] = ()

    @property
    def ranges(self) -> tuple[Ranges, ...]:
        """What each panel shows now."""
        return () if self.arrangement is None else tuple(frame.ranges for frame in self.arrangement.frames)

    def ranges_at_rest(
        self, figure: Figure, width: float, height: float, theme: Theme, pixel: float
    ) -> tuple[Ranges, ...]:
        """What each panel of a figure shows once nothing is dragged."""
        arrangement = arrange(figure, width, height, inks_for(theme, stale=False), (), False, pixel)
        return tuple(frame.ranges for frame in arrangement.frames)

    def show(
        self,
        figure: Figure,
        width: float,
        height: float,
        theme: Theme,
        *,
        stale: bool = False,
        draft: bool = False,
        frozen: bool = False,
        ranges: tuple[Ranges | None, ...] | None = None,
        pixel: float = 1.0,
    ) -> None:
        """Draw a figure in a card of `width` × `height` pixels.

        Parameters
        ----------
        draft
            Without smooth edges, for motion.
        frozen
            Keep the ranges shown until now, or those in `ranges`.
        pixel
            The size of a device pixel in the scene's pixels.
        """
        inks = inks_for(theme, stale)
        if figure.empty or not figure.panels:
            self._show_empty(figure, width, height, inks)
            return
        before = ranges if ranges is not None else self.ranges
        widths = self.arrangement.end_label_widths if self.arrangement is not None else (0.0, 0.0)
        arrangement = arrange(figure, width, height, inks, before, frozen, pixel, widths)
        if arrangement == self.arrangement:
            arrangement = self.arrangement  # the same object: what stands still is then seen at a glance
        self.arrangement = arrangement
        placed = self._show_marks(figure, arrangement, inks, draft)
        self._show_furniture(figure, arrangement, inks)
        front = self.front
        beside = columns(figure, arrangement, inks)
        front.heading = [*header(figure, arrangement, inks), *beside]
        front.thumbs = [] if theme.on_paper else thumbs(figure, arrangement)
        taken = [*self.back.drawing.taken, *(words.box for words in beside), *(box for _, box, _ in front.thumbs)]
        front.drawing = lettering(figure, arrangement, inks, placed, taken, self._choices, frozen and ranges is None)
        front.drawing.strokes.extend([] if theme.on_paper else handle_strokes(figure, arrangement, inks))
        front.show_size(width, height, inks)

    def refine(self, draft: bool) -> None:
        """Draw what is shown fast or fully."""
        for slots in self.slots:
            for item in slots:
                if item is not None and item.isVisible():
                    item.refine(draft)

    def _show_marks(self, figure: Figure, arrangement: Arrangement, inks: Inks, draft: bool) -> Placed:
        placed: Placed = {}
        for number, (panel, frame) in enumerate(zip(figure.panels, arrangement.frames, strict=True)):
            if number == len(self.areas):
                area = PlotArea()
                self._scene.addItem(area)
                self.areas.append(area)
                self.slots.append([])
            self.areas[number].setVisible(True)
            radii = [max(point_radii(mark, inks), default=0.0) for mark in panel.marks if isinstance(mark, Points)]
            margin = max(8.0, max(radii) + 2.0) if radii else 1.0
            self.areas[number].show_at(frame.plot.adjusted(-margin, -margin, margin, margin))
            sideways = panel.y.ticks == "names"
            for index, mark in enumerate(panel.marks):
                item = self._slot(number, index, mark)
                if item is None:
                    continue
                placing = Placing(frame, inks, draft, sideways)
                item.place(mark, placing)  # type: ignore[arg-type]  # the slot's item was made for this kind of mark
                placed[(number, index)] = item
            for extra in self.slots[number][len(panel.marks) :]:
                if extra is not None:
                    extra.setVisible(False)
        for area in self.areas[len(figure.panels) :]:
            area.setVisible(False)
        return placed

    def _slot(self, number: int, index: int, mark: Mark) -> SlotItem | None:
        """The item of a slot; made at the first sight of a mark, or where the slot's kind of mark changed."""
        slots = self.slots[number]
        maker = _MAKERS.get(type(mark))
        while len(slots) <= index:
            slots.append(None)
        item = slots[index]
        if item is not None and (maker is None or type(item) is not maker):
            self._scene.removeItem(item)
            item = slots[index] = None
        if item is None and maker is not None:
            item = slots[index] = maker()
            item.setParentItem(self.areas[number])
        if item is not None:
            item.setVisible(True)
            ghost = isinstance(mark, Bars) and mark.roles.count("baseline") == len(mark.roles)
            item.setZValue(index + (_GHOSTS_ABOVE if ghost else 0.0))
        return item

    def _show_furniture(self, figure: Figure, arrangement: Arrangement, inks: Inks) -> None:
        standing = tuple(
            (
                panel.title,
                panel.x.ticks,
                panel.x.label,
                panel.x.names,
                panel.x.last_tick_suffix,
                panel.y.ticks,
                panel.y.names,
                panel.y.label,
                panel.legend,
            )
            for panel in figure.panels
        )
        key = (inks, arrangement, standing)
        if key != self._furniture_key:
            self._furniture_key = key
            self.back.show_drawing(furniture(figure, arrangement, inks), arrangement.width, arrangement.height, inks)

    def _show_empty(self, figure: Figure, width: float, height: float, inks: Inks) -> None:
        for area in self.areas:
            area.setVisible(False)
        self.arrangement = None
        self._furniture_key = ()
        pad = float(inks.theme.sizes.padding)
        title, subtitle, face = inks.face("title", 600), inks.face("subtitle"), inks.face("label")
        baseline = pad + title.cap + 1.0
        blank = Arrangement(width, height, baseline, baseline + 1.6 * subtitle.px, 0.0, (), (0.0, 0.0))
        self.back.show_drawing(Drawing(), width, height, inks)
        self.front.heading = header(figure, blank, inks)
        self.front.thumbs = []
        drawing = Drawing()
        lines = _lines_of(figure.empty, width - 4.0 * pad - 8.0, inks)
        first = height / 2.0 - (len(lines) - 1) * 0.7 * face.px
        for number, line in enumerate(lines):
            drawing.write(centred(width / 2.0, first + number * 1.4 * face.px, line, face, inks.ink("rest")))
        self.front.drawing = drawing
        self.front.show_size(width, height, inks)


def _lines_of(text: str, room: float, inks: Inks) -> list[str]:
    face = inks.face("label")
    lines: list[str] = []
    for word in text.split():
        if lines and face.width(f"{lines[-1]} {word}") <= room:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines
