from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.compiled import columns_of
from planner.models.dispatch import Moments, dispatch, spot_shares
from planner.quantities import month_index
from planner.reference import load_reference
from tests.generators import portfolio_from

REFERENCE = load_reference()
COLUMNS = columns_of(REFERENCE, portfolio_from(21, REFERENCE, sites=8, lots=40), 24, month_index("2026-06"))


def moments_at(
    hashprice: float, shift: float = 0.0, spot: float = 1.0, uptime: float = 1.0, captured: float = 1.0
) -> Moments:
    months = np.arange(24)
    return Moments(
        month=months, hours=COLUMNS.days * 24, net_hashprice_usd_per_ph_day=np.full(24, hashprice),
        price_shift_usd_per_mwh=np.full(24, shift), spot_level_frac=spot, uptime_factor=uptime,
        flexibility_captured_frac=captured,
    )  # fmt: skip


@settings(deadline=None, max_examples=20)
@given(hashprice=st.floats(0, 200), shift=st.floats(-30, 30), spot=st.floats(0.2, 4))
def test_the_look_up_agrees_with_walking_through_the_quantiles(hashprice: float, shift: float, spot: float) -> None:
    moments = moments_at(hashprice, shift, spot)
    rows, groups, curves = COLUMNS.spot, COLUMNS.groups, COLUMNS.curves
    shares = spot_shares(COLUMNS, rows, moments)
    for row in range(0, rows.group.size, 5):
        group = rows.group[row]
        price = 0.0 if groups.must_take[group] else groups.energy_price_usd_per_mwh[group, 0] + shift
        value = hashprice * rows.ph_days_per_mwh[row] - rows.variable_cost_usd_per_mwh[row]
        for month in (0, 7, 18):
            block = int(groups.curve[group]) * 12 + int(COLUMNS.month_of_year[month])
            prices = curves.price_multiple[block * curves.padded : (block + 1) * curves.padded]
            hours = np.diff(curves.cumulative_hours[block * (curves.padded + 1) :][: curves.padded + 1])
            level = COLUMNS.site_spot_usd_per_mwh[groups.site[group], month] * spot
            exact = sum(
                float(weight) for weight, multiple in zip(hours, prices, strict=True)
                if weight > 0 and (value - price) / level > multiple
            )  # fmt: skip
            assert shares.running_frac[row, month] == pytest.approx(exact, abs=1e-12)


def test_more_hashprice_never_runs_less_and_uptime_scales_energy() -> None:
    low, high = dispatch(COLUMNS, moments_at(25.0)), dispatch(COLUMNS, moments_at(40.0))
    assert (high.energy_mwh >= low.energy_mwh).all()
    half = dispatch(COLUMNS, moments_at(40.0, uptime=0.5))
    np.testing.assert_allclose(half.energy_mwh, high.energy_mwh / 2, rtol=1e-12)
    np.testing.assert_allclose(half.ph_days, high.ph_days / 2, rtol=1e-12)


def test_cases_of_one_month_agree_with_that_month() -> None:
    """A moment may be a case: the same kernel answers both."""
    full = dispatch(COLUMNS, moments_at(31.0, 2.0))
    cases = Moments(
        month=np.array([5, 5, 11]), hours=COLUMNS.days[[5, 5, 11]] * 24,
        net_hashprice_usd_per_ph_day=np.array([31.0, 10.0, 31.0]), price_shift_usd_per_mwh=np.full(3, 2.0),
        spot_level_frac=1.0, uptime_factor=1.0, flexibility_captured_frac=1.0,
    )  # fmt: skip
    alone = dispatch(COLUMNS, cases)
    np.testing.assert_allclose(alone.energy_mwh[:, 0], full.energy_mwh[:, 5], rtol=1e-12)
    np.testing.assert_allclose(alone.spot_usd[:, 2], full.spot_usd[:, 11], rtol=1e-12)
