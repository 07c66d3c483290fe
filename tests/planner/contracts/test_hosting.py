from __future__ import annotations

import pytest

from planner.contract import Settlement
from planner.contracts import Hosting
from planner.errors import InputRejected


def test_the_rate_is_the_hosting_layer() -> None:
    assert Hosting(rate_usd_per_mwh=72.0).settle() == (Settlement(energy_price_usd_per_mwh=72.0, hosted=True),)


def test_a_negative_rate_is_refused() -> None:
    with pytest.raises(InputRejected, match="Hosting rate"):
        Hosting(rate_usd_per_mwh=-1.0)
