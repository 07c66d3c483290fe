"""Debt service month by month by hand, and the roll of what is owed."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.debt import Debt
from planner.debt_columns import debt_columns
from planner.debts import Convertible, HashpriceLinked, MachineLoan, TermLoan
from planner.figure import Array
from planner.models.debt_service import DebtService, debt_service
from planner.quantities import month_index

MONTHS = 6
DAYS = (31, 31, 30, 31, 30, 31)
PLENTY = np.full(MONTHS, 1e12)
HASHPRICE = np.full(MONTHS, 40.0)


def service(
    *terms: object, value: Array = PLENTY, hashprice: Array = HASHPRICE, share_price: float = 0.0
) -> DebtService:
    debts = [Debt(id=place, name=f"Debt {place}", terms=each) for place, each in enumerate(terms, start=1)]  # type: ignore[arg-type]  # terms of any kind
    return debt_service(debt_columns(debts, month_index("2026-07"), MONTHS, share_price), hashprice, value)


def test_no_debt_costs_nothing() -> None:
    found = service()
    assert not found.interest_usd.any()
    assert not found.debt_eom_usd.any()


def test_a_bullet_costs_interest_by_day_and_itself_at_the_end() -> None:
    found = service(TermLoan(outstanding_usd=365e3, rate_frac_per_year=0.1, maturity_month="2026-10"))
    assert found.interest_usd == pytest.approx([3_100, 3_100, 3_000, 3_100, 0, 0])
    assert found.repaid_usd == pytest.approx([0, 0, 0, 365e3, 0, 0])


def test_what_exceeds_the_cap_on_machines_is_repaid_at_once_and_stays_repaid() -> None:
    loan = MachineLoan(outstanding_usd=1_000.0, rate_frac_per_year=0.0, maturity_month="2028-06", amortisation="bullet",
                       loan_to_value_cap_frac=0.5)  # fmt: skip
    found = service(loan, value=np.array([3_000.0, 1_600.0, 1_800.0, 1_200.0, 9_000.0, 9_000.0]))
    assert found.debt_eom_usd == pytest.approx([1_000, 800, 800, 600, 600, 600])
    assert found.repaid_usd == pytest.approx([0, 200, 0, 200, 0, 0])


def test_later_payments_shrink_with_what_was_repaid_early() -> None:
    loan = MachineLoan(outstanding_usd=600.0, rate_frac_per_year=0.0, maturity_month="2026-12",
                       amortisation="straight line", loan_to_value_cap_frac=1.0)  # fmt: skip
    found = service(loan, value=np.array([250.0, 9e9, 9e9, 9e9, 9e9, 9e9]))
    assert found.debt_eom_usd == pytest.approx([250, 200, 150, 100, 50, 0])


def test_two_loans_share_the_machines_by_what_they_owe() -> None:
    loans = [
        MachineLoan(outstanding_usd=owed, rate_frac_per_year=0.0, maturity_month="2028-06", amortisation="bullet",
                    loan_to_value_cap_frac=0.5)
        for owed in (300.0, 100.0)
    ]  # fmt: skip
    found = service(*loans, value=np.full(MONTHS, 400.0))
    assert [owed[0] for owed in found.owed_eom_usd] == pytest.approx([150.0, 50.0])


def test_a_hashprice_linked_loan_pays_interest_first_and_ends_when_nothing_is_owed() -> None:
    loan = HashpriceLinked(outstanding_usd=100_000.0, rate_frac_per_year=0.365, payment_ph_s=25.0,
                           maturity_month="2029-06")  # fmt: skip
    found = service(loan)  # 25 PH/s × 40 USD × 31 days = 31,000, of which 3,100 interest
    owed, balances = 100_000.0, []
    for days in DAYS:
        owed = max(owed * (1 + 0.001 * days) - 25 * 40 * days, 0.0)
        balances.append(owed)
    assert balances[-2:] == [0.0, 0.0]
    assert found.debt_eom_usd == pytest.approx(balances)
    assert found.interest_usd[0] == pytest.approx(3_100)
    assert found.interest_usd[0] + found.repaid_usd[0] == pytest.approx(31_000)
    assert found.interest_usd[4:] == pytest.approx([0.0, 0.0])


def test_interest_that_a_payment_does_not_cover_is_owed() -> None:
    loan = HashpriceLinked(outstanding_usd=100_000.0, rate_frac_per_year=0.365, payment_ph_s=1.0,
                           maturity_month="2026-10")  # fmt: skip
    found = service(loan)
    assert found.repaid_usd[0] == pytest.approx(40 * 31 - 3_100)
    assert found.debt_eom_usd[3] == 0.0
    assert found.repaid_usd[3] > 100_000


def test_a_convertible_is_repaid_in_cash_or_turns_into_shares() -> None:
    terms = Convertible(
        outstanding_usd=1e6, rate_frac_per_year=0.0, maturity_month="2026-09", conversion_price_usd=20.0
    )
    assert service(terms, share_price=19.0).repaid_usd.tolist() == [0, 0, 1e6, 0, 0, 0]
    converted = service(terms, share_price=20.0)
    assert not converted.repaid_usd.any()
    assert converted.converted_usd.tolist() == [0, 0, 1e6, 0, 0, 0]


@given(
    value=st.lists(st.floats(0, 3e7), min_size=MONTHS, max_size=MONTHS),
    hashprice=st.lists(st.floats(0, 200), min_size=MONTHS, max_size=MONTHS),
)
def test_what_is_owed_rolls_forward_and_many_cases_are_each_case_alone(
    value: list[float], hashprice: list[float]
) -> None:
    terms = (
        TermLoan(first_month="2026-08"), MachineLoan(),
        MachineLoan(amortisation="straight line", first_month="2026-09"),
        HashpriceLinked(payment_ph_s=2_000.0), Convertible(maturity_month="2026-11"),
    )  # fmt: skip
    found = service(*terms, value=np.array(value), hashprice=np.array(hashprice), share_price=30.0)
    opening = 10e6 + 10e6 + 100e6
    bom = np.concatenate([[opening], found.debt_eom_usd[:-1]])
    rolled = bom + found.drawn_usd - found.repaid_usd - found.converted_usd
    np.testing.assert_allclose(found.debt_eom_usd, rolled, rtol=1e-12, atol=1e-6)
    np.testing.assert_allclose(found.debt_eom_usd, np.sum(found.owed_eom_usd, axis=0), rtol=1e-12, atol=1e-6)
    assert min(balance.min() for balance in found.owed_eom_usd) >= 0.0

    def two(values: list[float]) -> Array:
        return np.stack([np.array(values), np.array(values) / 2 + 1.0], axis=1)

    many = service(*terms, value=two(value), hashprice=two(hashprice), share_price=30.0)
    np.testing.assert_allclose(many.debt_eom_usd[:, 0], found.debt_eom_usd, rtol=1e-9, atol=1e-3)
    np.testing.assert_allclose(many.interest_usd[:, 0], found.interest_usd, rtol=1e-9, atol=1e-3)
