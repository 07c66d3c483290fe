"""Price curves: the hours of a market that a file holds, as twelve monthly duration curves beside their mean.

An imported curve stands where a shipped shape stands: prices are multiples of the year's mean, a site's forward
level turns them into USD/MWh. Unlike a shape it may go below zero.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from planner.errors import InputRejected, Problem
from planner.figure import Array, frozen
from planner.quantities import HOURS_PER_DAY, MONTHS_PER_YEAR, check, quantity, text
from planner.reference import Reference
from planner.reference.power_market import DAYS_OF_MONTH, QUANTILES, hours_dearer

LEAST_OF_MONTH = 0.5  # assumption: with fewer of its hours a month of the year has no curve of its own
LOWEST_LEVEL_USD_PER_MWH = 0.01  # below it, prices cannot be told as multiples of their mean


class DurationCurves(Protocol):
    """What stands behind the name of a power market."""

    @property
    def name(self) -> str:
        """As sites call it."""
        ...

    def duration_curve(self, month_of_year: int) -> tuple[Array, Array]:
        """Share of hours and price over the year's mean level of a month (1 to 12), cheapest first."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceCurve:
    """Twelve duration curves of imported hours. `multiples` holds 48 steps a month, January first."""

    id: int
    name: str = text("New prices", "Price curve")
    source: str = text("", "Source", optional=True, hint="The file the hours came from.")
    source_sha256: str = text("", "Digest of the source", optional=True, hint="SHA-256 of its bytes.")
    first_hour: str = text("", "First hour", optional=True)
    last_hour: str = text("", "Last hour", optional=True)
    hours: int = quantity(0, "Hours", "", 0, 1_000_000, integer=True)
    missing_hours: int = quantity(0, "Missing hours", "", 0, 1_000_000, integer=True)
    months_without_hours: str = text(
        "", "Months without hours", optional=True, hint="Months of the year that take the curve of all hours."
    )
    level_usd_per_mwh: float = quantity(38.0, "Mean of the year", "USD/MWh", LOWEST_LEVEL_USD_PER_MWH, 5_000)
    multiples: tuple[float, ...]

    def __post_init__(self) -> None:
        check(self, self.name)
        if reason := _problem_with(self.multiples):
            raise InputRejected.of([Problem(where=f"{self.name}, multiples", value="", reason=reason)])

    def duration_curve(self, month_of_year: int) -> tuple[Array, Array]:
        """Share of hours and price over the year's mean of a month (1 to 12), cheapest first; `(QUANTILES,)` each."""
        start = (month_of_year - 1) * QUANTILES
        return _weights(), frozen(self.multiples[start : start + QUANTILES])


def steps_of(written: Any) -> tuple[float, ...]:
    """The steps of a curve from a row, whose numbers JSON may have turned into whole ones. Raises `InputRejected`."""
    if not isinstance(written, list | tuple):
        raise InputRejected("The steps of a price curve are a list of numbers.")
    return tuple(float(step) if type(step) is int else step for step in written)


def _problem_with(multiples: tuple[float, ...]) -> str:
    """Why these cannot be the steps of twelve curves, as half a sentence."""
    if len(multiples) != MONTHS_PER_YEAR * QUANTILES or not all(isinstance(step, float) for step in multiples):
        return f"need {MONTHS_PER_YEAR} × {QUANTILES} numbers"
    steps = np.array(multiples).reshape(MONTHS_PER_YEAR, QUANTILES)
    if not np.isfinite(steps).all() or not (np.diff(steps, axis=1) >= 0.0).all():
        return "have to be finite and, within each month, ascending"
    if abs(_year_mean(steps @ _weights()) - 1.0) > 1e-6:
        return "need a mean of 1 over the year"
    return ""


def curves_of_hours(by_month: Mapping[int, Iterable[float]]) -> tuple[float, Array, tuple[int, ...]]:
    """Monthly duration curves of hourly prices, by month of the year (1 to 12).

    A step is the mean of its hours, an hour that lies across two steps being shared, so that the weighted mean of a
    month's steps is the mean of its hours. A month with less than half of its hours takes the curve of all hours.

    Returns
    -------
    level : float
        Mean of the year, each month by its days of a 365-day year, USD/MWh.
    multiples : Array (12, QUANTILES)
        Steps over the level.
    without : tuple of int
        Months of the year that have no curve of their own.

    Raises
    ------
    InputRejected
        When no month has half of its hours, or the mean of the year is not above zero.
    """
    prices = {month: np.sort(np.fromiter(hours, dtype=np.float64)) for month, hours in by_month.items()}
    full = {month: DAYS_OF_MONTH[month - 1] * HOURS_PER_DAY for month in range(1, MONTHS_PER_YEAR + 1)}
    without = tuple(
        month for month, hours in full.items() if month not in prices or prices[month].size < LEAST_OF_MONTH * hours
    )
    if len(without) == MONTHS_PER_YEAR:
        raise InputRejected("No month has half of its hours.", next="Give hourly prices of a year, or of whole months.")
    everything = np.sort(np.concatenate([prices[month] for month in full if month not in without]))
    steps = np.array([_steps(everything if month in without else prices[month]) for month in full])
    level = _year_mean(steps @ _weights())
    if not level >= LOWEST_LEVEL_USD_PER_MWH:
        raise InputRejected(
            f"The mean of the year is {level:,.2f} USD/MWh; a curve needs one above zero.",
            next="Check the column of the prices and its unit.",
        )
    return level, frozen(steps / level), without


def _steps(ascending: Array) -> Array:
    """Mean price of each step of a duration curve, cheapest first, `(QUANTILES,)`."""
    edges = 1.0 - hours_dearer()
    hours = np.arange(ascending.size + 1) / ascending.size
    paid = np.interp(edges, hours, np.concatenate([[0.0], np.cumsum(ascending)]) / ascending.size)
    # Equal hours may differ in the last bit once they are differences; a curve has to ascend
    return np.maximum.accumulate(np.diff(paid) / _weights())


@functools.cache
def _weights() -> Array:
    """Share of hours of each step, cheapest first; sums to 1."""
    edges = hours_dearer()
    return frozen(edges[:-1] - edges[1:])


def _year_mean(by_month: Array) -> float:
    days = np.array(DAYS_OF_MONTH, dtype=np.float64)
    return float(by_month @ days / days.sum())


def curves_named(reference: Reference, own: Iterable[PriceCurve], name: str) -> DurationCurves:
    """The curve or shape behind a market's name, upper or lower case: the file's own first, then the shipped ones.

    Raises
    ------
    InputRejected
        With the nearest shipped names.
    """
    folded = name.strip().casefold()
    for curve in own:
        if curve.name.casefold() == folded:
            return curve
    return reference.power_market(name)


def check_curve_name(reference: Reference, name: str) -> None:
    """Raise `InputRejected` where an imported curve would be called as a shipped market is."""
    if any(name.strip().casefold() == shipped.casefold() for shipped in reference.power_markets):
        raise InputRejected(f"{name} is the name of a shipped market.", next="Give the imported prices another one.")
