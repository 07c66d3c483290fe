"""RefusedText: what somebody wrote into a cell and cannot stand, kept there with the reason."""

from __future__ import annotations

from dataclasses import dataclass

from planner.errors import InputRejected, ReckonerError
from planner.quantities import Value


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusedText:
    """What somebody wrote into a cell, why it cannot stand, and the value the portfolio keeps instead."""

    written: str
    reason: str
    instead_of: Value

    @property
    def told(self) -> str:
        """The reason behind the name of a cell, with what was written unless the reason quotes it."""
        quoted = not self.written or any(mark + self.written[:20] in self.reason for mark in "“'\"")
        return f": {self.reason}" if quoted else f" (“{self.written}”): {self.reason}"


def reason_of(error: ReckonerError) -> str:
    """Why a value cannot stand, without naming the cell it stands in."""
    if isinstance(error, InputRejected) and error.problems:
        return " ".join(f"{problem.reason}." for problem in error.problems)
    return f"{error.message} {error.next}".strip()
