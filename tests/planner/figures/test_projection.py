"""Projection: both curves are the outcome's; running out and paying back are said in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from planner.figure import Rule, frozen
from planner.figure_parts import month_ends
from planner.figures.projection import payback_of, projection
from planner.outcome import Outcome
from tests.planner.figures.outcomes import FIRST, SiteCase, by_hand, column, lines, six_sites


def with_flows(ebitda: Sequence[float], *, capex: Sequence[float] = (), cash: float = 0.0) -> Outcome:
    """An outcome with these monthly figures, in USD M."""
    months = len(ebitda)
    base = by_hand([SiteCase(name="A")], months=months)
    earned = np.array(ebitda) * 1e6
    bought = np.array(list(capex) + [0.0] * (months - len(capex))) * 1e6
    free = earned - bought
    eom = cash * 1e6 + np.cumsum(free)
    return replace(
        base,
        fleet=replace(base.fleet, machine_capex_usd=frozen(bought)),
        cash=replace(
            base.cash, ebitda_usd=frozen(earned), free_cash_usd=frozen(free),
            cash_bom_usd=frozen(np.concatenate([[cash * 1e6], eom[:-1]])), cash_eom_usd=frozen(eom),
            cumulative_free_cash_usd=frozen(np.cumsum(free)),
        ),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("outcome", "takeaway"),
    [
        (with_flows([1.0] * 6, cash=5.0), "Cash grows to USD 11.0 M by 2026-12"),
        (with_flows([-0.5] * 6, cash=5.0), "Cash falls to USD 2.0 M by 2026-12"),
        (with_flows([0.0] * 6, cash=5.0), "Cash is USD 5.0 M in 2026-12, as at the start"),
        (with_flows([-2.0] * 6, cash=1.0), "Cash runs out in the first month"),
        (with_flows([-1.0] * 8, cash=5.5), "Cash runs out in late 2026"),  # 2026-12
        (with_flows([-1.0] * 12, cash=7.5), "Cash runs out in early 2027"),  # 2027-02
        (with_flows([-1.0] * 12, cash=10.5), "Cash runs out in mid-2027"),  # 2027-05
        (with_flows([-1.0] * 3 + [9.0] * 9, cash=2.5), "Cash runs out in late 2026"),  # and recovers
        (with_flows([1.0] * 6, capex=[3.5], cash=9.0), "Pays back by 2026-10"),
        (with_flows([1.0] * 6, capex=[30.0], cash=90.0), "No payback by 2026-12"),
        (with_flows([1.0] * 6, capex=[30.0], cash=9.0), "Cash runs out in the first month"),
        (with_flows([1.0] * 6, capex=[0.5], cash=9.0), "Cash grows to USD 14.5 M by 2026-12"),
        (with_flows([1.0] * 6, capex=[3.5]), "Pays back by 2026-10"),
        (with_flows([1.0] * 6, capex=[30.0]), "No payback by 2026-12"),
        (with_flows([1.0] * 6), "Free cash adds up to USD 6.0 M by 2026-12"),
        (with_flows([-1.0] * 6), "Operations burn USD 6.0 M by 2026-12"),
        (with_flows([1.0] * 6 + [-3.0] * 3, capex=[3.5]), "Pays back by 2026-10; below zero from 2027-01"),
        (with_flows([1.0] * 6 + [-1.0] * 3, cash=5.0), "Cash peaks at USD 11.0 M, falls to 8.0 M"),
        (with_flows([1.0] * 6 + [-4.0] * 2), "Free cash peaks at USD 6.0 M, falls to −2.0 M"),
        (with_flows([999.0] * 6 + [-2999.0] * 3), "Free cash peaks at USD 5,994 M, falls to −3,003 M"),
        (with_flows([1.0] * 6 + [-0.1], cash=5.0), "Cash grows to USD 10.9 M by 2027-01"),
        (with_flows([0.0] * 6), "Free cash adds up to USD 0 by 2026-12"),
    ],
)
def test_the_title_says_what_becomes_of_the_cash(outcome: Outcome, takeaway: str) -> None:
    assert projection(outcome).takeaway == takeaway


@pytest.mark.parametrize(
    ("ebitda", "capex", "month"),
    [
        ([1.0] * 6, [3.0], 2),  # −2, −1, 0
        ([1.0] * 6, [3.0, 0.0, 0.0, 3.0], 2),  # before a second purchase
        ([1.0] * 6, [0.5, 0.0, 0.0, 4.0], 4),  # the first was paid as it came, the second not
        ([-1.0] + [2.0] * 5, [0.0, 5.0], 3),  # losses before the first purchase have to be earned back too
        ([1.0, 1.0, -9.0, 1.0], [0.5], None),  # what operations lose is no purchase
        ([1.0] * 6, [9.0], None),
        ([1.0] * 6, [1.0], None),
        ([-1.0] * 6, [0.0], None),
    ],
)
def test_payback_is_when_the_purchases_until_then_are_earned_back(
    ebitda: list[float], capex: list[float], month: int | None
) -> None:
    assert payback_of(with_flows(ebitda, capex=capex)).paid == month


def test_payback_is_always_said() -> None:
    assert "pays back 2026-10" in projection(with_flows([1.0] * 6, capex=[3.5])).sentence
    assert "payback not within the horizon" in projection(with_flows([1.0] * 6, capex=[30.0])).sentence
    assert "no machines are bought" in projection(with_flows([1.0] * 6)).sentence
    again = projection(with_flows([1.0] * 6 + [-3.0] * 3, capex=[3.5])).sentence
    assert "pays back 2026-10, below zero again from 2027-01" in again
    assert "as they come" in projection(with_flows([1.0] * 6, capex=[0.5])).sentence


def test_curves_and_table_are_the_outcome_s() -> None:
    baseline = six_sites(name="Board plan 2026-05", cash_usd=4e6, hashprice=36.0)
    outcome = six_sites(cash_usd=5e6, baseline=baseline)
    figure = projection(outcome)
    upper, lower = lines(figure, 0), lines(figure, 1)
    assert upper["EBITDA"].y.tolist() == (outcome.cash.ebitda_usd / 1e6).tolist()
    assert lower["Cash"].y.tolist() == [5.0, *(outcome.cash.cash_eom_usd / 1e6).tolist()]
    assert lower["Cash"].x.tolist() == [FIRST, *month_ends(outcome).tolist()]
    assert lower["Board plan 2026-05"].y[0] == 4.0
    assert column(figure, "ebitda_usd") == outcome.cash.ebitda_usd.tolist()
    assert column(figure, "cash_eom_usd") == outcome.cash.cash_eom_usd.tolist()
    assert column(figure, "baseline_cumulative_free_cash_usd") == baseline.cash.cumulative_free_cash_usd.tolist()
    assert upper["EBITDA"].value == "−1.8"


def test_without_opening_cash_the_lower_panel_adds_up_free_cash() -> None:
    figure = projection(six_sites())
    assert [panel.title for panel in figure.panels] == ["Monthly EBITDA", "Cumulative free cash"]
    assert lines(figure, 1)["Free cash"].y[0] == 0.0
    assert projection(six_sites(cash_usd=1e6)).panels[1].title == "Cash balance"


def test_zero_is_always_in_sight() -> None:
    for panel in projection(with_flows([1.0, 2.0, 3.0], cash=50.0)).panels:
        assert panel.y.low <= 0.0 <= panel.y.high


def test_the_month_that_matters_has_a_rule() -> None:
    def captions(outcome: Outcome) -> list[tuple[float, str]]:
        return [(rule.at, rule.caption) for rule in projection(outcome).panels[1].marks if isinstance(rule, Rule)]

    assert captions(with_flows([1.0] * 6, capex=[3.5])) == [(FIRST + 4.0, "pays back 2026-10")]
    assert captions(with_flows([-1.0] * 6, cash=2.5)) == [(FIRST + 3.0, "runs out 2026-09")]
    assert captions(with_flows([1.0] * 6)) == []
    assert (FIRST + 20.5, "") in captions(six_sites())


def test_what_is_not_counted_is_said_and_the_peak_has_its_month() -> None:
    figure = projection(with_flows([1.0] * 6 + [-1.0] * 3, cash=5.0))
    assert "cash after" in figure.unit
    assert "It is highest, 11.0 M, at the end of 2026-12." in figure.sentence
