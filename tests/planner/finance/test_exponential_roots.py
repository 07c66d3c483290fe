from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.finance.exponential_roots import ExponentialSum


def roots(coefficients: list[float], exponents: list[float], low: float = -14.0, high: float = 5.0) -> list[float]:
    found: list[float] = ExponentialSum.of(coefficients, exponents).roots(low, high).tolist()
    return found


def with_factors(*at: float) -> list[float]:
    """Coefficients of `Π (e^(−x) − e^(−x_i))`: a sum over exponents 0, 1, 2, … that is 0 at every x_i."""
    factors: list[float] = np.polynomial.polynomial.polyfromroots(np.exp(-np.array(at))).tolist()
    return factors


def test_the_rule_of_signs_counts_changes_without_zeros() -> None:
    assert ExponentialSum.of([1, 0, -2, 0, 0, 3], range(6)).sign_changes == 2
    assert ExponentialSum.of([0, 0], range(2)).sign_changes == 0
    assert roots([1, 0, 2], [0, 1, 2]) == []


def test_each_derivative_has_one_change_of_sign_less() -> None:
    each = ExponentialSum.of([1, -3, 2, 2, -7, 0.5], [0, 0.3, 1, 4, 4.5, 9])
    while each.sign_changes:
        below = each.derivative()
        assert below.sign_changes == each.sign_changes - 1
        each = below


def test_two_roots_between_the_steps_of_any_grid_are_two() -> None:
    near = [0.5, 0.5 + 1e-5]
    assert roots(with_factors(*near), [0, 1, 2]) == pytest.approx(near, abs=1e-9)
    assert len(roots([-1e13, 2e13 + 1, -1e13], [0, 1, 2])) == 2  # crosses 0 by one part in 10¹³
    assert roots([-1e13, 2e13 - 1, -1e13], [0, 1, 2]) == []


@given(st.lists(st.integers(-12, 4), min_size=1, max_size=4, unique=True))
def test_every_root_is_found_and_no_other(at: list[int]) -> None:
    ascending = sorted(map(float, at))
    assert roots(with_factors(*ascending), list(range(len(at) + 1))) == pytest.approx(ascending, abs=1e-6)


@given(st.floats(-3.0, 3.0), st.integers(2, 4))
def test_a_root_several_times_over_stands_once(at: float, times: int) -> None:
    assert roots(with_factors(*[at] * times), list(range(times + 1))) == pytest.approx([at], abs=1e-3)


@given(st.lists(st.floats(-100, 100), min_size=2, max_size=6), st.sampled_from([1e-300, 1e-9, 1e9, 1e300]))
def test_the_scale_does_not_matter(coefficients: list[float], scale: float) -> None:
    kept = [0.0 if abs(value) < 1e-3 else value for value in coefficients]
    exponents = [0.37 * place for place in range(len(kept))]
    assert roots([value * scale for value in kept], exponents) == pytest.approx(roots(kept, exponents), abs=1e-9)


def test_exponents_need_not_be_whole_and_may_be_large() -> None:
    assert roots([-1.0, 1.1], [0.0, 0.25]) == pytest.approx([4 * np.log(1.1)], rel=1e-14)
    assert roots([-1.0, *[0.0] * 4_998, 2.0], list(range(5_000))) == pytest.approx([np.log(2) / 4_999], rel=1e-12)


def test_an_outlay_that_comes_back_has_one_root_at_most() -> None:
    """Monthly flows with a later outlay change sign three times; the sums so far do it once."""
    flows = [-100.0, 8.0, 8.0, -30.0, *[9.0] * 30]
    found = ExponentialSum.of(flows, [place / 12 for place in range(len(flows))])
    assert found.sign_changes == 3
    assert found.most_roots(-14.0, 5.0) == 1
    (root,) = found.roots(-14.0, 5.0)
    assert sum(flow * np.exp(-root * place / 12) for place, flow in enumerate(flows)) == pytest.approx(0.0, abs=1e-9)
