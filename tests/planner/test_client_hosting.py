"""Machines of clients at own sites, by hand: what they pay, what they cost, and that they mine for their owners."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from planner.contracts import DemandCharge, Fixed, FixedResale, Index
from planner.engine import scenario_columns
from planner.fleet_month import first_month
from planner.outcome import Outcome
from planner.portfolio import Portfolio, Site
from tests.planner.test_engine import one_lot, outcome_of, scenario_of

SITE = Site(id=1, name="Site", pue=1.1, interconnect_mw=1_000.0)
CLIENT: dict[str, Any] = {"owner": "client", "client_rate_usd_per_mwh": 75.0}
MACHINE_MWH = 3.5 * 31 * 24  # of the first month


def outcome_at(portfolio: Portfolio, **assumed: float) -> Outcome:
    return outcome_of(scenario_of(portfolio, network_growth_frac_per_year=0.0, **assumed))


def test_a_client_pays_the_rate_on_machine_energy_and_keeps_its_coins() -> None:
    fleet = outcome_at(one_lot(Fixed(price_usd_per_mwh=40.0), site=SITE, **CLIENT)).fleet
    assert fleet.hosting_revenue_usd[0] == pytest.approx(75.0 * MACHINE_MWH, rel=1e-12)
    assert fleet.power_usd[0] == pytest.approx(40.0 * MACHINE_MWH * 1.1, rel=1e-12)
    assert fleet.cash_margin_usd[0] == pytest.approx((75.0 - 44.0) * MACHINE_MWH, rel=1e-12)
    for name in ("btc_received", "revenue_usd", "running_ph_s", "online_ph_s", "depreciation_usd"):
        assert not getattr(fleet, name).any(), name


def test_power_is_passed_through_by_its_share_and_so_is_its_shift() -> None:
    portfolio = one_lot(Fixed(price_usd_per_mwh=40.0), site=SITE, **CLIENT, client_power_frac=0.5)
    for shift in (0.0, 6.0):
        fleet = outcome_at(portfolio, power_price_shift_usd_per_mwh=shift).fleet
        owed = 75.0 * MACHINE_MWH + 0.5 * (40.0 + shift) * MACHINE_MWH * 1.1
        assert fleet.hosting_revenue_usd[0] == pytest.approx(owed, rel=1e-12)


@pytest.mark.parametrize("btc_price_usd", [20_000.0, 150_000.0])
def test_a_share_in_the_profit_is_never_negative(btc_price_usd: float) -> None:
    portfolio = one_lot(Fixed(price_usd_per_mwh=40.0), site=SITE, **CLIENT, client_profit_frac=0.3)
    outcome = outcome_at(portfolio, btc_price_usd=btc_price_usd)
    owed = 75.0 * MACHINE_MWH
    mined = 200.0 * 31 * outcome.market.hashprice_usd_per_ph_day[0] * 0.99
    assert bool(mined > owed) is (btc_price_usd > 100_000)
    assert outcome.fleet.hosting_revenue_usd[0] == pytest.approx(owed + 0.3 * max(mined - owed, 0.0), rel=1e-12)


def test_clients_that_default_leave_with_their_machines() -> None:
    portfolio = one_lot(Fixed(price_usd_per_mwh=40.0), site=SITE, **CLIENT, client_default_frac_per_year=0.2)
    fleet = outcome_at(portfolio).fleet
    there = 0.8 ** (np.arange(24) / 12)
    hours = outcome_at(portfolio).market.days * 24
    np.testing.assert_allclose(fleet.hosting_revenue_usd, 75.0 * 3.5 * hours * there, rtol=1e-12)
    np.testing.assert_allclose(fleet.power_usd, 44.0 * 3.5 * hours * there, rtol=1e-12)


def test_clients_run_through_dear_hours_and_what_a_block_resells_is_less_for_it() -> None:
    spot = outcome_at(one_lot(Index(adder_usd_per_mwh=2.0), site=SITE, **CLIENT), btc_price_usd=1_000.0).fleet
    assert spot.energy_mwh[0] == pytest.approx(MACHINE_MWH * 1.1, rel=1e-12)
    terms = FixedResale(price_usd_per_mwh=30.0, block_mw=3.85, resale_fee_frac=0.0)
    block = outcome_at(one_lot(terms, site=SITE, **CLIENT)).fleet
    assert block.power_credits_usd[0] == pytest.approx(0.0, abs=1e-6)
    assert block.power_usd[0] == pytest.approx(30.0 * MACHINE_MWH * 1.1, rel=1e-12)


def test_clients_come_first_where_the_connection_is_full_and_their_peak_is_billed() -> None:
    full = replace(SITE, pue=1.0, interconnect_mw=3.5)
    portfolio = one_lot(DemandCharge(price_usd_per_mwh=40.0, demand_usd_per_kw_month=8.0), site=full, **CLIENT)
    better = replace(portfolio.lots[0], id=2, name="Own", owner="own", hashrate_th_s=400.0)
    outcome = outcome_at(replace(portfolio, lots=(better, portfolio.lots[0])))
    assert outcome.lots.energy_mwh.tolist() == pytest.approx([0.0, MACHINE_MWH])
    assert outcome.fleet.power_usd[0] == pytest.approx(40.0 * MACHINE_MWH + 8.0 * 3_500)


def test_lots_add_up_to_the_site_with_clients_there() -> None:
    portfolio = one_lot(Index(adder_usd_per_mwh=2.0), site=SITE, **CLIENT, client_profit_frac=0.5)
    own = replace(portfolio.lots[0], id=2, name="Own", owner="own")
    outcome = outcome_at(replace(portfolio, lots=(*portfolio.lots, own)))
    assert outcome.lots.margin_usd.sum() == pytest.approx(outcome.fleet.cash_margin_usd[0], rel=1e-12)
    assert outcome.lots.online_ph_s.tolist() == [0.0, 200.0]
    assert outcome.lots.hashcost_usd_per_ph_day[0] == pytest.approx(outcome.lots.hashcost_usd_per_ph_day[1])


def test_the_first_month_moves_with_hashprice_and_power_price_as_its_slopes_say() -> None:
    portfolio = one_lot(
        Index(adder_usd_per_mwh=2.0), site=SITE, **CLIENT, client_profit_frac=0.5, client_power_frac=0.4
    )
    scenario = scenario_of(portfolio, network_growth_frac_per_year=0.0, btc_price_usd=150_000.0)
    month = first_month(scenario.assumptions, scenario_columns(scenario, 12))
    at = month.margin(np.array([70.0, 71.0, 70.0]), np.array([0.0, 0.0, 1.0]))
    assert at.cash_margin_usd[1] - at.cash_margin_usd[0] == pytest.approx(at.ph_days[0], rel=1e-9)
    assert at.cash_margin_usd[0] - at.cash_margin_usd[2] == pytest.approx(at.charged_mwh[0], rel=1e-9)
    assert at.ph_days[0] == pytest.approx(0.5 * 200.0 * 31, rel=1e-12)
