"""Values are read off a chart with mouse and keys; a chart in motion pays nothing for it."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from planner.figure import Bars, Figure
from planner.figures import FIGURES
from tests.planner.figures.money_outcomes import indebted
from tests.planner.figures.outcomes import six_sites
from ui.figure_view import FigureView
from ui.figure_view.readout import Series, series_of
from ui.theme import theme_named

KEYS = {"right": Qt.Key.Key_Right, "left": Qt.Key.Key_Left, "up": Qt.Key.Key_Up, "down": Qt.Key.Key_Down,
        "home": Qt.Key.Key_Home, "end": Qt.Key.Key_End}  # fmt: skip


@pytest.fixture
def view(qtbot: QtBot) -> FigureView:
    view = FigureView(None, theme_named("light", 1366))
    qtbot.addWidget(view)
    view.resize(352, 286)
    view.show()
    qtbot.waitExposed(view)
    return view


def shown(view: FigureView, key: str, **stated: object) -> Figure:
    figure = FIGURES[key](six_sites(**stated))
    view.show_figure(figure)
    view._on_refine_due()
    return figure


def series(view: FigureView) -> list[Series]:
    assert view.figure is not None
    assert view._items.arrangement is not None
    return series_of(view.figure, view._items.arrangement)


def point(view: FigureView, words: str) -> QPoint:
    """Where the first point is that says this."""
    for row in series(view):
        for place in range(len(row.x)):
            if words in row.words(place):
                return QPointF(float(row.x[place]), float(row.y[place])).toPoint()
    raise AssertionError(f"nothing says {words}")


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("hashprice_hashcost", "Hashprice, 2026-07: 32.18 USD/PH/day"),
        ("projection", "Free cash, end of 2026-07: "),
        ("margin_bridge", "Cash margin: "),
        ("merit_order_own", "Pecos Bend lot: "),
        ("site_margin", "Llano North, margin: "),
        ("breakeven_map", "now: 70,000 USD, "),
    ],
)
def test_the_mouse_reads_the_nearest_point(view: FigureView, key: str, words: str) -> None:
    shown(view, key)
    QTest.mouseMove(view, point(view, words))
    assert view.reading.startswith(words)
    QTest.mouseMove(view, QPoint(20, 4))
    assert view.reading == ""


def test_a_bar_that_stands_on_another_says_its_own_size(view: FigureView) -> None:
    view.show_figure(FIGURES["debt_wall"](indebted()))
    view._on_refine_due()
    (row,) = series(view)
    said = [row.words(place) for place in range(len(row.x))]
    assert said[:2] == ["Debt 1, 2027: 8.00 USD M", "Debt 2, 2027: 8.00 USD M"]


def test_a_bubble_says_its_site_and_where_it_stands(view: FigureView) -> None:
    view.show_figure(FIGURES["site_ranking"](six_sites()))
    view._on_refine_due()
    said = [row.words(place) for row in series(view) for place in range(len(row.x))]
    assert any(words.startswith("Pecos Bend: 20.00 J/TH, 4.200 ¢/kWh") for words in said)


def test_what_a_bar_says_is_what_stands_at_it(view: FigureView) -> None:
    figure = shown(view, "margin_bridge")
    (bars,) = [mark for mark in figure.panels[0].marks if isinstance(mark, Bars) and mark.names]
    (row,) = series(view)
    for place, (text,) in enumerate(bars.texts):
        assert row.words(place).partition(": ")[2].replace(" USD M", "").startswith(text.text.removeprefix("+")[:3])


def test_arrows_walk_along_a_curve_and_from_one_to_the_next(view: FigureView) -> None:
    shown(view, "hashprice_hashcost")
    view.setFocus()
    said = []
    for key in ("right", "right", "end", "left", "home", "up", "down"):
        QTest.keyClick(view, KEYS[key])
        said.append(view.reading)
        assert view.accessibleDescription() == view.reading
    months = [words.partition(", ")[2].partition(":")[0] for words in said[:5]]
    assert months == ["2026-07", "2026-08", "2030-06", "2030-05", "2026-07"]
    assert said[0].startswith("Hashprice, ")
    assert not said[5].startswith("Hashprice, ")
    assert said[6] == said[4]
    QTest.keyClick(view, Qt.Key.Key_Escape)
    assert view.reading == ""
    assert view.accessibleDescription() == view.figure.sentence  # type: ignore[union-attr]  # one was shown


def test_in_motion_nothing_is_worked_out_and_at_rest_the_same_point_is_read(
    view: FigureView, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown(view, "hashprice_hashcost")
    view.setFocus()
    QTest.keyClick(view, KEYS["right"])
    view.set_dragging(True)
    asked: list[object] = []

    def counted(*told: object) -> list[Series]:
        asked.append(told)
        return series_of(*told)  # type: ignore[arg-type]  # as it was called

    monkeypatch.setattr("ui.figure_view.readout.series_of", counted)
    view.show_figure(FIGURES["hashprice_hashcost"](six_sites(hashprice=40.0)))
    assert asked == []
    assert not view._readout.isVisible()
    view.set_dragging(False)
    view._on_refine_due()
    assert len(asked) >= 1
    assert view.reading == "Hashprice, 2026-07: 39.60 USD/PH/day"
    assert view._readout.isVisible()
