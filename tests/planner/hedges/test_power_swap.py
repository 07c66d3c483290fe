from __future__ import annotations

import pytest

from planner.errors import InputRejected
from planner.hedges import PowerSwap


def test_the_fixed_price_may_be_negative_and_the_load_may_not() -> None:
    assert PowerSwap(price_usd_per_mwh=-3.0).price_usd_per_mwh == -3.0
    with pytest.raises(InputRejected, match="Load"):
        PowerSwap(mw=-1.0)
