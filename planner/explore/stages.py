"""One request, whose run has stages: curves first, then sensitivities. The one entry for window and command line."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import replace

from planner import engine
from planner.explore.field import breakeven_field
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
    emit(curves)
    if not should_stop():
        emit(_with_sensitivities(curves))


def evaluate(request: Request) -> Outcome:
    """All stages at once."""
    return _with_sensitivities(_curves(request))


def _curves(request: Request) -> Outcome:
    baseline = None
    if request.baseline is not None:
        baseline = _baseline(Same(request.baseline), request.horizon_months)
    return replace(engine.run(request), baseline=baseline)


def _with_sensitivities(curves: Outcome) -> Outcome:
    return replace(curves, sensitivities=breakeven_field(curves))


@functools.lru_cache(maxsize=2)
def _baseline(scenario: Same[Scenario], horizon_months: int) -> Outcome:
    """The pinned baseline's outcome, remembered while the same scenario stays pinned."""
    return engine.run(Request(number=0, scenario=scenario.held, horizon_months=horizon_months))
