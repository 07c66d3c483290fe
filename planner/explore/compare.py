"""Scenarios side by side: the inputs that differ and the measures, with the change against one of them or the pin.

Pure: outcomes in, table out. Values are as stated and as computed; who shows them chooses digits and units.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from planner import engine
from planner.assumptions import Assumptions
from planner.errors import InputRejected, ReckonerError, Undefined
from planner.measures import MEASURES
from planner.outcome import DEFAULT_HORIZON_MONTHS, Outcome, Request
from planner.portfolio import TABLES, Portfolio
from planner.quantities import Quantity, Value, quantities_of
from planner.scenario import Scenario

FEWEST, MOST = 2, 6
PLAN, PORTFOLIO = "plan", "portfolio"  # rows beside the assumptions, in words


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """One column: a scenario and what a run found, or why there is nothing."""

    scenario: Scenario
    outcome: Outcome | None
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparedRow:
    """One input or measure across the columns. `against` is its value in what is compared with."""

    key: str  # an assumption's address, `plan`, `portfolio`, or a measure's key
    label: str
    values: tuple[Value | Undefined, ...]  # one a column
    against: Value | Undefined
    differs: bool  # whether any two of the columns, or of them and what is compared with, differ
    declared: Quantity | None = None  # of an assumption

    def change(self, place: int) -> float | None:
        """A column's value less that of what is compared with; None where one of the two is no number."""
        value, against = self.values[place], self.against
        if _is_number(value) and _is_number(against):
            return float(value) - float(against)  # type: ignore[arg-type]  # both are numbers
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """The table. `reference` is the column compared with, None for the pinned baseline, which has none."""

    names: tuple[str, ...]
    against: str
    reference: int | None
    inputs: tuple[ComparedRow, ...]
    measures: tuple[ComparedRow, ...]


def evaluated(scenario: Scenario, horizon_months: int = DEFAULT_HORIZON_MONTHS) -> Compared:
    """A scenario with its outcome; one that cannot run keeps its place with the reason."""
    try:
        outcome = engine.run(Request(number=0, scenario=scenario, horizon_months=horizon_months))
    except ReckonerError as error:
        return Compared(scenario=scenario, outcome=None, reason=error.message)
    return Compared(scenario=scenario, outcome=outcome)


def comparison(columns: Sequence[Compared], pinned: Compared | None = None) -> Comparison:
    """The table of two to six scenarios, against the pinned baseline where one is given, else the first.

    Raises
    ------
    InputRejected
        When there are fewer than two or more than six.
    """
    if not FEWEST <= len(columns) <= MOST:
        count = f"{len(columns)} scenario{'' if len(columns) == 1 else 's'}"
        raise InputRejected(f"{count} cannot stand side by side.", next=f"Choose {FEWEST} to {MOST}.")
    against = columns[0] if pinned is None else pinned
    return Comparison(
        names=tuple(column.scenario.name for column in columns),
        against=against.scenario.name,
        reference=0 if pinned is None else None,
        inputs=tuple(_input_rows(columns, against)),
        measures=tuple(_measure_rows(columns, against)),
    )


def _input_rows(columns: Sequence[Compared], against: Compared) -> list[ComparedRow]:
    rows = []
    for key, declared in quantities_of(Assumptions).items():
        stated = [getattr(column.scenario.assumptions, key) for column in (*columns, against)]
        rows.append(_row(key, declared.label, stated, declared))
    plans = [_plan_in_words(column.scenario) for column in (*columns, against)]
    if any(column.scenario.plan for column in (*columns, against)):
        rows.append(_row(PLAN, "Plan", plans))
    now = columns[0].scenario.portfolio
    if any(column.scenario.portfolio != now for column in (*columns, against)):
        other = [_portfolio_in_words(column.scenario.portfolio, now) for column in (*columns, against)]
        rows.append(_row(PORTFOLIO, "Portfolio", other))
    return rows


def _measure_rows(columns: Sequence[Compared], against: Compared) -> list[ComparedRow]:
    rows = []
    for key, measure in MEASURES.items():
        found = [_measured(column, key) for column in (*columns, against)]
        rows.append(_row(key, measure.label, found))
    return rows


def _measured(column: Compared, key: str) -> float | Undefined:
    return Undefined(reason=column.reason) if column.outcome is None else column.outcome.measures[key]


def _row(key: str, label: str, found: Sequence[Value | Undefined], declared: Quantity | None = None) -> ComparedRow:
    """A row from its columns and, last, what they are compared with."""
    return ComparedRow(
        key=key, label=label, values=tuple(found[:-1]), against=found[-1], declared=declared,
        differs=any(value != found[0] for value in found[1:]),
    )  # fmt: skip


def _plan_in_words(scenario: Scenario) -> str:
    return ", ".join(kind for kind, _ in scenario.plan) or "no steps"


def _portfolio_in_words(portfolio: Portfolio, now: Portfolio) -> str:
    """How a pinned portfolio differs from the one of now: the number of rows that are not the same."""
    differing = sum(len({*portfolio.rows(table)} ^ {*now.rows(table)}) for table in TABLES)
    return "as now" if not differing else f"{differing} row{'' if differing == 1 else 's'} not as now"


def _is_number(value: Value | Undefined) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
