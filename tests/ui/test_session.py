"""Session: preview, commit, undo by the same road, and back to what is saved when a commit fails."""

from __future__ import annotations

import pytest

from planner.edits import Change, Edit, joined, pin_baseline, set_input
from planner.errors import DiskFull, InputRejected
from planner.outcome import Request
from planner.reference import load_reference
from planner.scenario import Book
from planner.scenario_edits import delete_scenario
from tests.portfolio_files import count_edit, count_in, small_book
from ui.session import Session

REFERENCE = load_reference()


@pytest.fixture
def session() -> Session:
    return Session(REFERENCE, small_book())


def price_edit(book: Book, price: float) -> Edit:
    return set_input(book, REFERENCE, 1, "btc_price_usd", price)


def price_in(book: Book) -> float:
    return book.scenario(REFERENCE).assumptions.btc_price_usd


def test_a_preview_moves_what_is_shown_and_not_the_book(session: Session) -> None:
    seen: list[Request] = []
    session.scenario_changed.connect(seen.append)
    before = session.book
    session.preview(price_edit(session.book, 60_000.0))
    session.preview(price_edit(session.book, 61_000.0))
    assert session.book is before
    assert price_in(session.shown_book) == 61_000.0
    assert [request.scenario.assumptions.btc_price_usd for request in seen] == [60_000.0, 61_000.0]
    assert [request.number for request in seen] == [1, 2]
    assert not session.is_saved


def test_a_dropped_preview_leaves_nothing(session: Session) -> None:
    session.preview(price_edit(session.book, 60_000.0))
    session.drop_preview()
    assert session.shown_book is session.book
    assert session.is_saved


def test_a_proposed_edit_shows_at_once_and_is_saved_when_the_store_says_so(session: Session) -> None:
    wanted: list[tuple[Edit, int]] = []
    saving: list[bool] = []
    session.commit_wanted.connect(lambda edit, chain: wanted.append((edit, chain)))
    session.saving_changed.connect(saving.append)
    edit = count_edit(session.book, 77)
    assert session.propose(edit)
    assert count_in(session.book) == 77
    assert [entry[0] for entry in wanted] == [edit]
    assert not session.is_saved
    session.on_store_committed(1)
    assert session.is_saved
    assert saving == [True, False]


def test_an_edit_that_cannot_stand_is_refused_and_changes_nothing(session: Session) -> None:
    refused: list[InputRejected] = []
    wanted: list[Edit] = []
    session.edit_refused.connect(refused.append)
    session.commit_wanted.connect(lambda edit, chain: wanted.append(edit))
    before = session.book
    bad = Edit(label="Bad", changes=(Change(table="lots", id=1, column="count", before=1, after=-5),))
    assert not session.propose(bad)
    assert session.book is before
    assert session.is_saved
    assert wanted == []
    assert len(refused) == 1


def test_a_failed_commit_goes_back_to_the_saved_book_and_names_what_is_lost(session: Session) -> None:
    dropped: list[tuple[object, tuple[str, ...]]] = []
    chains: list[int] = []
    session.edits_dropped.connect(lambda error, labels: dropped.append((error, labels)))
    session.commit_wanted.connect(lambda edit, chain: chains.append(chain))
    first = count_edit(session.book, 11)
    session.propose(first)
    session.on_store_committed(1)
    saved = session.book
    second = count_edit(session.book, 22)
    session.propose(second)
    third = price_edit(session.book, 50_000.0)
    session.propose(third)
    error = DiskFull("The disk is full.")
    session.on_store_commit_failed(error, chains[-1])
    assert session.book is saved
    assert count_in(session.book) == 11
    assert session.is_saved
    assert dropped == [(error, (second.label, third.label))]
    session.propose(count_edit(session.book, 33))
    assert chains[-1] > chains[0]  # a new chain: the store takes it


def test_a_failure_of_an_older_chain_is_old_news(session: Session) -> None:
    session.propose(count_edit(session.book, 11))
    session.on_store_commit_failed(DiskFull("The disk is full."), 0)
    session.propose(count_edit(session.book, 12))
    session.on_store_commit_failed(DiskFull("The disk is full."), 0)
    assert count_in(session.book) == 12


def test_an_undo_applies_what_the_store_did(session: Session) -> None:
    chains: list[int] = []
    session.undo_wanted.connect(chains.append)
    before = count_in(session.book)
    edit = count_edit(session.book, 77)
    session.propose(edit)
    session.on_store_committed(1)
    session.undo()
    assert not session.is_saved
    session.on_store_stepped(edit.inverse(), chains[0], forward=False)
    assert count_in(session.book) == before
    assert session.is_saved


def test_an_undo_of_nothing_ends_the_wait(session: Session) -> None:
    session.undo()
    session.on_store_stepped(None, 0, forward=False)
    assert session.is_saved


def test_an_edit_while_an_undo_is_on_its_way_is_refused(session: Session) -> None:
    refused: list[InputRejected] = []
    session.edit_refused.connect(refused.append)
    session.undo()
    assert not session.propose(count_edit(session.book, 5))
    assert "undo" in refused[0].message


def test_the_baseline_is_the_same_object_while_it_stays_pinned(session: Session) -> None:
    seen: list[Request] = []
    session.scenario_changed.connect(seen.append)
    session.preview(price_edit(session.book, 60_000.0))
    session.preview(price_edit(session.book, 61_000.0))
    assert seen[0].baseline is not None
    assert seen[0].baseline is seen[1].baseline
    session.propose(pin_baseline(session.book, 1, "Now"))
    assert seen[-1].baseline is not seen[0].baseline


def test_another_scenario_is_another_request(session: Session) -> None:
    seen: list[Request] = []
    session.scenario_changed.connect(seen.append)
    session.choose_scenario(2)
    assert seen[-1].scenario.name == "Bear"
    session.choose_scenario(99)
    assert len(seen) == 1


def test_the_seed_is_the_desks_and_part_of_every_request(session: Session) -> None:
    seen: list[Request] = []
    session.scenario_changed.connect(seen.append)
    session.set_seed(11)
    session.ask_again()
    session.choose_scenario(2)
    assert [request.seed for request in seen] == [11, 11]


def test_what_stands_beside_is_the_same_object_while_nothing_in_it_changes(session: Session) -> None:
    seen: list[Request] = []
    session.scenario_changed.connect(seen.append)
    session.compare((1, 2))
    session.compare((1, 2))
    assert len(seen) == 1
    assert [scenario.name for scenario in seen[0].beside] == ["Base case", "Bear"]
    assert seen[0].beside[0] is seen[0].scenario
    session.ask_again()
    assert seen[1].beside[1] is seen[0].beside[1]
    assert session.propose(count_edit(session.book, 5))
    assert seen[2].beside[1] is not seen[0].beside[1]
    session.compare(())
    assert seen[3].beside == ()


def test_deleting_the_active_scenario_makes_the_first_active(session: Session) -> None:
    session.choose_scenario(2)
    assert session.propose(delete_scenario(session.book, 2))
    assert session.scenario_id == 1
    assert not session.propose(joined("Delete both", [delete_scenario(small_book(), 1)]))
    assert session.scenario_id == 1
