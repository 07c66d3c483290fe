"""The register of kinds of hedge, in the order in which forms offer them. One file each."""

from __future__ import annotations

from planner.hedge import HedgeTerms
from planner.hedges.btc_collar import BtcCollar
from planner.hedges.btc_put import BtcPut
from planner.hedges.hashprice_forward import HashpriceForward
from planner.hedges.power_swap import PowerSwap

__all__ = ["KINDS", "BtcCollar", "BtcPut", "HashpriceForward", "PowerSwap"]

KINDS: dict[str, type[HedgeTerms]] = {terms.kind: terms for terms in (HashpriceForward, BtcPut, BtcCollar, PowerSwap)}
