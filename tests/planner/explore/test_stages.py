from __future__ import annotations

from dataclasses import replace

import numpy as np

from planner.explore import stages
from planner.outcome import Outcome, Request
from planner.reference import load_reference
from planner.scenario import Book
from tests.generators import portfolio_from

REFERENCE = load_reference()
SCENARIO = Book(portfolio=portfolio_from(9, REFERENCE, sites=6, lots=30)).scenario(REFERENCE)


def test_curves_come_first_then_sensitivities() -> None:
    found: list[Outcome] = []
    stages.run(Request(number=4, scenario=SCENARIO), found.append, lambda: False)
    assert [outcome.sensitivities is not None for outcome in found] == [False, True]
    assert {outcome.number for outcome in found} == {4}
    assert found[0].fleet is found[1].fleet


def test_a_newer_request_drops_what_comes_after_the_curves() -> None:
    found: list[Outcome] = []
    stages.run(Request(number=1, scenario=SCENARIO), found.append, lambda: True)
    assert len(found) == 1


def test_the_baseline_is_evaluated_beside_it_and_remembered() -> None:
    cheaper = replace(SCENARIO, assumptions=replace(SCENARIO.assumptions, btc_price_usd=50_000.0))
    first = stages.evaluate(Request(number=1, scenario=SCENARIO, baseline=cheaper))
    second = stages.evaluate(Request(number=2, scenario=SCENARIO, baseline=cheaper))
    assert first.baseline is not None
    assert first.baseline is second.baseline
    alone = stages.evaluate(Request(number=3, scenario=cheaper))
    np.testing.assert_array_equal(first.baseline.fleet.cash_margin_usd, alone.fleet.cash_margin_usd)
