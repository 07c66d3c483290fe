"""Hashprice-linked loan: each month pays what a fixed hashrate earns at hashprice (MODEL §7).

Payments go to interest first and end when nothing is owed; what is left at maturity is due then.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from planner.debt import check_debt_terms
from planner.quantities import month, quantity


@dataclass(frozen=True, slots=True, kw_only=True)
class HashpriceLinked:
    """A loan repaid by the revenue of a stated hashrate."""

    kind: ClassVar[str] = "hashprice_linked"
    label: ClassVar[str] = "Hashprice-linked loan"

    outstanding_usd: float = quantity(10_000_000.0, "Outstanding", "USD", 0, 1e12, as_of="2026-06")
    rate_frac_per_year: float = quantity(0.12, "Interest rate", "share a year", 0, 2, as_of="2026-06")
    first_month: str = month("", "Drawn in", optional=True, hint="Empty: owed from the start.")
    payment_ph_s: float = quantity(
        200.0, "Pays the hashprice of", "PH/s", 0, 1e7, as_of="2026-06", hint="A month's hashprice for that hashrate."
    )
    maturity_month: str = month("2029-06", "Due in", hint="What is left is due at the end of that month.")

    def __post_init__(self) -> None:
        check_debt_terms(self)
