"""Block and index: a share of the load is a must-take block, the rest is bought at spot plus an adder (MODEL §3).

Each hour uses the block while running earns more than resale brings, and the index part while it earns more than
spot costs. With the published rule, which runs all of a machine or none, an hour between the two would waste one
of them; where resale costs nothing and the adder is 0 both rules are the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from planner.contract import Settlement
from planner.quantities import check, quantity


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockIndex:
    """A block sized as a share of the load, the rest at index."""

    kind: ClassVar[str] = "block_index"
    label: ClassVar[str] = "Block and index"

    price_usd_per_mwh: float = quantity(45.0, "Block price", "USD/MWh", -500, 2_000)
    block_frac: float = quantity(0.6, "Block", "share of the load", 0, 1)
    resale_fee_frac: float = quantity(0.02, "Resale fee", "share of the spot price", 0, 1)
    adder_usd_per_mwh: float = quantity(6.0, "Adder on the rest", "USD/MWh", -500, 2_000)

    def __post_init__(self) -> None:
        check(self, "")

    def settle(self) -> tuple[Settlement, ...]:
        """The block as a share of every lot's load, then spot."""
        block = Settlement(
            of_load_frac=self.block_frac,
            take_price_usd_per_mwh=self.price_usd_per_mwh,
            resale_fee_frac=self.resale_fee_frac,
            must_take=True,
        )
        rest = Settlement(energy_price_usd_per_mwh=self.adder_usd_per_mwh, spot_frac=1.0)
        return (block, rest) if self.block_frac > 0.0 else (rest,)
