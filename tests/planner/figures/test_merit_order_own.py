"""Own merit order: cheapest first, as wide as its hashrate; the marginal lot is the dearest that runs."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from planner.figure import Note, Rule
from planner.figure_parts import distinct_names, net_hashprice
from planner.figures.merit_order_own import MOST_BARS, merit_order_own, order_of
from planner.outcome import Outcome
from tests.planner.figures.outcomes import SiteCase, bars, by_hand, column, evaluated, invented_scenario, six_sites


def notes(outcome: Outcome) -> list[str]:
    return [mark.text for mark in merit_order_own(outcome).panels[0].marks if isinstance(mark, Note)]


def site(name: str, power: float, running_frac: float = 1.0) -> SiteCase:
    return SiteCase(name=name, power=power, running_frac=running_frac)


@pytest.mark.parametrize(
    ("cases", "takeaway"),
    [
        ([site("A", 10), site("B", 20)], "B is the marginal site; no lot is off"),
        ([site("A", 10), site("B", 20), site("C", 50, 0.0)], "B is the marginal site; C is off"),
        ([site("A", 10), site("B", 50, 0.0), site("C", 51, 0.0)], "A is the marginal site; 2 sites are off"),
        ([site("A", 50, 0.0), site("B", 51, 0.0)], "All 2 sites are switched off"),
        ([site("A", 10)], "A: its only lot is on"),
        ([site("A", 50, 0.0)], "A is switched off"),
        ([site("A", 10), site("B", 20, 0.004)], "A is the marginal site; B is off"),
    ],
)
def test_the_title_names_the_marginal_site_and_those_off(cases: list[SiteCase], takeaway: str) -> None:
    assert merit_order_own(by_hand(cases)).takeaway == takeaway


def test_lots_of_one_site_may_be_off() -> None:
    outcome = by_hand([site("A", 10), site("B", 20), site("C", 50, 0.0)])
    together = replace(outcome, lots=replace(outcome.lots, site=np.array([0, 1, 1])))
    assert merit_order_own(together).takeaway == "B is the marginal site; a lot is off"
    alone = replace(outcome, lots=replace(outcome.lots, site=np.array([0, 0, 0])))
    assert merit_order_own(alone).takeaway == "A: 1 of 3 lots is off"


def test_cheapest_first_and_as_wide_as_its_hashrate() -> None:
    outcome = by_hand([site("A", 30), site("B", 10), site("C", 20)])
    figure = merit_order_own(outcome)
    (drawn,) = bars(figure)
    assert drawn.top.tolist() == pytest.approx([11.0, 21.0, 31.0])
    assert drawn.left.tolist() == pytest.approx([0.0, 1.0, 2.0])
    assert drawn.right.tolist() == pytest.approx([1.0, 2.0, 3.0])
    assert drawn.roles == ("sky", "sky", "orange")
    assert column(figure, "site") == ["B", "C", "A"]
    assert column(figure, "hashcost_usd_per_ph_day") == drawn.top.tolist()
    assert column(figure, "online_eh_s") == [1.0, 1.0, 1.0]
    assert column(figure, "net_hashprice_usd_per_ph_day") == [net_hashprice(outcome)] * 3


def test_lots_that_are_not_online_yet_have_no_bar() -> None:
    outcome = by_hand([site("A", 10), SiteCase(name="B", online_ph_s=0.0, power=5.0)])
    assert column(merit_order_own(outcome), "site") == ["A"]


def test_machines_that_come_later_are_said() -> None:
    outcome = by_hand([site("A", 10)])
    later = replace(outcome, lots=replace(outcome.lots, online_ph_s=np.zeros(1)))
    figure = merit_order_own(later)
    assert figure.panels == ()
    assert "No machines are online in 2026-07" in figure.empty


@pytest.mark.parametrize(
    ("marginal", "words"),
    [
        (site("B", 29.0), "B lot earns 1.7"),
        (site("B", 40.0), "B lot loses 9.3"),  # a block that is paid anyway and cannot be resold for more
        (site("B", 40.0, 0.62), "B lot runs 62 % of hours"),
        (site("B", 29.0, 0.62), "B lot earns 1.7"),
    ],
)
def test_the_marginal_lot_has_a_note(marginal: SiteCase, words: str) -> None:
    assert notes(by_hand([site("A", 10), marginal])) == [words]


def test_a_lot_that_runs_in_few_hours_is_blue_as_far_as_it_ran() -> None:
    (drawn,) = bars(merit_order_own(by_hand([site("A", 10), site("B", 40.0, 0.25), site("C", 50.0, 0.0)])))
    assert drawn.roles == ("sky", "orange", "rest", "rest")
    assert (drawn.right - drawn.left).tolist() == pytest.approx([1.0, 0.25, 0.75, 1.0])
    assert drawn.top.tolist() == pytest.approx([11.0, 41.0, 41.0, 51.0])


def test_what_the_connection_does_not_serve_is_drawn_as_off_and_said() -> None:
    part = SiteCase(name="B", power=20.0, served_frac=0.25)
    figure = merit_order_own(by_hand([site("A", 10), part]))
    (drawn,) = bars(figure)
    assert drawn.roles == ("sky", "orange", "rest")
    assert (drawn.right - drawn.left).tolist() == pytest.approx([1.0, 0.25, 0.75])
    assert figure.takeaway == "B is the marginal site; 0.75 EH/s lack grid"
    assert "0.75 EH/s stand idle" in figure.sentence
    assert column(figure, "served_frac") == [1.0, 0.25]
    assert merit_order_own(by_hand([part])).takeaway == "B: the grid serves 0.3 of 1.0 EH/s"


def test_an_over_subscribed_site_of_the_engine_is_not_drawn_as_running() -> None:
    scenario = invented_scenario(1, 1)
    site_row = replace(scenario.portfolio.sites[0], interconnect_mw=0.5, pue=1.0)
    lot = replace(scenario.portfolio.lots[0], online_month="2024-06", count=1_000, power_w=2_000.0)
    portfolio = replace(scenario.portfolio, sites=(site_row,), lots=(lot,))
    outcome = evaluated(replace(scenario, portfolio=portfolio), months=2)
    assert outcome.lots.served_frac.tolist() == pytest.approx([0.25])
    assert "the grid serves" in merit_order_own(outcome).takeaway


def test_names_in_bars_stay_apart() -> None:
    names = distinct_names((("Llano S21", "Llano North"), ("Llano S21 Pro", "Llano North"), ("Ohio S21", "Ohio Bluff")))
    assert names == (("Llano S21", "L. S21"), ("Llano S21 Pro", "L. S21 Pro", "S21 Pro"), ("Ohio S21", "O. S21"))
    long = distinct_names((("A very long name of a lot, first", "A"), ("A very long name of a lot, other", "A")))
    assert long[0][0] != long[1][0]
    assert max(len(form[0]) for form in long) <= 22


def test_hashprice_is_net_and_its_handle_moves_the_price() -> None:
    outcome = six_sites(fee=0.02, price=70_000.0, hashprice=35.0)
    figure = merit_order_own(outcome)
    (rule,) = [mark for mark in figure.panels[0].marks if isinstance(mark, Rule)]
    assert rule.at == pytest.approx(34.3)
    assert (rule.role, rule.caption) == ("current", "Hashprice net of pool fee 34.3")
    (handle,) = figure.handles
    assert (handle.axis, handle.moves, handle.at) == ("y", "btc_price_usd", rule.at)
    assert handle.at * handle.per_unit == pytest.approx(70_000.0)


def test_dragging_the_line_is_exact_in_the_engine() -> None:
    scenario = invented_scenario(3, 6)
    figure = merit_order_own(evaluated(scenario, months=2))
    (handle,) = figure.handles
    wanted = handle.at + 5.0
    price = scenario.assumptions.btc_price_usd + 5.0 * handle.per_unit
    moved = evaluated(replace(scenario, assumptions=replace(scenario.assumptions, btc_price_usd=price)), months=2)
    assert net_hashprice(moved) == pytest.approx(wanted, rel=1e-12)


def test_without_a_price_there_is_nothing_to_drag() -> None:
    assert merit_order_own(six_sites(hashprice=0.0, price=0.0)).handles == ()


def test_the_baseline_is_a_dash_over_each_lot_it_had() -> None:
    before = by_hand([site("A", 12), site("B", 25)], name="Board plan 2026-05", hashprice=36.0)
    outcome = by_hand([site("A", 10), site("B", 20), site("C", 30)], baseline=before)
    figure = merit_order_own(outcome)
    now, ghost = bars(figure)
    assert set(ghost.roles) == {"baseline"}
    assert ghost.top.tolist() == ghost.bottom.tolist() == pytest.approx([13.0, 26.0])
    assert ghost.left.tolist() == now.left.tolist()[:2]
    dashed = [mark for mark in figure.panels[0].marks if isinstance(mark, Rule) and mark.role == "baseline"]
    assert [rule.caption for rule in dashed] == ["Board plan 2026-05 35.6"]
    assert column(figure, "baseline_net_hashprice_usd_per_ph_day") == [net_hashprice(before)] * 3


def test_a_thousand_lots_share_bars_without_mixing_roles() -> None:
    outcome = evaluated(invented_scenario(100, 1_000), months=2)
    order = order_of(outcome)
    figure = merit_order_own(outcome)
    drawn = bars(figure)[0]
    assert order.lot.size > 900
    assert drawn.left.size <= MOST_BARS + 60
    on = float((order.eh_s * order.on_frac).sum())
    widths = drawn.right - drawn.left
    assert widths.sum() == pytest.approx(order.eh_s.sum())
    assert (widths * drawn.top).sum() == pytest.approx((order.eh_s * order.hashcost).sum())
    off = sum(width for width, role in zip(widths.tolist(), drawn.roles, strict=True) if role == "rest")
    assert off == pytest.approx(order.eh_s.sum() - on, rel=0.01)  # slivers belong to their neighbours
    assert drawn.roles.count("orange") == 1
    assert len(figure.table.rows) == order.lot.size


def test_one_absurd_lot_does_not_flatten_the_others() -> None:
    figure = merit_order_own(by_hand([site("A", 10), site("B", 5_000, 0.0)]))
    assert figure.panels[0].y.high < 200.0
