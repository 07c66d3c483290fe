"""Where missing cash comes from, in order and by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.models.treasury import KEEP_A_SHARE, SELL_ALL, SELL_TO_COVER, FundingRules, Purse, funded, kept_usd

RULES = FundingRules(minimum_cash_usd=100.0, credit_line_usd=300.0, share_price_usd=2.0, issuance_cap_frac=0.05)


def purse(cash: float, *, btc: float = 2.0, opening: float = 0.5, line: float = 0.0) -> Purse:
    return Purse(cash_usd=cash, btc=btc, opening_btc=opening, cost_usd=60.0 * btc, shares=1_000.0, line_usd=line)


@pytest.mark.parametrize(
    ("policy", "left", "kept"),
    [
        (SELL_ALL, 500.0, 0.0), (KEEP_A_SHARE, 500.0, 250.0), (KEEP_A_SHARE, -500.0, 250.0),
        (SELL_TO_COVER, 300.0, 300.0), (SELL_TO_COVER, 5_000.0, 1_000.0), (SELL_TO_COVER, -1.0, 0.0),
    ],
)  # fmt: skip
def test_what_is_kept_of_coins_worth_a_thousand(policy: str, left: float, kept: float) -> None:
    assert kept_usd(policy, 0.25, 1_000.0, left) == kept


def test_cash_above_its_minimum_needs_nothing() -> None:
    held = purse(100.0)
    assert funded(held, RULES, 100.0) == (0.0,) * 6
    assert held.btc == 2.0


def test_coins_come_first_and_those_held_since_the_start_before_mined_ones() -> None:
    held = purse(20.0)
    found = funded(held, RULES, 100.0)  # 80 missing: 0.8 coins, which cost 48
    assert found == pytest.approx((80.0, 50.0, 32.0, 0.0, 0.0, 0.0))
    assert (held.cash_usd, held.btc, held.opening_btc, held.cost_usd) == pytest.approx((100.0, 1.2, 0.0, 72.0))


def test_then_the_line_then_shares_up_to_their_cap_then_it_is_missing() -> None:
    held = purse(-700.0)  # 800 missing: coins 200, line 300, shares 5 % of 1,000 × 2
    found = funded(held, RULES, 100.0)
    assert (found.sold_usd, found.drawn_usd, found.issued_usd, found.missing_usd) == (200.0, 300.0, 100.0, 200.0)
    assert (held.cash_usd, held.line_usd, held.shares) == (-100.0, 300.0, 1_050.0)
    again = funded(held, RULES, 100.0)  # the cap is on the quarter, and grows with the shares
    assert again.issued_usd == pytest.approx(1_050 * 2 * 0.05 - 100)


def test_no_shares_without_a_price_or_a_cap() -> None:
    for rules in (replace(RULES, share_price_usd=0.0), replace(RULES, issuance_cap_frac=0.0)):
        held = purse(-700.0)
        assert funded(held, rules, 100.0).issued_usd == 0.0
        assert held.shares == 1_000.0


def test_cash_above_the_minimum_repays_the_line() -> None:
    held = purse(250.0, line=120.0)
    assert funded(held, RULES, 100.0).drawn_usd == -120.0
    assert (held.cash_usd, held.line_usd) == (130.0, 0.0)


def test_worthless_coins_bring_nothing() -> None:
    held = purse(0.0)
    assert funded(held, RULES, 0.0).sold_usd == 0.0
    assert held.btc == 2.0
    held.keep(0.0, 0.0)
    assert held.btc == 2.0


@given(
    cash=st.lists(st.floats(-1e4, 1e4), min_size=3, max_size=3), price=st.floats(0, 1e5), btc=st.floats(0, 10),
    line=st.floats(0, 300),
)  # fmt: skip
def test_many_cases_are_each_case_alone_and_no_cash_is_lost(
    cash: list[float], price: float, btc: float, line: float
) -> None:
    together = Purse(
        cash_usd=np.array(cash), btc=btc, opening_btc=btc / 2, cost_usd=btc * 50, shares=1e3, line_usd=line
    )
    found = funded(together, RULES, price)
    for place, one in enumerate(cash):
        alone = Purse(cash_usd=one, btc=btc, opening_btc=btc / 2, cost_usd=btc * 50, shares=1e3, line_usd=line)
        brought = funded(alone, RULES, price)
        for name, value in brought._asdict().items():
            many = np.broadcast_to(getattr(found, name), 3)[place]
            assert many == pytest.approx(value, rel=1e-9, abs=1e-6), name
        assert alone.cash_usd == pytest.approx(
            one + brought.sold_usd + brought.drawn_usd + brought.issued_usd, rel=1e-12, abs=1e-9
        )
        assert brought.missing_usd == pytest.approx(max(RULES.minimum_cash_usd - alone.cash_usd, 0.0), abs=1e-6)
