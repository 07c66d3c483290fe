from __future__ import annotations

import numpy as np

from planner.columns import days_of_year, month_days
from planner.quantities import month_index


def test_months_have_their_own_days() -> None:
    assert month_days(month_index("2027-12"), 4).tolist() == [31, 31, 29, 31]
    assert month_days(month_index("2100-02"), 1).tolist() == [28]


def test_years_have_their_own_days() -> None:
    months = np.array([month_index(month) for month in ("2027-06", "2028-06", "2100-01")])
    assert days_of_year(months).tolist() == [365, 366, 365]
