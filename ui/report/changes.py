"""What was changed: the inputs that differ from the baseline, or from the defaults, the largest drivers first."""

from __future__ import annotations

from dataclasses import replace

from planner.assumptions import Assumptions, default_assumptions
from planner.explore.compare import evaluated
from planner.figure_parts import shortened
from planner.outcome import Outcome
from planner.portfolio import TABLES, Portfolio
from planner.quantities import MONTHS_PER_YEAR, from_to, quantities_of
from planner.scenario import Scenario

MOST_NAMED = 4
LONGEST_CHANGE = 64  # a network path can be a paragraph
LONGEST_NAME = 28


def changes_sentence(outcome: Outcome) -> str:
    """`Changed against Board plan: Spot level 100 → 500 % of the forward level.`; empty where nothing differs."""
    named = changes(outcome)
    if not named:
        return ""
    baseline = outcome.baseline
    against = "Changed from the defaults"
    if baseline is not None:
        against = f"Changed against {shortened(baseline.scenario.name, LONGEST_NAME)}"
    rest = len(named) - MOST_NAMED
    more = f"; and {rest} more" if rest > 0 else ""
    return f"{against}: {'; '.join(named[:MOST_NAMED])}{more}."


def changes(outcome: Outcome) -> list[str]:
    """Each change in words, by what it alone does to EBITDA of the first twelve months, the largest first."""
    now, before = outcome.scenario, _compared_with(outcome)
    alone: list[tuple[str, Scenario]] = []
    for name, declared in quantities_of(Assumptions).items():
        was, becomes = getattr(before.assumptions, name), getattr(now.assumptions, name)
        if was != becomes:
            words = shortened(f"{declared.label} {from_to(declared, was, becomes)}", LONGEST_CHANGE)
            alone.append((words, replace(before, assumptions=replace(before.assumptions, **{name: becomes}))))
    if before.portfolio != now.portfolio:
        alone.append((_portfolio_words(before.portfolio, now.portfolio), replace(before, portfolio=now.portfolio)))
    if len(alone) < 2:
        return [words for words, _ in alone]
    months = len(outcome.month)
    start = _earned_usd(before, months)
    effect = {words: abs(_earned_usd(scenario, months) - start) for words, scenario in alone}
    return sorted(effect, key=lambda words: -effect[words])


def _compared_with(outcome: Outcome) -> Scenario:
    if outcome.baseline is not None:
        return outcome.baseline.scenario
    return replace(outcome.scenario, assumptions=default_assumptions(outcome.scenario.reference))


def _earned_usd(scenario: Scenario, months: int) -> float:
    """EBITDA of the first twelve months; 0 where the scenario cannot run."""
    found = evaluated(scenario, months).outcome
    return 0.0 if found is None else float(found.cash.ebitda_usd[:MONTHS_PER_YEAR].sum())


def _portfolio_words(before: Portfolio, now: Portfolio) -> str:
    """`2 lots and 1 contract of the portfolio`."""
    counted = []
    for table in TABLES:
        old = {row.id: row for row in before.rows(table)}
        new = {row.id: row for row in now.rows(table)}
        count = sum(old.get(row_id) != new.get(row_id) for row_id in old.keys() | new.keys())
        if count and table == "company":
            counted.append("the company")
        elif count:
            counted.append(f"{count:,} {table.removesuffix('s') if count == 1 else table}")
    return f"{', '.join(counted)} of the portfolio"
