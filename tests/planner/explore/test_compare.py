"""Scenarios side by side: which inputs differ, every measure, the change against one of them or the pin."""

from __future__ import annotations

from dataclasses import replace

import pytest

from planner.edits import Edit, apply, set_cell, set_input
from planner.errors import InputRejected, Undefined
from planner.explore.compare import PLAN, PORTFOLIO, Compared, comparison, evaluated
from planner.explore.stages import evaluate, run
from planner.measures import MEASURES
from planner.outcome import Outcome, Request
from planner.reference import load_reference
from planner.scenario import Scenario
from tests.portfolio_files import count_edit, small_book

REFERENCE = load_reference()


def scenario(name: str) -> Scenario:
    return small_book().scenario(REFERENCE, name)


def columns() -> list[Compared]:
    return [evaluated(scenario(name), 12) for name in ("Base case", "Bear")]


def test_only_what_is_stated_otherwise_differs() -> None:
    found = comparison(columns())
    assert found.names == ("Base case", "Bear")
    assert {row.key for row in found.inputs if row.differs} == {"btc_price_usd", PLAN}
    price = next(row for row in found.inputs if row.key == "btc_price_usd")
    assert price.values == (REFERENCE.market.btc_price_usd.value, 60_000.0)
    assert price.change(0) == 0.0
    assert price.change(1) == 60_000.0 - REFERENCE.market.btc_price_usd.value
    mode = next(row for row in found.inputs if row.key == "network_mode")
    assert mode.change(1) is None


def test_every_measure_is_that_of_a_run_of_its_own() -> None:
    found = comparison(columns())
    alone = evaluate(Request(number=1, scenario=scenario("Bear"), horizon_months=12)).measures
    assert [row.key for row in found.measures] == list(MEASURES)
    assert {row.key: row.values[1] for row in found.measures} == dict(alone)
    for row in found.measures:
        if not isinstance(row.values[1], Undefined) and not isinstance(row.values[0], Undefined):
            assert row.change(1) == row.values[1] - row.values[0]  # type: ignore[operator]  # measures are numbers


def test_against_the_pin_every_column_has_a_change_and_its_portfolio_is_said() -> None:
    pinned = small_book().baseline_scenario(REFERENCE)
    assert pinned is not None
    found = comparison(columns(), evaluated(pinned, 12))
    assert (found.against, found.reference) == ("Budget", None)
    portfolio = next(row for row in found.inputs if row.key == PORTFOLIO)
    assert portfolio.values == ("as now", "as now")
    assert "not as now" in str(portfolio.against)
    assert portfolio.differs
    assert any(row.change(0) for row in found.measures)


def test_a_scenario_that_cannot_run_keeps_its_place_with_the_reason() -> None:
    book = small_book()
    site = book.portfolio.lots[0].site_id
    broken = apply(book, _cell(site)).scenario(REFERENCE, "Bear")
    found = comparison([columns()[0], evaluated(broken, 12)])
    value = found.measures[0].values[1]
    assert isinstance(value, Undefined)
    assert "Atlantis" in value.reason
    assert found.measures[0].change(1) is None


def _cell(site: int) -> Edit:
    return set_cell(small_book(), REFERENCE, "sites", site, "power_market", "Atlantis")


@pytest.mark.parametrize("count", [0, 1, 7])
def test_two_to_six_stand_side_by_side(count: int) -> None:
    with pytest.raises(InputRejected, match="side by side"):
        comparison([columns()[0]] * count)


def test_what_stands_beside_is_the_last_stage_and_the_same_as_alone() -> None:
    bear = scenario("Bear")
    request = Request(number=5, scenario=scenario("Base case"), horizon_months=12, beside=(bear,))
    seen: list[Outcome] = []
    run(request, seen.append, lambda: False)
    assert [bool(outcome.beside) for outcome in seen][-1]
    assert not any(outcome.beside for outcome in seen[:-1])
    (beside,) = seen[-1].beside
    assert isinstance(beside, Outcome)
    alone = evaluated(bear, 12).outcome
    assert alone is not None
    assert beside.measures == alone.measures
    seen.clear()
    run(replace(request, number=6), seen.append, lambda: bool(seen))
    assert not seen[-1].beside, "a newer request waits"


def test_a_change_of_the_portfolio_changes_every_column() -> None:
    book = small_book()
    after = apply(book, count_edit(book, 4_000))
    before = comparison(columns())
    found = comparison([evaluated(after.scenario(REFERENCE, name), 12) for name in ("Base case", "Bear")])
    key = "fleet_hashrate_eh_s"
    pairs = [next(row.values for row in table.measures if row.key == key) for table in (before, found)]
    assert all(one != other for one, other in zip(*pairs, strict=True))


def test_what_is_stated_as_the_default_does_not_differ() -> None:
    book = small_book()
    price = REFERENCE.market.btc_price_usd.value
    after = apply(book, set_input(book, REFERENCE, 2, "btc_price_usd", price))
    found = comparison([evaluated(after.scenario(REFERENCE, name), 12) for name in ("Base case", "Bear")])
    assert {row.key for row in found.inputs if row.differs} == {PLAN}
