"""Scenarios by gesture: list, table, note, pin, baseline, deltas; the whole program behind them."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractItemDelegate, QApplication, QLineEdit

from planner.edits import Edit
from planner.explore.compare import MOST, ComparedRow
from planner.scenario import Book
from planner.storage import Store
from tests.portfolio_files import count_edit
from tests.ui.conftest import Opened
from ui.panels.comparison_model import CHANGE_ROLE, FIRST
from ui.screens.scenarios import AGAINST_FIRST, AGAINST_PIN, ScenariosScreen

CTRL = Qt.KeyboardModifier.ControlModifier


def names(book: Book) -> list[str]:
    return [row.name for row in book.scenarios]


def shown(opened: Opened) -> ScenariosScreen:
    opened.window.header.tabs.setCurrentIndex(2)
    screen = opened.window.scenarios
    opened.until(lambda: screen.comparison is not None)
    opened.settle()
    return screen


def row_of(screen: ScenariosScreen, key: str) -> int:
    return next(place for place, row in enumerate(screen.model.rows) if isinstance(row, ComparedRow) and row.key == key)


def type_into(screen: ScenariosScreen, key: str, column: int, text: str) -> None:
    index = screen.model.index(row_of(screen, key), FIRST + column)
    screen.table.setCurrentIndex(index)
    screen.table.edit(index)
    editor = screen.table.findChild(QLineEdit)
    assert editor is not None
    editor.setText(text)
    screen.table.commitData(editor)
    screen.table.closeEditor(editor, QAbstractItemDelegate.EndEditHint.NoHint)


def test_ctrl_d_duplicates_on_the_workbench_and_the_copy_is_in_front(opened: Opened) -> None:
    proposed: list[Edit] = []
    opened.window.edit_proposed.connect(proposed.append)
    QTest.keyClick(opened.window, Qt.Key.Key_D, CTRL)
    opened.settle()
    assert names(opened.session.book) == ["Base case", "Bear", "Base case copy"]
    assert opened.window.header.scenario.currentText() == "Base case copy"
    assert [edit.label for edit in proposed] == ["Duplicate Base case"]
    opened.until(opened.window.menus.undo.isEnabled)
    opened.window.menus.undo.trigger()
    opened.settle()
    assert names(opened.session.book) == ["Base case", "Bear"]
    assert opened.window.header.scenario.currentText() == "Base case"


def test_f2_renames_in_the_header_and_a_taken_name_is_refused_in_words(opened: Opened) -> None:
    header = opened.window.header
    QTest.keyClick(opened.window, Qt.Key.Key_F2)
    assert header.name.isVisible()
    QTest.keyClicks(header.name, "Plan of June")
    QTest.keyClick(header.name, Qt.Key.Key_Return)
    opened.settle()
    assert names(opened.session.book) == ["Plan of June", "Bear"]
    assert not header.name.isVisible()
    header.edit_name()
    header.name.setText("BEAR")
    QTest.keyClick(header.name, Qt.Key.Key_Return)
    assert "same name" in opened.window.notice.text
    header.edit_name()
    QTest.keyClick(header.name, Qt.Key.Key_Escape)
    assert names(opened.session.book) == ["Plan of June", "Bear"]


def test_a_new_scenario_asks_for_its_name_and_gives_the_keyboard_back(opened: Opened) -> None:
    window = opened.window
    window.activateWindow()
    opened.until(lambda: QApplication.activeWindow() is window)
    box = next(window.workbench.assumptions.editors())[1]
    box.setFocus()
    window.menus.add.trigger()
    assert window.header.name.isVisible()
    assert window.header.name.text() == "New scenario"
    QTest.keyClicks(window.header.name, "Bull")
    QTest.keyClick(window.header.name, Qt.Key.Key_Return)
    opened.settle()
    assert names(opened.session.book) == ["Base case", "Bear", "Bull"]
    assert window.header.scenario.currentText() == "Bull"
    assert QApplication.focusWidget() is box
    screen = shown(opened)
    screen.list.add.click()
    editor = screen.list.list.findChild(QLineEdit)
    assert editor is not None
    assert editor.text() == "New scenario"
    screen.list.list.closeEditor(editor, QAbstractItemDelegate.EndEditHint.RevertModelCache)


def test_deleting_the_active_one_makes_the_first_active_and_undo_brings_it_back(opened: Opened) -> None:
    opened.window.scenario_chosen.emit(2)
    opened.settle()
    opened.window.menus.delete.trigger()
    opened.settle()
    assert names(opened.session.book) == ["Base case"]
    assert opened.window.header.scenario.currentText() == "Base case"
    assert not opened.window.menus.delete.isEnabled()
    opened.until(opened.window.menus.undo.isEnabled)
    opened.window.menus.undo.trigger()
    opened.settle()
    assert names(opened.session.book) == ["Base case", "Bear"]


def test_the_table_shows_what_differs_and_the_numbers_of_a_run(opened: Opened) -> None:
    screen = shown(opened)
    keys = [row.key for row in screen.model.rows if isinstance(row, ComparedRow)]
    assert "btc_price_usd" in keys
    assert "pool_fee_frac" not in keys
    screen.only.click()
    assert "pool_fee_frac" in [row.key for row in screen.model.rows if isinstance(row, ComparedRow)]
    hashprice = screen.model.rows[row_of(screen, "hashprice_usd_per_ph_day")]
    assert isinstance(hashprice, ComparedRow)
    outcome = opened.window.workbench.outcome
    assert outcome is not None
    assert hashprice.values[0] == outcome.measures["hashprice_usd_per_ph_day"]


def test_it_is_live_when_a_value_changes(opened: Opened) -> None:
    screen = shown(opened)
    screen.only.click()
    before = screen.model.index(row_of(screen, "fleet_hashrate_eh_s"), FIRST).data()
    opened.window.edit_proposed.emit(count_edit(opened.session.book, 60_000))
    opened.until(lambda: screen.model.index(row_of(screen, "fleet_hashrate_eh_s"), FIRST).data() != before)
    opened.settle()


def test_a_value_typed_into_the_table_is_one_edit_of_that_scenario(opened: Opened) -> None:
    screen = shown(opened)
    proposed: list[Edit] = []
    opened.window.edit_proposed.connect(proposed.append)
    type_into(screen, "btc_price_usd", 1, "64,000")
    opened.settle()
    (edit,) = proposed
    assert [(change.table, change.id, change.after) for change in edit.changes] == [("assumptions", 2, 64_000.0)]
    assert opened.session.book.row("Bear").stated["btc_price_usd"] == 64_000.0
    type_into(screen, "btc_price_usd", 1, "1.234,5")
    assert "cannot be read as a number" in opened.window.notice.text
    assert len(proposed) == 1


def test_changes_are_against_the_pin_or_the_first_column(opened: Opened) -> None:
    screen = shown(opened)
    assert screen.against.currentData() == AGAINST_PIN
    index = screen.model.index(row_of(screen, "hashprice_usd_per_ph_day"), FIRST + 1)
    assert index.data(CHANGE_ROLE) is not None
    screen.against.setCurrentIndex(screen.against.findData(AGAINST_FIRST))
    screen.against.activated.emit(0)
    first = screen.model.index(row_of(screen, "hashprice_usd_per_ph_day"), FIRST)
    change = screen.model.index(row_of(screen, "hashprice_usd_per_ph_day"), FIRST + 1).data(CHANGE_ROLE)
    assert first.data(CHANGE_ROLE) is None
    assert (change.text[0], change.better) == ("−", False)


def test_any_scenario_of_the_list_can_be_pinned(opened: Opened) -> None:
    screen = shown(opened)
    screen.list.list.setCurrentRow(1)
    screen.list.pin.click()
    opened.settle()
    assert opened.session.book.baseline is not None
    assert opened.session.book.baseline.name.startswith("Bear ")
    assert opened.session.book.baseline.stated == opened.session.book.row("Bear").stated
    assert "Bear" in screen.against.currentText()


def test_ctrl_b_pins_the_scenario_that_the_button_names(opened: Opened) -> None:
    screen = shown(opened)
    screen.list.list.setCurrentRow(1)
    assert screen.list.pin.text() == "Pin Bear as baseline"
    QTest.keyClick(opened.window, Qt.Key.Key_B, CTRL)
    opened.settle()
    assert opened.session.book.baseline is not None
    assert opened.session.book.baseline.name.startswith("Bear ")
    opened.window.header.tabs.setCurrentIndex(0)
    QTest.keyClick(opened.window, Qt.Key.Key_B, CTRL)
    opened.settle()
    assert opened.session.book.baseline.name.startswith("Base case ")


def test_the_list_renames_duplicates_and_deletes_by_key(opened: Opened) -> None:
    screen = shown(opened)
    screen.list.list.setFocus()
    screen.list.list.setCurrentRow(1)
    QTest.keyClick(opened.window, Qt.Key.Key_D, CTRL)
    opened.settle()
    assert names(opened.session.book)[-1] == "Bear copy"
    assert screen.list.list.currentItem().text() == "Bear copy"
    QTest.keyClick(opened.window, Qt.Key.Key_F2)
    editor = screen.list.list.findChild(QLineEdit)
    assert editor is not None
    editor.setText("Deep bear")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    opened.until(lambda: names(opened.session.book)[-1] == "Deep bear")
    opened.settle()
    screen.list.list.setFocus()
    QTest.keyClick(screen.list.list, Qt.Key.Key_Delete)
    opened.settle()
    assert names(opened.session.book) == ["Base case", "Bear"]


def test_a_note_is_written_with_source_and_date(opened: Opened, small_file: Path) -> None:
    screen = shown(opened)
    screen.list.list.setCurrentRow(1)
    boxes = screen.list.notes
    for key, text in (("text", "Spot doubles"), ("source", "Board paper"), ("date", "2026-06-14")):
        boxes[key].setFocus()
        boxes[key].selectAll()
        QTest.keyClicks(boxes[key], text)
    QTest.keyClick(boxes["date"], Qt.Key.Key_Return)
    opened.settle()
    assert opened.session.book.row("Bear").note == "Spot doubles. Source: Board paper, 2026-06-14"
    boxes["date"].selectAll()
    QTest.keyClicks(boxes["date"], "14.6.2026")
    QTest.keyClick(boxes["date"], Qt.Key.Key_Return)
    assert "is not a day" in opened.window.notice.text
    opened.window.close()
    with Store.open(small_file) as store:
        assert "Board paper" in store.book.row("Bear").note


def test_a_seventh_does_not_fit_and_fewer_than_two_name_the_next_step(opened: Opened) -> None:
    screen = shown(opened)
    for _ in range(MOST - 1):
        opened.window.menus.add.trigger()
        opened.settle()
    assert len(opened.session.book.scenarios) == MOST + 1
    assert len(screen.list.compared()) == MOST
    last = screen.list.list.item(MOST)
    last.setCheckState(Qt.CheckState.Checked)
    assert last.checkState() == Qt.CheckState.Unchecked
    assert "fit side by side" in screen.list._words.text()
    for place in range(MOST):
        screen.list.list.item(place).setCheckState(Qt.CheckState.Unchecked)
    opened.settle()
    assert "Ctrl+D" in screen._empty.text()
    assert screen._empty.isVisible()


def test_nothing_stands_beside_while_another_screen_is_in_front(opened: Opened) -> None:
    shown(opened)
    outcome = opened.window.workbench.outcome
    assert outcome is not None
    assert len(outcome.beside) == 2
    opened.window.header.tabs.setCurrentIndex(0)
    opened.settle()
    outcome = opened.window.workbench.outcome
    assert outcome is not None
    assert outcome.beside == ()


def test_the_keys_of_scenarios_belong_to_the_tables_on_other_screens(opened: Opened) -> None:
    opened.window.header.tabs.setCurrentIndex(1)
    assert opened.window.menus.rename.shortcut().isEmpty()
    opened.window.header.tabs.setCurrentIndex(0)
    assert opened.window.menus.rename.shortcut().toString() == "F2"


@pytest.mark.parametrize("column", [0, 1])
def test_every_part_has_an_accessible_name(opened: Opened, column: int) -> None:
    screen = shown(opened)
    widgets = [screen.list.list, screen.table, screen.against, *screen.list.notes.values()]
    assert all(widget.accessibleName() for widget in widgets)
    index = screen.model.index(row_of(screen, "btc_price_usd"), FIRST + column)
    assert "USD" in str(index.data(Qt.ItemDataRole.AccessibleTextRole))


def test_ctrl_end_brings_the_frame_along_and_enter_explains_a_result(opened: Opened) -> None:
    screen = shown(opened)
    screen.only.setChecked(False)
    table = screen.table
    table.setCurrentIndex(screen.model.index(row_of(screen, "btc_price_usd"), FIRST))
    QTest.keyClick(table, Qt.Key.Key_End, CTRL)
    front = table.currentIndex()
    assert front.row() == len(screen.model.rows) - 1
    assert table.selectedIndexes() == [front]
    table.setCurrentIndex(screen.model.index(row_of(screen, "npv_usd"), FIRST + 1))
    assert opened.window.sides.explanation is None
    QTest.keyClick(table, Qt.Key.Key_Return)
    explanation = opened.window.sides.explanation
    assert explanation is not None
    assert explanation.choice.currentData() == "npv_usd"


def test_enter_types_over_an_input_and_the_frame_stays_on_its_row_when_others_come(opened: Opened) -> None:
    screen = shown(opened)
    screen.only.setChecked(False)
    screen.table.setCurrentIndex(screen.model.index(row_of(screen, "btc_price_usd"), FIRST + 1))
    QTest.keyClick(screen.table, Qt.Key.Key_Return)
    editor = screen.table.findChild(QLineEdit)
    assert editor is not None
    screen.table.closeEditor(editor, QAbstractItemDelegate.EndEditHint.NoHint)
    screen.only.setChecked(True)
    front = screen.table.currentIndex()
    assert (screen.model.key_at(front.row()), front.column()) == ("btc_price_usd", FIRST + 1)
    bear = screen.list.list.item(1)
    bear.setCheckState(Qt.CheckState.Unchecked)
    assert not screen.model.rows
    bear.setCheckState(Qt.CheckState.Checked)
    opened.until(lambda: bool(screen.model.rows))
    front = screen.table.currentIndex()
    assert (screen.model.key_at(front.row()), front.column()) == ("btc_price_usd", FIRST + 1)


def test_undo_says_of_which_scenario_and_where_it_is_seen(opened: Opened) -> None:
    screen = shown(opened)
    type_into(screen, "btc_price_usd", 1, "52000")
    menus, notice = opened.window.menus, opened.window.notice
    opened.until(lambda: menus.undo.isEnabled() and opened.session.is_saved)
    assert menus.undo.text().startswith("Undo Bear: BTC price ")
    menus.undo.trigger()
    opened.settle()
    assert notice.text.startswith("Undone: Bear: BTC price ")
    assert notice.text.endswith("→ 52,000 USD. It is seen under Scenarios.")
    opened.window.scenario_chosen.emit(2)
    opened.settle()
    menus.redo.trigger()
    opened.settle()
    assert notice.text.startswith("Redone: Bear: ")
    assert notice.text.endswith("It is seen under Workbench.")
    opened.window.edit_proposed.emit(count_edit(opened.session.book, 77))
    opened.settle()
    assert notice.text == ""
    opened.window.menus.undo.trigger()
    opened.settle()
    assert notice.text.endswith("It is seen under Portfolio, lots.")
