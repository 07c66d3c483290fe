"""Liquidity: the first short month, what else brought cash, the order in words, and balances as the engine has them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from planner.figure import Rule
from planner.figures.liquidity import NO_CASH, liquidity
from planner.outcome import Outcome
from tests.planner.figures.money_outcomes import indebted, with_cash, with_money
from tests.planner.figures.outcomes import column, evaluated, invented_scenario, lines, six_sites

MONTHS = 48


def falling(low_usd: float) -> list[float]:
    return [30e6 + (low_usd - 30e6) * place / (MONTHS - 1) for place in range(MONTHS)]


@pytest.mark.parametrize(
    ("outcome", "takeaway"),
    [
        (with_cash(six_sites(), 30e6), "Cash needs no funding to 2030-06"),
        (with_cash(six_sites(), falling(-1e6)), "Cash runs out in 2030-05"),
        (with_cash(six_sites(), falling(-1e6), minimum_cash_usd=10e6), "Cash falls below its minimum in 2029-02"),
        (with_cash(six_sites(), 5e6, cash_usd=4e6, minimum_cash_usd=6e6), "Cash is below its minimum from the start"),
        (with_cash(six_sites(), 5e6, minimum_cash_usd=6e6), "Cash falls below its minimum in 2026-07"),
        (with_money(with_cash(six_sites(), 30e6), treasury_sold_usd=1e5), "Cash holds by selling USD 4.8 M of coins"),
        (
            with_money(with_cash(six_sites(), 30e6), treasury_sold_usd=1e5, line_drawn_usd=1e5, line_eom_usd=2e6),
            "Cash holds with USD 2.0 M of the line drawn",
        ),
        (
            with_money(with_cash(six_sites(), 30e6), line_drawn_usd=1e5, issued_usd=5e5),
            "Cash holds with USD 24.0 M of new shares",
        ),
    ],
)
def test_the_title_says_what_becomes_of_cash(outcome: Outcome, takeaway: str) -> None:
    assert liquidity(outcome).takeaway == takeaway


def test_the_short_month_and_the_minimum_are_marked() -> None:
    figure = liquidity(with_cash(six_sites(), falling(-1e6), minimum_cash_usd=10e6))
    rules = {rule.caption: rule for rule in figure.panels[0].marks if isinstance(rule, Rule)}
    assert rules["minimum cash 10.0"].at == 10.0
    short = figure.table.rows[[row[0] for row in figure.table.rows].index("2029-02")]
    before = figure.table.rows[[row[0] for row in figure.table.rows].index("2029-01")]
    assert float(str(short[1])) < 10e6 <= float(str(before[1]))
    assert "short 2029-02" in rules


@pytest.mark.parametrize(
    ("company", "words"),
    [
        ({}, "coins"),
        ({"credit_line_usd": 1e6}, "coins, then credit line"),
        ({"issuance": "on", "share_price_usd": 5.0, "diluted_shares": 1e6}, "coins, then new shares"),
        ({"issuance": "on"}, "coins"),  # not listed: no shares can be sold
    ],
)
def test_the_order_of_funding_is_said(company: dict[str, object], words: str) -> None:
    figure = liquidity(with_cash(six_sites(), 30e6, **company))
    assert figure.unit.endswith(f"if cash is short: {words.replace(', then', ',')}")
    assert f"it comes from {words}." in figure.sentence


def test_what_is_not_held_is_not_drawn() -> None:
    plain = liquidity(with_cash(six_sites(), 30e6))
    assert set(lines(plain, 0)) == {"Cash"}
    assert set(lines(plain, 1)) == {"Debt"}
    held = liquidity(indebted())
    assert set(lines(held, 0)) == {"Cash", "Coins held"}
    assert set(lines(held, 1)) == {"Debt", "Credit line"}


def test_without_any_cash_it_says_what_to_enter() -> None:
    figure = liquidity(six_sites())
    assert figure.empty == figure.sentence == NO_CASH
    assert "Company" in NO_CASH


def test_balances_are_the_engines() -> None:
    scenario = invented_scenario(3, 6)
    company = replace(scenario.portfolio.company, btc_held_btc=100.0, treasury_policy="keep a share")
    outcome = evaluated(replace(scenario, portfolio=replace(scenario.portfolio, company=company)), months=24)
    figure = liquidity(outcome)
    assert column(figure, "cash_eom_usd") == outcome.cash.cash_eom_usd.tolist()
    coins = (outcome.money.treasury_eom_btc * outcome.market.btc_price_usd).tolist()
    assert column(figure, "treasury_eom_usd") == coins
    assert min(coins) > 0.0
