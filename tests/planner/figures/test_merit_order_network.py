from __future__ import annotations

from dataclasses import replace

import pytest

from planner.edits import book_of
from planner.explore.stages import evaluate
from planner.figure import Line, Points, Rule
from planner.figures.merit_order_network import merit_order_network
from planner.outcome import Outcome, Request
from planner.reference import load_reference, sample_edit_rows

REFERENCE = load_reference()


def outcome_of(**assumed: float | str) -> Outcome:
    scenario = book_of(sample_edit_rows("saltbrush")).scenario(REFERENCE)
    assumptions = replace(scenario.assumptions, **assumed)  # type: ignore[arg-type]  # by name
    return evaluate(Request(number=1, scenario=replace(scenario, assumptions=assumptions), baseline=scenario))


def test_the_point_stands_on_the_curve_at_the_hashprice_of_the_first_month() -> None:
    outcome = outcome_of(btc_price_usd=60_000.0)
    (panel,) = merit_order_network(outcome).panels
    curve = next(mark for mark in panel.marks if isinstance(mark, Line))
    before, now = [mark for mark in panel.marks if isinstance(mark, Points)]
    assert now.y[0] == outcome.market.hashprice_usd_per_ph_day[0]
    assert curve.x[0] < now.x[0] < before.x[0] < outcome.network.installed_eh_s
    assert before.hollow


def test_the_months_of_interest_are_the_first_and_the_one_after_the_halving() -> None:
    outcome = outcome_of()
    (panel,) = merit_order_network(outcome).panels
    captions = [mark.caption.split()[0] for mark in panel.marks if isinstance(mark, Rule)]
    assert captions == ["2026-07", "2028-05"]


@pytest.mark.parametrize("mode", ["growth", "merit order"])
def test_the_sentence_says_what_the_scenario_follows(mode: str) -> None:
    sentence = merit_order_network(outcome_of(network_mode=mode)).sentence
    assert ("along this curve" in sentence) == (mode == "merit order")
    assert "979 EH/s installed" in sentence


def test_more_stand_idle_at_a_lower_price() -> None:
    idle = [float(merit_order_network(outcome_of(btc_price_usd=usd)).takeaway.split()[0]) for usd in (40e3, 71e3)]
    assert idle[0] > idle[1]
