"""Tax by hand: losses used to 80 % of income, a year's tax whatever its months, years apart."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.models.tax import TaxAccount

INCOMES = st.lists(st.floats(-1e7, 1e7), min_size=12, max_size=12)


def account(losses: float = 0.0) -> TaxAccount:
    return TaxAccount(losses_carried_usd=losses, rate_frac=0.25, loss_use_frac=0.8)


def test_losses_offset_at_most_four_fifths_of_the_income() -> None:
    taxed = account(1_000.0)
    assert taxed.month_usd(500.0) == pytest.approx(0.25 * (500 - 400))
    taxed.close_year()
    assert taxed.losses_carried_usd == 600.0
    assert taxed.month_usd(1_000.0) == pytest.approx(0.25 * (1_000 - 600))


def test_a_bad_month_takes_back_what_a_good_one_of_the_year_paid() -> None:
    taxed = account()
    assert taxed.month_usd(400.0) == 100.0
    assert taxed.month_usd(-500.0) == -100.0
    assert taxed.month_usd(300.0) == 50.0


def test_a_years_loss_is_carried_and_pays_nothing_back() -> None:
    taxed = account()
    assert taxed.month_usd(400.0) == 100.0
    taxed.close_year()
    assert taxed.month_usd(-400.0) == 0.0
    taxed.close_year()
    assert taxed.losses_carried_usd == 400.0
    assert taxed.month_usd(1_000.0) == pytest.approx(0.25 * 600)


@given(incomes=INCOMES, losses=st.floats(0, 1e7))
def test_the_months_of_a_year_pay_the_years_tax(incomes: list[float], losses: float) -> None:
    taxed = account(losses)
    paid = sum(taxed.month_usd(income) for income in incomes)
    income = sum(incomes)
    expected = 0.25 * (income - min(losses, 0.8 * income)) if income > 0 else 0.0
    assert paid == pytest.approx(expected, abs=1e-3)


@given(first=INCOMES, second=INCOMES)
def test_many_cases_are_each_case_alone(first: list[float], second: list[float]) -> None:
    together, alone = account(5e6), (account(5e6), account(5e6))
    for month, incomes in enumerate(zip(first, second, strict=True)):
        found = together.month_usd(np.array(incomes))
        expected = [float(one.month_usd(income)) for one, income in zip(alone, incomes, strict=True)]
        np.testing.assert_allclose(np.asarray(found), expected, atol=1e-6)
        if month == 5:
            for each in (together, *alone):
                each.close_year()
