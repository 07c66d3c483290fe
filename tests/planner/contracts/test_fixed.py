from __future__ import annotations

import pytest

from planner.contract import Settlement
from planner.contracts import Fixed
from planner.errors import InputRejected


def test_energy_used_is_paid_at_its_price() -> None:
    assert Fixed(price_usd_per_mwh=41.0).settle() == (Settlement(energy_price_usd_per_mwh=41.0),)


def test_a_price_out_of_range_names_its_field() -> None:
    with pytest.raises(InputRejected, match="Price"):
        Fixed(price_usd_per_mwh=5e6)
