"""From stated debts to columns: what is owed on schedule, month by month, and what a case may change about it.

A debt is drawn at the end of its first month and pays from the month after; one owed from the start pays from the
first month of the projection. Interest is simple: rate × days ÷ 365 on what was owed at the month's beginning.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from planner.columns import Index, month_days
from planner.debt import Debt
from planner.debts import Convertible, HashpriceLinked, MachineLoan, TermLoan
from planner.errors import InputRejected, Problem
from planner.figure import Array, frozen
from planner.quantities import DAYS_PER_YEAR, month_index, month_text


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class DebtColumns:
    """One row a debt, `(debt, month)` unless said otherwise."""

    opening_usd: Array  # (debt,) owed at the beginning of the first month
    drawn_usd: Array
    scheduled_usd: Array  # owed at the month's end if no case changes it
    interest_frac: Array  # of what is owed at the month's beginning
    loan_to_value_cap_frac: Array  # (debt,) infinite where no machines secure it
    linked_ph_days: Array  # whose hashprice is paid each month; 0 but for hashprice-linked loans
    growth: Array  # of 1 USD owed since the debt began to bear interest
    converted_usd: Array  # that turns into shares at that month's end
    shares_by_month: tuple[float, ...]  # (month,) that convertibles turn into
    due_year: Index  # (debt,) calendar year of maturity
    secured: Index  # places of machine loans
    linked: Index  # places of hashprice-linked loans
    plain_owed_usd: Array  # (month,) of all others, which no case changes
    plain_interest_usd: Array  # (month,)


def debt_columns(debts: Sequence[Debt], first: int, months: int, share_price_usd: float) -> DebtColumns:
    """The columns of a company's debts; the share price at maturity decides about convertibles.

    Raises
    ------
    InputRejected
        A debt that fell due before the first month.
    """
    count = len(debts)
    opening = np.zeros(count)
    drawn, scheduled, interest, linked_ph_days, converted, shares = np.zeros((6, count, months))
    growth = np.ones((count, months))
    cap = np.full(count, np.inf)
    days = month_days(first, months)
    for place, debt in enumerate(debts):
        terms = debt.terms
        start = month_index(terms.first_month) if terms.first_month else first
        start = start if start > first else first - 1  # owed from the start: its first payment is the first month's
        due = month_index(terms.maturity_month)
        if due < first:
            reason = f"is before the projection begins ({month_text(first)}): the debt is repaid by then"
            raise InputRejected.of([Problem(where=f"{debt.name}, Due in", value=terms.maturity_month, reason=reason)])
        k = np.arange(first, first + months) - start  # payments made by each month's end
        balances = _balances(debt, start, due)
        scheduled[place] = np.where(k < 0, 0.0, balances[np.clip(k, 0, due - start)])
        opening[place] = terms.outstanding_usd if start < first else 0.0
        drawn[place] = np.where(k == 0, terms.outstanding_usd, 0.0)
        bears = k > 0
        interest[place] = np.where(bears, terms.rate_frac_per_year * days / DAYS_PER_YEAR, 0.0)
        growth[place] = np.cumprod(1.0 + interest[place])
        if isinstance(terms, HashpriceLinked):
            linked_ph_days[place] = np.where(bears & (k <= due - start), terms.payment_ph_s * days, 0.0)
        elif isinstance(terms, MachineLoan):
            cap[place] = terms.loan_to_value_cap_frac
        elif isinstance(terms, Convertible) and share_price_usd >= terms.conversion_price_usd:
            at_due = np.arange(first, first + months) == due
            converted[place] = np.where(at_due, terms.outstanding_usd, 0.0)
            shares[place] = np.where(at_due, conversion_shares(terms, share_price_usd), 0.0)
    is_linked = np.array([isinstance(debt.terms, HashpriceLinked) for debt in debts], dtype=bool)
    is_secured = np.isfinite(cap)
    plain = ~is_linked & ~is_secured
    owed_bom = np.hstack([opening[:, None], scheduled[:, :-1]])
    return DebtColumns(
        opening_usd=frozen(opening), drawn_usd=frozen(drawn), scheduled_usd=frozen(scheduled),
        interest_frac=frozen(interest), loan_to_value_cap_frac=frozen(cap), linked_ph_days=frozen(linked_ph_days),
        growth=frozen(growth), converted_usd=frozen(converted), shares_by_month=tuple(shares.sum(axis=0).tolist()),
        due_year=np.array([int(debt.terms.maturity_month[:4]) for debt in debts], dtype=np.int64),
        secured=np.flatnonzero(is_secured), linked=np.flatnonzero(is_linked),
        plain_owed_usd=frozen(scheduled[plain].sum(axis=0)),
        plain_interest_usd=frozen((owed_bom * interest)[plain].sum(axis=0)),
    )  # fmt: skip


def conversion_shares(terms: Convertible, share_price_usd: float) -> float:
    """Shares that a convertible turns into at this price, less what a capped call gives back; 0 below its price."""
    if share_price_usd < terms.conversion_price_usd:
        return 0.0
    shares = terms.outstanding_usd / terms.conversion_price_usd
    gain_usd = min(share_price_usd, terms.cap_price_usd) - terms.conversion_price_usd
    return shares * (1.0 - max(gain_usd, 0.0) / share_price_usd)


def _balances(debt: Debt, start: int, due: int) -> Array:
    """Owed on schedule after 0, 1, … payments, the first in the month after `start`, the last in `due`."""
    terms, payments = debt.terms, due - start
    made = np.arange(payments + 1)
    match terms.amortisation if isinstance(terms, TermLoan | MachineLoan) else "bullet":
        case "straight line":
            left = 1.0 - made / payments
        case "annuity":  # equal payments although months differ in length
            days = month_days(start + 1, payments)
            growth = np.cumprod(1.0 + terms.rate_frac_per_year * days / DAYS_PER_YEAR)
            paid = np.cumsum(1.0 / growth)
            left = np.concatenate([[1.0], growth * (1.0 - paid / paid[-1])])
        case _:
            left = np.ones(payments + 1)
    left[-1] = 0.0
    owed: Array = terms.outstanding_usd * left
    return owed
