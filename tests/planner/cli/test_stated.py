"""Numbers, times and bits as they are stated."""

from __future__ import annotations

import datetime
import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.cli.stated import (
    MOST_FLOWS,
    Range,
    bits_of,
    block_time_s,
    dates_of,
    numbers_in,
    numbers_of,
    shown,
    time_s,
    utc_text,
    whole_number,
)
from planner.errors import InputRejected, LimitExceeded


def test_numbers_come_as_floats_with_defaults() -> None:
    ranges = {"a": Range(), "b": Range(default=0.5)}
    assert numbers_of({"a": 3}, ranges) == {"a": 3.0, "b": 0.5}
    assert numbers_of({"a": 3, "b": 1}, ranges)["b"] == 1.0


def test_all_complaints_come_together() -> None:
    with pytest.raises(InputRejected) as refused:
        numbers_of({"a": -1, "b": "x"}, {"a": Range(), "b": Range(), "c": Range()})
    assert [problem.where for problem in refused.value.problems] == ["a", "b", "c"]


@pytest.mark.parametrize(
    ("wanted", "inside", "outside"),
    [
        (Range(), [0.0, 1e300], [-1e-300]),
        (Range(above_low=True), [5e-324], [0.0, -1.0]),
        (Range(high=1.0), [0.0, 1.0], [1.0000001]),
        (Range(high=1.0, below_high=True), [0.9999999], [1.0]),
        (Range(low=-math.inf), [-1e300], []),
    ],
)
def test_a_range_holds_its_bounds_unless_said(wanted: Range, inside: list[float], outside: list[float]) -> None:
    assert [wanted.complaint(value) for value in inside] == [""] * len(inside)
    assert all(wanted.complaint(value).startswith("must be ") for value in outside)


@pytest.mark.parametrize(
    ("written", "seconds"),
    [
        (0, 0),
        (1_781_397_354.5, 1_781_397_354.5),
        ("1970-01-02", 86_400),
        ("1970-01-02T00:00", 86_400),
        ("1970-01-02T00:00:01Z", 86_401),
        ("1970-01-02 00:00:01.25", 86_401.25),
        ("1970-01-02T01:00:00+01:00", 86_400),
        ("2026-06-14T00:35:54Z", 1_781_397_354),
    ],
)
def test_times_are_read_as_utc(written: Any, seconds: float) -> None:
    assert time_s({"t": written}, "t") == seconds


@pytest.mark.parametrize(
    "written", ["1969-12-31", "2106-02-08", "2026-02-30", "20260614", "2026-W24-7", "٢٠٢٦-06-14", ""]
)
def test_times_that_are_none_are_refused(written: str) -> None:
    with pytest.raises(InputRejected):
        time_s({"t": written}, "t")


def test_block_times_are_whole_seconds() -> None:
    assert block_time_s({"t": 5.0}, "t") == 5
    with pytest.raises(InputRejected, match="whole number of seconds"):
        block_time_s({"t": "1970-01-01T00:00:00.5Z"}, "t")


@given(st.integers(0, 2**33))
def test_utc_text_reads_back(seconds: int) -> None:
    written = utc_text(float(seconds))
    assert written.endswith("Z")
    if seconds < 2**32:
        assert time_s({"t": written}, "t") == seconds


def test_utc_text_rounds_to_the_nearest_second() -> None:
    assert utc_text(0.6) == "1970-01-01T00:00:01Z"
    assert utc_text(86_399.5) == "1970-01-02T00:00:00Z"


def test_whole_numbers() -> None:
    assert whole_number({"h": 12.0}, "h") == 12
    assert whole_number({"h": 10**30}, "h") == 10**30
    for wrong in (1.5, -1, "1", None, True, math.nan):
        with pytest.raises(InputRejected):
            whole_number({"h": wrong}, "h")


def test_bits_need_eight_digits() -> None:
    assert bits_of({"b": "0X1d00FFFF"}, "b") == 0x1D00FFFF
    for wrong in ("1d00fff", "0x1d00fff", "+1d00fff", "1d_0ffff", 1, None):
        with pytest.raises(InputRejected, match="eight hex digits"):
            bits_of({"b": wrong}, "b")


def test_what_is_shown_is_short() -> None:
    assert [shown(None), shown(True), shown("a"), shown(0.1)] == ["null", "true", "a", "0.1"]
    assert len(shown("x" * 1_000)) == 40
    assert shown(10**6_000) == "a very long number"


def test_a_series_names_each_entry_that_is_none() -> None:
    assert numbers_in({"flows": (1, -2.5)}, "flows") == [1.0, -2.5]
    assert dates_of({"on": ("2024-02-29",)}, "on") == [datetime.date(2024, 2, 29)]
    with pytest.raises(InputRejected) as refused:
        numbers_in({"flows": (1, "2", None)}, "flows")
    assert [problem.where for problem in refused.value.problems] == ["flows, number 2", "flows, number 3"]
    with pytest.raises(InputRejected, match=r"on, number 1 \(2023-02-29\): is not a date"):
        dates_of({"on": ("2023-02-29",)}, "on")
    with pytest.raises(LimitExceeded):
        numbers_in({"flows": (1.0,) * (MOST_FLOWS + 1)}, "flows")
