from __future__ import annotations

import pytest

from planner.debts import MachineLoan
from planner.errors import InputRejected


def test_the_cap_is_a_share_of_what_machines_fetch() -> None:
    assert MachineLoan(loan_to_value_cap_frac=0.6).loan_to_value_cap_frac == 0.6
    with pytest.raises(InputRejected, match="Loan to value"):
        MachineLoan(loan_to_value_cap_frac=60.0)
