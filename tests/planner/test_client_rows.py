from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from planner.client_rows import unpaid
from planner.columns import Columns
from planner.compiled import columns_of
from planner.contracts import BlockIndex
from planner.portfolio import Portfolio, Site
from planner.quantities import month_index
from planner.reference import load_reference
from tests.planner.test_engine import one_lot


def compiled(portfolio: Portfolio) -> Columns:
    return columns_of(load_reference(), portfolio, 12, month_index("2026-06"))


def test_rows_of_clients_mine_nothing_and_keep_what_their_owners_mine() -> None:
    site = Site(id=1, name="Site", pue=1.25, interconnect_mw=1_000.0)
    portfolio = one_lot(BlockIndex(block_frac=0.6), site=site, owner="client", client_rate_usd_per_mwh=70.0)
    own = replace(portfolio.lots[0], id=2, name="Own", owner="own")
    columns = compiled(replace(portfolio, lots=(own, portfolio.lots[0])))
    assert columns.spot.lot.tolist() == [1, 0, 1, 0]  # clients first, in each of the two pieces
    assert columns.spot.clients.tolist() == [True, False, True, False]
    rate = 1e3 / (24 * 17.5 * 1.25)
    assert columns.spot.ph_days_per_mwh[:, 0].tolist() == pytest.approx([0.0, rate, 0.0, rate])
    clients = columns.clients
    assert clients.rows.lot.tolist() == [1, 1]
    assert clients.rows.ph_days_per_mwh[:, 0].tolist() == pytest.approx([rate, rate])
    assert clients.rows.load_mw[:, 0].tolist() == pytest.approx([0.6 * 4.375, 0.4 * 4.375])
    assert (clients.lot_start.tolist(), clients.pue.tolist()) == ([0], [1.25, 1.25])
    np.testing.assert_array_equal(clients.rate_usd_per_mwh, [70.0, 70.0])


def test_a_client_that_pays_nothing_is_told() -> None:
    portfolio = one_lot(BlockIndex(), owner="client")
    assert compiled(portfolio).notices == ("Lot: its owner pays nothing for its hosting; state a rate.",)
    for term in ("client_rate_usd_per_mwh", "client_power_frac", "client_profit_frac"):
        paying: dict[str, Any] = {term: 0.5}
        assert not unpaid(replace(portfolio.lots[0], **paying))
    assert not unpaid(replace(portfolio.lots[0], owner="own"))
