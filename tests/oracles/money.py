"""The company's money once more: plain floats, one debt, one hedge, one month at a time, from the model's text (§7).

It is handed what the fleet earned and shares nothing with the kernel but the statements of the portfolio.
"""

from __future__ import annotations

import calendar
from collections.abc import Sequence
from dataclasses import dataclass, field

from planner.debt import Debt
from planner.debts import Convertible, HashpriceLinked, MachineLoan, TermLoan
from planner.hedges import BtcCollar, BtcPut, HashpriceForward, PowerSwap
from planner.portfolio import Portfolio


@dataclass
class Earned:
    """A month of the fleet."""

    ebitda_usd: float
    depreciation_usd: float  # with write-offs, less what machines sold bring
    infrastructure_usd: float  # of the depreciation, infrastructure
    capex_usd: float  # net of machines sold
    btc: float
    price_usd: float
    hashprice: float
    machine_value_usd: float
    spot_usd_per_mwh: dict[int, float] = field(default_factory=dict)  # mean of the month, by site


@dataclass
class Month:
    interest_usd: float = 0.0
    debt_drawn_usd: float = 0.0
    debt_repaid_usd: float = 0.0
    debt_eom_usd: float = 0.0
    hedge_settlement_usd: float = 0.0
    hedge_margin_eom_usd: float = 0.0
    tax_usd: float = 0.0
    kept_btc: float = 0.0
    treasury_eom_btc: float = 0.0
    line_eom_usd: float = 0.0
    issued_usd: float = 0.0
    eom_shares: float = 0.0
    missing_usd: float = 0.0
    cash_eom_usd: float = 0.0
    project_flow_usd: float = 0.0
    equity_flow_usd: float = 0.0


def index_of(written: str) -> int:
    return int(written[:4]) * 12 + int(written[5:]) - 1


def days_of(month: int) -> int:
    return calendar.monthrange(month // 12, month % 12 + 1)[1]


def year_share(month: int) -> float:
    return days_of(month) / (366 if calendar.isleap(month // 12) else 365)


class Tax:
    """A calendar year's tax on the income so far; what a month pays is the change."""

    def __init__(self, losses: float, rate: float, use: float) -> None:
        self.losses, self.rate, self.use = losses, rate, use
        self.year, self.income, self.paid = -1, 0.0, 0.0

    def pays(self, month: int, income: float) -> float:
        if month // 12 != self.year:
            if self.income > 0:
                self.losses -= min(self.losses, self.use * self.income)
            else:
                self.losses += -self.income
            self.year, self.income, self.paid = month // 12, 0.0, 0.0
        self.income += income
        owed = 0.0
        if self.income > 0:
            owed = self.rate * (self.income - min(self.losses, self.use * self.income))
        change, self.paid = owed - self.paid, owed
        return change


class Loan:
    """One debt as its months pass."""

    def __init__(self, debt: Debt, first: int) -> None:
        self.terms = terms = debt.terms
        self.begins = index_of(terms.first_month) if terms.first_month else first
        self.due = index_of(terms.maturity_month)
        self.from_start = self.begins <= first
        if self.from_start:
            self.begins = first - 1
        self.owed = terms.outstanding_usd if self.from_start else 0.0
        self.scheduled = self.owed
        self.kept = 1.0
        self.payments = list(range(self.begins + 1, self.due + 1))
        self.annuity = 0.0
        if isinstance(terms, TermLoan | MachineLoan) and terms.amortisation == "annuity":
            worth, factor = 0.0, 1.0
            for month in self.payments:
                factor /= 1 + terms.rate_frac_per_year * days_of(month) / 365
                worth += factor
            self.annuity = terms.outstanding_usd / worth

    def interest(self, month: int) -> float:
        return self.owed * self.terms.rate_frac_per_year * days_of(month) / 365

    def schedule(self, month: int) -> float:
        """Owed on schedule at the end of a month."""
        terms = self.terms
        if month == self.begins:
            self.scheduled = terms.outstanding_usd
        elif self.begins < month < self.due:
            kind = terms.amortisation if isinstance(terms, TermLoan | MachineLoan) else "bullet"
            if kind == "straight line":
                self.scheduled -= terms.outstanding_usd / len(self.payments)
            elif kind == "annuity":
                self.scheduled += self.scheduled * terms.rate_frac_per_year * days_of(month) / 365 - self.annuity
        elif month >= self.due:
            self.scheduled = 0.0
        return self.scheduled


def company(portfolio: Portfolio, first: int, months: Sequence[Earned]) -> list[Month]:
    """The company month by month."""
    stated = portfolio.company
    loans = [Loan(debt, first) for debt in portfolio.debts]
    levered, unlevered = (
        Tax(stated.tax_loss_carried_usd, stated.tax_rate_frac, stated.tax_loss_use_frac) for _ in range(2)
    )
    cash, line, shares, issued = stated.cash_usd, 0.0, stated.diluted_shares, 0.0
    opening, mined = stated.btc_held_btc, 0.0
    cost = opening * months[0].price_usd
    gain, margin_before, project_btc = 0.0, _margin(portfolio, first - 1, first), 0.0
    found = []
    for number, earned in enumerate(months):
        month, result = first + number, Month()
        days, price = days_of(month), earned.price_usd
        maintenance = sum(site.maintenance_capex_usd_per_year for site in portfolio.sites) * year_share(month)
        pay = stated.share_based_pay_usd_per_year * year_share(month)
        deducted = earned.depreciation_usd
        if stated.first_year_write_off == "yes":
            deducted = earned.capex_usd + earned.infrastructure_usd
        taxable = earned.ebitda_usd - deducted - maintenance - pay

        new_shares = _debts(loans, month, earned, stated.share_price_usd, result)
        result.hedge_settlement_usd = _hedges(portfolio, month, earned, days)
        result.hedge_margin_eom_usd = _margin(portfolio, month, first)
        line_interest = line * stated.credit_line_rate_frac_per_year * days / 365
        cash_interest = max(cash, 0.0) * stated.cash_interest_frac_per_year * days / 365
        result.tax_usd = levered.pays(
            month, taxable - result.interest_usd - line_interest + cash_interest + result.hedge_settlement_usd + gain
        )
        left = (
            earned.ebitda_usd - earned.capex_usd - maintenance - result.interest_usd - line_interest + cash_interest
            - result.debt_repaid_usd + result.debt_drawn_usd + result.hedge_settlement_usd
            - (result.hedge_margin_eom_usd - margin_before) - result.tax_usd
        )  # fmt: skip
        margin_before = result.hedge_margin_eom_usd
        kept = _kept(portfolio, earned, left)
        result.kept_btc = kept / price if price else 0.0
        mined += result.kept_btc
        cost += kept
        cash += left - kept
        if month % 3 == 0:
            issued = 0.0

        equity = left - kept - cash_interest
        short = max(stated.minimum_cash_usd - cash, 0.0)
        worth = (opening + mined) * price
        sold = min(short, worth)
        share = sold / worth if worth else 0.0
        gain = sold - cost * share
        cost -= cost * share
        coins = (opening + mined) * share
        from_opening = min(coins, opening)
        opening, mined = opening - from_opening, mined - (coins - from_opening)
        equity += sold - from_opening * price
        drawn = min(short - sold, stated.credit_line_usd - line)
        line += drawn
        new = 0.0
        if stated.issuance == "on" and stated.share_price_usd:
            room = stated.issuance_cap_frac_per_quarter * shares * stated.share_price_usd - issued
            new = min(short - sold - drawn, max(room, 0.0))
            issued += new
            shares += new / stated.share_price_usd
        result.issued_usd = new
        result.missing_usd = short - sold - drawn - new
        cash += sold + drawn + new
        repaid = max(min(line, cash - stated.minimum_cash_usd), 0.0)
        line, cash = line - repaid, cash - repaid
        equity += drawn - repaid
        shares += new_shares
        result.interest_usd += line_interest
        result.treasury_eom_btc, result.line_eom_usd, result.eom_shares = opening + mined, line, shares
        result.cash_eom_usd = cash

        project = earned.ebitda_usd - earned.capex_usd - maintenance - unlevered.pays(month, taxable)
        project_kept = _kept(portfolio, earned, project)
        project_btc += project_kept / price if price else 0.0
        result.project_flow_usd = project - project_kept
        result.equity_flow_usd = equity
        if number == len(months) - 1:
            result.project_flow_usd += project_btc * price
            result.equity_flow_usd += mined * price + margin_before - result.debt_eom_usd - line
        found.append(result)
    return found


def _kept(portfolio: Portfolio, earned: Earned, left: float) -> float:
    """Value of coins that the policy keeps, if selling all of them would leave `left`."""
    worth = earned.btc * earned.price_usd
    match portfolio.company.treasury_policy:
        case "keep a share":
            return worth * portfolio.company.treasury_keep_frac
        case "sell to cover":
            return min(max(left, 0.0), worth)
    return 0.0


def _debts(loans: list[Loan], month: int, earned: Earned, share_price: float, result: Month) -> float:
    """All debts in one month; the shares that notes turn into."""
    shares = 0.0
    schedules = [loan.schedule(month) for loan in loans]
    secured = sum(owed for owed, loan in zip(schedules, loans, strict=True) if isinstance(loan.terms, MachineLoan))
    for loan, scheduled in zip(loans, schedules, strict=True):
        terms, interest = loan.terms, loan.interest(month)
        result.interest_usd += interest
        before = loan.owed
        if month == loan.begins:
            result.debt_drawn_usd += terms.outstanding_usd
            before = terms.outstanding_usd
        loan.owed = scheduled
        converts = isinstance(terms, Convertible) and share_price >= terms.conversion_price_usd
        if isinstance(terms, MachineLoan):
            if scheduled > 0:
                loan.kept = min(loan.kept, terms.loan_to_value_cap_frac * earned.machine_value_usd / secured)
            loan.owed = scheduled * loan.kept
        elif isinstance(terms, HashpriceLinked) and loan.begins < month < loan.due:
            loan.owed = max(before + interest - terms.payment_ph_s * earned.hashprice * days_of(month), 0.0)
        elif converts and isinstance(terms, Convertible) and month == loan.due:
            back = max(min(share_price, terms.cap_price_usd) - terms.conversion_price_usd, 0.0)
            shares += terms.outstanding_usd / terms.conversion_price_usd * (1 - back / share_price)
            before = 0.0
        result.debt_repaid_usd += before - loan.owed
        result.debt_eom_usd += loan.owed
    return shares


def _hedges(portfolio: Portfolio, month: int, earned: Earned, days: int) -> float:
    total = 0.0
    for hedge in portfolio.hedges:
        terms = hedge.terms
        if not index_of(terms.first_month) <= month <= index_of(terms.last_month):
            continue
        match terms:
            case HashpriceForward():
                total += terms.volume_ph_s * days * (terms.price_usd_per_ph_day - earned.hashprice)
            case BtcPut():
                paid = max(terms.strike_usd - earned.price_usd, 0.0) - terms.premium_usd_per_btc
                total += terms.btc_per_month * paid
            case BtcCollar():
                paid = max(terms.floor_usd - earned.price_usd, 0.0) - max(earned.price_usd - terms.cap_usd, 0.0)
                total += terms.btc_per_month * (paid - terms.premium_usd_per_btc)
            case PowerSwap():
                spot = earned.spot_usd_per_mwh[hedge.site_id]
                total += terms.mw * days * 24 * (spot - terms.price_usd_per_mwh)
    return total


def _margin(portfolio: Portfolio, month: int, first: int) -> float:
    """Deposited at the end of a month: from the month before the first one settled to the last one, itself out."""
    total = 0.0
    for hedge in portfolio.hedges:
        terms = hedge.terms
        if not isinstance(terms, HashpriceForward):
            continue
        begins, ends = index_of(terms.first_month), index_of(terms.last_month)
        days = sum(days_of(each) for each in range(begins, ends + 1))
        deposited = begins - 1
        if begins == first:  # cash is stated without it
            deposited = first
        if deposited <= month < ends:
            total += terms.margin_frac * terms.price_usd_per_ph_day * terms.volume_ph_s * days
    return total
