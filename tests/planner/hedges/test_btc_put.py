from __future__ import annotations

import pytest

from planner.errors import InputRejected
from planner.hedges import BtcPut


def test_a_premium_is_paid_and_not_received() -> None:
    assert BtcPut(premium_usd_per_btc=0.0).premium_usd_per_btc == 0.0
    with pytest.raises(InputRejected, match="Premium"):
        BtcPut(premium_usd_per_btc=-1.0)
