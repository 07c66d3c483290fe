"""The desk by gesture: preferences, theme, recent files, layout, copies, new files; all of it outlives a start."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog

from planner.storage import Store
from tests.ui.conftest import Opened
from ui.app.desk import arrangement
from ui.panels.preferences import PreferencesPanel
from ui.settings import Preferences, Settings

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


def stored(opened: Opened) -> Settings:
    return Settings(Path(opened.program.settings._stored.fileName()))


def preferences(opened: Opened) -> PreferencesPanel:
    QTest.keyClick(opened.window, Qt.Key.Key_Comma, CTRL)
    panel = opened.window.sides.preferences
    assert panel is not None
    assert panel.isVisible()
    assert not panel.isModal()
    return panel


def test_the_seed_belongs_to_the_desk(opened: Opened) -> None:
    panel = preferences(opened)
    panel.seed.setText("11")
    QTest.keyClick(panel.seed, Qt.Key.Key_Return)
    opened.settle()
    outcome = opened.window.workbench.outcome
    assert outcome is not None
    assert outcome.request.seed == 11
    opened.window.scenario_chosen.emit(2)
    opened.settle()
    outcome = opened.window.workbench.outcome
    assert outcome is not None
    assert (outcome.request.seed, outcome.scenario.name) == (11, "Bear")
    assert stored(opened).preferences.seed == 11
    assert opened.session.book.scenarios[0].stated == {}
    for refused in ("-1", "1.5", "many", "99,999,999,999"):
        panel.seed.setText(refused)
        QTest.keyClick(panel.seed, Qt.Key.Key_Return)
        assert panel.problem.text()
    assert stored(opened).preferences.seed == 11
    QTest.keyClick(panel, Qt.Key.Key_Escape)
    assert not panel.isVisible()


def test_power_prices_change_their_unit_and_nothing_else(opened: Opened, small_file: Path) -> None:
    row = opened.window.workbench.assumptions.rows["power_price_shift_usd_per_mwh"]
    cents = row.value
    assert cents is not None
    panel = preferences(opened)
    panel.power.setCurrentIndex(panel.power.findData("megawatt_hours"))
    panel.power.activated.emit(panel.power.currentIndex())
    opened.settle()
    assert (row.slider.unit, row.value) == ("USD/MWh", pytest.approx(cents * 10))
    strip = opened.window.workbench.strip.cells
    assert strip["breakeven_power_price_usd_per_mwh"].text.unit in ("USD/MWh", "")
    assert stored(opened).preferences == Preferences(power="megawatt_hours")
    wanted = round(cents * 10 + 2, 1)
    row.box.setFocus()
    row.box.selectAll()
    QTest.keyClicks(row.box, str(wanted))
    QTest.keyClick(row.box, Qt.Key.Key_Return)
    opened.settle()
    assert row.value == pytest.approx(wanted, abs=0.05)
    shift = opened.session.book.scenarios[0].stated["power_price_shift_usd_per_mwh"]
    assert shift == pytest.approx(wanted - cents * 10, abs=1e-6)


def test_the_theme_changes_live_and_is_remembered(opened: Opened) -> None:
    window = opened.window
    dark = next(action for action in window.menus.themes.actions() if action.data() == "dark")
    dark.trigger()
    assert window.theme.name == "dark"
    assert dark.isChecked()
    assert stored(opened).preferences.theme == "dark"
    next(action for action in window.menus.themes.actions() if action.data() == "system").trigger()
    assert window.theme.name == "light"  # the offscreen system says Unknown


def test_files_that_were_opened_are_in_menu_and_welcome_page(opened: Opened, small_file: Path, tmp_path: Path) -> None:
    other = Store.create(tmp_path / "Other.reckoner", opened.session.book)
    other.close()
    opened.window.file_wanted.emit(other.path)
    opened.until(lambda: opened.window.menus.file_name.text() == "Other.reckoner")
    opened.settle()
    assert stored(opened).recent == (other.path, small_file)
    actions = opened.window.menus.recent.actions()
    assert [action.data() for action in actions if action.data()] == [str(other.path), str(small_file)]
    assert [button.text().split()[0] for button in opened.window.welcome.recent] == ["Other", "North"]
    actions[1].trigger()
    opened.until(lambda: opened.window.menus.file_name.text() == "North.reckoner")
    opened.settle()
    opened.window.menus.recent.actions()[-1].trigger()
    assert stored(opened).recent == ()
    assert not opened.window.menus.recent.menuAction().isEnabled()


def test_the_layout_is_remembered_and_reset(opened: Opened) -> None:
    window = opened.window
    first = arrangement(window)
    window.workbench.assumptions.fold(["Market", "Power"])
    assert window.workbench.assumptions.rows["btc_price_usd"].isHidden()
    kept = arrangement(window)
    assert kept["folded"] == ["Market", "Power"]
    opened.program.desk.save()
    assert stored(opened).layout == kept
    window.menus.layout_reset_wanted.emit()
    assert arrangement(window)["folded"] == first["folded"] == []
    assert not window.workbench.assumptions.rows["btc_price_usd"].isHidden()


def test_a_copy_is_named_in_a_dialog_and_the_file_stays_open(opened: Opened, small_file: Path, tmp_path: Path) -> None:
    opened.window.menus.copy.trigger()
    dialog = opened.window.findChild(QFileDialog)
    assert dialog is not None
    assert not dialog.isModal()
    dialog.fileSelected.emit(str(tmp_path / "Copy.reckoner"))
    dialog.close()
    opened.until(lambda: "verified" in opened.window.notice.text)
    assert opened.window.menus.file_name.text() == small_file.name
    with Store.open(tmp_path / "Copy.reckoner") as copy:
        assert copy.book == opened.session.book
    opened.window.copy_wanted.emit(small_file)
    opened.until(lambda: "exists already" in opened.window.notice.text)


def test_a_new_portfolio_is_empty_and_names_what_to_do(on_sample: Opened, tmp_path: Path) -> None:
    on_sample.window.menus.sample_wanted.emit("tindravatn")
    on_sample.until(lambda: on_sample.window.menus.file_name.text() == "tindravatn.reckoner")
    on_sample.settle()
    assert len(on_sample.session.book.portfolio.sites) == 13
    QTest.keyClick(on_sample.window, Qt.Key.Key_N, CTRL)
    on_sample.until(lambda: on_sample.window.menus.file_name.text() == "Portfolio.reckoner")
    on_sample.settle()
    assert on_sample.session.book.portfolio.sites == ()
    assert (tmp_path / "documents" / "Portfolio.reckoner").is_file()


def test_a_new_portfolio_says_where_it_is(on_sample: Opened, tmp_path: Path) -> None:
    window = on_sample.window
    assert window.notice.text == ""
    window.menus.new_wanted.emit()
    made = tmp_path / "documents" / "Portfolio.reckoner"
    on_sample.until(lambda: str(made) in window.notice.text)
    assert "Save a copy as" in window.notice.text
    window.file_wanted.emit(tmp_path / "documents" / "saltbrush.reckoner")
    on_sample.until(lambda: window.menus.file_name.text() == "saltbrush.reckoner")
    assert window.notice.text == ""
