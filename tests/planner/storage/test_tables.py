"""Rows and book: what is written reads back the same, and what cannot stand is damage, not a crash."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from planner.edits import apply, joined, set_cell
from planner.errors import Damaged
from planner.reference import load_reference
from planner.scenario import Book
from planner.storage import Store
from tests.generators import portfolio_from
from tests.portfolio_files import closed_file, from_outside, small_book, small_store


def test_a_book_reads_back_as_it_was_written(tmp_path: Path) -> None:
    path = closed_file(tmp_path)
    with Store.open(path, read_only=True) as store:
        assert store.book == small_book()


def test_an_empty_book_reads_back(tmp_path: Path) -> None:
    Store.create(tmp_path / "New.reckoner", Book()).close()
    with Store.open(tmp_path / "New.reckoner") as store:
        assert store.book == Book()


def test_whole_numbers_in_float_fields_read_back_equal(tmp_path: Path) -> None:
    book = Book()
    book = replace(book, portfolio=replace(book.portfolio, company=replace(book.portfolio.company, cash_usd=5)))
    Store.create(tmp_path / "New.reckoner", book).close()
    with Store.open(tmp_path / "New.reckoner") as store:
        assert store.book == book
        assert isinstance(store.book.portfolio.company.cash_usd, float)


def test_two_names_can_be_swapped_in_one_edit(tmp_path: Path) -> None:
    with small_store(tmp_path) as store:
        first, second = (store.book.portfolio.by_id("lots", number).name for number in (1, 2))
        book, steps = store.book, []
        for row_id, name in ((1, "on the way"), (2, first), (1, second)):
            step = set_cell(book, load_reference(), "lots", row_id, "name", name)
            book = apply(book, step)
            steps.append(step)
        store.commit(joined("Swap two names", steps))
        swapped = store.book
    with Store.open(store.path) as store:
        assert store.book == swapped
        assert store.book.portfolio.by_id("lots", 1).name == second


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("UPDATE lots SET machine = char(7) WHERE id = 1", "control characters"),
        ("UPDATE lots SET online_month = '2026-13' WHERE id = 1", "month"),
        ("UPDATE lots SET retire_month = '2001-01' WHERE id = 1", "is not after the month it goes online"),
        ("UPDATE contracts SET kind = 'lottery' WHERE id = 1", "kind"),
        ("UPDATE contracts SET terms = '{broken}' WHERE id = 1", "does not read as Reckoner writes it"),
        ("UPDATE contracts SET terms = '{\"price_usd_per_mwh\":1e999}', kind = 'fixed' WHERE id = 1", "finite"),
        ("UPDATE sites SET name = 'Other' WHERE id = 1", "filed under another"),
        ("UPDATE assumptions SET key = 'no_such_input' WHERE key = 'btc_price_usd'", "no input"),
        ("UPDATE assumptions SET value = -1 WHERE key = 'btc_price_usd'", "must lie between"),
        ("UPDATE plan_steps SET position = 4", "plan is missing"),
        ("UPDATE plan_steps SET terms = 'x'", "not JSON"),
        ("DELETE FROM company", "company is missing"),
        ("DELETE FROM plan_steps; DELETE FROM assumptions; DELETE FROM scenarios", "no scenario"),
        ("UPDATE baseline SET content = '{}'", "does not read as Reckoner writes it"),
        ("DELETE FROM meta", "its own description is missing"),
    ],
)
def test_what_cannot_stand_is_damage_in_words(tmp_path: Path, statement: str, said: str) -> None:
    path = closed_file(tmp_path)
    with from_outside(path) as other:
        other.executescript(statement)
    before = path.read_bytes()
    with pytest.raises(Damaged) as refusal:
        Store.open(path)
    assert said in refusal.value.message
    assert refusal.value.message.startswith("North.reckoner is damaged: ")
    assert refusal.value.saved == "It was left exactly as it is."
    assert path.read_bytes() == before


def test_a_changed_figure_is_found_by_its_digest(tmp_path: Path) -> None:
    path = closed_file(tmp_path)
    with from_outside(path) as other:
        other.execute("UPDATE lots SET count = count + 1 WHERE id = 1")
    with pytest.raises(Damaged, match="not what was there when it was last closed"):
        Store.open(path)


def test_an_edit_of_more_rows_than_a_statement_names(tmp_path: Path) -> None:
    reference = load_reference()
    book = Book(portfolio=portfolio_from(5, reference, sites=2, lots=1_200))
    with Store.create(tmp_path / "Many.reckoner", book) as store:
        steps = [set_cell(book, reference, "lots", lot.id, "count", lot.count + 1) for lot in book.portfolio.lots]
        store.commit(joined("One more of each", steps))
        after = store.book
    with Store.open(store.path) as store:
        assert store.book == after
        assert [lot.count for lot in after.portfolio.lots] == [lot.count + 1 for lot in book.portfolio.lots]
        store.undo()
        assert store.book == book
