"""Run or stop, hour by hour of a duration curve, for rows of load in any number of moments (MODEL §2, §3).

A *moment* is one column of the kernel: a month, the part of a month before or after a halving, or one case of
a month. With run value H = net hashprice × PH-days per MWh − variable site cost, a row runs in the hours in which

    H > energy price + spot share × P        usual contract: a fixed or a spot call
    H > P − f·|P|                            must-take block: running forgoes the resale

The duration curve is a table of quantiles, so the answer is exact for that table: the hours below a threshold
and the price they cost are two cumulative sums and one look-up.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from planner.columns import Columns, Curves, Index, Rows
from planner.demand import Demand, metered_by_case, metered_by_month
from planner.figure import Array, frozen
from planner.quantities import HOURS_PER_DAY, KILOWATTS_PER_MEGAWATT, MONTHS_PER_YEAR

Place = npt.NDArray[np.int32]  # half the memory to walk through, and enough for any table of quantiles

NOTHING = frozen(np.zeros((0, 0)))
REMEMBERED = 9  # tables of what stands: fixed, spot, clients' rows of a run, of its first month, of its cases
ALWAYS_EARNS_USD_PER_MWH = -1e9  # what a client's row stops at: its owner pays for every hour in which it can run


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Moments:
    """What differs from column to column; `(moment,)`, month and hours also `(1,)`. The last three are scalars."""

    month: Index
    hours: Array
    net_hashprice_usd_per_ph_day: Array  # net of the pool fee
    price_shift_usd_per_mwh: Array  # added to what every contract charges
    spot_level_frac: float
    uptime_factor: float
    flexibility_captured_frac: float


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Dispatch:
    """What ran, `(group, moment)`."""

    energy_mwh: Array  # used by machines, gross of PUE
    ph_days: Array
    spot_usd: Array  # spot (must-take: resale) value of the energy used
    demand_usd: Array  # demand charges


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class RowShares:
    """What each row did, `(row, moment)`; what is available may be `(row, 1)`."""

    available_mwh: Array
    ph_days_per_mwh: Array  # (row, moment) or (row, 1)
    running_frac: Array  # of the available hours
    spot_usd: Array  # spot (must-take: resale) value of the energy used; none for rows at a fixed price
    demand_usd: Array  # (demand group, moment) charges on the peak; none for spot rows


def dispatch(columns: Columns, moments: Moments) -> Dispatch:
    """Run every row in every moment and sum into groups."""
    count = (columns.groups.site.size, moments.net_hashprice_usd_per_ph_day.size)
    energy, ph_days, spot, demand = np.zeros(count), np.zeros(count), np.zeros(count), np.zeros(count)
    for rows, shares_of in ((columns.fixed, fixed_shares), (columns.spot, spot_shares)):
        if not rows.group.size:
            continue
        shares = shares_of(columns, rows, moments)
        used = shares.available_mwh * shares.running_frac
        groups = rows.group[rows.group_start]
        energy[groups] = np.add.reduceat(used, rows.group_start, axis=0)
        used *= shares.ph_days_per_mwh
        ph_days[groups] = np.add.reduceat(used, rows.group_start, axis=0)
        if rows is columns.spot:
            spot[groups] = np.add.reduceat(shares.spot_usd, rows.group_start, axis=0)
        elif shares.demand_usd.size:
            demand[_demand_groups(columns)[0]] = shares.demand_usd
    return Dispatch(energy_mwh=energy, ph_days=ph_days, spot_usd=spot, demand_usd=demand)


def always_on(columns: Columns, moments: Moments) -> Dispatch:
    """Every row in every hour in which its machines could run, whatever the price."""
    hourly = _always_on(columns, moments.month.tobytes(), moments.spot_level_frac, moments.uptime_factor)
    return Dispatch(
        energy_mwh=hourly.energy_mwh * moments.hours, ph_days=hourly.ph_days * moments.hours,
        spot_usd=hourly.spot_usd * moments.hours, demand_usd=hourly.demand_usd * moments.hours,
    )  # fmt: skip


@functools.lru_cache(maxsize=4)
def _always_on(columns: Columns, months: bytes, level: float, uptime: float) -> Dispatch:
    """Of an hour."""
    month = np.frombuffer(months, dtype=np.int64)
    groups = columns.groups
    energy, ph_days, spot, demand = (np.zeros((groups.site.size, month.size)) for _ in range(4))
    for rows in (columns.fixed, columns.spot):
        if not rows.group.size:
            continue
        standing = _rows(columns, rows, months, level, uptime)
        here = rows.group[rows.group_start]
        energy[here] = np.add.reduceat(standing.available_mwh, rows.group_start, axis=0)
        earning = standing.available_mwh * standing.ph_days_per_mwh
        ph_days[here] = np.add.reduceat(earning, rows.group_start, axis=0)
        if rows is columns.spot and standing.available_usd.size:
            paid = standing.available_usd * standing.mean_multiple
            spot[here] = np.add.reduceat(paid, rows.group_start, axis=0)
    under = np.flatnonzero(groups.demand_usd_per_kw_month.max(axis=1, initial=0.0) > 0.0)
    billed = np.maximum(groups.load_mw[under][:, month], groups.minimum_demand_mw[under, None])
    rate = groups.demand_usd_per_kw_month[under][:, month] * KILOWATTS_PER_MEGAWATT
    demand[under] = billed * rate / (columns.days[month] * HOURS_PER_DAY)
    return Dispatch(
        energy_mwh=frozen(energy), ph_days=frozen(ph_days), spot_usd=frozen(spot), demand_usd=frozen(demand)
    )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class EnergyBill:
    """What energy costs each group in each moment, USD, `(group, moment)`."""

    power_usd: Array
    power_credits_usd: Array
    hosting_usd: Array


def energy_bill(columns: Columns, moments: Moments, ran: Dispatch) -> EnergyBill:
    """Contracts settled: used energy at its price, blocks in full, what a block does not use resold, readiness paid."""
    groups = columns.groups
    standing = group_standing(columns, moments)
    energy_price = groups.energy_price_usd_per_mwh[:, moments.month]
    take_price = groups.take_price_usd_per_mwh[:, moments.month]
    used_usd = ran.energy_mwh * (energy_price + moments.price_shift_usd_per_mwh)
    used_usd += ran.spot_usd + ran.demand_usd
    taken_usd = standing.taken_mwh * (take_price + moments.price_shift_usd_per_mwh)
    must_take, hosted = groups.must_take[:, None], groups.hosted[:, None]
    return EnergyBill(
        power_usd=np.where(must_take, taken_usd, np.where(hosted, 0.0, used_usd)),
        power_credits_usd=np.where(must_take, standing.resold_whole_usd - ran.spot_usd, 0.0)
        + ran.energy_mwh * groups.ready_usd_per_mwh[:, moments.month],
        hosting_usd=np.where(hosted, used_usd, 0.0),
    )


def fixed_shares(columns: Columns, rows: Rows, moments: Moments) -> RowShares:
    """Rows whose price is the same in every hour: they run in all of a moment or in none."""
    standing = row_standing(columns, rows, moments)
    value = standing.ph_days_per_mwh * moments.net_hashprice_usd_per_ph_day
    value -= np.multiply.outer(standing.shifted, moments.price_shift_usd_per_mwh)
    value -= standing.price_usd_per_mwh
    running = (value > 0.0).astype(np.float64)
    demand_usd = NOTHING
    if columns.demand_rows.size:
        demand_usd = _keep_off(columns, moments, value, standing.available_mwh, running)
    return RowShares(
        available_mwh=standing.available_mwh, ph_days_per_mwh=standing.ph_days_per_mwh, running_frac=running,
        spot_usd=NOTHING, demand_usd=demand_usd,
    )  # fmt: skip


def _keep_off(columns: Columns, moments: Moments, value: Array, available_mwh: Array, running: Array) -> Array:
    """Take out of `running` the load that does not earn its demand charge; what is charged, USD by demand group.

    Many moments of one month are cases of the first month; else months follow each other.
    """
    rows, under = columns.fixed, columns.demand_rows
    groups, contract = _demand_groups(columns)
    earned = np.maximum(value[under], 0.0) * available_mwh[under]
    months, place = np.unique(moments.month, return_inverse=True)
    by_case = moments.month.size == 1
    if not by_case and months.size < moments.month.size:  # a halving cuts a month in two; it is billed once
        begins = np.flatnonzero(np.diff(moments.month, prepend=-1))
        earned = np.add.reduceat(earned, begins, axis=1)
    tables = columns.groups
    demand = Demand(
        margin_usd=earned, load_kw=rows.load_mw[under][:, months] * KILOWATTS_PER_MEGAWATT, contract=contract,
        usd_per_kw=tables.demand_usd_per_kw_month[groups][:, months], ratchet_frac=tables.ratchet_frac[groups],
        minimum_kw=tables.minimum_demand_mw[groups] * KILOWATTS_PER_MEGAWATT,
        first_peak_kw=tables.load_mw[groups, 0] * KILOWATTS_PER_MEGAWATT,
    )  # fmt: skip
    metered = metered_by_case(demand) if by_case else metered_by_month(demand)
    charged = metered.billed_kw * demand.usd_per_kw
    if by_case:
        running[under] *= metered.kept_frac
        return charged
    running[under] *= metered.kept_frac[:, place]
    share_of_month = moments.hours / (columns.days[moments.month] * HOURS_PER_DAY)
    by_moment: Array = charged[:, place] * share_of_month
    return by_moment


@functools.lru_cache(maxsize=4)
def _demand_groups(columns: Columns) -> tuple[Index, Index]:
    """Groups under a demand charge, and for each row under one the place of its group among them."""
    return np.unique(columns.fixed.group[columns.demand_rows], return_inverse=True)


def spot_shares(columns: Columns, rows: Rows, moments: Moments) -> RowShares:
    """Rows for which the hour's price decides: they run below a threshold of the duration curve.

    Nobody knows the hours in advance. The share of a row that is not captured decides once, by the month's mean price,
    and runs all of it or none: a mixture of two ways to run, so that energy, coin and bill still belong together.
    """
    standing = row_standing(columns, rows, moments)
    threshold = standing.ph_days_per_mwh * moments.net_hashprice_usd_per_ph_day
    threshold -= standing.price_usd_per_mwh
    threshold -= np.multiply.outer(standing.shifted, moments.price_shift_usd_per_mwh)
    threshold /= standing.level_usd_per_mwh
    running, paid = _below(columns.curves, standing.block, threshold)
    if (captured := moments.flexibility_captured_frac) < 1.0:
        all_month = (threshold > standing.mean_multiple) * (1.0 - captured)
        running = running * captured + all_month
        paid = paid * captured + all_month * standing.mean_multiple
    paid *= standing.available_usd
    return RowShares(
        available_mwh=standing.available_mwh, ph_days_per_mwh=standing.ph_days_per_mwh, running_frac=running,
        spot_usd=paid, demand_usd=NOTHING,
    )  # fmt: skip


def _below(curves: Curves, block: Place, threshold: Array) -> tuple[Array, Array]:
    """Share of hours whose price multiple is below each threshold, and the sum of share × multiple over them.

    A binary search in step for all thresholds: one gather a step, exact, whatever block each one belongs to.
    """
    place = np.empty(threshold.shape, dtype=np.int32)
    place[:] = block * curves.padded - 1  # the last quantile known to be below
    step = np.int32((curves.padded + 1) // 2)
    while step:
        place += (curves.price_multiple.take(place + step) < threshold) * step
        step //= np.int32(2)
    place += block + 1  # the cumulative arrays have one entry more in each block
    return curves.cumulative_hours.take(place), curves.cumulative_price.take(place)


# --- what stands while hashprice and power price move -----------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class RowStanding:
    """Of rows, `(row, moment)` as the moments' month has it, or `(row, 1)`. The last five only of spot rows."""

    available_mwh: Array  # if the row ran whenever it can
    ph_days_per_mwh: Array
    price_usd_per_mwh: Array  # of energy, and the site's variable cost, less what running earns for standing ready
    shifted: Array  # (row,) 1 where a shift of the power price is part of what running costs
    level_usd_per_mwh: Array  # forward level × the share of it that energy used pays
    available_usd: Array  # available energy at that level
    mean_multiple: Array  # mean price (must-take: resale value) over that level
    block: Place  # of the duration curves


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class GroupStanding:
    """Of groups, `(group, moment)` as the moments' month has it."""

    load_mwh: Array  # if all machines ran all hours
    taken_mwh: Array  # of must-take blocks
    resold_whole_usd: Array  # what those would bring if no machine used any of it
    full_load_price_usd_per_mwh: Array  # contract price of that load, before any shift


def group_standing(columns: Columns, moments: Moments) -> GroupStanding:
    """Loads, blocks and contract prices in these moments; remembered."""
    return _groups(columns, moments.month.tobytes(), moments.hours.tobytes(), moments.spot_level_frac)


def mean_spot_usd_per_mwh(columns: Columns, moments: Moments) -> Array:
    """Mean spot price (must-take: resale value) at each group's site; 0 where none is read. `(group, moment)`."""
    return _mean_spot(columns, moments.month, moments.spot_level_frac)


def row_standing(columns: Columns, rows: Rows, moments: Moments) -> RowStanding:
    """Energy, prices and levels of rows in these moments.

    Remembered but for the hours: a halving moves within its month with everything the network answers.
    """
    hourly = _rows(columns, rows, moments.month.tobytes(), moments.spot_level_frac, moments.uptime_factor)
    usd = hourly.available_usd
    return replace(
        hourly, available_mwh=hourly.available_mwh * moments.hours,
        available_usd=usd * moments.hours if usd.size else NOTHING,
    )  # fmt: skip


@functools.lru_cache(maxsize=REMEMBERED)
def _rows(columns: Columns, rows: Rows, months: bytes, spot_level_frac: float, uptime_factor: float) -> RowStanding:
    """Of an hour: MW and USD an hour where the result has MWh and USD."""
    month = np.frombuffer(months, dtype=np.int64)
    groups, group = columns.groups, rows.group
    up = np.clip(rows.availability_frac * uptime_factor, rows.above_frac, rows.upto_frac) - rows.above_frac
    available = rows.load_mw[:, month] * up[:, None]
    price = groups.energy_price_usd_per_mwh[group][:, month] + rows.variable_cost_usd_per_mwh[:, None]
    price -= groups.ready_usd_per_mwh[group][:, month]
    price[rows.clients] = ALWAYS_EARNS_USD_PER_MWH
    if rows is columns.fixed or not columns.curves.mean_price.size:
        level, block = NOTHING, np.zeros((0, 0), dtype=np.int32)
    else:
        level = columns.site_spot_usd_per_mwh[groups.site[group]][:, month] * spot_level_frac
        level *= groups.spot_frac[group, None]
        block = np.add.outer(groups.curve[group] * MONTHS_PER_YEAR, columns.month_of_year[month]).astype(np.int32)
    return RowStanding(
        available_mwh=available, price_usd_per_mwh=price,
        ph_days_per_mwh=rows.ph_days_per_mwh[:, month] if rows.ph_days_per_mwh.shape[1] > 1 else rows.ph_days_per_mwh,
        shifted=np.where(groups.must_take[group], 0.0, 1.0), level_usd_per_mwh=level,
        available_usd=available * level if level.size else NOTHING, block=block,
        mean_multiple=columns.curves.mean_price[block] if block.size else NOTHING,
    )  # fmt: skip


@functools.lru_cache(maxsize=REMEMBERED)
def _groups(columns: Columns, months: bytes, hours: bytes, spot_level_frac: float) -> GroupStanding:
    month, length_h = np.frombuffer(months, dtype=np.int64), np.frombuffer(hours)
    groups = columns.groups
    mean = _mean_spot(columns, month, spot_level_frac)
    taken = groups.take_mw[:, month] * length_h
    must_take = groups.must_take[:, None]
    price = np.where(must_take, groups.take_price_usd_per_mwh, groups.energy_price_usd_per_mwh)[:, month]
    return GroupStanding(
        load_mwh=groups.load_mw[:, month] * length_h,
        taken_mwh=taken,
        resold_whole_usd=taken * mean,
        full_load_price_usd_per_mwh=price
        + np.where(must_take, 0.0, mean * groups.spot_frac[:, None])
        + groups.demand_usd_per_kw_month[:, month] * KILOWATTS_PER_MEGAWATT / (columns.days[month] * HOURS_PER_DAY),
    )


def _mean_spot(columns: Columns, month: Index, spot_level_frac: float) -> Array:
    groups = columns.groups
    if not columns.curves.mean_price.size:
        return np.zeros((groups.site.size, month.size))
    block = np.add.outer(groups.curve * MONTHS_PER_YEAR, columns.month_of_year[month])
    level: Array = columns.site_spot_usd_per_mwh[groups.site][:, month] * spot_level_frac
    return level * columns.curves.mean_price[block] * groups.spot[:, None]
