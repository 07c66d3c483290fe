"""Take-or-pay: a share of the month's energy at full load is paid, used or not; it cannot be resold (MODEL §3).

Settled by month. Paid energy runs whenever running earns anything at all; what is used beyond it is a fixed price.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from planner.contract import Settlement
from planner.quantities import check, quantity


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeOrPay:
    """A fixed price with a quantity that is paid in any case."""

    kind: ClassVar[str] = "take_or_pay"
    label: ClassVar[str] = "Take-or-pay"

    price_usd_per_mwh: float = quantity(45.0, "Price", "USD/MWh", -500, 2_000)
    paid_frac: float = quantity(0.8, "Paid in any case", "share of a month at full load", 0, 1)

    def __post_init__(self) -> None:
        check(self, "")

    def settle(self) -> tuple[Settlement, ...]:
        """The paid quantity, then what is used beyond it."""
        paid = Settlement(
            upto_frac=self.paid_frac, take_price_usd_per_mwh=self.price_usd_per_mwh, must_take=True, resold=False
        )
        beyond = Settlement(above_frac=self.paid_frac, energy_price_usd_per_mwh=self.price_usd_per_mwh)
        if self.paid_frac in (0.0, 1.0):
            return (beyond,) if self.paid_frac == 0.0 else (paid,)
        return (paid, beyond)
