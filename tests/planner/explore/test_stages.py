from __future__ import annotations

from dataclasses import replace

import numpy as np

from planner.explore import stages
from planner.outcome import Outcome, Request
from planner.reference import load_reference
from planner.scenario import Book, Scenario
from tests.generators import portfolio_from

REFERENCE = load_reference()
SCENARIO = Book(portfolio=portfolio_from(9, REFERENCE, sites=6, lots=30)).scenario(REFERENCE)


def fresh_scenario() -> Scenario:
    """Of which no stage has been computed yet."""
    return Book(portfolio=portfolio_from(9, REFERENCE, sites=6, lots=30)).scenario(REFERENCE)


def test_curves_come_first_then_sensitivities() -> None:
    found: list[Outcome] = []
    stages.run(Request(number=4, scenario=fresh_scenario()), found.append, lambda: False)
    assert [outcome.sensitivities is not None for outcome in found] == [False, True]
    assert {outcome.number for outcome in found} == {4}
    assert found[0].fleet is found[1].fleet


def test_a_map_that_is_known_comes_with_the_curves() -> None:
    """Bitcoin's price and the power shift move the point on it, not the map; the spot level moves the map."""
    scenario = fresh_scenario()
    before = stages.evaluate(Request(number=1, scenario=scenario)).sensitivities
    for assumed, emitted in (({"btc_price_usd": 61_000.0, "power_price_shift_usd_per_mwh": 2.0}, [True]),
                             ({"spot_level_frac": 1.2}, [False, True])):  # fmt: skip
        moved = replace(scenario, assumptions=replace(scenario.assumptions, **assumed))  # type: ignore[arg-type]  # by name
        found: list[Outcome] = []
        stages.run(Request(number=2, scenario=moved), found.append, lambda: False)
        assert [outcome.sensitivities is not None for outcome in found] == emitted
        assert (found[-1].sensitivities is before) == (len(emitted) == 1)


def test_a_newer_request_stops_the_map_between_its_blocks() -> None:
    asked: list[int] = []

    def newer_waits() -> bool:
        asked.append(1)
        return len(asked) > 2

    found: list[Outcome] = []
    stages.run(Request(number=1, scenario=fresh_scenario()), found.append, newer_waits)
    assert [outcome.sensitivities for outcome in found] == [None]
    assert len(asked) == 3


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
