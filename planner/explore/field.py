"""The breakeven map: cash margin of the first month over BTC price × power price, at today's difficulty."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from planner.engine import scenario_columns
from planner.errors import Undefined
from planner.figure import Array, frozen
from planner.fleet_month import FirstMonth, first_month
from planner.outcome import Cases, FieldResult, Outcome

CELLS = 61
LOWEST_PRICE_USD, HIGHEST_PRICE_USD = 20_000.0, 160_000.0
HALF_RANGE_USD_PER_MWH = 30.0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Question:
    """What a field depends on. Neither bitcoin's price nor the power shift, as long as both lie on its axes."""

    month: FirstMonth
    net_hashprice_per_usd: float
    prices: tuple[float, float]  # ends of the axes
    shifts: tuple[float, float]
    before_shift_usd_per_mwh: float


def breakeven_field(outcome: Outcome, should_stop: Callable[[], bool] = lambda: False) -> FieldResult | None:
    """The field around a run, 61 × 61.

    None where the fleet has no contract price (no machines online), or once `should_stop` says so.
    """
    question = _question(outcome)
    if question is None:
        return None
    held = _held(question)
    if not held:
        field = _computed(question, should_stop)
        if field is None:
            return None
        held.append(field)
    return held[0]


def known_field(outcome: Outcome) -> FieldResult | None:
    """The field around a run, if it has been computed already: a moving price only moves the point on it."""
    question = _question(outcome)
    held = [] if question is None else _held(question)
    return held[0] if held else None


@functools.lru_cache(maxsize=4)
def _held(question: _Question) -> list[FieldResult]:
    """The field of a question, once it is there."""
    return []


def _question(outcome: Outcome) -> _Question | None:
    scenario, breakevens = outcome.scenario, outcome.breakevens
    assumptions = scenario.assumptions
    if isinstance(breakevens.contract_price_usd_per_mwh, Undefined):
        return None
    prices, shifts = map_axes(assumptions.btc_price_usd, assumptions.power_price_shift_usd_per_mwh)
    return _Question(
        month=first_month(assumptions, scenario_columns(scenario, len(outcome.month))),
        net_hashprice_per_usd=breakevens.hashprice_per_usd * (1.0 - assumptions.pool_fee_frac),
        prices=(float(prices[0]), float(prices[-1])),
        shifts=(float(shifts[0]), float(shifts[-1])),
        before_shift_usd_per_mwh=breakevens.contract_price_usd_per_mwh,
    )


def _computed(question: _Question, should_stop: Callable[[], bool]) -> FieldResult | None:
    prices, shifts = np.linspace(*question.prices, CELLS), np.linspace(*question.shifts, CELLS)
    cases = Cases(
        btc_price_usd=frozen(np.tile(prices, CELLS)), power_price_shift_usd_per_mwh=frozen(np.repeat(shifts, CELLS))
    )
    net_hashprice = cases.btc_price_usd * question.net_hashprice_per_usd
    parts = []
    for block in question.month.margins(net_hashprice, cases.power_price_shift_usd_per_mwh):
        parts.append(block.cash_margin_usd)
        if should_stop():
            return None
    return FieldResult(
        btc_price_usd=frozen(prices),
        power_price_shift_usd_per_mwh=frozen(shifts),
        contract_price_usd_per_mwh=frozen(question.before_shift_usd_per_mwh + shifts),
        cash_margin_usd=frozen(np.concatenate(parts).reshape(CELLS, CELLS)),
    )


def map_axes(btc_price_usd: float, shift_usd_per_mwh: float) -> tuple[Array, Array]:
    """Prices and shifts of the map; widened by whole steps where the present point lies outside."""
    low, high = LOWEST_PRICE_USD, HIGHEST_PRICE_USD
    while btc_price_usd > high:
        high *= 2.0
    if btc_price_usd < low:
        low = 0.0
    half = HALF_RANGE_USD_PER_MWH
    while abs(shift_usd_per_mwh) > half:
        half += HALF_RANGE_USD_PER_MWH
    return np.linspace(low, high, CELLS), np.linspace(-half, half, CELLS)
