"""Index: each MWh used costs the hour's spot price plus an adder: `Σ max(H − P − a, 0)` (MODEL §3)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from planner.contract import Settlement
from planner.quantities import check, quantity


@dataclass(frozen=True, slots=True, kw_only=True)
class Index:
    """Spot plus adder; the site stops in hours that cost more than they earn."""

    kind: ClassVar[str] = "index"
    label: ClassVar[str] = "Index (spot plus adder)"

    adder_usd_per_mwh: float = quantity(6.0, "Adder", "USD/MWh", -500, 2_000, hint="Retail margin and delivery.")

    def __post_init__(self) -> None:
        check(self, "")

    def settle(self) -> tuple[Settlement, ...]:
        """One unlimited spot call."""
        return (Settlement(energy_price_usd_per_mwh=self.adder_usd_per_mwh, spot_frac=1.0),)
