"""The machines of the whole network in order of merit: who runs at which hashprice (MODEL §4).

Classes are half-years of catalogue releases over five years; a class holds hashrate in proportion to the network of
its time, which is exact for steady growth. Owners pay a lognormal power price. With capacity K (EH/s) and cost scale
S, both against the data date, the network in balance is `N* = K·G(R / (K·S))`, R the network's reward in USD a day
per PH of one EH: one table of G serves every case and month. All of it is an assumption but the chain's own hashrate.
"""

from __future__ import annotations

import functools
import math
from dataclasses import dataclass

import numpy as np

from planner.chain import network_hashrate_eh_s
from planner.errors import Damaged
from planner.figure import Array, frozen
from planner.identity import Same
from planner.quantities import HOURS_PER_DAY, KWH_PER_MWH, month_index, month_text
from planner.reference import Machine, Reference

WINDOW_MONTHS = 60  # how old a machine of the network may be (assumption)
CLASS_MONTHS = 6
NETWORK_PUE = 1.05  # assumption
LOWEST_REWARD, HIGHEST_REWARD = 0.01, 20_000.0  # USD/PH/day of capacity: the ends of the table
STEP = 0.01  # in ln(reward): the cubic then agrees with bisection to 1e-9
_erfc = np.frompyfunc(math.erfc, 1, 1)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Stack:
    """Classes of the network's machines, newest first, `(class,)`."""

    first_month: tuple[str, ...]  # in which each class's half-year begins
    share: Array  # of installed hashrate, sums to 1
    efficiency_j_per_th: Array

    @property
    def mean_efficiency_j_per_th(self) -> float:
        """Weighted by hashrate."""
        return float(self.share @ self.efficiency_j_per_th)


def stack_at(reference: Reference, month: str) -> Stack:
    """The classes on the market in the five years that end with `month` (2026-06).

    A half-year without a dated release drops out. Before the catalogue's first release the stack is that of it, after
    the shipped data date that of the data date. Raises `Damaged` when no release has a date.
    """
    return _stack_at(Same(reference), month)


def _within_catalogue(reference: Reference, month: str) -> int:
    dated = [month_index(machine.release_month) for machine in reference.machines.values() if machine.release_month]
    if not dated:
        raise Damaged("The machine catalogue has no release with a date.")
    return min(max(month_index(month), min(dated)), month_index(reference.market.data_date[:7]))


@functools.lru_cache(maxsize=8)
def _stack_at(reference: Same[Reference], month: str) -> Stack:
    last = _within_catalogue(reference.held, month)
    released: dict[int, list[Machine]] = {}
    for machine in reference.held.machines.values():
        if machine.release_month is None:
            continue
        age = last - month_index(machine.release_month)
        if 0 <= age < WINDOW_MONTHS:
            released.setdefault(age // CLASS_MONTHS, []).append(machine)
    hashrate = _mean_hashrate(reference.held, last)
    ages = sorted(age for age in released if hashrate.get(age))
    weights = np.array([hashrate[age] for age in ages])
    return Stack(
        first_month=tuple(month_text(last - CLASS_MONTHS * (age + 1) + 1) for age in ages),
        share=frozen(weights / weights.sum()),
        efficiency_j_per_th=frozen(
            [float(np.mean([machine.efficiency_j_per_th for machine in released[age]])) for age in ages]
        ),
    )


def _mean_hashrate(reference: Reference, last: int) -> dict[int, float]:
    """Mean network hashrate of each half-year, counted backwards from month `last`, in EH/s."""
    found: dict[int, list[float]] = {}
    for epoch in reference.epochs:
        age = last - month_index(epoch.time[:7])
        if 0 <= age < WINDOW_MONTHS:
            found.setdefault(age // CLASS_MONTHS, []).append(float(network_hashrate_eh_s(epoch.difficulty)))
    return {age: float(np.mean(values)) for age, values in found.items()}


def on_share(stack: Stack, median_usd_per_mwh: float, sigma: float, hashprice_usd_per_ph_day: Array) -> Array:
    """Share of installed hashrate that earns its power at each hashprice, in any shape."""
    log_ratio = _log_ratio(stack, median_usd_per_mwh)
    shape = np.shape(hashprice_usd_per_ph_day)
    with np.errstate(divide="ignore"):
        share, _ = _on(stack, log_ratio, sigma, np.log(np.ravel(hashprice_usd_per_ph_day)))
    return share.reshape(shape)


def _log_ratio(stack: Stack, median_usd_per_mwh: float) -> Array:
    """ln of the hashprice at which each class pays for power at the median price."""
    hashcost = HOURS_PER_DAY * stack.efficiency_j_per_th * NETWORK_PUE * median_usd_per_mwh / KWH_PER_MWH
    return np.asarray(np.log(hashcost))


def _on(stack: Stack, log_cost: Array, sigma: float, log_hashprice: Array) -> tuple[Array, Array]:
    """On-share F and its derivative by ln hashprice."""
    z = (log_hashprice[:, None] - log_cost) / sigma
    cumulative = 0.5 * np.asarray(_erfc(-z / math.sqrt(2.0)), dtype=np.float64)
    share: Array = cumulative @ stack.share
    density: Array = np.exp(-0.5 * z * z) @ stack.share / (sigma * math.sqrt(2.0 * math.pi))
    return share, density


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Response:
    """ln G over ln reward: cubic Hermite on an even grid.

    Within cell i and place f, 0 to 1: `c[i,0] + f·(c[i,1] + f·(c[i,2] + f·c[i,3]))`. Beyond the grid G stands still.
    """

    start: float  # ln reward of the first knot
    cells: tuple[tuple[float, float, float, float], ...]
    coefficients: Array  # (4, cell)

    def at(self, log_reward: float) -> tuple[float, float]:
        """ln G and its slope by ln reward, of one value."""
        place = min(max((log_reward - self.start) / STEP, 0.0), len(self.cells) - 1e-9)
        cell = int(place)
        f = place - cell
        a, b, c, d = self.cells[cell]
        return a + f * (b + f * (c + f * d)), (b + f * (2.0 * c + f * 3.0 * d)) / STEP

    def of(self, log_reward: Array) -> tuple[Array, Array]:
        """The same of many values, shape kept."""
        place = np.clip((log_reward - self.start) / STEP, 0.0, len(self.cells) - 1e-9)
        cell = place.astype(np.intp)
        f = place - cell
        a, b, c, d = self.coefficients.take(cell, axis=1)
        return a + f * (b + f * (c + f * d)), (b + f * (2.0 * c + f * 3.0 * d)) / STEP


@functools.lru_cache(maxsize=8)
def response(stack: Stack, median_usd_per_mwh: float, sigma: float) -> Response:
    """The table of G for a stack and its power prices; remembered."""
    log_cost = _log_ratio(stack, median_usd_per_mwh)
    count = math.ceil((math.log(HIGHEST_REWARD) - math.log(LOWEST_REWARD)) / STEP)
    log_reward: Array = math.log(LOWEST_REWARD) + STEP * np.arange(count + 1, dtype=np.float64)
    log_hashprice = _in_balance(stack, log_cost, sigma, log_reward)
    share, density = _on(stack, log_cost, sigma, log_hashprice)
    elasticity = density / share
    value, slope = np.log(share), STEP * elasticity / (1.0 + elasticity)
    rise = np.diff(value)
    coefficients = np.array(
        [value[:-1], slope[:-1], 3.0 * rise - 2.0 * slope[:-1] - slope[1:], slope[:-1] + slope[1:] - 2.0 * rise]
    )
    return Response(
        start=math.log(LOWEST_REWARD),
        cells=tuple((a, b, c, d) for a, b, c, d in coefficients.T.tolist()),
        coefficients=frozen(coefficients),
    )


def _in_balance(stack: Stack, log_cost: Array, sigma: float, log_reward: Array) -> Array:
    """ln hashprice h at which `h·F(h)` is the reward per capacity: Newton, from a coarse table."""
    coarse = np.linspace(log_cost.min() - 8.0 * sigma, math.log(HIGHEST_REWARD) + 1.0, 400)
    share, _ = _on(stack, log_cost, sigma, coarse)
    seen = share > 0.0
    found: Array = np.interp(log_reward, (coarse + np.log(np.where(seen, share, 1.0)))[seen], coarse[seen])
    for _ in range(12):
        share, density = _on(stack, log_cost, sigma, found)
        short = found + np.log(share) - log_reward
        found = found - short / (1.0 + density / share)
        if np.abs(short).max() < 1e-14:
            break
    return found
