"""From the stated company to columns of money, once per portfolio."""

from __future__ import annotations

import functools
from dataclasses import dataclass

import numpy as np

from planner.columns import Columns, Index, days_of_year
from planner.company import Company
from planner.debt_columns import DebtColumns, debt_columns
from planner.debts import MachineLoan
from planner.errors import InputRejected, NotFound, Problem
from planner.figure import Array, frozen
from planner.hedge_columns import HedgeColumns, hedge_columns
from planner.identity import Same
from planner.portfolio import Lot, Portfolio, Site
from planner.price_curves import curves_named
from planner.quantities import DAYS_PER_YEAR, MONTHS_PER_YEAR, month_index, month_text
from planner.reference import Reference

DECEMBER = MONTHS_PER_YEAR - 1
MONTHS_PER_QUARTER = 3


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class MoneyColumns:
    """What money reads of a portfolio; `(month,)` unless said otherwise."""

    company: Company
    debts: DebtColumns
    hedges: HedgeColumns
    maintenance_capex_usd: Array
    share_based_pay_usd: Array
    infrastructure_depreciation_usd: Array
    line_interest_frac: Array  # of what the line owes at the month's beginning
    cash_interest_frac: Array
    year_ends: tuple[bool, ...]
    quarter_begins: tuple[bool, ...]


def money_columns(reference: Reference, portfolio: Portfolio, columns: Columns) -> MoneyColumns:
    """The money columns of a portfolio; remembered, so that a moving slider compiles nothing.

    Raises
    ------
    InputRejected
        A debt that fell due before the first month, or machines that end before the loan they secure.
    """
    return _money_columns(Same(reference), Same(portfolio), columns)


@functools.lru_cache(maxsize=8)
def _money_columns(reference: Same[Reference], portfolio: Same[Portfolio], columns: Columns) -> MoneyColumns:
    held, first, months = portfolio.held, columns.first_month, columns.days.size
    company, span = held.company, np.arange(columns.first_month, columns.first_month + columns.days.size)
    year_share = columns.days / days_of_year(span)
    month_of_year = span % MONTHS_PER_YEAR
    _check_machine_loans(held)

    def mean_spot(site_id: int) -> Array:
        place = next((place for place, site in enumerate(held.sites) if site.id == site_id), None)
        if place is None:
            raise NotFound(f"There is no row {site_id} in sites.")
        market = curves_named(reference.held, held.price_curves, held.sites[place].power_market)
        curves = [market.duration_curve(int(month) + 1) for month in month_of_year]
        multiple = np.array([weights @ price for weights, price in curves])
        return np.asarray(columns.site_spot_usd_per_mwh[place] * multiple)

    return MoneyColumns(
        company=company,
        debts=debt_columns(held.debts, first, months, company.share_price_usd),
        hedges=hedge_columns(held.hedges, first, months, mean_spot),
        maintenance_capex_usd=frozen(sum(site.maintenance_capex_usd_per_year for site in held.sites) * year_share),
        share_based_pay_usd=frozen(company.share_based_pay_usd_per_year * year_share),
        infrastructure_depreciation_usd=frozen(
            sum((infrastructure_depreciation_usd(site, span) for site in held.sites), np.zeros(months))
        ),
        line_interest_frac=frozen(company.credit_line_rate_frac_per_year * columns.days / DAYS_PER_YEAR),
        cash_interest_frac=frozen(company.cash_interest_frac_per_year * columns.days / DAYS_PER_YEAR),
        year_ends=tuple((month_of_year == DECEMBER).tolist()),
        quarter_begins=tuple((month_of_year % MONTHS_PER_QUARTER == 0).tolist()),
    )


def infrastructure_depreciation_usd(site: Site, span: Index) -> Array:
    """Straight line over the life, from the month in service; `(month,)` for months since year 0."""
    life = site.infrastructure_life_years * MONTHS_PER_YEAR
    used = span - month_index(site.infrastructure_month)
    return np.asarray(site.infrastructure_usd / life * np.clip(life - used, 0.0, 1.0) * (used >= 0))


def _check_machine_loans(portfolio: Portfolio) -> None:
    """A loan that machines secure ends before the last of them does."""
    loans = [debt for debt in portfolio.debts if isinstance(debt.terms, MachineLoan)]
    if not loans:
        return
    ends = [_machine_end(lot) for lot in portfolio.lots if lot.count and lot.owner == "own"]
    last = max(ends, default=0)
    problems = []
    for loan in loans:
        due = loan.terms.maturity_month
        if month_index(due) >= last:
            reason = (
                f"is after the life of the last machine ({month_text(last)})" if ends else "has no machine behind it"
            )
            problems.append(Problem(where=f"{loan.name}, Due in", value=due, reason=reason))
    if problems:
        raise InputRejected.of(problems)


def _machine_end(lot: Lot) -> int:
    """The first month in which a lot is written down to nothing or gone."""
    worn = month_index(lot.online_month) + int(lot.machine_life_years * MONTHS_PER_YEAR)
    return min(worn, month_index(lot.retire_month)) if lot.retire_month else worn
