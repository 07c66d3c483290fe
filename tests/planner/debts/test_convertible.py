from __future__ import annotations

import pytest

from planner.debts import Convertible
from planner.errors import InputRejected


def test_a_capped_call_ends_above_the_conversion_price() -> None:
    assert Convertible(conversion_price_usd=20.0, cap_price_usd=0.0).cap_price_usd == 0.0
    assert Convertible(conversion_price_usd=20.0, cap_price_usd=30.0).cap_price_usd == 30.0
    with pytest.raises(InputRejected, match=r"Capped call up to .*is not above the conversion price \(20\)"):
        Convertible(conversion_price_usd=20.0, cap_price_usd=20.0)
