"""Rates of return: every internal rate of a series of flows with what can be said about them, and the modified one.

MODEL §7. `irr` looks for the rates at which the flows are worth nothing, from −99.9999 % to 10,000 % a period.
"""

from __future__ import annotations

import datetime
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from planner.errors import LimitExceeded, Undefined
from planner.finance.exponential_roots import ExponentialSum
from planner.finance.worth import years_from_earliest

LOWEST_RATE_FRAC = -0.999999  # itself out
HIGHEST_RATE_FRAC = 100.0
LOW, HIGH = math.log1p(LOWEST_RATE_FRAC), math.log1p(HIGHEST_RATE_FRAC)
MOST_SIGN_CHANGES = 1_000  # each is one more derivative to keep and to solve
RANGE = "from −99.9999 % to 10,000 %"

ALL_ZERO = "All flows are 0, or cancel out on each date: at every rate they are worth nothing."
NONE_NEGATIVE = "There is no sign change: no flow is negative, so at every rate they are worth more than nothing."
NONE_POSITIVE = "There is no sign change: no flow is positive, so nothing comes back at any rate."
BELOW = "at or below −99.9999 %, where nearly everything is lost"
ABOVE = "above 10,000 %"
NO_SIGN_CHANGE = Undefined(reason="the flows are not both negative and positive, so no rate links the two")

Status = Literal["unique", "several", "none"]


@dataclass(frozen=True, slots=True, kw_only=True)
class InternalRates:
    """All rates at which flows are worth nothing, ascending; a touching root stands once.

    `sign_changes` is Descartes' bound on their number; `reason` says why there is none or more than one, or that
    another lies outside the range; it is empty where there is one and nothing to add.
    """

    roots: tuple[float, ...]
    status: Status
    reason: str
    sign_changes: int


def irr(cash_flows: Sequence[float]) -> InternalRates:
    """Every r above −0.999999 and up to 100 with `Σ c_t (1 + r)^(−t) = 0`, per period.

    Raises `LimitExceeded` where the flows change sign more than a thousand times; so does `xirr`.
    """
    return _internal_rates(ExponentialSum.of(cash_flows, range(len(cash_flows))))


def xirr(cash_flows: Sequence[float], dates: Sequence[datetime.date]) -> InternalRates:
    """Every yearly r in the same range with `Σ c_i (1 + r)^(−days_i / 365) = 0`, days from the earliest date.

    Dates may come in any order and more than once.
    """
    on_day: dict[float, list[float]] = {}
    for flow, years in zip(cash_flows, years_from_earliest(dates), strict=True):
        on_day.setdefault(years, []).append(flow)
    ascending = sorted(on_day)
    found = _internal_rates(ExponentialSum.of([math.fsum(on_day[years]) for years in ascending], ascending))
    if found.sign_changes or len(ascending) == len(cash_flows):
        return found
    return replace(found, reason=f"Added up by date: {found.reason[0].lower()}{found.reason[1:]}")


def _internal_rates(worth: ExponentialSum) -> InternalRates:
    changes = worth.sign_changes
    if changes > MOST_SIGN_CHANGES:
        raise LimitExceeded(
            f"The flows change sign {changes:,} times, more than the {MOST_SIGN_CHANGES:,} that are looked into."
        )
    if not changes:
        reason = ALL_ZERO if not worth.sign.size else NONE_NEGATIVE if worth.sign[0] > 0 else NONE_POSITIVE
        return InternalRates(roots=(), status="none", reason=reason, sign_changes=0)
    at_low, at_high = worth.signs(np.array([LOW, HIGH])).tolist()
    found = [x for x in worth.roots(LOW, HIGH).tolist() if x > LOW]
    roots = tuple(min(math.expm1(x), HIGHEST_RATE_FRAC) for x in found)
    outside = _outside(worth, at_low, at_high)
    if not roots:
        sense = "more" if at_high > 0.0 else "less"
        none = f"No real root: the flows are worth {sense} than nothing at every rate {RANGE}."
        reason = f"The rate lies {' or '.join(outside)}." if outside else none
        return InternalRates(roots=(), status="none", reason=reason, sign_changes=changes)
    more = f"Another rate lies {' and one '.join(outside)}." if outside else ""
    if len(roots) == 1:
        return InternalRates(roots=roots, status="unique", reason=more, sign_changes=changes)
    several = (
        f"The flows change sign {changes} times and are worth nothing at {len(roots)} rates; "
        "compare their present value at a stated rate instead."
    )
    reason = f"{several} {more}".rstrip()
    return InternalRates(roots=roots, status="several", reason=reason, sign_changes=changes)


def _outside(worth: ExponentialSum, at_low: float, at_high: float) -> list[str]:
    """Where outside the range a root must lie: at rates without end the first flow decides, at −100 % the last."""
    below = [BELOW] if at_low != worth.sign[-1] else []
    above = [ABOVE] if at_high not in (0.0, worth.sign[0]) else []
    return below + above


def mirr(cash_flows: Sequence[float], finance_rate_frac: float, reinvest_rate_frac: float) -> float | Undefined:
    """Modified internal rate: outlays discounted at the finance rate against returns carried to the last flow.

    `(Σ c⁺ (1 + reinvest)^(n−t) / Σ −c⁻ (1 + finance)^(−t))^(1/n) − 1`, n periods after flow 0.
    """
    returned = _log_worth(reinvest_rate_frac, [max(flow, 0.0) for flow in cash_flows])
    paid = _log_worth(finance_rate_frac, [max(-flow, 0.0) for flow in cash_flows])
    if returned is None or paid is None:
        return NO_SIGN_CHANGE
    return math.expm1((returned - paid) / (len(cash_flows) - 1) + math.log1p(reinvest_rate_frac))


def _log_worth(rate_frac: float, flows: Sequence[float]) -> float | None:
    """Logarithm of the present value of flows of 0 or more, which itself may be more than a float holds."""
    logs = [math.log(flow) - period * math.log1p(rate_frac) for period, flow in enumerate(flows) if flow]
    if not logs:
        return None
    largest = max(logs)
    return largest + math.log(math.fsum(math.exp(log - largest) for log in logs))
