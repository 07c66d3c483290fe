"""Cells out and in: no text becomes a formula, and every text comes back as it was."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.exchange.csv_cells import needs_guard, read_text, written_cell

# Text as people and attackers write it: apostrophes, blanks and formula signs where they hurt.
NASTY = st.one_of(
    st.text(st.sampled_from("'=+-@ \t\r\n\",;|a1\u00a0é\u2028"), max_size=8),
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12),
)


def cell_of(written: str) -> str:
    """The first cell of a line, as any CSV reader sees it."""
    return next(csv.reader(io.StringIO(f"{written},end\n", newline=""), strict=True))[0]


@given(NASTY)
def test_text_comes_back_as_it_was(text: str) -> None:
    assert read_text(cell_of(written_cell(text))) == text


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", "\nx", "''=1", " x", "x "])
def test_text_a_spreadsheet_would_act_on_is_guarded_and_quoted(text: str) -> None:
    assert written_cell(text).startswith("\"'")
    assert cell_of(written_cell(text)) == f"'{text}"


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("'s-Hertogenbosch", "'s-Hertogenbosch"), ("'=1", "=1"), ("''=1", "'=1"), (" West ", "West"), ("'", "'"),
        ("' x", " x"), ("'x", "'x"), ("=1", "=1"), ("", ""),
    ],
)  # fmt: skip
def test_only_an_apostrophe_that_guards_is_taken_off(written: str, text: str) -> None:
    assert read_text(written) == text
    assert needs_guard(text) == (written[:1] == "'" and written != text) or written == "=1"


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        (1.5, "1.5"), (-0.0, "0.0"), (1e22, "1e+22"), (0.1 + 0.2, "0.30000000000000004"), (-3, "-3"), (None, ""),
        (True, "yes"), (False, "no"), ('5" pipe', '"5"" pipe"'), ("a,b", '"a,b"'), ("plain", "plain"),
    ],
)  # fmt: skip
def test_cells_are_written_shortest(cell: float | str | None, written: str) -> None:
    assert written_cell(cell) == written
