from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from planner.assumptions import Assumptions, default_assumptions
from planner.chain import network_hashrate_eh_s
from planner.columns import month_days
from planner.errors import InputRejected
from planner.network import NetworkPath, network_path
from planner.quantities import month_index
from planner.reference import load_reference

REFERENCE = load_reference()
ASSUMED = replace(default_assumptions(REFERENCE), network_mode="growth")
FIRST = month_index("2026-07")


def path_of(assumptions: Assumptions, months: int = 60, first: int = FIRST) -> NetworkPath:
    price = np.full(months, assumptions.btc_price_usd)
    return network_path(
        assumptions, first, month_days(first, months), np.zeros(months), reference=REFERENCE, btc_price_usd=price
    )


@pytest.mark.parametrize(
    ("growth", "date"),
    [(-0.1, "2028-04-16"), (0.0, "2028-04-14"), (0.15, "2028-04-10"), (0.36, "2028-04-06"), (0.58, "2028-04-02")],
)
def test_the_halving_falls_on_the_published_date(growth: float, date: str) -> None:
    """MODEL §1, from the shipped tip."""
    path = path_of(replace(ASSUMED, network_growth_frac_per_year=growth), 24)
    assert path.halving_heights == (1_050_000,)
    assert path.halving_dates == (date,)


def test_a_long_horizon_holds_three_halvings_and_cuts_three_months() -> None:
    path = path_of(replace(ASSUMED, network_growth_frac_per_year=0.0), 120)
    assert path.halving_heights == (1_050_000, 1_260_000, 1_470_000)
    assert path.segments.month.size == 123
    assert sorted(set(path.segments.subsidy_btc.tolist())) == [0.390625, 0.78125, 1.5625, 3.125]
    shares = np.add.reduceat(path.segments.month_share, path.segments.start)
    np.testing.assert_allclose(shares, 1.0, rtol=1e-12)


def test_without_growth_difficulty_stays_to_the_last_digit() -> None:
    path = path_of(replace(ASSUMED, network_growth_frac_per_year=0.0))
    np.testing.assert_allclose(path.difficulty, ASSUMED.difficulty, rtol=1e-14)


def test_growth_is_the_harmonic_mean_of_each_month() -> None:
    """The month's reward is divided by hashrate moment by moment: a fine sum of 1 / N agrees."""
    path = path_of(replace(ASSUMED, network_growth_frac_per_year=0.5), 12)
    seconds = (np.datetime64("2026-07-01") - np.datetime64("2026-06-14T00:35:54")) / np.timedelta64(1, "s")
    moments = (np.arange(1_000_000) + 0.5) / 1_000_000 * 31 * 86_400 + float(seconds)
    hashrate = float(network_hashrate_eh_s(ASSUMED.difficulty)) * 1.5 ** (moments / (365.25 * 86_400))
    assert path.hashrate_eh_s[0] == pytest.approx(1 / np.mean(1 / hashrate), rel=1e-10)


def test_own_machines_that_leave_cannot_exceed_the_network() -> None:
    with pytest.raises(InputRejected, match="more than the whole network"):
        network_path(
            ASSUMED, FIRST, month_days(FIRST, 12), np.full(12, -2e6), reference=REFERENCE, btc_price_usd=np.zeros(12)
        )


def test_a_path_before_the_data_date_is_refused() -> None:
    with pytest.raises(InputRejected, match="begins in 2026-05, before the chain tip"):
        path_of(replace(ASSUMED, network_mode="path", network_path="2026-05=900"))


def test_a_start_before_the_tip_counts_blocks_backwards() -> None:
    flat = replace(ASSUMED, network_growth_frac_per_year=0.0)
    early, late = path_of(flat, 48, month_index("2026-01")), path_of(flat, 48)
    assert early.halving_dates == late.halving_dates


def test_a_path_without_points_is_refused() -> None:
    with pytest.raises(InputRejected, match="the path is empty"):
        path_of(replace(ASSUMED, network_mode="path"))
