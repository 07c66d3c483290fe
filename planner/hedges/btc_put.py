"""BTC put: pays the strike less the BTC price where that is positive, for a premium (MODEL §7)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from planner.hedge import check_hedge_terms
from planner.quantities import month, quantity


@dataclass(frozen=True, slots=True, kw_only=True)
class BtcPut:
    """A floor under the price of a stated number of BTC a month."""

    kind: ClassVar[str] = "btc_put"
    label: ClassVar[str] = "BTC put"
    of_site: ClassVar[bool] = False

    strike_usd: float = quantity(60_000.0, "Strike", "USD/BTC", 0, 1e8, as_of="2026-06")
    btc_per_month: float = quantity(20.0, "Volume", "BTC/month", 0, 1e6, as_of="2026-06")
    first_month: str = month("2026-07", "First month")
    last_month: str = month("2027-06", "Last month", hint="It settles too.")
    premium_usd_per_btc: float = quantity(
        2_000.0, "Premium", "USD/BTC", 0, 1e8, as_of="2026-06", hint="Paid for each BTC as its month settles."
    )

    def __post_init__(self) -> None:
        check_hedge_terms(self)
