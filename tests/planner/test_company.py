from __future__ import annotations

import pytest

from planner.company import Company
from planner.errors import InputRejected
from planner.quantities import quantities_of


def test_what_it_assumes_says_so_with_its_date() -> None:
    declared = quantities_of(Company)
    assert declared["tax_rate_frac"].default == 0.25
    for name in ("tax_rate_frac", "tax_loss_use_frac", "issuance_cap_frac_per_quarter"):
        assert declared[name].is_assumption
        assert declared[name].as_of == "2026-06"


def test_a_policy_that_is_none_is_refused() -> None:
    with pytest.raises(InputRejected, match="must be one of sell all, keep a share, sell to cover"):
        Company(treasury_policy="hold")
