"""Parts that are more than a sum of one column."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from planner.debt import Debt
from planner.debts import Convertible, TermLoan
from planner.errors import Undefined
from planner.figure import frozen
from planner.money_parts import MONEY_PARTS
from planner.outcome import Outcome
from tests.planner.figures.outcomes import SiteCase, by_hand

PARTS = {part.name: part for part in MONEY_PARTS}


def value(outcome: Outcome, name: str) -> float | Undefined:
    return PARTS[name].value(outcome)


def with_money(months: int = 24, **columns: object) -> Outcome:
    base = by_hand([SiteCase(name="A")], months=months)
    arrays = {name: frozen(np.asarray(column, dtype=np.float64)) for name, column in columns.items()}
    return replace(base, money=replace(base.money, **arrays))


def with_company(debts: tuple[Debt, ...] = (), **company: float) -> Outcome:
    base = by_hand([SiteCase(name="A")], months=24)
    portfolio = base.scenario.portfolio
    stated = replace(portfolio.company, **company)  # type: ignore[arg-type]  # by name
    portfolio = replace(portfolio, company=stated, debts=debts)
    scenario = replace(base.scenario, portfolio=portfolio)
    return replace(base, request=replace(base.request, scenario=scenario))


def test_cover_is_that_of_the_worst_twelve_months() -> None:
    service = np.full(24, 1e5)
    service[20] = 5e6
    outcome = with_money(interest_usd=service, tax_usd=np.full(24, 2e5))
    ebitda = float(outcome.cash.ebitda_usd[0])
    assert value(outcome, "debt_service") == pytest.approx(11e5 + 5e6)
    assert value(outcome, "available_for_debt") == pytest.approx(12 * (ebitda - 2e5))


def test_without_debt_there_is_no_cover() -> None:
    found = value(with_money(), "debt_service")
    assert isinstance(found, Undefined)
    assert found.input == "debts"


def test_peak_funding_is_the_lowest_sum_so_far() -> None:
    flows = np.zeros(24)
    flows[:4] = (-3e6, 1e6, -2e6, 9e6)
    assert value(with_money(after_debt_usd=flows), "peak_funding") == pytest.approx(4e6)
    assert value(with_money(after_debt_usd=np.ones(24)), "peak_funding") == 0.0


def test_a_rate_and_a_payback_are_those_of_the_flows() -> None:
    flows = np.zeros(24)
    flows[0], flows[11] = -100.0, 110.0
    outcome = with_money(project_flow_usd=flows)  # months of 30 days
    assert value(outcome, "project_rate") == pytest.approx(1.1 ** (365 / 330) - 1, rel=1e-9)
    assert value(outcome, "payback") == pytest.approx(11 + 10 / 11, rel=1e-9)
    assert value(outcome, "btc_forgone") == pytest.approx(100.0 / 70_000)
    assert value(outcome, "btc_returned") == pytest.approx(110.0 / 70_000)
    assert isinstance(value(with_money(project_flow_usd=np.ones(24)), "project_rate"), Undefined)


@pytest.mark.parametrize(("price", "owed", "shares"), [(25.0, 10e6, 105e6), (19.0, 110e6, 100e6)])
def test_notes_that_the_share_price_converts_are_shares_and_no_debt(price: float, owed: float, shares: float) -> None:
    debts = (
        Debt(id=1, name="Notes", terms=Convertible(outstanding_usd=100e6, conversion_price_usd=20.0)),
        Debt(id=2, name="Loan", terms=TermLoan(outstanding_usd=10e6)),
        Debt(id=3, name="Later", terms=TermLoan(outstanding_usd=7e6, first_month="2027-01")),
    )
    outcome = with_company(debts, share_price_usd=price, diluted_shares=100e6)
    assert value(outcome, "debt_not_converted") == owed
    assert value(outcome, "shares_converted") == shares
    assert value(outcome, "share_price") == price


def test_a_company_that_is_not_listed_has_no_share_price() -> None:
    found = value(with_company(), "share_price")
    assert isinstance(found, Undefined)
    assert found.input == "company/share_price_usd"


def test_what_is_left_at_the_end_is_coins_and_margin_less_debt() -> None:
    last = np.zeros(24)
    last[-1] = 1.0
    outcome = with_money(
        treasury_eom_btc=30 * last, opening_eom_btc=10 * last, hedge_margin_eom_usd=5e5 * last,
        debt_eom_usd=4e5 * last, line_eom_usd=1e5 * last, equity_discount_factor=0.5 * np.ones(24),
    )  # fmt: skip
    assert value(outcome, "held_at_end_epv") == pytest.approx(0.5 * (20 * 70_000.0))
