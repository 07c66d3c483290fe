"""Hashprice forward: hashrate sold at a fixed price; the difference to hashprice settles in cash (MODEL §7).

The margin is deposited before the first month and comes back after the last.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from planner.hedge import check_hedge_terms
from planner.quantities import month, quantity


@dataclass(frozen=True, slots=True, kw_only=True)
class HashpriceForward:
    """A fixed hashprice for a stated hashrate."""

    kind: ClassVar[str] = "hashprice_forward"
    label: ClassVar[str] = "Hashprice forward"
    of_site: ClassVar[bool] = False

    price_usd_per_ph_day: float = quantity(36.0, "Forward price", "USD/PH/day", 0, 10_000, as_of="2026-06")
    volume_ph_s: float = quantity(500.0, "Hashrate sold", "PH/s", 0, 1e7, as_of="2026-06")
    first_month: str = month("2026-07", "First month")
    last_month: str = month("2027-06", "Last month", hint="It settles too.")
    margin_frac: float = quantity(0.1, "Margin deposited", "share of price times volume", 0, 1, as_of="2026-06")

    def __post_init__(self) -> None:
        check_hedge_terms(self)
