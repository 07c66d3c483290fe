"""Schedules by hand: what is owed when, and what bears interest."""

from __future__ import annotations

import numpy as np
import pytest

from planner.debt import Debt
from planner.debt_columns import DebtColumns, conversion_shares, debt_columns
from planner.debts import Convertible, HashpriceLinked, MachineLoan, TermLoan
from planner.errors import InputRejected
from planner.quantities import month_index

JULY = month_index("2026-07")


def columns(*terms: object, share_price_usd: float = 0.0, months: int = 12) -> DebtColumns:
    debts = [Debt(id=place, name=f"Debt {place}", terms=each) for place, each in enumerate(terms, start=1)]  # type: ignore[arg-type]  # terms of any kind
    return debt_columns(debts, JULY, months, share_price_usd)


def test_a_bullet_is_owed_until_it_falls_due() -> None:
    found = columns(TermLoan(outstanding_usd=1e6, maturity_month="2026-09", amortisation="bullet"))
    assert found.opening_usd.tolist() == [1e6]
    assert found.scheduled_usd[0, :4].tolist() == [1e6, 1e6, 0.0, 0.0]
    assert found.plain_owed_usd[:3].tolist() == [1e6, 1e6, 0.0]


def test_equal_parts_from_the_first_month_to_the_last() -> None:
    found = columns(TermLoan(outstanding_usd=400.0, maturity_month="2026-10", amortisation="straight line"))
    assert found.scheduled_usd[0, :5] == pytest.approx([300.0, 200.0, 100.0, 0.0, 0.0])


def test_an_annuity_pays_the_same_each_month_though_months_differ() -> None:
    terms = MachineLoan(outstanding_usd=1e6, rate_frac_per_year=0.12, maturity_month="2027-06", amortisation="annuity")
    found = columns(terms)
    owed = np.concatenate([[1e6], found.scheduled_usd[0]])
    paid = owed[:-1] * (1 + found.interest_frac[0]) - owed[1:]
    np.testing.assert_allclose(paid, paid[0], rtol=1e-12)
    assert owed[-1] == 0.0
    assert found.interest_frac[0, 0] == pytest.approx(0.12 * 31 / 365)


def test_a_debt_drawn_later_is_received_then_and_pays_from_the_next_month() -> None:
    terms = TermLoan(outstanding_usd=300.0, first_month="2026-09", maturity_month="2026-12",
                     amortisation="straight line")  # fmt: skip
    found = columns(terms)
    assert found.opening_usd.tolist() == [0.0]
    assert found.drawn_usd[0, :4].tolist() == [0.0, 0.0, 300.0, 0.0]
    assert found.scheduled_usd[0, :6] == pytest.approx([0.0, 0.0, 300.0, 200.0, 100.0, 0.0])
    assert found.interest_frac[0, 2] == 0.0
    assert found.interest_frac[0, 3] > 0.0


def test_a_first_month_that_is_not_after_the_start_is_owed_from_the_start() -> None:
    for first in ("2026-07", "2025-01", ""):
        found = columns(TermLoan(outstanding_usd=300.0, first_month=first, maturity_month="2027-12"))
        assert found.opening_usd.tolist() == [300.0]
        assert not found.drawn_usd.any()


def test_a_debt_that_fell_due_before_the_start_is_refused_in_words() -> None:
    with pytest.raises(InputRejected, match=r"Debt 1, Due in.*is before the projection begins \(2026-07\)"):
        columns(TermLoan(maturity_month="2026-06"))


def test_a_convertible_turns_into_shares_at_maturity_when_the_price_is_there() -> None:
    terms = Convertible(outstanding_usd=1e6, maturity_month="2026-08", conversion_price_usd=20.0)
    found = columns(terms, share_price_usd=25.0)
    assert found.shares_by_month[:3] == (0.0, 50_000.0, 0.0)
    assert found.converted_usd[0, :3].tolist() == [0.0, 1e6, 0.0]
    below = columns(terms, share_price_usd=19.99)
    assert not any(below.shares_by_month)
    assert not below.converted_usd.any()


@pytest.mark.parametrize(
    ("share_price", "cap", "shares"),
    [(19.0, 0.0, 0.0), (20.0, 0.0, 50_000.0), (25.0, 30.0, 40_000.0), (40.0, 30.0, 37_500.0)],
)
def test_a_capped_call_gives_back_the_gain_up_to_its_cap(share_price: float, cap: float, shares: float) -> None:
    """At 25: 50,000 shares, of which 5 × 50,000 USD come back, that is 10,000 shares."""
    terms = Convertible(outstanding_usd=1e6, conversion_price_usd=20.0, cap_price_usd=cap)
    assert conversion_shares(terms, share_price) == pytest.approx(shares)


def test_kinds_that_a_case_changes_stand_apart() -> None:
    found = columns(TermLoan(), MachineLoan(loan_to_value_cap_frac=0.6), HashpriceLinked(payment_ph_s=100.0))
    assert (found.secured.tolist(), found.linked.tolist()) == ([1], [2])
    assert found.loan_to_value_cap_frac.tolist() == [np.inf, 0.6, np.inf]
    assert found.linked_ph_days[2, 0] == 100.0 * 31
    assert found.due_year.tolist() == [2029, 2028, 2029]
