from __future__ import annotations

import pytest

from planner.contracts import BlockIndex
from planner.errors import InputRejected


def test_a_share_of_every_lots_load_must_be_taken() -> None:
    block, rest = BlockIndex(price_usd_per_mwh=40.0, block_frac=0.6, adder_usd_per_mwh=5.0).settle()
    assert (block.of_load_frac, block.must_take, block.take_price_usd_per_mwh) == (0.6, True, 40.0)
    assert (rest.of_load_frac, rest.energy_price_usd_per_mwh, rest.spot_frac) == (1.0, 5.0, 1.0)


def test_without_a_block_all_of_it_is_index() -> None:
    (only,) = BlockIndex(block_frac=0.0).settle()
    assert not only.must_take


def test_more_than_the_whole_load_is_refused() -> None:
    with pytest.raises(InputRejected, match="Block"):
        BlockIndex(block_frac=1.1)
