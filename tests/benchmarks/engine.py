"""`evaluate_r`, `evaluate_b`: one case of the whole engine, also with three points; `map_r`: the map."""

from __future__ import annotations

import time
from dataclasses import replace

import numpy as np

from planner import engine
from planner.explore.field import CELLS, breakeven_field
from tests.benchmarks.measurement import MILLISECONDS, Result, spread, timed
from tests.benchmarks.scenarios import SEED, Measured, measured, moved
from tests.generators import with_three_points

ROUNDS = {"r": 400, "b": 150}
REACH_MS = {"r": 3.0, "b": 8.0}
REACH_THREE_POINTS_MS = {"r": 4.0, "b": 18.0}
FLOOR_MULTIPLICATIONS = 20
FLOOR_QUANTILES = 50
MAP_ROUNDS = 15
MAP_REACH_MS = 40.0
MAP_REACH_OF_FLOOR = 0.1


def evaluate(letter: str, *, three_points: bool = False) -> Result:
    """Every request differs from the one before it in four inputs; the portfolio stays, as under a slider."""
    now = measured(letter)
    if three_points:
        now = replace(now, portfolio=with_three_points(now.portfolio))
    engine.run(moved(now, 0))
    requests = [moved(now, number) for number in range(1, ROUNDS[letter] + 1)]
    floor = _Floor(len(now.portfolio.sites), len(now.portfolio.lots), now.months)
    times, floor_times = [], []
    for request in requests:  # side by side, so that both meet the same noise
        times += timed(lambda _, request=request: engine.run(request), 1)  # type: ignore[misc]  # bound at once
        floor_times += timed(lambda _: floor.compute(), 1)
    own, bare = spread(times), spread(floor_times, "floor_")
    return Result(
        name=f"evaluate_{letter}_three_points" if three_points else f"evaluate_{letter}",
        figures={
            **own, **bare, "ratio": own["p50_ms"] / bare["floor_p50_ms"],
            "after_edit_p50_ms": spread(_after_edits(now))["p50_ms"],
        },
        reach={"p50_ms": (REACH_THREE_POINTS_MS if three_points else REACH_MS)[letter]},
        measured_how="floor: 20 multiplications, one searchsorted in 50, one reduceat over lots × months",
    )  # fmt: skip


def evaluate_r() -> Result:
    """24 sites, 120 lots, 60 months."""
    return evaluate("r")


def evaluate_b() -> Result:
    """100 sites, 1,000 lots, 120 months."""
    return evaluate("b")


def evaluate_r_three_points() -> Result:
    """R, each lot with three operating points."""
    return evaluate("r", three_points=True)


def evaluate_b_three_points() -> Result:
    """B, each lot with three operating points."""
    return evaluate("b", three_points=True)


def map_r() -> Result:
    """The field's inputs change between rounds, so that none is remembered."""
    now = measured("r")
    outcomes = [engine.run(moved(now, number)) for number in range(1, MAP_ROUNDS + 1)]
    one_s = float(np.median(timed(lambda number: engine.run(moved(now, number)), 60)))
    own = spread(timed(lambda number: breakeven_field(outcomes[number]), MAP_ROUNDS))
    floor_ms = one_s * CELLS * CELLS * MILLISECONDS
    return Result(
        name="map_r",
        figures={**own, "floor_ms": floor_ms, "ratio": own["p50_ms"] / floor_ms},
        reach={"p50_ms": MAP_REACH_MS, "ratio": MAP_REACH_OF_FLOOR},
        measured_how=f"floor: {CELLS * CELLS:,} × the median evaluate_r of this run",
    )


def _after_edits(now: Measured) -> list[float]:
    """A run after an edit of the portfolio: its columns are compiled again."""
    times = []
    for number in range(8):
        first, *others = now.portfolio.lots
        edited = replace(now, portfolio=replace(now.portfolio, lots=(replace(first, count=100 + number), *others)))
        request = edited.request(number)
        begin = time.perf_counter()
        engine.run(request)
        times.append(time.perf_counter() - begin)
    return times


class _Floor:
    """What a run cannot do without, on arrays of lots × months that are made beforehand."""

    def __init__(self, sites: int, lots: int, months: int) -> None:
        chance = np.random.default_rng(SEED)
        self.factors = chance.uniform(0.5, 1.5, (FLOOR_MULTIPLICATIONS, lots, months))
        self.product = np.empty((lots, months))
        self.quantiles = np.sort(chance.uniform(0.0, 2.0, FLOOR_QUANTILES))
        self.starts = np.arange(sites) * (lots // sites)

    def compute(self) -> None:
        """20 multiplications, a look-up of each entry in 50 quantiles, sums by site."""
        np.multiply(self.factors[0], self.factors[1], out=self.product)
        for factor in self.factors[1:]:
            np.multiply(self.product, factor, out=self.product)
        np.searchsorted(self.quantiles, self.factors[0])
        np.add.reduceat(self.product, self.starts, axis=0)
