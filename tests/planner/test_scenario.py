from __future__ import annotations

import pytest

from planner.errors import NotFound
from planner.reference import load_reference
from planner.scenario import Baseline, Book

REFERENCE = load_reference()


def test_a_book_finds_its_scenarios_and_its_baseline() -> None:
    book = Book()
    assert book.scenario(REFERENCE).name == "Base case"
    assert book.row("base CASE").id == 1
    with pytest.raises(NotFound) as caught:
        book.row("Bse case")
    assert "Base case" in caught.value.next
    assert book.baseline_scenario(REFERENCE) is None
    pinned = Book(baseline=Baseline(name="Plan", portfolio=book.portfolio, stated={"btc_price_usd": 50_000.0}))
    scenario = pinned.baseline_scenario(REFERENCE)
    assert scenario is not None
    assert scenario.assumptions.btc_price_usd == 50_000.0
