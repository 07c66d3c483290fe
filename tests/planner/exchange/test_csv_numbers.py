"""The number grammar: what is read by which marks, and the sentence for everything else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.exchange.csv_numbers import NotRead, month_in, number_in


@pytest.mark.parametrize(
    ("written", "decimal", "thousands", "value"),
    [
        ("0", ".", "", 0.0), ("-0", ".", "", 0.0), (" 17.5 ", ".", "", 17.5), ("+.5", ".", "", 0.5),
        ("7.", ".", "", 7.0), ("0e-9", ".", "", 0.0),
        ("1e3", ".", "", 1e3), ("1.5E-3", ".", "", 1.5e-3), ("0,95", ",", "", 0.95), ("1.234,5", ",", ".", 1234.5),
        ("1,234,567", ".", ",", 1234567.0), ("3 500", ".", " ", 3500.0), ("3\u00a0500,5", ",", " ", 3500.5),
        ("3\u202f500", ",", " ", 3500.0), ("1'250", ".", "'", 1250.0), ("1\u2019250.5", ".", "'", 1250.5),
        ("1250", ",", ".", 1250.0), ("12", "", "", 12.0), ("-1.234", ".", "", -1.234), ("1,5e3", ",", "", 1500.0),
    ],
)  # fmt: skip
def test_a_number_by_its_marks(written: str, decimal: str, thousands: str, value: float) -> None:
    assert number_in(written, decimal, thousands) == value


@pytest.mark.parametrize(
    ("written", "decimal", "thousands", "said"),
    [
        ("", ".", "", "is empty; a number is needed, 0 counts"),
        ("  ", ".", "", "is empty; a number is needed, 0 counts"),
        ("nan", ".", "", "is not a number"), ("-inf", ".", "", "is not a number"),
        ("Infinity", ".", "", "is not a number"),
        ("1e400", ".", "", "is too large to be a number here"), ("9" * 400, ".", "", "is too large"),
        ("1_000", ".", "", "leave the underscore out"), ("１２", ".", "", "is written in other digits"),
        ("٣", ".", "", "is written in other digits"), ("95%", ".", "", "is a percentage; write it as a share"),
        ("95 %", ".", "", "is a percentage"), ("0x10", ".", "", "is not a number"),
        ("3500 W", ".", "", "leave 'W' out"),
        ("3.5kW", ".", "", "leave 'kW' out"), ("−5", ".", "", "is not a number"), ("n/a", ".", "", "is not a number"),
        ("--", ".", "", "is not a number"), ("1.2.3", ".", "", "does not fit the decimal mark . and no thousands mark"),
        ("1,234", ".", "", "does not fit the decimal mark . and no thousands mark"),
        ("1.234,5", ".", ",", "does not fit the decimal mark . and the thousands mark ,"),
        ("1,25", ".", ",", "does not fit"), ("12,34,567", ".", ",", "does not fit"),
        ("1234,567", ".", ",", "does not fit"),
        (",500", ".", ",", "does not fit"), ("1,500,", ".", ",", "does not fit"), ("3 500", ",", ".", "does not fit"),
        ("3 50", ",", " ", "does not fit the decimal mark , and spaces between thousands"),
        ("3,500", "", "", "could be read in more than one way; say which mark is the decimal mark"),
        ("17.5", "", "", "could be read in more than one way"), ("TRUE", ".", "", "is not a number"),
        ("1e5000", ".", "", "is too large"), ("1e-400", ".", "", "is too small to be told from 0"),
        ("=1+1", ".", "", "is not a number"),
    ],
)  # fmt: skip
def test_what_is_no_number_gets_its_reason(written: str, decimal: str, thousands: str, said: str) -> None:
    with pytest.raises(NotRead) as refusal:
        number_in(written, decimal, thousands)
    assert said in str(refusal.value)


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_the_shortest_form_reads_back_exactly(value: float) -> None:
    assert number_in(repr(value), ".", "") == value
    assert number_in(repr(value).replace(".", ","), ",", ".") == value


@given(st.integers(-(10**12), 10**12), st.sampled_from([(",", "."), (".", ","), (".", " "), (".", "'")]))
def test_grouped_thousands_read_back_exactly(value: int, marks: tuple[str, str]) -> None:
    decimal, thousands = marks
    assert number_in(f"{value:,}".replace(",", thousands), decimal, thousands) == value


@given(st.text(st.sampled_from("0123456789.,' eE+-_%\u00a0")), st.sampled_from([".", ",", ""]), st.sampled_from("., '"))
def test_whatever_stands_there_is_a_finite_number_or_a_reason(written: str, decimal: str, thousands: str) -> None:
    if decimal == thousands:
        return
    try:
        number = number_in(written, decimal, thousands)
    except NotRead:
        return
    assert abs(number) < float("inf")


@pytest.mark.parametrize(
    ("written", "month"), [("2026-07", "2026-07"), (" 2026-07-31 ", "2026-07"), ("2024-02-29", "2024-02")]
)
def test_a_month_or_the_month_of_a_date(written: str, month: str) -> None:
    assert month_in(written) == month


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("2025-02-29", "is a date that does not exist"), ("2026-13-01", "is a date that does not exist"),
        ("2026-04-31", "is a date that does not exist"), ("01.06.2024", "write it like 2026-07"),
        ("06/2024", "write it like 2026-07"), ("Jun 24", "write it like 2026-07"), ("45444", "write it like 2026-07"),
        ("2026-7", "write it like 2026-07"), ("２０２６-07", "write it like 2026-07"), ("", "write it like 2026-07"),
        ("2026-07-01T00:00", "write it like 2026-07"),
    ],
)  # fmt: skip
def test_what_is_no_month_gets_its_reason(written: str, said: str) -> None:
    with pytest.raises(NotRead) as refusal:
        month_in(written)
    assert said in str(refusal.value)
