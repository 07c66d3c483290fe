from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from planner import engine
from planner.contracts import Fixed, FixedResale
from planner.errors import Undefined
from planner.fleet_month import first_month
from planner.outcome import Outcome, Request
from planner.portfolio import Portfolio
from planner.reference import load_reference
from planner.scenario import Book, Scenario
from tests.generators import portfolio_from
from tests.planner.test_engine import one_lot

REFERENCE = load_reference()


def scenario_of(portfolio: Portfolio) -> Scenario:
    scenario = Book(portfolio=portfolio).scenario(REFERENCE)
    return replace(
        scenario, assumptions=replace(scenario.assumptions, network_mode="growth", network_growth_frac_per_year=0.0)
    )


def outcome_of(scenario: Scenario) -> Outcome:
    return engine.run(Request(number=1, scenario=scenario, horizon_months=12))


def test_the_first_month_by_cases_is_the_first_month_of_the_run() -> None:
    scenario = scenario_of(portfolio_from(8, REFERENCE, sites=9, lots=60, every_kind=True))
    outcome = outcome_of(scenario)
    month = first_month(scenario.assumptions, engine.scenario_columns(scenario, 12))
    net = outcome.market.hashprice_usd_per_ph_day[0] * 0.99
    cases = month.margin(np.full(1_200, net), np.zeros(1_200))  # more than two blocks of cases
    np.testing.assert_allclose(cases.cash_margin_usd, outcome.fleet.cash_margin_usd[0], rtol=1e-9)
    np.testing.assert_allclose(cases.charged_mwh, cases.charged_mwh[0])


@pytest.mark.parametrize("seed", range(6))
def test_the_roots_are_those_a_bisection_finds(seed: int) -> None:
    scenario = scenario_of(portfolio_from(seed, REFERENCE, sites=5, lots=25, every_kind=True))
    found = outcome_of(scenario).breakevens
    month = first_month(scenario.assumptions, engine.scenario_columns(scenario, 12))

    def margin(hashprice: float, shift: float) -> float:
        return float(month.margin(np.array([hashprice]), np.array([shift])).cash_margin_usd[0])

    low, high = 0.0, 500.0
    assert margin(high, 0.0) > 0
    if isinstance(found.net_hashprice_usd_per_ph_day, Undefined):
        assert margin(1e-9, 0.0) >= 0
    else:
        for _ in range(200):
            middle = (low + high) / 2
            low, high = (middle, high) if margin(middle, 0.0) < 0 else (low, middle)
        assert found.net_hashprice_usd_per_ph_day == pytest.approx(high, rel=1e-9)
    net = scenario.assumptions.btc_price_usd * found.hashprice_per_usd * 0.99
    low, high = -400.0, 400.0
    assert not isinstance(found.power_price_shift_usd_per_mwh, Undefined)
    for _ in range(200):
        middle = (low + high) / 2
        low, high = (middle, high) if margin(net, middle) > 0 else (low, middle)
    assert found.power_price_shift_usd_per_mwh == pytest.approx(low, abs=1e-6)


def test_a_fleet_that_earns_by_resale_alone_has_no_breakeven_and_says_why() -> None:
    outcome = outcome_of(scenario_of(one_lot(FixedResale(price_usd_per_mwh=-50.0, block_mw=3.5))))
    value = outcome.measures["breakeven_btc_price_usd"]
    assert isinstance(value, Undefined)
    assert "earns at any hashprice" in value.reason


def test_without_fixed_cost_no_power_price_turns_the_margin_negative_but_one_takes_it_all() -> None:
    outcome = outcome_of(scenario_of(one_lot(Fixed(price_usd_per_mwh=40.0))))
    price = outcome.measures["breakeven_power_price_usd_per_mwh"]
    assert isinstance(price, float)
    energy_hashprice = outcome.market.hashprice_usd_per_ph_day[0] * 1000 / (24 * 17.5)
    assert price == pytest.approx(energy_hashprice * 0.99, rel=1e-9)


def test_no_machines_no_breakeven() -> None:
    assert isinstance(outcome_of(scenario_of(Portfolio())).breakevens.net_hashprice_usd_per_ph_day, Undefined)
    idle = outcome_of(scenario_of(one_lot(Fixed(), availability_frac=0.0)))
    value = idle.measures["breakeven_hashprice_usd_per_ph_day"]
    assert isinstance(value, Undefined)
    assert "availability" in value.reason


def test_the_contract_price_is_the_measure_before_its_shift() -> None:
    """Slider, map and breakeven speak of the same price."""
    scenario = scenario_of(portfolio_from(8, REFERENCE, sites=9, lots=60))
    shifted = replace(scenario, assumptions=replace(scenario.assumptions, power_price_shift_usd_per_mwh=4.5))
    outcome = outcome_of(shifted)
    before = outcome.breakevens.contract_price_usd_per_mwh
    assert isinstance(before, float)
    assert outcome.measures["contract_price_usd_per_mwh"] == pytest.approx(before + 4.5, rel=1e-12)
