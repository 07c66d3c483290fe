from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from planner.company import Company
from planner.debt import Debt
from planner.debts import MachineLoan
from planner.engine import scenario_columns
from planner.errors import InputRejected
from planner.money_columns import MoneyColumns, infrastructure_depreciation_usd, money_columns
from planner.portfolio import Lot, Portfolio, Site
from planner.quantities import month_index
from planner.reference import load_reference
from planner.scenario import Book
from tests.generators import portfolio_from

REFERENCE = load_reference()
MACHINES = portfolio_from(2, REFERENCE, sites=2, lots=4)


def columns(portfolio: Portfolio, months: int = 24) -> MoneyColumns:
    scenario = Book(portfolio=portfolio).scenario(REFERENCE)
    return money_columns(REFERENCE, portfolio, scenario_columns(scenario, months))


def with_loan(*lots: Lot, due: str) -> Portfolio:
    loan = Debt(id=1, name="Machines", terms=MachineLoan(maturity_month=due))
    return replace(MACHINES, lots=lots, debts=(loan,))


def test_yearly_amounts_fall_on_months_by_day() -> None:
    company = Company(share_based_pay_usd_per_year=365.0)
    site = Site(id=1, name="Site", maintenance_capex_usd_per_year=3_650.0)
    found = columns(Portfolio(company=company, sites=(site,)))
    assert found.share_based_pay_usd[0] == pytest.approx(31.0)
    assert found.maintenance_capex_usd[:12].sum() == pytest.approx(3_650.0)


def test_years_end_with_december_and_quarters_begin_in_january() -> None:
    found = columns(Portfolio())
    assert [place for place, ends in enumerate(found.year_ends) if ends] == [5, 17]
    assert [place for place, begins in enumerate(found.quarter_begins) if begins] == [0, 3, 6, 9, 12, 15, 18, 21]


def test_a_portfolio_is_compiled_once() -> None:
    portfolio = Portfolio(company=Company(name="Once"))
    assert columns(portfolio) is columns(portfolio)


def test_a_loan_longer_than_its_machines_is_refused_in_words() -> None:
    lot = replace(MACHINES.lots[0], count=5, owner="own", online_month="2026-01", machine_life_years=3.0,
                  retire_month="")  # fmt: skip
    columns(with_loan(lot, due="2028-12"))
    with pytest.raises(InputRejected, match=r"Machines, Due in.*2029-01.*life of the last machine \(2029-01\)"):
        columns(with_loan(lot, due="2029-01"))
    with pytest.raises(InputRejected, match=r"life of the last machine \(2028-03\)"):
        columns(with_loan(replace(lot, retire_month="2028-03"), due="2028-12"))
    with pytest.raises(InputRejected, match="has no machine behind it"):
        columns(with_loan(replace(lot, owner="client"), due="2027-12"))


def test_infrastructure_is_written_down_over_its_life() -> None:
    site = Site(
        id=1, name="Site", infrastructure_usd=120.0, infrastructure_month="2026-09", infrastructure_life_years=1
    )
    span = np.arange(month_index("2026-07"), month_index("2027-12"))
    found = infrastructure_depreciation_usd(site, span)
    assert found[:3] == pytest.approx([0.0, 0.0, 10.0])
    assert found.sum() == pytest.approx(120.0)
