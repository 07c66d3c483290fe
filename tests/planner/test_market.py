from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from planner.assumptions import default_assumptions
from planner.columns import month_days
from planner.market import btc_price_path_usd
from planner.quantities import month_index
from planner.reference import load_reference

ASSUMED = default_assumptions(load_reference())
DAYS = month_days(month_index("2026-07"), 13)


def test_without_drift_the_price_stays() -> None:
    np.testing.assert_array_equal(btc_price_path_usd(ASSUMED, DAYS), np.full(13, ASSUMED.btc_price_usd))


def test_a_drift_counts_days_from_the_first_month() -> None:
    path = btc_price_path_usd(replace(ASSUMED, btc_price_drift_frac_per_year=0.21), DAYS)
    assert path[0] == ASSUMED.btc_price_usd
    assert path[12] == pytest.approx(ASSUMED.btc_price_usd * 1.21)  # August 2026 to July 2027: 365 days
    assert path[1] == pytest.approx(ASSUMED.btc_price_usd * 1.21 ** (31 / 365))
