"""The larger and the smaller of two figures, for one case as a float or for many as a vector.

A month loop written with these serves both: in floats a single run costs no array calls, in vectors ten thousand
cases cost one pass.
"""

from __future__ import annotations

import numpy as np

from planner.chain import Number

LEAST_DIVISOR = 1e-9  # in place of 0 where there is nothing to divide


def at_least(figure: Number, low: Number) -> Number:
    """The figure, or `low` where it is below."""
    if isinstance(figure, float) and isinstance(low, float):
        return figure if figure > low else low
    return np.maximum(figure, low)


def at_most(figure: Number, high: Number) -> Number:
    """The figure, or `high` where it is above."""
    if isinstance(figure, float) and isinstance(high, float):
        return figure if figure < high else high
    return np.minimum(figure, high)


def any_above_zero(figure: Number) -> bool:
    """Whether the figure, or any of a vector, is above 0."""
    return figure > 0.0 if isinstance(figure, float) else bool((figure > 0.0).any())
