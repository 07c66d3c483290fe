"""A scenario's note: text, source and date, in one line."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.errors import InputRejected
from planner.scenario_note import ScenarioNote, note_of

DATES = st.dates().map(lambda day: day.isoformat())
WORDS = st.text(alphabet="abc ÄÖ.0,", max_size=40).map(str.strip)


@pytest.mark.parametrize(
    ("note", "line"),
    [
        (ScenarioNote(text="What if"), "What if"),
        (
            ScenarioNote(text="Spot doubles", source="Board, item 4", date="2026-06-14"),
            "Spot doubles. Source: Board, item 4, 2026-06-14",
        ),
        (ScenarioNote(source="assumption"), "Source: assumption"),
        (ScenarioNote(), ""),
    ],
)
def test_it_is_one_line_and_read_back(note: ScenarioNote, line: str) -> None:
    assert note.written() == line
    read = note_of(line)
    assert (read.source, read.date) == (note.source, note.date)
    assert read.text.rstrip(".") == note.text


@given(text=WORDS, source=WORDS.filter(bool), date=DATES)
def test_source_and_date_come_back(text: str, source: str, date: str) -> None:
    read = note_of(ScenarioNote(text=text, source=source, date=date).written())
    assert (read.source, read.date) == (source, date)
    assert read.written() == ScenarioNote(text=text, source=source, date=date).written()


@pytest.mark.parametrize(
    ("note", "words"),
    [
        (ScenarioNote(text="x", date="2026-06-14"), "a date needs one"),
        (ScenarioNote(text="x", source="y", date="14.6.2026"), "is not a day"),
        (ScenarioNote(text="x", source="y", date="2026-02-30"), "is not a day"),
        (ScenarioNote(text="x" * 201), "longer than 200"),
    ],
)
def test_what_cannot_stand_is_said(note: ScenarioNote, words: str) -> None:
    with pytest.raises(InputRejected) as refused:
        note.written()
    assert words in refused.value.sentence()
