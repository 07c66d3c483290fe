"""Liquidity: cash and coins above, debt and credit line below, with the first month in which cash is short."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from planner.figure import Array, Axis, Cells, Figure, Line, Mark, Panel, Role, Rule, Table, TableColumn, frozen
from planner.figure_parts import (
    baseline_name,
    empty_figure,
    extent,
    halving_rules,
    million_digits,
    month_axis,
    month_ends,
    table_of,
    usd_words,
)
from planner.notation import MILLION, MINUS, millions
from planner.outcome import Outcome

KEY = "liquidity"
NO_CASH = (
    "No cash, coins, credit line or debt is stated. Enter the company's cash under Portfolio ▸ Company to see how long "
    "it lasts."
)
A_DOLLAR = 1.0  # rounding of long sums is no shortage

Flow = Callable[[Outcome], Array]


def _cash(outcome: Outcome) -> Array:
    return outcome.cash.cash_eom_usd


def _coins(outcome: Outcome) -> Array:
    return np.asarray(outcome.money.treasury_eom_btc * outcome.market.btc_price_usd)


def _debt(outcome: Outcome) -> Array:
    return outcome.money.debt_eom_usd


def _line(outcome: Outcome) -> Array:
    return outcome.money.line_eom_usd


UPPER: tuple[tuple[str, Flow, Role], ...] = (("Cash", _cash, "current"), ("Coins held", _coins, "orange"))
LOWER: tuple[tuple[str, Flow, Role], ...] = (("Debt", _debt, "bad"), ("Credit line", _line, "ink"))


def liquidity(outcome: Outcome) -> Figure:
    """Two panels of month-end balances, USD M; in words where cash comes from when it runs short."""
    if not outcome.scenario.portfolio.sites:
        return empty_figure(outcome, KEY, _unit(outcome))
    if not _is_stated(outcome):
        return Figure(key=KEY, takeaway="No cash is stated", unit=_unit(outcome), panels=(),
                      table=Table(columns=(), rows=()), sentence=NO_CASH, empty=NO_CASH)  # fmt: skip
    takeaway = _takeaway(outcome)
    short = short_month(outcome)
    marks: list[Mark] = []
    minimum = outcome.scenario.portfolio.company.minimum_cash_usd
    if minimum > 0.0:
        marks.append(Rule(axis="y", at=minimum / MILLION, role="bad", style="dotted",
                          caption=f"minimum cash {millions(minimum, million_digits(minimum))}"))  # fmt: skip
    if short is not None:
        at = float(month_ends(outcome)[short])
        marks.append(Rule(axis="x", at=at, role="bad", caption=f"short {outcome.month[short]}", style="dotted"))
    panels = (
        _panel(outcome, "Cash and coins", UPPER, 1.2, marks, minimum / MILLION, captions="Halving"),
        _panel(outcome, "Debt and credit line drawn", LOWER, 1.0, [], 0.0, captions=""),
    )
    return Figure(
        key=KEY, takeaway=takeaway, unit=_unit(outcome), panels=panels, table=_table(outcome),
        sentence=_sentence(outcome, takeaway), shorter=_shorter(outcome, takeaway),
    )  # fmt: skip


def short_month(outcome: Outcome) -> int | None:
    """The first month whose end finds cash below the company's minimum, everything used; None where there is none."""
    minimum = outcome.scenario.portfolio.company.minimum_cash_usd
    below = np.flatnonzero(outcome.cash.cash_eom_usd < minimum - A_DOLLAR)
    return int(below[0]) if below.size else None


def _is_stated(outcome: Outcome) -> bool:
    company = outcome.scenario.portfolio.company
    stated = (company.cash_usd, company.minimum_cash_usd, company.btc_held_btc, company.credit_line_usd)
    return any(stated) or bool(outcome.scenario.portfolio.debts)


def _panel(
    outcome: Outcome, title: str, curves: tuple[tuple[str, Flow, Role], ...], weight: float, marks: list[Mark],
    including: float, *, captions: str,
) -> Panel:  # fmt: skip
    lines: list[Line] = []
    for name, flow, role in curves:
        now = flow(outcome)
        strong = role in ("current", "bad")
        before = None if outcome.baseline is None else flow(outcome.baseline)
        if not strong and not now.any() and (before is None or not before.any()):
            continue  # nothing held, nothing drawn
        if outcome.baseline is not None and before is not None:
            lines.append(Line(name=baseline_name(outcome), x=month_ends(outcome.baseline), y=frozen(before / MILLION),
                              role="baseline"))  # fmt: skip
        digits = million_digits(float(now.min()), float(now.max()))
        lines.append(Line(name=name, x=month_ends(outcome), y=frozen(now / MILLION), role=role, label=name,
                          value=millions(float(now[-1]), digits), strong=strong))  # fmt: skip
    low, high = extent(*(line.y for line in lines), including=(0.0, including))
    return Panel(
        x=month_axis(outcome), y=Axis(low=low, high=high, ticks="usd_m", unit="USD M"),
        marks=(*halving_rules(outcome, captions=captions), *marks, *lines), title=title, weight=weight,
        end_labels=True,
    )  # fmt: skip


# --- words --------------------------------------------------------------------------------------------------


def _sources(outcome: Outcome) -> list[str]:
    """Where cash comes from when it runs short, in the order in which it is asked."""
    company = outcome.scenario.portfolio.company
    found = ["coins"]
    if company.credit_line_usd > 0.0:
        found.append("credit line")
    if company.issuance == "on" and company.share_price_usd > 0.0 and company.diluted_shares > 0.0:
        found.append("new shares")
    return found


def _unit(outcome: Outcome) -> str:
    return f"USD M; if cash is short: {', '.join(_sources(outcome))}"


def _takeaway(outcome: Outcome) -> str:
    short, minimum = short_month(outcome), outcome.scenario.portfolio.company.minimum_cash_usd
    if short is not None:
        verb = "Cash runs out" if minimum == 0.0 else "Cash falls below its minimum"
        if minimum > 0.0 and short == 0 and outcome.cash.cash_bom_usd[0] < minimum - A_DOLLAR:
            return "Cash is below its minimum from the start"
        return f"{verb} in {outcome.month[short]}"
    money = outcome.money
    issued, drawn, sold = (float(flow.sum()) for flow in (money.issued_usd, np.maximum(money.line_drawn_usd, 0.0),
                                                          money.treasury_sold_usd))  # fmt: skip
    if issued > A_DOLLAR:
        return f"Cash holds with {usd_words(issued)} of new shares"
    if drawn > A_DOLLAR:
        return f"Cash holds with {usd_words(float(money.line_eom_usd.max()))} of the line drawn"
    if sold > A_DOLLAR:
        return f"Cash holds by selling {usd_words(sold)} of coins"
    return f"Cash needs no funding to {outcome.month[-1]}"


def _shorter(outcome: Outcome, takeaway: str) -> tuple[str, ...]:
    short = short_month(outcome)
    if short is not None:
        return (f"Cash is short in {outcome.month[short]}",)
    return (takeaway.replace(" of the line drawn", " of the line").replace("Cash holds", "Holds"),)


def _table(outcome: Outcome) -> Table:
    money: list[tuple[str, str, Flow]] = [
        ("cash_eom_usd", "Cash", _cash), ("treasury_eom_usd", "Coins held", _coins),
        ("debt_eom_usd", "Debt", _debt), ("line_eom_usd", "Credit line drawn", _line),
        ("treasury_sold_usd", "Coins sold for cash", lambda result: result.money.treasury_sold_usd),
        ("issued_usd", "Shares issued", lambda result: result.money.issued_usd),
        ("missing_usd", "Missing", lambda result: result.money.missing_usd),
    ]  # fmt: skip
    columns: list[tuple[TableColumn, Cells]] = [(TableColumn(key="month", header="Month", unit=""), outcome.month)]
    for key, header, flow in money:
        columns.append((TableColumn(key=key, header=header, unit="USD", digits=0), flow(outcome)))
    baseline = outcome.baseline
    if baseline is not None and baseline.month == outcome.month:
        for key, header, flow in money[:4]:
            head = TableColumn(
                key=f"baseline_{key}", header=f"{header}, {baseline_name(outcome)}", unit="USD", digits=0
            )
            columns.append((head, flow(baseline)))
    return table_of(*columns)


def _sentence(outcome: Outcome, takeaway: str) -> str:
    parts = []
    for name, flow in (("cash", _cash), ("coins held", _coins), ("debt", _debt), ("credit line drawn", _line)):
        values = flow(outcome)
        digits = million_digits(float(values.min()), float(values.max()))
        lowest, end = float(values.min()), float(values[-1])
        parts.append(f"{name} {_signed(end, digits)}, at its lowest {_signed(lowest, digits)}")
    company = outcome.scenario.portfolio.company
    minimum = millions(company.minimum_cash_usd, million_digits(company.minimum_cash_usd))
    return (
        f"{takeaway}. In USD M at the end of {outcome.month[-1]}: {'; '.join(parts)}. Minimum cash is {minimum}. When "
        f"cash falls below it, it comes from {', then '.join(_sources(outcome))}."
    )


def _signed(usd: float, digits: int) -> str:
    return f"{MINUS if usd < 0.0 else ''}{millions(abs(usd), digits)}"
