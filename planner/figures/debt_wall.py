"""Debt wall: principal that falls due by calendar year, debt upon debt; convertible notes are marked."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from planner.debts import Convertible
from planner.figure import Array, Axis, Bars, BarText, Figure, Mark, Name, Panel, Role, Rule, Table, TableColumn, frozen
from planner.figure_parts import (
    baseline_label,
    baseline_name,
    empty_figure,
    extent,
    million_digits,
    shortened,
    table_of,
    usd_words,
)
from planner.notation import MILLION, counted, millions, rounded
from planner.outcome import Outcome

KEY = "debt_wall"
UNIT = "Principal due by calendar year, USD M"
NO_DEBTS = "No debts are stated. Add a loan or a note under Portfolio ▸ Debts to see when it falls due."
ROLES: dict[str, Role] = {
    "term_loan": "total", "machine_loan": "sky", "hashprice_linked": "rest", "convertible": "orange",
}  # fmt: skip
LEGEND = {
    "term_loan": "term loan", "machine_loan": "machine loan", "hashprice_linked": "hashprice-linked",
    "convertible": "convertible",
}  # fmt: skip
HALF_BAR, HALF_GHOST = 0.36, 0.42  # of a slot
MOST_NAMED_YEARS = 10
LABEL_ROOM = 0.08  # of the height, above the highest bar


def debt_wall(outcome: Outcome) -> Figure:
    """Stacked bars a year; what is owed after the horizon stands in its year of maturity."""
    if not outcome.scenario.portfolio.sites:
        return empty_figure(outcome, KEY, UNIT)
    debts = outcome.scenario.portfolio.debts
    if not debts or not outcome.debts.due_years:
        why = NO_DEBTS if not debts else "No principal falls due: the debts that are stated are all of zero."
        return Figure(key=KEY, takeaway="No debts" if not debts else "No principal falls due", unit=UNIT, panels=(),
                      table=Table(columns=(), rows=()), sentence=why, empty=why)  # fmt: skip
    years, due = _years(outcome), _due(outcome)
    marks: list[Mark] = []
    if outcome.baseline is not None and outcome.baseline.debts.due_years:
        marks.append(_ghosts(outcome, years))
    marks.append(_bars(outcome, years, due))
    last = int(outcome.month[-1][:4])
    if years[0] <= last < years[-1]:
        marks.append(Rule(axis="x", at=last - years[0] + 0.5, role="quiet", style="dotted", caption="horizon ends"))
    low, high = extent(*(mark.top for mark in marks if isinstance(mark, Bars)), including=(0.0,))
    takeaway = _takeaway(years, due.sum(axis=0))
    panel = Panel(
        x=Axis(low=-0.5, high=len(years) - 0.5, ticks="names", names=_names(years)),
        y=Axis(low=low, high=high + LABEL_ROOM * (high - low), ticks="usd_m", unit="USD M"),
        marks=tuple(marks),
        legend=tuple((LEGEND[kind], role) for kind, role in ROLES.items() if any(d.terms.kind == kind for d in debts)),
    )
    return Figure(
        key=KEY, takeaway=takeaway, unit=UNIT, panels=(panel,), table=_table(outcome, years, due),
        sentence=_sentence(outcome, takeaway, years, due), shorter=(takeaway.replace(" principal falls due", " due"),),
    )  # fmt: skip


def _years(outcome: Outcome) -> tuple[int, ...]:
    """Calendar years without a gap, those of the baseline included."""
    found = list(outcome.debts.due_years)
    if outcome.baseline is not None:
        found += outcome.baseline.debts.due_years
    return tuple(range(min(found), max(found) + 1))


def _due(outcome: Outcome, years: tuple[int, ...] = ()) -> Array:
    """Principal by debt and year, `(debt, year)`, USD; interest added to a debt in a year makes nothing due there."""
    years = years or _years(outcome)
    due = np.zeros((len(outcome.scenario.portfolio.debts), len(years)))
    first = years.index(outcome.debts.due_years[0])
    due[:, first : first + len(outcome.debts.due_years)] = np.maximum(outcome.debts.due_usd, 0.0)
    return due


def _bars(outcome: Outcome, years: tuple[int, ...], due: Array) -> Bars:
    top = np.cumsum(due, axis=0) / MILLION
    total = due.sum(axis=0)
    digits = million_digits(*total.tolist())
    left: list[float] = []
    bottoms: list[float] = []
    tops: list[float] = []
    roles: list[Role] = []
    names: list[str] = []
    texts: list[tuple[BarText, ...]] = []
    for year, number in enumerate(years):
        owed = np.flatnonzero(due[:, year] > 0.0).tolist()
        for debt in owed:
            row = outcome.scenario.portfolio.debts[debt]
            left.append(float(year))
            bottoms.append(float(top[debt, year] - due[debt, year] / MILLION))
            tops.append(float(top[debt, year]))
            roles.append(ROLES[row.terms.kind])
            names.append(f"{row.name}, {number}")
            above = BarText(text=millions(float(total[year]), digits), anchor="above", strong=True, if_fits=False)
            texts.append((above,) if debt == owed[-1] else ())
    middle = np.array(left)
    return Bars(
        name="Principal due", left=frozen(middle - HALF_BAR), right=frozen(middle + HALF_BAR), bottom=frozen(bottoms),
        top=frozen(tops), roles=tuple(roles), names=tuple(names), texts=tuple(texts), top_edge=True,
    )  # fmt: skip


def _ghosts(outcome: Outcome, years: tuple[int, ...]) -> Bars:
    assert outcome.baseline is not None
    total = _due(outcome.baseline, years).sum(axis=0)
    place = np.flatnonzero(total > 0.0).astype(np.float64)
    ghost: Role = "baseline"
    return Bars(
        name=baseline_name(outcome), left=frozen(place - HALF_GHOST), right=frozen(place + HALF_GHOST),
        bottom=frozen(np.zeros(place.size)), top=frozen(total[total > 0.0] / MILLION),
        roles=(ghost,) * place.size,
    )  # fmt: skip


def _names(years: tuple[int, ...]) -> tuple[Name, ...]:
    """At most ten of the years, evenly apart."""
    step = -(-len(years) // MOST_NAMED_YEARS)
    return tuple(Name(at=float(place), text=str(year), strong=False) for place, year in enumerate(years)
                 if place % step == 0)  # fmt: skip


# --- words --------------------------------------------------------------------------------------------------


def _takeaway(years: tuple[int, ...], total: Array) -> str:
    """The year with the most principal, told only where it reads as more than any other."""
    place = int(np.argmax(total))
    if total[place] <= 0.0:
        return "No principal falls due"
    most = usd_words(float(total[place]))
    if not np.delete(total, place).any():
        return f"All principal falls due in {years[place]}: {most}"
    ranked = sorted((rounded(usd / MILLION, 1) for usd in total.tolist()), reverse=True)
    if any(a == b == ranked[0] for a, b in pairwise(ranked[:2])):
        return f"No year has more than {most} due"
    if 2.0 * total[place] > total.sum():
        return f"Most principal falls due in {years[place]}: {most}"
    return f"Largest year of principal: {years[place]}, {most}"


def _table(outcome: Outcome, years: tuple[int, ...], due: Array) -> Table:
    columns = [(TableColumn(key="year", header="Year", unit="", digits=0), [str(year) for year in years])]
    body = [
        (TableColumn(key=f"debt_{place + 1}_usd", header=debt.name, unit="USD", digits=0), due[place])
        for place, debt in enumerate(outcome.scenario.portfolio.debts)
    ]
    total = [(TableColumn(key="total_usd", header="All debts", unit="USD", digits=0), due.sum(axis=0))]
    if outcome.baseline is not None and outcome.baseline.debts.due_years:
        head = TableColumn(key="baseline_total_usd", header=baseline_label(outcome), unit="USD", digits=0)
        total.append((head, _due(outcome.baseline, years).sum(axis=0)))
    return table_of(*columns, *body, *total)


def _sentence(outcome: Outcome, takeaway: str, years: tuple[int, ...], due: Array) -> str:
    total = due.sum(axis=0)
    digits = million_digits(*total.tolist())
    parts = [f"{year} {millions(float(usd), digits)}" for year, usd in zip(years, total, strict=True) if usd > 0.0]
    debts = outcome.scenario.portfolio.debts
    text = f"{takeaway}. Principal of {counted(len(debts), 'debt')} in USD M by year: {', '.join(parts)}."
    for debt in debts:
        if isinstance(debt.terms, Convertible):
            price = outcome.scenario.portfolio.company.share_price_usd
            turns = "turn into shares" if price >= debt.terms.conversion_price_usd else "are repaid in cash"
            text += f" {shortened(debt.name, 40)}: at today's share price the notes {turns}."
    if years[-1] > int(outcome.month[-1][:4]):
        text += " What is owed after the horizon stands in its year of maturity."
    return text
