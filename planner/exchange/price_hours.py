"""Hours of a price file: each row's time and price, which hours stand twice and which are missing.

A time is the beginning of its hour, ISO, all with a zone or all without. Without one the clocks of summer time show:
one hour of a year may stand twice, as where they go back, and one be missing. A month of the year is that of the
clock on the wall.
"""

from __future__ import annotations

import datetime
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from planner.exchange.csv_numbers import NotRead
from planner.quantities import HOURS_PER_DAY

MOST_MISSING = 0.05  # assumption: share of the hours a file spans that may be missing, months without any apart
NIGHT_HOURS = 4  # clocks change before this hour
FIRST_YEAR, LAST_YEAR = 1990, 2100
HOUR = datetime.timedelta(hours=1)

_WRITTEN = re.compile(
    r"(\d{4}-\d{2}-\d{2})[T ](\d{2})(?::(\d{2})(?::(\d{2})(?:[.,]0+)?)?)? ?(Z|[+-]\d{2}(?::?\d{2})?)?", re.ASCII
)
_DATE_ALONE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamp:
    """An hour as written: the clock on the wall, and the moment in UTC where the file names a zone."""

    local: datetime.datetime  # without a zone
    utc: datetime.datetime | None

    @property
    def moment(self) -> datetime.datetime:
        """What tells one hour from another."""
        return self.local if self.utc is None else self.utc


def hour_in(written: str) -> Stamp:
    """The hour in a cell, like 2025-01-31T23:00, 2025-01-31 23:00:00 or 2025-01-31T23:00-06:00. Raises `NotRead`."""
    trimmed = written.strip()
    if not trimmed:
        raise NotRead("is empty; each price needs its hour")
    found = _WRITTEN.fullmatch(trimmed)
    if found is None:
        if _DATE_ALONE.fullmatch(trimmed):
            raise NotRead("is a day without an hour")
        raise NotRead("is not an hour; write it like 2025-01-31T23:00, with or without a zone")
    day, hour, minute, second, zone = found.groups()
    if hour == "24":
        raise NotRead("is hour 24; name hours by their beginning, from 00:00 to 23:00")
    if (minute or "00", second or "00") != ("00", "00"):
        raise NotRead("is not a full hour; give one price an hour, the mean of its parts")
    if not FIRST_YEAR <= int(day[:4]) <= LAST_YEAR:
        raise NotRead(f"is of a year outside {FIRST_YEAR} to {LAST_YEAR}")
    try:
        local = datetime.datetime.fromisoformat(f"{day}T{hour}:00")
        offset = datetime.datetime.fromisoformat(f"{day}T{hour}:00{_zone(zone)}").utcoffset() if zone else None
        return Stamp(local=local, utc=None if offset is None else local - offset)
    except (ValueError, OverflowError) as error:
        raise NotRead("is a time that does not exist") from error


def _zone(written: str) -> str:
    """`Z`, `+01`, `+0100` or `+01:00` as the last two are read."""
    return written if len(written) != 3 else f"{written}:00"


@dataclass(frozen=True, slots=True, kw_only=True)
class Repeat:
    """A row whose hour stood on an earlier line."""

    line: int
    first_line: int
    stamp: Stamp


def repeats_of(stamps: Iterable[tuple[int, Stamp]]) -> tuple[list[Repeat], list[Repeat]]:
    """Hours that stand again: those that clocks going back explain, and those that nothing does.

    Clocks explain one hour a calendar year, at night, twice, in a file without zones.
    """
    first: dict[datetime.datetime, int] = {}
    by_year: dict[int, list[Repeat]] = defaultdict(list)
    for line, stamp in stamps:
        there = first.setdefault(stamp.moment, line)
        if there != line:
            by_year[stamp.local.year].append(Repeat(line=line, first_line=there, stamp=stamp))
    explained: list[Repeat] = []
    wrong: list[Repeat] = []
    for repeats in by_year.values():
        (only, *more) = repeats
        by_clocks = not more and only.stamp.utc is None and only.stamp.local.hour < NIGHT_HOURS
        (explained if by_clocks else wrong).extend(repeats)
    return explained, wrong


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """What a file covers between its first and its last hour."""

    first: Stamp
    last: Stamp
    expected: int  # hours in between, without those of months that have none at all
    missing: tuple[datetime.datetime, ...]  # of the expected ones, ascending
    months_absent: tuple[str, ...]  # inside the span without any hour, like 2025-03

    @property
    def missing_frac(self) -> float:
        """Share of the expected hours that are missing."""
        return len(self.missing) / self.expected


def span_of(stamps: Iterable[Stamp]) -> Span:
    """The span of at least one hour."""
    by_moment = {stamp.moment: stamp for stamp in stamps}
    first, last = by_moment[min(by_moment)], by_moment[max(by_moment)]
    there = {f"{stamp.local:%Y-%m}" for stamp in by_moment.values()}
    gaps = [moment for moment in _hours_between(first.moment, last.moment) if moment not in by_moment]
    # A gap's month on the wall: with zones, by the offset of the first hour, which is off by one at the clocks' change
    ahead = first.local - first.moment
    absent = sorted({f"{moment + ahead:%Y-%m}" for moment in gaps} - there)
    missing = tuple(moment for moment in gaps if f"{moment + ahead:%Y-%m}" in there)
    return Span(
        first=first, last=last, expected=len(by_moment) + len(missing), missing=missing, months_absent=tuple(absent)
    )


def _hours_between(first: datetime.datetime, last: datetime.datetime) -> Iterator[datetime.datetime]:
    return (first + place * HOUR for place in range(int((last - first) / HOUR) + 1))


def is_a_year(span: Span) -> bool:
    """Whether the hours reach over a year, give or take a day."""
    hours = (span.last.moment - span.first.moment) / HOUR
    return hours >= (365 - 1) * HOURS_PER_DAY
