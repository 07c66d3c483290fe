"""Discounting by the day and the roll of cash, over months as arrays (MODEL §0 rates, §7)."""

from __future__ import annotations

import numpy as np

from planner.figure import Array
from planner.quantities import DAYS_PER_YEAR


def discount_factors(rate_frac_per_year: float, days: Array) -> Array:
    """`(1 + r)^(−days/365)` from the start to the end of each month, `(month,)`: flows fall at the month's end.

    60 × 1 at 10 % from 2026-07-01 is worth 47.5218.
    """
    return np.asarray((1.0 + rate_frac_per_year) ** (-np.cumsum(days) / DAYS_PER_YEAR))


def rolled_forward(opening: float, flow: Array) -> tuple[Array, Array]:
    """Balances at the beginning and the end of each month, `(month,)` each, from a flow per month."""
    end = opening + np.cumsum(flow)
    return np.concatenate([[opening], end[:-1]]), end
