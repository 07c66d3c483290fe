"""Scenario and Book: the assumptions that differ, the plan, and what one file holds.

A `Scenario` is self-contained: reference data, portfolio, assumptions, plan. A `Book` is the content of one
file: the portfolio, the stored scenarios and the pinned baseline.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from planner.assumptions import Assumptions, check_stated, stated_over_defaults
from planner.errors import InputRejected, NotFound
from planner.portfolio import Portfolio, folded
from planner.quantities import (
    Value,
    check,
    nearest,
    text,
)
from planner.reference import Reference

PlanStep = tuple[str, str]  # (strategy kind, canonical JSON of its terms)


def plan_of(steps: Any) -> tuple[PlanStep, ...]:
    """A plan from JSON: pairs of a strategy kind and the JSON text of its terms. Raises `InputRejected`.

    What the terms mean is the strategy's affair, so that a file opens though a strategy is broken.
    """
    pair = "Each step is a pair: the kind, and its terms as JSON text."
    if not isinstance(steps, list | tuple):
        raise InputRejected("A plan is a list of steps.", next=pair)
    for step in steps:
        if not (isinstance(step, list | tuple) and len(step) == 2 and all(isinstance(part, str) for part in step)):
            raise InputRejected("A step of the plan cannot be read.", next=pair)
        try:
            json.loads(step[1])
        except (ValueError, RecursionError) as error:
            raise InputRejected(f"The terms of plan step {step[0]!r} are not JSON.", next=pair) from error
    return tuple((kind, terms) for kind, terms in steps)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """Everything a run needs to know, self-contained and frozen."""

    reference: Reference
    name: str
    portfolio: Portfolio
    assumptions: Assumptions
    plan: tuple[PlanStep, ...] = ()


def _nothing_stated() -> Mapping[str, Value]:
    return MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class ScenarioRow:
    """A stored scenario: the assumptions that differ from the defaults, a plan, a note."""

    id: int
    name: str = text("New scenario", "Name")
    note: str = text("", "Note", optional=True)
    stated: Mapping[str, Value] = field(default_factory=_nothing_stated)
    plan: tuple[PlanStep, ...] = ()

    def __post_init__(self) -> None:
        check(self, "Scenario")
        check_stated(self.stated)


@dataclass(frozen=True, slots=True, kw_only=True)
class Baseline:
    """What was pinned: a name, and the portfolio, assumptions and plan as they stood at that moment."""

    name: str = text("Baseline", "Name")
    portfolio: Portfolio
    stated: Mapping[str, Value] = field(default_factory=_nothing_stated)
    plan: tuple[PlanStep, ...] = ()

    def __post_init__(self) -> None:
        check(self, "Baseline")
        check_stated(self.stated)


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """What one file holds."""

    portfolio: Portfolio = field(default_factory=Portfolio)
    scenarios: tuple[ScenarioRow, ...] = (ScenarioRow(id=1, name="Base case"),)
    baseline: Baseline | None = None

    def row(self, name: str = "") -> ScenarioRow:
        """The stored scenario of that name, or the first. Raises `NotFound`, naming the nearest."""
        for row in self.scenarios:
            if not name or folded(row.name) == folded(name):
                return row
        close = nearest(name, (row.name for row in self.scenarios))
        raise NotFound(
            f"There is no scenario {name!r}.",
            next=f"Did you mean {' or '.join(close)}?" if close else "",
        )

    def scenario(self, reference: Reference, name: str = "") -> Scenario:
        """The scenario of that name, with this file's portfolio."""
        row = self.row(name)
        return Scenario(
            reference=reference, name=row.name, portfolio=self.portfolio,
            assumptions=stated_over_defaults(reference, row.stated), plan=row.plan,
        )  # fmt: skip

    def baseline_scenario(self, reference: Reference) -> Scenario | None:
        """The pinned baseline as a scenario of its own."""
        if (pinned := self.baseline) is None:
            return None
        return Scenario(
            reference=reference, name=pinned.name, portfolio=pinned.portfolio,
            assumptions=stated_over_defaults(reference, pinned.stated), plan=pinned.plan,
        )  # fmt: skip
