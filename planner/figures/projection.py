"""Projection: monthly EBITDA, and below it the company's cash, with the month in which it runs out or pays back.

Where no opening cash is stated, the lower panel is cumulative free cash: EBITDA less machines, before debt service
and tax. Cash is after both, with what had to be sold, drawn or issued to hold it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from planner.figure import Array, Axis, Cells, Figure, Line, Mark, Panel, Role, Rule, Table, TableColumn, frozen
from planner.figure_parts import (
    baseline_name,
    empty_figure,
    extent,
    halving_rules,
    million_digits,
    month_axis,
    month_ends,
    month_middles,
    table_of,
    usd_words,
)
from planner.notation import MILLION, MINUS, millions
from planner.outcome import Outcome
from planner.quantities import month_index

KEY = "projection"
UNIT = "USD M; EBITDA before debt and tax, cash after them"
A_DOLLAR = 1.0  # rounding of long sums is no debt
A_PEAK_FRAC = 0.05  # of what was gained until the peak; a smaller fall since is no story


def projection(outcome: Outcome) -> Figure:
    """Monthly EBITDA above, cumulative free cash or cash balance below."""
    if not outcome.scenario.portfolio.sites:
        return empty_figure(outcome, KEY, UNIT)
    has_cash, payback = _has_cash(outcome), payback_of(outcome)
    name = "Cash balance" if has_cash else "Cumulative free cash"
    upper = _panel(outcome, "Monthly EBITDA", "EBITDA", month_middles, lambda result: result.cash.ebitda_usd, 1.0, [])
    lower = _panel(outcome, name, "Cash" if has_cash else "Free cash", _balance_places, _balance, 1.35,
                   _turning_point(outcome, payback))  # fmt: skip
    takeaway = _takeaway(outcome, payback)
    return Figure(
        key=KEY, takeaway=takeaway, unit=UNIT, panels=(upper, lower), table=_table(outcome),
        sentence=_sentence(outcome, takeaway, name, payback), shorter=_shorter(outcome, payback),
    )  # fmt: skip


def _panel(
    outcome: Outcome, title: str, label: str, places: Callable[[Outcome], Array], usd_of: Callable[[Outcome], Array],
    weight: float, turning_point: list[Mark],
) -> Panel:  # fmt: skip
    """One curve, its baseline, halvings and, below, the month that matters."""
    now = usd_of(outcome)
    value = millions(float(now[-1]), million_digits(float(now.min()), float(now.max())))
    lines = [
        Line(name=label, x=places(outcome), y=frozen(now / MILLION), role="current", label=label, value=value,
             strong=True)
    ]  # fmt: skip
    if outcome.baseline:
        before = frozen(usd_of(outcome.baseline) / MILLION)
        lines.insert(0, Line(name=baseline_name(outcome), x=places(outcome.baseline), y=before, role="baseline"))
    low, high = extent(*(line.y for line in lines), including=(0.0,))
    upper = places is month_middles
    marks: list[Mark] = [*halving_rules(outcome, captions="Halving" if upper else "")]
    marks += turning_point
    return Panel(
        x=month_axis(outcome), y=Axis(low=low, high=high, ticks="usd_m", unit="USD M"), marks=(*marks, *lines),
        title=title, weight=weight, end_labels=True,
    )  # fmt: skip


def _has_cash(outcome: Outcome) -> bool:
    """Whether opening cash is stated; without it a balance below zero would say nothing."""
    return bool(outcome.cash.cash_bom_usd[0] > 0.0)


def _balance(outcome: Outcome) -> Array:
    """The lower curve from the opening balance on, `(month + 1,)`; free cash from 0 where no cash is stated."""
    cash = outcome.cash
    if not _has_cash(outcome):
        return np.concatenate([[0.0], cash.cumulative_free_cash_usd])
    return np.concatenate([cash.cash_bom_usd[:1], cash.cash_eom_usd])


def _balance_places(outcome: Outcome) -> Array:
    return np.concatenate([[float(month_index(outcome.month[0]))], month_ends(outcome)])


def _turning_point(outcome: Outcome, payback: Payback) -> list[Mark]:
    """The month in which cash runs out, or in which it pays back."""
    out, paid = _runs_out(outcome), payback.paid
    if out is not None:
        return [_at_month(outcome, out, f"runs out {outcome.month[out]}", "bad")]
    return [] if paid is None else [_at_month(outcome, paid, f"pays back {outcome.month[paid]}", "quiet")]


def _at_month(outcome: Outcome, place: int, caption: str, role: Role) -> Rule:
    return Rule(axis="x", at=float(month_ends(outcome)[place]), role=role, caption=caption, style="dotted")


# --- what is said -------------------------------------------------------------------------------------------


def _buys(outcome: Outcome) -> bool:
    return bool(outcome.fleet.machine_capex_usd.any())


@dataclass(frozen=True, slots=True, kw_only=True)
class Payback:
    """What becomes of the money spent on machines. Indices of months, None where there is no such month."""

    burdened: int | None  # a purchase takes cumulative free cash below zero for the first time
    paid: int | None  # its end finds the purchases until then earned back: cumulative free cash >= 0
    below_again: int | None  # after that, cumulative free cash is below zero once more


def payback_of(outcome: Outcome) -> Payback:
    """Payback counts from the first purchase that takes cumulative free cash below zero, and ends when it is back.

    Months in which losses, not purchases, take it below zero begin nothing.
    """
    bought = outcome.fleet.machine_capex_usd > 0.0
    below = outcome.cash.cumulative_free_cash_usd < -A_DOLLAR
    was_below = np.concatenate([[False], below[:-1]])
    was_below[int(np.argmax(bought))] = False  # what was lost before the first purchase is no burden of machines
    burdened = _first(below & ~was_below & bought, 0)
    paid = None if burdened is None else _first(~below, burdened)
    return Payback(burdened=burdened, paid=paid, below_again=None if paid is None else _first(below, paid))


def _first(those: npt.NDArray[np.bool_], start: int) -> int | None:
    """The first of those from `start` on."""
    found = np.flatnonzero(those[start:])
    return start + int(found[0]) if found.size else None


def _peak(outcome: Outcome) -> int | None:
    """The place in `_balance` from which it has fallen since by more than a hair; None where it ends highest."""
    balance = _balance(outcome)
    place = int(np.argmax(balance))
    gained, lost = float(balance[place] - balance[0]), float(balance[place] - balance[-1])
    if place == 0 or _amount(float(balance[place])) == _amount(float(balance[-1])):
        return None
    return place if lost > A_PEAK_FRAC * gained else None


def _runs_out(outcome: Outcome) -> int | None:
    below = np.flatnonzero(outcome.cash.cash_eom_usd < -A_DOLLAR)
    return int(below[0]) if below.size and _has_cash(outcome) else None


def _payback_words(outcome: Outcome, payback: Payback) -> str:
    if not _buys(outcome):
        return "no machines are bought in these months"
    if payback.burdened is None:
        return "machines are paid from EBITDA as they come"
    paid, again = payback.paid, payback.below_again
    if paid is None:
        return "payback not within the horizon"
    later = "" if again is None else f", below zero again from {outcome.month[again]}"
    return f"pays back {outcome.month[paid]}{later}"


def _takeaway(outcome: Outcome, payback: Payback) -> str:
    last = outcome.month[-1]
    added = float(outcome.cash.cumulative_free_cash_usd[-1])
    out, paid, again = _runs_out(outcome), payback.paid, payback.below_again
    if out == 0:
        return "Cash runs out in the first month"
    if out is not None:
        year, month = outcome.month[out].split("-")
        part = ("early ", "mid-", "late ")[(int(month) - 1) // 4]
        return f"Cash runs out in {part}{year}"
    if paid is not None:
        later = "" if again is None else f"; below zero from {outcome.month[again]}"
        return f"Pays back by {outcome.month[paid]}{later}"
    if payback.burdened is not None:
        return f"No payback by {last}"
    name = "Cash" if _has_cash(outcome) else "Free cash"
    peak, balance = _peak(outcome), _balance(outcome)
    kept_up = _kept_up_from(outcome)
    if kept_up is not None:
        return f"Coins are sold to hold cash from {outcome.month[kept_up]}"
    if peak is not None:
        end = _amount(float(balance[-1])).replace("USD ", "")
        return f"{name} peaks at {_amount(float(balance[peak]))}, falls to {end}"
    if not _has_cash(outcome):
        if added < -A_DOLLAR:
            return f"Operations burn {_amount(-added)} by {last}"
        return f"Free cash adds up to {_amount(added)} by {last}"
    opening, end_usd = float(balance[0]), float(balance[-1])
    if _amount(opening) == _amount(end_usd):
        return f"Cash is {_amount(end_usd)} in {last}, as at the start"
    return f"Cash {'grows' if end_usd > opening else 'falls'} to {_amount(end_usd)} by {last}"


def _kept_up_from(outcome: Outcome) -> int | None:
    """The month from which cash stays at its minimum to the end because coins are sold; None where it does not."""
    money, minimum = outcome.money, outcome.scenario.portfolio.company.minimum_cash_usd
    above = np.flatnonzero(outcome.cash.cash_eom_usd > minimum + A_DOLLAR)
    first = int(above[-1]) + 1 if above.size else 0
    sold = first < len(outcome.month) and bool(money.treasury_sold_usd[first:].any())
    return first if sold and not money.missing_usd.any() else None


def _amount(usd: float) -> str:
    """`USD 3.1 M` or `−USD 3.1 M`; without decimals from a billion on."""
    words = f"USD {millions(abs(usd), 0)} M" if abs(usd) >= 1_000.0 * MILLION else usd_words(usd)
    return f"{MINUS if usd < 0.0 else ''}{words}"


def _shorter(outcome: Outcome, payback: Payback) -> tuple[str, ...]:
    """The title in fewer words, where it is a long one."""
    paid, again = payback.paid, payback.below_again
    if _runs_out(outcome) is not None:
        return ()
    if paid is not None and again is not None:
        return (f"Pays back {outcome.month[paid]}, not for good",)
    if payback.burdened is not None:
        return ()
    balance, peak = _balance(outcome), _peak(outcome)
    digits = million_digits(*balance.tolist()) if abs(balance).max() < 1_000.0 * MILLION else 0
    end = f"{millions(float(balance[-1]), digits)} M"
    if peak is not None:
        return (f"Cash {millions(float(balance[peak]), digits)} at its peak, then {end}",)
    return (f"Cash is USD {end} by {outcome.month[-1]}",)


def _table(outcome: Outcome) -> Table:
    money: list[tuple[str, str, Callable[[Outcome], Array]]] = [
        ("ebitda_usd", "EBITDA", lambda result: result.cash.ebitda_usd),
        ("machine_capex_usd", "Machines bought", lambda result: result.fleet.machine_capex_usd),
        ("cumulative_free_cash_usd", "Cumulative free cash", lambda result: result.cash.cumulative_free_cash_usd),
        ("cash_eom_usd", "Cash, end of month", lambda result: result.cash.cash_eom_usd),
    ]
    columns: list[tuple[TableColumn, Cells]] = [(TableColumn(key="month", header="Month", unit=""), outcome.month)]
    for key, header, usd_of in money:
        columns.append((TableColumn(key=key, header=header, unit="USD", digits=0), usd_of(outcome)))
    baseline = outcome.baseline
    if baseline is not None and baseline.month == outcome.month:
        for key, header, usd_of in money:
            head = TableColumn(
                key=f"baseline_{key}", header=f"{header}, {baseline_name(outcome)}", unit="USD", digits=0
            )
            columns.append((head, usd_of(baseline)))
    return table_of(*columns)


def _sentence(outcome: Outcome, takeaway: str, lower_name: str, payback: Payback) -> str:
    ebitda, balance = outcome.cash.ebitda_usd, _balance(outcome)
    first, last = outcome.month[0], outcome.month[-1]
    monthly = million_digits(float(ebitda.min()), float(ebitda.max()))
    digits = million_digits(float(balance.min()), float(balance.max()))
    end, lowest = millions(float(balance[-1]), digits), millions(float(balance.min()), digits)
    when = "after" if _has_cash(outcome) else "before"
    text = (
        f"{takeaway}. Monthly EBITDA goes from USD {millions(float(ebitda[0]), monthly)} M in {first} to "
        f"{millions(float(ebitda[-1]), monthly)} M in {last}. {lower_name} is USD {end} "
        f"M at its end and {lowest} M at its lowest, {when} debt service and tax; {_payback_words(outcome, payback)}."
    )
    peak = _peak(outcome)
    if peak is not None:
        text += f" It is highest, {millions(float(balance[peak]), digits)} M, at the end of {outcome.month[peak - 1]}."
    if outcome.baseline:
        before = _balance(outcome.baseline)
        text += f" {baseline_name(outcome)} ends at USD {millions(float(before[-1]), digits)} M."
    return text
