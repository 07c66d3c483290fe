"""Contours against what is known of planes, discs and areas."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from planner.figure import Array
from ui.figure_view.contours import contour_lines, filled_rings

X = np.linspace(-2.0, 2.0, 41)
Y = np.linspace(-1.0, 3.0, 31)


def _area(ring: Array) -> float:
    x, y = ring[:, 0], ring[:, 1]
    return float(0.5 * np.sum(x[:-1] * y[1:] - x[1:] * y[:-1]))


def test_a_plane_is_cut_by_one_straight_line() -> None:
    z = 2.0 * X[None, :] + 1.0 * Y[:, None]
    (line,) = contour_lines(X, Y, z, 0.7)
    assert 2.0 * line[:, 0] + line[:, 1] == pytest.approx(np.full(len(line), 0.7))


def test_a_disc_is_one_closed_ring_of_its_area() -> None:
    z = 1.0 - np.hypot(X[None, :], Y[:, None] - 1.0)
    (ring,) = filled_rings(X, Y, z, 0.0)
    assert np.array_equal(ring[0], ring[-1])
    assert _area(ring) == pytest.approx(np.pi, rel=0.01)


def test_a_region_at_the_border_closes_along_it() -> None:
    z = np.broadcast_to(X[None, :], (Y.size, X.size))
    (ring,) = filled_rings(X, Y, np.array(z), 0.5)
    assert _area(ring) == pytest.approx(1.5 * 4.0)


def test_above_everything_nothing_is_drawn() -> None:
    z = np.zeros((Y.size, X.size))
    assert contour_lines(X, Y, z, 1.0) == []
    assert filled_rings(X, Y, z, 1.0) == []


def test_all_of_it_is_the_whole_rectangle() -> None:
    (ring,) = filled_rings(X, Y, np.ones((Y.size, X.size)), 0.0)
    assert _area(ring) == pytest.approx(16.0)


@given(arrays(np.float64, (6, 5), elements=st.floats(-10.0, 10.0).map(lambda value: round(value, 3))))
def test_higher_regions_are_never_larger_and_rings_always_close(z: Array) -> None:
    x, y = np.arange(5.0), np.arange(6.0)
    areas = []
    for level in (-5.0005, 0.0005, 5.0005):
        rings = filled_rings(x, y, z, level)
        assert all(np.allclose(ring[0], ring[-1]) for ring in rings)
        areas.append(sum(_area(ring) for ring in rings))
    assert 20.0 + 1e-9 >= areas[0] >= areas[1] - 1e-9 >= areas[2] - 2e-9
