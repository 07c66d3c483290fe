"""Fixed block with resale: the block is paid in every hour, what is not used is sold at spot (MODEL §3).

`Σ max(H, P − f|P|) − K` per MWh of the block; load above the block is bought at spot plus an adder.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from planner.contract import Settlement
from planner.quantities import check, quantity


@dataclass(frozen=True, slots=True, kw_only=True)
class FixedResale:
    """A must-take block with resale of what is not used."""

    kind: ClassVar[str] = "fixed_resale"
    label: ClassVar[str] = "Fixed block with resale"

    price_usd_per_mwh: float = quantity(45.0, "Block price", "USD/MWh", -500, 2_000)
    block_mw: float = quantity(100.0, "Block", "MW", 0, 100_000)
    resale_fee_frac: float = quantity(0.02, "Resale fee", "share of the spot price", 0, 1)
    excess_adder_usd_per_mwh: float = quantity(4.0, "Adder on load above the block", "USD/MWh", -500, 2_000)

    def __post_init__(self) -> None:
        check(self, "")

    def settle(self) -> tuple[Settlement, ...]:
        """The block, then spot for whatever the site draws above it."""
        block = Settlement(
            upto_mw=self.block_mw,
            take_price_usd_per_mwh=self.price_usd_per_mwh,
            resale_fee_frac=self.resale_fee_frac,
            must_take=True,
        )
        return (
            block,
            Settlement(energy_price_usd_per_mwh=self.excess_adder_usd_per_mwh, spot_frac=1.0),
        )
