"""Term loan: interest each month, repaid at the end, in equal parts or in equal payments (MODEL §7)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from planner.debt import check_debt_terms
from planner.quantities import choice, month, quantity


@dataclass(frozen=True, slots=True, kw_only=True)
class TermLoan:
    """A loan that nothing but the company secures."""

    kind: ClassVar[str] = "term_loan"
    label: ClassVar[str] = "Term loan"

    outstanding_usd: float = quantity(10_000_000.0, "Outstanding", "USD", 0, 1e12, as_of="2026-06")
    rate_frac_per_year: float = quantity(0.1, "Interest rate", "share a year", 0, 2, as_of="2026-06")
    first_month: str = month("", "Drawn in", optional=True, hint="Empty: owed from the start.")
    maturity_month: str = month("2029-06", "Due in", hint="What is left is due at the end of that month.")
    amortisation: str = choice("bullet", "Repaid", ("bullet", "straight line", "annuity"))

    def __post_init__(self) -> None:
        check_debt_terms(self)
