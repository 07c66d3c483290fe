from __future__ import annotations

import pytest

from planner import notation


@pytest.mark.parametrize(
    ("value", "digits", "sign", "text"),
    [
        (1234.5, 1, False, "1,234.5"),
        (-1234.5, 0, False, "−1,235"),
        (-0.004, 2, False, "0.00"),
        (3.0, 1, True, "+3.0"),
        (0.0, 1, True, "0.0"),
        (-3.0, 1, True, "−3.0"),
    ],
)
def test_numbers(value: float, digits: int, sign: bool, text: str) -> None:
    assert notation.number(value, digits, sign=sign) == text


def test_scaled_forms() -> None:
    assert notation.millions(26_480_000) == "26.5"
    assert notation.thousands(57_520) == "57.5k"
    assert notation.thousands(40_000) == "40k"
    assert notation.thousands(940) == "940"
    assert notation.percent(0.661) == "66 %"
    assert notation.cents_per_kwh(51.2) == "5.12"


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_what_is_not_finite_is_never_written(value: float) -> None:
    with pytest.raises(ValueError, match="finite"):
        notation.number(value)


@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [
        (54.5 / 10, 1, "5.5"),
        (54.49999999999999 / 10, 1, "5.5"),  # what a mean of 54.5 and 54.5 leaves
        (54.49 / 10, 1, "5.4"),
        (0.5, 0, "1"),
        (2.5, 0, "3"),
        (-2.5, 0, "−3"),
        (1.005, 2, "1.01"),
        (1e300, 0, f"{1e300:,.0f}"),
        (2.0**53 + 2.0, 0, "9,007,199,254,740,994"),
    ],
)
def test_halves_go_away_from_zero_whatever_the_noise_below_them(value: float, digits: int, text: str) -> None:
    assert notation.number(value, digits) == text


def test_one_is_singular_and_the_rest_is_not() -> None:
    said = [notation.counted(count, "site") for count in (0, 1, 2, 2000)]
    assert said == ["0 sites", "1 site", "2 sites", "2,000 sites"]


def test_a_difference_is_that_of_what_is_written() -> None:
    assert notation.shown_difference(1_423.4, 2_230.6) == -808.0
    assert notation.shown_difference(0.25, 0.24, 1) == 0.1
    assert notation.shown_difference(35.61, 35.59, 1) == 0.0


def test_what_differs_gets_digits_to_differ() -> None:
    assert notation.digits_apart(35.61, 35.59, 1) == 2
    assert notation.digits_apart(35.6, 35.6, 1) == 1
    assert notation.digits_apart(1.0, 1.0 + 1e-9, 0) == 4
