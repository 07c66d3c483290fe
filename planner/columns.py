"""Columns: a portfolio turned once into arrays that a kernel can use.

Load is a list of *rows*: a step of a lot (`planner.machines`), or the part of it that one piece of its site's contract
serves. Rows of one site and piece stand together and form a *group*; groups of one site stand together. The energy of
rows is summed into groups, groups into sites. A must-take block larger than its site's load gets a row without
machines, so that what is never used is resold by the same kernel.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from planner.figure import Array
from planner.quantities import MONTHS_PER_YEAR

Index = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Curves:
    """Duration curves end to end, one block per curve and month of the year, padded for a binary search.

    Block b = curve × 12 + month of year (0 to 11) holds `price_multiple[b × N : (b + 1) × N]`, ascending, N one
    less than a power of 2; what is padded is infinite and holds no hours. The cumulative arrays have N + 1 entries
    a block: hours, and price × hours, of the n cheapest quantiles.
    """

    padded: int  # N
    price_multiple: Array  # (block × N,)
    cumulative_hours: Array  # (block × (N + 1),) share of hours, 0 to 1
    cumulative_price: Array  # (block × (N + 1),)
    mean_price: Array  # (block,)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Rows:
    """Rows of load that one kernel evaluates. `group` ascends."""

    lot: Index  # (row,) index of the lot; −1: the part of a block that no machine uses
    is_first_step: npt.NDArray[np.bool_]  # (row,) of its lot: the last of it to stop
    clients: npt.NDArray[np.bool_]  # (row,) a client's machines: they run whenever they can, and mine for their owner
    group: Index  # (row,)
    group_start: Index  # (groups present,) first row of each
    ph_days_per_mwh: Array  # (row, month), or (row, 1) where no lot degrades: 1,000 / (24 · J/TH · PUE); clients' 0
    variable_cost_usd_per_mwh: Array  # (row,)
    availability_frac: Array  # (row,)
    above_frac: Array  # (row,) the row is what its lot uses above this share of its load …
    upto_frac: Array  # (row,) … and up to this share
    load_mw: Array  # (row, month) gross, PUE included


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Clients:
    """Rows of machines that clients own, and what they pay by. All `(row,)` but the rows' own figures."""

    rows: Rows  # as they would stand for the company, in order of lots
    pue: Array
    rate_usd_per_mwh: Array  # on machine energy
    power_frac: Array  # of its energy cost, passed through
    profit_frac: Array  # (client lot,) of what a lot's coins leave its owner after rate and power
    lot_start: Index  # (client lot,) first row of each


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Resales:
    """Own lots that retire within the months and are sold. All `(sale,)`."""

    site: Index
    month: Index
    th_s: Array
    price_usd_per_th: Array
    bought_month: Index  # in which that price was paid; −1: at the hashprice beside it
    bought_usd_per_ph_day: Array


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Groups:
    """One entry per site and contract piece, in site order; `(group,)`, prices and MW `(group, month)`."""

    site: Index
    spot: npt.NDArray[np.bool_]  # whether the hour's price decides
    must_take: npt.NDArray[np.bool_]
    hosted: npt.NDArray[np.bool_]
    energy_price_usd_per_mwh: Array  # of energy used
    take_price_usd_per_mwh: Array  # of energy contracted
    spot_frac: Array  # share of the hour's price that energy used pays; must-take: of the resale value it forgoes
    curve: Index
    take_mw: Array  # contracted MW that must be taken
    load_mw: Array  # what its lots would draw if all of them ran
    demand_usd_per_kw_month: Array
    ratchet_frac: Array
    minimum_demand_mw: Array
    ready_usd_per_mwh: Array  # (group, month) earned by a MWh that runs for standing ready to stop
    site_start: Index  # (sites present,) first group of each site that has any


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Collateral:
    """The company's machines by what they were bought at, for what they would fetch. `(kind,)` but for the first."""

    th_s: Array  # (kind, month) online, at their age
    price_usd_per_th: Array
    bought_month: Index  # in which that price was paid; −1: at the hashprice beside it
    bought_usd_per_ph_day: Array


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Columns:
    """All that a run reads of a portfolio, months counted from `first_month`."""

    first_month: int  # months since year 0
    days: Array  # (month,)
    month_of_year: Index  # (month,) 0 to 11
    curves: Curves
    fixed: Rows
    spot: Rows
    demand_rows: Index  # rows of `fixed` under a demand charge
    groups: Groups
    site_spot_usd_per_mwh: Array  # (site, month) forward level
    site_fixed_cost_usd: Array  # (site, month)
    site_credit_usd: Array  # (site, month) on the power bill, whatever runs
    site_variable_cost_usd_per_mwh: Array  # (site,)
    depreciation_usd: Array  # (site, month)
    write_off_usd: Array  # (site, month)
    machine_capex_usd: Array  # (site, month)
    import_duty_usd: Array  # (site, month)
    resales: Resales
    collateral: Collateral
    clients: Clients
    online_ph_s: Array  # (site, month) own machines
    online_mw: Array  # (site, month) own machines, without PUE
    lot_site: Index  # (lot,)
    lot_online_ph_s: Array  # (lot,) own ones in the first month, before any limit of the connection
    lot_served_frac: Array  # (lot,) what the connection serves of them in the first month; 1 where nothing is online
    lot_efficiency_j_per_th: Array  # (lot,)
    lot_availability_frac: Array  # (lot,)
    network_change_ph_s: Array  # (month,) own hashrate that joins or leaves the network after the data date
    sga_usd: Array  # (month,)
    notices: tuple[str, ...]


def month_days(first_month: int, months: int) -> Array:
    """Days of each calendar month from `first_month` (months since year 0), `(months,)`."""
    starts = np.datetime64("0000-01", "M") + np.arange(first_month, first_month + months + 1)
    return np.diff(starts.astype("datetime64[D]")).astype(np.float64)


def days_of_year(span: Index) -> Array:
    """Days of the calendar year that each month (since year 0) lies in, same shape."""
    years = np.datetime64("0000", "Y") + span // MONTHS_PER_YEAR
    days: Array = ((years + 1).astype("datetime64[D]") - years.astype("datetime64[D]")).astype(np.float64)
    return days
