"""Hosted by others: a rate on machine energy and nothing else (MODEL §0).

The power layer is 0, PUE is 1, and the host carries every site cost.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from planner.contract import Settlement
from planner.quantities import check, quantity


@dataclass(frozen=True, slots=True, kw_only=True)
class Hosting:
    """A hosting rate per MWh the machines draw."""

    kind: ClassVar[str] = "hosting"
    label: ClassVar[str] = "Hosted by others"

    rate_usd_per_mwh: float = quantity(70.0, "Hosting rate", "USD/MWh", 0, 2_000, hint="On machine energy, all in.")

    def __post_init__(self) -> None:
        check(self, "")

    def settle(self) -> tuple[Settlement, ...]:
        """One unlimited fixed call in the hosting layer."""
        return (Settlement(energy_price_usd_per_mwh=self.rate_usd_per_mwh, hosted=True),)
