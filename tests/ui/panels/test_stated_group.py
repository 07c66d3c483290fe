"""The assumptions without a slider: typed, refused in place, one edit each, part of Reset all."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetricsF
from PySide6.QtTest import QTest

from tests.ui.conftest import Opened
from ui.panels.input_row import panel_margin
from ui.panels.stated_row import STATED, StatedRow


def row_of(opened: Opened, address: str) -> StatedRow:
    return opened.window.workbench.assumptions.stated.rows[address]


def write(row: StatedRow, text: str) -> None:
    assert row.box is not None
    row.box.setFocus()
    row.box.selectAll()
    QTest.keyClick(row.box, Qt.Key.Key_Delete)
    QTest.keyClicks(row.box, text)
    QTest.keyClick(row.box, Qt.Key.Key_Return)


def stated(opened: Opened, address: str) -> object:
    row = next(row for row in opened.session.book.scenarios if row.id == opened.session.scenario_id)
    return row.stated.get(address)


@pytest.mark.parametrize(
    ("address", "text", "value", "label"),
    [
        ("difficulty", "130.5", 130.5e12, "Network difficulty 124.9329 → 130.5 T"),
        ("tip_height", "960,000", 960_000, "Chain tip, height 953,568 → 960,000 blocks"),
        ("tip_time", "2026-08-01T12:00:00Z", "2026-08-01T12:00:00Z", "Chain tip, UTC 2026-06-14T00:35:54Z → "),
        ("btc_price_drift_frac_per_year", "-10", -0.1, "BTC price drift 0 → −10 % a year"),
        ("network_power_sigma", "0.5", 0.5, "Others' spread 0.35 → 0.5"),
    ],
)
def test_each_is_one_edit_in_the_words_of_its_row(
    opened: Opened, address: str, text: str, value: object, label: str
) -> None:
    write(row_of(opened, address), text)
    opened.settle()
    found = stated(opened, address)
    assert found == pytest.approx(value) if isinstance(value, float) else found == value
    opened.until(lambda: label in opened.window.menus.undo.text())
    opened.window.menus.undo.trigger()
    opened.settle()
    assert stated(opened, address) is None


@pytest.mark.parametrize(
    ("address", "text", "words"),
    [
        ("difficulty", "abc", "cannot be read"),
        ("difficulty", "", "empty"),
        ("tip_height", "1.5", "whole number"),
        ("tip_time", "June 14", "2026-06-14T00:35:54Z"),
        ("network_power_sigma", "-3", "0"),
    ],
)
def test_what_cannot_stand_stays_in_its_box(opened: Opened, address: str, text: str, words: str) -> None:
    row = row_of(opened, address)
    write(row, text)
    assert words in row.problem
    assert stated(opened, address) is None
    assert opened.window.status.state == "stale"
    assert row.box is not None
    assert row.box.text() == text
    QTest.keyClick(row.box, Qt.Key.Key_Escape)
    assert opened.window.status.state == "idle"


def test_a_network_without_its_path_is_refused_until_there_is_one(opened: Opened) -> None:
    mode = row_of(opened, "network_mode")
    choose_path(mode)
    opened.until(lambda: opened.window.status.state == "stale")
    assert "path" in opened.window.run_note.text
    path = row_of(opened, "network_path")
    write(path, "soon=950")
    assert "2026-12=950" in path.problem
    write(path, "2026-12=950; 2028-06=1000")
    opened.settle()
    assert opened.window.status.state == "idle"
    assert "network_mode" not in opened.window.run_note.text
    assert stated(opened, "network_mode") == "path"


def choose_path(mode: StatedRow) -> None:
    assert mode.choice is not None
    mode.choice.setFocus()
    QTest.keyClick(mode.choice, Qt.Key.Key_End)


def test_reset_all_takes_them_along(opened: Opened) -> None:
    write(row_of(opened, "difficulty"), "130")
    opened.settle()
    panel = opened.window.workbench.assumptions
    assert "1 changed" in panel.reset.text()
    QTest.mouseClick(panel.reset, Qt.MouseButton.LeftButton)
    opened.settle()
    assert stated(opened, "difficulty") is None


def test_the_data_date_follows_the_chain_tip(opened: Opened) -> None:
    write(row_of(opened, "tip_time"), "2026-08-01T12:00:00Z")
    opened.settle()
    assert "data to 2026-08-01" in opened.window.status.data.text()


def test_every_row_shows_what_the_scenario_holds(opened: Opened) -> None:
    for entry in STATED:
        row = row_of(opened, entry.address)
        shown = row.box.text() if row.box is not None else row.choice.currentText() if row.choice else ""
        assert shown == entry.text(getattr(opened.window.workbench.assumptions.request.scenario.assumptions,
                                           entry.address), row.locale())  # fmt: skip


def test_every_name_ends_before_its_box_at_1366(opened: Opened) -> None:
    group = opened.window.workbench.assumptions.stated
    theme = opened.window.theme
    face = QFontMetricsF(theme.font(theme.sizes.subtitle, 500))
    names = [row.stated.name for row in group.rows.values()]
    assert len(names) == len(set(names))
    for row in group.rows.values():
        assert face.horizontalAdvance(row.stated.name) <= row.editor.x() - panel_margin(theme) - 4, row.stated.name
