"""What is typed into a box becomes a number, in the reader's locale; numbers become text for a box.

A number is read by the locale's own marks and by nothing else: `1.234,5` is 1234.5 in German and is refused, with
a hint, in English. Groups must be whole groups of three, so that a decimal mark of another locale is not taken for
a thousands mark. A power of ten may follow, as in `3e6`; words like `12 M` are refused with the number written out,
since M is a million to some and mega to others.
"""

from __future__ import annotations

import re

from PySide6.QtCore import QDate, QLocale, Qt

from planner.errors import InputRejected
from planner.notation import MINUS, number
from planner.quantities import number_of

_SPACES = "\u0020\u00a0\u202f\u2009"


def typed_number(written: str, locale: QLocale, *, unit: str = "") -> float:
    """The number somebody typed, in the marks of `locale`; a trailing `unit` is allowed.

    Raises
    ------
    InputRejected
        With a sentence and a hint in the same locale, also for empty, infinite and ambiguous input.
    """
    trimmed = written.strip()
    if unit and trimmed.endswith(unit):
        trimmed = trimmed[: -len(unit)].rstrip()
    if not trimmed:
        raise InputRejected("The box is empty.", next="Write 0 if zero is meant.")
    decimal = re.escape(locale.decimalPoint())
    group = _group_class(locale)
    grouped = rf"\d{{1,3}}(?:{group}\d{{3}})+|\d+" if group else r"\d+"
    sign = f"[-+{MINUS}]?"
    power = rf"(?:[eE]({sign}\d{{1,3}}))?"
    match = re.fullmatch(rf"({sign})({grouped})?(?:{decimal}(\d*))?{power}", trimmed, re.ASCII)
    if match is None or not (match[2] or match[3]) or _grouped_zero(match[2] or ""):
        hint = _written_out(trimmed, locale) or f"Write it like {box_text(1234.5, 1, locale)}."
        raise InputRejected(f"{_short(trimmed)} cannot be read as a number.", next=hint)
    whole = re.sub(r"\D", "", match[2] or "0")
    minus = "" if match[1] in ("", "+") else "-"
    return number_of(f"{minus}{whole}.{match[3] or '0'}e{(match[4] or '0').replace(MINUS, '-')}")


def _written_out(trimmed: str, locale: QLocale) -> str:
    """What to type for `12 M` and `5k`; empty for anything else."""
    if (match := re.fullmatch(r"(.*\d)\s*(k|K|m|M|bn|Bn)", trimmed)) is None:
        return ""
    size, name = {"k": (1e3, "thousand"), "m": (1e6, "million"), "b": (1e9, "billion")}[match[2][0].lower()]
    try:
        number = typed_number(match[1], locale)
    except InputRejected:
        return ""
    return f"If {cell_text(number, locale)} {name} is meant, write {cell_text(number * size, locale)}."


def box_text(value: float, digits: int, locale: QLocale) -> str:
    """A number as a box shows it: the digits of every other number, in the locale's marks."""
    group = locale.groupSeparator()
    marks = {",": group, ".": locale.decimalPoint()}
    return "".join(marks.get(char, char) for char in number(value, digits))


def cell_text(value: float, locale: QLocale) -> str:
    """A stated number whole, without rounding: up to the fifteen digits that a float keeps."""
    written = f"{value:.15g}"
    if "e" in written:
        return written.replace("-", MINUS).replace(".", locale.decimalPoint())
    digits = len(written.partition(".")[2])
    return box_text(value, digits, locale)


def date_text(written: str, locale: QLocale) -> str:
    """A day written 2026-06-14 as the locale writes it, its year in four digits; as it stands in the C locale."""
    day = QDate.fromString(written[:10], Qt.DateFormat.ISODate)
    if locale.language() == QLocale.Language.C or not day.isValid():
        return written[:10]
    pattern = locale.dateFormat(QLocale.FormatType.ShortFormat)
    if "yyyy" not in pattern:
        pattern = pattern.replace("yy", "yyyy")
    return locale.toString(day, pattern)


def _group_class(locale: QLocale) -> str:
    group = locale.groupSeparator()
    if not group or group == locale.decimalPoint():
        return ""
    if group in _SPACES:
        return f"[{_SPACES}]"
    return "['’]" if group in "'’" else re.escape(group)


def _grouped_zero(whole: str) -> bool:
    """`0.020` in a locale that groups with points: a decimal mark of another locale."""
    return whole.startswith("0") and re.fullmatch(r"\d+", whole) is None


def _short(text: str) -> str:
    return f"“{text[:20]}…”" if len(text) > 20 else f"“{text}”"
