"""What a measure is: a headline figure with its formula, and the named parts that formulas are made of."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from planner.errors import Undefined
from planner.notation import number, shown_difference
from planner.outcome import Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A named figure that measures are made of, with the inputs it rests on (addresses or table names)."""

    name: str
    label: str
    unit: str
    value: Callable[[Outcome], float | Undefined]
    inputs: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """One headline figure. What is shown is `prefix number shown_unit`, the number being value × scale."""

    key: str
    label: str
    short_label: str
    unit: str
    formula: str
    what: str  # one line on what it says
    better: Literal["up", "down", "none"]
    undefined: str = ""  # why, when a denominator is 0
    undefined_input: str = ""
    digits: int = 0
    scale: float = 1.0
    prefix: str = ""
    shown_unit: str = ""
    change_unit: str = ""  # of a change, where it differs: points for percentages

    def shown(self, value: float) -> str:
        """The number alone, as people read it."""
        return number(value * self.scale, self.digits)

    def shown_change(self, value: float, before: float) -> str:
        """The change with sign, prefix and unit: `+USD 4.5 M`, `−5,094`; empty where both read the same.

        It is that of the two as they are shown, so that nobody who subtracts finds another.
        """
        change = shown_difference(value * self.scale, before * self.scale, self.digits)
        text = number(change, self.digits, sign=True)
        if text[0] not in "+−":
            return ""
        prefix = f"{self.prefix} " if self.prefix else ""
        unit = self.change_unit or (self.shown_unit if self.prefix or self.shown_unit in ("BTC", "MW") else "")
        return f"{text[0]}{prefix}{text[1:]} {unit}".rstrip()
