"""Debt service: what loans and notes cost, draw and repay, for one case or many (MODEL §7).

What the machines secure is repaid at once above its cap, and later payments shrink in proportion: so the balance is
the scheduled one times the lowest cap met so far. A hashprice-linked loan owes its principal, less what payments have
brought, both grown by its interest; interest that a payment does not cover is added to what is owed.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from planner.debt_columns import DebtColumns
from planner.figure import Array
from planner.limits import LEAST_DIVISOR


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class DebtService:
    """All debts together, `(month,)` or `(month, case)`, USD; and what each owes."""

    interest_usd: Array
    drawn_usd: Array
    repaid_usd: Array  # negative where interest is added to what is owed
    converted_usd: Array  # turned into shares
    debt_eom_usd: Array
    owed_eom_usd: tuple[Array, ...]  # by debt


def debt_service(debts: DebtColumns, hashprice_usd_per_ph_day: Array, machine_value_usd: Array) -> DebtService:
    """Interest, draws and repayments of all debts.

    Parameters
    ----------
    hashprice_usd_per_ph_day, machine_value_usd : Array
        Gross hashprice, and what the machines would fetch at the month's end; `(month,)` or `(month, case)`. The
        machines are shared between the loans they secure in proportion to what those owe on schedule.
    """
    by_case = hashprice_usd_per_ph_day.ndim == 2

    def column(values: Array) -> Array:
        return values[:, None] if by_case else values

    owed: list[Array] = [column(scheduled) for scheduled in debts.scheduled_usd]
    if debts.secured.size:
        together = np.maximum(debts.scheduled_usd[debts.secured].sum(axis=0), LEAST_DIVISOR)
        value_frac = machine_value_usd / column(together)
        for place in debts.secured:
            begun = column(debts.scheduled_usd[place] > 0.0)
            allowed_frac = np.where(begun, np.minimum(value_frac * debts.loan_to_value_cap_frac[place], 1.0), 1.0)
            owed[place] = owed[place] * np.minimum.accumulate(allowed_frac, axis=0)
    for place in debts.linked:
        growth = column(debts.growth[place])
        paid = np.cumsum(column(debts.linked_ph_days[place]) * hashprice_usd_per_ph_day / growth, axis=0)
        stated = debts.opening_usd[place] + debts.drawn_usd[place].sum()
        owed[place] = np.where(column(debts.scheduled_usd[place] > 0.0), np.maximum(stated - paid, 0.0) * growth, 0.0)
    interest = np.zeros_like(hashprice_usd_per_ph_day) + column(debts.plain_interest_usd)
    total = np.zeros_like(hashprice_usd_per_ph_day) + column(debts.plain_owed_usd)
    for place in (*debts.secured, *debts.linked):
        interest[0] += debts.opening_usd[place] * debts.interest_frac[place, 0]
        interest[1:] += owed[place][:-1] * column(debts.interest_frac[place, 1:])
        total += owed[place]
    drawn, converted = column(debts.drawn_usd.sum(axis=0)), column(debts.converted_usd.sum(axis=0))
    repaid = drawn - converted - total
    repaid[0] += debts.opening_usd.sum()
    repaid[1:] += total[:-1]
    return DebtService(
        interest_usd=interest, drawn_usd=drawn, repaid_usd=repaid, converted_usd=converted, debt_eom_usd=total,
        owed_eom_usd=tuple(owed),
    )  # fmt: skip
