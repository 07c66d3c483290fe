"""Roots in brackets, many at once: Chandrupatla's method, which never leaves its bracket.

T. R. Chandrupatla, Advances in Engineering Software 28 (1997): inverse quadratic interpolation where it can be
trusted, halving elsewhere; about ten values of the function where halving alone needs fifty.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from planner.figure import Array

STEPS = 120  # more than halving alone needs
CLOSE = 2.0**-52


def bracketed_roots(values: Callable[[Array], Array], low: Array, high: Array) -> Array:
    """The root in each bracket, `(bracket,)`, to the last digit or two.

    Parameters
    ----------
    values : of an array `(bracket,)`
        Continuous; its sign is right wherever it is not 0.
    low, high : Array, (bracket,)
        Ends at which the signs differ.
    """
    a, b = low, high
    value_a, value_b = values(a), values(b)
    t = np.full(a.size, 0.5)
    for _ in range(STEPS if a.size else 0):
        at = a + t * (b - a)
        value = values(at)
        same = np.sign(value) == np.sign(value_a)
        c, value_c = np.where(same, a, b), np.where(same, value_a, value_b)
        b, value_b = np.where(same, b, a), np.where(same, value_b, value_a)
        a, value_a = at, value
        best = np.where(np.abs(value_a) < np.abs(value_b), a, b)
        closed = CLOSE * np.maximum(1.0, np.abs(best)) / np.maximum(np.abs(b - a), 1e-300)
        if np.all((closed > 0.5) | (value_a == 0.0)):
            break
        t = np.clip(_interpolated(a, b, c, value_a, value_b, value_c), np.minimum(closed, 0.5), 1.0 - closed / 2.0)
    return np.where(np.abs(value_a) < np.abs(value_b), a, b)


def _interpolated(a: Array, b: Array, c: Array, value_a: Array, value_b: Array, value_c: Array) -> Array:
    """Where between a (0) and b (1) to look next."""
    with np.errstate(divide="ignore", invalid="ignore"):
        place, level = (a - b) / (c - b), (value_a - value_b) / (value_c - value_b)
        trusted = (level * level < place) & ((1.0 - level) ** 2 < 1.0 - place)
        quadratic = value_a / (value_b - value_a) * value_c / (value_b - value_c) + (c - a) / (b - a) * value_a / (
            value_c - value_a
        ) * value_b / (value_c - value_b)
    return np.where(trusted & np.isfinite(quadratic), quadratic, 0.5)
