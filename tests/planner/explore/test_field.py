from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from planner.errors import Undefined
from planner.explore import stages
from planner.explore.field import map_axes
from planner.outcome import Request
from planner.portfolio import Portfolio
from planner.reference import load_reference
from planner.scenario import Book
from tests.generators import portfolio_from

REFERENCE = load_reference()


def test_cells_equal_single_runs() -> None:
    scenario = Book(portfolio=portfolio_from(9, REFERENCE, sites=6, lots=30)).scenario(REFERENCE)
    flat = replace(
        scenario, assumptions=replace(scenario.assumptions, network_mode="growth", network_growth_frac_per_year=0.0)
    )
    field = stages.evaluate(Request(number=1, scenario=flat, horizon_months=12)).sensitivities
    assert field is not None
    for row, column in ((0, 0), (30, 22), (60, 60), (12, 45)):
        assumed = replace(
            flat.assumptions,
            btc_price_usd=float(field.btc_price_usd[column]),
            power_price_shift_usd_per_mwh=float(field.power_price_shift_usd_per_mwh[row]),
        )
        alone = stages.evaluate(Request(number=2, scenario=replace(flat, assumptions=assumed), horizon_months=12))
        assert field.cash_margin_usd[row, column] == pytest.approx(alone.fleet.cash_margin_usd[0], rel=1e-9)
        contract = alone.breakevens.contract_price_usd_per_mwh
        assert not isinstance(contract, Undefined)
        assert field.contract_price_usd_per_mwh[row] == pytest.approx(contract + assumed.power_price_shift_usd_per_mwh)


def test_the_zero_of_the_map_is_the_breakeven() -> None:
    scenario = Book(portfolio=portfolio_from(9, REFERENCE, sites=6, lots=30)).scenario(REFERENCE)
    outcome = stages.evaluate(Request(number=1, scenario=scenario, horizon_months=12))
    field, price = outcome.sensitivities, outcome.measures["breakeven_btc_price_usd"]
    assert field is not None
    today = field.cash_margin_usd[np.searchsorted(field.power_price_shift_usd_per_mwh, 0.0)]
    crossing = int(np.argmax(today > 0))
    assert isinstance(price, float)
    assert field.btc_price_usd[crossing - 1] <= price <= field.btc_price_usd[crossing]


@pytest.mark.parametrize(("price", "shift"), [(71_000.0, 0.0), (500_000.0, 0.0), (3_000.0, -75.0), (71_000.0, 31.0)])
def test_the_present_point_lies_on_the_map(price: float, shift: float) -> None:
    prices, shifts = map_axes(price, shift)
    assert prices[0] <= price <= prices[-1]
    assert shifts[0] <= shift <= shifts[-1]
    assert np.any(np.abs(shifts) < 1e-9)


def test_an_empty_portfolio_has_no_map() -> None:
    outcome = stages.evaluate(Request(number=1, scenario=Book(portfolio=Portfolio()).scenario(REFERENCE)))
    assert outcome.sensitivities is None
