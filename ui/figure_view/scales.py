"""Ranges and ticks: which stretch of an axis is shown, where its ticks stand and what they say. No Qt.

A shown range is wider than the data want, rounded out to ticks. It is a function of the data alone; while the user
drags it stays as it is.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from planner.figure import Axis, Ticks
from planner.notation import number
from planner.quantities import MONTHS_PER_YEAR

_STEPS: Final = ((1.0, 0.0), (2.0, 0.0), (5.0, 0.0), (2.5, 0.02), (1.5, 0.03), (3.0, 0.03), (4.0, 0.04), (6.0, 0.04))
_TICKS_WANTED: Final = 5
_MONTH_STEPS: Final = (1, 3, 6, 12, 24, 60, 120, 240)


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of an axis, low < high."""

    low: float
    high: float

    @property
    def length(self) -> float:
        """How long it is, above zero."""
        return self.high - self.low

    def between(self, other: Span, share: float) -> Span:
        """The span `share` (0 to 1) of the way to another."""
        return Span(self.low + (other.low - self.low) * share, self.high + (other.high - self.high) * share)


def span_of(axis: Axis) -> Span:
    """What the data want, widened where it is empty, so that it can be divided by."""
    if axis.high > axis.low:
        return Span(axis.low, axis.high)
    margin = max(abs(axis.low), 1.0) * 0.5
    return Span(axis.low - margin, axis.low + margin)


@lru_cache(maxsize=512)
def rounded_out(span: Span, most_ticks: int) -> Span:
    """The span widened to whole tick steps."""
    step = tick_step(span, most_ticks)
    low, high = math.floor(span.low / step + 1e-9) * step, math.ceil(span.high / step - 1e-9) * step
    return Span(low, high)


def tick_step(span: Span, most_ticks: int) -> float:
    """The step with four to `most_ticks` ticks that wastes least of the axis, round numbers first."""
    most = max(2, most_ticks)
    best, best_cost = span.length, math.inf
    decade = 10.0 ** math.floor(math.log10(span.length / most))
    for scale in (decade, decade * 10.0):
        for mantissa, unevenness in _STEPS:
            step = mantissa * scale
            ticks = math.ceil(span.high / step - 1e-9) - math.floor(span.low / step + 1e-9) + 1
            if ticks > most:
                continue
            waste = (ticks - 1) * step / span.length - 1.0
            cost = waste + unevenness + 0.035 * abs(ticks - min(_TICKS_WANTED, most))
            if cost < best_cost:
                best, best_cost = step, cost
    return best


@lru_cache(maxsize=512)
def ticks_of(span: Span, kind: Ticks, most_ticks: int) -> tuple[float, ...]:
    """Where the ticks stand: at round numbers, or at Januaries on a month axis."""
    if kind in ("none", "names"):
        return ()
    if kind == "month":
        return _month_ticks(span, most_ticks)
    step = tick_step(span, most_ticks)
    if not (_is_multiple(span.low, step) and _is_multiple(span.high, step)):
        step = _step_within(span, most_ticks)
    first, last = math.ceil(span.low / step - 1e-6), math.floor(span.high / step + 1e-6)
    return tuple(index * step for index in range(first, last + 1))


def _step_within(span: Span, most_ticks: int) -> float:
    """The step for an axis whose ends are no ticks: as many ticks as wanted, round numbers first."""
    decade = 10.0 ** math.floor(math.log10(span.length / max(2, most_ticks)))
    best, best_cost = span.length, math.inf
    for scale in (decade, decade * 10.0):
        for mantissa, unevenness in _STEPS:
            step = mantissa * scale
            ticks = math.floor(span.high / step + 1e-6) - math.ceil(span.low / step - 1e-6) + 1
            cost = unevenness + 0.035 * abs(ticks - min(_TICKS_WANTED, most_ticks))
            if 1 < ticks <= max(2, most_ticks) and cost < best_cost:
                best, best_cost = step, cost
    return best


def _is_multiple(value: float, step: float) -> bool:
    return abs(value / step - round(value / step)) < 1e-6


def _month_ticks(span: Span, most_ticks: int) -> tuple[float, ...]:
    for step in _MONTH_STEPS:
        first, last = math.ceil(span.low / step), math.floor(span.high / step)
        if last - first + 1 <= most_ticks and not (step < MONTHS_PER_YEAR and span.length > 2 * MONTHS_PER_YEAR):
            return tuple(float(index * step) for index in range(first, last + 1))
    return ()


@lru_cache(maxsize=512)
def tick_texts(ticks: tuple[float, ...], kind: Ticks, suffix: str = "") -> tuple[str, ...]:
    """What the ticks say: `40k`, `5 ¢`, `2028`, `−50`; `suffix` stands behind the last."""
    if not ticks:
        return ()
    if kind == "month":
        whole_years = all(int(tick) % MONTHS_PER_YEAR == 0 for tick in ticks)
        return tuple(_month(int(tick), whole_years) for tick in ticks)
    scale = 1000.0 if kind == "thousands" else 1.0
    after = {"thousands": "k", "cents_per_kwh": " ¢"}.get(kind, "")
    digits = _digits_needed(tuple(tick / scale for tick in ticks))
    texts = [number(tick / scale, digits) + ("" if tick == 0.0 and after == "k" else after) for tick in ticks]
    texts[-1] += suffix
    return tuple(texts)


def _month(months_since_year_0: int, whole_years: bool) -> str:
    year, month = divmod(months_since_year_0, MONTHS_PER_YEAR)
    return str(year) if whole_years else f"{year}-{month + 1:02d}"


def _digits_needed(values: tuple[float, ...]) -> int:
    for digits in range(7):
        if all(abs(value - round(value, digits)) <= 1e-9 * max(1.0, abs(value)) for value in values):
            return digits
    return 6
