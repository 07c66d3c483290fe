"""Convertible note: a coupon until maturity, then shares above the conversion price, cash below it (MODEL §7).

A capped call gives the company back the shares between the conversion price and its cap.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from planner.debt import check_debt_terms
from planner.errors import InputRejected, Problem
from planner.quantities import month, plain_number, quantity


@dataclass(frozen=True, slots=True, kw_only=True)
class Convertible:
    """Notes that turn into shares above the conversion price."""

    kind: ClassVar[str] = "convertible"
    label: ClassVar[str] = "Convertible note"

    outstanding_usd: float = quantity(100_000_000.0, "Outstanding", "USD", 0, 1e12, as_of="2026-06")
    rate_frac_per_year: float = quantity(0.01, "Interest rate", "share a year", 0, 2, as_of="2026-06")
    first_month: str = month("", "Drawn in", optional=True, hint="Empty: owed from the start.")
    maturity_month: str = month("2030-06", "Due in", hint="What is left is due at the end of that month.")
    conversion_price_usd: float = quantity(20.0, "Conversion price", "USD a share", 0.01, 1e6, as_of="2026-06")
    cap_price_usd: float = quantity(
        0.0, "Capped call up to", "USD a share", 0, 1e6, as_of="2026-06", hint="0: no capped call."
    )

    def __post_init__(self) -> None:
        check_debt_terms(self)
        if 0.0 < self.cap_price_usd <= self.conversion_price_usd:
            reason = f"is not above the conversion price ({plain_number(self.conversion_price_usd)})"
            given = plain_number(self.cap_price_usd)
            raise InputRejected.of([Problem(where="Capped call up to", value=given, reason=reason)])
