from __future__ import annotations

import numpy as np

from planner.outcome import Cases, Market, columns_of


def test_cases_count_their_longest_column() -> None:
    cases = Cases(btc_price_usd=np.zeros(61), power_price_shift_usd_per_mwh=np.zeros(1))
    assert cases.count == 61


def test_columns_keep_their_declared_order() -> None:
    names = list(Market.__slots__)
    market = Market(**{name: np.zeros(2) for name in names})
    assert list(columns_of(market)) == names
