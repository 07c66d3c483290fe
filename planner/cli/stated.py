"""Numbers, times and bits as a formula's caller states them: the value, or every complaint together."""

from __future__ import annotations

import datetime
import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from planner.errors import InputRejected, LimitExceeded, Problem

LATEST_BLOCK_TIME_S = 2**32 - 1  # a block header has four bytes for it
MOST_FLOWS = 5_000

_TIME = re.compile(r"\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d(\.\d{1,6})?)?(Z|[+-]\d\d:\d\d)?)?")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_BITS = re.compile(r"(0[xX])?[0-9a-fA-F]{8}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Range:
    """What a formula accepts for a number, and what it takes where the number may be left out."""

    low: float = 0.0
    high: float = math.inf
    above_low: bool = False  # low itself is out
    below_high: bool = False
    default: float | None = None  # None: required
    unit: str = ""

    def complaint(self, value: float) -> str:
        """Half a sentence; empty where the value is in range."""
        inside_low = value > self.low if self.above_low else value >= self.low
        inside_high = value < self.high if self.below_high else value <= self.high
        if inside_low and inside_high:
            return ""
        bounds = []
        if self.low > -math.inf:
            bounds.append(f"above {self.low:.10g}" if self.above_low else f"{self.low:.10g} or more")
        if self.high < math.inf:
            bounds.append(f"below {self.high:.10g}" if self.below_high else f"at most {self.high:.10g}")
        return f"must be {' and '.join(bounds)}"


def numbers_of(inputs: Mapping[str, Any], ranges: Mapping[str, Range]) -> dict[str, float]:
    """Every number of `ranges`, from the inputs or its default. Raises `InputRejected` with all complaints."""
    found: dict[str, float] = {}
    problems = []
    for key, wanted in ranges.items():
        if key not in inputs:
            if wanted.default is None:
                problems.append(Problem(where=key, value="", reason="is missing"))
            else:
                found[key] = wanted.default
            continue
        value = inputs[key]
        reason = not_a_number(value) or wanted.complaint(float(value))
        if reason:
            problems.append(Problem(where=key, value=shown(value), reason=reason))
        else:
            found[key] = float(value)
    if problems:
        raise InputRejected.of(problems)
    return found


def numbers_in(inputs: Mapping[str, Any], key: str) -> list[float]:
    """The finite numbers of a series, at least one. Raises `InputRejected` naming each that is none by its place."""
    return [float(value) for value in _each_of(inputs, key, "number", not_a_number)]


def dates_of(inputs: Mapping[str, Any], key: str) -> list[datetime.date]:
    """The dates of a series, each like 2026-06-14. Raises `InputRejected` as `numbers_in` does."""
    return [datetime.date.fromisoformat(value) for value in _each_of(inputs, key, "date", _not_a_date)]


def _each_of(inputs: Mapping[str, Any], key: str, item: str, complaint: Callable[[Any], str]) -> tuple[Any, ...]:
    series = inputs[key]
    if not isinstance(series, tuple):
        raise _rejected(key, series, f"must be an array with a {item} a flow")
    if not series:
        raise _rejected(key, "", f"is empty; give at least one {item}")
    if len(series) > MOST_FLOWS:
        raise LimitExceeded(f"{key} has {len(series):,} entries; at most {MOST_FLOWS:,} can be computed.")
    problems = [
        Problem(where=f"{key}, number {place}", value=shown(value), reason=reason)
        for place, value in enumerate(series, start=1)
        if (reason := complaint(value))
    ]
    if problems:
        raise InputRejected.of(problems)
    return series


def _not_a_date(value: Any) -> str:
    hint = 'is not a date; write it like "2026-06-14"'
    if not isinstance(value, str) or not _DATE.fullmatch(value):
        return hint
    try:
        datetime.date.fromisoformat(value)
    except ValueError:
        return hint
    return ""


def not_a_number(value: Any) -> str:
    """Why a JSON value is no finite number, as half a sentence; empty where it is one."""
    if isinstance(value, str):
        return "is text; write the number without quotes"
    if isinstance(value, bool) or not isinstance(value, int | float):
        return "is not a number"
    try:
        finite = math.isfinite(value)
    except OverflowError:
        finite = False
    return "" if finite else "is not a finite number a computer can hold"


def shown(value: Any) -> str:
    """A JSON value in a complaint: short, on one line."""
    written = "null" if value is None else str(value).lower() if isinstance(value, bool) else _text_of(value)
    return written if len(written) <= 40 else f"{written[:37]}..."


def _text_of(value: Any) -> str:
    try:
        return value if isinstance(value, str) else repr(value)
    except ValueError:  # a whole number of more than 4,300 digits
        return "a very long number"


def whole_number(inputs: Mapping[str, Any], key: str) -> int:
    """A whole number, 0 or more; `12.0` counts."""
    value = inputs[key]
    reason = not_a_number(value)
    if not reason and value != int(value):
        reason = "must be a whole number"
    if not reason and value < 0:
        reason = "must be 0 or more"
    if reason:
        raise _rejected(key, value, reason)
    return int(value)


def time_s(inputs: Mapping[str, Any], key: str) -> float:
    """Unix seconds, from a number or from text like 2026-06-14T00:35:54Z; text without a zone is UTC."""
    value = inputs[key]
    seconds: float
    if isinstance(value, str):
        hint = "is not a time; write it like 2026-06-14T00:35:54Z, or as unix seconds without quotes"
        if not _TIME.fullmatch(value):
            raise _rejected(key, value, hint)
        try:
            moment = datetime.datetime.fromisoformat(value)
            seconds = (moment if moment.tzinfo else moment.replace(tzinfo=datetime.UTC)).timestamp()
        except (ValueError, OverflowError) as error:
            raise _rejected(key, value, hint) from error
    else:
        if reason := not_a_number(value):
            raise _rejected(key, value, reason)
        seconds = value
    if not 0 <= seconds <= LATEST_BLOCK_TIME_S:
        raise _rejected(key, value, "is no block time: those lie between 1970-01-01 and 2106-02-07, in seconds")
    return seconds


def block_time_s(inputs: Mapping[str, Any], key: str) -> int:
    """`time_s` where the chain's own rule needs it: whole seconds."""
    seconds = time_s(inputs, key)
    if seconds != int(seconds):
        raise _rejected(key, inputs[key], "must be a whole number of seconds, as block times are")
    return int(seconds)


def utc_text(seconds: float) -> str:
    """Unix seconds as 2028-04-14T00:34:28Z, rounded to seconds, up to the year 9999."""
    epoch = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)
    return (epoch + datetime.timedelta(seconds=round(seconds))).isoformat().replace("+00:00", "Z")


def bits_of(inputs: Mapping[str, Any], key: str) -> int:
    """Compact bits from eight hex digits, with or without 0x, upper or lower case."""
    value = inputs[key]
    if not isinstance(value, str) or not _BITS.fullmatch(value):
        raise _rejected(key, value, "must be eight hex digits in quotes, like 1d00ffff")
    return int(value, 16)


def _rejected(key: str, value: Any, reason: str) -> InputRejected:
    return InputRejected.of([Problem(where=key, value=shown(value), reason=reason)])
