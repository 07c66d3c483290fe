"""What stopping is worth: the ten hours of MODEL §3, what is captured of it, and how it moves with spot."""

from __future__ import annotations

import math
from dataclasses import replace
from statistics import NormalDist
from types import MappingProxyType
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.assumptions import default_assumptions
from planner.contract import Terms
from planner.contracts import DemandCharge, Fixed, FixedResale, Hosting, Index
from planner.outcome import Outcome
from planner.portfolio import Site
from planner.reference import load_reference
from planner.reference.power_market import PowerMarket
from planner.scenario import Scenario
from tests.planner.test_engine import TenHours, one_lot, outcome_of, scenario_of

REFERENCE = load_reference()
TEN_A_MONTH = 31 * 24 / 10
BLOCK = FixedResale(price_usd_per_mwh=40.0, block_mw=1.0, resale_fee_frac=0.0)
INDEX = Index(adder_usd_per_mwh=0.0)


def ten_hours(terms: Terms, run_value: float = 75.0, **assumed: float) -> Outcome:
    """1 MW at 10 J/TH over a month that repeats the ten hours; a MWh earns `run_value`."""
    markets: Any = MappingProxyType({"Ten hours": TenHours()})
    reference = replace(REFERENCE, power_markets=markets)
    site = Site(id=1, name="Site", power_market="Ten hours", pue=1.0, interconnect_mw=1.0, spot_price_usd_per_mwh=1.0,
                spot_escalator_frac_per_year=0.0)  # fmt: skip
    portfolio = one_lot(terms, site=site, count=10, hashrate_th_s=1e4, power_w=1e5)
    defaults = default_assumptions(reference)
    per_usd = 86_400e15 / (defaults.difficulty * 2**32) * (3.125 + defaults.fees_btc_per_block)
    assumptions = replace(
        defaults, pool_fee_frac=0.0, network_mode="growth", network_growth_frac_per_year=0.0,
        btc_price_usd=run_value * 24 * 10.0 / 1e3 / per_usd,
        **assumed,  # type: ignore[arg-type]  # by name
    )  # fmt: skip
    return outcome_of(Scenario(reference=reference, name="Ten hours", portfolio=portfolio, assumptions=assumptions), 12)


@pytest.mark.parametrize(
    ("terms", "run_value", "ten"),
    [
        (INDEX, 75.0, 325.0 + 4_790.0),
        (BLOCK, 75.0, 5_465.0 - 350.0),
        (BLOCK, 30.0, 5_195.0 + 100.0),
        (Fixed(price_usd_per_mwh=40.0), 75.0, 0.0),
        (Fixed(price_usd_per_mwh=40.0), 30.0, 100.0),
        (Hosting(rate_usd_per_mwh=40.0), 30.0, 100.0),
    ],
)
def test_flexibility_is_the_best_less_always_on(terms: Terms, run_value: float, ten: float) -> None:
    outcome = ten_hours(terms, run_value, flexibility_captured_frac=1.0)
    assert outcome.sites.flexibility_usd[0, 0] == pytest.approx(ten * TEN_A_MONTH, rel=1e-9, abs=1e-6)
    assert outcome.measures["flexibility_usd_per_mw_year"] == pytest.approx(ten * 876.0, rel=1e-9, abs=1e-6)


def test_a_demand_charge_that_is_avoided_counts_as_flexibility() -> None:
    terms = DemandCharge(price_usd_per_mwh=40.0, demand_usd_per_kw_month=15.0, ratchet_frac=0.0)
    outcome = ten_hours(terms, 50.0)
    assert outcome.fleet.power_usd[0] == 0.0
    assert outcome.sites.flexibility_usd[0, 0] == pytest.approx(15_000.0 - 10.0 * 744, rel=1e-9)


@pytest.mark.parametrize(
    ("terms", "run_value", "hourly", "monthly"),
    [
        (INDEX, 75.0, 325.0, 0.0),  # off all month
        (INDEX, 600.0, 9 * 600.0 - 540.0, 6_000.0 - 5_540.0),  # on all month
        (BLOCK, 75.0, 5_465.0, 5_540.0 - 400.0),  # sold all month
        (BLOCK, 600.0, 9 * 600.0 + 5_000.0 - 400.0, 6_000.0 - 400.0),
    ],
)
@pytest.mark.parametrize("captured", [0.0, 0.5, 0.9, 1.0])
def test_what_is_not_captured_decides_once_a_month(
    terms: Terms, run_value: float, hourly: float, monthly: float, captured: float
) -> None:
    """The better of always on and always off; the layers of the mixture still make the margin."""
    outcome = ten_hours(terms, run_value, flexibility_captured_frac=captured)
    expected = captured * hourly + (1 - captured) * monthly
    assert outcome.fleet.cash_margin_usd[0] == pytest.approx(expected * TEN_A_MONTH, rel=1e-9, abs=1e-6)
    fleet = outcome.fleet
    layers = fleet.revenue_usd - fleet.power_usd + fleet.power_credits_usd
    np.testing.assert_allclose(fleet.cash_margin_usd, layers, rtol=1e-12)


def test_spot_that_rises_by_a_tenth_pays_the_block() -> None:
    site_margin = ten_hours(BLOCK, flexibility_captured_frac=1.0, spot_level_frac=1.1).fleet.cash_margin_usd[0]
    assert site_margin == pytest.approx(5_999.0 * TEN_A_MONTH, rel=1e-9)


def test_power_that_pays_to_be_used_is_not_clamped() -> None:
    """Credits above the bill: the net power price goes below zero and stays there."""
    outcome = ten_hours(BLOCK, flexibility_captured_frac=1.0)
    assert outcome.measures["power_price_usd_per_mwh"] == pytest.approx((400.0 - 5_340.0) / 7, rel=1e-9)


@settings(deadline=None, max_examples=25)
@given(captured=st.floats(0, 1), spot=st.floats(0.2, 3), more=st.floats(1.0, 3), run_value=st.floats(1, 200))
def test_dearer_spot_never_helps_an_index_and_never_hurts_a_block(
    captured: float, spot: float, more: float, run_value: float
) -> None:
    """Without negative hours: there a dearer market pays less for being used."""

    def margin(terms: Terms, level: float) -> float:
        site = Site(id=1, name="Site", power_market="ERCOT West", pue=1.0, interconnect_mw=10.0)
        scenario = scenario_of(
            one_lot(terms, site=site, count=2_000, availability_frac=0.9), spot_level_frac=level,
            flexibility_captured_frac=captured, btc_price_usd=1_000.0 * run_value,
        )  # fmt: skip
        return float(outcome_of(scenario, 3).fleet.cash_margin_usd.sum())

    slack = 1e-6 * (1.0 + abs(margin(INDEX, spot)))
    assert margin(INDEX, spot * more) <= margin(INDEX, spot) + slack
    block = replace(BLOCK, block_mw=20.0)
    assert margin(block, spot * more) >= margin(block, spot) - 1e-6 * (1.0 + abs(margin(block, spot)))


@pytest.mark.parametrize(("sigma", "expected"), [(0.6, 2.427), (1.0, 8.238), (1.3, 13.007)])
def test_the_call_on_a_lognormal_price_is_that_of_the_closed_form(sigma: float, expected: float) -> None:
    """E[max(P − 75, 0)], mean 40: Black's formula, and the duration curve close below it."""
    normal, ratio = NormalDist(), math.log(40 / 75) / sigma
    closed = 40 * normal.cdf(ratio + sigma / 2) - 75 * normal.cdf(ratio - sigma / 2)
    assert closed == pytest.approx(expected, abs=5e-4)
    market = PowerMarket(
        name="Body", jurisdiction="", body_sigma=sigma, spike_hours_frac=0.0, spike_multiple=0.0,
        season=(1.0,) * 12, source="assumption", as_of="2026-06-14",
    )  # fmt: skip
    weights, multiples = market.duration_curve(1)
    stepped = float(weights @ np.maximum(40.0 * multiples - 75.0, 0.0))
    assert closed * 0.98 < stepped <= closed
