"""Words in a chart can be read: nothing strikes them out, none is cut to another's name, titles keep their number."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QGraphicsScene

from planner.figure import Axis, Bars, BarText, Field, Figure, Note, Panel, Rule, frozen
from planner.figures import FIGURES
from planner.figures.margin_bridge import margin_bridge
from planner.figures.merit_order_own import merit_order_own
from planner.figures.projection import projection
from planner.figures.site_margin import site_margin
from planner.outcome import Outcome
from tests.planner.figures.outcomes import SiteCase, by_hand, six_sites
from tests.ui import example_figures
from ui.figure_view.drawing import Words
from ui.figure_view.items import FigureItems
from ui.theme import LIGHT_THEME, Theme, theme_named

NARROW = theme_named("light", 1366)
CARD_1366, CARD_1180 = (352.0, 286.0), (285.0, 286.0)


@pytest.fixture
def scene(qapp: object) -> Iterator[QGraphicsScene]:
    scene = QGraphicsScene()
    yield scene
    scene.clear()


def drawn(
    scene: QGraphicsScene, figure: Figure, card: tuple[float, float] = CARD_1366, theme: Theme = NARROW
) -> FigureItems:
    items = FigureItems(scene)
    items.show(figure, *card, theme)
    return items


def texts(words: list[Words]) -> list[str]:
    return [line.text for line in words]


def losing(**stated: object) -> Outcome:
    return six_sites(baseline=six_sites(name="Board plan 2026-05", hashprice=36.0), hashprice=21.0, **stated)


def test_an_upright_rule_leaves_out_the_words_in_its_way(scene: QGraphicsScene) -> None:
    items = drawn(scene, projection(six_sites(halving=2.0)))
    assert "Cumulative free cash" in texts(items.back.drawing.words)
    upright = [stroke for stroke in items.front.drawing.strokes if stroke.x1 == stroke.x2]
    boxes = [line.box for line in (*items.back.drawing.words, *items.front.drawing.words)]
    assert len(upright) >= 2
    for stroke in upright:
        line = QRectF(stroke.x1 - 0.5, min(stroke.y1, stroke.y2), 1.0, abs(stroke.y2 - stroke.y1))
        assert not any(line.intersects(box) for box in boxes)


def test_no_words_stand_under_the_thumb(scene: QGraphicsScene) -> None:
    items = drawn(scene, merit_order_own(six_sites()))
    ((_, thumb, _),) = items.front.thumbs
    notes = [line.box for line in items.front.drawing.words if "earns" in line.text or "Hashprice" in line.text]
    assert len(notes) == 2
    assert not any(box.intersects(thumb) for box in notes)


def test_captions_notes_and_values_have_a_veil(scene: QGraphicsScene) -> None:
    for figure, words in (
        (merit_order_own(losing()), "Hashprice net of pool fee 20.8"),
        (margin_bridge(losing()), "−"),
    ):
        front = drawn(scene, figure).front.drawing
        (first, *_) = [line for line in front.words if line.text.startswith(words)]
        assert any(veil.contains(first.box) for veil, _ in front.veils)


@pytest.mark.parametrize("key", FIGURES)
@pytest.mark.parametrize("stated", [{}, {"hashprice": 21.0}, {"hashprice": 120.0, "cash_usd": 5e6}])
def test_titles_are_never_cut_where_the_window_is_narrow(
    scene: QGraphicsScene, key: str, stated: dict[str, object]
) -> None:
    figure = FIGURES[key](six_sites(**stated))
    for card in (CARD_1366, CARD_1180):
        title = drawn(scene, figure, card).front.heading[0].text
        assert title in (figure.takeaway, *figure.shorter)


def test_a_title_too_long_is_said_in_fewer_words_before_it_is_cut(scene: QGraphicsScene) -> None:
    figure = replace(example_figures.all_six()[1], takeaway="M" * 50, shorter=("M" * 40, "USD 12.3 M are left"))
    assert drawn(scene, figure).front.heading[0].text == "USD 12.3 M are left"
    assert drawn(scene, replace(figure, shorter=())).front.heading[0].text.endswith("…")


def _bars_named(width: float, *names: str) -> Figure:
    texts = tuple(BarText(text=name, anchor="inside_bottom") for name in names)
    bars = Bars(
        name="Lots", left=frozen([0.0, width]), right=frozen([width, 10.0]), bottom=frozen([0.0, 0.0]),
        top=frozen([5.0, 5.0]), roles=("sky", "sky"), texts=(texts, ()),
    )  # fmt: skip
    panel = Panel(x=Axis(low=0.0, high=10.0), y=Axis(low=0.0, high=10.0), marks=(bars,))
    return replace(example_figures.all_six()[2], panels=(panel,), handles=())


def test_a_name_in_a_bar_is_whole_or_its_stated_short_form_or_absent(scene: QGraphicsScene) -> None:
    long = "Llano S21 Pro of a rather long name indeed"
    assert texts(drawn(scene, _bars_named(0.6, long, "S21 Pro")).front.drawing.words) == ["S21 Pro"]
    assert texts(drawn(scene, _bars_named(0.6, long)).front.drawing.words) == []


def test_fills_have_a_square_and_a_word(scene: QGraphicsScene) -> None:
    back = drawn(scene, site_margin(losing())).back.drawing
    assert {"power", "other", "margin", "uncovered cost"} <= set(texts(back.words))
    assert len(back.shapes) == 4


def test_a_site_that_is_off_says_so_in_words_that_fit(scene: QGraphicsScene) -> None:
    figure = site_margin(by_hand([SiteCase(name="A", power=43.0, running_frac=0.0), SiteCase(name="B")]))
    (note,) = [mark for mark in figure.panels[0].marks if isinstance(mark, Note)]
    for card in ((700.0, 400.0), CARD_1366, CARD_1180, (200.0, 286.0)):
        (written,) = [line.text for line in drawn(scene, figure, card).front.drawing.words if "off" in line.text]
        assert written in (note.text, *note.shorter)


def test_the_y_axis_of_the_map_has_a_title(scene: QGraphicsScene) -> None:
    assert "Power cost, ¢/kWh" in texts(drawn(scene, FIGURES["breakeven_map"](six_sites())).back.drawing.words)


def test_where_a_field_is_exactly_zero_it_has_the_surface_s_colour(scene: QGraphicsScene) -> None:
    x, y = frozen(np.linspace(0.0, 10.0, 11)), frozen(np.linspace(0.0, 4.0, 5))
    z = np.broadcast_to(np.maximum(x - 5.0, 0.0), (5, 11))
    edge = np.where(z > 0.0, z, np.minimum(x - 5.0, -1e-9))
    field = Field(x=x, y=y, z=frozen(z), step=1.0, contours=((0.0, ""),), edge=frozen(edge))
    panel = Panel(x=Axis(low=0.0, high=10.0), y=Axis(low=0.0, high=4.0), marks=(field,))
    items = drawn(
        scene, replace(example_figures.all_six()[3], panels=(panel,), handles=()), (500.0, 400.0), LIGHT_THEME
    )
    image = QImage(500, 400, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    scene.render(painter, QRectF(0.0, 0.0, 500.0, 400.0), QRectF(0.0, 0.0, 500.0, 400.0))
    painter.end()
    assert items.arrangement is not None
    frame = items.arrangement.frames[0]

    def colour(at: float) -> str:
        return image.pixelColor(round(frame.at_x(at)), round(frame.at_y(2.0))).name()

    assert colour(2.5) == colour(0.5) == LIGHT_THEME.palette.surface.lower()
    assert colour(5.5) not in (LIGHT_THEME.palette.surface.lower(), colour(8.5))


@pytest.mark.parametrize("held", [False, True])
def test_a_note_that_moves_with_its_curve_never_meets_the_caption_of_a_rule(scene: QGraphicsScene, held: bool) -> None:
    items = FigureItems(scene)
    for height in np.linspace(0.0, 10.0, 41):
        marks = (
            Rule(axis="x", at=2.0, role="quiet", style="dotted", caption="Llano block ends", caption_at=0.24),
            Note(x=0.0, y=float(height), text="Base case 2026-11-25", anchor="right", role="quiet"),
        )
        panel = Panel(x=Axis(low=0.0, high=10.0), y=Axis(low=0.0, high=10.0), marks=marks, end_labels=True)
        figure = replace(example_figures.all_six()[0], panels=(panel,), handles=())
        items.show(figure, *CARD_1366, NARROW, frozen=held)
        words = [line.box for line in items.front.drawing.words]
        assert len(words) == 2
        assert not words[0].intersects(words[1])


def test_a_rule_without_words_in_its_way_is_one_stroke(scene: QGraphicsScene) -> None:
    rule = Rule(axis="x", at=5.0, role="ink")
    panel = Panel(x=Axis(low=0.0, high=10.0), y=Axis(low=0.0, high=10.0), marks=(rule,))
    items = drawn(scene, replace(example_figures.all_six()[2], panels=(panel,), handles=()))
    assert len(items.front.drawing.strokes) == 1
