"""The portfolio screen, by hand: a cell typed over is one undo step, a bad one keeps its text and says why."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QTableView

from tests.ui.conftest import Opened

LEFT = Qt.MouseButton.LeftButton


def open_table(opened: Opened, table: str) -> None:
    opened.window.header.tabs.setCurrentIndex(1)
    screen = opened.window.portfolio
    screen.bar.setCurrentIndex(list(screen.models).index(table))
    assert screen.table == table


def cell(opened: Opened, table: str, row: int, key: str) -> QModelIndex:
    page = opened.window.portfolio.pages[table]
    return page.order.index(row, [column.key for column in page.model.columns].index(key))


def type_over(opened: Opened, table: str, row: int, key: str, text: str) -> None:
    view = opened.window.portfolio.views[table]
    view.setCurrentIndex(cell(opened, table, row, key))
    QTest.keyClick(view, Qt.Key.Key_F2)
    editor = view.findChild(QLineEdit)
    assert editor is not None
    editor.selectAll()
    QTest.keyClicks(editor, text)
    QTest.keyClick(editor, Qt.Key.Key_Return)
    opened.qtbot.waitUntil(lambda: view.state() == QTableView.State.NoState)  # Qt commits a moment later


def test_a_count_typed_over_is_one_undo_step(opened: Opened) -> None:
    open_table(opened, "lots")
    before = opened.session.book.portfolio.lots[0].count
    shown = opened.window.shown_number
    type_over(opened, "lots", 0, "count", "4,321")
    opened.settle()
    assert opened.session.book.portfolio.lots[0].count == 4_321
    assert opened.window.shown_number > shown
    opened.until(opened.window.menus.undo.isEnabled)
    opened.window.menus.undo.trigger()
    opened.settle()
    assert opened.session.book.portfolio.lots[0].count == before
    assert not opened.window.menus.undo.isEnabled()


def test_a_bad_count_says_why_above_the_table_and_loses_nothing(opened: Opened) -> None:
    open_table(opened, "lots")
    before = opened.session.book
    type_over(opened, "lots", 0, "count", "-5")
    screen = opened.window.portfolio
    assert "between" in screen.problem.text()
    assert screen.views["lots"].model().data(cell(opened, "lots", 0, "count")) == "-5"
    assert opened.session.book is before
    screen.show_table("sites")
    assert screen.problem.text() == ""
    screen.show_table("lots")
    assert "between" in screen.problem.text()
    assert not screen.grab().isNull()  # the red outline is painted


def test_a_row_is_added_and_deleted(opened: Opened) -> None:
    open_table(opened, "lots")
    count = len(opened.session.book.portfolio.lots)
    QTest.mouseClick(opened.window.portfolio.add, LEFT)
    opened.settle()
    assert len(opened.session.book.portfolio.lots) == count + 1
    assert opened.session.book.portfolio.lots[-1].name == "New lot"
    QTest.mouseClick(opened.window.portfolio.add, LEFT)
    opened.settle()
    assert opened.session.book.portfolio.lots[-1].name == "New lot 2"
    QTest.mouseClick(opened.window.portfolio.delete, LEFT)
    opened.settle()
    assert len(opened.session.book.portfolio.lots) == count + 1


def test_a_site_that_holds_lots_is_not_deleted(opened: Opened) -> None:
    open_table(opened, "sites")
    site = opened.session.book.portfolio.lots[0].site_id
    place = next(place for place, row in enumerate(opened.session.book.portfolio.sites) if row.id == site)
    opened.window.portfolio.views["sites"].setCurrentIndex(cell(opened, "sites", place, "name"))
    QTest.mouseClick(opened.window.portfolio.delete, LEFT)
    assert "still holds" in opened.window.notice.text
    assert opened.session.is_saved


def test_the_tabs_count_their_rows(opened: Opened) -> None:
    portfolio = opened.session.book.portfolio
    bar = opened.window.portfolio.bar
    texts = [bar.tabText(place) for place in range(bar.count())]
    tables = ("sites", "lots", "contracts", "debts", "hedges", "price_curves")
    counts = [f"{table.replace('_', ' ').capitalize()} {len(portfolio.rows(table))}" for table in tables]
    assert texts == ["Company", *counts]
