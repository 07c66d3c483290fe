"""What is typed into a cell of the portfolio outlives every command that is given while it stands there."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit

from tests.ui.conftest import Opened
from tests.ui.screens.test_portfolio import cell, open_table

CONTROL = Qt.KeyboardModifier.ControlModifier
NONE = Qt.KeyboardModifier.NoModifier


def typing(opened: Opened, text: str, *, table: str = "lots", key: str = "count") -> QLineEdit:
    """A cell of the second row with this text in it, not yet taken."""
    open_table(opened, table)
    view = opened.window.portfolio.views[table]
    view.setCurrentIndex(cell(opened, table, 1, key))
    QTest.keyClick(view, Qt.Key.Key_F2)
    editor = view.findChild(QLineEdit)
    assert editor is not None
    editor.selectAll()
    QTest.keyClicks(editor, text)
    return editor


@pytest.mark.parametrize(
    ("key", "modifier", "more"),
    [
        (Qt.Key.Key_Return, CONTROL, 1),
        (Qt.Key.Key_Enter, CONTROL, 1),
        (Qt.Key.Key_Insert, NONE, 1),
        (Qt.Key.Key_D, CONTROL, 1),
    ],
)
def test_a_key_for_rows_takes_the_cell_first(
    opened: Opened, key: Qt.Key, modifier: Qt.KeyboardModifier, more: int
) -> None:
    count = len(opened.session.book.portfolio.lots)
    QTest.keyClick(typing(opened, "4,321"), key, modifier)
    opened.settle()
    lots = opened.session.book.portfolio.lots
    assert lots[1].count == 4_321
    assert len(lots) == count + more


def test_what_cannot_stand_is_refused_as_usual_and_the_row_is_added(opened: Opened) -> None:
    before = opened.session.book.portfolio.lots
    QTest.keyClick(typing(opened, "-5"), Qt.Key.Key_Return, CONTROL)
    opened.until(lambda: opened.session.is_saved)
    screen = opened.window.portfolio
    assert len(opened.session.book.portfolio.lots) == len(before) + 1
    assert opened.session.book.portfolio.lots[1] == before[1]
    assert cell(opened, "lots", 1, "count").data() == "-5"
    assert "between" in screen.problem.text()


def test_a_row_that_is_deleted_while_it_is_typed_into_can_be_brought_back_as_typed(opened: Opened) -> None:
    typing(opened, "4,321")
    row_id = opened.session.book.portfolio.lots[1].id
    opened.window.portfolio.views["lots"].delete_wanted.emit()
    opened.settle()
    assert row_id not in [lot.id for lot in opened.session.book.portfolio.lots]
    opened.until(opened.window.menus.undo.isEnabled)
    opened.window.menus.undo.trigger()
    opened.settle()
    assert opened.session.book.portfolio.by_id("lots", row_id).count == 4_321


@pytest.mark.parametrize("place", [0, 2, 3, 4])
def test_another_screen_takes_the_cell_first(opened: Opened, place: int) -> None:
    typing(opened, "4,321")
    opened.window.menus.tabs[place].trigger()
    opened.settle()
    assert opened.window.header.tabs.currentIndex() == place
    assert opened.session.book.portfolio.lots[1].count == 4_321


@pytest.mark.parametrize(
    "command",
    [
        lambda opened: opened.window.menus.snapshot_wanted.emit(),
        lambda opened: opened.window.portfolio.go_to_problem(),
        lambda opened: opened.window.menus.pin_wanted.emit(),
    ],
    ids=["F6", "F8", "Ctrl+B"],
)
def test_a_command_takes_the_cell_first(opened: Opened, command: Callable[[Opened], None]) -> None:
    typing(opened, "4,321")
    command(opened)
    opened.settle()
    assert opened.session.book.portfolio.lots[1].count == 4_321


def test_an_undo_of_the_menu_is_that_of_the_cell_under_the_hand(opened: Opened) -> None:
    before = opened.session.book
    typing(opened, "4,321")
    opened.window.menus.undo_wanted.emit()
    opened.settle()
    assert opened.session.book == before
    assert opened.window.menus.redo.isEnabled()


def test_a_file_that_is_opened_finds_the_cell_taken(opened: Opened, small_file: Path) -> None:
    typing(opened, "4,321")
    opened.window.menus.recent_wanted.emit(small_file)
    opened.settle()
    assert opened.session.book.portfolio.lots[1].count == 4_321
