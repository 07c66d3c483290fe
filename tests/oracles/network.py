"""The network by order of merit in plain floats: bisection where the kernel looks up, written from the model's text."""

from __future__ import annotations

import calendar
import datetime
import math
from collections.abc import Sequence
from statistics import NormalDist

from planner.assumptions import Assumptions
from planner.reference import Reference

PHI = NormalDist().cdf
MONTH_S = 365.25 / 12 * 86_400


def classes(reference: Reference, month: str) -> list[tuple[float, float]]:
    """(share, J/TH) of the half-years before and with `month`, newest first."""
    last = _index(month)
    found = []
    for age in range(10):
        window = range(last - 6 * age - 5, last - 6 * age + 1)
        efficiency = [
            machine.power_w / machine.hashrate_th_s
            for machine in reference.machines.values()
            if machine.release_month and _index(machine.release_month) in window
        ]
        hashrate = [epoch.difficulty for epoch in reference.epochs if _index(epoch.time[:7]) in window]
        if efficiency and hashrate:
            found.append((sum(hashrate) / len(hashrate), sum(efficiency) / len(efficiency)))
    total = sum(weight for weight, _ in found)
    return [(weight / total, efficiency) for weight, efficiency in found]


def on(stack: list[tuple[float, float]], assumed: Assumptions, hashprice: float, scale: float = 1.0) -> float:
    """Share of installed machines that earn their power, with every cost `scale` times what it was."""
    median, sigma = math.log(assumed.network_power_price_usd_per_mwh * scale), assumed.network_power_sigma
    return sum(
        share * PHI((math.log(hashprice * 1_000 / (24 * efficiency * 1.05)) - median) / sigma)
        for share, efficiency in stack
    )


def balance(stack: list[tuple[float, float]], assumed: Assumptions, reward: float, capacity: float, scale: float
            ) -> float:  # fmt: skip
    """EH/s in balance at a reward (USD a day per PH of one EH/s): h(N) = R/N, by bisection."""
    low, high = 1e-12, 1.0
    for _ in range(48):
        middle = math.sqrt(low * high)
        low, high = (middle, high) if on(stack, assumed, reward / capacity / middle, scale) > middle else (low, middle)
    return capacity * low


def edges(reference: Reference, assumed: Assumptions, months: Sequence[tuple[int, int]], price: Sequence[float]
          ) -> tuple[list[float], list[float]]:  # fmt: skip
    """EH/s at the first month's begin and at each month's end; the share that own machines displace, by month."""
    stack = classes(reference, assumed.tip_time[:7])
    mean = sum(share * efficiency for share, efficiency in stack)
    market = reference.market
    tip = datetime.datetime.fromisoformat(assumed.tip_time.replace("Z", "+00:00")).timestamp()
    hashrate = assumed.difficulty * 2**32 / 600 / 1e18
    then = 50 / 2 ** (int(market.tip_height.value) // 210_000) + market.fees_btc_per_block.value
    capacity = hashrate / on(stack, assumed, 0.144 * then * market.btc_price_usd.value / hashrate)
    scale, height, elapsed = 1.0, float(assumed.tip_height), 0.0
    begin = datetime.datetime(*months[0], 1, tzinfo=datetime.UTC).timestamp()
    lead = max(0.0, (begin - tip) / MONTH_S)
    count = math.ceil(lead)
    known = market.btc_price_usd.value, market.fees_btc_per_block.value
    steps = [(lead / count, *known) for _ in range(count)]
    for number, (year, month) in enumerate(months):
        first = datetime.datetime(year, month, 1, tzinfo=datetime.UTC).timestamp()
        last = first + calendar.monthrange(year, month)[1] * 86_400
        month_before = (price[number - 1], assumed.fees_btc_per_block) if number else known
        steps.append((max(0.0, last - max(first, tip)) / MONTH_S, *month_before))
    found, displaced = [hashrate], []
    for length, usd, fees in steps:
        blocks = length * MONTH_S / (1_209_600 / 2015)
        reward = 0.144 * (_mean_subsidy(height, height + blocks) + fees) * usd
        height += blocks
        target = balance(stack, assumed, reward, capacity, scale)
        nudge = 1e-4
        up = balance(stack, assumed, reward * math.exp(nudge), capacity, scale)
        down = balance(stack, assumed, reward * math.exp(-nudge), capacity, scale)
        displaced.append(math.log(up / down) / (2 * nudge))
        gap = math.log(target / hashrate)
        speed = assumed.network_switch_off_frac_per_month if gap < 0 else assumed.network_switch_on_frac_per_month
        hashrate *= math.exp(gap * (1 - (1 - speed) ** length))
        better = 0.9 ** (elapsed / 12)
        hashcost = 24 * stack[0][1] * 1.05 * assumed.network_power_price_usd_per_mwh / 1_000 * better
        margin = max(0.0, reward / hashrate - hashcost)
        haste = 18 * 365.25 / 12 * margin / (assumed.network_machine_usd_per_th * 1_000)
        delivered = length * assumed.network_deliveries_frac_per_year / 12 * 2 * haste / (1 + haste)
        retired = length * stack[-1][0] / 6
        idle = 1 - target / capacity
        capacity *= math.exp(delivered - retired)
        scale *= math.exp(
            delivered * (stack[0][1] / mean * better / scale - 1)
            - retired * (stack[-1][1] / mean - 1) - length * 0.01 * idle
        )  # fmt: skip
        elapsed += length
        found.append(hashrate)
    lead_steps = len(steps) - len(months)
    return found[lead_steps:], displaced[lead_steps:]


def spacing_s(growth_per_s: float) -> float:
    """s with 2015 s e^(2016 k s) = 1,209,600, by bisection; where miners leave faster than it can settle, its end."""
    if growth_per_s < 0.0:
        growth_per_s = max(growth_per_s, -2015 / (math.e * 1_209_600 * 2016))
    low, high = 0.0, -1 / (2016 * growth_per_s) if growth_per_s < 0.0 else 1_209_600 / 2015
    for _ in range(80):
        middle = (low + high) / 2
        short = 2015 * middle * math.exp(2016 * growth_per_s * middle) < 1_209_600
        low, high = (middle, high) if short else (low, middle)
    return low


def _mean_subsidy(before: float, after: float) -> float:
    era = int(before) // 210_000
    now, later = 50.0 * 0.5**era, 50.0 * 0.5 ** (era + 1)
    boundary = (era + 1) * 210_000
    if after <= boundary or after == before:
        return float(now)
    return float((now * (boundary - before) + later * (after - boundary)) / (after - before))


def _index(month: str) -> int:
    return int(month[:4]) * 12 + int(month[5:7]) - 1
