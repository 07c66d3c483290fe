from __future__ import annotations

import pytest

from planner.formula import evaluator, names_of


def test_a_formula_is_arithmetic_on_names_and_numbers() -> None:
    assert evaluator("(power - credits) / btc * 2 + 1")({"power": 9.0, "credits": 1.0, "btc": 4.0}) == 5.0


def test_names_come_once_in_reading_order() -> None:
    assert names_of("b / (a + b) - c") == ("b", "a", "c")


def test_a_denominator_of_zero_raises_as_floats_do() -> None:
    with pytest.raises(ZeroDivisionError):
        evaluator("a / b")({"a": 1.0, "b": 0.0})


@pytest.mark.parametrize("text", ["f(a)", "a ** 2", "a.b", "'text'", "a if b else c", "a[0]"])
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="a formula cannot contain"):
        evaluator(text)
