"""Cost of production: curves are the measures by month, cut where no coins are mined; months are counted right."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from planner.figure import Line, frozen
from planner.figures.cost_of_production import NO_COINS, cost_of_production, costs_usd_per_btc, layers_usd
from planner.outcome import Outcome
from tests.planner.figures.money_outcomes import indebted, with_money
from tests.planner.figures.outcomes import SiteCase, by_hand, evaluated, invented_scenario, lines, six_sites


@pytest.mark.parametrize(
    ("layer", "measure"),
    [
        ("power", "power_cost_usd_per_btc"), ("cash", "cash_cost_usd_per_btc"), ("ebitda", "ebitda_cost_usd_per_btc"),
        ("all_in", "all_in_cost_usd_per_btc"),
    ],
)  # fmt: skip
def test_twelve_months_give_the_measure(layer: str, measure: str) -> None:
    outcome = evaluated(invented_scenario(6, 12), months=24)
    found = layers_usd(outcome)[layer][:12].sum() / outcome.fleet.btc_received[:12].sum()
    assert found == pytest.approx(outcome.measures[measure], rel=1e-12)


def with_months_off(outcome: Outcome, start: int, stop: int) -> Outcome:
    coins = outcome.fleet.btc_received.copy()
    coins[start:stop] = 0.0
    return replace(outcome, fleet=replace(outcome.fleet, btc_received=frozen(coins)))


def test_a_curve_is_cut_where_no_coins_are_mined() -> None:
    figure = cost_of_production(with_months_off(six_sites(), 5, 9))
    pieces = [mark for mark in figure.panels[0].marks if isinstance(mark, Line) and mark.name == "Cash"]
    assert [piece.y.size for piece in pieces] == [5, 39]
    assert [bool(piece.label) for piece in pieces] == [False, True]
    assert figure.table.rows[5][3] is None


@pytest.mark.parametrize(
    ("outcome", "takeaway"),
    [
        (six_sites(price=1e8), "BTC price covers all-in cost in every month"),
        (six_sites(price=1.0), "All-in cost is above BTC price in every month"),
        (
            with_money(six_sites(price=1e8), tax_usd=[0.0] * 40 + [1e12] * 8),
            "Price covers all-in cost in 40 of 48 months",
        ),
        (
            with_months_off(with_money(six_sites(price=1e8), tax_usd=[0.0] * 40 + [1e12] * 8), 0, 30),
            "Price covers all-in cost: 10 of 18 months mined",
        ),
        (with_months_off(six_sites(price=1e8), 3, 5), "BTC price covers all-in cost in each month mined"),
        (with_months_off(six_sites(price=1.0), 3, 5), "All-in cost is above BTC price in each month mined"),
        (by_hand([SiteCase(name="A")], months=1, price=1.0), "All-in cost is above BTC price in its month"),
    ],
)
def test_the_title_counts_months_that_mine(outcome: Outcome, takeaway: str) -> None:
    assert cost_of_production(outcome).takeaway == takeaway


def test_a_month_of_write_offs_does_not_flatten_the_rest() -> None:
    figure = cost_of_production(with_money(six_sites(), tax_usd=[0.0] * 47 + [1e12]))
    assert figure.panels[0].y.high <= 5.0 * 70.0
    assert lines(figure)["All-in"].y[-1] > 1e3


def test_without_coins_it_says_so() -> None:
    assert cost_of_production(by_hand([SiteCase(name="A", running_frac=0.0)])).empty == NO_COINS


def test_layers_hold_those_before_them() -> None:
    costs = costs_usd_per_btc(indebted())
    assert (costs["cash"] >= costs["power"]).all()
    assert np.diff(np.stack([costs["cash"], costs["ebitda"], costs["all_in"]]), axis=0).min() >= 0.0
