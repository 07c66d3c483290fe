"""The register of contract kinds, in the order in which forms offer them. One file each."""

from __future__ import annotations

from planner.contract import Terms
from planner.contracts.fixed import Fixed
from planner.contracts.fixed_resale import FixedResale
from planner.contracts.hosting import Hosting
from planner.contracts.index import Index

__all__ = ["KINDS", "Fixed", "FixedResale", "Hosting", "Index"]

KINDS: dict[str, type[Terms]] = {terms.kind: terms for terms in (Fixed, FixedResale, Index, Hosting)}
