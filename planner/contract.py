"""What a power contract is to the engine: pieces of load, each with a price for used and unused energy.

A contract file declares frozen terms (`quantity` fields) and turns them into settlement pieces. Per MWh of
load a piece is worth, with spot price P, resale value r(P) = P − f·|P| and run value H,

    usual      max(H − (energy_price + spot_frac·P), 0)           a fixed call or a spot call
    must-take  max(H, r(P)) − take_price                          a spot call and a line

so the engine evaluates every kind with one kernel and never asks which kind it is.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import ClassVar, Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class Settlement:
    """One piece of a contract, filled with the site's load from the most efficient lot downwards."""

    upto_mw: float = math.inf  # gross MW this piece serves; the rest of the load falls to the next piece
    energy_price_usd_per_mwh: float = 0.0  # paid for each MWh used
    spot_frac: float = 0.0  # 1: the spot price is paid on top of it
    take_price_usd_per_mwh: float = 0.0  # must-take: paid for each contracted MWh, used or not
    resale_fee_frac: float = 0.0  # must-take: f, what the resale of an unused MWh costs, as a share of |P|
    must_take: bool = False
    resold: bool = True  # must-take: whether an unused MWh can be sold; if not, it is worth nothing
    of_load_frac: float = 1.0  # the share of every lot's load this piece serves
    above_frac: float = 0.0  # settled by month: the piece serves what a lot uses above this share of its load …
    upto_frac: float = 1.0  # … and up to this share
    demand_usd_per_kw_month: float = 0.0  # on the month's peak, metered, PUE included
    ratchet_frac: float = 0.0  # at least this share of the highest peak of the last eleven months is billed
    minimum_demand_mw: float = 0.0  # at least this is billed
    hosted: bool = False  # others own the site: PUE 1, no site cost, the price is the hosting layer


class Terms(Protocol):
    """The terms of one contract kind: a frozen dataclass of quantities."""

    kind: ClassVar[str]
    label: ClassVar[str]

    def settle(self) -> tuple[Settlement, ...]:
        """The pieces, in the order in which load fills them; the last one is unlimited."""
        ...
