"""Power swap: a fixed price is paid and the mean spot price of a site received, in cash (MODEL §7)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from planner.hedge import check_hedge_terms
from planner.quantities import month, quantity


@dataclass(frozen=True, slots=True, kw_only=True)
class PowerSwap:
    """A fixed price for a stated load at one site."""

    kind: ClassVar[str] = "power_swap"
    label: ClassVar[str] = "Power swap"
    of_site: ClassVar[bool] = True

    price_usd_per_mwh: float = quantity(38.0, "Fixed price", "USD/MWh", -500, 5_000, as_of="2026-06")
    mw: float = quantity(10.0, "Load", "MW", 0, 100_000, as_of="2026-06")
    first_month: str = month("2026-07", "First month")
    last_month: str = month("2027-06", "Last month", hint="It settles too.")

    def __post_init__(self) -> None:
        check_hedge_terms(self)
