"""What holds for all registered figures, whatever the portfolio."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from planner.figure import Bars, Field, Figure, Line, Points
from planner.figure_parts import NO_MACHINES, NO_SITES, TITLE_LENGTH
from planner.figures import FIGURES, ON_REQUEST
from planner.outcome import Outcome
from tests.planner.figures.money_outcomes import indebted, with_debts
from tests.planner.figures.outcomes import (
    SiteCase,
    all_finite,
    by_hand,
    evaluated,
    invented_scenario,
    six_sites,
)

LONG = "A site with a name of two hundred characters " * 5
CASES: dict[str, Callable[[], Outcome]] = {
    "six sites": six_sites,
    "with baseline": lambda: six_sites(baseline=six_sites(name="Board plan 2026-05", hashprice=36.0)),
    "one site": lambda: by_hand([SiteCase(name="Only")]),
    "one month": lambda: by_hand([SiteCase(name="Only")], months=1),
    "long names": lambda: by_hand([SiteCase(name=LONG[:199] + end) for end in "abc"], halving=8.5),
    "no revenue": lambda: six_sites(hashprice=0.0),
    "no price": lambda: six_sites(hashprice=0.0, price=0.0),
    "all off": lambda: by_hand([SiteCase(name=name, running_frac=0.0) for name in ("A", "B")], hashprice=9.0),
    "credits above the bill": lambda: by_hand([SiteCase(name="A", credits=60.0), SiteCase(name="B", credits=50.0)]),
    "negative power price": lambda: by_hand([SiteCase(name="A", power=-12.0), SiteCase(name="B", power=-3.0)]),
    "all lose": lambda: by_hand([SiteCase(name=name, power=90.0) for name in "ABC"], halving=3.2),
    "24 sites": lambda: by_hand([SiteCase(name=f"S{place}", power=10.0 + place) for place in range(24)], halving=9.1),
    "100 sites": lambda: by_hand([SiteCase(name=f"S{place}", power=5.0 + place / 2) for place in range(100)]),
    "machines bought": lambda: by_hand([SiteCase(name="A", capex_usd=4e6)]),
    "machines that never pay": lambda: by_hand([SiteCase(name="A", capex_usd=9e9)]),
    "no machines": lambda: by_hand([SiteCase(name="A", online_ph_s=0.0)]),
    "indebted": indebted,
    "indebted, with baseline": lambda: indebted(six_sites(baseline=indebted(six_sites(hashprice=36.0)))),
    "debts of nothing": lambda: with_debts(six_sites(), {}),
    "debts of one month": lambda: indebted(by_hand([SiteCase(name="Only")], months=1)),
    "field not there yet": lambda: six_sites(with_field=False),
    "nothing changes in the map": lambda: _flat_map(six_sites()),
    "invented": lambda: _pair(24, 120, months=60),
    "invented, long names": lambda: evaluated(invented_scenario(5, 9, long_names=True), months=30),
    "a hundred invented": lambda: _pair(100, 1_000, months=120),
}


def _flat_map(outcome: Outcome) -> Outcome:
    field = outcome.sensitivities
    assert field is not None
    return replace(outcome, sensitivities=replace(field, cash_margin_usd=np.zeros((4, 5))))


def _pair(sites: int, lots: int, *, months: int) -> Outcome:
    scenario = invented_scenario(sites, lots)
    dearer = replace(scenario.assumptions, btc_price_usd=76_000.0, power_price_shift_usd_per_mwh=5.0)
    baseline = replace(scenario, name="Board plan 2026-05", assumptions=dearer)
    return evaluated(scenario, baseline=baseline, months=months)


@pytest.fixture(scope="module", params=list(CASES))
def outcome(request: pytest.FixtureRequest) -> Outcome:
    return CASES[request.param]()


@pytest.mark.parametrize("key", list(FIGURES))
def test_a_figure_is_whole(outcome: Outcome, key: str) -> None:
    figure = FIGURES[key](outcome)
    assert figure.key == key
    assert 0 < len(figure.takeaway) <= TITLE_LENGTH, figure.takeaway
    assert figure.unit
    assert figure.sentence.endswith(".")
    assert "nan" not in figure.sentence
    assert all_finite(figure)
    assert bool(figure.panels) != bool(figure.empty)
    for panel in figure.panels:
        assert panel.x.low < panel.x.high
        assert panel.y.low < panel.y.high
        for mark in panel.marks:
            _check_shapes(mark)
        for column in panel.columns:
            assert len(column.texts) == len(column.roles) == len(panel.y.names)
    for handle in figure.handles:
        assert handle.panel < len(figure.panels)
        assert handle.per_unit != 0.0


def _check_shapes(mark: object) -> None:
    """Arrays are read-only, equally long, and bars have their roles and texts."""
    if isinstance(mark, Line | Points):
        assert mark.x.shape == mark.y.shape
        assert not mark.y.flags.writeable
    if isinstance(mark, Bars):
        sizes = {mark.left.size, mark.right.size, mark.bottom.size, mark.top.size, len(mark.roles)}
        assert len(sizes) == 1
        assert len(mark.texts) in (0, mark.left.size)
        assert (mark.left <= mark.right).all()
        assert (mark.bottom <= mark.top).all()
    if isinstance(mark, Field):
        assert mark.z.shape == (mark.y.size, mark.x.size)
        assert mark.step > 0.0


@pytest.mark.parametrize("key", list(FIGURES))
def test_a_table_says_what_its_columns_are(outcome: Outcome, key: str) -> None:
    table = FIGURES[key](outcome).table
    keys = [column.key for column in table.columns]
    assert len(set(keys)) == len(keys)
    assert all(re.fullmatch(r"[a-z][a-z0-9_]*", name) for name in keys)
    assert all(len(row) == len(keys) for row in table.rows)


@pytest.mark.parametrize("key", list(FIGURES))
def test_a_figure_is_pure(key: str) -> None:
    outcome = six_sites()
    first, second = FIGURES[key](outcome), FIGURES[key](outcome)
    assert (first.table, first.takeaway, first.sentence) == (second.table, second.takeaway, second.sentence)


@pytest.mark.parametrize("key", list(FIGURES))
def test_without_sites_a_figure_says_what_to_do(key: str) -> None:
    figure = FIGURES[key](by_hand([]))
    assert figure.empty == figure.sentence == NO_SITES
    assert figure.panels == ()


@pytest.mark.parametrize("key", ["hashprice_hashcost", "merit_order_own"])
def test_without_machines_a_figure_says_what_to_do(key: str) -> None:
    figure = FIGURES[key](by_hand([SiteCase(name="A", online_ph_s=0.0)]))
    assert figure.empty == NO_MACHINES


@pytest.mark.parametrize("key", list(FIGURES))
def test_a_baseline_is_drawn_as_a_ghost_and_nothing_else_is(key: str) -> None:
    def ghosts(figure: Figure) -> int:
        found = 0
        for panel in figure.panels:
            for mark in panel.marks:
                found += isinstance(mark, Bars) and "baseline" in mark.roles
                found += isinstance(mark, Line | Points) and mark.role == "baseline"
        return found

    assert ghosts(FIGURES[key](indebted())) == 0
    assert ghosts(FIGURES[key](indebted(six_sites(baseline=indebted(six_sites(hashprice=36.0)))))) > 0


def test_the_register_holds_every_figure_once() -> None:
    folder = Path(__file__).parents[3] / "planner" / "figures"
    assert sorted(FIGURES | ON_REQUEST) == sorted(path.stem for path in folder.glob("*.py") if path.stem != "__init__")


def test_figures_keep_up_with_a_slider() -> None:
    """All of a hundred sites and a thousand lots: 4 ms on an idle machine; ten times that would be a loop."""
    outcome = CASES["a hundred invented"]()
    best = min(_seconds_for_all(outcome) for _ in range(5))
    assert best < 0.040


def _seconds_for_all(outcome: Outcome) -> float:
    start = time.perf_counter()
    for figure_of in FIGURES.values():
        figure_of(outcome)
    return time.perf_counter() - start
