"""The network over the horizon: hashrate, difficulty, and halvings by computed date (MODEL §1, §4).

The hashrate follows the order of merit of the world's machines (`network_reaction`), a growth rate or a path.

Difficulty is proportional to hashrate: on a monthly grid the lag of one retarget is inside the month. Block
spacing follows each month's growth by the retarget rule itself. The own fleet's change enters the hashrate but
not the timing of blocks, where it would move a halving by less than a few hours.
"""

from __future__ import annotations

import datetime
import functools
import math
from dataclasses import dataclass

import numpy as np

from planner.assumptions import Assumptions, network_points, tip_moment
from planner.chain import (
    HALVING_INTERVAL,
    LOWEST_GROWTH_PER_SECOND,
    SATOSHI_PER_BTC,
    block_spacing_s,
    growth_per_second,
    network_hashrate_eh_s,
    next_halving_height,
    subsidies_satoshi,
    subsidy_btc,
)
from planner.columns import Index
from planner.errors import InputRejected
from planner.figure import Array, frozen
from planner.identity import Same
from planner.network_reaction import BLOCKS_PER_DAY, DAYS_PER_MONTH, Reaction, reacted, reaction
from planner.network_stack import on_share, stack_at
from planner.outcome import NetworkState
from planner.quantities import PH_PER_EH, SECONDS_PER_DAY, month_text
from planner.reference import Reference

REACTION_MONTHS = 3  # after which breakevens "after the network reacts" are read
USUAL_SLOPE = 0.75  # of ln hashprice by ln price: where the secant begins
REACTION_STEPS = 100
CURVE_POINTS = 81


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


def network_path(
    assumptions: Assumptions,
    first_month: int,
    days: Array,
    own_change_ph_s: Array,
    *,
    reference: Reference,
    btc_price_usd: Array,
) -> NetworkPath:
    """Project the network from the chain tip through the horizon.

    Parameters
    ----------
    first_month : int
        Months since year 0.
    days, own_change_ph_s, btc_price_usd : Array, (month,)
        Days of each month; own hashrate that joined or left since the data date; the price, which only the order
        of merit reads.

    Raises
    ------
    InputRejected
        When a path begins before the data date, or the own change leaves no network.
    """
    tip_s = tip_moment(assumptions.tip_time).timestamp()
    edges = _first_second(first_month) + np.concatenate([[0.0], np.cumsum(days)]) * SECONDS_PER_DAY
    if assumptions.network_mode == "merit order":
        log_hashrate, kept = _by_merit(assumptions, reference, tip_s, edges, btc_price_usd)
    else:
        log_hashrate, kept = _log_hashrate(assumptions, tip_s, np.concatenate([[tip_s], edges])), np.ones(1)
    before, log_edges = log_hashrate[0], log_hashrate[1:]
    change = np.diff(log_edges)
    base = np.exp(log_edges[:-1]) * _harmonic(change)
    hashrate = base + own_change_ph_s * kept / PH_PER_EH
    if np.any(hashrate <= 0.0):
        raise InputRejected("The own machines that leave are more than the whole network.")
    spacing = _spacing_s(assumptions, change / (days * SECONDS_PER_DAY))
    lead_s = edges[0] - tip_s
    growth = (log_edges[0] - before) / lead_s if lead_s else growth_per_second(assumptions.network_growth_frac_per_year)
    lead_blocks = lead_s / float(_spacing_s(assumptions, np.asarray(growth)))
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


def _spacing_s(assumptions: Assumptions, growth_per_s: Array) -> Array:
    """Block spacing of each month; where miners leave faster than any steady spacing follows, the slowest there is."""
    if assumptions.network_mode == "merit order":
        growth_per_s = np.maximum(growth_per_s, LOWEST_GROWTH_PER_SECOND)
    return block_spacing_s(growth_per_s)


def network_reaction(assumptions: Assumptions, reference: Reference) -> Reaction:
    """The world's machines, scaled to run the data date's difficulty at the data date's price and fees."""
    return _reaction(
        Same(reference),
        assumptions.tip_time[:7],
        float(network_hashrate_eh_s(assumptions.difficulty)),
        power_price_usd_per_mwh=assumptions.network_power_price_usd_per_mwh,
        power_sigma=assumptions.network_power_sigma,
        deliveries_frac_per_year=assumptions.network_deliveries_frac_per_year,
        machine_usd_per_th=assumptions.network_machine_usd_per_th,
        off_frac_per_month=assumptions.network_switch_off_frac_per_month,
        on_frac_per_month=assumptions.network_switch_on_frac_per_month,
    )


@functools.lru_cache(maxsize=8)
def _reaction(reference: Same[Reference], month: str, hashrate_eh_s: float, **stated: float) -> Reaction:
    market = reference.held.market
    reward_btc = subsidy_btc(int(market.tip_height.value)) + market.fees_btc_per_block.value
    hashprice = BLOCKS_PER_DAY * reward_btc * market.btc_price_usd.value / (hashrate_eh_s * PH_PER_EH)
    return reaction(stack_at(reference.held, month), hashrate_eh_s, hashprice, **stated)


def network_state(assumptions: Assumptions, reference: Reference) -> NetworkState:
    """The stack as it stands at the data date."""
    network = network_reaction(assumptions, reference)
    return _state(network, assumptions.tip_time[:10], assumptions.network_power_price_usd_per_mwh,
                  assumptions.network_power_sigma)  # fmt: skip


@functools.lru_cache(maxsize=4)
def _state(network: Reaction, data_date: str, power_price_usd_per_mwh: float, power_sigma: float) -> NetworkState:
    hashprice = np.geomspace(2.0, 200.0, CURVE_POINTS)
    installed = float(np.exp(network.log_capacity))
    on = on_share(network.stack, power_price_usd_per_mwh, power_sigma, hashprice)
    return NetworkState(
        data_date=data_date, installed_eh_s=installed, on_frac=network.on_frac, elasticity=network.elasticity,
        class_from_month=network.stack.first_month, class_share=network.stack.share,
        class_efficiency_j_per_th=network.stack.efficiency_j_per_th,
        hashprice_usd_per_ph_day=frozen(hashprice), on_eh_s=frozen(on * installed),
    )  # fmt: skip


@functools.lru_cache(maxsize=8)  # it does not move while bitcoin's price does
def price_after_reaction_usd(network: Reaction, reward_btc_per_block: float, hashprice: float) -> float | None:
    """The BTC price that leaves `hashprice` (USD/PH/day, gross) once the network has answered it for three months.

    The hashprice rises with the price, so a secant inside a bracket finds it. None where no price does.
    """

    def above(log_price: float) -> float:
        log_reward = log_price + log_reward_per_usd
        found, _ = reacted(network, [log_reward] * REACTION_MONTHS, [1.0] * REACTION_MONTHS)
        return log_reward - float(found[-1]) - log_hashprice

    if reward_btc_per_block <= 0.0 or hashprice <= 0.0:
        return None
    log_reward_per_usd = math.log(BLOCKS_PER_DAY * reward_btc_per_block / PH_PER_EH)
    log_hashprice = math.log(hashprice)
    at = log_hashprice + network.log_hashrate - log_reward_per_usd  # at today's difficulty
    value, slope, low, high = above(at), USUAL_SLOPE, -math.inf, math.inf
    for _ in range(REACTION_STEPS):
        if abs(value) < 1e-13:
            break
        low, high = (at, high) if value < 0.0 else (low, at)
        following = at - value / slope
        if not low < following < high:
            following = (low + high) / 2.0
        before, was = at, value
        at, value = following, above(following)
        if at == before:
            break
        slope = (value - was) / (at - before)
        slope = slope if slope > 0.0 else USUAL_SLOPE
    return math.exp(at)


def _by_merit(
    assumptions: Assumptions, reference: Reference, tip_s: float, edges: Array, price_usd: Array
) -> tuple[Array, Array]:
    """ln hashrate at the tip and each month's edge, `(month + 2,)`; what the own change keeps of itself, `(month,)`.

    Price and fees lead the hashrate by a month, so the first month still answers those of the data date; the halving
    is known and answered at once, at the height steady spacing leads one to expect. Before the tip all is as the tip.
    """
    network = network_reaction(assumptions, reference)
    lead = max(edges[0] - tip_s, 0.0) / SECONDS_PER_DAY / DAYS_PER_MONTH
    months = np.maximum(np.diff(np.maximum(edges, tip_s)), 0.0) / SECONDS_PER_DAY / DAYS_PER_MONTH
    before = np.full(math.ceil(lead), lead / max(math.ceil(lead), 1))
    steps = np.concatenate([before, months])
    market = reference.market
    price, fees = np.full(steps.size, market.btc_price_usd.value), np.full(steps.size, market.fees_btc_per_block.value)
    price[before.size + 1 :], fees[before.size + 1 :] = price_usd[:-1], assumptions.fees_btc_per_block
    steady_blocks = DAYS_PER_MONTH * SECONDS_PER_DAY / float(block_spacing_s(0.0))
    height = assumptions.tip_height + np.concatenate([[0.0], np.cumsum(steps)]) * steady_blocks
    reward_btc = _mean_subsidy_btc(height) + fees
    with np.errstate(divide="ignore"):  # a price of 0 is a reward of 0: the stack's lowest
        log_reward = np.log(BLOCKS_PER_DAY * reward_btc * price / PH_PER_EH).tolist()
    found, slope = reacted(network, log_reward, steps.tolist())
    log_hashrate = np.array([network.log_hashrate, *found])
    at_edges = log_hashrate[before.size :]
    return np.concatenate([[network.log_hashrate], at_edges]), 1.0 - np.array(slope[before.size :])


def _mean_subsidy_btc(height: Array) -> Array:
    """Mean subsidy of the blocks between heights, `(step,)`; a step of no length has its own."""
    era = height[:-1] // HALVING_INTERVAL
    boundary = (era + 1.0) * HALVING_INTERVAL
    length = np.maximum(np.diff(height), 1e-9)
    later = np.clip((height[1:] - boundary) / length, 0.0, 1.0)
    now, then = (subsidies_satoshi((era + place) * HALVING_INTERVAL) / SATOSHI_PER_BTC for place in (0.0, 1.0))
    return np.asarray(now + later * (then - now))


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
