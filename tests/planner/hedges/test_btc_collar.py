from __future__ import annotations

import pytest

from planner.errors import InputRejected
from planner.hedges import BtcCollar


def test_a_floor_above_the_cap_is_refused_in_words() -> None:
    assert BtcCollar(floor_usd=70_000.0, cap_usd=70_000.0).floor_usd == 70_000.0
    with pytest.raises(InputRejected, match=r"Floor .*is above the cap \(60,000\)"):
        BtcCollar(floor_usd=70_000.0, cap_usd=60_000.0)


def test_a_premium_may_be_received() -> None:
    assert BtcCollar(premium_usd_per_btc=-500.0).premium_usd_per_btc == -500.0
