"""The company's money, month by month: debt, hedges, tax, treasury, funding; one kernel for one case or many.

What no funding can change (loans, hedges, the project's own tax) is computed for all months at once; the rest, where
each month stands on the one before, is one loop that runs on floats for one case and on vectors for many.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, replace

import numpy as np

from planner.chain import Number
from planner.figure import Array
from planner.limits import LEAST_DIVISOR, at_least
from planner.models.debt_service import DebtService, debt_service
from planner.models.hedge_settlement import hedge_settlement_usd
from planner.models.tax import TaxAccount
from planner.models.treasury import FundingRules, Purse, funded, kept_usd
from planner.money_columns import MoneyColumns

WRITTEN_OFF = "yes"
ISSUANCE_ON = "on"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Operations:
    """What the fleet hands to the company; `(month,)` or `(month, case)`, USD unless the name says otherwise."""

    ebitda_usd: Array
    depreciation_usd: Array  # and what is left in the books of machines that retire, less what they bring
    machine_capex_usd: Array  # machines bought, duty included, less machines sold
    btc_received: Array
    btc_price_usd: Array
    hashprice_usd_per_ph_day: Array  # gross
    machine_value_usd: Array  # what the own machines would fetch


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Project:
    """The machines and sites without debt, hedges and treasury; shapes as `Operations`."""

    project_tax_usd: Array
    project_kept_usd: Array  # mined coins the policy keeps, at production
    project_flow_usd: Array  # after tax; coins kept count in the last month, at its price


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Levered:
    """What the loop finds; shapes as `Operations`."""

    line_interest_usd: Array
    cash_interest_usd: Array
    tax_usd: Array
    after_debt_usd: Array  # cash left by the month if all its coins were sold, before any funding
    kept_usd: Array  # coins kept, at production
    treasury_sold_usd: Array  # coins held that had to be sold
    opening_sold_usd: Array  # of those, coins held since the start
    line_drawn_usd: Array  # negative: repaid
    issued_usd: Array
    missing_usd: Array  # cash below the minimum that nothing could bring
    cash_eom_usd: Array
    treasury_eom_btc: Array
    opening_eom_btc: Array
    line_eom_usd: Array
    eom_shares: Array


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class CompanyMoney:
    """All of a company's money in one case or many."""

    service: DebtService
    hedge_settlement_usd: Array
    hedge_margin_usd: Array  # (month,) deposited in the month; negative: returned
    project: Project
    levered: Levered


def company_money(
    money: MoneyColumns, operations: Operations, spot_level_frac: float, *, issuance: bool = True
) -> CompanyMoney:
    """Run the company through its months. `issuance` False: no shares are issued whatever the company states."""
    service = debt_service(money.debts, operations.hashprice_usd_per_ph_day, operations.machine_value_usd)
    hedges = hedge_settlement_usd(
        money.hedges, operations.hashprice_usd_per_ph_day, operations.btc_price_usd, spot_level_frac
    )
    margin = np.diff(money.hedges.margin_eom_usd, prepend=money.hedges.margin_bom_usd)
    return CompanyMoney(
        service=service, hedge_settlement_usd=hedges, hedge_margin_usd=margin,
        project=_project(money, operations),
        levered=_levered(money, operations, service, hedges, margin, issuance=issuance),
    )  # fmt: skip


def without_issuance(money: MoneyColumns, operations: Operations, found: CompanyMoney) -> CompanyMoney:
    """The same run with issuance off; the run itself where no share was issued."""
    if not found.levered.issued_usd.any():
        return found
    levered = _levered(
        money, operations, found.service, found.hedge_settlement_usd, found.hedge_margin_usd, issuance=False
    )
    return replace(found, levered=levered)


def _project(money: MoneyColumns, operations: Operations) -> Project:
    company, by_case = money.company, operations.ebitda_usd.ndim == 2
    before_tax = operations.ebitda_usd - operations.machine_capex_usd - _column(money.maintenance_capex_usd, by_case)
    account = _tax_account(money)
    taxes = []
    income = operations.ebitda_usd - _deducted(money, operations)
    for earned, year_ends in zip(_months(income), money.year_ends, strict=True):
        taxes.append(account.month_usd(earned))
        if year_ends:
            account.close_year()
    tax = np.array(taxes)
    after_tax = before_tax - tax
    mined = operations.btc_received * operations.btc_price_usd
    kept = np.zeros_like(mined) + kept_usd(company.treasury_policy, company.treasury_keep_frac, mined, after_tax)
    flow = after_tax - kept
    btc = (kept / np.maximum(operations.btc_price_usd, LEAST_DIVISOR)).sum(axis=0)
    flow[-1] += btc * operations.btc_price_usd[-1]
    return Project(project_tax_usd=tax, project_kept_usd=kept, project_flow_usd=flow)


def _levered(
    money: MoneyColumns, operations: Operations, service: DebtService, hedges: Array, margin: Array, *, issuance: bool
) -> Levered:
    company, by_case = money.company, operations.ebitda_usd.ndim == 2
    price = operations.btc_price_usd
    income = operations.ebitda_usd - _deducted(money, operations) - service.interest_usd + hedges
    before_tax = (
        operations.ebitda_usd - operations.machine_capex_usd - _column(money.maintenance_capex_usd, by_case)
        - service.interest_usd - service.repaid_usd + service.drawn_usd + hedges - _column(margin, by_case)
    )  # fmt: skip
    issues = issuance and company.issuance == ISSUANCE_ON
    rules = FundingRules(
        minimum_cash_usd=company.minimum_cash_usd,
        credit_line_usd=company.credit_line_usd,
        share_price_usd=company.share_price_usd,
        issuance_cap_frac=company.issuance_cap_frac_per_quarter if issues else 0.0,
    )
    account = _tax_account(money)
    opening = company.btc_held_btc
    purse = Purse(
        cash_usd=company.cash_usd, btc=opening, opening_btc=opening, shares=company.diluted_shares,
        cost_usd=opening * next(_months(price[:1])),
    )  # fmt: skip
    gain: Number = 0.0  # of coins sold, taxed with the month after: this month's tax is part of what had to be paid
    found = np.empty((len(fields(Levered)), *operations.ebitda_usd.shape))
    columns = (
        _months(income), _months(before_tax), _months(operations.btc_received * price), _months(price),
        money.line_interest_frac.tolist(), money.cash_interest_frac.tolist(), money.debts.shares_by_month,
        money.year_ends, money.quarter_begins,
    )  # fmt: skip
    for month, stated in enumerate(zip(*columns, strict=True)):
        earned, flow, mined, btc_price, line_frac, cash_frac, converted, year_ends, quarter_begins = stated
        if quarter_begins:
            purse.issued_in_quarter_usd = 0.0
        line_interest = purse.line_usd * line_frac
        cash_interest = at_least(purse.cash_usd, 0.0) * cash_frac
        tax = account.month_usd(earned - line_interest + cash_interest + gain)
        if year_ends:
            account.close_year()
        left = flow - line_interest + cash_interest - tax
        kept = kept_usd(company.treasury_policy, company.treasury_keep_frac, mined, left)
        purse.cash_usd = purse.cash_usd + left - kept
        purse.keep(kept, btc_price)
        funding = funded(purse, rules, btc_price)
        gain = funding.gain_usd
        purse.shares = purse.shares + converted
        values = (
            line_interest, cash_interest, tax, left, kept, funding.sold_usd, funding.opening_sold_usd,
            funding.drawn_usd, funding.issued_usd, funding.missing_usd, purse.cash_usd, purse.btc, purse.opening_btc,
            purse.line_usd, purse.shares,
        )  # fmt: skip
        for place, value in enumerate(values):
            found[place, month] = value
    return Levered(**{field.name: found[place] for place, field in enumerate(fields(Levered))})


def _tax_account(money: MoneyColumns) -> TaxAccount:
    company = money.company
    return TaxAccount(
        losses_carried_usd=company.tax_loss_carried_usd,
        rate_frac=company.tax_rate_frac,
        loss_use_frac=company.tax_loss_use_frac,
    )


def _deducted(money: MoneyColumns, operations: Operations) -> Array:
    """What tax allows to be taken off EBITDA: depreciation or the year's purchases, maintenance, share-based pay."""
    by_case = operations.ebitda_usd.ndim == 2
    worn = operations.depreciation_usd
    if money.company.first_year_write_off == WRITTEN_OFF:
        worn = operations.machine_capex_usd + _column(money.infrastructure_depreciation_usd, by_case)
    return worn + _column(money.maintenance_capex_usd + money.share_based_pay_usd, by_case)


def _column(values: Array, by_case: bool) -> Array:
    return values[:, None] if by_case else values


def _months(values: Array) -> Iterator[Number]:
    """Month after month: a float for one case, a vector for many."""
    return iter(values.tolist() if values.ndim == 1 else values)
