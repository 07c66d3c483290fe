"""Headers: recognised, mapped, dropped, or a problem that says which."""

from __future__ import annotations

import pytest

from planner.errors import InputRejected
from planner.exchange.csv_headers import Headers, settled_headers
from planner.exchange.csv_text import Reading, sheet_of


def settled(text: str, table: str = "lots", **mapping: str | None) -> Headers:
    return settled_headers(sheet_of(text.encode(), Reading()), table, mapping)


def problems(text: str, table: str = "lots", mapping: dict[str, str | None] | None = None) -> list[str]:
    found = settled_headers(sheet_of(text.encode(), Reading()), table, mapping or {})
    return [str(problem) for problem in found.problems]


def test_keys_and_labels_need_no_mapping() -> None:
    found = settled("name,SITE,Machines,Power a machine (W)\n")
    assert found.columns == ("name", "site", "count", "power_w")
    assert found.problems == ()
    assert found.header_of("count") == "Machines"
    assert found.header_of("origin") == "origin"


def test_other_headers_are_a_problem_until_mapped_or_dropped() -> None:
    text = "Los,Standort,Remarks\na,b,c\n"
    assert problems(text) == [
        "line 1 'Los': is no column of lots (perhaps name); map it to one, or leave it out",
        "line 1 'Standort': is no column of lots (perhaps site); map it to one, or leave it out",
        "line 1 'Remarks': is no column of lots; map it to one, or leave it out",
    ]
    found = settled(text, Los="name", Standort="Site", Remarks=None)
    assert (found.columns, found.problems) == (("name", "site", None), ())


def test_a_mapping_finds_its_header_in_any_spelling() -> None:
    assert settled("LOS ,site\n", los="name").columns == ("name", "site")
    assert problems("Cafe\u0301,site\n", mapping={"caf\u00c9": "name"}) == []


def test_a_mapping_to_nothing_there_is_refused() -> None:
    with pytest.raises(InputRejected, match="lots has no column 'powr'") as refusal:
        settled("Los\n", Los="powr")
    assert "power_w" in refusal.value.next
    assert problems("name,site\n", mapping={"Nme": "count"}) == [
        "line 1 'Nme': is to be mapped, but the file does not have it"
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("name,site,Name\n", "line 1 'Name': stands above columns 1 and 3, once spelt 'name'"),
        ("name,site,site\n", "line 1 'site': stands above columns 2 and 3"),
        ("name,Caf\u00e9,Cafe\u0301\n", "stands above columns 2 and 3, once spelt 'Caf\u00e9'"),
        ("name,count,Machines\n", "line 1 'Machines': stands for count, as 'count' does; one of them has to go"),
        ("name,site,\na,b,c\n", "line 1: has no name above column 3, which is not empty"),
        ("site,count\n", "line 1: has no column for the name of each lot"),
        ("West,200,3500\nEast,100,1\n", "line 1: has to name the columns, and holds numbers"),
    ],
)
def test_headers_that_cannot_be_told_apart_are_refused(text: str, said: str) -> None:
    assert any(said in problem for problem in problems(text))


def test_a_column_without_header_and_cells_is_left_out() -> None:
    found = settled("name,site,\na,b,\nc,d, \n")
    assert (found.columns, found.problems) == (("name", "site", None), ())
    assert problems("name,site,\na,b,c\n", mapping={"": None}) == []


def test_a_header_with_another_unit_is_refused_though_mapped() -> None:
    said = problems("name,Leistung (kW)\n", mapping={"Leistung (kW)": "power_w"})
    assert said[0].startswith("line 1 'Leistung (kW)': is in kW, the column power_w in W; convert the numbers")
    assert len(said) == 1


def test_lots_may_do_without_names_where_they_have_machines() -> None:
    assert problems("site,machine\n") == []
    assert problems("site,kind\n", "contracts") == ["line 1: has no column for the name of each contract"]
    assert problems("pue\n", "sites") == ["line 1: has no column for the name of each site"]
