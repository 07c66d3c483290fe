"""Run or stop, hour by hour of a duration curve, for rows of load in any number of moments (MODEL §2, §3).

A *moment* is one column of the kernel: a month, the part of a month before or after a halving, or one case of
a month. With run value H = net hashprice × PH-days per MWh − variable site cost, a row runs in the hours in which

    H > energy price + spot share × P        usual contract: a fixed or a spot call
    H > P − f·|P|                            must-take block: running forgoes the resale

The duration curve is a table of quantiles, so the answer is exact for that table: the hours below a threshold
and the price they cost are two cumulative sums and one look-up.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from planner.columns import Columns, Curves, Index, Rows
from planner.figure import Array
from planner.quantities import MONTHS_PER_YEAR


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Moments:
    """What differs from column to column; all `(moment,)`. The last two are the same for all."""

    month: Index
    hours: Array
    net_hashprice_usd_per_ph_day: Array  # net of the pool fee
    price_shift_usd_per_mwh: Array  # added to what every contract charges
    spot_level_frac: float
    uptime_factor: float


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Dispatch:
    """What ran, `(group, moment)`."""

    energy_mwh: Array  # used by machines, gross of PUE
    ph_days: Array
    spot_usd: Array  # spot (must-take: resale) value of the energy used


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class RowShares:
    """What each row did, `(row, moment)`."""

    available_mwh: Array
    running_frac: Array  # of the available hours
    spot_usd: Array  # spot (must-take: resale) value of the energy used


def dispatch(columns: Columns, moments: Moments) -> Dispatch:
    """Run every row in every moment and sum into groups."""
    count = (columns.groups.site.size, moments.month.size)
    energy, ph_days, spot = np.zeros(count), np.zeros(count), np.zeros(count)
    for rows, shares_of in ((columns.fixed, fixed_shares), (columns.spot, spot_shares)):
        if not rows.group.size:
            continue
        shares = shares_of(columns, rows, moments)
        used = shares.available_mwh
        used *= shares.running_frac
        groups = rows.group[rows.group_start]
        energy[groups] = np.add.reduceat(used, rows.group_start, axis=0)
        used *= rows.ph_days_per_mwh[:, None]
        ph_days[groups] = np.add.reduceat(used, rows.group_start, axis=0)
        if rows is columns.spot:
            spot[groups] = np.add.reduceat(shares.spot_usd, rows.group_start, axis=0)
    return Dispatch(energy_mwh=energy, ph_days=ph_days, spot_usd=spot)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class EnergyBill:
    """What energy costs each group in each moment, USD, `(group, moment)`."""

    power_usd: Array
    power_credits_usd: Array
    hosting_usd: Array


def energy_bill(columns: Columns, moments: Moments, ran: Dispatch, level: Array) -> EnergyBill:
    """Contracts settled: used energy at its price, blocks in full, what a block does not use resold."""
    groups = columns.groups
    taken_mwh = np.multiply.outer(groups.take_mw, moments.hours)
    used_usd = ran.energy_mwh * (groups.energy_price_usd_per_mwh[:, None] + moments.price_shift_usd_per_mwh)
    used_usd += ran.spot_usd
    taken_usd = taken_mwh * (groups.take_price_usd_per_mwh[:, None] + moments.price_shift_usd_per_mwh)
    resold_usd = taken_mwh * level * mean_multiple(columns, moments) - ran.spot_usd
    must_take, hosted = groups.must_take[:, None], groups.hosted[:, None]
    return EnergyBill(
        power_usd=np.where(must_take, taken_usd, np.where(hosted, 0.0, used_usd)),
        power_credits_usd=np.where(must_take, resold_usd, 0.0),
        hosting_usd=np.where(hosted, used_usd, 0.0),
    )


def mean_multiple(columns: Columns, moments: Moments) -> Array:
    """Mean price multiple of each group's curve in each moment; 0 where no curve is read. `(group, moment)`."""
    groups = columns.groups
    if not columns.curves.mean_price.size:
        return np.zeros((groups.site.size, moments.month.size))
    block = np.add.outer(groups.curve * MONTHS_PER_YEAR, columns.month_of_year[moments.month])
    return columns.curves.mean_price[block] * groups.spot[:, None]


def spot_level(columns: Columns, moments: Moments) -> Array:
    """Forward level at each group's site in each moment, USD/MWh, `(group, moment)`."""
    return columns.site_spot_usd_per_mwh[columns.groups.site][:, moments.month] * moments.spot_level_frac


def fixed_shares(columns: Columns, rows: Rows, moments: Moments) -> RowShares:
    """Rows whose price is the same in every hour: they run in all of a moment or in none."""
    price = columns.groups.energy_price_usd_per_mwh[rows.group] + rows.variable_cost_usd_per_mwh
    value = np.multiply.outer(rows.ph_days_per_mwh, moments.net_hashprice_usd_per_ph_day)
    value -= moments.price_shift_usd_per_mwh
    running = (value > price[:, None]).astype(np.float64)
    return RowShares(available_mwh=_available_mwh(rows, moments), running_frac=running, spot_usd=np.zeros((0, 0)))


def spot_shares(columns: Columns, rows: Rows, moments: Moments) -> RowShares:
    """Rows for which the hour's price decides: they run below a threshold of the duration curve."""
    groups = columns.groups
    price = groups.energy_price_usd_per_mwh[rows.group] + rows.variable_cost_usd_per_mwh
    shifted = np.where(groups.must_take[rows.group], 0.0, 1.0)
    level = (spot_level(columns, moments) * groups.spot_frac[:, None])[rows.group]
    threshold = np.multiply.outer(rows.ph_days_per_mwh, moments.net_hashprice_usd_per_ph_day)
    threshold -= price[:, None]
    threshold -= np.multiply.outer(shifted, moments.price_shift_usd_per_mwh)
    threshold /= level
    block = np.add.outer(groups.curve[rows.group] * MONTHS_PER_YEAR, columns.month_of_year[moments.month])
    running, paid = _below(columns.curves, block, threshold)
    available = _available_mwh(rows, moments)
    paid *= available
    paid *= level
    return RowShares(available_mwh=available, running_frac=running, spot_usd=paid)


def _available_mwh(rows: Rows, moments: Moments) -> Array:
    """Energy if the row ran whenever it can, `(row, moment)`."""
    every_month = np.array_equal(moments.month, np.arange(rows.load_mw.shape[1]))
    load = rows.load_mw if every_month else rows.load_mw[:, moments.month]
    available: Array = load * (moments.hours * moments.uptime_factor)
    available *= rows.availability_frac[:, None]
    return available


def _below(curves: Curves, block: Index, threshold: Array) -> tuple[Array, Array]:
    """Share of hours whose price multiple is below each threshold, and the sum of share × multiple over them.

    A binary search in step for all thresholds: one gather a step, exact, whatever block each one belongs to.
    """
    place = block * curves.padded - 1  # the last quantile known to be below
    step = (curves.padded + 1) // 2
    while step:
        place += (curves.price_multiple.take(place + step) < threshold) * step
        step //= 2
    place += block + 1  # the cumulative arrays have one entry more in each block
    return curves.cumulative_hours.take(place), curves.cumulative_price.take(place)
