"""Rows of machines that clients own: what they draw is the site's, what they mine is their owner's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from planner.columns import Clients, Index, Rows
from planner.figure import Array, frozen
from planner.portfolio import Lot


def unpaid(lot: Lot) -> bool:
    """Whether a client owns the lot and no term makes it pay."""
    return lot.owner == "client" and not (
        lot.client_rate_usd_per_mwh or lot.client_power_frac or lot.client_profit_frac
    )


def without_coins_of_clients(rows: Rows) -> Rows:
    """The same rows, those of clients mining nothing for the company."""
    return replace(rows, ph_days_per_mwh=frozen(rows.ph_days_per_mwh * ~rows.clients[:, None]))


def clients_of(fixed: Rows, spot: Rows, group_pue: Sequence[float], lots: Sequence[Lot]) -> Clients:
    """The clients' rows of both kinds, lot by lot, with what their owners pay by."""
    both = _joined(fixed, spot)
    places = np.flatnonzero(both.clients)
    rows = _rows_at(both, places[np.argsort(both.lot[places], kind="stable")])
    present, lot_start = np.unique(rows.lot, return_index=True)
    owners, owner = [lots[place] for place in rows.lot.tolist()], [lots[place] for place in present.tolist()]
    return Clients(
        rows=rows, pue=frozen(np.array(group_pue, dtype=np.float64)[rows.group]),
        rate_usd_per_mwh=frozen([lot.client_rate_usd_per_mwh for lot in owners]),
        power_frac=frozen([lot.client_power_frac for lot in owners]),
        profit_frac=frozen([lot.client_profit_frac for lot in owner]), lot_start=lot_start,
    )  # fmt: skip


def _joined(fixed: Rows, spot: Rows) -> Rows:
    joined: dict[str, Array | Index] = {
        name: np.concatenate([getattr(fixed, name), getattr(spot, name)]) for name in Rows.__slots__
    }
    return Rows(**joined)  # type: ignore[arg-type]  # each under the name it came from


def _rows_at(rows: Rows, places: Index) -> Rows:
    """Some rows in some order; their groups do not stand together any more."""
    here: dict[str, Array | Index] = {
        name: getattr(rows, name)[places] for name in Rows.__slots__ if name != "group_start"
    }
    return Rows(**here, group_start=np.zeros(0, dtype=np.int64))  # type: ignore[arg-type]  # as above
