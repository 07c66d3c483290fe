"""Debt wall: stacks add up to what falls due, the largest year is told truly, and the engine's years are drawn."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from planner.company import Company
from planner.debt import Debt, DebtTerms
from planner.debts import HashpriceLinked
from planner.figure import Rule
from planner.figures.debt_wall import NO_DEBTS, debt_wall
from tests.planner.figures.money_outcomes import MACHINE, NOTES, TERM, indebted, with_debts
from tests.planner.figures.outcomes import bars, column, evaluated, invented_scenario, six_sites


@pytest.mark.parametrize(
    ("due", "takeaway"),
    [
        ({2027: [8e6, 8e6, 0.0], 2032: [0.0, 0.0, 50e6]}, "Most principal falls due in 2032: USD 50.0 M"),
        ({2027: [8e6, 8e6, 0.0], 2028: [16e6, 0.0, 0.0]}, "No year has more than USD 16.0 M due"),
        ({2027: [8e6, 8e6, 0.0], 2028: [16.01e6, 0.0, 0.0]}, "No year has more than USD 16.0 M due"),
        (
            {2027: [8e6, 8e6, 0.0], 2028: [12e6, 0.0, 0.0], 2029: [12e6, 0.0, 0.0]},
            "Largest year of principal: 2027, USD 16.0 M",
        ),
        ({2030: [9e6, 0.0, 0.0]}, "All principal falls due in 2030: USD 9.0 M"),
        ({2029: [-1e6, 0.0, 0.0], 2030: [9e6, 0.0, 0.0]}, "All principal falls due in 2030: USD 9.0 M"),
        ({2030: [-1e6, 0.0, 0.0]}, "No principal falls due"),
    ],
)
def test_the_title_names_the_largest_year(due: dict[int, list[float]], takeaway: str) -> None:
    assert debt_wall(with_debts(six_sites(), due)).takeaway == takeaway


def test_a_stack_is_the_principal_of_its_year() -> None:
    figure = debt_wall(indebted())
    (drawn,) = bars(figure)
    assert [name.text for name in figure.panels[0].x.names] == [str(year) for year in range(2027, 2033)]
    top = {place: drawn.top[np.isclose((drawn.left + drawn.right) / 2, place)].max() for place in (0, 1, 5)}
    assert top == {0: 16.0, 1: 12.0, 5: 50.0}
    assert drawn.bottom[1] == drawn.top[0]  # the second debt of 2027 stands on the first
    assert column(figure, "total_usd") == [16e6, 12e6, 0.0, 0.0, 0.0, 50e6]


def test_convertibles_are_marked_and_told_with_what_the_share_price_does() -> None:
    figure = debt_wall(indebted())
    (drawn,) = bars(figure)
    assert [role == "orange" for role in drawn.roles] == ["Debt 3" in name for name in drawn.names]
    assert ("convertible", "orange") in figure.panels[0].legend
    assert "notes are repaid in cash" in figure.sentence
    dear = with_debts(six_sites(), company=Company(cash_usd=1.0, share_price_usd=NOTES.conversion_price_usd))
    assert "notes turn into shares" in debt_wall(dear).sentence


def test_the_end_of_the_horizon_is_marked_where_debts_outlast_it() -> None:
    figure = debt_wall(indebted())  # the horizon ends in 2030
    (rule,) = [mark for mark in figure.panels[0].marks if isinstance(mark, Rule)]
    assert rule.at == 3.5  # between 2030 and 2031
    within = debt_wall(with_debts(six_sites(), {2027: [8e6, 8e6, 0.0]}))
    assert not any(isinstance(mark, Rule) for mark in within.panels[0].marks)


def test_years_in_between_have_their_place_and_names_stay_few() -> None:
    figure = debt_wall(with_debts(six_sites(), {2027: [1e6, 0.0, 0.0], 2056: [2e6, 0.0, 0.0]}))
    assert len(figure.table.rows) == 30
    assert len(figure.panels[0].x.names) <= 10


def test_without_debts_it_says_where_to_add_one() -> None:
    assert debt_wall(six_sites()).empty == NO_DEBTS


def test_the_engines_years_and_sums_are_drawn() -> None:
    scenario = invented_scenario(3, 6)
    terms: tuple[DebtTerms, ...] = (
        TERM,
        MACHINE,
        NOTES,
        HashpriceLinked(outstanding_usd=5e6, payment_ph_s=20.0, maturity_month="2029-12"),
    )
    machines = tuple(replace(lot, machine_life_years=9.0) for lot in scenario.portfolio.lots)
    debts = tuple(Debt(id=place + 1, name=f"Debt {place + 1}", terms=kind) for place, kind in enumerate(terms))
    portfolio = replace(scenario.portfolio, debts=debts, lots=machines)
    outcome = evaluated(replace(scenario, portfolio=portfolio), months=48)
    total = column(debt_wall(outcome), "total_usd")
    owed = sum(kind.outstanding_usd for kind in terms)
    assert sum(float(str(usd)) for usd in total) == pytest.approx(owed, rel=0.05)  # the linked loan adds interest
    assert column(debt_wall(outcome), "debt_1_usd")[:3] == pytest.approx(outcome.debts.due_usd[0, :3].tolist())
