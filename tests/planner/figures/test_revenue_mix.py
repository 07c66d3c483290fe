"""Revenue mix: layers add up to what comes in, are stacked without gaps, and the title's share is true."""

from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np
import pytest

from planner.figure import Band, Rule, frozen
from planner.figures.revenue_mix import layers_usd, revenue_mix
from planner.outcome import Outcome
from tests.planner.figures.money_outcomes import indebted, with_money
from tests.planner.figures.outcomes import SiteCase, by_hand, column, lines, six_sites


def with_hosting(outcome: Outcome, usd: float) -> Outcome:
    fleet = replace(outcome.fleet, hosting_revenue_usd=frozen(np.full(len(outcome.month), usd)))
    return replace(outcome, fleet=fleet)


def test_layers_add_up_to_income() -> None:
    outcome = with_hosting(indebted(), 2e5)
    fleet, money = outcome.fleet, outcome.money
    income = fleet.revenue_usd + fleet.hosting_revenue_usd + fleet.power_credits_usd + money.hedge_settlement_usd
    figure = revenue_mix(outcome)
    assert column(figure, "income_usd") == pytest.approx(income.tolist())
    assert lines(figure)["Income"].y == pytest.approx(income / 1e6)
    layers = layers_usd(outcome)
    assert layers["subsidy_usd"] + layers["fees_usd"] == pytest.approx(fleet.revenue_usd)
    assert layers["fees_usd"] / layers["subsidy_usd"] == pytest.approx(0.02 / 3.125)


def test_bands_stand_on_each_other_and_costs_hang_below_zero() -> None:
    figure = revenue_mix(indebted())
    bands = [mark for mark in figure.panels[0].marks if isinstance(mark, Band)]
    above = [band for band in bands if (band.upper > 0.0).any()]
    assert not above[0].lower.any()
    for lower, upper in itertools.pairwise(above):
        assert upper.lower == pytest.approx(lower.upper)
    (below,) = [band for band in bands if (band.lower < 0.0).any()]
    assert below.role == "rest"
    assert below.lower[0] == pytest.approx(-0.4)
    assert figure.panels[0].y.low == 0.0  # so little does not lower the axis
    assert revenue_mix(with_money(six_sites(), hedge_settlement_usd=-2e6)).panels[0].y.low == -2.0


@pytest.mark.parametrize(
    ("outcome", "takeaway"),
    [
        (six_sites(), "Subsidy brings 99 % of income, 12 months"),
        (with_hosting(six_sites(), 100e6), "Hosting brings 88 % of income, 12 months"),
        (by_hand([SiteCase(name="A", credits=60.0)]), "Power credits bring 65 % of income, 12 months"),
        (with_money(six_sites(), hedge_settlement_usd=-90e6), "Subsidy brings 99 % of income, 12 months"),
        (with_money(six_sites(), hedge_settlement_usd=60e6), "Hedges bring 81 % of income, 12 months"),
        (six_sites(hashprice=0.0), "Power credits bring 100 % of income, 12 months"),
        (by_hand([SiteCase(name="A", running_frac=0.0)]), "No income in the first 12 months"),
        (by_hand([SiteCase(name="A", running_frac=0.0)], months=1), "No income in the first month"),
    ],
)
def test_the_title_says_what_brings_most(outcome: Outcome, takeaway: str) -> None:
    assert revenue_mix(outcome).takeaway == takeaway


def test_a_legend_names_only_what_is_there() -> None:
    assert [word for word, _ in revenue_mix(by_hand([SiteCase(name="A")])).panels[0].legend] == ["subsidy", "fees"]


def test_the_halvings_caption_stands_below_the_legend() -> None:
    (panel,) = revenue_mix(indebted()).panels
    captions = [mark for mark in panel.marks if isinstance(mark, Rule) and mark.caption]
    assert panel.legend
    assert captions
    assert all(rule.caption_at > 0.0 for rule in captions)
