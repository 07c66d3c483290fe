"""Hosting for others: what clients pay for their machines at the company's sites (MODEL §0).

A client pays a rate on machine energy, a share of what that energy costs, and a share of what its coins leave after
both, never less than nothing. Its machines run whenever they can: the rate is owed for the hours offered.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from planner.columns import Columns
from planner.figure import Array
from planner.models.dispatch import Moments, row_standing


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ClientCharges:
    """Each client's lot in each moment, `(client lot, moment)`, and how it moves with hashprice and power price."""

    usd: Array
    ph_days_shared: Array  # by which a higher net hashprice adds to it
    charged_mwh: Array  # by which a shift of the power price adds to it


def client_charges(columns: Columns, moments: Moments) -> ClientCharges:
    """What clients pay. Energy price: of the contract, without demand charges and credits."""
    clients, groups = columns.clients, columns.groups
    rows, group = clients.rows, clients.rows.group
    standing = row_standing(columns, rows, moments)
    must_take = groups.must_take[group][:, None]
    price = np.where(must_take, groups.take_price_usd_per_mwh[group], groups.energy_price_usd_per_mwh[group])
    energy = standing.available_mwh * np.ones(moments.net_hashprice_usd_per_ph_day.size)
    power = energy * (price[:, moments.month] + moments.price_shift_usd_per_mwh)
    if standing.level_usd_per_mwh.size:
        power += np.where(must_take, 0.0, standing.available_usd * standing.mean_multiple)

    def by_lot(values: Array) -> Array:
        return np.asarray(np.add.reduceat(values, clients.lot_start, axis=0))

    passed = by_lot(clients.power_frac[:, None] * energy)
    owed = by_lot(energy * (clients.rate_usd_per_mwh / clients.pue)[:, None] + power * clients.power_frac[:, None])
    ph_days = by_lot(energy * standing.ph_days_per_mwh)
    profit = ph_days * moments.net_hashprice_usd_per_ph_day - owed
    share = clients.profit_frac[:, None] * (profit > 0.0)
    return ClientCharges(usd=owed + share * profit, ph_days_shared=share * ph_days, charged_mwh=passed * (1.0 - share))


def client_usd_by_group(columns: Columns, moments: Moments) -> Array:
    """The same in dollars, each lot's under the first group it draws from, `(group, moment)`."""
    paid = np.zeros((columns.groups.site.size, moments.net_hashprice_usd_per_ph_day.size))
    if columns.clients.rows.lot.size:
        np.add.at(paid, columns.clients.rows.group[columns.clients.lot_start], client_charges(columns, moments).usd)
    return paid
