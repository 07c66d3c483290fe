"""When an outlay has come back (MODEL §7)."""

from __future__ import annotations

import itertools
import sys
from collections.abc import Sequence

from planner.errors import Undefined
from planner.finance.worth import present_values

NO_OUTLAY = Undefined(reason="nothing is paid out: the flows never sum to less than 0")
NEVER = Undefined(reason="the outlay never comes back within these flows")


def payback_periods(cash_flows: Sequence[float], rate_frac: float = 0.0) -> float | Undefined:
    """Periods until the sum of all flows so far, once below 0, is back at 0; linear within a period.

    With a rate the flows are discounted first. Where later outlays take the sum below 0 again, the first return counts.
    """
    worth = present_values(rate_frac, cash_flows)
    largest = max(map(abs, worth), default=0.0) or 1.0
    worth = [flow / largest for flow in worth]  # so that no sum leaves the range of floats
    balances, moved = itertools.accumulate(worth), itertools.accumulate(map(abs, worth))
    before = 0.0
    for period, (flow, balance, size) in enumerate(zip(worth, balances, moved, strict=True)):
        nothing = size * (period + 1) * sys.float_info.epsilon  # what decimals leave over: three times 0.1 against 0.3
        if before < 0.0 and balance >= -nothing:
            return period - 1 + min(-before / flow, 1.0)
        before = balance if balance < -nothing else 0.0
    return NEVER if before < 0.0 else NO_OUTLAY
