"""What a hedge is to the engine: months in which it settles in cash, and nothing delivered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Protocol

from planner.errors import InputRejected, Problem
from planner.quantities import check, text


class HedgeTerms(Protocol):
    """The terms of one kind of hedge: a frozen dataclass of quantities. All kinds share these three."""

    kind: ClassVar[str]
    label: ClassVar[str]
    of_site: ClassVar[bool]  # whether it settles against one site's power

    @property
    def first_month(self) -> str:
        """The first month that settles."""
        ...

    @property
    def last_month(self) -> str:
        """The last month that settles, itself included."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Hedge:
    """One hedge of the company. `site_id` is 0 unless the terms are `of_site`."""

    id: int
    name: str = text("New hedge", "Hedge")
    site_id: int = 0
    terms: HedgeTerms

    def __post_init__(self) -> None:
        check(self, self.name)
        if bool(self.site_id) is not self.terms.of_site:
            reason = "needs the site whose power it fixes" if self.terms.of_site else "settles without a site"
            raise InputRejected.of([Problem(where=self.name, value=self.terms.label, reason=reason)])


def check_hedge_terms(terms: HedgeTerms) -> None:
    """Raise `InputRejected` for a value that cannot stand, and for a last month before the first."""
    check(terms, "")
    if terms.last_month < terms.first_month:
        reason = f"is before the first month ({terms.first_month})"
        raise InputRejected.of([Problem(where="Last month", value=terms.last_month, reason=reason)])
