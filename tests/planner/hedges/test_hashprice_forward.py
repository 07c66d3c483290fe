from __future__ import annotations

import pytest

from planner.errors import InputRejected
from planner.hedges import HashpriceForward


def test_the_margin_is_a_share_of_price_times_volume() -> None:
    assert HashpriceForward(margin_frac=1.0).margin_frac == 1.0
    with pytest.raises(InputRejected, match="Margin deposited"):
        HashpriceForward(margin_frac=10.0)
