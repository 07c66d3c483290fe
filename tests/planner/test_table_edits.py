"""Table edits: several rows in one edit, undone as one; what cannot stand is named and nothing is proposed."""

from __future__ import annotations

import pytest

from planner.edits import add_row, apply
from planner.errors import InputRejected, NotFound
from planner.kinds import KINDS, declarations
from planner.portfolio import TABLES
from planner.quantities import Value, quantities_of
from planner.reference import load_reference
from planner.table_edits import delete_rows, duplicate_rows, set_rows
from tests.portfolio_files import small_book

REFERENCE = load_reference()
BOOK = small_book()


def test_rows_deleted_together_come_back_together() -> None:
    edit = delete_rows(BOOK, "lots", [1, 3])
    after = apply(BOOK, edit)
    assert [lot.id for lot in after.portfolio.lots] == [2, 4, 5]
    assert edit.label == "Delete 2 lots (Lot 1, Lot 3)"
    assert apply(after, edit.inverse()) == BOOK
    assert delete_rows(BOOK, "lots", [2]).label == "Delete Lot 2"


def test_a_site_with_lots_stays_and_the_others_with_it() -> None:
    empty = apply(BOOK, add_row(BOOK, REFERENCE, "sites", {"name": "Empty"}))
    with pytest.raises(InputRejected, match="still holds"):
        delete_rows(empty, "sites", [4, BOOK.portfolio.lots[0].site_id])
    with pytest.raises(NotFound):
        delete_rows(BOOK, "lots", [99])


def test_copies_have_names_of_their_own() -> None:
    once = apply(BOOK, duplicate_rows(BOOK, "lots", [1, 2]))
    twice = apply(once, duplicate_rows(once, "lots", [1, 6]))
    names = [lot.name for lot in twice.portfolio.lots[5:]]
    assert names == ["Lot 1 copy", "Lot 2 copy", "Lot 1 copy 2", "Lot 1 copy copy"]
    assert twice.portfolio.lots[5].count == BOOK.portfolio.lots[0].count
    assert apply(once, duplicate_rows(BOOK, "lots", [1, 2]).inverse()) == BOOK


def test_a_contract_is_copied_to_a_site_without_one() -> None:
    with pytest.raises(InputRejected, match="every site has a contract"):
        duplicate_rows(BOOK, "contracts", [1])
    room = apply(BOOK, add_row(BOOK, REFERENCE, "sites", {"name": "Empty"}))
    copied = apply(room, duplicate_rows(room, "contracts", [1])).portfolio.contracts[-1]
    assert (copied.site_id, copied.terms) == (4, BOOK.portfolio.contracts[0].terms)
    with pytest.raises(InputRejected, match="cannot be duplicated"):
        duplicate_rows(BOOK, "company", [1])


def test_values_of_several_rows_are_one_edit() -> None:
    edit = set_rows(BOOK, REFERENCE, "lots", {1: {"count": 7, "availability_frac": 0.9}, 2: {"count": 8}}, "Paste")
    after = apply(BOOK, edit)
    assert [lot.count for lot in after.portfolio.lots[:2]] == [7, 8]
    assert after.portfolio.lots[0].availability_frac == 0.9
    assert edit.label == "Paste"
    assert apply(after, edit.inverse()) == BOOK


def test_two_names_are_swapped_at_once_or_refused_together() -> None:
    with pytest.raises(InputRejected, match="already taken"):
        set_rows(BOOK, REFERENCE, "lots", {1: {"name": "Lot 2"}})


def test_a_new_row_takes_its_machine_from_the_catalogue() -> None:
    values: dict[str, Value] = {"name": "Fresh", "site_id": 1, "machine": "antminer s21 (200th)", "count": 5}
    lot = apply(BOOK, set_rows(BOOK, REFERENCE, "lots", {6: values})).portfolio.lots[-1]
    assert (lot.machine, lot.hashrate_th_s, lot.count) == ("Antminer S21 (200Th)", 200.0, 5)
    with pytest.raises(InputRejected, match="needs machine"):
        set_rows(BOOK, REFERENCE, "lots", {6: {"name": "Fresh", "site_id": 1}})


def test_a_machine_brings_what_is_not_set_beside_it() -> None:
    chosen = set_rows(BOOK, REFERENCE, "lots", {1: {"machine": "Antminer S21 (200Th)", "power_w": 3_300.0}})
    lot = apply(BOOK, chosen).portfolio.lots[0]
    assert (lot.hashrate_th_s, lot.power_w) == (200.0, 3_300.0)
    own: dict[str, Value] = {
        "machine": "Abacus",
        "hashrate_th_s": 400.0,
        "power_w": 5_000.0,
        "machine_source": "offer 2026-05",
    }
    lot = apply(BOOK, set_rows(BOOK, REFERENCE, "lots", {1: own})).portfolio.lots[0]
    assert (lot.machine, lot.hashrate_th_s, lot.machine_source) == ("Abacus", 400.0, "offer 2026-05")
    with pytest.raises(InputRejected, match="no machine 'Abacus'"):
        set_rows(BOOK, REFERENCE, "lots", {1: own | {"machine_source": ""}})


@pytest.mark.parametrize(("table", "kind"), [(table, kind) for table, kinds in KINDS.items() for kind in kinds])
def test_a_kind_keeps_the_terms_both_know(table: str, kind: str) -> None:
    item = apply(BOOK, set_rows(BOOK, REFERENCE, table, {1: {"kind": kind}})).portfolio.rows(table)[0]
    assert item.terms.kind == kind
    assert set(declarations(table, kind)) >= set(quantities_of(KINDS[table][kind]))


@pytest.mark.parametrize(("table", "kind"), [(table, kind) for table in ("debts", "hedges") for kind in KINDS[table]])
def test_a_new_row_of_a_kind_stands_by_its_defaults(table: str, kind: str) -> None:
    after = apply(BOOK, set_rows(BOOK, REFERENCE, table, {99: {"name": "Pasted", "kind": kind}})).portfolio
    assert after.rows(table)[-1].terms.kind == kind
    assert after.rows(table)[-1].name == "Pasted"


def test_a_debt_is_copied_under_a_name_of_its_own() -> None:
    copied = apply(BOOK, duplicate_rows(BOOK, "debts", [1])).portfolio.debts[-1]
    assert copied.name == f"{BOOK.portfolio.debts[0].name} copy"
    assert copied.terms == BOOK.portfolio.debts[0].terms


def test_every_cell_that_cannot_stand_is_named_with_its_row() -> None:
    with pytest.raises(InputRejected) as caught:
        set_rows(
            BOOK, REFERENCE, "lots", {1: {"count": -1, "power_w": 0.0}, 2: {"online_month": "June"}, 3: {"count": 1}}
        )
    assert [problem.where for problem in caught.value.problems] == [
        "Lot 1, Machines", "Lot 1, Power a machine", "Lot 2, Online from",
    ]  # fmt: skip
    with pytest.raises(InputRejected, match="no power market"):
        set_rows(BOOK, REFERENCE, "sites", {1: {"power_market": "Atlantis"}})
    with pytest.raises(InputRejected, match="does not belong to the kind hosting"):
        set_rows(BOOK, REFERENCE, "contracts", {1: {"kind": "hosting", "adder_usd_per_mwh": 3.0}})


def test_every_table_has_declarations() -> None:
    assert all(declarations(table) for table in TABLES)
