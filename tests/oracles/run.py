"""A second engine: plain floats, one hour-bin, one lot, one month at a time, written from the model's text.

It shares nothing with the kernel but the portfolio, the duration curves and the block spacing of the chain.
"""

from __future__ import annotations

import calendar
import datetime
import math
from dataclasses import dataclass, field

from planner.contracts import BlockIndex, DemandCharge, Fixed, FixedResale, Hosting, Index, TakeOrPay
from planner.portfolio import Lot, Site
from planner.scenario import Scenario
from tests.oracles import network


@dataclass
class SiteMonth:
    btc_received: float = 0.0
    revenue_usd: float = 0.0
    power_usd: float = 0.0
    power_credits_usd: float = 0.0
    site_operating_usd: float = 0.0
    hosting_usd: float = 0.0
    energy_mwh: float = 0.0
    hosted_energy_mwh: float = 0.0
    depreciation_usd: float = 0.0
    machine_capex_usd: float = 0.0
    lots: dict[int, float] = field(default_factory=dict)  # energy by lot id


def months_of(scenario: Scenario, count: int) -> list[tuple[int, int]]:
    year, month = (int(part) for part in scenario.portfolio.company.start_month.split("-"))
    return [((year * 12 + month - 1 + m) // 12, (year * 12 + month - 1 + m) % 12 + 1) for m in range(count)]


def index_of(written: str) -> int:
    return int(written[:4]) * 12 + int(written[5:]) - 1


def present(lot: Lot, month: int) -> bool:
    return index_of(lot.online_month) <= month and (not lot.retire_month or month < index_of(lot.retire_month))


def days_in(year: int, month: int) -> int:
    return calendar.monthrange(year, month)[1]


def year_days(year: int) -> int:
    return 366 if calendar.isleap(year) else 365


def own_change_ph(scenario: Scenario, year: int, month: int, data_month: int) -> float:
    """Own PH/s that joined or left the network since the data date, in a month."""
    change = 0.0
    for lot in scenario.portfolio.lots:
        ph = lot.count * lot.hashrate_th_s / 1000 * lot.availability_frac
        before, now = present(lot, data_month), present(lot, year * 12 + month - 1)
        if before and not now:
            change -= ph
        if now and not before and lot.origin == "new":
            change += ph
    return change


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
        change = own_change_ph(scenario, year, month, data_month)
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
        change = own_change_ph(scenario, year, month, tip.year * 12 + tip.month - 1) / 1_000
        begin, height = height, height + seconds / network.spacing_s(x / seconds)
        halving = (int(begin) // 210_000 + 1) * 210_000
        shares = [(1.0, (5_000_000_000 >> (halving // 210_000 - 1)) / 1e8)]
        if halving <= height:
            share = (halving - begin) / (height - begin)
            shares = [(share, shares[0][1]), (1 - share, (5_000_000_000 >> (halving // 210_000)) / 1e8)]
        result.append(((mean + change * (1 - displaced[number])) / now * assumed.difficulty, shares))
    return result


def evaluate(scenario: Scenario, count: int) -> list[dict[int, SiteMonth]]:
    """Every site (by id) in every month."""
    assumed, portfolio = scenario.assumptions, scenario.portfolio
    path = (growth_network if assumed.network_mode == "growth" else merit_network)(scenario, count)
    elapsed = 0.0
    peaks = Peaks()
    result = []
    for number, (year, month) in enumerate(months_of(scenario, count)):
        difficulty, shares = path[number]
        days = days_in(year, month)
        elapsed = elapsed + days if number else 0.0
        price = assumed.btc_price_usd * (1 + assumed.btc_price_drift_frac_per_year) ** (elapsed / 365)
        sites = {}
        for site in portfolio.sites:
            total = SiteMonth()
            parts = []
            for share, subsidy in shares:
                btc = 86_400e15 / (difficulty * 2**32) * (subsidy + assumed.fees_btc_per_block)
                parts.append((days * 24 * share, btc, btc * price))
            _site(scenario, site, number, (year, month), parts, peaks, total)
            _fixed(scenario, site, (year, month), total)
            sites[site.id] = total
        result.append(sites)
    return result


@dataclass
class Peaks:
    """The ratchet's memory: kW billed against, per site, of the months so far."""

    by_site: dict[int, list[float]] = field(default_factory=dict)


def _site(
    scenario: Scenario, site: Site, number: int, when: tuple[int, int], parts: list[tuple[float, float, float]],
    peaks: Peaks, total: SiteMonth,
) -> None:  # fmt: skip
    """One site in one month; `parts` are (hours, BTC per PH-day, hashprice) before and after a halving."""
    assumed, portfolio = scenario.assumptions, scenario.portfolio
    year, month = when
    now = year * 12 + month - 1
    contract = next((c for c in portfolio.contracts if c.site_id == site.id), None)
    if contract is None:
        return
    terms: object = contract.terms
    hosted = isinstance(terms, Hosting)
    risen = (1 + contract.escalator_frac_per_year) ** (number // 12)
    if contract.expiry_month and now >= index_of(contract.expiry_month):
        terms, risen = Index(adder_usd_per_mwh=contract.after_expiry_adder_usd_per_mwh), 1.0
    pue = 1.0 if hosted else site.pue
    variable = 0.0 if hosted else site.variable_cost_usd_per_mwh
    level = site.spot_price_usd_per_mwh * (1 + site.spot_escalator_frac_per_year) ** (number / 12)
    level *= assumed.spot_level_frac * site.spot_basis_frac
    own = [curve for curve in portfolio.price_curves if curve.name == site.power_market]
    market = own[0] if own else scenario.reference.power_market(site.power_market)
    weights, multiples = market.duration_curve(month)
    bins = list(zip(weights.tolist(), multiples.tolist(), strict=True))
    lots = [lot for lot in portfolio.lots if lot.site_id == site.id and present(lot, now)]
    lots.sort(key=lambda lot: lot.power_w / lot.hashrate_th_s)
    room, shift, kept = site.interconnect_mw, assumed.power_price_shift_usd_per_mwh, 1 - assumed.pool_fee_frac
    loads = []
    for lot in lots:
        load = min(lot.count * lot.power_w / 1e6 * pue, room)
        room -= load
        loads.append((lot, load))
    all_hours = sum(hours for hours, _, _ in parts)

    def per_ph_day_mwh(lot: Lot) -> float:
        return lot.power_w / lot.hashrate_th_s * pue * 24 / 1000

    drawn = sum(load for _, load in loads)
    ready = 0.0
    if not hosted and drawn > 0:
        paid_mw = min(site.demand_response_mw, drawn)
        ready = site.demand_response_usd_per_mw_hour * site.demand_response_performance_frac * paid_mw / drawn
    captured = assumed.flexibility_captured_frac
    mean_multiple = sum(weight * multiple for weight, multiple in bins)

    def run_value(lot: Lot, hashprice: float) -> float:
        return hashprice * kept / per_ph_day_mwh(lot) - variable + ready

    def use(mwh: float, lot: Lot, btc: float, hashprice: float) -> None:
        """Machines run `mwh` of metered energy."""
        ph_days = mwh / per_ph_day_mwh(lot)
        total.btc_received += ph_days * btc * kept
        total.revenue_usd += ph_days * hashprice
        total.site_operating_usd += mwh * variable
        total.power_credits_usd += mwh * ready
        if hosted:
            total.hosted_energy_mwh += mwh
        else:
            total.energy_mwh += mwh
        total.lots[lot.id] = total.lots.get(lot.id, 0.0) + mwh

    def pay(usd: float) -> None:
        if hosted:
            total.hosting_usd += usd
        else:
            total.power_usd += usd

    def usual(load: float, lot: Lot, up: float, price: float, spot_share: float) -> None:
        """Load that is paid when it runs. What is not captured of a spot price runs by the month's mean price."""
        for hours, btc, hashprice in parts:
            all_month = run_value(lot, hashprice) > price + shift + spot_share * level * mean_multiple
            for weight, multiple in bins:
                cost = price + shift + spot_share * level * multiple
                by_hour = run_value(lot, hashprice) > cost
                mwh = load * weight * hours * up * (captured * by_hour + (1 - captured) * all_month)
                if mwh > 0:
                    use(mwh, lot, btc, hashprice)
                    pay(mwh * cost)

    def block(load: float, lot: Lot | None, up: float, price: float, fee: float) -> None:
        """Load of a must-take block with resale."""
        mean_resale = sum(weight * level * (multiple - fee * abs(multiple)) for weight, multiple in bins)
        for hours, btc, hashprice in parts:
            all_month = lot is not None and run_value(lot, hashprice) > mean_resale
            for weight, multiple in bins:
                spot = level * multiple
                resale = spot - fee * abs(spot)
                mwh = load * weight * hours
                total.power_usd += mwh * (price + shift)
                used = 0.0
                if lot is not None:
                    by_hour = run_value(lot, hashprice) > resale
                    used = mwh * up * (captured * by_hour + (1 - captured) * all_month)
                    use(used, lot, btc, hashprice)
                total.power_credits_usd += (mwh - used) * resale

    left = terms.block_mw if isinstance(terms, FixedResale) else 0.0
    running: list[tuple[Lot, float, float]] = []
    for lot, load in loads:
        up = lot.availability_frac * assumed.uptime_factor
        match terms:
            case Fixed():
                usual(load, lot, up, terms.price_usd_per_mwh * risen, 0.0)
            case Hosting():
                usual(load, lot, up, terms.rate_usd_per_mwh * risen, 0.0)
            case Index():
                usual(load, lot, up, terms.adder_usd_per_mwh * risen, 1.0)
            case FixedResale():
                inside = min(load, left)
                left -= inside
                block(inside, lot, up, terms.price_usd_per_mwh * risen, terms.resale_fee_frac)
                usual(load - inside, lot, up, terms.excess_adder_usd_per_mwh * risen, 1.0)
            case BlockIndex():
                block(load * terms.block_frac, lot, up, terms.price_usd_per_mwh * risen, terms.resale_fee_frac)
                usual(load * (1 - terms.block_frac), lot, up, terms.adder_usd_per_mwh * risen, 1.0)
            case TakeOrPay():
                price, q = terms.price_usd_per_mwh * risen, terms.paid_frac
                total.power_usd += load * q * all_hours * (price + shift)
                for hours, btc, hashprice in parts:
                    if run_value(lot, hashprice) > 0:
                        use(load * hours * min(up, q), lot, btc, hashprice)
                    if run_value(lot, hashprice) > price + shift:
                        beyond = load * hours * max(up - q, 0.0)
                        use(beyond, lot, btc, hashprice)
                        total.power_usd += beyond * (price + shift)
            case DemandCharge():
                cost = terms.price_usd_per_mwh * risen + shift
                margin = sum(max(run_value(lot, hp) - cost, 0.0) * load * hours * up for hours, _, hp in parts)
                running.append((lot, load, margin))
            case _:
                raise AssertionError(terms)
    if isinstance(terms, FixedResale):
        block(left, None, 0.0, terms.price_usd_per_mwh * risen, terms.resale_fee_frac)
    if isinstance(terms, DemandCharge):
        cost, rate = terms.price_usd_per_mwh * risen + shift, terms.demand_usd_per_kw_month * risen * 1000
        before = peaks.by_site.setdefault(site.id, [sum(load for _, load in loads)] * 11)
        floor = max(terms.ratchet_frac * max(before[-11:]), terms.minimum_demand_mw)
        free, peak = floor, 0.0
        for lot, load, margin in running:
            if margin <= 0 or load <= 0:
                continue
            inside = min(free, load)
            free -= inside
            on = inside + (load - inside if margin / load >= rate else 0.0)
            peak += on
            up = lot.availability_frac * assumed.uptime_factor
            for hours, btc, hashprice in parts:
                if run_value(lot, hashprice) > cost:
                    use(on * hours * up, lot, btc, hashprice)
                    total.power_usd += on * hours * up * cost
        before.append(peak)
        total.power_usd += max(peak, floor) * rate


def _drawn_mw(scenario: Scenario, site: Site, month: int) -> float:
    wanted = sum(
        lot.count * lot.power_w / 1e6 * site.pue
        for lot in scenario.portfolio.lots
        if lot.site_id == site.id and present(lot, month)
    )
    return min(wanted, site.interconnect_mw)


def _credit(scenario: Scenario, site: Site, when: tuple[int, int]) -> float:
    """Coincident peaks avoided last summer, and the discount for interruptible load."""
    year, month = when
    start = index_of(scenario.portfolio.company.start_month)
    summer = [(year - 1) * 12 + number for number in (5, 6, 7, 8) if (year - 1) * 12 + number >= start]
    kw = 1000 * sum(_drawn_mw(scenario, site, at) for at in summer or [start]) / len(summer or [start])
    counted = year - 1 <= site.coincident_peak_last_summer
    saved = kw * site.coincident_peak_avoided_frac * site.coincident_peak_usd_per_kw_year / 12 * counted
    interruptible = min(site.interruptible_mw, _drawn_mw(scenario, site, year * 12 + month - 1)) * 1000
    return saved + interruptible * site.interruptible_usd_per_kw_month


def _fixed(scenario: Scenario, site: Site, when: tuple[int, int], total: SiteMonth) -> None:
    year, month = when
    now = year * 12 + month - 1
    contract = next((c for c in scenario.portfolio.contracts if c.site_id == site.id), None)
    if contract is None or not isinstance(contract.terms, Hosting):
        total.site_operating_usd += site.fixed_cost_usd_per_year * days_in(year, month) / year_days(year)
    if contract is not None and not isinstance(contract.terms, Hosting):
        total.power_credits_usd += _credit(scenario, site, when)
    used = now - index_of(site.infrastructure_month)
    life = site.infrastructure_life_years * 12
    if used >= 0:
        total.depreciation_usd += site.infrastructure_usd / life * min(max(life - used, 0), 1)
    for lot in scenario.portfolio.lots:
        if lot.site_id != site.id:
            continue
        cost = lot.count * lot.hashrate_th_s * lot.machine_price_usd_per_th
        age, life = now - index_of(lot.online_month), lot.machine_life_years * 12
        if present(lot, now):
            total.depreciation_usd += cost / life * min(max(life - age, 0), 1)
        if age == 0:
            total.machine_capex_usd += cost
