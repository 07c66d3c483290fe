"""Cost layers: subtotals are the measures, bars hang where the last one ended, the title subtracts as written."""

from __future__ import annotations

import itertools

import pytest

from planner.figure import Rule
from planner.figures.cost_layers import cost_layers, steps_usd_per_btc
from planner.outcome import Outcome
from tests.planner.figures.money_outcomes import indebted
from tests.planner.figures.outcomes import SiteCase, bars, by_hand, column, evaluated, invented_scenario, six_sites


def test_subtotals_are_the_measures() -> None:
    outcome = evaluated(invented_scenario(6, 12), months=24)
    cost = steps_usd_per_btc(outcome)
    assert cost is not None
    for step, measure in (
        ("power_net", "power_cost_usd_per_btc"), ("cash_cost", "cash_cost_usd_per_btc"),
        ("ebitda_cost", "ebitda_cost_usd_per_btc"), ("all_in_cost", "all_in_cost_usd_per_btc"),
    ):  # fmt: skip
        assert cost[step] == pytest.approx(outcome.measures[measure], rel=1e-12)


def test_bars_hang_where_the_last_one_ended_and_subtotals_stand_on_zero() -> None:
    (drawn,) = bars(cost_layers(indebted()))
    assert len(drawn.roles) <= 9
    ends = list(zip(drawn.bottom.tolist(), drawn.top.tolist(), strict=True))
    for before, here in itertools.pairwise(ends):
        assert min(abs(a - b) for a in before for b in here) < 1e-9
    assert all(low == 0.0 for (low, _), role in zip(ends, drawn.roles, strict=True) if role == "total")


def test_texts_add_up_as_written() -> None:
    (drawn,) = bars(cost_layers(indebted()))
    shown = [float(text.text.replace("−", "-").replace(",", "")) for (text,) in drawn.texts]
    level = 0.0
    for number, role in zip(shown, drawn.roles, strict=True):
        level = number if role == "total" else level + number
        if role == "total":
            assert level == pytest.approx(number)
    running = 0.0
    for number, role in zip(shown, drawn.roles, strict=True):
        if role == "total":
            assert running == pytest.approx(number)
        else:
            running = round(running + number, 1)


@pytest.mark.parametrize(
    ("outcome", "begins"),
    [
        (six_sites(price=1e8), "Each BTC leaves USD "),
        (six_sites(price=1.0), "Each BTC costs USD "),
    ],
)
def test_the_title_says_what_a_coin_leaves(outcome: Outcome, begins: str) -> None:
    assert cost_layers(outcome).takeaway.startswith(begins)


def test_the_price_is_the_mean_of_what_coins_sold_for() -> None:
    (rule,) = [mark for mark in cost_layers(six_sites()).panels[0].marks if isinstance(mark, Rule)]
    assert rule.at == pytest.approx(70.0)


def test_hosting_has_a_bar_only_where_there_is_some() -> None:
    plain = cost_layers(by_hand([SiteCase(name="A")]))
    assert "Host" not in [name.text for name in plain.panels[0].x.names]
    assert "Host" in [name.text for name in cost_layers(six_sites()).panels[0].x.names]


def test_the_table_has_every_layer_beside_the_baseline() -> None:
    figure = cost_layers(indebted(six_sites(baseline=indebted(six_sites(hashprice=36.0)))))
    assert len(column(figure, "layer")) == len(column(figure, "baseline_usd_per_btc")) == 9


def test_without_coins_it_says_so() -> None:
    assert cost_layers(by_hand([SiteCase(name="A", running_frac=0.0)])).empty.startswith("No BTC is mined")
