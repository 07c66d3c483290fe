"""CellLine and WordBox: as wide as the cell, lists as wide as their words, ended by the keys that end the cell."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QLocale, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QStyle, QStyleOptionComboBox, QWidget
from pytestqt.qtbot import QtBot

from planner.edits import Edit, apply, book_of
from planner.reference import load_reference, sample_edit_rows
from ui.panels.cell_line import CellLine, WordBox, only_match
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
        ("s21 p", (), "Antminer S21 Pro (234Th)"),
        ("s21 p", (Qt.Key.Key_Down,), "Antminer S21 Pro (245Th)"),
        ("m60s++", (), "Whatsminer M60S++"),
        ("Antminer S21", (), "Antminer S21 (200Th)"),
        ("antminer s21 xp", (), "Antminer S21 XP (270Th)"),
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
    assert QApplication.activePopupWidget() is None
    column = "hashrate_th_s" if end == Qt.Key.Key_Tab else "machine"
    assert page.view.currentIndex().column() == at(page, column)
    focus = page.focusWidget()  # a list that closes leaves no window active where there is no window system
    assert focus is not None
    assert focus is page.view or page.view.isAncestorOf(focus)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Antminer S21", "Antminer S21 (200Th)"),
        ("antminer s21 XP hyd (", "Antminer S21 XP Hyd (473Th)"),
        ("Antminer S21 Pro", ""),  # two of that name
        ("no such machine", ""),
        (" ", ""),
    ],
)
def test_where_the_list_is_closed_the_one_choice_that_is_meant_is_taken(
    qtbot: QtBot, page: RowsPage, typed: str, meant: str
) -> None:
    assert only_match(MACHINES, typed) == meant
    before = page.model.row_at(0).machine
    editor = editing(page, "machine")
    QTest.keyClicks(editor, typed)
    page.view.commit()
    assert page.model.row_at(0).machine == (meant or before)
    assert page.model.has_problems is (not meant)


def test_a_text_that_stands_is_not_completed_unasked(qtbot: QtBot) -> None:
    table = QWidget()
    qtbot.addWidget(table)
    line = CellLine(MACHINES, Qt.AlignmentFlag.AlignLeft, table)
    line.setText("Antminer S21")
    assert line.meant == "Antminer S21"


@pytest.mark.parametrize("key", [Qt.Key.Key_End, Qt.Key.Key_Home, Qt.Key.Key_Left, Qt.Key.Key_Right])
def test_keys_of_the_table_leave_a_closed_list_and_change_nothing(page: RowsPage, key: Qt.Key) -> None:
    before = page.model.row_at(0)
    index = page.order.index(0, at(page, "site_id"))
    page.view.setCurrentIndex(index)
    page.view.edit(index)
    box = page.view.findChild(WordBox)
    assert box is not None
    QTest.keyClick(box, key)
    assert page.model.row_at(0) == before
    assert page.view.currentIndex() != index
    assert page.view.state() == page.view.State.NoState


@pytest.mark.parametrize("end", [Qt.Key.Key_Tab, Qt.Key.Key_Return])
def test_up_and_down_open_the_list_before_they_choose(qtbot: QtBot, page: RowsPage, end: Qt.Key) -> None:
    index = page.order.index(0, at(page, "site_id"))
    page.view.setCurrentIndex(index)
    page.view.edit(index)
    box = page.view.findChild(WordBox)
    assert box is not None
    QTest.keyClick(box, Qt.Key.Key_Down)
    assert box.view().isVisible()
    assert box.currentIndex() == 0
    QTest.keyClick(box.view(), Qt.Key.Key_Down)
    QTest.keyClick(box.view(), end)
    qtbot.waitUntil(lambda: page.model.row_at(0).site_id == 2)
    qtbot.waitUntil(lambda: not page.view.findChildren(WordBox))


def test_a_list_is_as_wide_as_its_longest_word(qtbot: QtBot) -> None:
    table = QWidget()
    table.resize(600, 100)
    qtbot.addWidget(table)
    box = WordBox(("a", "a rather long word"), table)
    box.place(CELL)
    option = QStyleOptionComboBox()
    box.initStyleOption(option)
    room = box.style().subControlRect(
        QStyle.ComplexControl.CC_ComboBox, option, QStyle.SubControl.SC_ComboBoxEditField, box
    )
    assert room.width() >= box.fontMetrics().horizontalAdvance("a rather long word")


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
