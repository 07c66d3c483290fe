"""Price shapes: exact means, order, and bins that agree with the price function integrated by brute force."""

from __future__ import annotations

import math
from dataclasses import replace
from statistics import NormalDist

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.errors import InputRejected
from planner.reference import load_reference
from planner.reference.power_market import QUANTILES, PowerMarket

DAYS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
FLAT = (1.0,) * 12


def market(
    body_sigma: float = 0.5,
    spike_hours_frac: float = 0.01,
    spike_multiple: float = 12.0,
    season: tuple[float, ...] = FLAT,
) -> PowerMarket:
    """A market of that shape."""
    return PowerMarket(
        name="Test", jurisdiction="XX", body_sigma=body_sigma, spike_hours_frac=spike_hours_frac,
        spike_multiple=spike_multiple, season=season, source="assumption", as_of="2026-06-14",
    )  # fmt: skip


shipped = pytest.mark.parametrize("shape", load_reference().power_markets.values(), ids=lambda shape: shape.name)


@shipped
def test_every_month_has_its_season_as_mean_and_the_year_has_one(shape: PowerMarket) -> None:
    means = []
    for month in range(1, 13):
        weights, multiples = shape.duration_curve(month)
        assert weights.shape == multiples.shape == (QUANTILES,)
        assert weights.sum() == pytest.approx(1.0, abs=1e-15)
        assert weights @ multiples == pytest.approx(shape.season_frac(month), rel=1e-13)
        means.append(float(weights @ multiples))
    assert np.dot(means, DAYS) / 365 == pytest.approx(1.0, abs=1e-13)


@shipped
def test_hours_ascend_and_the_dearest_tenth_is_cut_finest(shape: PowerMarket) -> None:
    weights, multiples = shape.duration_curve(8)
    assert np.all(np.diff(multiples) >= 0.0)
    assert multiples[0] > 0.0
    assert weights[:30] == pytest.approx(0.03)
    assert weights[30:].sum() == pytest.approx(0.1)
    assert weights[-1] == pytest.approx(0.001)


def test_markets_differ_as_they_do_outside() -> None:
    tops = {name: float(shape.duration_curve(8)[1][-1]) for name, shape in load_reference().power_markets.items()}
    assert tops["ERCOT West"] > tops["PJM Ohio"] > tops["Quebec"]
    assert tops["Southeast (regulated)"] < 1.5


@given(sigma=st.floats(0.0, 1.0), spikes=st.floats(0.001, 0.05), premium=st.floats(1.0, 5.0), month=st.integers(1, 12))
def test_each_bin_is_the_mean_of_its_hours(sigma: float, spikes: float, premium: float, month: int) -> None:
    # A multiple that the body alone does not reach, whatever its width, and that leaves room for the body.
    alone = NormalDist().cdf(sigma + NormalDist().inv_cdf(spikes)) / spikes
    multiple = min(alone + premium, 0.9 / spikes)
    shape = market(sigma, spikes, multiple)
    weights, multiples = shape.duration_curve(month)
    tail_share = NormalDist().cdf(sigma + NormalDist().inv_cdf(spikes))
    body = (1.0 - spikes * multiple) / (1.0 - tail_share)
    extra = multiple - body * tail_share / spikes
    edges = np.concatenate([[0.0], np.cumsum(weights)])
    for index in (0, 7, 29, 33, 40, 44, 46):
        low, high = edges[index], edges[index + 1]
        hours = low + (np.arange(400) + 0.5) / 400 * (high - low)
        prices = [
            body * math.exp(sigma * NormalDist().inv_cdf(hour) - sigma**2 / 2)
            + (-extra * math.log((1.0 - hour) / spikes) if hour > 1.0 - spikes else 0.0)
            for hour in hours.tolist()
        ]
        assert multiples[index] == pytest.approx(float(np.mean(prices)), rel=3e-3)


def test_spike_hours_cost_their_multiple() -> None:
    # A tenth of hours, since that is where a bin's edge lies.
    weights, multiples = market(0.4, 0.1, 4.0).duration_curve(1)
    assert weights[30:] @ multiples[30:] / 0.1 == pytest.approx(4.0, rel=1e-12)


def test_no_spread_and_no_spikes_is_a_flat_price() -> None:
    _, multiples = market(0.0, 0.0, 0.0).duration_curve(3)
    np.testing.assert_allclose(multiples, 1.0, rtol=1e-12)


def test_curves_are_read_only_and_cached() -> None:
    first, second = market().duration_curve(2), market().duration_curve(2)
    assert first is second
    with pytest.raises(ValueError, match="read-only"):
        first[1][0] = 0.0


@pytest.mark.parametrize(
    "change",
    [
        {"body_sigma": -0.1},
        {"body_sigma": math.nan},
        {"season": FLAT[:11]},
        {"season": (1.2,) * 12},
        {"season": (*FLAT[:11], math.nan)},
        {"spike_hours_frac": 0.2},
        {"spike_multiple": 100.0},
        {"spike_multiple": 1.0},
        {"spike_multiple": -1.0},
    ],
)
def test_a_shape_that_cannot_be_is_refused(change: dict[str, float]) -> None:
    with pytest.raises(InputRejected):
        replace(market(), **change)  # type: ignore[arg-type]  # one field at a time


@pytest.mark.parametrize("month", [0, 13])
def test_a_month_outside_the_year_is_refused(month: int) -> None:
    with pytest.raises(InputRejected):
        market().duration_curve(month)
