"""Edits: pure, checked, and undone exactly by their inverse."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.assumptions import Assumptions
from planner.company import Company
from planner.edits import (
    Change,
    Edit,
    add_row,
    apply,
    book_of,
    content_of,
    delete_row,
    joined,
    pin_baseline,
    portfolio_of,
    row_of_scenario,
    runs,
    set_cell,
    set_input,
)
from planner.errors import InputRejected, NotFound, ReckonerError
from planner.kinds import KINDS
from planner.portfolio import Lot, Site
from planner.quantities import Quantity, quantities_of
from planner.reference import load_reference, sample_edit_rows
from planner.rows import row_of
from planner.scenario import Book
from tests.portfolio_files import count_edit, small_book

REFERENCE = load_reference()
MONTHS = st.builds("{:04d}-{:02d}".format, st.integers(2020, 2035), st.integers(1, 12))
NAMES = st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "Zs"]), min_size=1, max_size=20)


def values(declared: Quantity) -> st.SearchStrategy[Any]:
    """Values that a quantity declares as possible."""
    match declared.kind:
        case "number":
            return st.floats(declared.low, declared.high, allow_nan=False)
        case "integer":
            return st.integers(int(declared.low), int(declared.high))
        case "choice":
            return st.sampled_from(declared.choices)
        case "month":
            return MONTHS
        case _:
            return NAMES


@st.composite
def gestures(draw: st.DrawFn, book: Book) -> Edit:
    """A random edit that the book takes: a cell, an input, a row more or less, a pinned baseline, several at once."""
    for _ in range(20):
        try:
            return draw(st.one_of(_cells(book), _inputs(book), _rows(book), _pins(book), _several(book)))()  # type: ignore[no-any-return]  # a thunk
        except ReckonerError:
            continue  # a name that is taken, a month before the other, a site that still holds lots
    return count_edit(book, draw(st.integers(0, 1_000)), book.portfolio.lots[0].id)


def _cells(book: Book) -> st.SearchStrategy[Any]:
    places = [
        (table, item.id, name, declared)
        for table in ("company", "sites", "lots", "contracts", "debts", "hedges")
        for item in book.portfolio.rows(table)
        for name, declared in (quantities_of(item) | quantities_of(getattr(item, "terms", Company()))).items()
        if name in row_of(item) and name != "machine"
    ]
    return st.sampled_from(places).flatmap(
        lambda place: values(place[3]).map(
            lambda value: lambda: set_cell(book, REFERENCE, place[0], place[1], place[2], value)
        )
    )


def _inputs(book: Book) -> st.SearchStrategy[Any]:
    declared = {name: item for name, item in quantities_of(Assumptions).items() if item.kind in ("number", "integer")}
    return st.tuples(st.sampled_from(book.scenarios), st.sampled_from(sorted(declared))).flatmap(
        lambda drawn: values(declared[drawn[1]]).map(
            lambda value: lambda: set_input(book, REFERENCE, drawn[0].id, drawn[1], value)
        )
    )


def _rows(book: Book) -> st.SearchStrategy[Any]:
    lots = [lot.id for lot in book.portfolio.lots]
    machines = list(REFERENCE.machines)[:5]
    return st.one_of(
        st.sampled_from(lots).map(lambda row_id: lambda: delete_row(book, "lots", row_id)),
        st.sampled_from([(table, kind) for table, kinds in KINDS.items() for kind in kinds]).map(
            lambda drawn: lambda: set_cell(book, REFERENCE, drawn[0], 1, "kind", drawn[1])
        ),
        st.sampled_from(["debts", "hedges"]).map(lambda table: lambda: delete_row(book, table, 1)),
        st.sampled_from([(table, kind) for table in ("debts", "hedges") for kind in KINDS[table]]).map(
            lambda drawn: lambda: add_row(book, REFERENCE, drawn[0], {"name": "Another", "kind": drawn[1]})
        ),
        NAMES.map(lambda name: lambda: add_row(book, REFERENCE, "sites", {"name": name})),
        NAMES.map(lambda name: lambda: add_row(book, REFERENCE, "scenarios", {"name": name, "note": "x"})),
        st.sampled_from(machines).map(
            lambda name: (
                lambda: add_row(
                    book,
                    REFERENCE,
                    "lots",
                    {"name": "Another lot", "site_id": book.portfolio.sites[0].id, "machine": name},
                )
            )
        ),
        st.just(lambda: delete_row(book, "scenarios", 2)),
    )


def _pins(book: Book) -> st.SearchStrategy[Any]:
    return NAMES.map(lambda name: lambda: pin_baseline(book, book.scenarios[0].id, name))


def _several(book: Book) -> st.SearchStrategy[Any]:
    def both(first: int, second: int) -> Edit:
        one = count_edit(book, first, book.portfolio.lots[0].id)
        return joined("Two at once", [one, count_edit(apply(book, one), second, book.portfolio.lots[0].id)])

    return st.tuples(st.integers(0, 9), st.integers(0, 9)).map(lambda drawn: lambda: both(*drawn))


@settings(deadline=None)
@given(data=st.data())
def test_the_inverse_leads_back_exactly(data: st.DataObject) -> None:
    book = small_book()
    for _ in range(data.draw(st.integers(1, 4))):
        edit = data.draw(gestures(book))
        after = apply(book, edit)
        assert apply(after, edit.inverse()) == book
        assert edit.inverse().inverse() == edit
        book = after


@settings(deadline=None)
@given(data=st.data())
def test_an_edit_is_its_changes_one_by_one(data: st.DataObject) -> None:
    book = small_book()
    several = []
    for _ in range(data.draw(st.integers(2, 5))):
        several.append(data.draw(gestures(book)))
        book = apply(book, several[-1])
    edit = joined("Several", several)
    assert apply(small_book(), edit) == book
    assert apply(book, edit.inverse()) == small_book()
    assert [change for run in runs(edit.changes) for change in run] == list(edit.changes)


def test_whole_rows_of_one_table_are_one_run_until_a_row_comes_again() -> None:
    rows = [Change(table="lots", id=row_id, column="*", before=None, after=None) for row_id in (7, 8, 7)]
    others = [replace(rows[0], table="sites"), replace(rows[0], table="scenarios"), replace(rows[0], column="count")]
    assert [len(run) for run in runs([*rows, *others, rows[0]])] == [2, 1, 1, 1, 1, 1]
    assert list(runs(())) == []


@settings(deadline=None, max_examples=40)
@given(data=st.data())
def test_a_portfolio_is_its_rows(data: st.DataObject) -> None:
    book = apply(small_book(), data.draw(gestures(small_book())))
    assert portfolio_of(content_of(book.portfolio)) == book.portfolio


def test_the_book_given_is_never_touched() -> None:
    book = small_book()
    edit = count_edit(book, 5)
    after = apply(book, edit)
    assert book == small_book()
    assert after.portfolio.lots[1:] == book.portfolio.lots[1:]
    assert after.portfolio.sites is book.portfolio.sites
    assert after.scenarios is book.scenarios


def test_a_machine_brings_hashrate_and_power() -> None:
    book = small_book()
    edit = set_cell(book, REFERENCE, "lots", 1, "machine", "antminer s21 (200th)")
    lot = apply(book, edit).portfolio.by_id("lots", 1)
    machine = REFERENCE.machine("Antminer S21 (200Th)")
    assert (lot.machine, lot.hashrate_th_s, lot.power_w) == (machine.model, machine.hashrate_th_s, machine.power_w)
    with pytest.raises(InputRejected, match="no machine"):
        set_cell(book, REFERENCE, "lots", 1, "machine", "Abacus")


def test_a_row_changes_its_kind_whole() -> None:
    book = small_book()
    for table, kind in ((table, kind) for table, kinds in KINDS.items() for kind in kinds):
        edit = set_cell(book, REFERENCE, table, 1, "kind", kind)
        assert edit.changes[0].column == "*"
        assert apply(book, edit).portfolio.by_id(table, 1).terms.kind == kind
        assert apply(apply(book, edit), edit.inverse()) == book


def test_an_input_back_at_its_default_is_not_stated() -> None:
    book = small_book()
    price = REFERENCE.market.btc_price_usd.value
    book = apply(book, set_input(book, REFERENCE, 2, "btc_price_usd", price))
    assert "btc_price_usd" not in book.row("Bear").stated


def test_an_address_of_the_portfolio_is_a_cell() -> None:
    book = small_book()
    name = book.portfolio.sites[0].name
    book = apply(book, set_input(book, REFERENCE, 1, f"sites/{name}/pue", 1.5))
    assert book.portfolio.sites[0].pue == 1.5


def change(table: str, row_id: int, column: str, before: Any, after: Any) -> Edit:
    return Edit(label="x", changes=(Change(table=table, id=row_id, column=column, before=before, after=after),))


@pytest.mark.parametrize(
    ("edit", "kind", "said"),
    [
        (change("lots", 1, "count", 1, -1), InputRejected, "between 0 and"),
        (change("lots", 1, "count", 1, 1.5), InputRejected, "whole number"),
        (change("lots", 1, "count", 1, float("nan")), InputRejected, "finite"),
        (change("lots", 1, "count", 1, float("inf")), InputRejected, "finite"),
        (change("lots", 1, "count", 1, 10**400), InputRejected, "between 0 and"),
        (change("lots", 1, "power_w", 1, 10**400), InputRejected, "between 1 and"),
        (change("lots", 1, "count", 1, True), InputRejected, "not a number"),
        (change("lots", 1, "count", 1, None), InputRejected, "cannot be empty"),
        (change("lots", 1, "count", 1, ""), InputRejected, "empty"),
        (change("lots", 1, "name", 1, "Lot 2"), InputRejected, "already taken"),
        (change("lots", 1, "name", 1, "\ud800"), InputRejected, "half a character"),
        (change("lots", 1, "site_id", 1, 99), InputRejected, "site that does not exist"),
        (change("lots", 1, "id", 1, 99), NotFound, "no value 'id'"),
        (change("lots", 0, "*", None, {"name": "x"}), InputRejected, "not a row id"),
        (change("lots", 9, "*", None, {"name": "x", "colour": 1}), InputRejected, "no column"),
        (change("lots", 9, "*", None, {"name": "x"}), InputRejected, "needs"),
        (change("lots", 9, "*", None, 5), InputRejected, "whole row"),
        (change("contracts", 9, "*", None, {"name": "x", "site_id": 1, "kind": "no"}), InputRejected, "no contract"),
        (change("contracts", 9, "*", None, {"name": "x", "site_id": 1, "kind": "fixed"}), InputRejected, "already has"),
        (change("company", 1, "*", {}, None), InputRejected, "not removed"),
        (change("company", 2, "*", None, {}), InputRejected, "one company"),
        (change("sites", 1, "*", {}, None), InputRejected, "still holds"),
        (change("sites", 99, "*", {}, None), NotFound, "no row 99"),
        (change("scenarios", 1, "name", "", "Bear"), InputRejected, "same name"),
        (change("scenarios", 1, "name", "", " "), InputRejected, "is empty"),
        (change("scenarios", 1, "stated", "", {}), NotFound, "no value 'stated'"),
        (change("scenarios", 3, "*", None, {"name": "x", "stated": {"pue": 1}}), NotFound, "no input 'pue'"),
        (change("scenarios", 3, "*", None, {"name": "x", "stated": []}), InputRejected, "table of input and value"),
        (change("scenarios", 3, "*", None, {"name": "x", "plan": [["hold"]]}), InputRejected, "cannot be read"),
        (change("scenarios", 3, "*", None, {"name": "x", "plan": [["hold", "{"]]}), InputRejected, "not JSON"),
        (change("scenarios", 3, "*", None, {"name": "x", "colour": 1}), InputRejected, "no column"),
        (change("assumptions", 1, "pool_fee_frac", None, 2.0), InputRejected, "between 0 % and 50 % of revenue"),
        (change("assumptions", 1, "colour", None, 2.0), NotFound, "no input"),
        (change("assumptions", 9, "pool_fee_frac", None, 0.1), NotFound, "no scenario 9"),
        (change("tables", 1, "x", None, 2.0), NotFound, "no table"),
    ],
)  # fmt: skip
def test_what_cannot_stand_is_refused_in_words(edit: Edit, kind: type[ReckonerError], said: str) -> None:
    with pytest.raises(kind) as refusal:
        apply(small_book(), edit)
    assert said in refusal.value.message


def test_the_last_scenario_stays() -> None:
    book = apply(small_book(), delete_row(small_book(), "scenarios", 2))
    with pytest.raises(InputRejected, match="last scenario"):
        delete_row(book, "scenarios", 1)


def test_a_scenario_that_is_not_there_is_not_found() -> None:
    gestures_in_turn: tuple[Callable[[], Edit], ...] = (
        lambda: set_input(small_book(), REFERENCE, 9, "pool_fee_frac", 0.1),
        lambda: delete_row(small_book(), "scenarios", 9),
        lambda: pin_baseline(small_book(), 9, "x"),
    )
    for gesture in gestures_in_turn:
        with pytest.raises(NotFound, match="no scenario 9"):
            gesture()


def test_names_are_kept_composed() -> None:
    decomposed = "Cafe\u0301"
    book = apply(small_book(), set_cell(small_book(), REFERENCE, "sites", 1, "name", decomposed))
    assert book.portfolio.sites[0].name == "Caf\u00e9"
    book = apply(book, change("scenarios", 1, "name", "Base case", decomposed))
    assert book.row("Caf\u00e9").id == 1


def test_a_sample_is_a_book() -> None:
    book = book_of(sample_edit_rows("saltbrush"))
    assert len(book.portfolio.sites) == 6
    assert row_of_scenario(book.scenarios[0])["id"] == 1


def test_rows_check_themselves() -> None:
    with pytest.raises(InputRejected, match="PUE"):
        Site(id=1, name="West", pue=0.5)
    with pytest.raises(InputRejected, match="is not after the month"):
        Lot(id=1, site_id=1, online_month="2026-01", retire_month="2026-01")


def test_a_machine_of_ones_own_states_hashrate_power_and_source_together() -> None:
    book = small_book()
    own = {"name": "Prototype", "site_id": 1, "machine": "Abacus X1", "hashrate_th_s": 500.0, "power_w": 5_000.0}
    with pytest.raises(InputRejected, match="no machine 'Abacus X1'") as caught:
        add_row(book, REFERENCE, "lots", own)
    assert "hashrate, power and a source" in caught.value.next
    with pytest.raises(InputRejected, match="no machine"):
        add_row(book, REFERENCE, "lots", {"name": "X", "site_id": 1, "machine": "Abacus X1", "machine_source": "a"})
    book = apply(book, add_row(book, REFERENCE, "lots", own | {"machine_source": "vendor's offer, 2026-05"}))
    assert book.portfolio.lots[-1].hashrate_th_s == 500.0
    with pytest.raises(InputRejected, match="no machine"):
        set_cell(book, REFERENCE, "lots", 6, "machine_source", "")
    renamed = apply(book, set_cell(book, REFERENCE, "lots", 6, "machine", "Abacus X2")).portfolio.lots[-1]
    assert (renamed.machine, renamed.hashrate_th_s) == ("Abacus X2", 500.0)
    known = apply(book, set_cell(book, REFERENCE, "lots", 6, "machine", "Antminer S21 (200Th)")).portfolio.lots[-1]
    assert (known.hashrate_th_s, known.machine_source) == (200.0, "")


def test_labels_say_what_people_read_and_differ_where_the_values_do() -> None:
    book = small_book()
    for address, value, words in (
        ("network_growth_frac_per_year", 0.1, "Network growth 5 → 10 % a year"),
        ("btc_price_usd", 71_329.0, "BTC price 71,328.73 → 71,329 USD"),
        ("power_price_shift_usd_per_mwh", -0.040864, "Power cost, shift 0 → −0.040864 USD/MWh"),
        ("fees_btc_per_block", 0.0195000001, "Fees per block 0.0195 → 0.0195000001 BTC"),
    ):
        assert set_input(book, REFERENCE, 1, address, value).label == f"Base case: {words}"
    site = book.portfolio.sites[0]
    edit = set_cell(book, REFERENCE, "sites", site.id, "spot_escalator_frac_per_year", 0.05)
    assert edit.label == f"{site.name}: spot escalator 1.3 → 5 % a year"
