"""The breakeven map: cash margin of the first month over BTC price × power price, at today's difficulty."""

from __future__ import annotations

import numpy as np

from planner.engine import scenario_columns
from planner.errors import Undefined
from planner.figure import Array, frozen
from planner.fleet_month import first_month, hashprice_per_usd
from planner.network import network_path
from planner.outcome import Cases, FieldResult, Outcome

CELLS = 61
LOWEST_PRICE_USD, HIGHEST_PRICE_USD = 20_000.0, 160_000.0
HALF_RANGE_USD_PER_MWH = 30.0


def breakeven_field(outcome: Outcome) -> FieldResult | None:
    """The field around a run, 61 × 61; None where the fleet has no contract price (no machines online)."""
    scenario = outcome.scenario
    assumptions = scenario.assumptions
    before_shift = outcome.breakevens.contract_price_usd_per_mwh
    if isinstance(before_shift, Undefined):
        return None
    prices, shifts = map_axes(assumptions.btc_price_usd, assumptions.power_price_shift_usd_per_mwh)
    columns = scenario_columns(scenario, len(outcome.month))
    network = network_path(assumptions, columns.first_month, columns.days, columns.network_change_ph_s)
    cases = Cases(
        btc_price_usd=frozen(np.tile(prices, CELLS)), power_price_shift_usd_per_mwh=frozen(np.repeat(shifts, CELLS))
    )
    kept = hashprice_per_usd(assumptions, network) * (1.0 - assumptions.pool_fee_frac)
    month = first_month(assumptions, columns)
    margin = month.margin(cases.btc_price_usd * kept, cases.power_price_shift_usd_per_mwh)
    return FieldResult(
        btc_price_usd=frozen(prices),
        power_price_shift_usd_per_mwh=frozen(shifts),
        contract_price_usd_per_mwh=frozen(before_shift + shifts),
        cash_margin_usd=frozen(margin.cash_margin_usd.reshape(CELLS, CELLS)),
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
