"""Outcomes of a company with cash, coins and debts, by hand: what the figures of the Money screen are tested on."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from planner.company import Company
from planner.debt import Debt, DebtTerms
from planner.debts import Convertible, MachineLoan, TermLoan
from planner.figure import frozen
from planner.outcome import DebtState, Outcome
from tests.planner.figures.outcomes import six_sites

TERM = TermLoan(outstanding_usd=20e6, maturity_month="2028-06")
MACHINE = MachineLoan(outstanding_usd=8e6, maturity_month="2027-12")
NOTES = Convertible(outstanding_usd=50e6, maturity_month="2032-03", conversion_price_usd=20.0)


def with_debts(
    outcome: Outcome, due_usd: dict[int, list[float]] | None = None, *, company: Company | None = None,
    terms: tuple[DebtTerms, ...] = (TERM, MACHINE, NOTES),
) -> Outcome:  # fmt: skip
    """The outcome with debts whose principal falls due by year as given, `year: one amount a debt`."""
    due = due_usd if due_usd is not None else {2027: [8e6, 8e6, 0.0], 2028: [12e6, 0.0, 0.0], 2032: [0.0, 0.0, 50e6]}
    debts = tuple(Debt(id=place + 1, name=f"Debt {place + 1}", terms=kind) for place, kind in enumerate(terms))
    held = outcome.scenario.portfolio
    portfolio = replace(held, debts=debts, company=company or replace(held.company, cash_usd=30e6))
    years = tuple(range(min(due), max(due) + 1)) if due else ()
    none = [0.0] * len(terms)
    state = DebtState(
        owed_eom_usd=frozen(np.zeros((len(terms), len(outcome.month)))), due_years=years,
        due_usd=frozen(np.array([due.get(year, none) for year in years]).reshape(len(years), len(terms)).T),
    )  # fmt: skip
    scenario = replace(outcome.scenario, portfolio=portfolio)
    return replace(outcome, request=replace(outcome.request, scenario=scenario), debts=state)


def with_money(outcome: Outcome, **columns: float | list[float]) -> Outcome:
    """The outcome with columns of its money stated: one number for all months, or one a month."""
    months = len(outcome.month)
    stated = {key: frozen(np.broadcast_to(np.asarray(value, dtype=np.float64), months)) for key, value in
              columns.items()}  # fmt: skip
    return replace(outcome, money=replace(outcome.money, **stated))


def with_cash(outcome: Outcome, cash_eom_usd: float | list[float], **company: object) -> Outcome:
    """The outcome with month-end cash and a company stated; it opens with 30 M unless said otherwise."""
    held = outcome.scenario.portfolio
    stated = {"cash_usd": 30e6} | company
    portfolio = replace(held, company=replace(held.company, **stated))  # type: ignore[arg-type]  # columns by name
    scenario = replace(outcome.scenario, portfolio=portfolio)
    eom = np.broadcast_to(np.asarray(cash_eom_usd, dtype=np.float64), len(outcome.month))
    bom = np.concatenate([[portfolio.company.cash_usd], eom[:-1]])
    cash = replace(outcome.cash, cash_eom_usd=frozen(eom), cash_bom_usd=frozen(bom))
    return replace(outcome, request=replace(outcome.request, scenario=scenario), cash=cash)


def indebted(outcome: Outcome | None = None) -> Outcome:
    """Six sites, three debts of three kinds, coins held, a line drawn, hedges that cost and bring."""
    chosen = with_debts(outcome or six_sites())
    months = len(chosen.month)
    return with_money(
        chosen, treasury_eom_btc=120.0, debt_eom_usd=np.linspace(78e6, 50e6, months).tolist(),
        line_eom_usd=np.linspace(0.0, 4e6, months).tolist(), interest_usd=5e5, tax_usd=1e5, share_based_pay_usd=2e5,
        hedge_settlement_usd=np.linspace(-4e5, 9e5, months).tolist(),
    )  # fmt: skip
