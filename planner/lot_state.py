"""Every lot in the first month: what it costs, when it stops, whether it runs (MODEL §2)."""

from __future__ import annotations

import numpy as np

from planner.assumptions import Assumptions
from planner.chain import blocks_per_th_day
from planner.client_hosting import client_charges
from planner.columns import Columns, Groups, Index
from planner.figure import Array, frozen
from planner.models.dispatch import Moments, fixed_shares, mean_spot_usd_per_mwh, spot_shares
from planner.network import NetworkPath
from planner.outcome import LotState
from planner.quantities import TH_PER_PH


def lot_state(columns: Columns, network: NetworkPath, moments: Moments, assumptions: Assumptions) -> LotState:
    """Every lot in the first month, from its rows."""
    opening = int(network.segments.start[1]) if columns.days.size > 1 else moments.month.size
    first = Moments(
        month=moments.month[:opening], hours=moments.hours[:opening],
        net_hashprice_usd_per_ph_day=moments.net_hashprice_usd_per_ph_day[:opening],
        price_shift_usd_per_mwh=moments.price_shift_usd_per_mwh[:opening],
        spot_level_frac=moments.spot_level_frac, uptime_factor=moments.uptime_factor,
        flexibility_captured_frac=moments.flexibility_captured_frac,
    )  # fmt: skip
    coin = TH_PER_PH * float(blocks_per_th_day(float(network.difficulty[0])))
    reward = coin * (network.segments.subsidy_btc[:opening] + assumptions.fees_btc_per_block)
    count = columns.lot_site.size
    names = ("load", "ph_days", "first_ph_days", "ran", "available", "cost", "stop", "btc", "margin")
    sums = {name: np.zeros(count) for name in names}
    for rows, shares_of in ((columns.fixed, fixed_shares), (columns.spot, spot_shares)):
        machine = rows.lot >= 0
        if not machine.any():
            continue
        shares = shares_of(columns, rows, first)
        used = shares.available_mwh * shares.running_frac
        ph_days = used * shares.ph_days_per_mwh
        per_mwh = rows.ph_days_per_mwh[:, 0]
        served = rows.load_mw[:, 0] * (rows.upto_frac - rows.above_frac)
        price, stop, spent = _row_prices(columns, rows.group, first, shares.spot_usd, used, served)
        ready = columns.groups.ready_usd_per_mwh[rows.group, 0]
        load = served + 1e-12  # a lot not yet online still has a cost to show
        values = {
            "load": load * ~rows.clients,
            "ph_days": load * per_mwh,
            "first_ph_days": load * per_mwh * rows.is_first_step,
            "ran": used.sum(axis=1),
            "available": shares.available_mwh.sum(axis=1),
            "btc": (ph_days @ reward) * (1.0 - assumptions.pool_fee_frac),
            "margin": ph_days @ first.net_hashprice_usd_per_ph_day
            - spent
            - used.sum(axis=1) * (rows.variable_cost_usd_per_mwh - ready),
        }
        variable = rows.variable_cost_usd_per_mwh
        values |= {"cost": (price + variable) * load, "stop": (stop + variable - ready) * load * rows.is_first_step}
        for name, value in values.items():
            sums[name] += np.bincount(rows.lot[machine], weights=value[machine], minlength=count)
    if columns.clients.rows.lot.size:
        clients = columns.clients
        sums["margin"][clients.rows.lot[clients.lot_start]] += client_charges(columns, first).usd.sum(axis=1)
    return LotState(
        site=columns.lot_site,
        online_ph_s=columns.lot_online_ph_s,
        running_frac=frozen(ratio(sums["ran"], sums["available"])),
        served_frac=columns.lot_served_frac,
        hashcost_usd_per_ph_day=_like_its_site(columns, ratio(sums["cost"], sums["ph_days"]), sums["load"]),
        stop_hashprice_usd_per_ph_day=_like_its_site(columns, ratio(sums["stop"], sums["first_ph_days"]), sums["load"]),
        efficiency_j_per_th=columns.lot_efficiency_j_per_th,
        energy_mwh=frozen(sums["ran"]),
        btc_received=frozen(sums["btc"]),
        margin_usd=frozen(sums["margin"]),
    )


def _like_its_site(columns: Columns, usd_per_ph_day: Array, load_mw: Array) -> Array:
    """A lot that the connection never serves has no load to be priced by: it costs what its site pays for a joule."""
    unserved = load_mw == 0.0
    if not unserved.any():
        return frozen(usd_per_ph_day)
    site, sites = columns.lot_site, columns.online_ph_s.shape[0]
    per_joule = usd_per_ph_day / columns.lot_efficiency_j_per_th * load_mw
    paid, load = (np.bincount(site, values, sites).astype(np.float64) for values in (per_joule, load_mw))
    mean = ratio(paid, load)
    return frozen(np.where(unserved, mean[site] * columns.lot_efficiency_j_per_th, usd_per_ph_day))


def _row_prices(
    columns: Columns, group: Index, first: Moments, spot_usd: Array, used_mwh: Array, load_mw: Array
) -> tuple[Array, Array, Array]:
    """Per row: price paid in the mean hour, price at which it stops in the mean hour, and USD spent in the month."""
    groups: Groups = columns.groups
    shift = first.price_shift_usd_per_mwh[0]
    mean = mean_spot_usd_per_mwh(columns, first)[group, 0] * groups.spot_frac[group]
    must_take = groups.must_take[group]
    paid = np.where(
        must_take, groups.take_price_usd_per_mwh[group, 0], groups.energy_price_usd_per_mwh[group, 0] + mean
    )
    stop = np.where(must_take, mean - shift, groups.energy_price_usd_per_mwh[group, 0] + mean)
    used = used_mwh.sum(axis=1)
    spot = spot_usd.sum(axis=1) if spot_usd.size else np.zeros(group.size)
    usual = used * (groups.energy_price_usd_per_mwh[group, 0] + shift) + spot
    block_mwh = load_mw * first.hours.sum()
    block = block_mwh * (groups.take_price_usd_per_mwh[group, 0] + shift) - (block_mwh * mean - spot)
    return paid + shift, stop + shift, np.where(must_take, block, usual)


def ratio(numerator: Array, denominator: Array) -> Array:
    """Quotients, 0 where there is nothing to divide by."""
    return np.divide(numerator, denominator, out=np.zeros_like(numerator), where=denominator > 0.0)
