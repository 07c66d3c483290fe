"""Margin bridge: bars add up, at most nine of them, and the title's cents are true."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from planner.figure import Bars
from planner.figures.margin_bridge import LAYERS, layers_usd, margin_bridge
from planner.outcome import Outcome
from tests.planner.figures.money_outcomes import indebted
from tests.planner.figures.outcomes import SiteCase, bars, by_hand, column, evaluated, invented_scenario, six_sites


def names(outcome: Outcome) -> list[str]:
    return [name.text.replace("\n", " ") for name in margin_bridge(outcome).panels[0].x.names]


@pytest.mark.parametrize(
    ("case", "takeaway"),
    [
        (SiteCase(name="A", power=20.0), "Net power: 63 cents per revenue dollar"),
        (SiteCase(name="A", power=20.0, credits=1.0), "Net power: 59 cents per revenue dollar"),
        (SiteCase(name="A", power=20.0, credits=8.0), "Net power: 38 cents per revenue dollar"),
        (SiteCase(name="A", power=0.0, hosting=16.0), "Net power and hosting: 50 cents per revenue dollar"),
        (SiteCase(name="A", power=8.0, hosting=8.0), "Net power and hosting: 50 cents per revenue dollar"),
        (SiteCase(name="A", power=8.0, hosting=8.0, credits=4.0), "Net power and hosting: 38 cents per revenue dollar"),
        (SiteCase(name="A", power=48.0), "Net power costs 1.50 times revenue"),
        (SiteCase(name="A", power=24.0, hosting=24.0), "Net power and hosting cost 1.50 times revenue"),
        (SiteCase(name="A", power=31.9), "Net power costs 1.00 times revenue"),
        (SiteCase(name="A", power=0.1), "Net power: under a cent per dollar"),
        (SiteCase(name="A", power=1e6), "The power bill dwarfs the revenue"),
        (SiteCase(name="A", power=0.0), "Power costs nothing in the first 12 months"),
        (SiteCase(name="A", power=-5.0), "Power earns USD 1.8 M in the first 12 months"),
        (SiteCase(name="A", running_frac=0.0), "No revenue in the first 12 months"),
    ],
)
def test_the_title_says_what_power_takes(case: SiteCase, takeaway: str) -> None:
    assert margin_bridge(by_hand([case])).takeaway == takeaway


def test_the_words_stay_the_same_while_credits_grow_and_while_a_hosted_site_stands_still() -> None:
    scenario = invented_scenario(4, 8)  # one of them hosted
    assert any(contract.terms.kind == "hosting" for contract in scenario.portfolio.contracts)
    for price in (20_000.0, 45_000.0, 70_000.0, 120_000.0):
        priced = replace(scenario, assumptions=replace(scenario.assumptions, btc_price_usd=price))
        title = margin_bridge(evaluated(priced, months=12)).takeaway
        assert title.startswith(("Net power and hosting", "Power credits exceed")), title


def test_credits_above_the_bill_are_said_in_dollars() -> None:
    outcome = by_hand([SiteCase(name="A", power=20.0, credits=30.0)])
    excess = float((outcome.fleet.power_credits_usd - outcome.fleet.power_usd)[:12].sum())
    assert excess == pytest.approx(3.6e6)
    assert margin_bridge(outcome).takeaway == "Power credits exceed the bill by USD 3.6 M"


def test_bars_run_from_revenue_to_all_in() -> None:
    outcome = six_sites()
    usd = layers_usd(outcome)
    figure = margin_bridge(outcome)
    (drawn,) = bars(figure)
    ends = {"Revenue": "revenue_usd", "Cash margin": "cash_margin_usd", "EBITDA": "ebitda_usd", "All-in": "all_in_usd"}
    for place, name in enumerate(names(outcome)):
        if name in ends:
            assert drawn.roles[place] == "total"
            height = drawn.top[place] if usd[ends[name]] > 0.0 else drawn.bottom[place]
            assert height == pytest.approx(usd[ends[name]] / 1e6)
            assert min(abs(drawn.top[place]), abs(drawn.bottom[place])) == 0.0


def test_each_change_hangs_where_the_last_bar_ended() -> None:
    (drawn,) = bars(margin_bridge(six_sites(sga_usd=9e6)))
    for place in range(1, len(drawn.roles)):
        before = {float(drawn.bottom[place - 1]), float(drawn.top[place - 1])}
        here = {float(drawn.bottom[place]), float(drawn.top[place])}
        assert min(abs(a - b) for a in before for b in here) < 1e-9


def test_the_table_holds_every_layer_of_both() -> None:
    baseline = six_sites(name="Board plan 2026-05", hashprice=36.0)
    outcome = six_sites(baseline=baseline)
    figure = margin_bridge(outcome)
    assert column(figure, "layer") == list(LAYERS)
    assert column(figure, "usd") == [layers_usd(outcome)[name] for name in LAYERS]
    assert column(figure, "baseline_usd") == [layers_usd(baseline)[name] for name in LAYERS]
    usd = dict(zip(LAYERS, column(figure, "usd"), strict=True))
    assert usd["revenue_usd"] == pytest.approx(float(outcome.fleet.revenue_usd[:12].sum()))
    assert usd["all_in_usd"] == pytest.approx(
        float((outcome.cash.ebitda_usd - outcome.fleet.depreciation_usd)[:12].sum())
    )


def test_all_in_is_net_income_without_hedges_and_interest_earned() -> None:
    outcome = evaluated(invented_scenario(8, 20), months=18)
    money = outcome.money
    beside = (money.hedge_settlement_usd + money.cash_interest_usd)[:12].sum()
    assert layers_usd(outcome)["all_in_usd"] == pytest.approx(money.net_income_usd[:12].sum() - beside, rel=1e-9)
    levered = indebted()
    below = 12 * (5e5 + 1e5 + 2e5)  # interest, tax, share-based pay
    assert layers_usd(six_sites())["all_in_usd"] - layers_usd(levered)["all_in_usd"] == pytest.approx(below)


def test_what_clients_pay_is_revenue_so_that_the_bridge_closes() -> None:
    outcome = by_hand([SiteCase(name="A")])
    paid = np.full(24, 1e5)
    fleet = replace(outcome.fleet, hosting_revenue_usd=paid, cash_margin_usd=outcome.fleet.cash_margin_usd + paid)
    hosting = replace(outcome, fleet=fleet)
    (drawn,) = bars(margin_bridge(hosting))
    assert drawn.top[0] == pytest.approx((float(fleet.revenue_usd[:12].sum()) + 1.2e6) / 1e6)
    place = names(hosting).index("Cash margin")
    assert drawn.top[place] == pytest.approx(float(drawn.bottom[place - 1]))


@pytest.mark.parametrize(
    ("case", "shown"),
    [
        (SiteCase(name="A"), ["Power"]),
        (SiteCase(name="A", credits=1.0), ["Power", "Credits"]),
        (SiteCase(name="A", hosting=1.0), ["Power", "Hosting"]),
        (SiteCase(name="A", hosting=1.0, credits=1.0), ["Power + host", "Credits"]),
    ],
)
def test_credits_and_hosting_have_bars_only_where_they_exist(case: SiteCase, shown: list[str]) -> None:
    rest = ["Site + pool", "Cash margin", "SG&A", "EBITDA", "Deprec., int., tax", "All-in"]
    assert names(by_hand([case])) == ["Revenue", *shown, *rest]


def test_a_layer_only_the_baseline_has_keeps_its_bar() -> None:
    outcome = by_hand([SiteCase(name="A")], baseline=by_hand([SiteCase(name="A", credits=2.0)]))
    assert "Credits" in names(outcome)
    ghost, now = bars(margin_bridge(outcome))
    assert set(ghost.roles) == {"baseline"}
    assert ghost.left.size == now.left.size <= 9


def test_the_horizon_may_be_shorter_than_a_year() -> None:
    figure = margin_bridge(by_hand([SiteCase(name="A")], months=5))
    assert "5 months" in figure.unit
    assert column(figure, "usd")[0] == pytest.approx(5 * 32.0 * 1_000.0 * 30.0)


def test_losses_are_labelled_below_and_the_label_has_room() -> None:
    outcome = by_hand([SiteCase(name="A", power=28.0)], sga_usd=60_000.0)
    figure = margin_bridge(outcome)
    (drawn,) = bars(figure)
    for place, role in enumerate(drawn.roles):
        (text,) = drawn.texts[place]
        assert text.anchor == ("below" if role == "bad" else "above")
    losses = min(float(low) for low, role in zip(drawn.bottom, drawn.roles, strict=True) if role == "bad")
    assert figure.panels[0].y.low < losses


def test_it_agrees_with_the_engine() -> None:
    outcome = evaluated(invented_scenario(8, 20), months=18)
    usd = layers_usd(outcome)
    cost = usd["pool_fee_usd"] + usd["power_usd"] + usd["site_operating_usd"] + usd["hosting_usd"]
    assert usd["revenue_usd"] - cost + usd["power_credits_usd"] == pytest.approx(usd["cash_margin_usd"], rel=1e-12)
    assert usd["ebitda_usd"] == pytest.approx(outcome.measures["ebitda_12_months_usd"])
    (drawn,) = (mark for mark in margin_bridge(outcome).panels[0].marks if isinstance(mark, Bars))
    assert np.isfinite(drawn.top).all()


def test_the_changes_as_written_lead_from_total_to_total() -> None:
    for revenue in (32.5, 33.17, 29.94, 31.41):
        (mark,) = bars(margin_bridge(six_sites(hashprice=revenue)))
        level = 0.0
        for (text,), role in zip(mark.texts, mark.roles, strict=True):
            shown = float(text.text.replace("−", "-").replace(",", ""))
            level = shown if role == "total" and not level else level + (0.0 if role == "total" else shown)
            if role == "total":
                assert round(level, 3) == shown
