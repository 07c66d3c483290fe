"""The engine against a scalar second engine, the model's published figures, and the identities."""

from __future__ import annotations

import dataclasses
from dataclasses import replace
from types import MappingProxyType
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner import engine
from planner.assumptions import Assumptions, default_assumptions
from planner.company import Company
from planner.contract import Terms
from planner.contracts import BlockIndex, DemandCharge, Fixed, FixedResale, Hosting, Index, TakeOrPay
from planner.errors import InputRejected, Undefined
from planner.figure import frozen
from planner.outcome import Flows, Outcome, Request
from planner.portfolio import Contract, Lot, Portfolio, Site
from planner.reference import load_reference
from planner.scenario import Book, Scenario
from tests.generators import portfolio_from
from tests.oracles import run as oracle

REFERENCE = load_reference()
COMPARED = tuple(item.name for item in dataclasses.fields(oracle.SiteMonth) if item.name != "lots")


def scenario_of(portfolio: Portfolio, **assumed: float | str) -> Scenario:
    """A scenario whose network grows, unless it says otherwise: what the network answers has tests of its own."""
    scenario = Book(portfolio=portfolio).scenario(REFERENCE)
    assumed = {"network_mode": "growth", **assumed}
    return replace(scenario, assumptions=replace(scenario.assumptions, **assumed))  # type: ignore[arg-type]  # by name


def outcome_of(scenario: Scenario, months: int = 24) -> Outcome:
    return engine.run(Request(number=1, scenario=scenario, horizon_months=months))


def one_lot(terms: Terms, *, site: Site | None = None, count: int = 1_000, **lot: float | str) -> Portfolio:
    site = site or Site(id=1, name="Site", pue=1.0, interconnect_mw=1_000.0)
    stated = {"hashrate_th_s": 200.0, "power_w": 3_500.0, "availability_frac": 1.0, **lot}
    machines = Lot(id=1, name="Lot", site_id=site.id, count=count, **stated)  # type: ignore[arg-type]  # by name
    return Portfolio(
        company=Company(name="One lot"), sites=(site,), lots=(machines,),
        contracts=(Contract(id=1, name="Contract", site_id=site.id, terms=terms),),
    )  # fmt: skip


@settings(deadline=None, max_examples=12)
@given(
    seed=st.integers(0, 10_000),
    btc_price_usd=st.floats(5_000, 300_000),
    growth=st.floats(-0.2, 0.6),
    shift=st.floats(-20, 30),
    spot=st.floats(0.3, 3),
    uptime=st.floats(0.5, 1.0),
    pool_fee=st.floats(0, 0.05),
    drift=st.floats(-0.3, 0.5),
)
def test_every_site_and_month_agrees_with_the_scalar_oracle(
    seed: int,
    btc_price_usd: float,
    growth: float,
    shift: float,
    spot: float,
    uptime: float,
    pool_fee: float,
    drift: float,
) -> None:
    scenario = scenario_of(
        portfolio_from(seed, REFERENCE, sites=5, lots=12, start="2027-06", every_kind=True),
        btc_price_usd=btc_price_usd, network_growth_frac_per_year=growth, power_price_shift_usd_per_mwh=shift,
        spot_level_frac=spot, uptime_factor=uptime, pool_fee_frac=pool_fee, btc_price_drift_frac_per_year=drift,
    )  # fmt: skip
    months = 14  # June 2027 to July 2028: a leap day, the halving, a second year of the escalator
    outcome = outcome_of(scenario, months)
    expected = oracle.evaluate(scenario, months)
    for place, site in enumerate(scenario.portfolio.sites):
        for name in COMPARED:
            found = getattr(outcome.sites, name)[place]
            wanted = [getattr(month[site.id], name) for month in expected]
            np.testing.assert_allclose(found, wanted, rtol=1e-9, atol=1e-6, err_msg=f"{site.name} {name}")


@pytest.mark.parametrize(("seed", "btc_price_usd"), [(1, 71_328.73), (2, 38_000.0), (3, 150_000.0)])
def test_every_site_and_month_agrees_where_the_network_answers(seed: int, btc_price_usd: float) -> None:
    """The network agrees with bisection to 1e-9 and better; over fourteen months that is what is left."""
    scenario = scenario_of(
        portfolio_from(seed, REFERENCE, sites=3, lots=6, start="2027-06", every_kind=True),
        btc_price_usd=btc_price_usd, btc_price_drift_frac_per_year=0.1, network_mode="merit order",
    )  # fmt: skip
    outcome, expected = outcome_of(scenario, 14), oracle.evaluate(scenario, 14)
    for place, site in enumerate(scenario.portfolio.sites):
        for name in COMPARED:
            found = getattr(outcome.sites, name)[place]
            wanted = [getattr(month[site.id], name) for month in expected]
            np.testing.assert_allclose(found, wanted, rtol=1e-7, atol=1e-3, err_msg=f"{site.name} {name}")


@pytest.mark.parametrize("seed", range(4))
def test_identities_hold_on_generated_portfolios(seed: int) -> None:
    scenario = scenario_of(portfolio_from(seed, REFERENCE, sites=6, lots=30))
    outcome = outcome_of(scenario, 60)
    for name in Flows.__slots__:
        np.testing.assert_allclose(getattr(outcome.sites, name).sum(axis=0), getattr(outcome.fleet, name), rtol=1e-12)
    fleet, cash = outcome.fleet, outcome.cash
    margin = (fleet.revenue_usd - fleet.pool_fee_usd - fleet.power_usd + fleet.power_credits_usd
              - fleet.site_operating_usd - fleet.hosting_usd)  # fmt: skip
    np.testing.assert_allclose(fleet.cash_margin_usd, margin, rtol=1e-9, atol=1e-3)
    money = outcome.money
    free = (cash.ebitda_usd - fleet.machine_capex_usd - fleet.import_duty_usd + fleet.machine_resale_usd
            - cash.maintenance_capex_usd)  # fmt: skip
    np.testing.assert_allclose(cash.free_cash_usd, free, rtol=1e-9, atol=1e-3)
    after_debt = (free - money.tax_usd + money.hedge_settlement_usd - money.hedge_margin_usd - money.interest_usd
                  + money.cash_interest_usd - money.debt_repaid_usd + money.debt_drawn_usd)  # fmt: skip
    np.testing.assert_allclose(money.after_debt_usd, after_debt, rtol=1e-9, atol=1e-3)
    rolled = (cash.cash_bom_usd + after_debt - money.kept_usd + money.treasury_sold_usd + money.line_drawn_usd
              + money.issued_usd)  # fmt: skip
    np.testing.assert_allclose(cash.cash_eom_usd, rolled, rtol=1e-9, atol=1e-2)
    np.testing.assert_array_equal(cash.cash_bom_usd[1:], cash.cash_eom_usd[:-1])
    assert cash.cash_bom_usd[0] == scenario.portfolio.company.cash_usd
    blocks = outcome.market.days * 86_400 / 590  # more than the network finds at any growth used here
    reward = outcome.market.subsidy_btc + outcome.market.fees_btc_per_block
    share = fleet.online_ph_s / 1000 / outcome.market.network_hashrate_eh_s
    assert (fleet.btc_received <= share * reward * blocks * 1.001).all()
    np.testing.assert_allclose(outcome.lots.btc_received.sum(), fleet.btc_received[0], rtol=1e-12)
    assert (fleet.running_ph_s <= fleet.online_ph_s * (1 + 1e-12)).all()


def test_golden_vector_of_the_model() -> None:
    """1,000 machines of 200 TH/s and 3,500 W at 5 ¢/kWh, May 2026 epoch: MODEL §2."""
    scenario = scenario_of(
        one_lot(Fixed(price_usd_per_mwh=50.0)), difficulty=138_955_357_012_247.0, fees_btc_per_block=0.0197,
        btc_price_usd=71_328.73, network_growth_frac_per_year=0.0,
    )  # fmt: skip
    outcome = outcome_of(scenario)
    assert outcome.market.hashprice_usd_per_ph_day[0] == pytest.approx(32.47299, abs=5e-6)
    assert outcome.fleet.btc_received[0] / 31 == pytest.approx(0.0901411299476, rel=1e-12)
    assert outcome.fleet.revenue_usd[0] / 31 == pytest.approx(6_494.598, abs=5e-4)
    assert outcome.fleet.power_usd[0] / 31 == pytest.approx(4_200.0, rel=1e-12)
    assert outcome.measures["breakeven_btc_price_usd"] == pytest.approx(46_593.6027, abs=5e-5)
    assert outcome.measures["breakeven_hashprice_usd_per_ph_day"] == pytest.approx(21.2121, abs=5e-5)
    assert outcome.measures["breakeven_power_price_usd_per_mwh"] == pytest.approx(76.5435, abs=5e-5)
    assert outcome.lots.hashcost_usd_per_ph_day[0] == pytest.approx(21.0, rel=1e-12)


def test_golden_vector_with_uptime() -> None:
    portfolio = one_lot(Fixed(price_usd_per_mwh=50.0), availability_frac=0.95)
    outcome = outcome_of(
        scenario_of(
            portfolio, difficulty=138_955_357_012_247.0, fees_btc_per_block=0.0197, network_growth_frac_per_year=0.0
        )
    )
    assert outcome.fleet.btc_received[0] / 31 == pytest.approx(0.0856340734, abs=1e-10)  # printed cut, not rounded
    assert outcome.fleet.power_usd[0] / 31 == pytest.approx(3_990.0, rel=1e-12)
    assert outcome.measures["breakeven_btc_price_usd"] == pytest.approx(46_593.6027, abs=5e-5)


class TenHours:
    """A power market whose month is ten hours of equal length: the worked example of MODEL §3."""

    prices = (20.0, 25.0, 30.0, 40.0, 60.0, 90.0, 250.0, 5_000.0, -10.0, 35.0)

    def duration_curve(self, month_of_year: int) -> tuple[object, object]:
        return frozen(np.full(10, 0.1)), frozen(np.sort(self.prices))


@pytest.mark.parametrize(
    ("terms", "run_value", "margin_of_ten_hours"),
    [
        (Index(adder_usd_per_mwh=0.0), 75.0, 325.0),
        (Fixed(price_usd_per_mwh=40.0), 75.0, 350.0),
        (FixedResale(price_usd_per_mwh=40.0, block_mw=1.0, resale_fee_frac=0.0), 75.0, 5_465.0),
        (FixedResale(price_usd_per_mwh=40.0, block_mw=1.0, resale_fee_frac=0.0), 30.0, 5_195.0),
        (Fixed(price_usd_per_mwh=40.0), 30.0, 0.0),
        (Hosting(rate_usd_per_mwh=40.0), 75.0, 350.0),
        (BlockIndex(price_usd_per_mwh=40.0, block_frac=0.6, resale_fee_frac=0.0, adder_usd_per_mwh=0.0), 75.0, 3_409.0),
        (TakeOrPay(price_usd_per_mwh=40.0, paid_frac=0.8), 30.0, -80.0),
        (TakeOrPay(price_usd_per_mwh=40.0, paid_frac=0.8), 75.0, 350.0),
        (DemandCharge(price_usd_per_mwh=40.0, demand_usd_per_kw_month=0.0), 75.0, 350.0),
    ],
)
def test_ten_hours_of_the_contract_example(terms: Terms, run_value: float, margin_of_ten_hours: float) -> None:
    """1 MW over ten hours; a month repeats them, so margins scale by hours ÷ 10. Only the shape is read."""
    markets: Any = MappingProxyType({"Ten hours": TenHours()})
    reference = replace(REFERENCE, power_markets=markets)
    site = Site(id=1, name="Site", power_market="Ten hours", pue=1.0, interconnect_mw=1.0, spot_price_usd_per_mwh=1.0,
                spot_escalator_frac_per_year=0.0)  # fmt: skip
    portfolio = one_lot(terms, site=site, count=10, hashrate_th_s=1e4, power_w=1e5)  # 1 MW at 10 J/TH
    per_usd = 1e3 / (24 * 10.0)
    defaults = default_assumptions(reference)
    hashprice_per_usd = 86_400e15 / (defaults.difficulty * 2**32) * (3.125 + defaults.fees_btc_per_block)
    assumed = replace(
        defaults, pool_fee_frac=0.0, network_mode="growth", network_growth_frac_per_year=0.0,
        flexibility_captured_frac=1.0, btc_price_usd=run_value / per_usd / hashprice_per_usd,
    )  # fmt: skip
    scenario = Scenario(reference=reference, name="Ten hours", portfolio=portfolio, assumptions=assumed)
    outcome = outcome_of(scenario, 12)
    assert outcome.fleet.cash_margin_usd[0] == pytest.approx(margin_of_ten_hours * 31 * 24 / 10, rel=1e-9, abs=1e-6)


def test_a_halving_splits_its_month_by_time() -> None:
    scenario = scenario_of(one_lot(Fixed(price_usd_per_mwh=1.0)), network_growth_frac_per_year=0.0)
    outcome = outcome_of(scenario, 36)
    assert [(halving.height, halving.date) for halving in outcome.halvings] == [(1_050_000, "2028-04-14")]
    april = outcome.month.index("2028-04")
    assert outcome.market.subsidy_btc[april - 1] == 3.125
    assert outcome.market.subsidy_btc[april + 1] == 1.5625
    share = outcome.halvings[0].at_month % 1
    assert outcome.market.subsidy_btc[april] == pytest.approx(3.125 * share + 1.5625 * (1 - share), rel=1e-12)


def test_a_machine_stops_only_after_the_halving_within_the_month() -> None:
    """At 60 USD/MWh the lot earns before the halving and not after: the average of the month must not decide."""
    scenario = scenario_of(one_lot(Fixed(price_usd_per_mwh=60.0)), network_growth_frac_per_year=0.0)
    outcome = outcome_of(scenario, 36)
    april = outcome.month.index("2028-04")
    share = outcome.halvings[0].at_month % 1
    full = 3.5 * 30 * 24
    assert outcome.fleet.energy_mwh[april] == pytest.approx(full * share, rel=1e-9)
    assert outcome.fleet.energy_mwh[april + 1] == 0.0


def test_only_the_change_of_the_own_fleet_enters_the_network() -> None:
    base = one_lot(Fixed(price_usd_per_mwh=40.0), count=100_000)
    arriving = replace(base, lots=(*base.lots, replace(base.lots[0], id=2, name="New", online_month="2026-10")))
    bought = replace(arriving, lots=(base.lots[0], replace(arriving.lots[1], origin="from another miner")))
    still = outcome_of(scenario_of(base, network_growth_frac_per_year=0.0))
    grown = outcome_of(scenario_of(arriving, network_growth_frac_per_year=0.0))
    moved = outcome_of(scenario_of(bought, network_growth_frac_per_year=0.0))
    added = grown.market.network_hashrate_eh_s - still.market.network_hashrate_eh_s
    np.testing.assert_allclose(added, [0, 0, 0] + [20.0] * 21, atol=1e-9)
    np.testing.assert_array_equal(moved.market.network_hashrate_eh_s, still.market.network_hashrate_eh_s)


def test_a_network_path_is_met_at_its_points_and_flat_after_the_last() -> None:
    scenario = scenario_of(
        one_lot(Fixed(price_usd_per_mwh=40.0)), network_mode="path", network_path="2027-01=1000; 2028-01=900"
    )
    market = outcome_of(scenario, 36).market
    by_month = dict(zip(outcome_of(scenario, 36).month, market.network_hashrate_eh_s, strict=True))
    assert by_month["2026-12"] < 1000 < by_month["2026-12"] * 1.02
    assert by_month["2028-01"] == pytest.approx(900.0, rel=1e-12)
    assert by_month["2029-01"] == pytest.approx(900.0, rel=1e-12)


def test_an_over_subscribed_site_runs_the_most_efficient_first_and_says_so() -> None:
    site = Site(id=1, name="Full house", pue=1.0, interconnect_mw=5.0)
    portfolio = one_lot(Fixed(price_usd_per_mwh=10.0), site=site)
    worse = replace(portfolio.lots[0], id=2, name="Worse", hashrate_th_s=150.0)
    outcome = outcome_of(scenario_of(replace(portfolio, lots=(worse, portfolio.lots[0]))))
    hours = 31 * 24
    assert outcome.lots.energy_mwh == pytest.approx([1.5 * hours, 3.5 * hours])
    assert outcome.lots.served_frac == pytest.approx([1.5 / 3.5, 1.0])
    assert outcome.notices == (
        "Full house: machines draw 7.0 MW of 5.0 MW; the most efficient run first, 2.0 MW stand idle.",
    )


def test_a_lot_the_connection_never_serves_costs_what_its_site_pays_for_a_joule() -> None:
    site = Site(id=1, name="Full house", pue=1.0, interconnect_mw=3.0, variable_cost_usd_per_mwh=0.0)
    portfolio = one_lot(Fixed(price_usd_per_mwh=10.0), site=site)
    worse = replace(portfolio.lots[0], id=2, name="Worse", hashrate_th_s=100.0)
    lots = outcome_of(scenario_of(replace(portfolio, lots=(portfolio.lots[0], worse)))).lots
    assert lots.served_frac == pytest.approx([3.0 / 3.5, 0.0])
    assert lots.running_frac[1] == 0.0
    assert lots.hashcost_usd_per_ph_day[1] == pytest.approx(10.0 * 24 * 3_500 / 100 / 1_000, rel=1e-12)


def test_a_site_with_machines_and_no_contract_is_refused_in_words() -> None:
    portfolio = replace(one_lot(Fixed()), contracts=())
    with pytest.raises(InputRejected, match="Site holds machines but has no power contract"):
        outcome_of(scenario_of(portfolio))


def test_uptime_above_all_hours_is_refused_in_words() -> None:
    with pytest.raises(InputRejected, match=r"lifts Lot to 114\.0% of all hours"):
        outcome_of(scenario_of(one_lot(Fixed(), availability_frac=0.95), uptime_factor=1.2))


def test_an_empty_portfolio_has_reasons_instead_of_ratios() -> None:
    outcome = outcome_of(scenario_of(Portfolio()))
    assert outcome.measures["npv_usd"] == 0.0
    for key in ("breakeven_btc_price_usd", "fleet_efficiency_j_per_th", "cash_cost_usd_per_btc"):
        value = outcome.measures[key]
        assert isinstance(value, Undefined)
        assert value.reason


def test_breakevens_are_where_the_cash_margin_is_zero() -> None:
    scenario = scenario_of(portfolio_from(3, REFERENCE, sites=6, lots=30), network_growth_frac_per_year=0.0)
    outcome = outcome_of(scenario, 12)
    price = outcome.measures["breakeven_btc_price_usd"]
    power = outcome.measures["breakeven_power_price_usd_per_mwh"]
    before_shift = outcome.breakevens.contract_price_usd_per_mwh
    assert isinstance(price, float)
    assert isinstance(power, float)
    assert isinstance(before_shift, float)
    gross = outcome.fleet.revenue_usd[0]
    at_price = outcome_of(replace(scenario, assumptions=replace(scenario.assumptions, btc_price_usd=price)), 12)
    assert abs(at_price.fleet.cash_margin_usd[0]) < 1e-7 * gross
    shifted = replace(scenario.assumptions, power_price_shift_usd_per_mwh=power - before_shift)
    at_power = outcome_of(replace(scenario, assumptions=shifted), 12)
    assert abs(at_power.fleet.cash_margin_usd[0]) < 1e-7 * gross


@settings(deadline=None, max_examples=10)
@given(seed=st.integers(0, 1_000), price=st.floats(10_000, 200_000), more=st.floats(1.0, 2.0))
def test_a_higher_bitcoin_price_never_hurts_and_dearer_power_never_helps(seed: int, price: float, more: float) -> None:
    scenario = scenario_of(portfolio_from(seed, REFERENCE, sites=4, lots=10), btc_price_usd=price)
    base = outcome_of(scenario, 12).fleet.cash_margin_usd
    dearer = replace(scenario.assumptions, btc_price_usd=price * more)
    assert (outcome_of(replace(scenario, assumptions=dearer), 12).fleet.cash_margin_usd >= base - 1e-6).all()
    shifted = replace(scenario.assumptions, power_price_shift_usd_per_mwh=more)
    assert (outcome_of(replace(scenario, assumptions=shifted), 12).fleet.cash_margin_usd <= base + 1e-6).all()


def test_power_cost_moves_the_contract_price_one_for_one() -> None:
    scenario = scenario_of(portfolio_from(5, REFERENCE, sites=6, lots=30))
    shifted = replace(scenario, assumptions=replace(scenario.assumptions, power_price_shift_usd_per_mwh=7.25))
    before = outcome_of(scenario).measures["contract_price_usd_per_mwh"]
    after = outcome_of(shifted).measures["contract_price_usd_per_mwh"]
    assert isinstance(before, float)
    assert after == pytest.approx(before + 7.25, rel=1e-12)


def test_results_are_read_only_and_finite() -> None:
    outcome = outcome_of(scenario_of(portfolio_from(1, REFERENCE, sites=3, lots=8)))
    for group in (outcome.market, outcome.fleet, outcome.sites, outcome.cash, outcome.lots):
        for item in dataclasses.fields(group):
            values = getattr(group, item.name)
            assert np.isfinite(values).all()
            if item.name != "site":
                assert not values.flags.writeable, item.name


def test_defaults_are_the_shipped_market_state() -> None:
    assumed: Assumptions = default_assumptions(REFERENCE)
    assert assumed.btc_price_usd == 71_328.73
    assert assumed.tip_height == 953_568
    assert assumed.fees_btc_per_block == 0.0195


def at_run_value(terms: Terms, run_value: float, *, months: int = 12, **lot: float | str) -> Outcome:
    """1 MW at 10 J/TH whose MWh earns `run_value`, with no pool fee and no network growth."""
    site = Site(id=1, name="Site", pue=1.0, interconnect_mw=1.0)
    portfolio = one_lot(terms, site=site, count=10, hashrate_th_s=1e4, power_w=1e5, **lot)
    defaults = default_assumptions(REFERENCE)
    per_usd = 86_400e15 / (defaults.difficulty * 2**32) * (3.125 + defaults.fees_btc_per_block) * 1e3 / 240
    return outcome_of(
        scenario_of(portfolio, pool_fee_frac=0.0, network_growth_frac_per_year=0.0, btc_price_usd=run_value / per_usd),
        months,
    )


def test_a_month_that_does_not_earn_its_demand_charge_is_spent_switched_off() -> None:
    """MODEL §3: H 50, K 40, 15 USD/kW-month: running earns about 7,300, the charge is 15,000."""
    terms = DemandCharge(price_usd_per_mwh=40.0, demand_usd_per_kw_month=15.0, ratchet_frac=0.0)
    off = at_run_value(terms, 50.0)
    assert off.fleet.energy_mwh.tolist() == [0.0] * 12
    assert off.fleet.cash_margin_usd.tolist() == [0.0] * 12
    ratchet = at_run_value(replace(terms, ratchet_frac=1.0), 50.0)
    assert ratchet.fleet.cash_margin_usd[0] == pytest.approx(10.0 * 31 * 24 - 15_000)
    minimum = at_run_value(replace(terms, minimum_demand_mw=1.0), 50.0)
    assert minimum.fleet.cash_margin_usd == pytest.approx(ratchet.fleet.cash_margin_usd)
    dear = at_run_value(terms, 70.0)
    assert dear.fleet.cash_margin_usd[0] == pytest.approx(30.0 * 31 * 24 - 15_000)


def test_a_ratchet_lets_go_of_an_old_peak_after_eleven_months() -> None:
    terms = DemandCharge(price_usd_per_mwh=40.0, demand_usd_per_kw_month=15.0, ratchet_frac=0.8)
    outcome = at_run_value(terms, 50.0, months=24)
    billed = (outcome.fleet.power_usd - 40.0 * outcome.fleet.energy_mwh) / 15_000
    # 80 % of the peak before the start binds eleven months, 80 % of those 0.8 MW the next eleven, and so on
    assert billed == pytest.approx([0.8] * 11 + [0.64] * 11 + [0.512] * 2)


def test_an_escalator_steps_each_year_and_an_end_leads_to_market() -> None:
    portfolio = one_lot(Fixed(price_usd_per_mwh=20.0))
    contract = replace(
        portfolio.contracts[0], escalator_frac_per_year=0.1, expiry_month="2028-09", after_expiry_adder_usd_per_mwh=3.0
    )
    outcome = outcome_of(scenario_of(replace(portfolio, contracts=(contract,)), btc_price_usd=500_000.0), 30)
    price = outcome.fleet.power_usd / outcome.fleet.energy_mwh
    assert price[:26] == pytest.approx([20.0] * 12 + [22.0] * 12 + [24.2] * 2)
    assert outcome.month[26] == "2028-09"
    spot = outcome.scenario.portfolio.sites[0].spot_price_usd_per_mwh
    assert (abs(price[26:] - 3.0 - spot) < spot).all()
    assert len(set(price[26:].round(6).tolist())) == 4  # the season of the market


def test_what_take_or_pay_makes_free_is_used_up_to_the_hours_a_machine_can_run() -> None:
    """Paid 80 %, up 90 %: the paid MWh are used in full, and a tenth of the load is bought beyond them."""
    outcome = at_run_value(TakeOrPay(price_usd_per_mwh=40.0, paid_frac=0.8), 75.0, availability_frac=0.9)
    hours = 31 * 24
    assert outcome.fleet.energy_mwh[0] == pytest.approx(0.9 * hours)
    assert outcome.fleet.power_usd[0] == pytest.approx(0.9 * hours * 40.0)
    idle = at_run_value(TakeOrPay(price_usd_per_mwh=40.0, paid_frac=0.8), 75.0, availability_frac=0.5)
    assert idle.fleet.power_usd[0] == pytest.approx(0.8 * hours * 40.0)
    assert idle.fleet.energy_mwh[0] == pytest.approx(0.5 * hours)
