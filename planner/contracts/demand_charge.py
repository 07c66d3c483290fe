"""Fixed price with a demand charge on the month's peak, with ratchet and minimum (MODEL §3).

A month in which running earns less than the demand charge that stopping avoids is spent switched off. What the
ratchet or the minimum bills in any case cannot be avoided, so machines within it run on energy alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from planner.contract import Settlement
from planner.quantities import check, quantity


@dataclass(frozen=True, slots=True, kw_only=True)
class DemandCharge:
    """Energy at a fixed price and a charge per kW of the month's metered peak."""

    kind: ClassVar[str] = "demand_charge"
    label: ClassVar[str] = "Fixed price and demand charge"

    price_usd_per_mwh: float = quantity(30.0, "Energy price", "USD/MWh", -500, 2_000)
    demand_usd_per_kw_month: float = quantity(10.0, "Demand charge", "USD/kW-month", 0, 200)
    ratchet_frac: float = quantity(
        0.8,
        "Ratchet",
        "share of the last 11 months' peak",
        0,
        1,
        hint="Before the start: the load online at the start.",
    )
    minimum_demand_mw: float = quantity(0.0, "Minimum demand", "MW", 0, 100_000)

    def __post_init__(self) -> None:
        check(self, "")

    def settle(self) -> tuple[Settlement, ...]:
        """One unlimited fixed call with a charge on the month's peak."""
        return (
            Settlement(
                energy_price_usd_per_mwh=self.price_usd_per_mwh,
                demand_usd_per_kw_month=self.demand_usd_per_kw_month,
                ratchet_frac=self.ratchet_frac,
                minimum_demand_mw=self.minimum_demand_mw,
            ),
        )
