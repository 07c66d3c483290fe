"""The register of contract kinds, in the order in which forms offer them. One file each."""

from __future__ import annotations

from planner.contract import Terms
from planner.contracts.block_index import BlockIndex
from planner.contracts.demand_charge import DemandCharge
from planner.contracts.fixed import Fixed
from planner.contracts.fixed_resale import FixedResale
from planner.contracts.hosting import Hosting
from planner.contracts.index import Index
from planner.contracts.take_or_pay import TakeOrPay

__all__ = ["KINDS", "BlockIndex", "DemandCharge", "Fixed", "FixedResale", "Hosting", "Index", "TakeOrPay"]

KINDS: dict[str, type[Terms]] = {
    terms.kind: terms for terms in (Fixed, FixedResale, BlockIndex, Index, TakeOrPay, DemandCharge, Hosting)
}
