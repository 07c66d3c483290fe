"""The network over the horizon: hashrate by growth or path, difficulty, and halvings by computed date (MODEL §1, §4).

Difficulty is proportional to hashrate: on a monthly grid the lag of one retarget is inside the month. Block
spacing follows each month's growth by the retarget rule itself. The own fleet's change enters the hashrate but
not the timing of blocks, where it would move a halving by less than a few hours.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass

import numpy as np

from planner.chain import (
    HALVING_INTERVAL,
    SATOSHI_PER_BTC,
    block_spacing_s,
    growth_per_second,
    network_hashrate_eh_s,
    next_halving_height,
    subsidies_satoshi,
)
from planner.columns import Index
from planner.errors import InputRejected
from planner.figure import Array, frozen
from planner.quantities import PH_PER_EH, SECONDS_PER_DAY, month_text
from planner.scenario import Assumptions, network_points, tip_moment


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Segments:
    """The horizon cut at months and halvings, so that within a segment the subsidy is constant.

    `(segment,)`; `start` is each month's first segment.
    """

    month: Index  # index of the month
    start: Index  # (month,) first segment of each
    month_share: Array
    subsidy_btc: Array


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class NetworkPath:
    """Network by month `(month,)`, and the halvings inside the horizon."""

    hashrate_eh_s: Array  # harmonic mean: what divides the month's reward
    difficulty: Array
    segments: Segments
    halving_heights: tuple[int, ...]
    halving_at_month: tuple[float, ...]  # months from the first, with fraction
    halving_dates: tuple[str, ...]


def network_path(assumptions: Assumptions, first_month: int, days: Array, own_change_ph_s: Array) -> NetworkPath:
    """Project the network from the chain tip through the horizon.

    Parameters
    ----------
    first_month : int
        Months since year 0.
    days, own_change_ph_s : Array, (month,)
        Days of each month; own hashrate that joined or left since the data date.

    Raises
    ------
    InputRejected
        When a path begins before the data date, or the own change leaves no network.
    """
    tip_s = tip_moment(assumptions.tip_time).timestamp()
    edges = _first_second(first_month) + np.concatenate([[0.0], np.cumsum(days)]) * SECONDS_PER_DAY
    log_hashrate = _log_hashrate(assumptions, tip_s, np.concatenate([[tip_s], edges]))
    before, log_edges = log_hashrate[0], log_hashrate[1:]
    change = np.diff(log_edges)
    base = np.exp(log_edges[:-1]) * _harmonic(change)
    hashrate = base + own_change_ph_s / PH_PER_EH
    if np.any(hashrate <= 0.0):
        raise InputRejected("The own machines that leave are more than the whole network.")
    spacing = block_spacing_s(change / (days * SECONDS_PER_DAY))
    lead_s = edges[0] - tip_s
    growth = (log_edges[0] - before) / lead_s if lead_s else growth_per_second(assumptions.network_growth_frac_per_year)
    lead_blocks = lead_s / float(block_spacing_s(growth))
    height = assumptions.tip_height + lead_blocks + np.concatenate([[0.0], np.cumsum(days * SECONDS_PER_DAY / spacing)])
    heights, places = _halvings(height)
    return NetworkPath(
        hashrate_eh_s=frozen(hashrate),
        difficulty=frozen(assumptions.difficulty * (hashrate / float(network_hashrate_eh_s(assumptions.difficulty)))),
        segments=_segments(height, places),
        halving_heights=heights,
        halving_at_month=places,
        halving_dates=tuple(_date_of(edges, place) for place in places),
    )


def _first_second(month: int) -> float:
    return datetime.datetime.fromisoformat(f"{month_text(month)}-01T00:00:00+00:00").timestamp()


def _log_hashrate(assumptions: Assumptions, tip_s: float, at: Array) -> Array:
    """ln of the network hashrate in EH/s at moments `at` (unix seconds)."""
    now = np.log(network_hashrate_eh_s(assumptions.difficulty))
    if assumptions.network_mode == "growth":
        return np.asarray(now + growth_per_second(assumptions.network_growth_frac_per_year) * (at - tip_s))
    points = network_points(assumptions.network_path)
    if not points:
        raise InputRejected(
            "The network follows a path, but the path is empty.",
            next="State network_path like 2026-12=950; 2028-06=1000, or set network_mode to growth.",
        )
    moments = [_first_second(month) for month, _ in points]
    if moments[0] <= tip_s:
        raise InputRejected(
            f"The network path begins in {month_text(points[0][0])}, before the chain tip.",
            next="Let the path begin after the data date.",
        )
    return np.asarray(np.interp(at, [tip_s, *moments], [now, *(np.log(hashrate) for _, hashrate in points)]))


def _harmonic(log_change: Array) -> Array:
    """Harmonic mean over a month of e^(x·t), t 0 to 1, for each x: x / (1 − e^(−x)); 1 at 0."""
    safe = np.where(np.abs(log_change) < 1e-12, 1.0, log_change)
    mean: Array = np.where(np.abs(log_change) < 1e-12, 1.0 + log_change / 2, safe / -np.expm1(-safe))
    return mean


def _halvings(height: Array) -> tuple[tuple[int, ...], tuple[float, ...]]:
    """Halving heights inside `height` (month edges) and their places in months."""
    heights: list[int] = []
    upcoming = next_halving_height(int(height[0]))
    while upcoming <= height[-1]:
        heights.append(upcoming)
        upcoming = next_halving_height(upcoming)
    places = np.interp(heights, height, np.arange(height.size)) if heights else np.zeros(0)
    return tuple(heights), tuple(places.tolist())


def _segments(height: Array, places: tuple[float, ...]) -> Segments:
    months = height.size - 1
    # Not np.unique: its first call imports numpy.ma, a tenth of the start.
    edges = np.array(sorted({*map(float, range(months + 1)), *places}))
    month = np.minimum(edges[:-1].astype(np.int64), months - 1)
    halved = np.searchsorted(np.array(places), edges[:-1], side="right")
    era = int(height[0]) // HALVING_INTERVAL + halved
    subsidy = subsidies_satoshi(era * HALVING_INTERVAL) / SATOSHI_PER_BTC
    return Segments(
        month=month, start=np.searchsorted(month, np.arange(months)), month_share=frozen(np.diff(edges)),
        subsidy_btc=frozen(subsidy),
    )  # fmt: skip


def _date_of(edges: Array, place: float) -> str:
    moment = float(np.interp(place, np.arange(edges.size), edges))
    return datetime.datetime.fromtimestamp(moment, datetime.UTC).strftime("%Y-%m-%d")
