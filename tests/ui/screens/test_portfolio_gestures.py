"""The portfolio screen under the hand: each gesture is one edit with words, and one undo takes it back."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QItemSelection, QItemSelectionModel, QModelIndex, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from planner.scenario import Book
from planner.storage import Store
from tests.ui.conftest import Opened
from tests.ui.screens.test_portfolio import cell, open_table, type_over
from ui.panels.rows_view import RowsView

CONTROL = Qt.KeyboardModifier.ControlModifier


def view_of(opened: Opened, table: str) -> RowsView:
    return opened.window.portfolio.views[table]


def choose(opened: Opened, table: str, first: QModelIndex, last: QModelIndex) -> RowsView:
    view = view_of(opened, table)
    view.setCurrentIndex(first)
    view.selectionModel().select(QItemSelection(first, last), QItemSelectionModel.SelectionFlag.ClearAndSelect)
    return view


def press(opened: Opened, view: RowsView, key: Qt.Key, modifier: Qt.KeyboardModifier = CONTROL) -> None:
    QTest.keyClick(view, key, modifier)
    opened.settle()


def under_keys() -> QWidget:
    focused = QApplication.focusWidget()
    assert focused is not None
    return focused


def undone(opened: Opened, before: Book, words: str) -> None:
    """One undo, named in words, brings back what was."""
    opened.until(opened.window.menus.undo.isEnabled)
    assert words in opened.window.menus.undo.text()
    opened.window.menus.undo.trigger()
    opened.settle()
    assert opened.session.book == before
    assert not opened.window.menus.undo.isEnabled()


def test_rows_are_duplicated_by_key_and_undone_at_once(opened: Opened) -> None:
    open_table(opened, "lots")
    before = opened.session.book
    view = choose(opened, "lots", cell(opened, "lots", 0, "name"), cell(opened, "lots", 1, "name"))
    press(opened, view, Qt.Key.Key_D)
    lots = opened.session.book.portfolio.lots
    assert [lot.name for lot in lots[-2:]] == ["Lot 1 copy", "Lot 2 copy"]
    assert [row.name for row in opened.session.book.scenarios] == [row.name for row in before.scenarios]
    assert view.order.row_id(view.currentIndex().row()) == lots[-1].id
    undone(opened, before, "Undo Duplicate 2 lots (Lot 1, Lot 2)")


def test_several_rows_are_deleted_by_key_and_undone_at_once(opened: Opened) -> None:
    open_table(opened, "lots")
    before = opened.session.book
    view = choose(opened, "lots", cell(opened, "lots", 1, "name"), cell(opened, "lots", 3, "machine"))
    press(opened, view, Qt.Key.Key_Delete)
    assert [lot.id for lot in opened.session.book.portfolio.lots] == [1, 5]
    undone(opened, before, "Undo Delete 3 lots")


def test_a_row_is_added_by_key_in_a_sorted_and_filtered_table(opened: Opened) -> None:
    open_table(opened, "sites")
    before = opened.session.book
    screen = opened.window.portfolio
    QTest.keyClick(view_of(opened, "sites"), Qt.Key.Key_F, CONTROL)
    QTest.keyClicks(screen.look_for, str(cell(opened, "sites", 1, "spot_price_usd_per_mwh").data()))
    view = view_of(opened, "sites")
    assert view.order.rowCount() == 1
    view.sortByColumn(0, Qt.SortOrder.DescendingOrder)
    press(opened, view, Qt.Key.Key_Return)
    assert screen.look_for.text() == ""
    assert opened.session.book.portfolio.sites[-1].name == "New site"
    assert view.currentIndex().data() == "New site"
    undone(opened, before, "Undo Add New site")


def test_a_sorted_row_is_edited_where_it_stands(opened: Opened) -> None:
    open_table(opened, "lots")
    view = view_of(opened, "lots")
    view.sortByColumn(cell(opened, "lots", 0, "count").column(), Qt.SortOrder.DescendingOrder)
    row_id = view.order.row_id(1)
    type_over(opened, "lots", 1, "count", "9,999,999")
    opened.settle()
    assert opened.session.book.portfolio.by_id("lots", row_id).count == 9_999_999
    assert view.order.row_id(1) == row_id


def test_a_block_is_copied_and_pasted_as_one_edit(opened: Opened) -> None:
    open_table(opened, "lots")
    before = opened.session.book
    view = choose(opened, "lots", cell(opened, "lots", 0, "count"), cell(opened, "lots", 1, "availability_frac"))
    QTest.keyClick(view, Qt.Key.Key_C, CONTROL)
    copied = QGuiApplication.clipboard().text()
    assert len(copied.splitlines()) == 2
    choose(opened, "lots", cell(opened, "lots", 2, "count"), cell(opened, "lots", 2, "count"))
    press(opened, view, Qt.Key.Key_V)
    lots = opened.session.book.portfolio.lots
    assert [(lot.count, lot.availability_frac) for lot in lots[2:4]] == [
        (lot.count, lot.availability_frac) for lot in lots[:2]
    ]
    undone(opened, before, "Undo Paste 4 cells into 2 lots")


def test_one_bad_cell_keeps_the_whole_block_out(opened: Opened) -> None:
    open_table(opened, "lots")
    before = opened.session.book
    QGuiApplication.clipboard().setText("100\n1.234,5\n300")
    view = choose(opened, "lots", cell(opened, "lots", 0, "count"), cell(opened, "lots", 0, "count"))
    press(opened, view, Qt.Key.Key_V)
    assert opened.session.book is before
    assert "Nothing was pasted" in opened.window.notice.text
    assert "Lot 2, Machines" in opened.window.notice.text
    assert "Write it like 1,234.5" in opened.window.notice.text


def test_one_cell_fills_what_is_chosen(opened: Opened) -> None:
    open_table(opened, "lots")
    QGuiApplication.clipboard().setText("77")
    view = choose(opened, "lots", cell(opened, "lots", 0, "count"), cell(opened, "lots", 4, "count"))
    press(opened, view, Qt.Key.Key_V)
    assert [lot.count for lot in opened.session.book.portfolio.lots] == [77] * 5


def test_a_machine_is_chosen_in_place_by_keyboard_for_several_lots(opened: Opened) -> None:
    open_table(opened, "lots")
    before = opened.session.book
    view = choose(opened, "lots", cell(opened, "lots", 0, "machine"), cell(opened, "lots", 1, "machine"))
    QTest.keyClick(view, Qt.Key.Key_F2)
    picker = opened.window.portfolio.picker
    assert picker.isVisible()
    QTest.keyClicks(picker.search, "s21 pro (234")
    QTest.keyClick(picker.search, Qt.Key.Key_Return)
    opened.settle()
    assert not picker.isVisible()
    lots = opened.session.book.portfolio.lots[:2]
    assert [(lot.machine, lot.power_w) for lot in lots] == [("Antminer S21 Pro (234Th)", 3_510.0)] * 2
    undone(opened, before, "machine → Antminer S21 Pro (234Th)")


def test_a_letter_on_a_machine_begins_the_search(opened: Opened) -> None:
    open_table(opened, "lots")
    view = choose(opened, "lots", cell(opened, "lots", 0, "machine"), cell(opened, "lots", 0, "machine"))
    QTest.keyClick(view, Qt.Key.Key_W)
    assert opened.window.portfolio.picker.search.text() == "w"


def test_a_refused_cell_makes_results_stale_until_it_is_given_up(opened: Opened) -> None:
    open_table(opened, "sites")
    before = opened.session.book
    type_over(opened, "sites", 0, "pue", "0.4")
    screen = opened.window.portfolio
    assert screen.has_problems
    assert "The last good value is kept" in screen.problem.text()
    assert opened.window.status.state == "stale"
    assert opened.session.book is before
    opened.window.menus.tab_wanted.emit(1)
    view = view_of(opened, "sites")
    view.setCurrentIndex(cell(opened, "sites", 0, "pue"))
    QTest.keyClick(view, Qt.Key.Key_Escape)
    assert not screen.has_problems
    assert screen.problem.text() == ""
    opened.until(lambda: opened.window.status.state == "idle")


def test_the_connection_shows_what_is_used_and_what_is_too_much(opened: Opened) -> None:
    open_table(opened, "sites")
    busy = opened.session.book.portfolio.lots[0].site_id
    place = view_of(opened, "sites").order.place_of(busy)
    type_over(opened, "sites", place, "interconnect_mw", "0.1")
    opened.settle()
    assert "over · " in str(cell(opened, "sites", place, "used_mw").data())
    assert "over its connection" in opened.window.portfolio.pages["sites"].total.text()
    assert not view_of(opened, "sites").grab().isNull()


def test_every_widget_of_the_screen_has_a_name(opened: Opened) -> None:
    screen = opened.window.portfolio
    named = (screen.bar, screen.look_for, screen.add, screen.duplicate, screen.delete, screen.bring, screen.export)
    assert all(widget.accessibleName() for widget in (*named, *screen.views.values()))


@pytest.mark.parametrize("table", ["lots", "contracts", "sites"])
def test_nothing_happens_to_rows_that_are_not_chosen(opened: Opened, table: str) -> None:
    open_table(opened, table)
    before = opened.session.book
    view = view_of(opened, table)
    view.setCurrentIndex(QModelIndex())
    view.clearSelection()
    press(opened, view, Qt.Key.Key_Delete)
    assert "first" in opened.window.portfolio.problem.text()
    assert opened.session.book is before


def test_an_empty_portfolio_leads_to_its_first_site_lot_and_contract(opened: Opened, tmp_path: Path) -> None:
    with Store.create(tmp_path / "Empty.reckoner", Book()) as store:
        path = store.path
    opened.window.header.tabs.setCurrentIndex(1)
    opened.window.file_wanted.emit(path)
    opened.until(lambda: opened.session.book.portfolio.sites == ())
    opened.settle()
    screen = opened.window.portfolio
    assert screen.table == "sites"
    screen.show_table("lots")
    assert screen.page.add.text() == "Add site"
    QTest.mouseClick(screen.page.add, Qt.MouseButton.LeftButton)
    opened.settle()
    assert screen.table == "sites"
    for table in ("contracts", "lots"):
        screen.show_table(table)
        QTest.mouseClick(screen.page.add, Qt.MouseButton.LeftButton)
        opened.settle()
    portfolio = opened.session.book.portfolio
    assert (len(portfolio.sites), len(portfolio.lots), len(portfolio.contracts)) == (1, 1, 1)
    assert screen.page.view.columnWidth(0) > 40
    assert not opened.window.notice.text


def test_a_row_is_filled_by_keyboard_alone(opened: Opened) -> None:
    open_table(opened, "sites")
    view = view_of(opened, "sites")
    view.setFocus()
    press(opened, view, Qt.Key.Key_Return)

    def write(text: str) -> None:
        for letter in text:  # the first one opens the editor that takes the rest
            QTest.keyClicks(under_keys(), letter)

    write("Prairie")
    for text in ("ERCOT West", "55", "1.07"):
        QTest.keyClick(under_keys(), Qt.Key.Key_Tab)
        opened.until(lambda: QApplication.focusWidget() is not view)
        write(text)
    QTest.keyClick(under_keys(), Qt.Key.Key_Return)
    opened.settle()
    site = opened.session.book.portfolio.sites[-1]
    assert (site.name, site.power_market, site.interconnect_mw, site.pue) == ("Prairie", "ERCOT West", 55.0, 1.07)
