from __future__ import annotations

import pytest

from planner.debts import TermLoan
from planner.errors import InputRejected


def test_it_is_repaid_in_one_of_three_ways() -> None:
    assert [TermLoan(amortisation=way).amortisation for way in ("bullet", "straight line", "annuity")]
    with pytest.raises(InputRejected, match="must be one of bullet, straight line, annuity"):
        TermLoan(amortisation="balloon")
