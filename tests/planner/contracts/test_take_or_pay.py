from __future__ import annotations

import pytest

from planner.contracts import TakeOrPay
from planner.errors import InputRejected


def test_the_paid_quantity_comes_first_and_cannot_be_sold() -> None:
    paid, beyond = TakeOrPay(price_usd_per_mwh=40.0, paid_frac=0.8).settle()
    assert (paid.upto_frac, paid.must_take, paid.resold, paid.take_price_usd_per_mwh) == (0.8, True, False, 40.0)
    assert (beyond.above_frac, beyond.upto_frac, beyond.energy_price_usd_per_mwh) == (0.8, 1.0, 40.0)


@pytest.mark.parametrize(("paid_frac", "must_take"), [(0.0, False), (1.0, True)])
def test_nothing_or_everything_paid_is_one_piece(paid_frac: float, must_take: bool) -> None:
    (only,) = TakeOrPay(paid_frac=paid_frac).settle()
    assert only.must_take is must_take


def test_a_share_out_of_range_is_refused() -> None:
    with pytest.raises(InputRejected, match="Paid in any case"):
        TakeOrPay(paid_frac=-0.1)
