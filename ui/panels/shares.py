"""Shares: percent on screen, 0 to 1 in the model. What could be read as either is refused, never guessed."""

from __future__ import annotations

from decimal import Decimal

from PySide6.QtCore import QLocale

from planner.errors import InputRejected
from planner.quantities import Quantity, is_share
from ui.form import cell_text, typed_number


def unit_on_screen(unit: str) -> str:
    """The unit of a column as its header says it: `% of hours`."""
    return f"%{unit.removeprefix('share')}" if is_share(unit) else unit


def share_text(share: float, locale: QLocale) -> str:
    """A share as a cell shows it: `95 %`."""
    return f"{cell_text(100.0 * share, locale)} %"


def typed_value(written: str, declared: Quantity, locale: QLocale) -> float:
    """The number somebody typed for a quantity; a share is typed in percent, with the sign or without.

    Raises
    ------
    InputRejected
        Also for 0.95 without a sign: a share, or less than one percent?
    """
    if not is_share(declared.unit):
        return typed_number(written, locale, unit=declared.unit)
    trimmed = written.strip()
    number = typed_number(trimmed.removesuffix("%"), locale)
    if trimmed.endswith("%") or number == 0 or abs(number) > 1:
        return float(Decimal(repr(number)) / 100)  # 82.4 / 100.0 is not 0.824
    raise InputRejected(
        f"{trimmed} could be a share or a percentage.",
        next=f"Write {share_text(number, locale)} or {cell_text(number, locale)} %.",
    )
