"""The company's money against a second engine in plain floats, for one case and for many, and its identities."""

from __future__ import annotations

import dataclasses
import random
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.company import Company
from planner.debt import Debt, DebtTerms
from planner.debts import Convertible, HashpriceLinked, MachineLoan, TermLoan
from planner.engine import scenario_columns
from planner.figure import Array
from planner.hedge import Hedge, HedgeTerms
from planner.hedges import BtcCollar, BtcPut, HashpriceForward, PowerSwap
from planner.money import CompanyMoney, Operations, company_money, without_issuance
from planner.money_columns import MoneyColumns, infrastructure_depreciation_usd, money_columns
from planner.portfolio import Portfolio
from planner.quantities import month_index, month_text
from planner.reference import load_reference
from planner.scenario import Book
from tests.generators import portfolio_from
from tests.oracles import money as oracle

REFERENCE = load_reference()
FIRST = month_index("2026-07")
MONTHS = 30


def stated(seed: int) -> Portfolio:
    """A company with everything that money knows, at random."""
    chance = random.Random(seed)
    company = Company(
        cash_usd=chance.uniform(0, 5e7), minimum_cash_usd=chance.choice([0.0, 5e6]),
        cash_interest_frac_per_year=chance.choice([0.0, 0.04]), btc_held_btc=chance.choice([0.0, 300.0]),
        treasury_policy=chance.choice(["sell all", "keep a share", "sell to cover"]),
        treasury_keep_frac=chance.random(), credit_line_usd=chance.choice([0.0, 2e7]), diluted_shares=5e7,
        share_price_usd=chance.choice([0.0, 4.0, 30.0]), issuance=chance.choice(["off", "on"]),
        sga_usd_per_year=2e7, share_based_pay_usd_per_year=chance.choice([0.0, 6e6]),
        tax_loss_carried_usd=chance.choice([0.0, 4e7]), first_year_write_off=chance.choice(["no", "yes"]),
    )  # fmt: skip
    debts: list[DebtTerms] = [
        TermLoan(outstanding_usd=chance.uniform(1e6, 4e7), maturity_month=month_text(FIRST + chance.randrange(2, 40)),
                 amortisation=chance.choice(["bullet", "straight line", "annuity"])),
        MachineLoan(outstanding_usd=chance.uniform(1e6, 5e7),
                    maturity_month=month_text(FIRST + chance.randrange(8, 22)),
                    amortisation=chance.choice(["bullet", "straight line", "annuity"]),
                    loan_to_value_cap_frac=chance.uniform(0.01, 0.4)),
        MachineLoan(outstanding_usd=1e7, first_month=month_text(FIRST + chance.randrange(1, 5)),
                    maturity_month=month_text(FIRST + 20), loan_to_value_cap_frac=chance.uniform(0.01, 0.4)),
        HashpriceLinked(outstanding_usd=2e7, first_month=month_text(FIRST + chance.randrange(-3, 8)),
                        payment_ph_s=chance.uniform(10, 3_000), maturity_month=month_text(FIRST + 24)),
        Convertible(outstanding_usd=3e7, conversion_price_usd=20.0, cap_price_usd=chance.choice([0.0, 25.0, 50.0]),
                    maturity_month=month_text(FIRST + chance.randrange(3, 50))),
    ]  # fmt: skip
    begins = FIRST + chance.randrange(-3, 10)
    span: dict[str, Any] = {"first_month": month_text(begins),
                            "last_month": month_text(begins + chance.randrange(0, 14))}  # fmt: skip
    hedges: list[HedgeTerms] = [
        HashpriceForward(margin_frac=chance.random(), **span), BtcPut(**span), BtcCollar(**span),
        PowerSwap(**span, price_usd_per_mwh=45.0),
    ]  # fmt: skip
    portfolio = portfolio_from(seed, REFERENCE, sites=3, lots=10)
    return replace(
        portfolio,
        company=company,
        sites=tuple(replace(site, maintenance_capex_usd_per_year=chance.uniform(0, 2e6)) for site in portfolio.sites),
        lots=tuple(replace(lot, machine_life_years=10.0) for lot in portfolio.lots),
        debts=tuple(Debt(id=place, name=f"Debt {place}", terms=terms) for place, terms in enumerate(debts, 1)),
        hedges=tuple(
            Hedge(id=place, name=f"Hedge {place}", site_id=2 if terms.of_site else 0, terms=terms)
            for place, terms in enumerate(hedges, 1)
        ),
    )


def columns(portfolio: Portfolio, months: int = MONTHS) -> MoneyColumns:
    scenario = Book(portfolio=portfolio).scenario(REFERENCE)
    return money_columns(REFERENCE, portfolio, scenario_columns(scenario, months))


def operations(seed: int, shape: tuple[int, ...], wealth: float = 0.0) -> Operations:
    """Months of a fleet at random."""
    chance = np.random.default_rng(seed)
    return Operations(
        ebitda_usd=chance.normal(wealth, 6e6, shape), depreciation_usd=chance.normal(2e6, 1e6, shape),
        machine_capex_usd=chance.normal(0, 3e6, shape), btc_received=chance.uniform(0, 120, shape),
        btc_price_usd=chance.uniform(2e4, 1.5e5, shape), hashprice_usd_per_ph_day=chance.uniform(10, 80, shape),
        machine_value_usd=chance.uniform(1e7, 4e8, shape),
    )  # fmt: skip


def of_case(every: Operations, case: int) -> Operations:
    return Operations(**{item.name: getattr(every, item.name)[:, case].copy() for item in dataclasses.fields(every)})


def oracle_months(portfolio: Portfolio, found: Operations, level: float) -> list[oracle.Month]:
    site = portfolio.by_id("sites", 2)
    market = REFERENCE.power_market(site.power_market)
    infrastructure = sum(
        infrastructure_depreciation_usd(each, np.arange(FIRST, FIRST + MONTHS)) for each in portfolio.sites
    )
    months = []
    for number in range(MONTHS):
        weights, multiples = market.duration_curve((FIRST + number) % 12 + 1)
        mean = float(np.sum(weights * multiples)) / float(np.sum(weights))
        spot = site.spot_price_usd_per_mwh * site.spot_basis_frac * mean * level
        spot *= (1 + site.spot_escalator_frac_per_year) ** (number / 12)
        months.append(
            oracle.Earned(
                ebitda_usd=float(found.ebitda_usd[number]), depreciation_usd=float(found.depreciation_usd[number]),
                infrastructure_usd=float(np.asarray(infrastructure)[number]),
                capex_usd=float(found.machine_capex_usd[number]), btc=float(found.btc_received[number]),
                price_usd=float(found.btc_price_usd[number]), hashprice=float(found.hashprice_usd_per_ph_day[number]),
                machine_value_usd=float(found.machine_value_usd[number]), spot_usd_per_mwh={2: spot},
            )
        )  # fmt: skip
    return oracle.company(portfolio, FIRST, months)


def compared(found: CompanyMoney, margin_bom: float) -> dict[str, Array]:
    """What both engines find, by the oracle's names."""
    service, levered = found.service, found.levered
    return {
        "interest_usd": service.interest_usd + levered.line_interest_usd,
        "debt_drawn_usd": service.drawn_usd,
        "debt_repaid_usd": service.repaid_usd,
        "debt_eom_usd": service.debt_eom_usd,
        "hedge_settlement_usd": found.hedge_settlement_usd,
        "hedge_margin_eom_usd": margin_bom + np.cumsum(found.hedge_margin_usd),
        "tax_usd": levered.tax_usd,
        "treasury_eom_btc": levered.treasury_eom_btc,
        "line_eom_usd": levered.line_eom_usd,
        "issued_usd": levered.issued_usd,
        "eom_shares": levered.eom_shares,
        "missing_usd": levered.missing_usd,
        "cash_eom_usd": levered.cash_eom_usd,
        "project_flow_usd": found.project.project_flow_usd,
    }


@settings(deadline=None, max_examples=60)
@given(seed=st.integers(0, 100_000), wealth=st.floats(-4e6, 4e6), level=st.floats(0.3, 3))
def test_every_month_agrees_with_the_scalar_oracle(seed: int, wealth: float, level: float) -> None:
    portfolio, earned = stated(seed), operations(seed, (MONTHS,), wealth)
    money = columns(portfolio)
    found = compared(company_money(money, earned, level), money.hedges.margin_bom_usd)
    expected = oracle_months(portfolio, earned, level)
    for name, values in found.items():
        wanted = [getattr(month, name) for month in expected]
        np.testing.assert_allclose(values, wanted, rtol=1e-9, atol=1e-2, err_msg=name)


@pytest.mark.parametrize("seed", range(4))
def test_many_cases_are_each_case_alone(seed: int) -> None:
    money, every = columns(stated(seed)), operations(seed, (MONTHS, 7))
    together = company_money(money, every, 1.0)
    for case in range(7):
        alone = compared(company_money(money, of_case(every, case), 1.0), 0.0)
        many = compared(together, 0.0) | {"hedge_margin_eom_usd": alone["hedge_margin_eom_usd"][:, None]}
        for name, values in many.items():
            of_this = np.broadcast_to(values, (MONTHS, 7) if values.shape[1] == 7 else (MONTHS, 1))
            place = case if values.shape[1] == 7 else 0
            np.testing.assert_allclose(of_this[:, place], alone[name], rtol=1e-9, atol=1e-2, err_msg=name)


@pytest.mark.parametrize("seed", range(6))
def test_cash_and_coins_roll_forward(seed: int) -> None:
    portfolio, earned = stated(seed), operations(seed, (MONTHS,))
    found = company_money(columns(portfolio), earned, 1.0).levered
    bom = np.concatenate([[portfolio.company.cash_usd], found.cash_eom_usd[:-1]])
    flow = found.after_debt_usd - found.kept_usd + found.treasury_sold_usd + found.line_drawn_usd + found.issued_usd
    np.testing.assert_allclose(found.cash_eom_usd, bom + flow, rtol=1e-12, atol=1e-3)
    coins = np.concatenate([[portfolio.company.btc_held_btc], found.treasury_eom_btc[:-1]])
    rolled = coins + (found.kept_usd - found.treasury_sold_usd) / earned.btc_price_usd
    np.testing.assert_allclose(found.treasury_eom_btc, rolled, rtol=1e-9, atol=1e-6)
    line = np.concatenate([[0.0], found.line_eom_usd[:-1]])
    np.testing.assert_allclose(found.line_eom_usd, line + found.line_drawn_usd, rtol=1e-12, atol=1e-3)
    assert (found.line_eom_usd <= portfolio.company.credit_line_usd + 1e-6).all()
    assert ((found.missing_usd > 0) <= (found.cash_eom_usd < portfolio.company.minimum_cash_usd)).all()


def test_the_project_does_not_know_debt_hedges_and_funding() -> None:
    portfolio, earned = stated(3), operations(3, (MONTHS,))
    bare = replace(portfolio, debts=(), hedges=(), company=replace(portfolio.company, cash_usd=0.0, btc_held_btc=0.0))
    with_them, without = (company_money(columns(each), earned, 1.0).project for each in (portfolio, bare))
    np.testing.assert_array_equal(with_them.project_flow_usd, without.project_flow_usd)


def test_a_coin_kept_counts_once() -> None:
    """0 at production and its price at the end: with a flat price both policies add up to the same."""
    earned = replace(operations(1, (MONTHS,)), btc_price_usd=np.full(MONTHS, 5e4))
    flows = []
    for policy in ("sell all", "keep a share", "sell to cover"):
        company = Company(treasury_policy=policy, treasury_keep_frac=0.7)
        money = columns(Portfolio(company=company))
        flows.append(company_money(money, earned, 1.0).project.project_flow_usd)
    assert flows[0].sum() == pytest.approx(flows[1].sum()) == pytest.approx(flows[2].sum())
    assert flows[1][0] == pytest.approx(flows[0][0] - 0.7 * earned.btc_received[0] * 5e4)


def test_kept_coins_pay_no_tax_on_what_they_gain() -> None:
    earned = replace(
        operations(1, (MONTHS,)), ebitda_usd=np.full(MONTHS, 1e6), depreciation_usd=np.zeros(MONTHS),
        machine_capex_usd=np.zeros(MONTHS), btc_price_usd=np.linspace(5e4, 5e5, MONTHS),
    )  # fmt: skip
    money = columns(Portfolio(company=Company(treasury_policy="keep a share", cash_usd=1e9)))
    assert company_money(money, earned, 1.0).levered.tax_usd == pytest.approx(np.full(MONTHS, 0.25e6))


def test_without_issuance_nothing_is_issued_and_the_rest_is_missing() -> None:
    company = Company(share_price_usd=10.0, diluted_shares=1e6, issuance="on", issuance_cap_frac_per_quarter=0.1)
    earned = replace(operations(1, (MONTHS,)), ebitda_usd=np.full(MONTHS, -2e5))
    money = columns(Portfolio(company=company))
    found = company_money(money, earned, 1.0)
    assert found.levered.issued_usd.any()
    off = without_issuance(money, earned, found)
    assert not off.levered.issued_usd.any()
    assert off.levered.missing_usd.sum() > found.levered.missing_usd.sum()
    assert without_issuance(money, earned, off) is off
