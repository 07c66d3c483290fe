from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.assumptions import default_assumptions
from planner.chain import network_hashrate_eh_s
from planner.network import network_reaction, network_state
from planner.network_stack import on_share, response, stack_at
from planner.reference import load_reference
from tests.oracles import network as oracle

REFERENCE = load_reference()
ASSUMED = default_assumptions(REFERENCE)
STACK = stack_at(REFERENCE, "2026-06")
MEDIAN, SIGMA = ASSUMED.network_power_price_usd_per_mwh, ASSUMED.network_power_sigma


def test_classes_are_half_years_of_the_catalogue_weighted_by_the_network_of_their_time() -> None:
    expected = oracle.classes(REFERENCE, "2026-06")
    np.testing.assert_allclose(STACK.share, [share for share, _ in expected], rtol=1e-12)
    np.testing.assert_allclose(STACK.efficiency_j_per_th, [efficiency for _, efficiency in expected], rtol=1e-12)
    assert STACK.first_month[0] == "2026-01"


def test_at_a_hashprice_of_30_fifteen_to_twenty_percent_are_off() -> None:
    """CoinShares, Q1 2026: a check of the assumption, not a fit."""
    assert 0.15 <= 1.0 - on_share(STACK, MEDIAN, SIGMA, np.array([30.0]))[0] <= 0.20


@settings(max_examples=40, deadline=None)
@given(reward=st.floats(0.02, 15_000.0), sigma=st.floats(0.2, 1.0))
def test_the_table_agrees_with_bisection(reward: float, sigma: float) -> None:
    """MODEL §4: to 1e-9, on single values and on vectors."""
    sigma = round(sigma, 1)
    table = response(STACK, MEDIAN, sigma)
    stack = list(zip(STACK.share.tolist(), STACK.efficiency_j_per_th.tolist(), strict=True))
    expected = oracle.balance(stack, replace(ASSUMED, network_power_sigma=sigma), reward, 1.0, 1.0)
    value, slope = table.at(math.log(reward))
    assert math.exp(value) == pytest.approx(expected, rel=1e-9)
    values, slopes = table.of(np.log([reward, reward]))
    assert values.tolist() == [value, value]
    assert slopes.tolist() == [slope, slope]


def test_beyond_the_table_the_stack_stands_still() -> None:
    table = response(STACK, MEDIAN, SIGMA)
    assert table.at(-math.inf)[0] == table.at(math.log(0.01))[0]
    assert table.at(50.0)[0] == pytest.approx(0.0, abs=1e-6)


def test_the_stack_runs_exactly_the_difficulty_of_the_data_date() -> None:
    state = network_state(ASSUMED, REFERENCE)
    hashrate = float(network_hashrate_eh_s(ASSUMED.difficulty))
    assert state.installed_eh_s * state.on_frac == pytest.approx(hashrate, rel=1e-12)
    network = network_reaction(ASSUMED, REFERENCE)
    assert network.elasticity == pytest.approx(0.36459, abs=1e-4)
    hashprice = 0.144 * 3.1445 * 71_328.73 / hashrate
    assert on_share(STACK, MEDIAN, SIGMA, np.array([hashprice]))[0] == pytest.approx(state.on_frac, rel=1e-9)


@pytest.mark.parametrize(("month", "as_of"), [("2010-06", "2015-09"), ("2031-01", "2026-06")])
def test_outside_the_catalogue_the_nearest_stack_stands(month: str, as_of: str) -> None:
    assert stack_at(REFERENCE, month).first_month == stack_at(REFERENCE, as_of).first_month
