"""Hashprice against hashcost: curves are the outcome's, the title says which sites earn."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from planner.figure import Band, Note, Rule
from planner.figure_parts import costs_usd_per_ph_day, month_middles, net_hashprice_usd_per_ph_day
from planner.figures.hashprice_hashcost import (
    DRAWN_SITES,
    LABELLED_SITES,
    hashprice_hashcost,
)
from planner.outcome import Outcome
from planner.scenario import Scenario
from tests.planner.figures.outcomes import (
    FIRST,
    SiteCase,
    by_hand,
    column,
    evaluated,
    invented_scenario,
    lines,
    six_sites,
)


def cheap(name: str) -> SiteCase:
    return SiteCase(name=name, power=8.0)


def middling(name: str) -> SiteCase:
    return SiteCase(name=name, power=20.0)


def dear(name: str) -> SiteCase:
    return SiteCase(name=name, power=60.0)


@pytest.mark.parametrize(
    ("cases", "after_halving", "without_halving"),
    [
        ([cheap("A"), middling("B"), middling("C")], "After the halving only A still earns", "Every site earns"),
        ([cheap("A"), cheap("B"), middling("C")], "After the halving 2 of 3 sites still earn", "Every site earns"),
        ([cheap("A"), cheap("B")], "After the halving every site still earns", "Every site earns"),
        ([middling("A"), middling("B")], "After the halving no site earns", "Every site earns"),
        ([cheap("A"), dear("B")], "After the halving only A still earns", "Only A earns"),
        ([cheap("A"), cheap("B"), dear("C")], "After the halving 2 of 3 sites still earn", "2 of 3 sites earn"),
        ([dear("A"), dear("B")], "No site earns, before or after the halving", "No site earns"),
        ([cheap("A")], "After the halving A still earns", "A earns"),
        ([middling("A")], "After the halving A no longer earns", "A earns"),
        ([dear("A")], "A does not earn after the halving", "A does not earn"),
    ],
)
def test_the_title_says_which_sites_earn(cases: list[SiteCase], after_halving: str, without_halving: str) -> None:
    curve = [32.0] * 12 + [16.0] * 12
    assert hashprice_hashcost(by_hand(cases, hashprice=curve, halving=11.9)).takeaway == after_halving
    assert hashprice_hashcost(by_hand(cases)).takeaway == f"{without_halving} over the 24 months shown"


def test_still_is_said_only_of_sites_that_earned_before() -> None:
    outcome = by_hand([cheap("A"), dear("B")], hashprice=[5.0] * 10 + [32.0] * 14, halving=9.9)
    assert hashprice_hashcost(outcome).takeaway == "After the halving only A earns"


def test_of_sites_that_stop_earning_later_it_is_said_when() -> None:
    falling = [32.0] * 12 + [18.0] * 14 + [5.0] * 12
    one = by_hand([cheap("A"), dear("B")], hashprice=falling, months=38, halving=11.9)
    assert hashprice_hashcost(one).takeaway == "After 2027-06 only A earns, to 2028-08"
    assert "Earning for a while only: A until 2028-08." in hashprice_hashcost(one).sentence
    two = by_hand([cheap("A"), SiteCase(name="C", power=1.0), dear("B")], hashprice=falling, months=38, halving=11.9)
    assert hashprice_hashcost(two).takeaway == "After the halving 2 of 3 earn; 1 at the end"


def test_a_site_that_earns_by_resale_alone_is_said_to() -> None:
    case = SiteCase(name="A", power=50.0, running_frac=0.2, idle_credits_usd=9e6)
    outcome = by_hand([case, dear("B")], hashprice=[32.0] * 12 + [16.0] * 12, halving=11.9)
    assert hashprice_hashcost(outcome).takeaway == "After 2027-06 only A earns, by resale"
    assert "Earning by reselling power: A." in hashprice_hashcost(outcome).sentence


def test_a_site_that_earns_in_single_months_is_not_said_never_to_earn() -> None:
    falling = [32.0] * 12 + [16.0] * 6 + [23.0] + [16.0] * 17
    rest = [middling("A"), dear("B")]
    none = hashprice_hashcost(by_hand(rest, hashprice=falling, months=36, halving=11.9))
    assert none.takeaway == "In the year after the halving no site earns"
    assert none.shorter == ("Year after halving: no site earns",)
    assert "Earning in single months after the halving: A." in none.sentence
    one = by_hand([middling("A"), cheap("C")], hashprice=falling, months=36, halving=11.9)
    assert hashprice_hashcost(one).takeaway == "Year after halving: only C earns"
    alone = by_hand([middling("A")], hashprice=falling, months=36, halving=11.9)
    assert hashprice_hashcost(alone).takeaway == "Year after halving: A does not earn"


def test_who_earns_only_at_the_end_is_counted_there() -> None:
    rising = [32.0] * 12 + [16.0] * 12 + [32.0] * 12
    cases = [cheap("A"), cheap("B"), middling("C")]
    outcome = by_hand(cases, hashprice=rising, months=36, halving=11.9)
    assert hashprice_hashcost(outcome).takeaway == "Year after halving: 2 of 3 earn; 3 at the end"


def test_a_halving_in_the_last_month_has_no_after() -> None:
    outcome = by_hand([cheap("A"), dear("B")], months=12, halving=11.5)
    assert hashprice_hashcost(outcome).takeaway == "Only A earns over the 12 months shown"


def test_a_flexible_site_that_resells_earns_though_its_line_is_above() -> None:
    case = SiteCase(name="A", power=50.0, running_frac=0.2, idle_credits_usd=9e6)
    outcome = by_hand([case, dear("B")])
    assert outcome.sites.cash_margin_usd[0].sum() > 0.0
    assert hashprice_hashcost(outcome).takeaway == "Only A earns over the 24 months shown"


def test_table_and_curves_are_the_outcome_s() -> None:
    baseline = six_sites(hashprice=36.0, name="Board plan 2026-05")
    outcome = six_sites(baseline=baseline)
    figure = hashprice_hashcost(outcome)
    net = outcome.market.hashprice_usd_per_ph_day * 0.99
    assert column(figure, "month") == list(outcome.month)
    assert column(figure, "net_hashprice_usd_per_ph_day") == net.tolist()
    assert column(figure, "baseline_net_hashprice_usd_per_ph_day") == pytest.approx([36.0 * 0.99] * 48)
    drawn = lines(figure)
    assert drawn["Hashprice"].y.tolist() == net.tolist()
    assert drawn["Hashprice"].x.tolist() == month_middles(outcome).tolist()
    assert drawn["Fleet cost"].y.tolist() == column(figure, "fleet_hashcost_usd_per_ph_day")
    assert drawn["Ohio Bluff"].y.tolist() == column(figure, "site_5_hashcost_usd_per_ph_day")
    assert drawn["Board plan 2026-05"].role == "baseline"


def test_a_site_costs_its_contract_and_its_operation_at_full_load() -> None:
    site_cost, fleet_cost = costs_usd_per_ph_day(six_sites())
    assert site_cost[:, 0] == pytest.approx([14.0, 21.0, 22.5, 26.0, 31.0, 44.0])
    weights = np.array([6_000.0, 4_000.0, 2_000.0, 1_500.0, 1_000.0, 500.0])
    assert fleet_cost == pytest.approx(np.full(48, weights @ site_cost[:, 0] / weights.sum()))


def test_cost_stands_still_while_the_price_moves() -> None:
    scenario = invented_scenario(6, 12)
    before = evaluated(scenario, months=24)
    after = evaluated(_priced(scenario, 20_000.0), months=24)
    assert after.fleet.running_ph_s.sum() < before.fleet.running_ph_s.sum()
    for old, new in zip(costs_usd_per_ph_day(before), costs_usd_per_ph_day(after), strict=True):
        np.testing.assert_allclose(new, old, rtol=1e-12)


def _priced(scenario: Scenario, price: float) -> Scenario:
    return replace(scenario, assumptions=replace(scenario.assumptions, btc_price_usd=price))


def test_the_mean_hour_agrees_with_the_lots_of_the_engine() -> None:
    """With one lot, no fixed cost and a fixed price, a site's line is the lot's hashcost."""
    scenario = invented_scenario(1, 1)
    site = replace(scenario.portfolio.sites[0], fixed_cost_usd_per_year=0.0, variable_cost_usd_per_mwh=2.0)
    lot = replace(scenario.portfolio.lots[0], online_month="2024-06")
    scenario = replace(scenario, portfolio=replace(scenario.portfolio, sites=(site,), lots=(lot,)))
    outcome = evaluated(scenario, months=3)
    site_cost, _ = costs_usd_per_ph_day(outcome)
    assert site_cost[0, 0] == pytest.approx(float(outcome.lots.hashcost_usd_per_ph_day[0]), rel=1e-12)


def test_a_site_without_machines_for_a_while_is_cut_not_bridged() -> None:
    outcome = _with_gap(six_sites())
    figure = hashprice_hashcost(outcome)
    pieces = [mark for mark in figure.panels[0].marks if getattr(mark, "name", "") == "Salt Creek"]
    assert [piece.x.size for piece in pieces] == [10, 30]  # type: ignore[union-attr]  # lines
    assert [piece.label for piece in pieces] == ["", "Salt Creek"]  # type: ignore[union-attr]  # lines
    cells = column(figure, "site_3_hashcost_usd_per_ph_day")
    assert [place for place, cell in enumerate(cells) if cell is None] == list(range(10, 18))


def _with_gap(outcome: Outcome) -> Outcome:
    gone: dict[str, np.ndarray] = {}
    for name in ("online_ph_s", "online_mw", "contract_mwh", "contract_cost_usd"):
        values = np.array(getattr(outcome.sites, name))
        values[2, 10:18] = 0.0
        gone[name] = values
    return replace(outcome, sites=replace(outcome.sites, **gone))


def test_the_band_lies_between_hashprice_and_fleet_cost() -> None:
    figure = hashprice_hashcost(six_sites())
    (band,) = [mark for mark in figure.panels[0].marks if isinstance(mark, Band)]
    drawn = lines(figure)
    assert band.upper.tolist() == drawn["Hashprice"].y.tolist()
    assert band.lower.tolist() == drawn["Fleet cost"].y.tolist()
    assert (band.role, band.role_below) == ("current", "bad")


def test_halving_and_baseline_are_captioned() -> None:
    outcome = six_sites(baseline=six_sites(name="Board plan 2026-05", hashprice=36.0))
    marks = hashprice_hashcost(outcome).panels[0].marks
    assert [(rule.at, rule.caption) for rule in marks if isinstance(rule, Rule)] == [(FIRST + 20.5, "Halving 2028-03")]
    (note,) = [mark for mark in marks if isinstance(mark, Note)]
    assert note.text == "Board plan 2026-05"
    assert note.y > float(net_hashprice_usd_per_ph_day(outcome)[0])


def test_of_a_hundred_sites_the_ones_that_matter_are_labelled() -> None:
    outcome = by_hand([SiteCase(name=f"S{place}", power=5.0 + place / 2) for place in range(100)])
    figure = hashprice_hashcost(outcome)
    sites = [line for name, line in lines(figure).items() if name.startswith("S")]
    labelled = {line.label for line in sites if line.label}
    assert len(sites) == DRAWN_SITES
    assert len(labelled) == LABELLED_SITES
    assert {"S0", "S1", "S98", "S99", "S51"} <= labelled  # cheapest, dearest, nearest to 31.68: 31.5
    assert figure.unit.endswith("24 of 100 sites")
    assert len(figure.table.columns) == 3 + DRAWN_SITES


def test_one_dear_site_does_not_flatten_the_others() -> None:
    outcome = by_hand([cheap("A"), cheap("B"), SiteCase(name="C", online_ph_s=1.0, power=5_000.0)])
    assert hashprice_hashcost(outcome).panels[0].y.high < 100.0
