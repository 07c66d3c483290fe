from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.limits import any_above_zero, at_least, at_most

AMOUNTS = st.floats(-1e9, 1e9)


@given(a=AMOUNTS, b=AMOUNTS)
def test_a_float_and_a_vector_are_limited_alike(a: float, b: float) -> None:
    assert at_least(a, b) == max(a, b)
    assert at_most(a, b) == min(a, b)
    for first, second in ((np.array([a]), b), (a, np.array([b])), (np.array([a]), np.array([b]))):
        np.testing.assert_array_equal(at_least(first, second), [max(a, b)])
        np.testing.assert_array_equal(at_most(first, second), [min(a, b)])


@pytest.mark.parametrize("figures", [[0.0, -1.0], [-2.0, 3.0], [0.0]])
def test_any_above_zero(figures: list[float]) -> None:
    assert any_above_zero(np.array(figures)) is any(any_above_zero(figure) for figure in figures)
    assert any_above_zero(3.0) is True
    assert any_above_zero(0.0) is False
