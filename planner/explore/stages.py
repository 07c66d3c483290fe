"""One request, whose run has stages: curves first, then sensitivities. The one entry for window and command line."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import replace

from planner import engine
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
    emit(replace(curves, sensitivities=known))
    if known is None and not should_stop():
        field = breakeven_field(curves, should_stop)
        if field is not None:
            emit(replace(curves, sensitivities=field))


def evaluate(request: Request) -> Outcome:
    """All stages at once."""
    curves = _curves(request)
    return replace(curves, sensitivities=breakeven_field(curves))


def _curves(request: Request) -> Outcome:
    baseline = None
    if request.baseline is not None:
        baseline = _baseline(Same(request.baseline), request.horizon_months)
    return replace(engine.run(request), baseline=baseline)


@functools.lru_cache(maxsize=2)
def _baseline(scenario: Same[Scenario], horizon_months: int) -> Outcome:
    """The pinned baseline's outcome, remembered while the same scenario stays pinned."""
    return engine.run(Request(number=0, scenario=scenario.held, horizon_months=horizon_months))
