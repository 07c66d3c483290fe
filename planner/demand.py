"""Demand charges: what a month's peak costs, and which load it pays to keep off (MODEL §3, second stage).

Load is filled from the most efficient lot downwards. What ratchet and minimum bill in any case is free to use;
load above it runs in a month only if it earns the charge its kW would add.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from planner.figure import Array

RATCHET_MONTHS = 11


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Demand:
    """Load under demand charges, rows of a contract standing together, most efficient first."""

    margin_usd: Array  # (row, month) what each row earns in the month on energy alone, at least 0
    load_kw: Array  # (row, month) metered
    contract: np.ndarray[tuple[int], np.dtype[np.int64]]  # (row,) place of its contract, ascending from 0
    usd_per_kw: Array  # (contract, month)
    ratchet_frac: Array  # (contract,)
    minimum_kw: Array  # (contract,)
    first_peak_kw: Array  # (contract,) the highest peak before the first month


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Metered:
    """The share of its load that each row keeps `(row, month)`, and the kW billed `(contract, month)`."""

    kept_frac: Array
    billed_kw: Array


def metered_by_month(demand: Demand) -> Metered:
    """Month after month: each month's peak can bind the next eleven."""
    months = demand.load_kw.shape[1]
    kept = np.zeros(demand.load_kw.shape)
    billed = np.zeros(demand.usd_per_kw.shape)
    peaks = np.repeat(demand.first_peak_kw[:, None], RATCHET_MONTHS, axis=1)
    for month in range(months):
        floor = np.maximum(demand.ratchet_frac * peaks.max(axis=1), demand.minimum_kw)
        here = slice(month, month + 1)
        kept[:, here], peak = _kept(demand, floor[:, None], here)
        peaks[:, month % RATCHET_MONTHS] = peak[:, 0]
        billed[:, month] = np.maximum(peak[:, 0], floor)
    return Metered(kept_frac=kept, billed_kw=billed)


def metered_by_case(demand: Demand) -> Metered:
    """The first month over and over: each column is a case of its own."""
    floor = np.maximum(demand.ratchet_frac * demand.first_peak_kw, demand.minimum_kw)[:, None]
    kept, peak = _kept(demand, floor, slice(None))
    return Metered(kept_frac=kept, billed_kw=np.maximum(peak, floor))


def _kept(demand: Demand, floor_kw: Array, columns: slice) -> tuple[Array, Array]:
    """Share of each row's load that runs, and each contract's peak in kW; both for some columns."""
    margin, contract = demand.margin_usd[:, columns], demand.contract
    load = np.broadcast_to(demand.load_kw[:, columns], margin.shape)
    wanted = np.where(margin > 0.0, load, 0.0)
    start = np.searchsorted(contract, np.arange(demand.ratchet_frac.size))
    reached = np.cumsum(wanted, axis=0)
    before = reached - wanted
    before -= before[start][contract]
    inside = np.clip(floor_kw[contract] - before, 0.0, wanted)
    earned_per_kw = np.divide(margin, load, out=np.zeros_like(margin), where=load > 0.0)
    earns_its_charge = earned_per_kw >= demand.usd_per_kw[contract][:, columns]
    used = inside + (wanted - inside) * earns_its_charge
    peak = np.add.reduceat(used, start, axis=0)
    return np.divide(used, load, out=np.zeros_like(used), where=load > 0.0), peak
