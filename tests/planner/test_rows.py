from __future__ import annotations

import random
import sys
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.errors import InputRejected, NotFound, ReckonerError
from planner.portfolio import TABLES, Portfolio, Row, check_portfolio
from planner.reference import load_reference
from planner.rows import column_quantity, item_of, new_id, row_of, split_address, with_cell, with_row, with_rows
from tests.generators import portfolio_from, with_money

PORTFOLIO = with_money(random.Random(2), portfolio_from(2, load_reference(), sites=4, lots=9))


def test_every_row_round_trips() -> None:
    for table in TABLES:
        for item in PORTFOLIO.rows(table):
            assert item_of(table, row_of(item)) == item


def test_rows_are_set_in_place_added_in_id_order_and_removed() -> None:
    lot = row_of(PORTFOLIO.lots[4])
    changed = with_row(PORTFOLIO, "lots", 5, {**lot, "count": 7})
    assert changed.lots[4].count == 7
    assert changed.lots[:4] == PORTFOLIO.lots[:4]
    removed = with_row(PORTFOLIO, "lots", 5, None)
    assert [row.id for row in removed.lots] == [1, 2, 3, 4, 6, 7, 8, 9]
    assert with_row(removed, "lots", 5, lot) == PORTFOLIO


@pytest.mark.parametrize(
    ("table", "row", "words"),
    [
        ("lots", {"name": "Lot 1", "site_id": 1, "machine": "x"}, "is already taken"),
        ("lots", {"name": "New", "site_id": 99, "machine": "x"}, "does not exist"),
        ("lots", {"name": "New", "site_id": 1, "machine": "x", "weight_kg": 3}, "no column 'weight_kg'"),
        ("lots", {"name": "New"}, "needs machine, site_id"),
        ("contracts", {"name": "New", "site_id": 1, "kind": "fixed"}, "already has a contract"),
        ("contracts", {"name": "New", "site_id": 1, "kind": "barter"}, "no contract kind 'barter'"),
        ("debts", {"name": "debt 1", "kind": "term_loan"}, "is already taken"),
        ("debts", {"name": "New"}, "needs kind"),
        ("hedges", {"name": "New", "kind": "power_swap"}, "needs the site"),
        ("hedges", {"name": "New", "kind": "power_swap", "site_id": 99}, "does not exist"),
        ("hedges", {"name": "New", "kind": "btc_put", "site_id": 1}, "settles without a site"),
        ("contracts", {"name": "New", "site_id": 1, "kind": "fixed", "adder_usd_per_mwh": 1}, "has no 'adder"),
        ("sites", {"name": "New", "pue": "high"}, "PUE"),
    ],
)
def test_a_row_that_cannot_stand_is_refused_in_words(table: str, row: dict[str, object], words: str) -> None:
    with pytest.raises(InputRejected, match=words):
        with_row(PORTFOLIO, table, 50, row)  # type: ignore[arg-type]  # a row as strangers write it


def test_a_site_that_still_holds_machines_stays() -> None:
    site_id = PORTFOLIO.lots[0].site_id
    lots = sum(lot.site_id == site_id for lot in PORTFOLIO.lots)
    contracts = sum(contract.site_id == site_id for contract in PORTFOLIO.contracts)
    assert (lots, contracts) == (3, 1)
    with pytest.raises(InputRejected, match=r"still holds 3 lots, 1 contract and 1 hedge \(.+, …\)"):
        with_row(PORTFOLIO, "sites", site_id, None)
    only = replace(PORTFOLIO, lots=(), hedges=())
    with pytest.raises(InputRejected, match=rf"still holds 1 contract \({PORTFOLIO.contracts[0].name}\)"):
        with_row(only, "sites", PORTFOLIO.contracts[0].site_id, None)
    swap = next(hedge for hedge in PORTFOLIO.hedges if hedge.site_id)
    swapped = replace(PORTFOLIO, lots=(), contracts=())
    with pytest.raises(InputRejected, match=rf"still holds 1 hedge \({swap.name}\)"):
        with_row(swapped, "sites", swap.site_id, None)
    with pytest.raises(InputRejected, match="still holds 1 hedge"):
        with_rows(swapped, "sites", [(swap.site_id, None)])
    with pytest.raises(InputRejected, match="not removed"):
        with_row(PORTFOLIO, "company", 1, None)


def test_cells_and_kinds_change() -> None:
    assert with_cell(PORTFOLIO, "company", 1, "cash_usd", 5).company.cash_usd == 5.0
    turned = with_cell(PORTFOLIO, "contracts", 1, "kind", "hosting")
    assert turned.contracts[0].terms.kind == "hosting"
    with pytest.raises(NotFound, match="no value 'colour'"):
        with_cell(PORTFOLIO, "sites", 1, "colour", "red")
    with pytest.raises(NotFound):
        with_cell(PORTFOLIO, "sites", 1, "id", 3)


def test_addresses_may_hold_a_slash_in_the_name() -> None:
    assert split_address("btc_price_usd") == ("", "", "btc_price_usd")
    assert split_address("company/cash_usd") == ("company", "", "cash_usd")
    assert split_address("contracts/A / B/block_mw") == ("contracts", "A / B", "block_mw")
    for wrong in ("ships/Titanic/speed", "lots/only", "sites//pue"):
        with pytest.raises(NotFound, match="is not an address"):
            split_address(wrong)


def test_columns_know_their_quantity() -> None:
    assert column_quantity(PORTFOLIO, "lots", 1, "count").label == "Machines"
    with pytest.raises(NotFound):
        column_quantity(Portfolio(), "lots", 1, "count")


def test_new_ids_follow_the_largest() -> None:
    assert new_id(()) == 1
    assert new_id(PORTFOLIO.lots) == 10


def one_by_one(table: str, rows: list[tuple[int, Row | None]]) -> Portfolio:
    portfolio = PORTFOLIO
    for row_id, row in rows:
        portfolio = with_row(portfolio, table, row_id, row)
    return portfolio


def outcome_of(work: Callable[[], Portfolio]) -> Portfolio | tuple[type[ReckonerError], str]:
    """The portfolio, or the refusal word for word."""
    try:
        return work()
    except ReckonerError as refusal:
        return type(refusal), refusal.message


@st.composite
def whole_rows(draw: st.DrawFn) -> tuple[str, list[tuple[int, Row | None]]]:
    """Rows of one table set, added and removed, with names and sites that are often taken."""
    table = draw(st.sampled_from(["company", "sites", "lots", "contracts", "debts", "hedges"]))
    ids = st.sampled_from([1, 2, 3, 4, 5, 9, 12, 13])
    names = st.sampled_from(
        [
            "Lot 1",
            "LOT 2",
            "Site 1",
            "site 3",
            "Contract 2",
            "Debt 1",
            "hedge 2",
            "New",
            "new ",
            "Caf\u00e9",
            "Cafe\u0301",
        ]
    )

    def row(row_id: int) -> st.SearchStrategy[Row | None]:
        if table == "company":
            return st.builds(dict, name=names)
        columns: dict[str, st.SearchStrategy[Any]] = {"name": names}
        if table in ("lots", "contracts", "hedges"):
            columns["site_id"] = st.sampled_from([0, 1, 2, 3, 4, 5])
        if table == "lots":
            columns |= {"machine": st.just("x"), "count": st.sampled_from([0, 7, 7, -1])}
        if table == "contracts":
            columns["kind"] = st.sampled_from(["fixed", "index", "barter"])
        if table == "debts":
            columns["kind"] = st.sampled_from(["term_loan", "convertible", "barter"])
        if table == "hedges":
            columns["kind"] = st.sampled_from(["btc_put", "power_swap"])
        there = [row_of(item) for item in PORTFOLIO.rows(table) if item.id == row_id]
        kept = [st.just(item) for item in there]
        return st.one_of(st.none(), *kept, st.fixed_dictionaries(columns))

    drawn = draw(st.lists(ids.flatmap(lambda row_id: st.tuples(st.just(row_id), row(row_id))), max_size=6))
    return table, drawn


@settings(max_examples=400)
@given(drawn=whole_rows())
def test_many_rows_at_once_are_what_they_are_one_by_one(drawn: tuple[str, list[tuple[int, Row | None]]]) -> None:
    table, rows = drawn
    at_once, in_turn = (
        outcome_of(lambda: with_rows(PORTFOLIO, table, rows)),
        outcome_of(lambda: one_by_one(table, rows)),
    )
    if isinstance(at_once, Portfolio):
        check_portfolio(at_once)
    if isinstance(in_turn, Portfolio):
        assert at_once == in_turn


def with_values(table: str, values: Mapping[int, Row]) -> list[tuple[int, Row | None]]:
    return [(item.id, {**row_of(item), **values[item.id]}) for item in PORTFOLIO.rows(table) if item.id in values]


@pytest.mark.parametrize("table", ["sites", "lots", "contracts", "debts", "hedges"])
def test_two_names_change_places_at_once(table: str) -> None:
    one, other = PORTFOLIO.rows(table)[:2]
    after = with_rows(
        PORTFOLIO, table, with_values(table, {one.id: {"name": other.name}, other.id: {"name": one.name}})
    )
    assert [item.name for item in after.rows(table)[:2]] == [other.name, one.name]
    with pytest.raises(InputRejected, match="is already taken"):
        with_rows(PORTFOLIO, table, with_values(table, {one.id: {"name": other.name}, other.id: {}}))


def test_two_contracts_change_their_sites_at_once() -> None:
    one, other = PORTFOLIO.contracts[:2]
    moved = with_values("contracts", {one.id: {"site_id": other.site_id}, other.id: {"site_id": one.site_id}})
    after = with_rows(PORTFOLIO, "contracts", moved)
    assert [item.site_id for item in after.contracts[:2]] == [other.site_id, one.site_id]


def test_every_name_that_is_in_the_way_is_told() -> None:
    one, other, third = PORTFOLIO.lots[:3]
    with pytest.raises(InputRejected) as refusal:
        with_rows(
            PORTFOLIO, "lots", with_values("lots", {row_id: {"name": one.name} for row_id in (other.id, third.id)})
        )
    assert [problem.value for problem in refusal.value.problems] == [one.name, one.name]


def test_many_rows_take_no_longer_each_than_few() -> None:
    def new_lots(count: int) -> list[tuple[int, Row | None]]:
        return [(100 + n, {"name": f"New {n}", "site_id": 1, "machine": "x"}) for n in range(count)]

    def calls(count: int) -> int:
        seen = 0

        def watch(frame: Any, event: str, argument: Any) -> None:
            nonlocal seen
            seen += event == "call"

        sys.setprofile(watch)
        try:
            with_rows(PORTFOLIO, "lots", new_lots(count))
        finally:
            sys.setprofile(None)
        return seen

    assert calls(400) < 4.5 * calls(100)
