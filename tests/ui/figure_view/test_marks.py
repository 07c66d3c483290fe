"""Bubbles: area follows size in eight steps, none is smaller than a marker, the largest lies below."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtWidgets import QApplication

from planner.figure import Points, frozen
from ui.figure_view.inks import Inks, inks_for
from ui.figure_view.marks import BUBBLE_STEPS, LARGEST_BUBBLE, point_radii
from ui.theme import LIGHT_THEME


@pytest.fixture
def inks(qapp: QApplication) -> Inks:
    return inks_for(LIGHT_THEME, stale=False)


@pytest.fixture
def marker_px(inks: Inks) -> float:
    return 0.42 * inks.face("label").px


def points(sizes: list[float] | None, count: int = 1) -> Points:
    place = frozen(np.arange(len(sizes) if sizes is not None else count))
    return Points(x=place, y=place, role="sky", sizes=None if sizes is None else frozen(sizes))


def test_without_sizes_all_are_markers(inks: Inks, marker_px: float) -> None:
    assert point_radii(points(None, 3), inks) == [marker_px] * 3


def test_area_follows_size(inks: Inks, marker_px: float) -> None:
    whole, half = point_radii(points([1.0, 0.5]), inks)
    assert whole == pytest.approx(LARGEST_BUBBLE * marker_px)
    assert (half / whole) ** 2 == pytest.approx(0.5)


def test_there_are_eight_sizes_and_none_below_a_marker(inks: Inks, marker_px: float) -> None:
    radii = point_radii(points(np.linspace(0.0, 1.0, 500).tolist()), inks)
    assert len({round(radius, 6) for radius in radii}) == BUBBLE_STEPS + 1  # nothing at all is drawn as a marker
    assert min(radii) == marker_px
