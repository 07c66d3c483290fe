"""Numbers and months of a CSV cell, by the marks that were declared for the file.

Stricter than `float`: `nan`, `inf`, `1e400`, `1_000`, other digits, units and percent signs are refused, each with its
reason; a thousands mark counts only where it was declared, and only in groups of three.
"""

from __future__ import annotations

import datetime
import functools
import math
import re

SPACES = " \u00a0\u2009\u202f"
APOSTROPHES = "'\u2019"
NOT_SETTLED = "could be read in more than one way; say which mark is the decimal mark"

_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MONTH = re.compile(r"[0-9]{4}-[0-9]{2}")
_NAMED = re.compile(r"[+-]?(nan|inf|infinity)", re.IGNORECASE)
_MARKED = re.compile(f"[+-]?[0-9.,{SPACES}{APOSTROPHES}]+([eE][+-]?[0-9]+)?")
_SIGNED = re.compile(r"[+-]?[0-9.,]+ *(\S.*)", re.DOTALL)


class NotRead(ValueError):
    """What stands in a cell is not what its column holds; the text is the reason, as half a sentence."""


def number_in(written: str, decimal_mark: str, thousands_mark: str) -> float:
    """The number in a cell. Raises `NotRead`; an empty cell is not 0."""
    trimmed = written.strip()
    if not trimmed:
        raise NotRead("is empty; a number is needed, 0 counts")
    if not decimal_mark and ("." in trimmed or "," in trimmed) and _MARKED.fullmatch(trimmed):
        raise NotRead(NOT_SETTLED)
    if _grammar(decimal_mark or ".", thousands_mark).fullmatch(trimmed) is None:
        raise NotRead(_refusal(trimmed, decimal_mark, thousands_mark))
    for mark in _spellings(thousands_mark):
        trimmed = trimmed.replace(mark, "")
    value = float(trimmed.replace(",", "."))
    if not math.isfinite(value):
        raise NotRead("is too large to be a number here")
    if value == 0.0 and re.search("[1-9]", trimmed.lower().partition("e")[0]):
        raise NotRead("is too small to be told from 0")
    return value + 0.0  # −0 and 0 are one number


def _spellings(thousands_mark: str) -> str:
    """The characters that stand for a thousands mark: a space comes in several kinds, an apostrophe in two."""
    return {" ": SPACES, "'": APOSTROPHES}.get(thousands_mark, thousands_mark)


@functools.cache
def _grammar(decimal_mark: str, thousands_mark: str) -> re.Pattern[str]:
    mark, digits = re.escape(decimal_mark), "[0-9]+"
    if thousands_mark:
        digits = f"(?:[0-9]{{1,3}}(?:[{_spellings(thousands_mark)}][0-9]{{3}})+|[0-9]+)"
    return re.compile(f"[+-]?(?:{digits}(?:{mark}[0-9]*)?|{mark}[0-9]+)(?:[eE][+-]?[0-9]{{1,6}})?")


def _refusal(trimmed: str, decimal_mark: str, thousands_mark: str) -> str:
    if trimmed.endswith("%"):
        return "is a percentage; write it as a share, 95 % as 0.95"
    if any(char.isdigit() and not char.isascii() for char in trimmed):
        return "is written in other digits; use 0 to 9"
    if "_" in trimmed:
        return "is not a number; leave the underscore out"
    if _MARKED.fullmatch(trimmed):
        thousands = {"": "no thousands mark", " ": "spaces between thousands"}.get(
            thousands_mark, f"the thousands mark {thousands_mark}"
        )
        return f"does not fit the decimal mark {decimal_mark or 'that is not settled'} and {thousands}"
    if _NAMED.fullmatch(trimmed) is None and (found := _SIGNED.fullmatch(trimmed)):
        return f"is not a number; leave {found[1][:12]!r} out, the unit stands in the header"
    return "is not a number"


def month_in(written: str) -> str:
    """The month in a cell: 2026-07, or the month of an ISO date. Raises `NotRead`."""
    trimmed = written.strip()
    if _MONTH.fullmatch(trimmed):
        return trimmed
    if not _DATE.fullmatch(trimmed):
        raise NotRead("is not a month; write it like 2026-07, or as a date like 2026-07-01")
    try:
        datetime.date.fromisoformat(trimmed)
    except ValueError as error:
        raise NotRead("is a date that does not exist") from error
    return trimmed[:7]
