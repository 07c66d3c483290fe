"""The portfolio screen by keys alone: into the filter and out of it, from table to table, from the palette."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from tests.ui.conftest import Opened
from tests.ui.screens.test_portfolio import cell, open_table
from ui.panels.help_windows import OTHER_KEYS
from ui.screens.portfolio import PortfolioScreen
from ui.screens.tables_head import TABLES

CONTROL = Qt.KeyboardModifier.ControlModifier


def filtered(opened: Opened, words: str, table: str = "lots") -> PortfolioScreen:
    """The screen with these words in its filter, and the keyboard there."""
    opened.window.activateWindow()
    opened.until(opened.window.isActiveWindow)  # only there do keys of one box work
    open_table(opened, table)
    screen = opened.window.portfolio
    screen.take_keys()
    QTest.keyClick(screen.views[table], Qt.Key.Key_F, CONTROL)
    QTest.keyClicks(screen.look_for, words)
    assert screen.look_for.hasFocus()
    return screen


def under_keys() -> QWidget:
    focused = QApplication.focusWidget()
    assert focused is not None
    return focused


def test_esc_in_the_filter_shows_all_again_and_returns_to_the_table(opened: Opened) -> None:
    screen = filtered(opened, "no such lot")
    view = screen.views["lots"]
    assert view.order.rowCount() == 0
    assert screen.pages["lots"].none_left.isVisible()
    assert "Esc" in screen.pages["lots"].none_left.text()
    QTest.keyClick(screen.look_for, Qt.Key.Key_Escape)
    assert screen.look_for.text() == ""
    assert view.order.rowCount() == len(opened.session.book.portfolio.lots)
    assert not screen.pages["lots"].none_left.isVisible()
    assert view.hasFocus()


def test_control_and_tab_leave_the_filter_as_it_stands(opened: Opened) -> None:
    screen = filtered(opened, "lot 1")
    QTest.keyClick(screen.look_for, Qt.Key.Key_Tab, CONTROL)
    assert screen.views["lots"].hasFocus()
    assert screen.look_for.text() == "lot 1"
    screen.look_for.setFocus()
    QTest.keyClick(screen.look_for, Qt.Key.Key_Backtab, CONTROL | Qt.KeyboardModifier.ShiftModifier)
    assert screen.bar.hasFocus()


def test_the_filter_ends_with_its_table(opened: Opened) -> None:
    screen = filtered(opened, "no such lot")
    screen.show_table("sites")
    assert screen.look_for.text() == ""
    screen.show_table("lots")
    assert screen.views["lots"].order.rowCount() == len(opened.session.book.portfolio.lots)


@pytest.mark.parametrize(("key", "table"), [(Qt.Key.Key_PageUp, "sites"), (Qt.Key.Key_PageDown, "contracts")])
def test_tables_are_stepped_through_from_within_one(opened: Opened, key: Qt.Key, table: str) -> None:
    open_table(opened, "lots")
    screen = opened.window.portfolio
    screen.take_keys()
    QTest.keyClick(under_keys(), key, CONTROL)
    assert screen.table == table
    assert screen.views[table].hasFocus()


def test_the_last_table_is_followed_by_the_first(opened: Opened) -> None:
    open_table(opened, "price_curves")
    screen = opened.window.portfolio
    screen.bar.setFocus()
    QTest.keyClick(screen.bar, Qt.Key.Key_PageDown, CONTROL)
    assert screen.table == "company"
    assert screen.bar.hasFocus()


def test_a_step_to_the_next_table_takes_the_cell_first(opened: Opened) -> None:
    open_table(opened, "lots")
    view = opened.window.portfolio.views["lots"]
    view.setCurrentIndex(cell(opened, "lots", 0, "count"))
    QTest.keyClick(view, Qt.Key.Key_F2)
    editor = view.findChild(QLineEdit)
    assert editor is not None
    editor.selectAll()
    QTest.keyClicks(editor, "4,321")
    QTest.keyClick(editor, Qt.Key.Key_PageDown, CONTROL)
    opened.settle()
    assert opened.window.portfolio.table == "contracts"
    assert opened.session.book.portfolio.lots[0].count == 4_321


def test_the_keys_of_the_tables_are_listed(opened: Opened) -> None:
    listed = next(keys for where, what, keys in OTHER_KEYS if where == "Portfolio" and what.startswith("The table"))
    taken = [shortcut.key() for shortcut in opened.window.portfolio.findChildren(QShortcut)]
    assert all(QKeySequence(keys) in taken for keys in listed.split(" · "))


def test_the_palette_goes_to_every_table(opened: Opened) -> None:
    opened.window.menus.palette_wanted.emit()
    palette = opened.window.sides.palette
    for table, title in TABLES.items():
        palette.line.setText(f"Portfolio: {title}")
        entry = next(entry for entry in palette.shown if entry.words == f"Portfolio: {title}")
        entry.run()
        assert opened.window.header.tabs.currentIndex() == 1
        assert opened.window.portfolio.table == table
