"""What a file shows of how it is read: never more than its evidence."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.errors import InputRejected
from planner.exchange.csv_guess import guess_reading
from planner.exchange.csv_text import Reading


def marks(*numbers: str, delimiter: str = "\t") -> tuple[str, str]:
    """Decimal and thousands mark of a file with these numbers."""
    raw = "\n".join([f"Name{delimiter}Power", *(f"x{delimiter}{number}" for number in numbers)]).encode()
    found = guess_reading(raw)
    assert found.delimiter == delimiter
    return found.decimal_mark, found.thousands_mark


@pytest.mark.parametrize(
    ("numbers", "decimal", "thousands"),
    [
        (["17.5"], ".", ""), (["0,95"], ",", ""), (["0.950"], ".", ""), ([".5"], ".", ""), (["1234.567"], ".", ""),
        (["1.234,5"], ",", "."), (["1,234.5"], ".", ","), (["1,234,567"], ".", ","), (["1.234.567"], ",", "."),
        (["3 500", "17,5"], ",", " "), (["3\u202f500"], ".", " "), (["1'250.5"], ".", "'"), (["1\u2019250"], ".", "'"),
        (["1,250", "17.5"], ".", ","), (["1.250", "17,5"], ",", "."), (["1250", "3500"], ".", ""),
        (["-1.5", "+2.5"], ".", ""),
        (["1 234,567"], ",", " "),
    ],
)  # fmt: skip
def test_marks_follow_from_evidence(numbers: list[str], decimal: str, thousands: str) -> None:
    assert marks(*numbers) == (decimal, thousands)


@pytest.mark.parametrize(
    "numbers", [["3,500"], ["3.500"], ["1,250", "3,500"], ["17.5", "0,95"], ["1.234,5", "1,234.5"]]
)
def test_without_evidence_or_with_both_the_decimal_mark_stays_open(numbers: list[str]) -> None:
    assert marks(*numbers) == ("", "")


@pytest.mark.parametrize("written", ["01.06.2024", "06.2024", "2024.06", "1.2.3", "10.0.0.1", "S21 17.5", "17.5 W"])
def test_dates_versions_and_words_are_no_evidence(written: str) -> None:
    assert marks(written, "0,95") == (",", "")


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_the_one_that_cuts_rows_alike(delimiter: str) -> None:
    rows = [["Name", "Site", "Count"], ["a", "x", "1"], ["b", "y", "2"]]
    raw = "\n".join(delimiter.join(row) for row in rows).encode()
    assert guess_reading(raw).delimiter == delimiter


def test_other_delimiters_inside_cells_do_not_mislead() -> None:
    assert guess_reading(b'name,note\n"a","1;2;3"\n"b","4;5;6"\n').delimiter == ","
    assert guess_reading(b"Name;Leistung\nA, B und C;3,5\nD, E und F;4,5\n").delimiter == ";"
    assert guess_reading(b"name\nWest\n").delimiter == ","
    assert guess_reading(b"").delimiter == ","


def test_a_long_file_is_judged_by_its_beginning() -> None:
    raw = b"Name;Count\n" + b"".join(b"Lot %d;7\n" % number for number in range(20_000))
    assert guess_reading(raw).delimiter == ";"


def test_our_own_headers_bring_the_decimal_point_with_them() -> None:
    assert guess_reading(b"name,pue\nWest,1.045\n").decimal_mark == "."
    assert guess_reading(b"Name,PUE\nWest,1.045\n").decimal_mark == ""
    assert guess_reading(b"name;pue\nWest;1.045\n").decimal_mark == ""  # a spreadsheet of commas saved it again
    assert guess_reading(b'name,pue\n"0,",1.5\n"1,04",1.5\n') == Reading()
    assert guess_reading(b'name,pue\nWest,"1,04"\n', decimal_mark=",").decimal_mark == ","
    assert guess_reading(b'name,count\nWest,"1,250"\n', thousands_mark=",") == Reading(thousands_mark=",")
    assert guess_reading(b'name,count\nWest,"1.250"\n', thousands_mark=".").decimal_mark == ","


def test_what_the_user_names_is_taken_and_the_rest_follows() -> None:
    raw = b"Name\tPower\nx\t3.500\n"
    assert guess_reading(raw, decimal_mark=",") == Reading(delimiter="\t", decimal_mark=",", thousands_mark=".")
    assert guess_reading(raw, decimal_mark=".") == Reading(delimiter="\t", decimal_mark=".", thousands_mark="")
    assert guess_reading(raw, thousands_mark=".").decimal_mark == ","
    assert guess_reading(raw, thousands_mark="").decimal_mark == ""
    assert guess_reading(raw, delimiter=";").delimiter == ";"
    with pytest.raises(InputRejected, match="cannot be the same"):
        guess_reading(raw, decimal_mark=",", thousands_mark=",")


def test_the_encoding_is_utf_8_until_another_is_named() -> None:
    raw = "Standort;Leistung\nKöln;0,5\n".encode("windows-1252")
    assert guess_reading(raw) == Reading(delimiter=";", decimal_mark=",")
    assert guess_reading(raw, encoding="windows-1252").encoding == "windows-1252"
    assert guess_reading("a;b\n1;0,5\n".encode("utf-16"), encoding="utf-16") == Reading(
        encoding="utf-16", delimiter=";", decimal_mark=","
    )
    with pytest.raises(InputRejected, match="no encoding"):
        guess_reading(raw, encoding="latin-1")


@given(st.binary(max_size=200))
def test_any_bytes_get_some_reading(raw: bytes) -> None:
    assert guess_reading(raw).encoding == "utf-8"
