"""How the network answers its reward: machines switch off and on, new ones come, old ones go (MODEL §4).

State: ln N, ln K and ln S (hashrate, capacity, cost scale) against the data date. In a month, with G the response
of the stack, N moves a share λ of the way to `K·G(R/(K·S))` in logs, faster off than on. Deliveries follow payback
at the month's hashprice; machines beyond the window retire; machines that stand idle move to cheaper power; both
lower S. Everything here but the chain's hashrate is an assumption.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np

from planner.figure import Array
from planner.network_stack import CLASS_MONTHS, NETWORK_PUE, Response, Stack, response
from planner.quantities import HOURS_PER_DAY, KWH_PER_MWH, MONTHS_PER_YEAR, TH_PER_PH

BLOCKS_PER_DAY = 144.0
DAYS_PER_MONTH = 365.25 / MONTHS_PER_YEAR
REFERENCE_PAYBACK_DAYS = 18 * DAYS_PER_MONTH  # at which deliveries come at the stated rate (assumption)
EFFICIENCY_GAIN_FRAC_PER_YEAR = 0.10  # of new machines (assumption)
RELOCATED_FRAC_PER_MONTH = 0.01  # of idle machines, to power that costs them nothing they would not pay (assumption)

Each = TypeVar("Each", float, Array)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Reaction:
    """A stack at the data date with its response and the speeds at which it answers."""

    stack: Stack
    response: Response
    log_hashrate: float  # ln EH/s at the data date
    log_capacity: float  # ln EH/s installed then
    elasticity: float  # d ln hashrate / d ln hashprice along the stack at the data date
    off: float  # λ a month
    on: float
    deliveries_per_month: float  # share of capacity, at the reference payback
    machine_usd_per_ph: float
    new_hashcost_usd_per_ph_day: float  # of the newest class at the median power price, data date
    new_efficiency: float  # of the newest class, over the stack's mean
    retired_per_month: float  # share of capacity
    oldest_efficiency: float  # over the stack's mean

    @property
    def on_frac(self) -> float:
        """Share of installed machines that run at the data date."""
        return math.exp(self.log_hashrate - self.log_capacity)


def reaction(
    stack: Stack,
    hashrate_eh_s: float,
    hashprice_usd_per_ph_day: float,
    *,
    power_price_usd_per_mwh: float,
    power_sigma: float,
    deliveries_frac_per_year: float,
    machine_usd_per_th: float,
    off_frac_per_month: float,
    on_frac_per_month: float,
) -> Reaction:
    """A stack scaled to run exactly `hashrate_eh_s` at a hashprice: those of the data date."""
    table = response(stack, power_price_usd_per_mwh, power_sigma)
    log_on, slope = _on(table, math.log(hashprice_usd_per_ph_day))
    mean = stack.mean_efficiency_j_per_th
    newest, oldest = float(stack.efficiency_j_per_th[0]), float(stack.efficiency_j_per_th[-1])
    return Reaction(
        stack=stack,
        response=table,
        log_hashrate=math.log(hashrate_eh_s),
        log_capacity=math.log(hashrate_eh_s) - log_on,
        elasticity=slope / (1.0 - slope),
        off=off_frac_per_month,
        on=on_frac_per_month,
        deliveries_per_month=deliveries_frac_per_year / MONTHS_PER_YEAR,
        machine_usd_per_ph=machine_usd_per_th * TH_PER_PH,
        new_hashcost_usd_per_ph_day=HOURS_PER_DAY * newest * NETWORK_PUE * power_price_usd_per_mwh / KWH_PER_MWH,
        new_efficiency=newest / mean,
        retired_per_month=float(stack.share[-1]) / CLASS_MONTHS,
        oldest_efficiency=oldest / mean,
    )


def _on(table: Response, log_hashprice: float) -> tuple[float, float]:
    """ln F and the slope of ln G at a hashprice: the root of `ln G(x) = x − ln h` in x = ln reward, by Newton."""
    log_reward = log_hashprice
    for _ in range(60):
        value, slope = table.at(log_reward)
        step = (log_reward - log_hashprice - value) / (1.0 - slope)
        log_reward -= step
        if abs(step) < 1e-14:
            break
    return table.at(log_reward)


def reacted(network: Reaction, log_reward: Sequence[Each], months: Sequence[float]) -> tuple[list[Each], list[Each]]:
    """The network step by step, for one case (floats) or a vector of cases, by the same arithmetic.

    Parameters
    ----------
    log_reward : per step
        ln of the network's reward, USD a day per PH of one EH/s: `144·(S + F)·P / 1000`; floats or `(case,)`.
    months : per step
        Length in months of 365.25 / 12 days, from the data date on.

    Returns
    -------
    log_hashrate : per step
        At the end of each, ln EH/s.
    slope : per step
        d ln N / d ln R of the stack: own machines that join displace `slope` of themselves.
    """
    one = isinstance(log_reward[0], float)
    answer: Callable[[Any], tuple[Any, Any]] = network.response.at if one else network.response.of
    exp: Callable[[Any], Any] = math.exp if one else np.exp
    hashrate: Any = network.log_hashrate
    capacity: Any = network.log_capacity
    cost: Any = 0.0
    elapsed = 0.0
    found: list[Each] = []
    slopes: list[Each] = []
    for reward, length in zip(log_reward, months, strict=True):
        on, slope = answer(reward - capacity - cost)
        gap = capacity + on - hashrate
        off_frac, on_frac = 1.0 - (1.0 - network.off) ** length, 1.0 - (1.0 - network.on) ** length
        hashrate = hashrate + gap * (on_frac + (off_frac - on_frac) * (gap < 0.0))
        better = (1.0 - EFFICIENCY_GAIN_FRAC_PER_YEAR) ** (elapsed / MONTHS_PER_YEAR)
        margin = exp(reward - hashrate) - network.new_hashcost_usd_per_ph_day * better
        haste = REFERENCE_PAYBACK_DAYS / network.machine_usd_per_ph * margin * (margin > 0.0)
        # At twice the reference rate the makers are sold out.
        delivered = length * network.deliveries_per_month * 2.0 * haste / (1.0 + haste)
        retired = length * network.retired_per_month
        capacity = capacity + delivered - retired
        cost = (
            cost
            + delivered * (network.new_efficiency * better * exp(-cost) - 1.0)
            - retired * (network.oldest_efficiency - 1.0)
            - length * RELOCATED_FRAC_PER_MONTH * (1.0 - exp(on))
        )
        elapsed += length
        found.append(hashrate)
        slopes.append(slope)
    return found, slopes
