from __future__ import annotations

import pytest

from planner.contract_words import terms_in_words
from planner.contracts import KINDS, BlockIndex, DemandCharge, FixedResale, Index


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_has_few_words_with_its_price(kind: str) -> None:
    terms = KINDS[kind]()
    words = terms_in_words(terms)
    price = next(getattr(terms, name) for name in ("price_usd_per_mwh", "rate_usd_per_mwh", "adder_usd_per_mwh")
                 if hasattr(terms, name))  # fmt: skip
    assert f"{price:.2f}" in words
    assert len(words) <= 40


def test_shares_are_percents_and_a_discount_is_a_minus() -> None:
    block = BlockIndex(price_usd_per_mwh=49.5, block_frac=0.6, adder_usd_per_mwh=6.0)
    assert terms_in_words(block) == "60 % block at 49.50, rest spot + 6.00"
    assert terms_in_words(Index(adder_usd_per_mwh=-2.0)) == "spot − 2.00"
    assert terms_in_words(DemandCharge(price_usd_per_mwh=36.3)) == "36.30 and 10.00 USD/kW-month"
    resale = FixedResale(block_mw=12.34, price_usd_per_mwh=45.0, excess_adder_usd_per_mwh=4.0)
    assert terms_in_words(resale) == "12.3 MW at 45.00, more at spot + 4.00"
