"""Titles fit, months stand where they should, what is undefined is said."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from planner.errors import Undefined
from planner.figure import TableColumn
from planner.figure_parts import (
    NO_MACHINES,
    NO_SITES,
    TITLE_LENGTH,
    baseline_label,
    baseline_name,
    contract_end_rules,
    empty_figure,
    extent,
    halving_rules,
    measure,
    million_digits,
    month_axis,
    month_ends,
    month_middles,
    shortened,
    table_of,
    titled,
    usd_words,
)
from tests.planner.figures.outcomes import FIRST, SiteCase, by_hand, evaluated, invented_scenario, six_sites


@pytest.mark.parametrize(
    ("text", "length", "shown"),
    [("Llano North", 16, "Llano North"), ("Llano North", 11, "Llano North"), ("Llano North", 7, "Llano…")],
)
def test_shortened(text: str, length: int, shown: str) -> None:
    assert shortened(text, length) == shown
    assert len(shown) <= length


def test_a_title_keeps_short_names_and_cuts_the_long_one() -> None:
    assert titled("{} is the marginal site; {} is off", "Ohio", "Mill") == "Ohio is the marginal site; Mill is off"
    title = titled("{} is the marginal site; {} is off", "Ohio", "M" * 200)
    assert title.startswith("Ohio is")
    assert len(title) == TITLE_LENGTH


@pytest.mark.parametrize("names", [("x" * 200, "y" * 200), ("a {} b" * 30, "{0}" * 60)])
def test_a_title_fits_whatever_the_names(names: tuple[str, str]) -> None:
    assert len(titled("{} is the marginal site; {} is off", *names)) <= TITLE_LENGTH


@pytest.mark.parametrize(
    ("usd", "digits"),
    [((171_230_000.0, -3.0), 1), ((516_000.0, 20.0), 2), ((-83_400.0,), 3), ((0.0, 0.0), 1), ((), 1)],
)
def test_amounts_that_stand_together_have_the_decimals_of_the_largest(usd: tuple[float, ...], digits: int) -> None:
    assert million_digits(*usd) == digits


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("Board plan 2026-05", "Board plan 2026-05"),
        ("Base case 2026-06-12", "Base case 2026-06-12"),
        ("Low network growth 2026-06-12", "Low netw… 2026-06-12"),
        ("A budget of twenty-two", "A budget of twenty-…"),
    ],
)
def test_a_baseline_has_its_pinned_name_and_keeps_the_date(name: str, label: str) -> None:
    outcome = six_sites(baseline=six_sites(name=name))
    assert baseline_label(outcome) == label
    assert baseline_name(outcome) == name
    assert baseline_label(six_sites()) == baseline_name(six_sites()) == ""


@pytest.mark.parametrize(
    ("usd", "words"), [(3_140_000.0, "USD 3.1 M"), (-3_140_000.0, "USD 3.1 M"), (83_400.0, "USD 83k"), (12.0, "USD 12")]
)
def test_amounts_in_words_have_no_sign(usd: float, words: str) -> None:
    assert usd_words(usd) == words


def test_months_stand_in_their_month() -> None:
    outcome = six_sites()
    axis = month_axis(outcome)
    assert (axis.low, axis.high) == (FIRST, FIRST + 48)
    assert month_middles(outcome)[[0, -1]].tolist() == [FIRST + 0.5, FIRST + 47.5]
    assert month_ends(outcome)[[0, -1]].tolist() == [FIRST + 1.0, FIRST + 48.0]
    (rule,) = halving_rules(outcome)
    assert (rule.at, rule.caption) == (FIRST + 20.5, "Halving 2028-03")


def test_an_undefined_measure_is_none() -> None:
    outcome = six_sites(breakeven=Undefined(reason="no revenue can be earned"))
    assert measure(outcome, "breakeven_btc_price_usd") is None
    assert measure(outcome, "not_there") is None
    assert measure(six_sites(), "breakeven_btc_price_usd") == 50_000.0


def test_extent_is_never_empty() -> None:
    assert extent() == (0.0, 1.0)
    assert extent(np.array([3.0, 3.0])) == (0.0, 4.0)
    assert extent(np.array([-2.0, 5.0]), including=(7.0,)) == (-2.0, 7.0)


def test_cells_name_what_is_undefined() -> None:
    column = TableColumn(key="x", header="x", unit="")
    assert table_of((column, np.array([1.0, np.nan, np.inf]))).rows == ((1.0,), (None,), (None,))
    assert table_of((column, np.array([1.5])), (column, ["a"])).rows[0] == (1.5, "a")


def test_a_table_with_uneven_columns_is_refused() -> None:
    column = TableColumn(key="x", header="x", unit="")
    assert table_of((column, [1.0]), (column, ["a"])).rows == ((1.0, "a"),)
    with pytest.raises(ValueError, match="shorter"):
        table_of((column, [1.0, 2.0]), (column, ["a"]))


def test_the_empty_figure_names_the_next_step() -> None:
    assert empty_figure(by_hand([]), "x", "USD").empty == NO_SITES
    assert empty_figure(by_hand([SiteCase(name="A")]), "x", "USD").empty == NO_MACHINES


def test_contracts_that_end_inside_the_horizon_are_marked_earliest_first() -> None:
    scenario = invented_scenario(5, 10)
    ends = ["2028-03", "2027-01", "2026-07", "2040-01", ""]  # inside, inside, at the start, beyond, none
    contracts = tuple(
        replace(contract, expiry_month=end) for contract, end in zip(scenario.portfolio.contracts, ends, strict=True)
    )
    portfolio = replace(scenario.portfolio, contracts=contracts)
    rules = contract_end_rules(evaluated(replace(scenario, portfolio=portfolio)))
    assert [rule.at for rule in rules] == [2027 * 12 + 0, 2028 * 12 + 2]
    assert rules[0].caption.endswith(" ends")
    assert {rule.style for rule in rules} == {"dotted"}
