"""The hourly price of a power market as duration curves: a lognormal body, a spike tail, a season.

A shape is an assumption until the user imports a market's hours. Prices are multiples of the annual mean level;
a contract's forward level turns them into USD/MWh. The body cannot go below zero: negative hours need an import.
"""

from __future__ import annotations

import functools
import math
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from planner.errors import InputRejected
from planner.figure import Array, frozen
from planner.quantities import MONTHS_PER_YEAR

QUANTILES = 48
_BODY_BINS = 30  # over the cheaper 90 % of hours; the rest refine the dearest tenth down to 0.1 %
_DEAREST_TENTH, _DEAREST_BIN = 0.1, 0.001
DAYS_OF_MONTH = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_NORMAL = NormalDist()


def hours_dearer() -> Array:
    """Share of hours dearer than each bin's edge, from 1 down to 0, shape (QUANTILES + 1,)."""
    body = np.linspace(1.0, _DEAREST_TENTH, _BODY_BINS + 1)
    tail = np.geomspace(_DEAREST_TENTH, _DEAREST_BIN, QUANTILES - _BODY_BINS)
    return np.concatenate([body, tail[1:], [0.0]])


@dataclass(frozen=True, slots=True, kw_only=True)
class PowerMarket:
    """A market's price shape.

    The price of an hour is a lognormal body plus, in the dearest `spike_hours_frac` of hours, an exponential
    premium, so that those hours cost `spike_multiple` times the annual mean on average; `season` scales months.
    The season's twelve factors are scaled on use to an hours-weighted mean of exactly 1 over 365 days.
    """

    name: str
    jurisdiction: str
    body_sigma: float  # standard deviation of the log price, 0 to 2
    spike_hours_frac: float  # 0 to 0.1; 0: no spikes
    spike_multiple: float
    season: tuple[float, ...]  # January to December
    source: str  # "assumption" where nobody else says so
    as_of: str

    def __post_init__(self) -> None:
        if not 0.0 <= self.body_sigma <= 2.0:
            raise InputRejected(f"{self.name}: the body's sigma must lie between 0 and 2.")
        if len(self.season) != MONTHS_PER_YEAR or not all(0.1 <= factor <= 10.0 for factor in self.season):
            raise InputRejected(f"{self.name}: the season needs twelve factors between 0.1 and 10.")
        if abs(_mean_over_year(self.season) - 1.0) > 0.005:
            raise InputRejected(f"{self.name}: the season's hours-weighted mean must be 1.")
        if not 0.0 <= self.spike_hours_frac <= 0.1 or not 0.0 <= self.spike_multiple * self.spike_hours_frac < 1.0:
            raise InputRejected(f"{self.name}: spikes must fill at most a tenth of hours and less than the whole mean.")
        if self.spike_hours_frac > 0.0 and self._spike_premium() < 0.0:
            raise InputRejected(f"{self.name}: the spike hours are cheaper than the body alone makes them.")

    def season_frac(self, month_of_year: int) -> float:
        """Mean price of a month (1 to 12) over the annual mean."""
        if not 1 <= month_of_year <= MONTHS_PER_YEAR:
            raise InputRejected(f"A month of the year is a number from 1 to 12, not {month_of_year}.")
        return self.season[month_of_year - 1] / _mean_over_year(self.season)

    def duration_curve(self, month_of_year: int) -> tuple[Array, Array]:
        """Price of a month (1 to 12) over the annual mean level, cheapest hours first.

        Returns
        -------
        weights, multiples : Array, each of shape (QUANTILES,), read-only
            Share of the month's hours (sums to 1) and the conditional mean in each bin, ascending;
            the weighted mean is the month's season factor.
        """
        return _curve(self, month_of_year)

    def _body_share(self, hours_frac: float) -> float:
        """Share of the body's value in its dearest `hours_frac` of hours."""
        if hours_frac <= 0.0 or hours_frac >= 1.0:
            return hours_frac
        return _NORMAL.cdf(self.body_sigma + _NORMAL.inv_cdf(hours_frac))

    def _body_mean(self) -> float:
        spikes = self.spike_hours_frac
        return (1.0 - spikes * self.spike_multiple) / (1.0 - self._body_share(spikes)) if spikes else 1.0

    def _spike_premium(self) -> float:
        """Mean premium over the body in spike hours."""
        return self.spike_multiple - self._body_mean() * self._body_share(self.spike_hours_frac) / self.spike_hours_frac

    def _spike_share(self, hours_frac: float) -> float:
        """Share of the premium's value in the dearest `hours_frac` of hours: an exponential distribution's."""
        if self.spike_hours_frac <= 0.0 or hours_frac <= 0.0:
            return 0.0
        dearest = min(1.0, hours_frac / self.spike_hours_frac)
        return dearest * (1.0 - math.log(dearest))


def _mean_over_year(season: tuple[float, ...]) -> float:
    return sum(days * factor for days, factor in zip(DAYS_OF_MONTH, season, strict=True)) / sum(DAYS_OF_MONTH)


@functools.cache
def _curve(market: PowerMarket, month_of_year: int) -> tuple[Array, Array]:
    edges = hours_dearer()
    weights = edges[:-1] - edges[1:]
    body = np.array([market._body_share(hours) for hours in edges.tolist()])
    value = market._body_mean() * (body[:-1] - body[1:])
    if market.spike_hours_frac > 0.0:
        spikes = np.array([market._spike_share(hours) for hours in edges.tolist()])
        value += market.spike_hours_frac * market._spike_premium() * (spikes[:-1] - spikes[1:])
    multiples = value / weights * market.season_frac(month_of_year)
    return frozen(weights), frozen(multiples)
