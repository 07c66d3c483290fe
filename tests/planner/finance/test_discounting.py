from __future__ import annotations

import numpy as np
import pytest

from planner.columns import month_days
from planner.finance import discount_factors, rolled_forward
from planner.quantities import month_index


def test_sixty_months_of_one_at_ten_percent() -> None:
    """MODEL §0: twelfths of a year would give 47.5385."""
    days = month_days(month_index("2026-07"), 60)
    assert discount_factors(0.1, days).sum() == pytest.approx(47.5218, abs=5e-5)


def test_a_rate_of_zero_and_below() -> None:
    days = month_days(month_index("2026-07"), 3)
    assert discount_factors(0.0, days) == pytest.approx([1, 1, 1])
    assert discount_factors(-0.5, days)[0] == pytest.approx(2 ** (31 / 365))


def test_cash_rolls_forward() -> None:
    bom, eom = rolled_forward(10.0, np.array([1.0, -3.0, 2.0]))
    assert bom.tolist() == [10, 11, 8]
    assert eom.tolist() == [11, 8, 10]
