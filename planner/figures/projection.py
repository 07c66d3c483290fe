"""Projection: monthly EBITDA, and below it what becomes of the machines' cost, or of the company's cash.

Where machines are bought within the horizon the lower panel is cumulative free cash (EBITDA less machines) and
says when it pays back; else it is the cash balance. Both are before debt service and tax.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from planner.figure import Array, Axis, Figure, Line, Mark, Panel, Role, Rule, Table, TableColumn, frozen
from planner.figure_parts import (
    baseline_name,
    cells,
    empty_figure,
    extent,
    halving_rules,
    month_axis,
    month_ends,
    month_middles,
    table_of,
    usd_m,
    usd_words,
)
from planner.notation import MILLION
from planner.outcome import Outcome
from planner.quantities import month_index

KEY = "projection"
UNIT = "USD M, before debt service and tax"
NOT_WITHIN = "not within the horizon"


def projection(outcome: Outcome) -> Figure:
    """Monthly EBITDA above, cumulative free cash or cash balance below."""
    if not outcome.scenario.portfolio.sites:
        return empty_figure(outcome, KEY, UNIT)
    buys = _buys(outcome)
    name = "Cumulative free cash" if buys else "Cash balance"
    upper = _panel(outcome, "Monthly EBITDA", "EBITDA", month_middles, lambda result: result.cash.ebitda_usd, 1.0)
    lower = _panel(outcome, name, "Free cash" if buys else "Cash", _balance_places,
                   lambda result: _balance(result, buys), 1.35)  # fmt: skip
    takeaway = _takeaway(outcome)
    return Figure(
        key=KEY, takeaway=takeaway, unit=UNIT, panels=(upper, lower), table=_table(outcome),
        sentence=_sentence(outcome, takeaway, name),
    )  # fmt: skip


def _panel(
    outcome: Outcome, title: str, label: str, places: Callable[[Outcome], Array], usd_of: Callable[[Outcome], Array],
    weight: float,
) -> Panel:  # fmt: skip
    """One curve, its baseline, halvings and, below, the month that matters."""
    now = usd_of(outcome) / MILLION
    lines = [_line(label, places(outcome), now, "current")]
    if outcome.baseline:
        before = usd_of(outcome.baseline) / MILLION
        lines.insert(0, _line(baseline_name(outcome), places(outcome.baseline), before, "baseline"))
    low, high = extent(*(line.y for line in lines), including=(0.0,))
    upper = places is month_middles
    marks: list[Mark] = [*halving_rules(outcome, captions="Halving" if upper else "")]
    if not upper:
        marks += _turning_point(outcome)
    return Panel(
        x=month_axis(outcome), y=Axis(low=low, high=high, ticks="usd_m"), marks=(*marks, *lines), title=title,
        weight=weight, end_labels=True,
    )  # fmt: skip


def _line(label: str, x: Array, usd_m_values: Array, role: Role) -> Line:
    return Line(
        name=label, x=x, y=frozen(usd_m_values), role=role, label=label, value=usd_m(usd_m_values[-1] * MILLION),
        strong=role == "current",
    )  # fmt: skip


def _balance(outcome: Outcome, buys: bool) -> Array:
    """The lower curve from the opening balance on, `(month + 1,)`."""
    cash = outcome.cash
    if buys:
        return np.concatenate([[0.0], cash.cumulative_free_cash_usd])
    return np.concatenate([cash.cash_bom_usd[:1], cash.cash_eom_usd])


def _balance_places(outcome: Outcome) -> Array:
    return np.concatenate([[float(month_index(outcome.month[0]))], month_ends(outcome)])


def _turning_point(outcome: Outcome) -> list[Mark]:
    """The month in which it pays back, or in which cash runs out."""
    if _buys(outcome):
        paid = payback_month(outcome)
        if paid is None:
            return []
        return [_at_month(outcome, paid, f"pays back {outcome.month[paid]}", "quiet")]
    out = _runs_out(outcome)
    return [] if out is None else [_at_month(outcome, out, f"runs out {outcome.month[out]}", "bad")]


def _at_month(outcome: Outcome, place: int, caption: str, role: Role) -> Rule:
    return Rule(axis="x", at=float(month_ends(outcome)[place]), role=role, caption=caption, style="dotted")


# --- what is said -------------------------------------------------------------------------------------------


def _buys(outcome: Outcome) -> bool:
    return bool(outcome.fleet.machine_capex_usd.any())


def payback_month(outcome: Outcome) -> int | None:
    """Index of the month from whose end on cumulative free cash stays at or above zero; None if not in the horizon.

    Also None where it never falls below zero: then there is nothing to wait for.
    """
    below = np.flatnonzero(outcome.cash.cumulative_free_cash_usd < 0.0)
    if not below.size or below[-1] == len(outcome.month) - 1:
        return None
    return int(below[-1]) + 1


def _runs_out(outcome: Outcome) -> int | None:
    below = np.flatnonzero(outcome.cash.cash_eom_usd < 0.0)
    return int(below[0]) if below.size else None


def _takeaway(outcome: Outcome) -> str:
    last = outcome.month[-1]
    if _buys(outcome):
        paid = payback_month(outcome)
        if paid is not None:
            return f"Pays back by {outcome.month[paid]}"
        if outcome.cash.cumulative_free_cash_usd[-1] < 0.0:
            return f"The machines bought do not pay back by {last}"
        return "EBITDA pays for the machines as they come"
    out = _runs_out(outcome)
    if out == 0:
        return "Cash runs out in the first month"
    if out is not None:
        year, month = outcome.month[out].split("-")
        part = ("early", "mid", "late")[(int(month) - 1) // 4]
        return f"Cash runs out in {part}{'-' if part == 'mid' else ' '}{year}"
    opening, end = float(outcome.cash.cash_bom_usd[0]), float(outcome.cash.cash_eom_usd[-1])
    if usd_words(opening) == usd_words(end):
        return f"Cash is {usd_words(end)} in {last}, as at the start"
    return f"Cash {'grows' if end > opening else 'falls'} to {usd_words(end)} by {last}"


def _table(outcome: Outcome) -> Table:
    money: list[tuple[str, str, Callable[[Outcome], Array]]] = [
        ("ebitda_usd", "EBITDA", lambda result: result.cash.ebitda_usd),
        ("machine_capex_usd", "Machines bought", lambda result: result.fleet.machine_capex_usd),
        ("cumulative_free_cash_usd", "Cumulative free cash", lambda result: result.cash.cumulative_free_cash_usd),
        ("cash_eom_usd", "Cash, end of month", lambda result: result.cash.cash_eom_usd),
    ]
    columns: list[tuple[TableColumn, Sequence[float | str | None]]] = [
        (TableColumn(key="month", header="Month", unit=""), outcome.month)
    ]
    for key, header, usd_of in money:
        columns.append((TableColumn(key=key, header=header, unit="USD", digits=0), cells(usd_of(outcome))))
    baseline = outcome.baseline
    if baseline is not None and baseline.month == outcome.month:
        for key, header, usd_of in money:
            head = TableColumn(
                key=f"baseline_{key}", header=f"{header}, {baseline_name(outcome)}", unit="USD", digits=0
            )
            columns.append((head, cells(usd_of(baseline))))
    return table_of(*columns)


def _sentence(outcome: Outcome, takeaway: str, lower_name: str) -> str:
    cash = outcome.cash
    first, last = outcome.month[0], outcome.month[-1]
    text = (
        f"{takeaway}. Monthly EBITDA goes from {usd_m(float(cash.ebitda_usd[0]))} in {first} to "
        f"{usd_m(float(cash.ebitda_usd[-1]))} USD M in {last}; "
    )
    balance = _balance(outcome, _buys(outcome))
    text += (
        f"{lower_name.lower()} is {usd_m(float(balance[-1]))} USD M at its end and {usd_m(float(balance.min()))} at "
        "its lowest, before debt service and tax."
    )
    if _buys(outcome) and payback_month(outcome) is None and cash.cumulative_free_cash_usd[-1] < 0.0:
        text += f" Payback: {NOT_WITHIN}."
    if outcome.baseline:
        before = _balance(outcome.baseline, _buys(outcome))
        text += f" {baseline_name(outcome)} ends at {usd_m(float(before[-1]))} USD M."
    return text
