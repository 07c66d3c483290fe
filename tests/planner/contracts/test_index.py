from __future__ import annotations

import pytest

from planner.contract import Settlement
from planner.contracts import Index
from planner.errors import InputRejected


def test_energy_used_is_paid_at_spot_plus_adder() -> None:
    assert Index(adder_usd_per_mwh=-2.0).settle() == (Settlement(energy_price_usd_per_mwh=-2.0, spot_frac=1.0),)


def test_what_is_not_a_number_is_refused() -> None:
    with pytest.raises(InputRejected, match="Adder"):
        Index(adder_usd_per_mwh=float("nan"))
