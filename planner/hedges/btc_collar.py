"""BTC collar: pays below the floor, costs above the cap (MODEL §7)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from planner.errors import InputRejected, Problem
from planner.hedge import check_hedge_terms
from planner.quantities import month, plain_number, quantity


@dataclass(frozen=True, slots=True, kw_only=True)
class BtcCollar:
    """A floor paid for by what the price brings above a cap."""

    kind: ClassVar[str] = "btc_collar"
    label: ClassVar[str] = "BTC collar"
    of_site: ClassVar[bool] = False

    floor_usd: float = quantity(55_000.0, "Floor", "USD/BTC", 0, 1e8, as_of="2026-06")
    cap_usd: float = quantity(90_000.0, "Cap", "USD/BTC", 0, 1e8, as_of="2026-06")
    btc_per_month: float = quantity(20.0, "Volume", "BTC/month", 0, 1e6, as_of="2026-06")
    first_month: str = month("2026-07", "First month")
    last_month: str = month("2027-06", "Last month", hint="It settles too.")
    premium_usd_per_btc: float = quantity(
        0.0,
        "Premium",
        "USD/BTC",
        -1e8,
        1e8,
        as_of="2026-06",
        hint="Paid for each BTC as its month settles; negative: received.",
    )

    def __post_init__(self) -> None:
        check_hedge_terms(self)
        if self.floor_usd > self.cap_usd:
            reason = f"is above the cap ({plain_number(self.cap_usd)})"
            raise InputRejected.of([Problem(where="Floor", value=plain_number(self.floor_usd), reason=reason)])
