from __future__ import annotations

import numpy as np

from planner.contract import Settlement
from planner.pieces import must_take_mw, reads_spot, resale_curve, served_by, used_by_lots_mw

LOAD = np.array([[6.0, 6.0], [4.0, 0.0]])  # (lot, month), most efficient first


def test_a_block_is_filled_from_the_most_efficient_lot() -> None:
    block = Settlement(upto_mw=8.0, must_take=True)
    served, left = served_by(block, LOAD, LOAD)
    assert served.tolist() == [[6, 6], [2, 0]]
    assert left.tolist() == [[0, 0], [2, 0]]
    assert must_take_mw(block, served).tolist() == [8, 8]
    assert used_by_lots_mw(block, served).tolist() == [8, 6]


def test_a_share_of_load_is_served_of_every_lot() -> None:
    share = Settlement(of_load_frac=0.5, must_take=True)
    served, left = served_by(share, LOAD, LOAD)
    assert served.tolist() == [[3, 3], [2, 0]]
    assert left.tolist() == [[3, 3], [2, 0]]
    assert must_take_mw(share, served).tolist() == [5, 3]


def test_pieces_settled_by_month_share_the_whole_load() -> None:
    paid = Settlement(upto_frac=0.8, must_take=True, resold=False)
    served, left = served_by(paid, LOAD, LOAD)
    assert served is LOAD
    assert left is LOAD
    assert must_take_mw(paid, served).tolist() == [8, 6 * 0.8]


def test_what_reads_spot() -> None:
    assert reads_spot(Settlement(spot_frac=1.0))
    assert reads_spot(Settlement(must_take=True))
    assert not reads_spot(Settlement(must_take=True, resold=False))
    assert not reads_spot(Settlement(energy_price_usd_per_mwh=40.0))


def test_resale_costs_its_fee_on_either_side_of_zero() -> None:
    weights, multiples = resale_curve(np.array([0.5, 0.5]), np.array([-1.0, 2.0]), 0.1)
    assert weights.tolist() == [0.5, 0.5]
    assert multiples.tolist() == [-1.1, 1.8]
    assert resale_curve(weights, np.array([2.0]), None)[1].tolist() == [2.0]
