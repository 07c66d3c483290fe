"""A run's money against the second engine, from statements to flows of project and owners."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from planner import engine
from planner.company import Company
from planner.contracts import Fixed
from planner.debt import Debt
from planner.debts import HashpriceLinked, TermLoan
from planner.edits import book_of
from planner.engine import scenario_columns
from planner.errors import Undefined
from planner.inputs import put
from planner.money_columns import infrastructure_depreciation_usd, money_columns
from planner.outcome import Outcome, Request
from planner.portfolio import Contract, Lot, Portfolio, Site
from planner.quantities import month_index
from planner.reference import load_reference, sample_edit_rows
from planner.scenario import Book, Scenario
from tests.oracles import money as oracle

REFERENCE = load_reference()
SAMPLES = {name: book_of(sample_edit_rows(name)).scenario(REFERENCE) for name in ("saltbrush", "tindravatn")}
BY_MONTH = (
    "interest_usd", "debt_drawn_usd", "debt_repaid_usd", "debt_eom_usd", "hedge_settlement_usd",
    "hedge_margin_eom_usd", "tax_usd", "kept_btc", "treasury_eom_btc", "line_eom_usd", "issued_usd", "eom_shares",
    "missing_usd", "project_flow_usd", "equity_flow_usd",
)  # fmt: skip


def run(scenario: Scenario, months: int = 60) -> Outcome:
    return engine.run(Request(number=1, scenario=scenario, horizon_months=months))


def second_engine(outcome: Outcome) -> list[oracle.Month]:
    scenario, fleet, market = outcome.scenario, outcome.fleet, outcome.market
    portfolio, first = scenario.portfolio, month_index(outcome.month[0])
    span = np.arange(first, first + len(outcome.month))
    infrastructure = sum((infrastructure_depreciation_usd(site, span) for site in portfolio.sites), np.zeros(span.size))
    months = []
    for place, month in enumerate(span.tolist()):
        spots = {}
        for site in portfolio.sites:
            weights, multiples = REFERENCE.power_market(site.power_market).duration_curve(month % 12 + 1)
            level = site.spot_price_usd_per_mwh * site.spot_basis_frac * scenario.assumptions.spot_level_frac
            level *= (1 + site.spot_escalator_frac_per_year) ** (place / 12)
            spots[site.id] = level * float(np.sum(weights * multiples)) / float(np.sum(weights))
        sold = float(fleet.machine_resale_usd[place])
        months.append(
            oracle.Earned(
                ebitda_usd=float(outcome.cash.ebitda_usd[place]),
                depreciation_usd=float(fleet.depreciation_usd[place] + fleet.write_off_usd[place]) - sold,
                infrastructure_usd=float(infrastructure[place]),
                capex_usd=float(fleet.machine_capex_usd[place] + fleet.import_duty_usd[place]) - sold,
                btc=float(fleet.btc_received[place]), price_usd=float(market.btc_price_usd[place]),
                hashprice=float(market.hashprice_usd_per_ph_day[place]),
                machine_value_usd=float(outcome.money.machine_value_usd[place]), spot_usd_per_mwh=spots,
            )
        )  # fmt: skip
    return oracle.company(portfolio, first, months)


@pytest.mark.parametrize("name", SAMPLES)
@pytest.mark.parametrize("price", [40_000.0, 71_328.73, 130_000.0])
@pytest.mark.parametrize("write_off", ["no", "yes"])
def test_the_samples_agree_with_the_second_engine(name: str, price: float, write_off: str) -> None:
    scenario = put(put(SAMPLES[name], "btc_price_usd", price), "company/first_year_write_off", write_off)
    outcome = run(put(scenario, "btc_price_drift_frac_per_year", 0.1))
    expected = second_engine(outcome)
    for key in BY_MONTH:
        wanted = [getattr(month, key) for month in expected]
        np.testing.assert_allclose(getattr(outcome.money, key), wanted, rtol=1e-9, atol=1e-2, err_msg=key)
    np.testing.assert_allclose(
        outcome.cash.cash_eom_usd, [month.cash_eom_usd for month in expected], rtol=1e-9, atol=1e-2
    )


@pytest.mark.parametrize("name", SAMPLES)
def test_layers_reconcile_to_the_cent(name: str) -> None:
    """Revenue less every layer is net income, and each cost per BTC adds its layer."""
    outcome = run(SAMPLES[name])
    fleet, cash, money = outcome.fleet, outcome.cash, outcome.money
    net = (
        fleet.revenue_usd - fleet.pool_fee_usd - fleet.power_usd + fleet.power_credits_usd - fleet.site_operating_usd
        - fleet.hosting_usd + fleet.hosting_revenue_usd - cash.sga_usd - fleet.depreciation_usd - fleet.write_off_usd
        + fleet.machine_resale_usd - money.share_based_pay_usd - money.interest_usd + money.cash_interest_usd
        + money.hedge_settlement_usd - money.tax_usd
    )  # fmt: skip
    np.testing.assert_allclose(money.net_income_usd, net, atol=0.005)
    btc = fleet.btc_received[:12].sum()
    layers = ("ebitda_cost_usd_per_btc", "depreciated_cost_usd_per_btc", "all_in_cost_usd_per_btc")
    ebitda, depreciated, all_in = (float(str(outcome.measures[key])) for key in layers)
    worn = fleet.depreciation_usd + fleet.write_off_usd - fleet.machine_resale_usd
    assert (depreciated - ebitda) * btc == pytest.approx(worn[:12].sum(), abs=0.005)
    below = money.share_based_pay_usd + money.interest_usd + money.tax_usd
    assert (all_in - depreciated) * btc == pytest.approx(below[:12].sum(), abs=0.005)


@pytest.mark.parametrize("name", SAMPLES)
def test_npv_is_the_projects_flow_discounted_and_debt_does_not_move_it(name: str) -> None:
    outcome = run(SAMPLES[name])
    project = outcome.money.project_flow_usd @ outcome.cash.discount_factor
    assert outcome.measures["npv_usd"] == pytest.approx(project, rel=1e-9)
    equity = outcome.money.equity_flow_usd @ outcome.money.equity_discount_factor
    assert outcome.measures["equity_npv_usd"] == pytest.approx(equity, rel=1e-9)
    portfolio = replace(SAMPLES[name].portfolio, debts=(), hedges=())
    bare = run(replace(SAMPLES[name], portfolio=portfolio))
    assert bare.measures["npv_usd"] == outcome.measures["npv_usd"]
    assert bare.measures["equity_npv_usd"] != outcome.measures["equity_npv_usd"]


def test_the_debt_wall_holds_what_is_owed() -> None:
    outcome = run(SAMPLES["saltbrush"], 24)
    state, money = outcome.debts, outcome.money
    settled = money.debt_repaid_usd.sum() + money.debt_converted_usd.sum()
    assert state.due_usd.sum() == pytest.approx(settled + money.debt_eom_usd[-1])
    np.testing.assert_allclose(state.owed_eom_usd.sum(axis=0), money.debt_eom_usd)
    assert state.due_years == (2026, 2027, 2028, 2029, 2030)
    assert state.due_usd[0].tolist() == [0.0, 0.0, 0.0, 0.0, 150e6]  # the notes fall due after the horizon


def without_income(**company: object) -> Portfolio:
    stated = {"cash_usd": 10e6, "sga_usd_per_year": 12e6, **company}
    return Portfolio(company=Company(**stated))  # type: ignore[arg-type]  # by name


@pytest.mark.parametrize(
    ("company", "months"),
    [({}, 10), ({"minimum_cash_usd": 4.9e6}, 5), ({"credit_line_usd": 2e6, "credit_line_rate_frac_per_year": 0.0}, 12),
     ({"btc_held_btc": 100.0}, 17), ({"cash_usd": 0.0}, 0)],
)  # fmt: skip
def test_runway_counts_the_months_that_are_paid_for(company: dict[str, float], months: int) -> None:
    """12 M a year and nothing earned: cash, then coins at 71,328.73, then the line."""
    found = run(Book(portfolio=without_income(**company)).scenario(REFERENCE))
    assert found.runway_months == months == found.measures["runway_months"]


def test_runway_does_not_count_on_new_shares() -> None:
    shares = {"issuance": "on", "share_price_usd": 10.0, "diluted_shares": 1e8, "issuance_cap_frac_per_quarter": 1.0}
    found = run(Book(portfolio=without_income(**shares)).scenario(REFERENCE))
    assert found.runway_months == 10
    assert not found.money.missing_usd.any()


def test_a_bought_lot_returns_its_price_at_the_rate_that_is_printed() -> None:
    """One lot bought in the first month: the flows at the printed rate are worth nothing."""
    site = Site(id=1, name="Site", pue=1.0, interconnect_mw=100.0)
    lot = Lot(id=1, name="Lot", site_id=1, online_month="2026-07", machine_price_usd_per_th=6.0)
    portfolio = Portfolio(
        company=Company(tax_rate_frac=0.0), sites=(site,), lots=(lot,),
        contracts=(Contract(id=1, name="Power", site_id=1, terms=Fixed(price_usd_per_mwh=30.0)),),
    )  # fmt: skip
    found = run(Book(portfolio=portfolio).scenario(REFERENCE), 48)
    rate = found.measures["irr"]
    assert isinstance(rate, float)
    elapsed = np.cumsum(found.market.days) / 365
    assert abs(float(found.money.project_flow_usd @ (1 + rate) ** -elapsed)) < 1.0
    months = found.measures["payback_months"]
    assert isinstance(months, float)
    total = np.cumsum(found.money.project_flow_usd)
    assert total[int(months) - 1] < 0.0 <= total[int(months)]


def test_what_comes_first_and_is_paid_for_later_has_no_rate_of_return() -> None:
    """Old machines earn now and lose later: the worth rises with the rate, so its root is no return."""
    site = Site(id=1, name="Site", pue=1.0, interconnect_mw=100.0, fixed_cost_usd_per_year=5e5)
    lot = Lot(id=1, name="Lot", site_id=1, count=1_000, hashrate_th_s=200.0, power_w=3_500.0, online_month="2024-07")
    portfolio = Portfolio(
        company=Company(tax_rate_frac=0.0), sites=(site,), lots=(lot,),
        contracts=(Contract(id=1, name="Power", site_id=1, terms=Fixed(price_usd_per_mwh=40.0)),),
    )  # fmt: skip
    scenario = put(Book(portfolio=portfolio).scenario(REFERENCE), "btc_price_drift_frac_per_year", -0.4)
    found = run(scenario)
    flow = found.money.project_flow_usd
    assert flow[0] > 0.0 > flow[-1]
    worth = [float(flow @ (1.0 + rate) ** (-np.cumsum(found.market.days) / 365)) for rate in (0.0, 5.0)]
    assert worth[0] < 0.0 < worth[1]
    rate = found.measures["irr"]
    assert isinstance(rate, Undefined)
    assert "no rate is a return" in rate.reason


def test_a_debt_drawn_later_brings_cash_and_a_linked_loan_follows_hashprice() -> None:
    debts = (
        Debt(id=1, name="Later", terms=TermLoan(outstanding_usd=3e6, first_month="2026-10", maturity_month="2027-10")),
        Debt(id=2, name="Linked", terms=HashpriceLinked(outstanding_usd=1e6, payment_ph_s=50.0)),
    )
    found = run(Book(portfolio=replace(without_income(), debts=debts)).scenario(REFERENCE), 24)
    assert found.money.debt_drawn_usd[3] == 3e6
    columns = scenario_columns(found.scenario, 24)
    assert money_columns(REFERENCE, found.scenario.portfolio, columns).debts.linked.tolist() == [1]
    paid = found.market.hashprice_usd_per_ph_day[0] * 50.0 * 31
    assert found.money.interest_usd[0] + found.money.debt_repaid_usd[0] == pytest.approx(paid)


def test_debt_that_nothing_stands_against_is_told() -> None:
    owed = Debt(id=1, name="Notes", terms=TermLoan(outstanding_usd=20e6))
    found = run(Book(portfolio=replace(without_income(), debts=(owed,))).scenario(REFERENCE), 12)
    (told,) = found.notices
    assert told.startswith("Debt of 20.0 M USD is more than cash, coins and machines would bring, 10.0 M USD: ")
    assert not run(Book(portfolio=without_income()).scenario(REFERENCE), 12).notices
