"""Lots in plain floats, written from the model's text: operating points, age, clients, what they cost and bring."""

from __future__ import annotations

from dataclasses import dataclass

from planner.portfolio import Lot
from planner.scenario import Scenario


@dataclass
class Step:
    """What one more operating point of a lot adds, a machine."""

    lot: Lot
    watts: float
    j_per_th: float


def index_of(written: str) -> int:
    return int(written[:4]) * 12 + int(written[5:]) - 1


def present(lot: Lot, month: int) -> bool:
    return index_of(lot.online_month) <= month and (not lot.retire_month or month < index_of(lot.retire_month))


def steps_of(lot: Lot) -> list[Step]:
    """From standing still always on to the point with the fewest joules for each TH more."""
    points = [(lot.hashrate_th_s, lot.power_w)]
    if lot.low_hashrate_th_s and lot.low_power_w:
        points.append((lot.low_hashrate_th_s, lot.low_power_w))
    if lot.high_hashrate_th_s and lot.high_power_w:
        points.append((lot.high_hashrate_th_s, lot.high_power_w))
    steps, hashrate, watts = [], 0.0, 0.0
    while higher := [point for point in points if point[0] > hashrate]:
        j_per_th, _, best = min(((at[1] - watts) / (at[0] - hashrate), -at[0], at) for at in higher)
        steps.append(Step(lot=lot, watts=best[1] - watts, j_per_th=j_per_th))
        hashrate, watts = best
    return steps


def full_watts(lot: Lot) -> float:
    return lot.high_power_w if lot.high_hashrate_th_s and lot.high_power_w else lot.power_w


def left_of(lot: Lot, month: int) -> float:
    """Share of its hashrate that age has left."""
    return float((1 - lot.degradation_frac_per_year) ** (max(month - index_of(lot.online_month), 0) / 12))


def there_frac(scenario: Scenario, lot: Lot, month: int) -> float:
    """The share that stands at its site: clients that default leave with their machines, from the first month on."""
    if not present(lot, month):
        return 0.0
    if lot.owner == "own":
        return 1.0
    since = month - index_of(scenario.portfolio.company.start_month)
    return float((1 - lot.client_default_frac_per_year) ** (since / 12))


def own_change_ph(scenario: Scenario, month: int, data_month: int) -> float:
    """Own PH/s that joined or left the network since the data date, in a month."""
    change = 0.0
    for lot in scenario.portfolio.lots:
        if lot.owner == "client":
            continue
        ph = lot.count * lot.hashrate_th_s / 1000 * lot.availability_frac
        before, now = present(lot, data_month), present(lot, month)
        if before:
            change -= ph * left_of(lot, data_month)
        if now and (before or lot.origin == "new"):
            change += ph * left_of(lot, month)
    return change


@dataclass
class Books:
    """Of one own lot in one month, USD."""

    depreciation_usd: float
    machine_capex_usd: float
    import_duty_usd: float
    write_off_usd: float


def books_of(lot: Lot, month: int) -> Books:
    price = lot.count * lot.hashrate_th_s * lot.machine_price_usd_per_th
    cost = price * (1 + lot.import_duty_frac)
    age, life = month - index_of(lot.online_month), lot.machine_life_years * 12
    retires = bool(lot.retire_month) and index_of(lot.retire_month) == month
    return Books(
        depreciation_usd=cost / life * min(max(life - age, 0), 1) if present(lot, month) else 0.0,
        machine_capex_usd=price if age == 0 else 0.0,
        import_duty_usd=price * lot.import_duty_frac if age == 0 else 0.0,
        write_off_usd=max(cost - age * cost / life, 0.0) if retires else 0.0,
    )


def resale_usd(lot: Lot, month: int, start: int, hashprices: list[float]) -> float:
    """What an own lot brings in the month it retires; `hashprices` are those of the months from `start` on."""
    if not lot.retire_month or index_of(lot.retire_month) != month:
        return 0.0
    price, then = lot.machine_price_usd_per_th, lot.purchase_hashprice_usd_per_ph_day
    bought = index_of(lot.online_month)
    if not then and bought >= start:
        then = hashprices[bought - start]
    elif not then:  # the dated list
        j_per_th = lot.power_w / lot.hashrate_th_s
        price = 12.0 if j_per_th < 15 else 7.5 if j_per_th < 17.5 else 4.0 if j_per_th < 22 else 3.0
        then = 39.82
    resale = max(price * hashprices[month - start] / then, 1.0)
    return lot.count * lot.hashrate_th_s * left_of(lot, month) * resale
