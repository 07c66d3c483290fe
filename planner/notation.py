"""How numbers are written for people: true minus, comma for thousands, point for decimals, units apart.

The window may localise what is typed; figures, strip, report and text tables all write numbers this way, so
that the same number reads the same everywhere.
"""

from __future__ import annotations

import math

MINUS = "−"
MILLION = 1e6
NOISE = 1e-9  # of the last digit shown: 54.5 / 10 lies on either side of 5.45
EXACT = 2.0**50  # above it a float has no halves to round


def number(value: float, digits: int = 0, *, sign: bool = False) -> str:
    """`1,234.5` or `−1,234.5`, halves away from zero; with `sign` a plus in front of gains. Never `−0`."""
    if not math.isfinite(value):
        raise ValueError("only finite numbers are written")
    size = abs(rounded(value, digits))
    text = f"{size:,.{digits}f}"
    if not size:
        return text
    if value < 0:
        return MINUS + text
    return "+" + text if sign else text


def rounded(value: float, digits: int = 0) -> float:
    """The number that `number` writes."""
    size, scale = abs(value), 10.0**digits
    if size < EXACT / scale:
        size = math.floor(size * scale + 0.5 + NOISE) / scale
    return math.copysign(size, value)


def shown_difference(value: float, before: float, digits: int = 0) -> float:
    """What a reader gets who subtracts the second as written from the first as written."""
    return rounded(rounded(value, digits) - rounded(before, digits), digits)


def digits_apart(one: float, other: float, digits: int, most: int = 4) -> int:
    """So many digits that two different numbers do not read the same, `most` at most."""
    while digits < most and one != other and rounded(one, digits) == rounded(other, digits):
        digits += 1
    return digits


def millions(value: float, digits: int = 1, *, sign: bool = False) -> str:
    """USD as millions: `26.5`."""
    return number(value / MILLION, digits, sign=sign)


def thousands(value: float, digits: int = 1) -> str:
    """`57.5k`; below a thousand the plain number; a trailing `.0` is dropped."""
    if abs(value) < 1_000:
        return number(value)
    text = number(value / 1_000, digits)
    return (text.removesuffix("." + "0" * digits) if digits else text) + "k"


def percent(share: float, digits: int = 0, *, sign: bool = False) -> str:
    """A share as `66 %`."""
    return number(share * 100, digits, sign=sign) + " %"


def cents_per_kwh(usd_per_mwh: float, digits: int = 2) -> str:
    """`5.12` for 51.2 USD/MWh."""
    return number(usd_per_mwh / 10, digits)


def counted(count: int, singular: str) -> str:
    """`1 site`, `2,000 sites`."""
    return f"{count:,} {singular}{'' if count == 1 else 's'}"
