"""Money over time (MODEL §0 rates, §7): discounting, worth, payback, rates of return. Pure, over plain flows."""

from __future__ import annotations

from planner.finance.discounting import discount_factors, rolled_forward

__all__ = ["discount_factors", "rolled_forward"]
