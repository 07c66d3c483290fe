"""Quantities: what a stated number is called, its unit, its range, its source; and named conversions.

A quantity is declared once, on the field of the dataclass that holds it. Form, CSV header, report and
explain read the declaration and nothing else. `source` None means *assumption*: nobody but us says so.
"""

from __future__ import annotations

import dataclasses
import difflib
import functools
import math
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

from planner.errors import InputRejected, Problem
from planner.notation import MINUS, number

HOURS_PER_DAY = 24.0
SECONDS_PER_DAY = 86_400.0
DAYS_PER_YEAR = 365.0
MONTHS_PER_YEAR = 12
WATTS_PER_MEGAWATT = 1e6
KILOWATTS_PER_MEGAWATT = 1e3
KWH_PER_MWH = 1e3
TH_PER_PH = 1e3
TH_PER_EH = 1e6
PH_PER_EH = 1e3
CENTS_PER_KWH_PER_USD_PER_MWH = 0.1

Kind = Literal["number", "integer", "text", "month", "choice", "flag"]
Value = float | int | str | bool

_MONTH = re.compile(r"^(19|20|21)\d\d-(0[1-9]|1[0-2])$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantity:
    """The declaration of one stated value. `low` and `high` are inclusive and in `unit`."""

    label: str
    unit: str
    low: float
    high: float
    default: Any
    source: str | None
    as_of: str | None
    kind: Kind
    choices: tuple[str, ...]
    optional: bool
    hint: str

    @property
    def is_assumption(self) -> bool:
        """Whether no source stands behind the default."""
        return self.source is None


def quantity(
    default: Any,
    label: str,
    unit: str,
    low: float,
    high: float,
    source: str | None = None,
    as_of: str | None = None,
    *,
    integer: bool = False,
    hint: str = "",
) -> Any:
    """A numeric field of a stated dataclass, with all that is known about it.

    `default` None: the field is required, since its value comes from the market state or from the user.
    """
    return _declared(
        Quantity(
            label=label, unit=unit, low=low, high=high, default=default, source=source, as_of=as_of,
            kind="integer" if integer else "number", choices=(), optional=False, hint=hint,
        )
    )  # fmt: skip


def text(default: str, label: str, *, optional: bool = False, hint: str = "") -> Any:
    """A text field: one line, at most 200 characters, no control characters."""
    return _declared(_other(default, label, "text", optional=optional, hint=hint))


def month(default: str, label: str, *, optional: bool = False, hint: str = "") -> Any:
    """A month, written 2026-07; empty where `optional`."""
    return _declared(_other(default, label, "month", optional=optional, hint=hint))


def choice(default: str, label: str, choices: Iterable[str], *, hint: str = "") -> Any:
    """One of a fixed list of words."""
    return _declared(_other(default, label, "choice", choices=tuple(choices), hint=hint))


def _other(
    default: str,
    label: str,
    kind: Kind,
    *,
    choices: tuple[str, ...] = (),
    optional: bool = False,
    hint: str = "",
) -> Quantity:
    return Quantity(
        label=label, unit="", low=-math.inf, high=math.inf, default=default, source=None, as_of=None,
        kind=kind, choices=choices, optional=optional, hint=hint,
    )  # fmt: skip


def _declared(declaration: Quantity) -> Any:
    metadata = {"quantity": declaration}
    if declaration.default is None:
        return field(metadata=metadata)
    return field(default=declaration.default, metadata=metadata)


def quantities_of(owner: Any) -> dict[str, Quantity]:
    """Every declared quantity of a dataclass (type or instance), by field name, in order."""
    return dict(_declared_in(owner if isinstance(owner, type) else type(owner)))


@functools.cache
def _declared_in(kind: Any) -> dict[str, Quantity]:
    return {item.name: item.metadata["quantity"] for item in dataclasses.fields(kind) if "quantity" in item.metadata}


def bounds_shown(declaration: Quantity) -> str:
    """The range as people read it, with its unit at the end: shares in percent."""
    low, _ = shown_value(declaration, declaration.low)
    high, unit = shown_value(declaration, declaration.high)
    if unit.startswith("%"):
        return f"{low} % and {high} {unit}"
    return f"{low} and {high} {declaration.unit}".rstrip()


def bounds_in_files(declaration: Quantity) -> str:
    """The range as files state it: shares from 0 to 1."""
    return f"{plain_number(declaration.low)} and {plain_number(declaration.high)} {declaration.unit}".rstrip()


def problem_with(declaration: Quantity, value: Any, *, bounds: Callable[[Quantity], str] = bounds_shown) -> str:
    """Why `value` cannot stand for this quantity, as half a sentence; empty when it can.

    `bounds` writes the range, in percent unless told otherwise.
    """
    match declaration.kind:
        case "number" | "integer":
            return _number_problem(declaration, value, bounds)
        case "text":
            return _text_problem(declaration, value)
        case "month":
            if declaration.optional and value == "":
                return ""
            good = isinstance(value, str) and _MONTH.match(value) is not None
            return "" if good else "is not a month; write it like 2026-07"
        case "choice":
            return "" if value in declaration.choices else f"must be one of {', '.join(declaration.choices)}"
        case "flag":
            return "" if isinstance(value, bool) else "must be yes or no"


def _number_problem(declaration: Quantity, value: Any, bounds: Callable[[Quantity], str]) -> str:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return "is not a number" if value != "" else "is empty; a number is needed, 0 counts"
    if not isinstance(value, int) and not math.isfinite(value):
        return "is not a finite number"
    if declaration.kind == "integer" and value != int(value):
        return "must be a whole number"
    if not declaration.low <= value <= declaration.high:
        return f"must lie between {bounds(declaration)}"
    return ""


def _text_problem(declaration: Quantity, value: Any) -> str:
    if not isinstance(value, str):
        return "is not text"
    if not value.strip() and not declaration.optional:
        return "is empty"
    if len(value) > 200:
        return "is longer than 200 characters"
    if value.isascii() and value.isprintable():
        return ""
    if any(ord(char) < 32 or ord(char) == 127 for char in value):
        return "contains control characters"
    if any("\ud800" <= char <= "\udfff" for char in value):
        return "contains half a character, which cannot be stored"
    return ""


def is_share(unit: str) -> bool:
    """Whether a unit is that of a share, shown in percent: `share`, `share a year`; diluted `shares` are none."""
    return unit.partition(" ")[0] == "share"


def in_a_sentence(label: str) -> str:
    """A label inside a sentence: `power cost, shift`; what is written in capitals stays: `BTC price`, `SG&A, cash`."""
    return " ".join(word if word[1:] != word[1:].lower() else word.lower() for word in label.split(" "))


def shown_value(declaration: Quantity, value: Value) -> tuple[str, str]:
    """A stated value and its unit as people read them: shares as percent, at most six decimals."""
    if isinstance(value, str):
        return value or "none", ""
    if isinstance(value, bool):
        return "yes" if value else "no", ""
    unit = declaration.unit
    if is_share(unit):
        return plain_number(100.0 * value), "%" + unit.removeprefix("share").partition(",")[0]
    if unit.startswith("times "):
        return plain_number(value), "×"
    return plain_number(value), unit


def plain_number(value: float) -> str:
    """As many decimals as the value has, six at most; none from a million on."""
    text = number(value, 0 if abs(value) >= 1e6 else 6)
    return text.rstrip("0").rstrip(".") if "." in text else text


def from_to(declaration: Quantity, before: Value | None, after: Value) -> str:
    """`5 → 10 % a year`: both values as people read them, with enough digits to differ where they do."""
    was, _ = ("none", "") if before is None else shown_value(declaration, before)
    becomes, unit = shown_value(declaration, after)
    if was == becomes and before != after:
        was, becomes, unit = repr(before), repr(after), declaration.unit
    return f"{was} → {becomes} {unit}".rstrip()


def given_value(declaration: Quantity, value: Any) -> str:
    """A value inside a complaint: in percent where it is a share, with no more digits than tell it from the bounds."""
    if isinstance(value, bool) or not isinstance(value, int | float) or declaration.kind not in ("number", "integer"):
        return str(value)
    try:
        size = float(value)
    except OverflowError:
        return "a very long number"
    if not math.isfinite(size):
        return str(value)
    scale, unit = (100.0, " %") if is_share(declaration.unit) else (1.0, "")
    bounds = {_significant(scale * declaration.low, 17), _significant(scale * declaration.high, 17)}
    texts = (_significant(scale * size, digits) for digits in (6, 9, 12, 17))
    return next((text for text in texts if text not in bounds), str(value)) + unit


def _significant(value: float, digits: int) -> str:
    if 1e6 <= abs(value) < 1e15:
        return plain_number(value)
    return f"{value:,.{digits}g}".replace("-", MINUS)


def problems_of(owner: Any, where: str) -> Iterator[Problem]:
    """Every declared field of a dataclass instance whose value cannot stand, named under `where`."""
    for name, declaration in quantities_of(owner).items():
        value = getattr(owner, name)
        if type(value) is float and declaration.kind == "number" and declaration.low <= value <= declaration.high:
            continue  # nearly every value of fifty thousand rows
        if reason := problem_with(declaration, value):
            yield Problem(where=f"{where}, {declaration.label}" if where else declaration.label,
                          value=given_value(declaration, value), reason=reason)  # fmt: skip


def check(owner: Any, where: str) -> None:
    """Raise `InputRejected` with all field problems of a stated dataclass instance."""
    if problems := tuple(problems_of(owner, where)):
        raise InputRejected.of(problems)


_NUMBER = re.compile(r"^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,3})?$")


def number_of(written: str) -> float:
    """A number in canonical form (decimal point, no thousands marks).

    Stricter than `float`: no `nan`, `inf`, `1_000`, other digits or surrounding text, since each of them
    is more often a slip than a number.

    Raises
    ------
    InputRejected
        With the sentence for the reader; a decimal comma and thousands marks are named as such.
    """
    trimmed = written.strip()
    if not trimmed:
        raise InputRejected("An empty value is not a number.", next="Write 0 if zero is meant.")
    if trimmed.isascii() and _NUMBER.match(trimmed):
        value = float(trimmed)
        if value == 0.0 and re.search("[1-9]", trimmed.lower().partition("e")[0]):
            raise InputRejected(f"{trimmed} is too small to be told from 0.")
        if math.isfinite(value):
            return value
        raise InputRejected(f"{trimmed} is too large to be a number here.")
    hint = "Write it with a decimal point and no thousands marks, like 1234.5."
    if re.match(r"^[+-]?[0-9.,'\u00a0\u202f ]+$", trimmed):
        raise InputRejected(f"{trimmed!r} could be read in more than one way.", next=hint)
    raise InputRejected(f"{trimmed!r} is not a number.", next=hint)


def typed(declaration: Quantity, written: str) -> Value:
    """A value as somebody typed it, in canonical form. Raises `InputRejected`."""
    if declaration.kind not in ("number", "integer"):
        return written.strip()
    try:
        number = number_of(written)
    except InputRejected as rejected:
        raise InputRejected(f"{declaration.label}: {rejected.message}", next=rejected.next) from rejected
    return int(number) if declaration.kind == "integer" and number.is_integer() else number


def nearest(written: str, names: Iterable[str], *, count: int = 3) -> tuple[str, ...]:
    """The names closest to what was written, for the sentence that refuses it: those that contain it first."""
    by_folded = {name.casefold(): name for name in names}
    contained = [folded for folded in by_folded if written.casefold() in folded]
    close = difflib.get_close_matches(written.casefold(), by_folded, n=count, cutoff=0.4)
    return tuple(
        by_folded[folded] for folded in (contained + [name for name in close if name not in contained])[:count]
    )


def month_index(written: str) -> int:
    """Months since year 0 of a month written 2026-07."""
    year, number = written.split("-")
    return int(year) * MONTHS_PER_YEAR + int(number) - 1


def month_text(index: int) -> str:
    """The month, written 2026-07, of a number of months since year 0."""
    return f"{index // MONTHS_PER_YEAR:04d}-{index % MONTHS_PER_YEAR + 1:02d}"
