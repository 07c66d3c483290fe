from __future__ import annotations

import math

from planner.contract import Settlement
from planner.contracts import KINDS


def test_a_piece_serves_all_load_at_no_cost_unless_it_says_otherwise() -> None:
    piece = Settlement()
    assert piece.upto_mw == math.inf
    assert (piece.energy_price_usd_per_mwh, piece.spot_frac, piece.take_price_usd_per_mwh) == (0.0, 0.0, 0.0)
    assert not piece.must_take
    assert not piece.hosted


def test_every_kind_ends_in_a_piece_without_limit() -> None:
    """Else load above the last piece would be served by nobody and cost nothing."""
    for kind in KINDS.values():
        assert kind().settle()[-1].upto_mw == math.inf
