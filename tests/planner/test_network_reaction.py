from __future__ import annotations

import itertools
import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.assumptions import Assumptions, default_assumptions
from planner.columns import month_days
from planner.network import network_path, network_reaction, price_after_reaction_usd
from planner.network_reaction import reacted
from planner.quantities import PH_PER_EH, month_index
from planner.reference import load_reference
from tests.oracles import network as oracle

REFERENCE = load_reference()
ASSUMED = default_assumptions(REFERENCE)


def months_from(first: int, count: int) -> list[tuple[int, int]]:
    return [((first + place) // 12, (first + place) % 12 + 1) for place in range(count)]


def hashrate_by(assumptions: Assumptions, price: np.ndarray, first: int, own_ph_s: float = 0.0) -> list[float]:
    days = month_days(first, price.size)
    change = np.full(price.size, own_ph_s)
    path = network_path(assumptions, first, days, change, reference=REFERENCE, btc_price_usd=price)
    found: list[float] = path.hashrate_eh_s.tolist()
    return found


@settings(max_examples=8, deadline=None)
@given(
    usd=st.floats(3_000, 400_000), drift=st.floats(-0.4, 0.4), start=st.sampled_from(["2026-03", "2026-07", "2027-11"]),
    deliveries=st.floats(0, 1), off=st.floats(0, 1), on=st.floats(0, 1), machine=st.floats(1, 60),
)  # fmt: skip
def test_the_network_agrees_with_plain_floats_and_bisection(
    usd: float, drift: float, start: str, deliveries: float, off: float, on: float, machine: float
) -> None:
    assumed = replace(
        ASSUMED, network_deliveries_frac_per_year=deliveries, network_switch_off_frac_per_month=off,
        network_switch_on_frac_per_month=on, network_machine_usd_per_th=machine,
    )  # fmt: skip
    first, count = month_index(start), 12 if start == "2027-11" else 9
    price = usd * (1.0 + drift) ** (np.arange(count) / 12)
    edges, displaced = oracle.edges(REFERENCE, assumed, months_from(first, count), price.tolist())
    means = []
    for before, after in itertools.pairwise(edges):
        x = math.log(after / before)
        means.append(before if abs(x) < 1e-9 else before * x / -math.expm1(-x))
    np.testing.assert_allclose(hashrate_by(assumed, price, first), means, rtol=1e-7)
    with_own = np.array(hashrate_by(assumed, price, first, own_ph_s=2_000.0))
    np.testing.assert_allclose(with_own - means, 2.0 * (1.0 - np.array(displaced)), rtol=1e-3)


def test_one_case_and_many_are_the_same_arithmetic() -> None:
    network = network_reaction(ASSUMED, REFERENCE)
    price = np.array([20_000.0, 71_328.73, 150_000.0])
    steps = [0.5, *[1.0] * 30]
    log_reward = [np.log(0.144 * (3.1445 if place < 20 else 1.582) * price) for place in range(len(steps))]
    many, slopes = reacted(network, log_reward, steps)
    for case in range(price.size):
        one, slope = reacted(network, [float(reward[case]) for reward in log_reward], steps)
        np.testing.assert_allclose([step[case] for step in many], one, rtol=1e-13)
        np.testing.assert_allclose([step[case] for step in slopes], slope, rtol=1e-12)


def test_a_dearer_coin_brings_hashrate_and_yet_a_higher_hashprice() -> None:
    first = month_index("2026-07")
    low, high = (np.array(hashrate_by(ASSUMED, np.full(24, usd), first)) for usd in (60_000.0, 80_000.0))
    assert high[0] == low[0]
    assert (high[1:] > low[1:]).all()
    assert (80_000.0 / high > 60_000.0 / low).all()


def test_a_worthless_coin_still_gives_a_finite_network() -> None:
    found = hashrate_by(ASSUMED, np.zeros(60), month_index("2026-07"))
    assert np.isfinite(found).all()
    assert min(found) > 0.0


@settings(max_examples=80, deadline=None)
@given(
    hashprice=st.floats(5, 300), reward=st.floats(0.1, 60), off=st.sampled_from([0.0, 0.6, 1.0]),
    on=st.sampled_from([0.0, 0.25, 1.0]), deliveries=st.sampled_from([0.0, 0.2]),
)  # fmt: skip
def test_the_price_after_reaction_leaves_that_hashprice(
    hashprice: float, reward: float, off: float, on: float, deliveries: float
) -> None:
    assumed = replace(
        ASSUMED, network_switch_off_frac_per_month=off, network_switch_on_frac_per_month=on,
        network_deliveries_frac_per_year=deliveries,
    )  # fmt: skip
    network = network_reaction(assumed, REFERENCE)
    price = price_after_reaction_usd(network, reward, hashprice)
    assert price is not None
    log_reward = math.log(144 * reward * price / PH_PER_EH)
    found, _ = reacted(network, [log_reward] * 3, [1.0] * 3)
    assert math.exp(log_reward - found[-1]) == pytest.approx(hashprice, rel=1e-9)


def test_below_the_market_the_breakeven_after_reaction_is_lower_than_at_todays_difficulty() -> None:
    """Others switch off first, so whoever stays needs a lower price."""
    network = network_reaction(ASSUMED, REFERENCE)
    hashrate = math.exp(network.log_hashrate)
    at_once = 25.0 * hashrate * PH_PER_EH / (144 * 3.1445)
    after = price_after_reaction_usd(network, 3.1445, 25.0)
    assert after is not None
    assert after < at_once
