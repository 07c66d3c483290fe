from __future__ import annotations

import pytest

from planner.formula import evaluator
from planner.measures import MEASURES, part_names
from planner.money_measures import MONEY_MEASURES, NPV


def test_every_measure_of_money_is_in_the_register_once() -> None:
    for measure in (NPV, *MONEY_MEASURES):
        assert MEASURES[measure.key] is measure
    assert len({measure.key for measure in MONEY_MEASURES}) == len(MONEY_MEASURES)


def test_value_a_share_and_what_its_price_implies_are_inverse() -> None:
    """At the value a share that a value of mining gives, the share price implies that value of mining."""
    parts = {"ev_per_eh_s": 40e6, "online_eh_s": 12.5, "opening_coins": 9e7, "opening_cash": 2e7,
             "debt_not_converted": 1.2e8, "shares_converted": 8e7}  # fmt: skip
    nav = evaluator(MEASURES["nav_usd_per_share"].formula)(parts)
    assert nav == pytest.approx((5e8 + 9e7 + 2e7 - 1.2e8) / 8e7)
    implied = evaluator(MEASURES["implied_mining_ev_usd_per_eh_s"].formula)(parts | {"share_price": nav})
    assert implied == pytest.approx(40e6)


def test_dilution_is_post_money() -> None:
    """800 M raised by a company worth 4.2 bn before: 16.0 % of what it is worth after."""
    formula = evaluator(MEASURES["dilution_frac"].formula)
    assert formula({"shares_at_start": 4.2e9 / 10, "shares_at_end": 5.0e9 / 10}) == pytest.approx(0.16)


def test_all_in_cost_adds_its_layers_to_cash_cost() -> None:
    cash, all_in = set(part_names("cash_cost_usd_per_btc")), set(part_names("all_in_cost_usd_per_btc"))
    assert all_in - cash == {"sga", "depreciation", "write_off", "machine_resale", "share_based_pay", "interest", "tax"}
