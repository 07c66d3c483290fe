"""Windows beside the work: a figure explained, its table, the guide; the keys that close them."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from planner.explain import explain
from planner.measures import MEASURES
from tests.portfolio_files import outcome
from tests.ui.conftest import Opened
from ui.panels.closing_keys import close_by_keys
from ui.panels.explain_window import ExplainWindow
from ui.panels.figure_table import FigureTable
from ui.panels.status_line import StatusLine
from ui.theme import LIGHT_THEME


@pytest.mark.parametrize("key", list(MEASURES))
def test_an_explanation_says_result_formula_parts_and_inputs(qtbot: QtBot, key: str) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    window = ExplainWindow(LIGHT_THEME, parent)
    window.show_outcome(outcome())
    window.show()
    window.choose(key)
    said, found = window.page.toPlainText().replace("\xa0", " "), explain(outcome(), key)
    assert window.windowTitle() == f"Explain: {MEASURES[key].label}"
    assert window.choice.currentText() == MEASURES[key].label
    assert MEASURES[key].label in said
    assert MEASURES[key].what in said
    assert found.in_words.top in said
    assert all(part.label in said for part in found.parts)
    assert all(entry.shown in said and entry.source in said for entry in found.inputs)


def test_a_click_on_a_figure_explains_it_and_escape_closes(opened: Opened) -> None:
    workbench = opened.window.workbench
    cell = workbench.strip.cells["ebitda_12_months_usd"]
    QTest.mouseClick(cell, Qt.MouseButton.LeftButton)
    window = opened.window.sides.explanation
    assert window is not None
    assert cell.text.number in window.page.toPlainText()
    before = window.page.toPlainText()
    row = workbench.assumptions.rows["btc_price_usd"]
    row.settled.emit(100_000.0)
    opened.settle()
    assert window.page.toPlainText() != before  # it follows
    assert cell.text.number in window.page.toPlainText()
    opened.until(window.isActiveWindow)
    QTest.keyClick(window, Qt.Key.Key_Escape)
    assert not window.isVisible()
    QTest.keyClick(cell, Qt.Key.Key_Return)
    assert window.isVisible()


def test_every_measure_is_explained_within_three_clicks_and_by_name(opened: Opened) -> None:
    window, sides = opened.window, opened.window.sides
    window.menus.explain.trigger()  # menu and entry are two clicks
    explanation = sides.explanation
    assert explanation is not None
    assert explanation.isVisible()
    assert [explanation.choice.itemData(place) for place in range(explanation.choice.count())] == list(MEASURES)
    place = explanation.choice.findData("runway_months")
    explanation.choice.setCurrentIndex(place)
    assert "Runway, deterministic case" in explanation.page.toPlainText()
    window.menus.explain.trigger()
    assert explanation.choice.currentIndex() == place, "without a name it shows what it showed last"
    sides.show_palette(())
    sides.palette.line.setText("explain all-in")
    entry = sides.palette.shown[0]
    assert entry.words == "Explain: All-in cost per BTC"
    entry.run()
    assert "All-in cost per BTC" in explanation.page.toPlainText()
    price = explanation.choice.findData("power_price_usd_per_mwh")
    explanation.choice.setCurrentIndex(price)
    assert "¢/kWh" in explanation.page.toPlainText()
    explanation.set_power("megawatt_hours")
    assert "¢/kWh" not in explanation.page.toPlainText()


@pytest.mark.parametrize(
    ("key", "modifier"),
    [(Qt.Key.Key_Escape, Qt.KeyboardModifier.NoModifier), (Qt.Key.Key_W, Qt.KeyboardModifier.ControlModifier)],
)
def test_a_window_closes_by_either_key(qtbot: QtBot, key: Qt.Key, modifier: Qt.KeyboardModifier) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    close_by_keys(window)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    QTest.keyClick(window, key, modifier)
    assert not window.isVisible()


def test_the_table_of_a_figure_is_as_wide_as_its_columns(opened: Opened) -> None:
    workbench = opened.window.workbench
    for key in workbench.views:
        workbench.results.show_table(key)
        table = workbench.results.tables[key]
        assert isinstance(table, FigureTable)
        room = table.screen().availableGeometry().width()
        grid = table._table
        assert grid.horizontalHeader().length() <= grid.viewport().width() or table.width() >= 0.85 * room
        table.close()


def test_the_status_line_says_only_what_is_so(qtbot: QtBot) -> None:
    line = StatusLine(LIGHT_THEME)
    qtbot.addWidget(line)
    line.show_state("empty")
    assert line._saved.isHidden()
    assert line._speed.isHidden()
    line.show_saving(False)
    assert line._saved.text() == "saved"
    assert not line._saved.isHidden()
    line.show_latency(0.0231)
    assert line._speed.text() == "last picture in 23 ms"
