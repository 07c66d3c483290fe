"""What a series of flows is worth at one rate (MODEL §7). Flow 0 is undiscounted; rates are per period, above −1."""

from __future__ import annotations

import datetime
import math
from collections.abc import Sequence

from planner.errors import Undefined
from planner.quantities import DAYS_PER_YEAR

NO_OUTLAY = Undefined(reason="the first flow is no outlay, so nothing was invested to compare with")
ONE_FLOW = Undefined(reason="one flow alone has no period to spread it over")
NOTHING_DELIVERED = Undefined(reason="the discounted quantity is 0, so no cost a unit levels anything")


def discount_factor(rate_frac: float, periods: float) -> float:
    """`(1 + r)^(−t)`, exact also for rates next to 0. Raises `OverflowError` where no float holds it."""
    return math.exp(-periods * math.log1p(rate_frac))


def present_values(rate_frac: float, cash_flows: Sequence[float]) -> list[float]:
    """Each flow discounted to flow 0. Raises `OverflowError` where no float holds one."""
    return _discounted(rate_frac, cash_flows, range(len(cash_flows)))


def _discounted(rate_frac: float, cash_flows: Sequence[float], times: Sequence[float]) -> list[float]:
    worth = [flow and flow * discount_factor(rate_frac, time) for flow, time in zip(cash_flows, times, strict=True)]
    if not all(map(math.isfinite, worth)):
        raise OverflowError("a discounted flow leaves the range of floats")
    return worth


def npv(rate_frac: float, cash_flows: Sequence[float]) -> float:
    """Net present value with flow 0 undiscounted: `Σ c_t (1 + r)^(−t)`."""
    return math.fsum(present_values(rate_frac, cash_flows))


def years_from_earliest(dates: Sequence[datetime.date]) -> list[float]:
    """Days since the earliest date over 365, in the order of the dates."""
    earliest = min(dates)
    return [(date - earliest).days / DAYS_PER_YEAR for date in dates]


def xnpv(rate_frac_per_year: float, cash_flows: Sequence[float], dates: Sequence[datetime.date]) -> float:
    """Net present value on the earliest of the dates, act/365: `Σ c_i (1 + r)^(−days_i / 365)`; dates in any order."""
    return math.fsum(_discounted(rate_frac_per_year, cash_flows, years_from_earliest(dates)))


def equivalent_annuity(rate_frac: float, cash_flows: Sequence[float]) -> float | Undefined:
    """The level flow in every period after flow 0 that is worth the same: `NPV · r / (1 − (1 + r)^(−n))`."""
    periods = len(cash_flows) - 1
    if periods < 1:
        return ONE_FLOW
    if rate_frac == 0.0:
        return npv(rate_frac, cash_flows) / periods
    return npv(rate_frac, cash_flows) * rate_frac / -math.expm1(-periods * math.log1p(rate_frac))


def profitability_index(rate_frac: float, cash_flows: Sequence[float]) -> float | Undefined:
    """What later flows are worth for each unit of the outlay in flow 0: `1 + NPV / −c_0`."""
    if not cash_flows or cash_flows[0] >= 0.0:
        return NO_OUTLAY
    return math.fsum(present_values(rate_frac, cash_flows)[1:]) / -cash_flows[0]


def levelised_cost(rate_frac: float, costs: Sequence[float], quantities: Sequence[float]) -> float | Undefined:
    """The constant price a unit at which what is delivered pays all costs: discounted costs over discounted units.

    Costs are positive; both series begin with period 0.
    """
    delivered = npv(rate_frac, quantities)
    return NOTHING_DELIVERED if delivered == 0.0 else npv(rate_frac, costs) / delivered
