"""Pieces: which part of a site's load each piece of its contract serves, and what of it must be taken."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from planner.columns import Index
from planner.contract import Settlement
from planner.figure import Array


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Piece:
    """One piece of a site's contract and the steps it serves, in the order in which they are. Steps × months."""

    site: int
    settlement: Settlement
    steps: Index
    gross_mw: Array  # (step, month)
    take_mw: Array  # (month,) that must be taken
    unused_mw: Array  # (month,) of that, what no lot can use
    escalation: Array  # (month,) on every price of the piece
    in_force: Array  # (month,) 1 while it applies
    pue: float
    variable_cost: float
    curve: int

    @property
    def is_spot(self) -> bool:
        """Whether the price of the hour decides about running."""
        return reads_spot(self.settlement)


def reads_spot(settlement: Settlement) -> bool:
    """Whether the price of the hour decides about running."""
    return (settlement.must_take and settlement.resold) or settlement.spot_frac > 0.0


def served_by(settlement: Settlement, load_mw: Array, left_mw: Array) -> tuple[Array, Array]:
    """What a piece serves of a site's load, and what it leaves to the next one. Both `(step, month)`.

    Pieces settled by month share each lot's whole load and part its use; the others part the load itself.
    """
    if settlement.above_frac > 0.0 or settlement.upto_frac < 1.0:
        return load_mw, left_mw
    if settlement.of_load_frac < 1.0:
        served = np.minimum(load_mw * settlement.of_load_frac, left_mw)
    else:
        mine = np.minimum(load_mw, left_mw)
        served = np.clip(settlement.upto_mw - (np.cumsum(mine, axis=0) - mine), 0.0, mine)
    return served, left_mw - served


def used_by_lots_mw(settlement: Settlement, served_mw: Array) -> Array:
    """MW of a must-take piece that lots can use, `(month,)`."""
    return np.asarray(served_mw.sum(axis=0) * (settlement.upto_frac - settlement.above_frac))


def must_take_mw(settlement: Settlement, served_mw: Array) -> Array:
    """MW of a piece that must be taken: the block, or the share of the load it is stated as. `(month,)`."""
    if not settlement.must_take:
        return np.zeros(served_mw.shape[1])
    if np.isinf(settlement.upto_mw):
        return used_by_lots_mw(settlement, served_mw)
    return np.full(served_mw.shape[1], settlement.upto_mw)


def resale_curve(weights: Array, multiple: Array, fee: float | None) -> tuple[Array, Array]:
    """The curve of what resale brings, P − f·|P|; the spot curve itself where there is no fee to take."""
    return (weights, multiple) if fee is None else (weights, multiple - fee * np.abs(multiple))
