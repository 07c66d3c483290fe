"""Keys that mean the same on every screen, and the way through the portfolio without a mouse."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from tests.ui.conftest import Opened
from tests.ui.screens.test_portfolio import cell, open_table, type_over

CTRL = Qt.KeyboardModifier.ControlModifier


def under_keys() -> QWidget:
    focus = QApplication.focusWidget()
    assert focus is not None
    return focus


def front(opened: Opened) -> None:
    """Only the window in front has a widget with the keyboard."""
    opened.window.activateWindow()
    opened.until(lambda: QApplication.activeWindow() is opened.window)


@pytest.mark.parametrize("place", [0, 1, 2, 3, 4])
def test_a_screens_key_leads_into_its_content(opened: Opened, place: int) -> None:
    front(opened)
    window = opened.window
    window.header.tabs.setCurrentIndex((place + 1) % 5)
    window.header.tabs.setFocus()
    QTest.keyClick(window, Qt.Key(Qt.Key.Key_1 + place), CTRL)
    assert window.header.tabs.currentIndex() == place
    contents = (
        next(window.workbench.assumptions.editors())[1], window.portfolio.views["lots"], window.scenarios.list.list,
        next(iter(window.money.results.strip.cells.values())), window.snapshots.table,
    )  # fmt: skip
    if place < 4:  # a list without snapshots is not shown
        assert under_keys() is contents[place]


def test_the_portfolios_key_makes_a_cell_the_one_in_front(opened: Opened) -> None:
    front(opened)
    view = opened.window.portfolio.views["lots"]
    view.setCurrentIndex(QModelIndex())
    QTest.keyClick(opened.window, Qt.Key.Key_2, CTRL)
    assert (view.currentIndex().row(), view.currentIndex().column()) == (0, 0)


def test_tab_goes_from_cell_to_cell_and_ctrl_tab_out_of_the_table(opened: Opened) -> None:
    open_table(opened, "lots")
    front(opened)
    view = opened.window.portfolio.views["lots"]
    view.setFocus()
    view.setCurrentIndex(cell(opened, "lots", 0, "power_w"))
    QTest.keyClick(view, Qt.Key.Key_Tab)
    assert view.currentIndex() == cell(opened, "lots", 0, "count")  # past the efficiency, which nobody types
    QTest.keyClick(view, Qt.Key.Key_Backtab, Qt.KeyboardModifier.ShiftModifier)
    assert view.currentIndex() == cell(opened, "lots", 0, "power_w")
    QTest.keyClick(view, Qt.Key.Key_Tab, CTRL)
    assert under_keys() is not view
    view.setFocus()
    QTest.keyClick(view, Qt.Key.Key_Backtab, CTRL | Qt.KeyboardModifier.ShiftModifier)
    assert under_keys() is opened.window.portfolio.export


def test_tab_past_the_last_cell_leaves_the_table(opened: Opened) -> None:
    open_table(opened, "lots")
    front(opened)
    view = opened.window.portfolio.views["lots"]
    view.setFocus()
    last = opened.window.portfolio.pages["lots"].model.columns[-1].key
    view.setCurrentIndex(cell(opened, "lots", view.model().rowCount() - 1, last))
    QTest.keyClick(view, Qt.Key.Key_Tab)
    assert under_keys() is not view


def test_enter_presses_the_button_under_the_keys_and_ins_adds_a_row(opened: Opened) -> None:
    open_table(opened, "lots")
    front(opened)
    count = len(opened.session.book.portfolio.lots)
    opened.window.portfolio.add.setFocus()
    QTest.keyClick(opened.window.portfolio.add, Qt.Key.Key_Return)
    opened.settle()
    assert len(opened.session.book.portfolio.lots) == count + 1
    QTest.keyClick(under_keys(), Qt.Key.Key_Insert)
    opened.settle()
    opened.window.portfolio.export.setFocus()
    QTest.keyClick(opened.window.portfolio.export, Qt.Key.Key_Insert)
    opened.settle()
    assert len(opened.session.book.portfolio.lots) == count + 3
    assert opened.window.portfolio.add.toolTip() == "Ins"


def test_the_status_line_says_where_a_refused_text_stands_and_leads_there(opened: Opened) -> None:
    open_table(opened, "lots")
    front(opened)
    name = opened.session.book.portfolio.lots[1].name
    type_over(opened, "lots", 1, "count", "many")
    button = opened.window.status.problem
    assert f"Lots, {name}, Machines" in button.text()
    opened.window.portfolio.show_table("company")
    QTest.keyClick(opened.window, Qt.Key.Key_1, CTRL)
    QTest.keyClick(opened.window, Qt.Key.Key_F8)
    view = opened.window.portfolio.views["lots"]
    assert under_keys() is view
    assert view.currentIndex() == cell(opened, "lots", 1, "count")
    QTest.keyClick(view, Qt.Key.Key_Escape)
    assert button.isHidden()


def test_a_refused_box_of_the_workbench_is_named_and_led_to(opened: Opened) -> None:
    front(opened)
    box = next(opened.window.workbench.assumptions.editors())[1]
    box.setFocus()
    QTest.keyClicks(box, "many")
    QTest.keyClick(box, Qt.Key.Key_Return)
    assert "Workbench, BTC price" in opened.window.status.problem.text()
    QTest.keyClick(opened.window, Qt.Key.Key_2, CTRL)
    QTest.mouseClick(opened.window.status.problem, Qt.MouseButton.LeftButton)
    assert under_keys() is box
    QTest.keyClick(box, Qt.Key.Key_Escape)


def test_the_picker_takes_a_refused_machine_away_even_for_the_one_that_is_there(opened: Opened) -> None:
    open_table(opened, "lots")
    page = opened.window.portfolio.pages["lots"]
    assert page.model.setData(page.model.index(0, 2), "Abacus")
    assert page.model.has_problems
    page.view.setCurrentIndex(cell(opened, "lots", 0, "machine"))
    lot = opened.session.book.portfolio.lots[0]
    kept = {key: getattr(lot, key) for key in ("machine", "hashrate_th_s", "power_w", "machine_source")}
    opened.window.portfolio.picker.values_chosen.emit(kept)
    assert not page.model.has_problems
    assert opened.window.status.problem.isHidden()


@pytest.mark.parametrize("place", [0, 1, 2, 3])
def test_f9_leads_to_the_headline_figures_and_back(opened: Opened, place: int) -> None:
    front(opened)
    window = opened.window
    QTest.keyClick(window, Qt.Key(Qt.Key.Key_1 + place), CTRL)
    if place == 3:
        window.money.bar.setFocus()
    before = under_keys()
    QTest.keyClick(before, Qt.Key.Key_F9)
    strip = window.money.results.strip if place == 3 else window.workbench.strip
    assert under_keys() is next(iter(strip.cells.values()))
    QTest.keyClick(under_keys(), Qt.Key.Key_F9)
    assert under_keys() is before
    assert window.header.tabs.currentIndex() == place


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_f10_opens_the_menus_and_each_has_a_letter_of_its_own(opened: Opened) -> None:
    front(opened)
    opened.window.header.tabs.setFocus()
    bar = opened.window.menus.bar
    letters = [action.text().partition("&")[2][:1] for action in bar.actions()]
    assert all(letters)
    assert len(letters) == len(set(letters))
    QTest.keyClick(under_keys(), Qt.Key.Key_F10)
    menu = QApplication.activePopupWidget()
    assert menu is bar.actions()[0].menu()
    menu.close()
    QTest.keyClick(under_keys(), Qt.Key.Key_V, Qt.KeyboardModifier.AltModifier)
    menu = QApplication.activePopupWidget()
    assert menu is bar.actions()[3].menu()
    menu.close()
    assert all("&" not in where for where, _ in opened.window.menus.commands())
