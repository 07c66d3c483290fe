"""The network's difficulty and subsidy month by month in plain floats, by growth and by order of merit."""

from __future__ import annotations

import calendar
import datetime
import math

from planner.scenario import Scenario
from tests.oracles import network
from tests.oracles.lots import own_change_ph


def months_of(scenario: Scenario, count: int) -> list[tuple[int, int]]:
    year, month = (int(part) for part in scenario.portfolio.company.start_month.split("-"))
    return [((year * 12 + month - 1 + m) // 12, (year * 12 + month - 1 + m) % 12 + 1) for m in range(count)]


def days_in(year: int, month: int) -> int:
    return calendar.monthrange(year, month)[1]


def growth_network(scenario: Scenario, count: int) -> list[tuple[float, list[tuple[float, float]]]]:
    """Per month: mean difficulty, and (share of month, subsidy) before and after a halving. Growth mode only."""
    assumed = scenario.assumptions
    tip = datetime.datetime.fromisoformat(assumed.tip_time.replace("Z", "+00:00")).timestamp()
    k = math.log1p(assumed.network_growth_frac_per_year) / (365.25 * 86_400)
    spacing = 600.0
    for _ in range(200):  # bisection-free fixed point of 2015 s e^(2016 k s) = 1,209,600
        spacing = 1_209_600 / (2015 * math.exp(k * 2016 * spacing))
    network_ph = assumed.difficulty * 2**32 / 600 / 1e15
    tip_month = datetime.datetime.fromtimestamp(tip, datetime.UTC)
    data_month = tip_month.year * 12 + tip_month.month - 1
    result = []
    for year, month in months_of(scenario, count):
        begin = datetime.datetime(year, month, 1, tzinfo=datetime.UTC).timestamp()
        seconds = days_in(year, month) * 86_400
        a, b = begin - tip, begin + seconds - tip
        mean_inverse = 1.0 if k == 0 else math.exp(-k * a) * -math.expm1(-k * (b - a)) / (k * (b - a))
        change = own_change_ph(scenario, year * 12 + month - 1, data_month)
        difficulty = (network_ph / mean_inverse + change) / network_ph * assumed.difficulty
        height_begin = assumed.tip_height + a / spacing
        height_end = assumed.tip_height + b / spacing
        halving = (int(height_begin) // 210_000 + 1) * 210_000
        subsidy = (5_000_000_000 >> (int(height_begin) // 210_000)) / 1e8
        shares = [(1.0, subsidy)]
        if halving <= height_end:
            share = (halving - height_begin) / (height_end - height_begin)
            shares = [(share, subsidy), (1 - share, (5_000_000_000 >> (halving // 210_000)) / 1e8)]
        result.append((difficulty, shares))
    return result


def merit_network(scenario: Scenario, count: int) -> list[tuple[float, list[tuple[float, float]]]]:
    """The same where the network follows its order of merit."""
    assumed = scenario.assumptions
    tip = datetime.datetime.fromisoformat(assumed.tip_time.replace("Z", "+00:00"))
    months, price, elapsed = months_of(scenario, count), [], 0.0
    for number, (year, month) in enumerate(months):
        elapsed += days_in(year, month) if number else 0.0
        price.append(assumed.btc_price_usd * (1 + assumed.btc_price_drift_frac_per_year) ** (elapsed / 365))
    edges, displaced = network.edges(scenario.reference, assumed, months, price)
    now = assumed.difficulty * 2**32 / 600 / 1e18
    lead = datetime.datetime(*months[0], 1, tzinfo=datetime.UTC).timestamp() - tip.timestamp()
    height = assumed.tip_height + lead / network.spacing_s(math.log(edges[0] / now) / lead if lead else 0.0)
    result = []
    for number, (year, month) in enumerate(months):
        seconds = days_in(year, month) * 86_400
        x = math.log(edges[number + 1] / edges[number])
        mean = edges[number] * (1.0 if abs(x) < 1e-12 else x / -math.expm1(-x))
        change = own_change_ph(scenario, year * 12 + month - 1, tip.year * 12 + tip.month - 1) / 1_000
        begin, height = height, height + seconds / network.spacing_s(x / seconds)
        halving = (int(begin) // 210_000 + 1) * 210_000
        shares = [(1.0, (5_000_000_000 >> (halving // 210_000 - 1)) / 1e8)]
        if halving <= height:
            share = (halving - begin) / (height - begin)
            shares = [(share, shares[0][1]), (1 - share, (5_000_000_000 >> (halving // 210_000)) / 1e8)]
        result.append(((mean + change * (1 - displaced[number])) / now * assumed.difficulty, shares))
    return result
