from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.figure import Array
from planner.finance.bracketed import bracketed_roots


@given(st.lists(st.floats(-50.0, 50.0), min_size=1, max_size=6), st.floats(0.1, 40.0), st.floats(0.1, 40.0))
def test_a_root_is_found_from_any_bracket(at: list[float], below: float, above: float) -> None:
    roots = np.array(at)

    def values(x: Array) -> Array:
        return np.asarray(np.tanh(x - roots) + 0.1 * (x - roots) ** 3)

    np.testing.assert_allclose(bracketed_roots(values, roots - below, roots + above), roots, atol=1e-12)


def test_what_is_flat_and_steep_takes_no_more_values_than_halving() -> None:
    seen: list[int] = []

    def values(x: Array) -> Array:
        seen.append(x.size)
        return np.where(x < 1.0, -1e-12, np.expm1(100.0 * (x - 1.0)) + 1e-13)

    found = bracketed_roots(values, np.array([-10.0]), np.array([3.0]))
    assert found[0] == pytest.approx(1.0, abs=1e-12)
    assert len(seen) < 70


def test_no_brackets_no_roots() -> None:
    assert bracketed_roots(lambda x: x, np.zeros(0), np.zeros(0)).size == 0
