from __future__ import annotations

import datetime

import pytest

from planner.exchange.csv_numbers import NotRead
from planner.exchange.price_hours import Stamp, hour_in, is_a_year, repeats_of, span_of


@pytest.mark.parametrize(
    ("written", "local", "utc"),
    [
        ("2025-01-31T23:00", (31, 23), None),
        ("2025-01-31 23", (31, 23), None),
        (" 2025-01-31 23:00:00.000 ", (31, 23), None),
        ("2025-01-31T23:00Z", (31, 23), (31, 23)),
        ("2025-01-30T23:00-06:00", (30, 23), (31, 5)),
        ("2025-01-31T01:00+01", (31, 1), (31, 0)),
        ("2025-01-31T01:00:00+0530", (31, 1), None),
    ],
)
def test_an_hour_is_read_with_or_without_a_zone(
    written: str, local: tuple[int, int], utc: tuple[int, int] | None
) -> None:
    stamp = hour_in(written)
    assert (stamp.local.day, stamp.local.hour) == local
    if utc is not None:
        assert stamp.utc is not None
        assert (stamp.utc.day, stamp.utc.hour) == utc
    assert (stamp.utc is None) == (utc is None and "+" not in written)


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("", "is empty"),
        ("2025-01-31", "a day without an hour"),
        ("2025-01-31T24:00", "hour 24"),
        ("2025-01-31T23:15", "not a full hour"),
        ("2025-02-30T01:00", "does not exist"),
        ("2025-01-31T25:00", "does not exist"),
        ("31.01.2025 23:00", "write it like"),
        ("0001-01-01T00:00", "a year outside"),
        ("٢٠٢٥-01-31T23:00", "write it like"),
        ("2025-01-31T23:00+99:00", "does not exist"),
    ],
)
def test_what_is_no_hour_says_why(written: str, reason: str) -> None:
    with pytest.raises(NotRead, match=reason):
        hour_in(written)


def stamps(first: str, count: int, *, zone: str = "") -> list[Stamp]:
    start = datetime.datetime.fromisoformat(first)
    return [hour_in(f"{start + datetime.timedelta(hours=hour):%Y-%m-%dT%H:%M}{zone}") for hour in range(count)]


def test_one_hour_a_year_may_stand_twice_where_clocks_go_back() -> None:
    night = [*stamps("2025-11-02T00:00", 3), hour_in("2025-11-02T01:00")]
    explained, wrong = repeats_of(enumerate(night, start=2))
    assert [(repeat.line, repeat.first_line) for repeat in explained] == [(5, 3)]
    assert wrong == []
    _, twice_in_a_year = repeats_of(enumerate([*night, hour_in("2025-11-02T00:00")], start=2))
    assert [repeat.line for repeat in twice_in_a_year] == [5, 6]
    _, by_day = repeats_of(enumerate([hour_in("2025-11-02T12:00")] * 2, start=2))
    assert [repeat.line for repeat in by_day] == [3]


def test_with_a_zone_no_hour_stands_twice() -> None:
    both = [hour_in("2025-11-02T01:00-05:00"), hour_in("2025-11-02T01:00-06:00")]
    assert repeats_of(enumerate(both)) == ([], [])
    _, wrong = repeats_of(enumerate([both[0], both[0]]))
    assert len(wrong) == 1


def test_a_span_counts_missing_hours_and_months_without_any() -> None:
    hours = stamps("2025-01-01T00:00", 744) + stamps("2025-03-01T00:00", 744)
    del hours[100:103]
    span = span_of(reversed(hours))
    assert span.months_absent == ("2025-02",)
    assert [f"{moment:%m-%dT%H}" for moment in span.missing] == ["01-05T04", "01-05T05", "01-05T06"]
    assert span.expected == 2 * 744
    assert span.missing_frac == 3 / 1488
    assert not is_a_year(span)
    assert is_a_year(span_of(stamps("2025-01-01T00:00", 8_760)))


def test_a_span_with_zones_is_counted_in_utc() -> None:
    hours = [hour_in("2025-03-09T01:00-06:00"), hour_in("2025-03-09T03:00-05:00")]  # clocks went forward
    assert span_of(hours).missing == ()
