"""FigureView by gesture: what is drawn, kept, frozen and told."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from planner.figure import Axis, Figure
from tests.ui import example_figures
from ui.figure_view import FigureView, table_tsv
from ui.figure_view.frames import Frame
from ui.figure_view.items import SlotItem
from ui.figure_view.marks import LineItem
from ui.theme import DARK_THEME, LIGHT_THEME, Theme

NO_KEYS = Qt.KeyboardModifier.NoModifier
SIX = example_figures.all_six()


@pytest.fixture
def view(qtbot: QtBot) -> Iterator[FigureView]:
    view = FigureView()
    qtbot.addWidget(view)
    view.resize(500, 420)
    with qtbot.waitExposed(view):
        view.show()
    yield view
    QGuiApplication.clipboard().clear()


def _shown(qtbot: QtBot, view: FigureView, figure: Figure) -> None:
    with qtbot.waitSignal(view.painted, check_params_cb=lambda painted: painted is figure):
        view.show_figure(figure)


def _slots(view: FigureView) -> list[SlotItem | None]:
    return [item for slots in view._items.slots for item in slots]


def _frame(view: FigureView, panel: int = 0) -> Frame:
    assert view._items.arrangement is not None
    return view._items.arrangement.frames[panel]


def _picture(view: FigureView) -> QImage:
    if (focused := QApplication.focusWidget()) is not None:
        focused.clearFocus()  # only one of two windows could show the ring
    return view.grab().toImage()


def _widened(figure: Figure, high: float) -> Figure:
    panel = figure.panels[0]
    return replace(figure, panels=(replace(panel, y=replace(panel.y, high=high)), *figure.panels[1:]))


@pytest.mark.parametrize("index", range(6))
def test_a_second_figure_goes_into_the_same_items(qtbot: QtBot, view: FigureView, index: int) -> None:
    _shown(qtbot, view, SIX[index])
    before = _slots(view)
    _shown(qtbot, view, example_figures.all_six(0.5)[index])
    assert len(before) == sum(len(panel.marks) for panel in SIX[index].panels)
    assert all(new is old for new, old in zip(_slots(view), before, strict=True))


def test_a_figure_of_another_kind_shows_nothing_of_the_first(qtbot: QtBot, view: FigureView) -> None:
    fresh = FigureView()
    qtbot.addWidget(fresh)
    fresh.resize(view.size())
    fresh.show()
    _shown(qtbot, fresh, SIX[5])
    for figure in (SIX[4], SIX[3], SIX[0], SIX[5]):
        _shown(qtbot, view, figure)
    qtbot.waitUntil(lambda: _picture(view) == _picture(fresh))


def test_ranges_are_frozen_while_dragging_and_follow_on_release(qtbot: QtBot, view: FigureView) -> None:
    _shown(qtbot, view, SIX[1])
    before = view._items.ranges
    view.set_dragging(True)
    _shown(qtbot, view, _widened(SIX[1], 900.0))
    assert view._items.ranges == before
    view.set_dragging(False)
    qtbot.waitUntil(lambda: view._items.ranges[0].y.high >= 900.0)


def test_at_rest_the_same_figure_has_the_same_axes_whatever_came_before(qtbot: QtBot, view: FigureView) -> None:
    _shown(qtbot, view, _widened(SIX[1], 160.0))
    before = view._items.ranges
    _shown(qtbot, view, _widened(SIX[1], 185.0))
    assert view._items.ranges != before
    _shown(qtbot, view, _widened(SIX[1], 160.0))
    assert view._items.ranges == before
    view.set_dragging(True)
    _shown(qtbot, view, _widened(SIX[1], 900.0))
    _shown(qtbot, view, _widened(SIX[1], 160.0))
    view.set_dragging(False)
    qtbot.waitUntil(lambda: view._items.ranges == before)


def test_a_figure_that_comes_while_the_axes_move_ends_on_its_own(qtbot: QtBot, view: FigureView) -> None:
    _shown(qtbot, view, _widened(SIX[1], 160.0))
    small = view._items.ranges
    view.set_dragging(True)
    _shown(qtbot, view, _widened(SIX[1], 900.0))
    view.set_dragging(False)
    _shown(qtbot, view, _widened(SIX[1], 160.0))
    qtbot.waitUntil(lambda: view._items.ranges == small)


def test_an_arrow_says_that_a_line_left_the_window(qtbot: QtBot, view: FigureView) -> None:
    _shown(qtbot, view, SIX[0])
    assert view._items.front.drawing.shapes == []
    view.set_dragging(True)
    _shown(qtbot, view, example_figures.hashprice_hashcost(30.0))
    assert len(view._items.front.drawing.shapes) == 1


def test_motion_is_drawn_fast_and_rest_fully(qtbot: QtBot, view: FigureView) -> None:
    _shown(qtbot, view, SIX[0])
    line = next(item for item in _slots(view) if isinstance(item, LineItem))
    assert not line.draft
    view.set_dragging(True)
    view.show_figure(example_figures.hashprice_hashcost(0.1))
    assert line.draft
    qtbot.waitUntil(lambda: not line.draft)


def test_dragging_a_line_tells_where_it_is(qtbot: QtBot, view: FigureView) -> None:
    _shown(qtbot, view, SIX[2])
    frame = _frame(view)
    start = QPointF(frame.plot.center().x(), frame.at_y(32.1)).toPoint()
    end = QPoint(start.x(), start.y() - 40)
    told: list[tuple[str, int, float, float]] = []
    view.handle_moved.connect(lambda *facts: told.append(facts))
    QTest.mousePress(view, Qt.MouseButton.LeftButton, NO_KEYS, start)
    assert told == []  # a press alone moves nothing
    QTest.mouseMove(view, end)
    with qtbot.waitSignal(view.handle_released) as released:
        QTest.mouseRelease(view, Qt.MouseButton.LeftButton, NO_KEYS, end)
    key, index, _, y = told[-1]
    assert (key, index) == ("merit_order_own", 0)
    assert y == pytest.approx(frame.y_of(end.y()))
    assert y > 32.1
    assert released.args[:2] == ["merit_order_own", 0]


def test_a_press_beside_the_line_grabs_nothing(qtbot: QtBot, view: FigureView) -> None:
    _shown(qtbot, view, SIX[2])
    frame = _frame(view)
    away = QPointF(frame.plot.center().x(), frame.at_y(32.1) - 40.0).toPoint()
    with qtbot.assertNotEmitted(view.handle_moved), qtbot.assertNotEmitted(view.handle_released):
        QTest.mousePress(view, Qt.MouseButton.LeftButton, NO_KEYS, away)
        QTest.mouseMove(view, away + QPoint(0, 30))
        QTest.mouseRelease(view, Qt.MouseButton.LeftButton, NO_KEYS, away + QPoint(0, 30))


def test_a_click_in_the_field_sets_both_handles(qtbot: QtBot, view: FigureView) -> None:
    _shown(qtbot, view, SIX[3])
    frame = _frame(view)
    at = QPointF(frame.at_x(90_000.0), frame.at_y(4.0)).toPoint()
    moved: list[tuple[str, int, float, float]] = []
    released: list[int] = []
    view.handle_moved.connect(lambda *facts: moved.append(facts))
    view.handle_released.connect(lambda _key, index, _x, _y: released.append(index))
    QTest.mouseClick(view, Qt.MouseButton.LeftButton, NO_KEYS, at)
    assert [index for _, index, _, _ in moved] == [0, 1]
    assert released == [0, 1]
    assert moved[0][2] == pytest.approx(90_000.0, abs=400.0)
    assert moved[0][3] == pytest.approx(4.0, abs=0.02)


def test_an_empty_figure_says_why(qtbot: QtBot, view: FigureView) -> None:
    _shown(qtbot, view, SIX[1])
    _shown(qtbot, view, example_figures.empty("No sites yet. Add a site under Portfolio."))
    written = " ".join(words.text for words in view._items.front.drawing.words)
    assert written == "No sites yet. Add a site under Portfolio."
    _shown(qtbot, view, SIX[1])
    assert any(words.text == "171.2" for words in view._items.front.drawing.words)


def test_names_for_those_who_do_not_see(qtbot: QtBot, view: FigureView) -> None:
    _shown(qtbot, view, SIX[1])
    assert view.accessibleName() == SIX[1].takeaway
    assert view.accessibleDescription() == SIX[1].sentence
    assert view.focusPolicy() & Qt.FocusPolicy.TabFocus


def test_stale_is_without_hue(qtbot: QtBot, view: FigureView) -> None:
    _shown(qtbot, view, SIX[3])
    assert not _picture(view).allGray()
    view.set_stale(True)
    painted = _picture(view)
    assert _most_saturated(painted) < 30  # what is left is the slate of the palette's greys


def _most_saturated(image: QImage) -> int:
    return max(
        max(colour.red(), colour.green(), colour.blue()) - min(colour.red(), colour.green(), colour.blue())
        for colour in (
            image.pixelColor(x, y) for x in range(0, image.width(), 7) for y in range(0, image.height(), 7)
        )
    )  # fmt: skip


def test_a_field_that_is_not_due_is_grey_until_it_is(qtbot: QtBot, view: FigureView) -> None:
    _shown(qtbot, view, SIX[3])
    assert _most_saturated(_picture(view)) > 60
    _shown(qtbot, view, example_figures.breakeven_map(due=False))
    assert _most_saturated(_picture(view)) < 30
    _shown(qtbot, view, example_figures.breakeven_map())
    assert _most_saturated(_picture(view)) > 60


def test_a_hidden_view_only_remembers(qtbot: QtBot) -> None:
    view = FigureView()
    qtbot.addWidget(view)
    view.resize(500, 420)
    view.show_figure(SIX[1])
    assert view._items.slots == []
    with qtbot.waitSignal(view.painted, check_params_cb=lambda painted: painted is SIX[1]):
        view.show()
    assert view._items.slots != []


def test_another_theme_is_other_ink(qtbot: QtBot, view: FigureView) -> None:
    _shown(qtbot, view, SIX[1])
    view.set_theme(DARK_THEME)
    card = _picture(view).pixelColor(40, 60)
    assert card.name().upper() == DARK_THEME.palette.surface


def test_the_menu_asks_for_the_table(qtbot: QtBot, view: FigureView) -> None:
    _shown(qtbot, view, SIX[1])
    with qtbot.waitSignal(view.table_requested) as asked:
        view.actions()[0].trigger()
    assert asked.args == ["margin_bridge"]


def test_copy_puts_picture_pdf_and_table_on_the_clipboard(qtbot: QtBot, view: FigureView) -> None:
    _shown(qtbot, view, SIX[1])
    view.setFocus()
    view.copy()
    mime = QApplication.clipboard().mimeData()
    assert mime.hasImage()
    assert bytes(mime.data("application/pdf").data()).startswith(b"%PDF-")
    assert mime.text().startswith("Step\tChange (USD M)\nRevenue\t171.2\nPower\t-112.9\n")


def test_an_undefined_cell_is_empty() -> None:
    assert table_tsv(SIX[3].table).endswith("76000\t\n")


@pytest.mark.parametrize("index", range(6))
@pytest.mark.parametrize("size", [(496, 423), (348, 296), (240, 180)])
def test_no_words_stand_on_words(qtbot: QtBot, view: FigureView, index: int, size: tuple[int, int]) -> None:
    view.resize(*size)
    _shown(qtbot, view, SIX[index])
    words = [*view._items.back.drawing.words, *view._items.front.drawing.words]
    boxes = [(line.text, line.box.adjusted(1.5, 2.0, -1.5, -2.0)) for line in words if line.angle in (0.0, -90.0)]
    clashes = [
        (text, other)
        for place, (text, box) in enumerate(boxes)
        for other, other_box in boxes[place + 1 :]
        if box.intersects(other_box)
    ]
    assert clashes == []


def test_a_level_axis_does_not_divide_by_nothing(qtbot: QtBot, view: FigureView) -> None:
    panel = SIX[1].panels[0]
    flat = replace(SIX[1], panels=(replace(panel, y=Axis(low=0.0, high=0.0)),))
    _shown(qtbot, view, flat)
    assert view._items.ranges[0].y.length > 0.0


@pytest.mark.parametrize("theme", [LIGHT_THEME, DARK_THEME])
def test_a_card_without_a_figure_has_the_colour_of_the_surface(qtbot: QtBot, theme: Theme) -> None:
    view = FigureView(None, LIGHT_THEME)
    qtbot.addWidget(view)
    view.set_theme(theme)
    view.resize(300, 200)
    view.show()
    picture = view.grab().toImage()
    assert picture.pixelColor(150, 150).name() == theme.palette.surface.lower()
