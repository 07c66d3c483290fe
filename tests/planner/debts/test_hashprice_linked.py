from __future__ import annotations

import pytest

from planner.debts import HashpriceLinked
from planner.errors import InputRejected


def test_it_pays_the_hashprice_of_a_stated_hashrate() -> None:
    assert HashpriceLinked(payment_ph_s=0.0).payment_ph_s == 0.0
    with pytest.raises(InputRejected, match="Pays the hashprice of"):
        HashpriceLinked(payment_ph_s=-1.0)
