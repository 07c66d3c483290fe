from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.errors import Undefined
from planner.finance.worth import equivalent_annuity, levelised_cost, npv, profitability_index, xnpv
from tests.oracles import finance as oracle

FLOWS = st.lists(st.integers(-100_000, 100_000).map(lambda cents: cents / 100), min_size=1, max_size=12)
RATES = st.one_of(st.floats(-0.9, 5.0), st.sampled_from([0.0, 1e-18, -1e-15, 0.1]))


def test_flow_zero_is_not_discounted() -> None:
    assert npv(0.1, [-100.0, 60.0, 60.0]) == pytest.approx(-100 + 60 / 1.1 + 60 / 1.21, rel=1e-14)
    assert npv(0.5, [7.0]) == 7.0


@given(FLOWS, RATES)
def test_worth_agrees_with_fractions(flows: list[float], rate: float) -> None:
    gross = float(oracle.npv(rate, [abs(flow) for flow in flows]))
    assert npv(rate, flows) == pytest.approx(float(oracle.npv(rate, flows)), rel=1e-12, abs=1e-12 * gross)


@given(FLOWS, FLOWS, RATES)
def test_the_worth_of_sums_is_the_sum_of_worths(one: list[float], other: list[float], rate: float) -> None:
    count = min(len(one), len(other))
    one, other = one[:count], other[:count]
    gross = npv(rate, [abs(flow) for flow in (*one, *other)])
    together = npv(rate, [a + b for a, b in zip(one, other, strict=True)])
    assert together == pytest.approx(npv(rate, one) + npv(rate, other), abs=1e-9 * (1 + gross))


def test_dated_flows_are_worth_something_on_the_earliest_of_their_dates() -> None:
    dates = [datetime.date(2027, 7, 1), datetime.date(2026, 7, 1), datetime.date(2027, 7, 1)]
    assert xnpv(0.1, [60.0, -100.0, 50.0], dates) == pytest.approx(0.0, abs=1e-13)
    assert xnpv(0.1, [110.0, 100.0], dates[:2]) == pytest.approx(200.0)
    assert xnpv(0.1, [0.0, 1.0], [datetime.date(2026, 7, 1), datetime.date(2027, 1, 1)]) == pytest.approx(
        1.1 ** (-184 / 365), rel=1e-14
    )


def test_what_no_float_holds_is_an_error_and_never_infinite() -> None:
    with pytest.raises(OverflowError):
        npv(-0.999, [0.0, *[0.0] * 500, 1.0])
    with pytest.raises(OverflowError):
        npv(-0.9, [1.0, 1e308, -1e308])
    assert npv(-0.999, [5.0, *[0.0] * 5_000]) == 5.0


def test_a_level_flow_worth_the_same() -> None:
    level = equivalent_annuity(0.1, [-100.0, 60.0, 60.0])
    assert isinstance(level, float)
    assert npv(0.1, [0.0, level, level]) == pytest.approx(npv(0.1, [-100.0, 60.0, 60.0]))
    assert equivalent_annuity(0.0, [-100.0, 60.0, 60.0]) == pytest.approx(10.0)
    assert equivalent_annuity(1e-12, [-100.0, 60.0, 60.0]) == pytest.approx(10.0)
    assert isinstance(equivalent_annuity(0.1, [5.0]), Undefined)


def test_worth_for_each_unit_of_outlay() -> None:
    index = profitability_index(0.1, [-100.0, 60.0, 60.0])
    assert index == pytest.approx(1 + npv(0.1, [-100.0, 60.0, 60.0]) / 100)
    assert isinstance(profitability_index(0.1, [0.0, 5.0]), Undefined)
    assert isinstance(profitability_index(0.1, []), Undefined)


def test_at_the_levelised_cost_what_is_delivered_pays_everything() -> None:
    costs, units = [1_000.0, 20.0, 20.0], [0.0, 10.0, 12.0]
    price = levelised_cost(0.08, costs, units)
    assert isinstance(price, float)
    assert npv(0.08, [price * unit - cost for unit, cost in zip(units, costs, strict=True)]) == pytest.approx(
        0, abs=1e-9
    )
    assert isinstance(levelised_cost(0.08, costs, [0.0, 0.0, 0.0]), Undefined)
