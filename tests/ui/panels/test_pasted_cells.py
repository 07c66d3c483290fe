"""Pasted cells: read in the reader's locale, whole or not at all, each problem with its row and column."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QLocale

from planner.edits import Edit, apply, book_of
from planner.errors import InputRejected, LimitExceeded
from planner.reference import load_reference, sample_edit_rows
from planner.scenario import Book
from planner.storage import Store
from ui.panels.pasted_cells import block_of, block_text, pasted
from ui.panels.rows_columns import columns_for
from ui.panels.rows_model import RowsModel

REFERENCE = load_reference()


def paste(text: str, table: str, row: int, key: str, locale: str = "en_US") -> tuple[Book, Edit]:
    book = book_of(sample_edit_rows("saltbrush"))
    model = RowsModel(table, QLocale(locale))
    model.show_book(book, REFERENCE)
    across = [column.key for column in model.columns].index(key)
    places = range(row, min(row + len(block_of(text)), model.rowCount()))
    edit = pasted(book, REFERENCE, table, model, places, model.columns[across:], block_of(text))
    return book, edit


def test_a_block_of_counts_in_english() -> None:
    book, edit = paste("1,234\n2,345", "lots", 0, "count")
    after = apply(book, edit)
    assert [lot.count for lot in after.portfolio.lots[:2]] == [1_234, 2_345]
    assert edit.label == "Paste 2 cells into 2 lots"
    assert apply(after, edit.inverse()) == book


def test_a_block_of_counts_in_german() -> None:
    book, edit = paste("1.234\t97,5 %\r\n2.345\t96 %\r\n", "lots", 1, "count", "de_DE")
    lots = apply(book, edit).portfolio.lots[1:3]
    assert [(lot.count, lot.availability_frac) for lot in lots] == [(1_234, 0.975), (2_345, 0.96)]


@pytest.mark.parametrize(
    ("locale", "written"), [("en_US", "1.234,5"), ("de_DE", "1,234.5"), ("en_US", "nan"), ("en_US", "1_000")]
)
def test_a_number_of_another_locale_is_refused_with_its_cell(locale: str, written: str) -> None:
    with pytest.raises(InputRejected) as caught:
        paste(f"200\n{written}", "lots", 0, "count", locale)
    assert "Nothing was pasted. 1 cell has a problem: Llano S21 Pro, Machines" in caught.value.message
    assert written in caught.value.message
    assert "Write it like" in caught.value.message or "write it like" in caught.value.message.lower()


def test_every_bad_cell_is_named_at_once() -> None:
    with pytest.raises(InputRejected) as caught:
        paste("Atlantis\tAntminer S21 (200Th)\t\nPecos Bend\tAbacus\t1", "lots", 0, "site_id")
    message = caught.value.message
    assert "Llano S21, Site" in message
    assert "Atlantis" in message
    assert "Llano S21, Hashrate a machine" in message


def test_rows_beyond_the_last_become_new_ones() -> None:
    text = "Fresh\tPecos Bend\tAntminer S21 (200Th)\nFresher\tTug Fork\tWhatsminer M60S"
    book, edit = paste(text, "lots", 20, "name")
    lots = apply(book, edit).portfolio.lots[20:]
    assert [(lot.name, lot.site_id, lot.power_w) for lot in lots] == [("Fresh", 2, 3_500.0), ("Fresher", 5, 3_441.0)]
    assert edit.label == "Paste 6 cells into 2 lots, 2 new"


def test_a_contract_takes_its_kind_and_terms_together() -> None:
    book, edit = paste("Block\tLlano North\tHosted by others", "contracts", 0, "name")
    assert apply(book, edit).portfolio.contracts[0].terms.kind == "hosting"
    with pytest.raises(InputRejected, match="does not belong to this kind of contract"):
        paste("48", "contracts", 3, "price_usd_per_mwh")


def test_a_block_that_does_not_fit_is_refused() -> None:
    with pytest.raises(InputRejected, match="2 columns wide"):
        paste("a\tb", "lots", 0, columns_for("lots")[-1].key)
    with pytest.raises(InputRejected, match="one company"):
        paste("A\nB", "company", 0, "name")
    with pytest.raises(InputRejected, match="no table in the clipboard"):
        paste("", "lots", 0, "name")


def test_what_nobody_states_takes_nothing() -> None:
    book, edit = paste("3,000\t99\t77", "lots", 0, "power_w")
    lot = apply(book, edit).portfolio.lots[0]
    assert (lot.power_w, lot.count) == (3_000.0, 77)


def test_blocks_survive_the_clipboard() -> None:
    cells = [["a", 'say "b"', "two\nlines"], ["", "tab\there", "c"]]
    assert block_of(block_text(cells)) == cells
    with pytest.raises(LimitExceeded):
        block_of("1\n" * 200_001)


def test_two_names_change_places_in_one_paste(tmp_path: Path) -> None:
    book, edit = paste("Llano S21 Pro\nLlano S21", "lots", 0, "name")
    swapped = apply(book, edit)
    assert [lot.name for lot in swapped.portfolio.lots[:2]] == [lot.name for lot in book.portfolio.lots[1::-1]]
    with Store.create(tmp_path / "Swapped.reckoner", book) as store:
        store.commit(edit)
    with Store.open(store.path) as store:  # names are unique in the file as well, after every statement
        assert store.book == swapped
        store.undo()
        assert store.book == book
