from __future__ import annotations

import pytest

from planner.contracts import FixedResale
from planner.errors import InputRejected


def test_the_block_must_be_taken_and_load_above_it_is_bought_at_spot() -> None:
    terms = FixedResale(price_usd_per_mwh=40.0, block_mw=80.0, resale_fee_frac=0.03, excess_adder_usd_per_mwh=5.0)
    block, above = terms.settle()
    assert (block.upto_mw, block.must_take, block.take_price_usd_per_mwh) == (80.0, True, 40.0)
    assert (block.resale_fee_frac, block.energy_price_usd_per_mwh) == (0.03, 0.0)
    assert (above.must_take, above.energy_price_usd_per_mwh, above.spot_frac) == (False, 5.0, 1.0)


def test_a_fee_above_the_whole_price_is_refused() -> None:
    with pytest.raises(InputRejected, match="Resale fee"):
        FixedResale(resale_fee_frac=1.2)
