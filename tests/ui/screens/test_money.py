"""The Money screen: charts of the newest outcome once somebody looks, its own strip, keys, tables, explanations."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from planner.edits import set_cell
from planner.errors import Undefined
from planner.figures import MONEY
from planner.measures import MEASURES, MONEY_STRIP
from planner.reference import load_reference
from tests.ui.conftest import Opened
from ui.main_window import TABS
from ui.screens.money import ROWS

PLACE = TABS.index("Money")


def test_every_figure_of_money_has_its_place() -> None:
    assert sorted(key for row in ROWS for key in row) == sorted(MONEY)


def test_it_shows_the_newest_outcome_once_somebody_looks(opened: Opened) -> None:
    window, session = opened.window, opened.session
    results = window.money.results
    assert all(view.figure is None for view in results.views.values())
    window.edit_proposed.emit(set_cell(session.book, load_reference(), "lots", 1, "count", 777))
    opened.settle()
    assert all(view.figure is None for view in results.views.values())  # a moving slider pays nothing for them
    window.header.tabs.setCurrentIndex(PLACE)
    outcome = window.workbench.outcome
    assert outcome is not None
    for key, view in results.views.items():
        assert view.figure is not None
        assert view.figure.sentence == MONEY[key](outcome).sentence
        assert view.accessibleName() == view.figure.takeaway


def test_its_strip_says_the_measures_of_money(opened: Opened) -> None:
    window = opened.window
    window.header.tabs.setCurrentIndex(PLACE)
    outcome = window.workbench.outcome
    assert outcome is not None
    assert tuple(window.money.results.strip.cells) == MONEY_STRIP
    for key, cell in window.money.results.strip.cells.items():
        value = outcome.measures[key]
        said = cell.text.reason if isinstance(value, Undefined) else cell.text.number
        assert said == (f"{value.word}: {value.reason}" if isinstance(value, Undefined) else MEASURES[key].shown(value))


def test_ctrl_and_its_number_lead_to_its_first_figure_which_enter_explains(opened: Opened) -> None:
    window = opened.window
    QTest.keyClick(window, Qt.Key(Qt.Key.Key_1 + PLACE), Qt.KeyboardModifier.ControlModifier)
    assert window.header.tabs.currentIndex() == PLACE
    results = window.money.results
    first = results.strip.cells[MONEY_STRIP[0]]
    opened.until(first.hasFocus)
    QTest.keyClick(first, Qt.Key.Key_Return)
    assert opened.window.sides.explanation is not None
    assert MEASURES[MONEY_STRIP[0]].label in opened.window.sides.explanation.page.toPlainText().replace("\xa0", " ")


def test_its_tables_follow_while_they_are_open(opened: Opened) -> None:
    window, session = opened.window, opened.session
    window.header.tabs.setCurrentIndex(PLACE)
    window.money.results.show_table("site_ranking")
    table = window.money.results.tables["site_ranking"]
    window.header.tabs.setCurrentIndex(0)
    before = window.money.results.figures["site_ranking"]
    window.edit_proposed.emit(set_cell(session.book, load_reference(), "lots", 1, "count", 901))
    opened.settle()
    assert window.money.results.figures["site_ranking"] is not before
    assert window.money.results.figures["site_ranking"].takeaway in table.windowTitle()
