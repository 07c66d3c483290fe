"""One request, whose run has stages: curves, sensitivities, then scenarios beside it. The one entry for all callers."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import replace

from planner import engine
from planner.errors import Undefined
from planner.explore.compare import MOST, evaluated
from planner.explore.contract_comparison import contract_comparison
from planner.explore.field import breakeven_field, known_field
from planner.identity import Same
from planner.outcome import Outcome, Request
from planner.scenario import Scenario


def run(request: Request, emit: Callable[[Outcome], None], should_stop: Callable[[], bool]) -> None:
    """Evaluate stage by stage. Curves always finish; later stages are dropped once `should_stop` says so.

    Raises
    ------
    ReckonerError
        When the scenario cannot be evaluated; nothing is emitted then.
    """
    curves = _curves(request)
    known = known_field(curves)  # then one picture does
    found = replace(curves, sensitivities=known)
    emit(found)
    if known is None and not should_stop():
        field = breakeven_field(curves, should_stop)
        if field is not None:
            found = replace(curves, sensitivities=field)
            emit(found)
    if request.with_contracts and not should_stop():
        compared = contract_comparison(curves, should_stop)
        if compared is not None:
            found = replace(found, contracts=compared)
            emit(found)
    beside = []
    for scenario in request.beside:
        if should_stop():
            return
        same = scenario is request.scenario
        beside.append(curves if same else _beside(Same(scenario), request.horizon_months))
    if beside:
        emit(replace(found, beside=tuple(beside)))


def evaluate(request: Request) -> Outcome:
    """All stages at once."""
    curves = _curves(request)
    compared = contract_comparison(curves) if request.with_contracts else None
    return replace(curves, sensitivities=breakeven_field(curves), contracts=compared)


def _curves(request: Request) -> Outcome:
    baseline = None
    if request.baseline is not None:
        baseline = _baseline(Same(request.baseline), request.horizon_months)
    return replace(engine.run(request), baseline=baseline)


@functools.lru_cache(maxsize=MOST)
def _beside(scenario: Same[Scenario], horizon_months: int) -> Outcome | Undefined:
    """The outcome of a scenario that stands beside the active one, remembered while it does; or why there is none."""
    found = evaluated(scenario.held, horizon_months)
    return Undefined(reason=found.reason) if found.outcome is None else found.outcome


@functools.lru_cache(maxsize=2)
def _baseline(scenario: Same[Scenario], horizon_months: int) -> Outcome:
    """The pinned baseline's outcome, remembered while the same scenario stays pinned."""
    return engine.run(Request(number=0, scenario=scenario.held, horizon_months=horizon_months))
