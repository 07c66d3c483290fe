"""RowsOrder: sorted by value, empty last; filtered by words; a well-behaved model."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QLocale, Qt
from pytestqt.modeltest import ModelTester

from planner.edits import apply, book_of, set_cell
from planner.reference import load_reference, sample_edit_rows
from planner.table_edits import delete_rows, duplicate_rows
from ui.panels.rows_model import RowsModel
from ui.panels.rows_order import RowsOrder

REFERENCE = load_reference()
BOOK = book_of(sample_edit_rows("saltbrush"))
RISING, FALLING = Qt.SortOrder.AscendingOrder, Qt.SortOrder.DescendingOrder


def ordered(table: str) -> RowsOrder:
    model = RowsModel(table, QLocale("en_US"))
    model.show_book(BOOK, REFERENCE)
    return RowsOrder(model)


def column(order: RowsOrder, key: str) -> int:
    return [column.key for column in order.rows.columns].index(key)


def shown(order: RowsOrder, key: str) -> list[str]:
    return [str(order.index(row, column(order, key)).data()) for row in range(order.rowCount())]


def test_numbers_are_ordered_by_value() -> None:
    order = ordered("lots")
    order.sort(column(order, "count"), RISING)
    counts = [int(text.replace(",", "")) for text in shown(order, "count")]
    assert counts == sorted(counts)
    order.sort(column(order, "efficiency_j_per_th"), FALLING)
    rates = [float(text) for text in shown(order, "efficiency_j_per_th")]
    assert rates == sorted(rates, reverse=True)


@pytest.mark.parametrize("direction", [RISING, FALLING])
def test_empty_cells_come_last_either_way(direction: Qt.SortOrder) -> None:
    order = ordered("lots")
    order.sort(column(order, "retire_month"), direction)
    texts = shown(order, "retire_month")
    assert texts[0] != ""
    assert texts[-1] == ""


def test_words_are_looked_for_in_every_column() -> None:
    order = ordered("lots")
    order.look_for("pecos S19")
    assert shown(order, "name") == ["Pecos S19 XP"]
    order.look_for("nothing like it")
    assert order.rowCount() == 0
    assert order.is_filtered
    order.look_for(" ")
    assert order.rowCount() == len(BOOK.portfolio.lots)


def test_rows_are_found_through_order_and_filter() -> None:
    order = ordered("lots")
    order.sort(column(order, "name"), FALLING)
    first = order.row_id(0)
    assert order.place_of(first) == 0
    assert BOOK.portfolio.by_id("lots", first).name == shown(order, "name")[0]
    order.look_for("Llano")
    assert order.place_of(BOOK.portfolio.lots[-1].id) == -1


@pytest.mark.parametrize("table", ["company", "sites", "lots", "contracts", "debts", "hedges"])
def test_the_order_keeps_qts_rules_through_edits(table: str, qtmodeltester: ModelTester) -> None:
    order = ordered(table)
    order.sort(0, FALLING)
    qtmodeltester.check(order)
    order.rows.show_book(apply(BOOK, set_cell(BOOK, REFERENCE, table, 1, "name", "AAA")), REFERENCE)
    if table == "lots":
        more = apply(BOOK, duplicate_rows(BOOK, "lots", [1, 2]))
        order.rows.show_book(more, REFERENCE)
        order.look_for("copy")
        order.rows.show_book(apply(more, delete_rows(more, "lots", [21])), REFERENCE)
        assert order.rowCount() == 1
    qtmodeltester.check(order)
