"""CellLine and WordBox: as wide as the cell, lists as wide as their words, ended by the keys that end the cell."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QLocale, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from planner.edits import Edit, apply, book_of
from planner.reference import load_reference, sample_edit_rows
from ui.panels.cell_line import CellLine, WordBox
from ui.panels.rows_page import RowsPage
from ui.theme import LIGHT_THEME

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support grabbing")  # as open lists do
REFERENCE = load_reference()
MACHINES = tuple(REFERENCE.machines)
CELL = QRect(200, 20, 60, 24)


@pytest.fixture
def page(qtbot: QtBot) -> RowsPage:
    page = RowsPage("lots", LIGHT_THEME, QLocale("en_US"))
    qtbot.addWidget(page)
    book = book_of(sample_edit_rows("saltbrush"))

    def take(edit: Edit) -> None:
        nonlocal book
        book = apply(book, edit)
        page.model.show_book(book, REFERENCE)

    page.model.edit_proposed.connect(take)
    page.model.show_book(book, REFERENCE)
    page.show_portfolio(book.portfolio)
    page.resize(1200, 500)
    with qtbot.waitExposed(page):
        page.show()
    page.activateWindow()
    return page


def at(page: RowsPage, key: str) -> int:
    return [column.key for column in page.model.columns].index(key)


def editing(page: RowsPage, key: str) -> QLineEdit:
    index = page.order.index(0, at(page, key))
    page.view.setCurrentIndex(index)
    page.view.edit(index)
    editor = page.view.findChild(QLineEdit)
    assert editor is not None
    return editor


@pytest.mark.parametrize(
    ("typed", "keys", "machine"),
    [
        ("s21 p", (Qt.Key.Key_Down,), "Antminer S21 Pro (234Th)"),
        ("m60s++", (), "Whatsminer M60S++"),
        ("Antminer S19 XP (140Th)", (), "Antminer S19 XP (140Th)"),
    ],
)
@pytest.mark.parametrize("end", [Qt.Key.Key_Tab, Qt.Key.Key_Return])
def test_the_end_of_a_cell_takes_what_its_list_shows(
    qtbot: QtBot, page: RowsPage, typed: str, keys: tuple[Qt.Key, ...], machine: str, end: Qt.Key
) -> None:
    assert machine in MACHINES
    editor = editing(page, "machine")
    QTest.keyClicks(editor, typed)
    completer = editor.completer()
    assert completer is not None
    words = completer.popup()
    assert words is not None
    qtbot.waitUntil(words.isVisible)
    for key in (*keys, end):
        QTest.keyClick(words, key)
    qtbot.waitUntil(lambda: page.model.row_at(0).machine == machine)
    assert not words.isVisible()
    column = "hashrate_th_s" if end == Qt.Key.Key_Tab else "machine"
    assert page.view.currentIndex().column() == at(page, column)
    focus = QApplication.focusWidget()
    assert focus is not None
    assert focus is page.view or page.view.isAncestorOf(focus)


def test_a_completion_is_as_wide_as_its_words(qtbot: QtBot) -> None:
    table = QWidget()
    qtbot.addWidget(table)
    line, box = CellLine(MACHINES, Qt.AlignmentFlag.AlignLeft, table), WordBox(("a", "a rather long word"), table)
    line.place(CELL)
    box.place(CELL)
    completer = line.completer()
    assert completer is not None
    words = completer.popup()
    assert words is not None
    assert words.minimumWidth() > max(words.fontMetrics().horizontalAdvance(machine) for machine in MACHINES)
    assert box.view().minimumWidth() > box.view().fontMetrics().horizontalAdvance("a rather long word")


def test_a_line_is_its_cell_until_the_text_needs_more(qtbot: QtBot) -> None:
    table = QWidget()
    table.resize(600, 100)
    qtbot.addWidget(table)
    number, words = CellLine((), Qt.AlignmentFlag.AlignRight, table), CellLine((), Qt.AlignmentFlag.AlignLeft, table)
    for line in (number, words):
        line.place(CELL)
        line.setText("12")
        assert line.geometry() == CELL
        line.setText("123,456,789,012,345")
    assert number.alignment() & Qt.AlignmentFlag.AlignRight
    assert (number.geometry().right(), words.geometry().left()) == (CELL.right(), CELL.left())
    assert number.geometry().left() < CELL.left()
    assert words.geometry().right() > CELL.right()


def test_tab_takes_the_word_under_the_hand_of_an_open_list(qtbot: QtBot, page: RowsPage) -> None:
    index = page.order.index(0, at(page, "site_id"))
    page.view.setCurrentIndex(index)
    page.view.edit(index)
    box = page.view.findChild(WordBox)
    assert box is not None
    box.showPopup()
    QTest.keyClick(box.view(), Qt.Key.Key_Down)
    QTest.keyClick(box.view(), Qt.Key.Key_Tab)
    qtbot.waitUntil(lambda: page.model.row_at(0).site_id == 2)
    assert page.view.currentIndex().column() == at(page, "machine")
