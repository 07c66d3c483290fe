"""Gestures on scenarios: one edit each, and none where nothing would change."""

from __future__ import annotations

from planner.edits import Edit
from planner.errors import ReckonerError
from planner.reference import load_reference
from planner.scenario_note import ScenarioNote
from tests.portfolio_files import small_book
from ui.panels.scenario_gestures import ScenarioGestures


class Told:
    """Gestures on the small book, and what they said."""

    def __init__(self) -> None:
        self.gestures = ScenarioGestures()
        self.edits: list[Edit] = []
        self.errors: list[ReckonerError] = []
        self.chosen: list[int] = []
        self.gestures.edit_proposed.connect(self.edits.append)
        self.gestures.refused.connect(self.errors.append)
        self.gestures.scenario_chosen.connect(self.chosen.append)
        self.gestures.show_scenario(small_book(), 1)


def test_each_is_one_edit_and_what_is_added_becomes_active() -> None:
    told = Told()
    told.gestures.add()
    told.gestures.duplicate()
    told.gestures.duplicate(2)
    told.gestures.rename(2, "Low")
    told.gestures.note(2, ScenarioNote(text="x", source="y", date="2026-06-14"))
    told.gestures.delete(2)
    told.gestures.pin(2)
    told.gestures.unpin()
    told.gestures.state(2, load_reference(), "btc_price_usd", 50_000.0)
    assert [edit.label.split()[0] for edit in told.edits] == [
        "Add", "Duplicate", "Duplicate", "Rename", "Note", "Delete", "Pin", "Unpin", "Bear:",
    ]  # fmt: skip
    assert told.chosen == [3, 3, 3]
    assert not told.errors


def test_what_changes_nothing_proposes_nothing() -> None:
    told = Told()
    told.gestures.rename(2, " Bear ")
    told.gestures.note(2, ScenarioNote(text="What if"))
    told.gestures.state(2, load_reference(), "btc_price_usd", 60_000.0)
    ScenarioGestures().add()
    assert told.edits == []
    assert told.errors == []


def test_what_cannot_stand_is_said_once() -> None:
    told = Told()
    told.gestures.rename(2, "base case")
    told.gestures.note(2, ScenarioNote(text="x", date="soon"))
    assert told.edits == []
    assert ["same name" in told.errors[0].message, "is not a day" in told.errors[1].message] == [True, True]
