"""Breakeven map: field and point agree with the engine, old fields are not passed off as new."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from planner.errors import Undefined
from planner.figure import Field, Figure, Line, Points
from planner.figures.breakeven_map import breakeven_map, contract_price_usd_per_mwh
from tests.planner.figures.outcomes import SiteCase, by_hand, column, evaluated, invented_scenario, six_sites


def field_of(figure: Figure) -> Field | None:
    return next((mark for mark in figure.panels[0].marks if isinstance(mark, Field)), None)


def points_of(figure: Figure) -> dict[str, Points]:
    return {mark.labels[0]: mark for mark in figure.panels[0].marks if isinstance(mark, Points)}


@pytest.mark.parametrize(
    ("stated", "takeaway"),
    [
        ({"breakeven": 57_520.0}, "BTC above 57.5k earns at today’s power cost"),
        ({"breakeven": 70_000.0, "hashprice": 1.0}, "Only BTC above 70k earns at today’s power cost"),
        ({"breakeven": 81_234.0, "hashprice": 1.0}, "Only BTC above 81.2k earns at today’s power cost"),
        ({"breakeven": 987.0}, "BTC above 987 earns at today’s power cost"),
        ({"breakeven": 0.0}, "The first month earns USD 5.6 M before SG&A"),
        ({"breakeven": Undefined(reason="it earns at any hashprice")}, "The first month earns USD 5.6 M before SG&A"),
        ({"breakeven": Undefined(reason="none"), "hashprice": 1.0}, "The first month loses USD 8.0 M before SG&A"),
    ],
)  # fmt: skip
def test_the_title_says_where_it_begins_to_earn(stated: dict[str, object], takeaway: str) -> None:
    assert breakeven_map(six_sites(**stated)).takeaway == takeaway


def test_the_point_is_where_we_are_and_the_ring_where_the_baseline_is() -> None:
    figure = breakeven_map(six_sites(price=71_000.0, baseline=six_sites(name="Board plan 2026-05", price=76_000.0)))
    points = points_of(figure)
    assert (points["now"].x[0], points["now"].y[0], points["now"].hollow) == (71_000.0, 5.0, False)
    ring = points["Board plan 2026-05"]
    assert (ring.x[0], ring.y[0], ring.hollow) == (76_000.0, 5.0, True)
    (way,) = [mark for mark in figure.panels[0].marks if isinstance(mark, Line)]
    assert way.x.tolist() == [76_000.0, 71_000.0]


def test_the_point_lies_on_the_field_the_engine_computes() -> None:
    """Field, point and outcome are one thing: at a grid point the field is the first month's cash margin."""
    scenario = invented_scenario(5, 15)
    shifted = replace(scenario.assumptions, btc_price_usd=90_000.0, power_price_shift_usd_per_mwh=10.0)
    outcome = evaluated(replace(scenario, assumptions=shifted), months=2)
    figure = breakeven_map(outcome)
    field, now = field_of(figure), points_of(figure)["now"]
    assert field is not None
    at_x, at_y = int(np.argmin(abs(field.x - now.x[0]))), int(np.argmin(abs(field.y - now.y[0])))
    assert field.x[at_x] == pytest.approx(now.x[0])
    assert field.y[at_y] == pytest.approx(now.y[0])
    # the field is at today's difficulty, the month's own has grown a little: half a percent of revenue
    slack = 0.005 * float(outcome.fleet.revenue_usd[0])
    assert field.z[at_y, at_x] * 1e6 == pytest.approx(float(outcome.fleet.cash_margin_usd[0]), abs=slack)


def test_the_table_holds_points_and_every_cell() -> None:
    outcome = six_sites(baseline=six_sites(name="Board plan 2026-05", price=76_000.0))
    figure = breakeven_map(outcome)
    field = outcome.sensitivities
    assert field is not None
    kinds = column(figure, "point")
    assert kinds[:3] == ["now", "breakeven", "baseline"]
    assert kinds[3:] == ["field"] * field.cash_margin_usd.size
    assert column(figure, "cash_margin_usd_per_month")[3:] == field.cash_margin_usd.ravel().tolist()
    assert column(figure, "btc_price_usd")[3:8] == field.btc_price_usd.tolist()
    assert column(figure, "contract_price_usd_per_mwh")[3:8] == [field.contract_price_usd_per_mwh[0]] * 5
    assert column(figure, "cash_margin_usd_per_month")[0] == float(outcome.fleet.cash_margin_usd[0])


def test_an_old_field_is_drawn_as_old() -> None:
    outcome = six_sites()
    fresh = field_of(breakeven_map(outcome))
    assert fresh is not None
    assert fresh.due
    moving = replace(outcome, sensitivities=None)
    assert field_of(breakeven_map(moving)) is None
    old = field_of(breakeven_map(moving, outcome.sensitivities))
    assert old is not None
    assert not old.due
    assert set(column(breakeven_map(moving, outcome.sensitivities), "point")) == {"now", "breakeven"}


def test_the_axes_do_not_move_when_the_field_arrives() -> None:
    outcome = evaluated(invented_scenario(3, 6), months=2)
    before = breakeven_map(replace(outcome, sensitivities=None)).panels[0]
    after = breakeven_map(outcome).panels[0]
    assert before.x.low == after.x.low
    assert before.x.high == after.x.high
    assert before.y.low == pytest.approx(after.y.low)
    assert before.y.high == pytest.approx(after.y.high)


def test_the_handles_move_price_and_shift() -> None:
    figure = breakeven_map(six_sites())
    across, up = figure.handles
    assert (across.axis, across.moves, across.per_unit) == ("x", "btc_price_usd", 1.0)
    assert (up.axis, up.moves, up.per_unit) == ("y", "power_price_shift_usd_per_mwh", 10.0)  # ¢/kWh to USD/MWh


def test_dragging_up_is_exact_in_the_engine() -> None:
    scenario = invented_scenario(3, 6)
    outcome = evaluated(scenario, months=2)
    up = breakeven_map(outcome).handles[1]
    shifted = replace(scenario.assumptions, power_price_shift_usd_per_mwh=0.7 * up.per_unit)
    moved = evaluated(replace(scenario, assumptions=shifted), months=2)
    assert points_of(breakeven_map(moved))["now"].y[0] == pytest.approx(up.at + 0.7)


def test_contours_are_round_and_zero_is_named() -> None:
    field = field_of(breakeven_map(six_sites()))
    assert field is not None
    labels = dict(field.contours)
    assert labels[0.0] == "cash margin zero"
    assert all(text[0] in "+−" for level, text in labels.items() if level)
    assert all(field.z.min() <= level <= field.z.max() for level in labels)
    assert 3 <= len(labels) <= 8
    assert 6 <= (field.z.max() - field.z.min()) / field.step <= 13


def test_without_machines_there_is_no_map() -> None:
    outcome = six_sites()
    nothing = replace(outcome.breakevens, contract_price_usd_per_mwh=Undefined(reason="no machines are online"))
    bare = replace(outcome, breakevens=nothing)
    assert contract_price_usd_per_mwh(bare) is None
    assert breakeven_map(bare).empty


def test_one_site_that_stands_still_has_its_zero_line_where_the_title_says() -> None:
    """Its margin is exactly 0 left of the breakeven, and the line of the earning part meets zero there."""
    scenario = invented_scenario(1, 1)
    site = replace(scenario.portfolio.sites[0], fixed_cost_usd_per_year=0.0)
    lot = replace(scenario.portfolio.lots[0], online_month="2024-06")
    outcome = evaluated(replace(scenario, portfolio=replace(scenario.portfolio, sites=(site,), lots=(lot,))), months=2)
    field = field_of(breakeven_map(outcome))
    assert field is not None
    assert field.edge is not None
    assert (field.z == 0.0).any()
    assert (field.edge[field.z == 0.0] < 0.0).all()
    assert (field.edge[field.z > 0.0] == field.z[field.z > 0.0]).all()
    row = int(np.argmin(abs(field.y - points_of(breakeven_map(outcome))["now"].y[0])))
    crossing = float(np.interp(0.0, field.edge[row], field.x))
    assert crossing == pytest.approx(outcome.measures["breakeven_btc_price_usd"], rel=1e-6)
    assert breakeven_map(six_sites()).panels[0].y.label == "Power cost, ¢/kWh"


def test_a_field_that_is_nowhere_flat_needs_no_edge() -> None:
    field = field_of(breakeven_map(six_sites()))
    assert field is not None
    assert field.edge is None


def test_a_month_that_earns_below_the_breakeven_is_not_said_to_lose() -> None:
    reselling = SiteCase(name="A", power=50.0, running_frac=0.2, idle_credits_usd=9e6)
    figure = breakeven_map(by_hand([reselling], breakeven=90_000.0))
    assert figure.takeaway.startswith("The first month earns USD ")
    assert figure.shorter[0].startswith("First month earns USD ")
