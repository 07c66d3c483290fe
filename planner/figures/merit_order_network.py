"""Merit order of the network: which of the world's machines run at which hashprice, on the data date."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from planner.figure import Array, Axis, Band, Figure, Line, Mark, Note, Panel, Points, Rule, Table, TableColumn, frozen
from planner.figure_parts import baseline_label, empty_figure, table_of
from planner.notation import number
from planner.outcome import NetworkState, Outcome

KEY = "merit_order_network"
UNIT = "Hashprice at which the world’s machines run, USD/PH/day"
MODES = {
    "merit order": "the network answers along this curve",
    "growth": "the scenario grows at a stated rate instead",
    "path": "the scenario follows a stated path instead",
}


def merit_order_network(outcome: Outcome) -> Figure:
    """The stack of the data date with the hashprice of the first month and of the month after each halving."""
    if not outcome.scenario.portfolio.sites:
        return empty_figure(outcome, KEY, UNIT)
    state = outcome.network
    on = _on_at(state, _first(outcome))
    marks: list[Mark] = [*_stack(state)]
    for at, caption in _moments(outcome):
        marks.append(Rule(axis="y", at=at, role="ink", caption=caption, style="dotted", caption_at=0.02))
    if outcome.baseline is not None:
        before = _first(outcome.baseline)
        marks.append(
            Points(x=frozen([_on_at(state, before)]), y=frozen([before]), role="baseline", hollow=True,
                   labels=(baseline_label(outcome),))
        )  # fmt: skip
    marks.append(Points(x=frozen([on]), y=frozen([_first(outcome)]), role="ink", labels=("now",), strong=True))
    takeaway = f"{number(100.0 * _off_frac(outcome), 0)} % of the world’s machines stand idle"
    panel = Panel(
        x=Axis(low=0.0, high=float(state.installed_eh_s), label="Running, EH/s", last_tick_suffix=" EH/s"),
        y=Axis(low=0.0, high=max(80.0, 1.15 * _first(outcome)), label="Hashprice, USD/PH/day"),
        marks=tuple(marks),
    )
    return Figure(
        key=KEY, takeaway=takeaway, unit=UNIT, panels=(panel,), table=_table(state),
        sentence=_sentence(outcome, takeaway), shorter=(takeaway.replace("the world’s machines", "machines"),),
    )  # fmt: skip


def _first(outcome: Outcome) -> float:
    return float(outcome.market.hashprice_usd_per_ph_day[0])


def _on_at(state: NetworkState, hashprice: float) -> float:
    return float(np.interp(hashprice, state.hashprice_usd_per_ph_day, state.on_eh_s))


def _off_frac(outcome: Outcome) -> float:
    """At the first month's hashprice, of the machines installed at the data date."""
    return 1.0 - _on_at(outcome.network, _first(outcome)) / outcome.network.installed_eh_s


@lru_cache(maxsize=4)
def _stack(state: NetworkState) -> tuple[Mark, ...]:
    x, y = state.on_eh_s, state.hashprice_usd_per_ph_day
    installed = state.installed_eh_s
    return (
        Band(x=x, lower=frozen(np.zeros(x.size)), upper=y, role="sky", opacity=0.16),
        Line(name="Stack", x=x, y=y, role="sky", strong=True),
        Note(x=installed, y=0.0, text=f"{number(installed, 0)} EH/s installed, {state.data_date}", anchor="left",
             role="quiet"),
    )  # fmt: skip


def _moments(outcome: Outcome) -> list[tuple[float, str]]:
    """The hashprices worth a line: the first month's, and that of the month after each halving."""
    hashprice = outcome.market.hashprice_usd_per_ph_day
    found = [(_first(outcome), f"{outcome.month[0]}  {number(_first(outcome), 1)}")]
    for halving in outcome.halvings:
        place = int(halving.at_month) - _month_number(outcome.month[0]) + 1
        if place < hashprice.size:
            found.append((float(hashprice[place]), f"{outcome.month[place]}  {number(float(hashprice[place]), 1)}"))
    return found


def _month_number(month: str) -> int:
    return int(month[:4]) * 12 + int(month[5:]) - 1


def _table(state: NetworkState) -> Table:
    def column(key: str, header: str, unit: str, values: Array, digits: int) -> tuple[TableColumn, Array]:
        return TableColumn(key=key, header=header, unit=unit, digits=digits), values

    return table_of(
        column("hashprice_usd_per_ph_day", "Hashprice", "USD/PH/day", state.hashprice_usd_per_ph_day, 2),
        column("on_eh_s", "Running", "EH/s", state.on_eh_s, 1),
        column("off_eh_s", "Idle", "EH/s", frozen(state.installed_eh_s - state.on_eh_s), 1),
    )


def _sentence(outcome: Outcome, takeaway: str) -> str:
    state, assumptions = outcome.network, outcome.scenario.assumptions
    return (
        f"{takeaway} at a hashprice of {number(_first(outcome), 1)} USD/PH/day. Stack of {state.data_date}: "
        f"{number(state.installed_eh_s, 0)} EH/s installed, {number(100.0 * state.on_frac, 1)} % running then; "
        f"elasticity {number(state.elasticity, 2)}, measured since 2018 over one to three months: 0.07 to 0.18. "
        f"Classes, power prices and scale are assumptions; {MODES[assumptions.network_mode]}."
    )
