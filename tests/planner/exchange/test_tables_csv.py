"""The preview as a whole: one edit or none, what it says of itself, and that it is what applying the edit gives."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.edits import apply
from planner.errors import InputRejected, LimitExceeded, NotFound
from planner.exchange import csv_text
from planner.exchange.csv_columns import CSV_TABLES
from planner.exchange.csv_text import Reading
from planner.exchange.table_out import table_csv
from planner.exchange.tables_csv import Choices, Preview, preview, rejection
from planner.portfolio import Portfolio
from planner.reference import load_reference
from planner.scenario import Book
from tests.portfolio_files import small_book

REFERENCE = load_reference()
BOOK = small_book()


def seen(
    text: str | bytes, table: str = "lots", book: Book = BOOK, source: str = "fleet.csv", **choices: Any
) -> Preview:
    raw = text if isinstance(text, bytes) else text.encode()
    return preview(book, REFERENCE, table, raw, source=source, choices=Choices(**choices))


def test_one_edit_brings_all_rows_in() -> None:
    found = seen("name,count\nLot 1,7\nLot 2,8\nLot 3,9\n")
    assert found.edit is not None
    assert found.edit.label == "Import 3 lots from fleet.csv"
    assert apply(BOOK, found.edit).portfolio == found.after
    assert apply(apply(BOOK, found.edit), found.edit.inverse()) == BOOK
    assert found.counts() == "3 changed"


def test_one_problem_keeps_all_rows_out() -> None:
    found = seen("name,count\nLot 1,7\nLot 2,x\nLot 3,9\n")
    assert (found.edit, found.after) == (None, None)
    assert [row.what for row in found.rows] == ["changed", "refused", "changed"]
    assert found.counts() == "2 changed, 1 refused"


def test_a_file_that_says_what_is_there_changes_nothing() -> None:
    for table in CSV_TABLES:
        found = seen(table_csv(BOOK, table), table)
        assert found.edit is not None
        assert found.edit.changes == ()
        assert found.after == BOOK.portfolio
        assert found.count("unchanged") == len(found.rows) == len(BOOK.portfolio.rows(table))


def test_a_label_is_one_line_whatever_the_file_is_called() -> None:
    found = seen("name,count\nLot 1,7\n", source="a\nb\u202e" + "x" * 300 + ".csv")
    assert found.edit is not None
    assert found.edit.label.isprintable()
    assert len(found.edit.label) < 80
    assert found.edit.label.startswith("Import 1 lot from a")


def test_a_preview_shows_how_far_it_came() -> None:
    unread = seen(b"name\ncaf\xe9\n")
    assert (unread.sheet, unread.rows, unread.headers) == (None, (), ())
    assert [problem.asks for problem in unread.problems] == ["encoding"]
    named = seen(b"name,count\nLot 1,5\n\xe9,6\n", reading=Reading(encoding="windows-1252"))
    assert [row.what for row in named.rows] == ["changed", "refused"]
    headed = seen("name,Anzahl\nLot 1,5\n")
    assert headed.sheet is not None
    assert (headed.headers, headed.columns, headed.rows) == (("name", "Anzahl"), ("name", None), ())
    assert headed.problems[0].nearest == ("count",)
    assert seen("name,Anzahl\nLot 1,5\n", mapping={"Anzahl": "count"}).problems == ()


def test_an_undecided_decimal_mark_asks() -> None:
    text = "name;power_w\nLot 1;3,500\n"
    asked = seen(text)
    assert asked.reading.decimal_mark == ""
    assert [(problem.asks, problem.line, problem.value) for problem in asked.problems] == [("decimal mark", 2, "3,500")]
    for decimal, thousands, power_w in ((",", "", 3.5), (".", ",", 3500.0)):
        settled = seen(text, reading=replace(asked.reading, decimal_mark=decimal, thousands_mark=thousands))
        assert settled.rows[0].row["power_w"] == power_w


def test_notices_tell_what_was_left_out_and_taken_for_granted() -> None:
    text = "name,site,machine,count,power_w,Notes\nNew,Site 1,Antminer S21 (200Th),5,3.5,x\n,,,,,\n\n"
    taken = (
        "Availability 0.95 share of hours, Online from 2024-06, Machine price 12.0 USD/TH, Machine life 4.0 years, "
        "Bought new, Owner own"
    )
    found = seen(text, mapping={"Notes": ""}, machines={"Abacus": "Antminer S21 (200Th)"})
    assert found.problems == ()
    assert found.notices == (
        "Columns left out: 'Notes'.",
        "Empty rows left out: 2.",
        f"Not in the file, so new lots take: {taken}.",
        "Worth a look: line 2, 3.5 W is far from the 3500 W of Antminer S21 (200Th).",
        "No row names the machine 'Abacus'.",
    )


def test_a_power_market_nobody_knows_is_worth_a_look() -> None:
    found = seen("name,power_market\nNorth,Atlantis\nSouth,ERCOT West\n", "sites")
    assert found.problems == ()
    assert any("line 2, there is no power market 'Atlantis'" in notice for notice in found.notices)


def test_the_refusal_names_the_first_problems_and_holds_them_all() -> None:
    found = seen("name,count\n" + "".join(f"Lot {number},x\n" for number in range(1, 6)))
    refusal = rejection(found)
    assert refusal.exit_status == 10
    assert refusal.message == (
        "Nothing was imported. 5 rows have problems: line 2 'count' (x): is not a number; line 3 'count' (x): "
        "is not a number; line 4 'count' (x): is not a number; and 2 more."
    )
    assert len(refusal.problems) == 5
    assert rejection(seen("name,count\nLot 1,x\n")).message.startswith("Nothing was imported. 1 row has problems: ")
    assert rejection(seen("")).message == "Nothing was imported. The file has problems: the file: is empty."


def test_choices_that_cannot_be_are_refused_at_once() -> None:
    with pytest.raises(NotFound, match="no table 'scenarios'"):
        seen("name\n", "scenarios")
    with pytest.raises(NotFound, match="no 'Nowhere' in sites"):
        seen("name\nLot 1\n", site="Nowhere")
    with pytest.raises(InputRejected, match="no machine 'Abacus'"):
        seen("name\nLot 1\n", machines={"x": "Abacus"})


def test_too_many_rows_are_refused_before_any_is_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(csv_text, "MOST_ROWS", 3)
    with pytest.raises(LimitExceeded, match="more than 3 rows"):
        seen("name\na\nb\nc\nd\n", "sites")
    assert seen("name\na\nb\nc\n", "sites").counts() == "3 new"


# --- whatever stands in the file -----------------------------------------------------------------------------------


@st.composite
def files(draw: st.DrawFn) -> tuple[str, bytes]:
    """Files with our headers and cells that are often right, often wrong."""
    table = draw(st.sampled_from(["sites", "lots", "contracts", "debts", "hedges"]))
    headers = {
        "sites": ["name", "pue", "power_market", "infrastructure_month", "id"],
        "lots": ["name", "site", "machine", "count", "power_w", "online_month", "retire_month", "machine_source", "id"],
        "contracts": ["name", "site", "kind", "price_usd_per_mwh", "adder_usd_per_mwh", "expiry_month", "id"],
        "debts": ["name", "kind", "first_month", "maturity_month", "amortisation", "cap_price_usd", "id"],
        "hedges": ["name", "site", "kind", "first_month", "last_month", "mw", "floor_usd", "id"],
    }[table]
    kept = draw(st.lists(st.sampled_from(headers), unique=True, min_size=1))
    cell = st.sampled_from([
        "Lot 1", "Lot 2", "lot 3", "Site 1", "Site 2", "SITE 3", "Contract 1", "Contract 2", "New", "Caf\u00e9",
        "Cafe\u0301",
        "Antminer S21 (200Th)", "Rig", "fixed", "index", "hosting", "Debt 1", "Hedge 1", "Hedge 4",
        "term_loan", "convertible", "annuity", "btc_put",
        "power_swap", "btc_collar", "1", "1.05", "0", "7", "", " ", "2024-06",
        "2026-07-01",
        "x", "-1", "1,5", "'=1", "9" * 30, "\u2028",
    ])  # fmt: skip
    rows = draw(st.lists(st.lists(cell, min_size=len(kept), max_size=len(kept)), max_size=6))
    quoted = [",".join(f'"{cell}"' for cell in row) for row in (kept, *rows)]
    return table, "\n".join(quoted).encode()


@settings(max_examples=300)
@given(files())
def test_a_preview_is_what_its_edit_does_or_has_a_problem(drawn: tuple[str, bytes]) -> None:
    table, raw = drawn
    found = seen(raw, table)
    assert (found.edit is None) == (found.after is None) == bool(found.problems)
    if found.edit is not None:
        after = apply(BOOK, found.edit)
        assert after.portfolio == found.after
        assert apply(after, found.edit.inverse()) == BOOK
        again = seen(raw, table, book=after)
        assert (again.count("unchanged"), again.problems) == (len(again.rows), ())


@given(st.binary(max_size=300))
def test_any_bytes_are_refused_in_words_or_read(raw: bytes) -> None:
    for table in CSV_TABLES:
        found = seen(b"name," + raw, table)
        assert found.problems or found.edit is not None
        if found.problems:
            assert rejection(found).message.startswith("Nothing was imported. ")


def test_an_empty_portfolio_can_be_filled() -> None:
    book = Book(portfolio=Portfolio())
    for table in CSV_TABLES:
        found = seen(table_csv(BOOK, table), table, book=book)
        assert found.edit is not None
        book = apply(book, found.edit)
        assert book.portfolio.rows(table) == BOOK.portfolio.rows(table)
