"""Settlements by hand and by the pay-off of each kind."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.figure import Array
from planner.hedge import Hedge, HedgeTerms
from planner.hedge_columns import HedgeColumns, hedge_columns
from planner.hedges import BtcCollar, BtcPut, HashpriceForward, PowerSwap
from planner.models.hedge_settlement import hedge_settlement_usd
from planner.quantities import month_index

SPAN = {"first_month": "2026-08", "last_month": "2026-09"}  # of July to October 2026
FORWARD = HashpriceForward(price_usd_per_ph_day=36.0, volume_ph_s=10.0, margin_frac=0.1, **SPAN)
PUT = BtcPut(strike_usd=60_000.0, btc_per_month=3.0, premium_usd_per_btc=1_000.0, **SPAN)
COLLAR = BtcCollar(floor_usd=55_000.0, cap_usd=90_000.0, btc_per_month=2.0, premium_usd_per_btc=-500.0, **SPAN)
SWAP = PowerSwap(price_usd_per_mwh=38.0, mw=1.0, **SPAN)


def columns(*terms: HedgeTerms) -> HedgeColumns:
    hedges = [Hedge(id=place, site_id=int(each.of_site), terms=each) for place, each in enumerate(terms, start=1)]
    return hedge_columns(hedges, month_index("2026-07"), 4, lambda _site: np.full(4, 30.0))


def settled(terms: HedgeTerms, *, hashprice: float = 36.0, price: float = 70_000.0, level: float = 1.0) -> list[float]:
    found: list[float] = hedge_settlement_usd(columns(terms), np.full(4, hashprice), np.full(4, price), level).tolist()
    return found


def test_a_forward_pays_below_its_price_and_costs_above() -> None:
    assert settled(FORWARD, hashprice=30.0) == pytest.approx([0, 10 * 31 * 6, 10 * 30 * 6, 0])
    assert settled(FORWARD, hashprice=40.0) == pytest.approx([0, -10 * 31 * 4, -10 * 30 * 4, 0])


@pytest.mark.parametrize(("price", "paid"), [(50_000.0, 27_000.0), (60_000.0, -3_000.0), (100_000.0, -3_000.0)])
def test_a_put_costs_its_premium_and_pays_below_its_strike(price: float, paid: float) -> None:
    assert settled(PUT, price=price) == pytest.approx([0, paid, paid, 0])


@pytest.mark.parametrize(("price", "paid"), [(50_000.0, 11_000.0), (70_000.0, 1_000.0), (95_000.0, -9_000.0)])
def test_a_collar_pays_below_its_floor_and_costs_above_its_cap(price: float, paid: float) -> None:
    assert settled(COLLAR, price=price) == pytest.approx([0, paid, paid, 0])


@pytest.mark.parametrize("level", [1.0, 2.0])
def test_a_swap_receives_spot_for_its_fixed_price(level: float) -> None:
    assert settled(SWAP, level=level) == pytest.approx([0, (30 * level - 38) * 744, (30 * level - 38) * 720, 0])


@given(
    hashprice=st.lists(st.floats(0, 200), min_size=8, max_size=8),
    price=st.lists(st.floats(0, 3e5), min_size=8, max_size=8),
)
def test_all_together_are_the_sum_of_each_alone_in_every_case(hashprice: list[float], price: list[float]) -> None:
    cases: tuple[Array, Array] = (np.array(hashprice).reshape(4, 2), np.array(price).reshape(4, 2))
    together = hedge_settlement_usd(columns(FORWARD, PUT, COLLAR, SWAP), *cases, 1.5)
    each = [hedge_settlement_usd(columns(terms), *cases, 1.5) for terms in (FORWARD, PUT, COLLAR, SWAP)]
    np.testing.assert_allclose(together, np.sum(each, axis=0), atol=1e-6)
    alone = hedge_settlement_usd(columns(FORWARD, PUT, COLLAR, SWAP), cases[0][:, 1], cases[1][:, 1], 1.5)
    np.testing.assert_allclose(together[:, 1], alone, atol=1e-6)
