"""Rows of a file held against the rows that are there: new, changed, unchanged or refused, with every reason."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from planner.exchange.tables_csv import Choices, Preview, preview
from planner.reference import load_reference
from planner.rows import row_of
from tests.portfolio_files import small_book

REFERENCE = load_reference()
BOOK = small_book()
LOT = BOOK.portfolio.lots[0]
SITE = BOOK.portfolio.sites[0]
S21 = REFERENCE.machine("Antminer S21 (200Th)")
CONTRACT = BOOK.portfolio.contracts[0]


def seen(text: str, table: str = "lots", **choices: Any) -> Preview:
    return preview(BOOK, REFERENCE, table, text.encode(), source="list.csv", choices=Choices(**choices))


def rows(text: str, table: str = "lots", **choices: Any) -> list[tuple[str, dict[str, Any]]]:
    found = seen(text, table, **choices)
    assert found.problems == (), found.problems
    return [(row.what, dict(row.row)) for row in found.rows]


def problems(text: str, table: str = "lots", **choices: Any) -> list[str]:
    found = seen(text, table, **choices)
    assert found.edit is None
    assert found.after is None
    return [str(problem) for problem in found.problems]


def test_rows_are_matched_by_name_and_keep_what_the_file_does_not_say() -> None:
    assert rows("name,count\n lot 1 ,77\n") == [("changed", row_of(LOT) | {"count": 77})]
    assert rows(f"name,count\nLOT 1,{LOT.count}\n") == [("unchanged", row_of(LOT))]
    found = seen("name,count\nLot 1,77\n")
    assert found.rows[0].changed == ("count",)
    assert found.after is not None
    assert found.after.lots[0].count == 77


def test_a_new_row_takes_the_declared_defaults() -> None:
    ((what, row),) = rows(f"name,site,machine,count\nNew,{SITE.name},{S21.model},5\n")
    assert what == "new"
    assert row["id"] == 6
    assert (row["hashrate_th_s"], row["power_w"]) == (S21.hashrate_th_s, S21.power_w)
    assert (row["availability_frac"], row["online_month"], row["retire_month"]) == (0.95, "2024-06", "")


def test_new_rows_say_what_they_cannot_do_without() -> None:
    said = problems("name,count\nNew,5\nLot 1,6\nNewer,6\n")
    missing = "is missing: 2 lots from line 2 on would be new, and a new lot needs name, site, machine, count"
    assert said == [f"line 1 'site': {missing}", f"line 1 'machine': {missing}"]
    assert problems("name\nWest\n", "contracts")[0].startswith("line 1 'site': is missing: 1 contract from line 2")


def test_sites_are_named() -> None:
    assert rows(f"name,site\nLot 1,{SITE.name.upper()} \n")[0][1]["site_id"] == SITE.id
    assert rows("name\nLot 1\n", site="Site 2")[0] == ("changed", row_of(LOT) | {"site_id": 2})
    assert problems("name,site\nLot 1,Sitte 2\nLot 2,\n") == [
        "line 2 'site' (Sitte 2): is no site of this portfolio; nearest: Site 2, Site 3, Site 1",
        "line 3 'site': is empty",
    ]


def test_a_machine_brings_its_figures_where_the_file_leaves_them_to_it() -> None:
    own = {"machine": S21.model, "hashrate_th_s": S21.hashrate_th_s, "power_w": S21.power_w}
    assert rows(f"name,machine\nLot 1,{S21.model.lower()}\n") == [("changed", row_of(LOT) | own)]
    assert rows(f"name,machine,power_w\nLot 1,{S21.model},\n") == [("changed", row_of(LOT) | own)]
    assert rows(f"name,machine,power_w\nLot 1,{S21.model},3000.5\n")[0][1]["power_w"] == 3000.5
    assert rows(f"name,machine\nLot 1,{LOT.machine}\n") == [("unchanged", row_of(LOT))]
    assert rows("name,power_w\nLot 1,\n") == [("unchanged", row_of(LOT))]


def test_a_machine_nobody_knows_is_a_problem_that_offers_the_nearest() -> None:
    found = seen("name,machine,hashrate_th_s,power_w\nLot 1,S21 200T,200.5,3500\n")
    (problem,) = found.problems
    assert (problem.line, problem.column, problem.value, problem.asks) == (2, "machine", "S21 200T", "machine")
    assert problem.nearest[0] == S21.model
    assert problem.reason.startswith(f"is not in the catalogue; nearest: {S21.model}")
    assert problems("name,machine\nLot 1,\n") == ["line 2 'machine': is empty"]


def test_a_choice_settles_a_machine() -> None:
    text = "name,machine\nLot 1,S21 200T\nLot 2,s21 200t\n"
    found = rows(text, machines={"S21 200T": S21.model})
    assert [row["machine"] for _, row in found] == [S21.model, S21.model]
    assert [row["power_w"] for _, row in found] == [S21.power_w, S21.power_w]


def test_a_machine_of_ones_own_brings_its_figures_and_a_source() -> None:
    stated = "name,machine,hashrate_th_s,power_w,machine_source\nLot 1,Rig,500.5,9000,Data sheet\n"
    row = rows(stated)[0][1]
    assert (row["machine"], row["hashrate_th_s"], row["machine_source"]) == ("Rig", 500.5, "Data sheet")
    chosen = rows("name,machine,hashrate_th_s,power_w\nLot 1,Rig,500.5,9000\n", machines={"Rig": "Rig"})
    assert chosen[0][1]["machine_source"] == "list.csv"
    assert problems("name,machine,power_w\nLot 1,Rig,\n", machines={"Rig": "Rig"}) == [
        "line 2 'hashrate_th_s': is needed, since the catalogue does not have 'Rig'",
        "line 2 'power_w': is needed, since the catalogue does not have 'Rig'",
    ]


def test_an_empty_cell_is_not_nought() -> None:
    assert problems("name,count,online_month\nLot 1,,\n") == [
        "line 2 'count': is empty; a number is needed, 0 counts",
        "line 2 'online_month': is not a month; write it like 2026-07, or as a date like 2026-07-01",
    ]
    assert rows("name,count,retire_month\nLot 1,0,\n")[0][1]["count"] == 0


def test_a_name_stands_once() -> None:
    text = "name,count\nCaf\u00e9,1\ncafe\u0301,2\nLot 1,3\nLot 1,4\n"
    said = problems(text)
    assert "line 3 'name' (caf\u00e9): is on line 2 already, spelt 'Caf\u00e9' there" in said
    assert "line 5 'name' (Lot 1): is on line 4 already" in said


def test_rows_check_themselves_as_a_whole() -> None:
    said = problems("name,online_month,Retired from\nLot 1,2026-01,2025-01\n")
    assert said == ["line 2 'Retired from' (2025-01): is not after the month it goes online (2026-01)"]


def test_every_problem_of_a_row_is_told() -> None:
    said = problems("name,site,count,power_w,origin\nLot 1,Nowhere,1.5,-1,stolen\nLot 2,Site 1,7\n")
    assert [problem.partition(":")[0] for problem in said] == [
        "line 2 'site' (Nowhere)", "line 2 'count' (1.5)", "line 2 'power_w' (-1)", "line 2 'origin' (stolen)",
        "line 3",
    ]  # fmt: skip
    assert said[-1] == "line 3: has 3 cells, the header 5"


def test_row_numbers_are_kept_where_they_are_free() -> None:
    made = f"{SITE.name},{S21.model},1"
    found = rows(f"name,site,machine,count,id\nA,{made},90\nB,{made},2\nC,{made},90\nD,{made},\nLot 1,{made},7\n")
    assert [row["id"] for _, row in found] == [90, 91, 92, 93, 1]
    assert problems(f"name,site,machine,count,id\nA,{made},x\n") == ["line 2 'id' (x): is not a number"]


def test_lots_without_names_are_named_after_site_and_machine() -> None:
    text = f"site,machine,count\n{SITE.name},{S21.model},1\n{SITE.name.upper()},{S21.model},2\nSite 2,{S21.model},3\n"
    found = seen(text)
    names = [f"{SITE.name}, {S21.model}", f"{SITE.name}, {S21.model} 2", f"Site 2, {S21.model}"]
    assert [row.row["name"] for row in found.rows] == names
    assert found.notices[0].startswith(f"The file names no lots, so they are named after site and machine: {names[0]}")


# --- contracts -----------------------------------------------------------------------------------------------------


def test_a_contract_has_the_terms_of_its_kind_and_no_others() -> None:
    header = "name,kind,price_usd_per_mwh,rate_usd_per_mwh\n"
    ((what, row),) = rows(f"{header}{CONTRACT.name},hosting,,71.5\n", "contracts")
    assert (what, row["kind"], row["rate_usd_per_mwh"]) == ("changed", "hosting", 71.5)
    assert "price_usd_per_mwh" not in row
    assert problems(f"{header}{CONTRACT.name},hosting,40,71\n", "contracts") == [
        "line 2 'price_usd_per_mwh' (40): is no term of a contract of kind hosting; leave it empty"
    ]
    assert problems(f"{header}{CONTRACT.name},hosting,,\n", "contracts") == [
        "line 2 'rate_usd_per_mwh': is empty; a number is needed, 0 counts"
    ]
    assert problems(f"{header}{CONTRACT.name},barter,40,\n", "contracts")[0].startswith(
        "line 2 'kind' (barter): is no kind of contract"
    )


def test_what_every_contract_has_is_read_whatever_its_kind() -> None:
    text = f"name,escalator_frac_per_year,expiry_month\n{CONTRACT.name},0.02,2028-12-31\n"
    assert rows(text, "contracts") == [
        ("changed", row_of(CONTRACT) | {"escalator_frac_per_year": 0.02, "expiry_month": "2028-12"})
    ]


def test_a_site_has_one_contract() -> None:
    assert problems(f"name,site,kind\nSecond,{SITE.name},index\n", "contracts") == [
        f"line 2 'site' ({SITE.name}): already has the contract Contract 1"
    ]
    assert problems("name,site\nContract 2,Site 1\n", "contracts") == [
        "line 2 'site' (Site 1): already has the contract Contract 1"
    ]


def test_contracts_may_change_places() -> None:
    found = seen("name,site\nContract 1,Site 2\nContract 2,Site 1\n", "contracts")
    assert found.after is not None
    assert [contract.site_id for contract in found.after.contracts] == [2, 1, 3]


@pytest.mark.parametrize("machine", ["Antminer S21 (200Th)", "Rig"])
def test_a_file_read_twice_changes_nothing_the_second_time(machine: str) -> None:
    text = f"site,machine,count,hashrate_th_s,power_w\nSite 1,{machine},5,210.5,3400\nSite 1,{machine},6,210.5,3400\n"
    first = seen(text, machines={"Rig": "Rig"})
    assert (first.count("new"), first.problems) == (2, ())
    assert first.after is not None
    again = preview(replace(BOOK, portfolio=first.after), REFERENCE, "lots", text.encode(), source="list.csv")
    assert (again.count("unchanged"), again.problems) == (2, ())


def test_the_company_is_one_row_whatever_it_is_called() -> None:
    company = BOOK.portfolio.company
    assert rows("Cash (USD),sga_usd_per_year\n1.5,2\n", "company") == [
        ("changed", row_of(company) | {"cash_usd": 1.5, "sga_usd_per_year": 2.0})
    ]
    found = seen("Company,Note\nRenamed,\n", "company")
    assert found.after is not None
    assert found.after.company == replace(company, name="Renamed", note="")
    assert found.after.sites == BOOK.portfolio.sites


def test_a_second_company_and_values_out_of_range_are_refused() -> None:
    said = problems("name,cash_usd,start_month\nA,-1,2026-13\nB,1,2026-07\n", "company")
    assert said[0].startswith("line 2 'cash_usd' (-1): must lie between 0 and ")
    assert "line 2 'start_month' (2026-13)" in said[1]
    assert said[2:] == ["line 3: is too much: the company stands on line 2 already"]
    assert problems("name,cash_usd\n,1\n", "company") == ["line 2 'name': is empty"]
