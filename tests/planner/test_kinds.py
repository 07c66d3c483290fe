from __future__ import annotations

from typing import Any

import pytest

from planner.errors import InputRejected
from planner.hedge import Hedge
from planner.hedges import BtcPut, PowerSwap
from planner.kinds import KINDS, ONE, OWNERS, declarations, flat_row, item_of_kind, terms_by_kind, turned
from planner.portfolio import TABLES
from planner.quantities import quantities_of

ALL = [(table, kind) for table in KINDS for kind in KINDS[table]]


def row_of_kind(table: str, kind: str) -> dict[str, Any]:
    site = {"contracts": {"site_id": 1}, "hedges": {"site_id": int(kind == "power_swap")}}.get(table, {})
    return {"id": 3, "name": "One", "kind": kind, **site}


def test_every_table_has_its_class_and_its_word() -> None:
    assert set(OWNERS) == set(ONE) == set(TABLES)


@pytest.mark.parametrize(("table", "kind"), ALL)
def test_a_flat_row_reads_back(table: str, kind: str) -> None:
    item = item_of_kind(table, row_of_kind(table, kind))
    row = flat_row(item)
    assert item_of_kind(table, row) == item
    assert set(declarations(table, kind)) <= set(row)
    assert row["kind"] == kind


@pytest.mark.parametrize("table", KINDS)
def test_what_is_not_known_is_refused_by_name(table: str) -> None:
    kind = next(iter(KINDS[table]))
    with pytest.raises(InputRejected, match=f"no {ONE[table]} kind 'barter'"):
        item_of_kind(table, row_of_kind(table, "barter"))
    with pytest.raises(InputRejected, match=f"A {ONE[table]} of kind {kind} has no 'colour'"):
        item_of_kind(table, row_of_kind(table, kind) | {"colour": 1.0})
    with pytest.raises(InputRejected, match=f"A new row in {table} needs kind"):
        item_of_kind(table, {key: value for key, value in row_of_kind(table, kind).items() if key != "kind"})


@pytest.mark.parametrize("table", KINDS)
def test_terms_that_kinds_share_are_of_one_unit(table: str) -> None:
    """A column of a file or of a screen has one unit, whatever the kind of the row."""
    for key, by_kind in terms_by_kind(table).items():
        assert len({(declared.unit, declared.kind) for declared in by_kind.values()}) == 1, key
    assert set(terms_by_kind("sites")) == set()


@pytest.mark.parametrize(("table", "kind"), ALL)
def test_a_row_that_turns_keeps_what_both_kinds_know(table: str, kind: str) -> None:
    for other in KINDS[table]:
        before = flat_row(item_of_kind(table, row_of_kind(table, kind)))
        after = item_of_kind(table, turned(table, before, other, iter([7])))
        shared = set(quantities_of(KINDS[table][kind])) & set(quantities_of(KINDS[table][other]))
        assert after.terms.kind == other
        assert {key: flat_row(after)[key] for key in shared} == {key: before[key] for key in shared}


def test_a_hedge_that_turns_to_a_swap_takes_a_site_and_leaves_it_again() -> None:
    put = Hedge(id=1, terms=BtcPut())
    swap = item_of_kind("hedges", turned("hedges", flat_row(put), "power_swap", iter([7, 8])))
    assert (swap.site_id, swap.terms.kind) == (7, "power_swap")
    assert item_of_kind("hedges", turned("hedges", flat_row(swap), "btc_put", iter([]))).site_id == 0
    with pytest.raises(InputRejected, match="needs the site"):
        item_of_kind("hedges", turned("hedges", flat_row(put), "power_swap", iter([])))
    kept = turned("hedges", flat_row(Hedge(id=1, site_id=4, terms=PowerSwap())), "power_swap", iter([7]))
    assert kept["site_id"] == 4
