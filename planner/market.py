"""The deterministic market over the horizon (MODEL §0; the paths of §5 transform the same figures)."""

from __future__ import annotations

import numpy as np

from planner.assumptions import Assumptions
from planner.figure import Array
from planner.quantities import DAYS_PER_YEAR


def btc_price_path_usd(assumptions: Assumptions, days: Array) -> Array:
    """The price of each month, `(month,)`: the first month stands at the stated price.

    A drift grows it by calendar days between month ends; 0 leaves it where it is, in nominal USD.
    """
    elapsed = np.cumsum(days) - days[0]
    growth = 1.0 + assumptions.btc_price_drift_frac_per_year
    return np.asarray(assumptions.btc_price_usd * growth ** (elapsed / DAYS_PER_YEAR))
