"""Ranges and ticks."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.figure import Axis
from ui.figure_view.scales import Span, rounded_out, span_of, tick_texts, ticks_of

LOWS = st.floats(-1e9, 1e9)
LENGTHS = st.floats(1e-3, 1e9)


@given(LOWS, LENGTHS, st.integers(2, 6))
def test_rounding_out_contains_the_data_and_ends_on_ticks(low: float, length: float, most: int) -> None:
    span = Span(low, low + length)
    shown = rounded_out(span, most)
    slack = 1e-6 * shown.length + 2.0 * math.ulp(abs(low) + length)  # neighbours of such numbers are that far apart
    assert shown.low <= span.low + slack
    assert shown.high >= span.high - slack
    assert len(ticks_of(shown, "number", most)) <= max(2, most) + 1


@given(LOWS, LENGTHS)
def test_a_tall_axis_has_at_least_three_ticks_and_at_most_six(low: float, length: float) -> None:
    assert 3 <= len(ticks_of(rounded_out(Span(low, low + length), 6), "number", 6)) <= 6


@pytest.mark.parametrize(
    ("low", "high", "ticks"),
    [
        (0.0, 58.0, (0.0, 15.0, 30.0, 45.0, 60.0)),
        (-48.0, 185.0, (-50.0, 0.0, 50.0, 100.0, 150.0, 200.0)),
        (-3.8, 11.0, (-4.0, 0.0, 4.0, 8.0, 12.0)),
        (-60.0, 170.0, (-60.0, 0.0, 60.0, 120.0, 180.0)),
    ],
)
def test_ticks_are_the_round_numbers_one_would_choose(low: float, high: float, ticks: tuple[float, ...]) -> None:
    assert ticks_of(rounded_out(Span(low, high), 6), "number", 6) == pytest.approx(ticks)


def test_an_axis_that_ends_between_ticks_keeps_round_steps() -> None:
    assert ticks_of(Span(0.0, 17.5), "number", 6) == (0.0, 5.0, 10.0, 15.0)


@pytest.mark.parametrize(
    ("ticks", "kind", "suffix", "texts"),
    [
        ((-50.0, 0.0, 1250.0), "usd_m", "", ("−50", "0", "1,250")),
        ((40_000.0, 42_500.0), "thousands", "", ("40.0k", "42.5k")),
        ((3.0, 4.0), "cents_per_kwh", "", ("3 ¢", "4 ¢")),
        ((0.0, 5.0), "number", " EH/s", ("0", "5 EH/s")),
        ((2027.0 * 12, 2028.0 * 12), "month", "", ("2027", "2028")),
        ((2026.0 * 12 + 6, 2026.0 * 12 + 9), "month", "", ("2026-07", "2026-10")),
    ],
)
def test_ticks_say_what_the_axis_means(
    ticks: tuple[float, ...], kind: str, suffix: str, texts: tuple[str, ...]
) -> None:
    assert tick_texts(ticks, kind, suffix) == texts


def test_months_are_marked_at_januaries() -> None:
    assert ticks_of(Span(24318.0, 24377.0), "month", 6) == tuple(12.0 * year for year in range(2027, 2032))


def test_an_empty_stretch_is_widened() -> None:
    assert span_of(Axis(low=5.0, high=5.0)).length > 0.0
    assert span_of(Axis(low=0.0, high=0.0)).length > 0.0
