from __future__ import annotations

import pytest

from planner.contracts import DemandCharge
from planner.errors import InputRejected


def test_energy_is_a_fixed_call_and_the_peak_is_charged() -> None:
    (only,) = DemandCharge(
        price_usd_per_mwh=30.0, demand_usd_per_kw_month=12.0, ratchet_frac=0.8, minimum_demand_mw=2.0
    ).settle()
    assert (only.energy_price_usd_per_mwh, only.demand_usd_per_kw_month) == (30.0, 12.0)
    assert (only.ratchet_frac, only.minimum_demand_mw, only.must_take) == (0.8, 2.0, False)


def test_a_ratchet_above_the_peak_itself_is_refused() -> None:
    with pytest.raises(InputRejected, match="Ratchet"):
        DemandCharge(ratchet_frac=1.5)
