"""Fixed price: each MWh used costs K; nothing is owed for a MWh that is not used (MODEL §3)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from planner.contract import Settlement
from planner.quantities import check, quantity


@dataclass(frozen=True, slots=True, kw_only=True)
class Fixed:
    """A load-following fixed price."""

    kind: ClassVar[str] = "fixed"
    label: ClassVar[str] = "Fixed price"

    price_usd_per_mwh: float = quantity(50.0, "Price", "USD/MWh", -500, 2_000)

    def __post_init__(self) -> None:
        check(self, "")

    def settle(self) -> tuple[Settlement, ...]:
        """One unlimited fixed call."""
        return (Settlement(energy_price_usd_per_mwh=self.price_usd_per_mwh),)
