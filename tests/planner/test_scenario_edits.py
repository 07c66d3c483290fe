"""Scenarios: new, duplicate, rename, note, delete; each one Edit that undo takes back whole."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from planner.edits import Edit, apply
from planner.errors import InputRejected, NotFound
from planner.scenario import Book
from planner.scenario_edits import (
    LONGEST_NAME,
    added_id,
    delete_scenario,
    duplicate_scenario,
    free_name,
    new_scenario,
    note_scenario,
    rename_scenario,
    scenario_row,
)
from tests.portfolio_files import small_book

GESTURES: dict[str, Callable[[Book], Edit]] = {
    "new": new_scenario,
    "duplicate": lambda book: duplicate_scenario(book, 2),
    "rename": lambda book: rename_scenario(book, 2, "Low case"),
    "note": lambda book: note_scenario(book, 2, "Source: board, 2026-06-14"),
    "delete": lambda book: delete_scenario(book, 2),
}


@pytest.mark.parametrize("gesture", GESTURES)
def test_each_gesture_is_one_edit_and_undone_as_one(gesture: str) -> None:
    book = small_book()
    edit = GESTURES[gesture](book)
    after = apply(book, edit)
    assert after != book
    assert edit.label
    assert apply(after, edit.inverse()) == book


def test_a_copy_states_the_same_under_a_name_of_its_own() -> None:
    book = small_book()
    edit = duplicate_scenario(book, 2)
    after = apply(book, edit)
    bear, copy = scenario_row(after, 2), scenario_row(after, added_id(edit))
    assert (copy.stated, copy.plan, copy.note) == (bear.stated, bear.plan, bear.note)
    assert copy.name == "Bear copy"
    again = apply(after, duplicate_scenario(after, 2))
    assert again.row("Bear copy 2").stated == bear.stated


def test_a_new_one_states_nothing_and_does_not_take_an_id_again() -> None:
    book = small_book()
    edit = new_scenario(book)
    row = scenario_row(apply(book, edit), added_id(edit))
    assert (dict(row.stated), row.plan, row.note) == ({}, (), "")
    assert row.id == 3
    assert added_id(rename_scenario(book, 1, "x")) == 0


def test_names_are_taken_whatever_their_case_and_stay_within_their_length() -> None:
    book = small_book()
    assert free_name(book, "BEAR") == "BEAR 2"
    assert free_name(book, "Bull") == "Bull"
    longest = apply(book, rename_scenario(book, 2, "x" * LONGEST_NAME))
    copy = apply(longest, duplicate_scenario(longest, 2)).scenarios[-1].name
    assert len(copy) == LONGEST_NAME
    assert copy.endswith(" 2")


@pytest.mark.parametrize("name", ["", "   ", "base CASE", "x" * 201, "a\nb"])
def test_a_name_that_cannot_stand_is_refused(name: str) -> None:
    with pytest.raises(InputRejected):
        rename_scenario(small_book(), 2, name)


def test_the_last_one_stays_and_unknown_ones_are_named() -> None:
    book = small_book()
    one = apply(book, delete_scenario(book, 1))
    with pytest.raises(InputRejected, match="last scenario"):
        delete_scenario(one, 2)
    with pytest.raises(NotFound):
        duplicate_scenario(book, 9)
