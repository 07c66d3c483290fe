"""What a debt is to the engine: an amount, a rate, the month it is drawn in and the month it falls due."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Protocol

from planner.errors import InputRejected, Problem
from planner.quantities import check, text


class DebtTerms(Protocol):
    """The terms of one kind of debt: a frozen dataclass of quantities. All kinds share these four."""

    kind: ClassVar[str]
    label: ClassVar[str]

    @property
    def outstanding_usd(self) -> float:
        """What is owed at the start of the projection, or drawn in `first_month`."""
        ...

    @property
    def rate_frac_per_year(self) -> float:
        """Interest on what is owed, paid at each month's end."""
        ...

    @property
    def first_month(self) -> str:
        """The month it is drawn in; empty, or not after the start: owed from the start, nothing is received."""
        ...

    @property
    def maturity_month(self) -> str:
        """The month at whose end the rest is due."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Debt:
    """One loan or note of the company."""

    id: int
    name: str = text("New debt", "Debt")
    terms: DebtTerms

    def __post_init__(self) -> None:
        check(self, self.name)


def check_debt_terms(terms: DebtTerms) -> None:
    """Raise `InputRejected` for a value that cannot stand, and for a debt due before it is drawn."""
    check(terms, "")
    if terms.maturity_month <= terms.first_month:
        reason = f"is not after the month it is drawn in ({terms.first_month})"
        raise InputRejected.of([Problem(where="Due in", value=terms.maturity_month, reason=reason)])
