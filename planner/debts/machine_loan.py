"""Machine loan: a term loan secured by the company's machines (MODEL §7).

What is owed above the cap on the machines' resale value is repaid at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from planner.debt import check_debt_terms
from planner.quantities import choice, month, quantity


@dataclass(frozen=True, slots=True, kw_only=True)
class MachineLoan:
    """A loan that may not exceed a share of what the machines would fetch."""

    kind: ClassVar[str] = "machine_loan"
    label: ClassVar[str] = "Machine loan"

    outstanding_usd: float = quantity(10_000_000.0, "Outstanding", "USD", 0, 1e12, as_of="2026-06")
    rate_frac_per_year: float = quantity(0.13, "Interest rate", "share a year", 0, 2, as_of="2026-06")
    first_month: str = month("", "Drawn in", optional=True, hint="Empty: owed from the start.")
    maturity_month: str = month("2028-06", "Due in", hint="What is left is due at the end of that month.")
    amortisation: str = choice("annuity", "Repaid", ("bullet", "straight line", "annuity"))
    loan_to_value_cap_frac: float = quantity(
        0.7, "Loan to value, at most", "share of the machines' resale value", 0, 5, as_of="2026-06"
    )

    def __post_init__(self) -> None:
        check_debt_terms(self)
