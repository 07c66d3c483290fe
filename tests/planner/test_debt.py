from __future__ import annotations

from dataclasses import fields

import pytest

from planner.debt import Debt
from planner.debts import KINDS, TermLoan
from planner.errors import InputRejected
from planner.quantities import quantities_of


@pytest.mark.parametrize("kind", KINDS.values())
def test_every_kind_states_what_the_engine_asks_of_all(kind: type) -> None:
    terms = kind()
    assert {"outstanding_usd", "rate_frac_per_year", "first_month", "maturity_month"} <= set(quantities_of(terms))
    assert set(quantities_of(terms)) == {item.name for item in fields(kind)}
    assert Debt(id=1, terms=terms).terms is terms


@pytest.mark.parametrize("kind", KINDS.values())
def test_a_debt_due_before_it_is_drawn_is_refused(kind: type) -> None:
    with pytest.raises(InputRejected, match=r"Due in .*is not after the month it is drawn in \(2028-01\)"):
        kind(first_month="2028-01", maturity_month="2028-01")
    assert kind(first_month="2028-01", maturity_month="2028-02").maturity_month == "2028-02"


def test_a_value_out_of_range_names_its_field() -> None:
    with pytest.raises(InputRejected, match="Interest rate"):
        TermLoan(rate_frac_per_year=12.0)
    with pytest.raises(InputRejected, match="Debt"):
        Debt(id=1, name=" ", terms=TermLoan())
