"""AssumptionsPanel: driven by hand in the whole program; what counts is the session and the undo list."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QLocale, QPoint, Qt
from PySide6.QtTest import QTest

from tests.ui.conftest import Opened
from ui.panels.assumptions import AssumptionsPanel
from ui.panels.slider_inputs import SLIDERS, scale_from
from ui.panels.slider_row import SliderRow

LEFT, NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


def row_of(opened: Opened, address: str) -> SliderRow:
    return opened.window.workbench.assumptions.rows[address]


def stated(opened: Opened, address: str) -> float:
    book = opened.session.book
    reference = opened.window.workbench.assumptions.request.scenario.reference
    name = next(row.name for row in book.scenarios if row.id == opened.session.scenario_id)
    return float(getattr(book.scenario(reference, name).assumptions, address))


def drag(row: SliderRow, to: float, steps: int = 12) -> None:
    track = row.track
    middle = track.height() // 2
    start, end = round(track.x_of(row.value or 0.0)), round(track.x_of(to))
    QTest.mousePress(track, LEFT, NONE, QPoint(start, middle))
    for step in range(1, steps + 1):
        QTest.mouseMove(track, QPoint(start + (end - start) * step // steps, middle))
    QTest.mouseRelease(track, LEFT, NONE, QPoint(end, middle))


def write(row: SliderRow, text: str, key: Qt.Key = Qt.Key.Key_Return) -> None:
    row.box.setFocus()
    row.box.selectAll()
    QTest.keyClicks(row.box, text)
    QTest.keyClick(row.box, key)


def choose_network(opened: Opened, mode: str) -> None:
    choice = opened.window.workbench.assumptions.stated.rows["network_mode"].choice
    assert choice is not None
    choice.activated.emit(choice.findText(mode))


def test_a_drag_is_one_edit_and_one_undo_step(opened: Opened) -> None:
    proposed: list[object] = []
    opened.window.edit_proposed.connect(proposed.append)
    previews: list[object] = []
    opened.window.edit_previewed.connect(previews.append)
    before = stated(opened, "btc_price_usd")
    drag(row_of(opened, "btc_price_usd"), 100_000.0)
    opened.settle()
    assert len(previews) >= 10
    assert len(proposed) == 1
    assert stated(opened, "btc_price_usd") == pytest.approx(100_000.0, rel=0.01)
    opened.until(lambda: "BTC price 71,329 →" in opened.window.menus.undo.text())
    opened.window.menus.undo.trigger()
    opened.settle()
    assert stated(opened, "btc_price_usd") == before
    assert not opened.window.menus.undo.isEnabled()


def test_a_drag_back_to_where_it_began_is_no_edit(opened: Opened) -> None:
    proposed: list[object] = []
    opened.window.edit_proposed.connect(proposed.append)
    row = row_of(opened, "pool_fee_frac")
    middle, start = row.track.height() // 2, round(row.track.x_of(1.0))
    QTest.mousePress(row.track, LEFT, NONE, QPoint(start, middle))
    QTest.mouseMove(row.track, QPoint(start + 40, middle))
    assert not opened.session.is_saved
    QTest.mouseMove(row.track, QPoint(start, middle))
    QTest.mouseRelease(row.track, LEFT, NONE, QPoint(start, middle))
    opened.settle()
    assert proposed == []
    assert stated(opened, "pool_fee_frac") == pytest.approx(0.01)


@pytest.mark.parametrize("slider", SLIDERS, ids=lambda slider: slider.address)
def test_every_slider_takes_a_typed_number_and_shows_it(opened: Opened, slider: object) -> None:
    row = row_of(opened, slider.address)  # type: ignore[attr-defined]  # pytest's parameter
    if row.is_idle:
        choose_network(opened, "growth")
        opened.settle()
    value = {"power_price_shift_usd_per_mwh": "4.80", "uptime_factor": "75.0"}.get(row.slider.address)
    text = value or row.box.text()[:-1] + ("1" if row.box.text()[-1] != "1" else "2")
    write(row, text)
    opened.settle()
    assert row.problem == ""
    assert row.box.text() == text
    scale = scale_from(row.slider, opened.window.workbench.outcome)
    assert scale is not None
    assert scale.shown(stated(opened, row.slider.address)) == pytest.approx(float(text.replace(",", "")), rel=1e-9)


def test_the_power_box_accepts_the_price_that_results(opened: Opened) -> None:
    row = row_of(opened, "power_price_shift_usd_per_mwh")
    write(row, "4.80")
    opened.settle()
    outcome = opened.window.workbench.outcome
    assert outcome is not None
    assert outcome.measures["contract_price_usd_per_mwh"] == pytest.approx(48.0, rel=1e-9)
    opened.until(lambda: "Power cost" in opened.window.menus.undo.text())
    assert "4.80 ¢/kWh" in opened.window.menus.undo.text()


def test_keys_move_the_slider_and_are_one_edit_when_they_rest(opened: Opened) -> None:
    proposed: list[object] = []
    opened.window.edit_proposed.connect(proposed.append)
    row = row_of(opened, "btc_price_usd")
    row.track.setFocus()
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_PageDown, Qt.Key.Key_Up):
        QTest.keyClick(row.track, key)
    assert proposed == []
    opened.qtbot.waitUntil(lambda: len(proposed) == 1, timeout=2_000)
    opened.settle()
    assert stated(opened, "btc_price_usd") == pytest.approx(71_300 + 3 * 500 - 5_000, abs=200)
    QTest.keyClick(row.track, Qt.Key.Key_Home)
    QTest.keyClick(row.track, Qt.Key.Key_Return)
    opened.settle()
    assert stated(opened, "btc_price_usd") == row.slider.low
    QTest.keyClick(row.track, Qt.Key.Key_End)
    row.box.setFocus()  # the slider loses the focus: that commits too
    opened.settle()
    assert stated(opened, "btc_price_usd") == row.slider.high


def test_alt_0_resets_to_the_baseline(opened: Opened) -> None:
    row = row_of(opened, "btc_price_usd")
    write(row, "60,000")
    opened.settle()
    assert row.is_changed
    QTest.keyClick(row.track, Qt.Key.Key_0, Qt.KeyboardModifier.AltModifier)
    opened.settle()
    assert not row.is_changed
    assert stated(opened, "btc_price_usd") == pytest.approx(71_328.73)


def test_reset_all_is_one_undo_step(opened: Opened) -> None:
    write(row_of(opened, "btc_price_usd"), "60,000")
    write(row_of(opened, "pool_fee_frac"), "2.00")
    opened.settle()
    QTest.mouseClick(opened.window.workbench.assumptions.reset, LEFT)
    opened.settle()
    assert stated(opened, "btc_price_usd") == pytest.approx(71_328.73)
    assert stated(opened, "pool_fee_frac") == 0.01
    opened.window.menus.undo.trigger()
    opened.settle()
    assert stated(opened, "btc_price_usd") == 60_000.0
    assert stated(opened, "pool_fee_frac") == 0.02


@pytest.mark.parametrize("text", ["1.234,5", "", "abc", "99", "-1", "nan"])
def test_what_cannot_be_used_stays_in_the_box_with_its_reason(opened: Opened, text: str) -> None:
    proposed: list[object] = []
    opened.window.edit_proposed.connect(proposed.append)
    row = row_of(opened, "pool_fee_frac")
    row.box.setFocus()
    row.box.selectAll()
    QTest.keyClick(row.box, Qt.Key.Key_Delete)
    QTest.keyClicks(row.box, text)
    QTest.keyClick(row.box, Qt.Key.Key_Return)
    assert row.problem
    assert row.box.text() == text
    assert proposed == []
    assert opened.window.status.state == "stale"
    assert stated(opened, "pool_fee_frac") == 0.01
    QTest.keyClick(row.box, Qt.Key.Key_Escape)
    assert row.problem == ""
    assert row.box.text() == "1.00"
    assert opened.window.status.state == "idle"


def test_uptime_above_all_hours_is_refused_in_place(opened: Opened) -> None:
    row = row_of(opened, "uptime_factor")
    write(row, "100.0")
    assert "all hours" in row.problem


def test_a_german_types_german(opened: Opened) -> None:
    german = AssumptionsPanel(opened.window.theme, QLocale("de_DE"))
    opened.qtbot.addWidget(german)
    german.show()
    panel = opened.window.workbench.assumptions
    german.show_scenario(opened.session.book, 1, panel.request)
    proposed: list[object] = []
    german.edit_proposed.connect(proposed.append)
    row = german.rows["btc_price_usd"]
    assert row.box.text() == "71.329"
    write(row, "60.123,5")
    assert proposed[0].changes[0].after == 60_123.5  # type: ignore[attr-defined]  # an Edit
    write(row, "60,123.5")
    assert "1.234,5" in row.problem
    assert len(proposed) == 1


def test_tab_walks_every_slider_and_box(opened: Opened) -> None:
    row = row_of(opened, "btc_price_usd")
    row.box.setFocus()
    QTest.keyClick(row.box, Qt.Key.Key_Tab)
    assert row.track.hasFocus()
    QTest.keyClick(row.track, Qt.Key.Key_Tab)
    assert row_of(opened, "fees_btc_per_block").box.hasFocus()


def test_a_folded_group_hides_its_rows(opened: Opened) -> None:
    header = opened.window.workbench.assumptions.headers[0]
    QTest.mouseClick(header, LEFT)
    assert not row_of(opened, "btc_price_usd").isVisible()
    QTest.mouseClick(header, LEFT)
    assert row_of(opened, "btc_price_usd").isVisible()
