"""A second engine: plain floats, one hour-bin, one lot, one month at a time, written from the model's text.

It shares nothing with the kernel but the portfolio, the duration curves and the block spacing of the chain.
"""

from __future__ import annotations

import calendar
from dataclasses import dataclass, field

from planner.contracts import BlockIndex, DemandCharge, Fixed, FixedResale, Hosting, Index, TakeOrPay
from planner.portfolio import Site
from planner.scenario import Scenario
from tests.oracles.difficulty import days_in, growth_network, merit_network, months_of
from tests.oracles.lots import (
    Step,
    books_of,
    full_watts,
    index_of,
    left_of,
    present,
    resale_usd,
    steps_of,
    there_frac,
)


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
    import_duty_usd: float = 0.0
    machine_resale_usd: float = 0.0
    write_off_usd: float = 0.0
    hosting_revenue_usd: float = 0.0
    lots: dict[int, float] = field(default_factory=dict)  # energy by lot id


def year_days(year: int) -> int:
    return 366 if calendar.isleap(year) else 365


def evaluate(scenario: Scenario, count: int) -> list[dict[int, SiteMonth]]:
    """Every site (by id) in every month."""
    assumed, portfolio = scenario.assumptions, scenario.portfolio
    path = (growth_network if assumed.network_mode == "growth" else merit_network)(scenario, count)
    elapsed = 0.0
    peaks = Peaks()
    hashprices: list[float] = []
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
            hashprices[number:] = [sum(hours * hashprice for hours, _, hashprice in parts) / (days * 24)]
            _site(scenario, site, number, (year, month), parts, peaks, total)
            _fixed(scenario, site, (year, month), hashprices, total)
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
    start = index_of(portfolio.company.start_month)
    steps = [step for lot in lots for step in steps_of(lot)]
    steps.sort(key=lambda step: (step.lot.owner == "own", step.j_per_th / left_of(step.lot, start)))
    room, shift, kept = site.interconnect_mw, assumed.power_price_shift_usd_per_mwh, 1 - assumed.pool_fee_frac
    loads = []
    for step in steps:
        load = min(step.lot.count * step.watts / 1e6 * pue * there_frac(scenario, step.lot, now), room)
        room -= load
        loads.append((step, load))
    all_hours = sum(hours for hours, _, _ in parts)

    def per_ph_day_mwh(step: Step) -> float:
        return step.j_per_th / left_of(step.lot, now) * pue * 24 / 1000

    drawn = sum(load for _, load in loads)
    ready = 0.0
    if not hosted and drawn > 0:
        paid_mw = min(site.demand_response_mw, drawn)
        ready = site.demand_response_usd_per_mw_hour * site.demand_response_performance_frac * paid_mw / drawn
    captured = assumed.flexibility_captured_frac
    mean_multiple = sum(weight * multiple for weight, multiple in bins)

    bills: dict[tuple[int, float], list[float]] = {}  # by client lot and hashprice: MWh, power cost, PH-days

    def run_value(step: Step, hashprice: float) -> float:
        if step.lot.owner == "client":
            return 1e12
        return hashprice * kept / per_ph_day_mwh(step) - variable + ready

    def use(mwh: float, step: Step, btc: float, hashprice: float, cost: float) -> None:
        """Machines run `mwh` of metered energy, bought at `cost`."""
        lot, ph_days = step.lot, mwh / per_ph_day_mwh(step)
        if lot.owner == "client":
            bill = bills.setdefault((lot.id, hashprice), [0.0, 0.0, 0.0])
            bill[0], bill[1], bill[2] = bill[0] + mwh, bill[1] + mwh * cost, bill[2] + ph_days
        else:
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

    def usual(load: float, step: Step, up: float, price: float, spot_share: float) -> None:
        """Load that is paid when it runs. What is not captured of a spot price runs by the month's mean price."""
        for hours, btc, hashprice in parts:
            all_month = run_value(step, hashprice) > price + shift + spot_share * level * mean_multiple
            for weight, multiple in bins:
                cost = price + shift + spot_share * level * multiple
                by_hour = run_value(step, hashprice) > cost
                mwh = load * weight * hours * up * (captured * by_hour + (1 - captured) * all_month)
                if mwh > 0:
                    use(mwh, step, btc, hashprice, cost)
                    pay(mwh * cost)

    def block(load: float, step: Step | None, up: float, price: float, fee: float) -> None:
        """Load of a must-take block with resale."""
        mean_resale = sum(weight * level * (multiple - fee * abs(multiple)) for weight, multiple in bins)
        for hours, btc, hashprice in parts:
            all_month = step is not None and run_value(step, hashprice) > mean_resale
            for weight, multiple in bins:
                spot = level * multiple
                resale = spot - fee * abs(spot)
                mwh = load * weight * hours
                total.power_usd += mwh * (price + shift)
                used = 0.0
                if step is not None:
                    by_hour = run_value(step, hashprice) > resale
                    used = mwh * up * (captured * by_hour + (1 - captured) * all_month)
                    use(used, step, btc, hashprice, price + shift)
                total.power_credits_usd += (mwh - used) * resale

    left = terms.block_mw if isinstance(terms, FixedResale) else 0.0
    running: list[tuple[Step, float, float]] = []
    for step, load in loads:
        up = step.lot.availability_frac * assumed.uptime_factor
        match terms:
            case Fixed():
                usual(load, step, up, terms.price_usd_per_mwh * risen, 0.0)
            case Hosting():
                usual(load, step, up, terms.rate_usd_per_mwh * risen, 0.0)
            case Index():
                usual(load, step, up, terms.adder_usd_per_mwh * risen, 1.0)
            case FixedResale():
                inside = min(load, left)
                left -= inside
                block(inside, step, up, terms.price_usd_per_mwh * risen, terms.resale_fee_frac)
                usual(load - inside, step, up, terms.excess_adder_usd_per_mwh * risen, 1.0)
            case BlockIndex():
                block(load * terms.block_frac, step, up, terms.price_usd_per_mwh * risen, terms.resale_fee_frac)
                usual(load * (1 - terms.block_frac), step, up, terms.adder_usd_per_mwh * risen, 1.0)
            case TakeOrPay():
                price, q = terms.price_usd_per_mwh * risen, terms.paid_frac
                total.power_usd += load * q * all_hours * (price + shift)
                for hours, btc, hashprice in parts:
                    if run_value(step, hashprice) > 0:
                        use(load * hours * min(up, q), step, btc, hashprice, price + shift)
                    if run_value(step, hashprice) > price + shift:
                        beyond = load * hours * max(up - q, 0.0)
                        use(beyond, step, btc, hashprice, price + shift)
                        total.power_usd += beyond * (price + shift)
            case DemandCharge():
                cost = terms.price_usd_per_mwh * risen + shift
                margin = sum(max(run_value(step, hp) - cost, 0.0) * load * hours * up for hours, _, hp in parts)
                running.append((step, load, margin))
            case _:
                raise AssertionError(terms)
    if isinstance(terms, FixedResale):
        block(left, None, 0.0, terms.price_usd_per_mwh * risen, terms.resale_fee_frac)
    if isinstance(terms, DemandCharge):
        cost, rate = terms.price_usd_per_mwh * risen + shift, terms.demand_usd_per_kw_month * risen * 1000
        before = peaks.by_site.setdefault(site.id, [sum(load for _, load in loads)] * 11)
        floor = max(terms.ratchet_frac * max(before[-11:]), terms.minimum_demand_mw)
        free, peak = floor, 0.0
        for step, load, margin in running:
            if margin <= 0 or load <= 0:
                continue
            inside = min(free, load)
            free -= inside
            on = inside + (load - inside if margin / load >= rate else 0.0)
            peak += on
            up = step.lot.availability_frac * assumed.uptime_factor
            for hours, btc, hashprice in parts:
                if run_value(step, hashprice) > cost:
                    use(on * hours * up, step, btc, hashprice, cost)
                    total.power_usd += on * hours * up * cost
        before.append(peak)
        total.power_usd += max(peak, floor) * rate
    for (lot_id, hashprice), (mwh, power, ph_days) in bills.items():
        lot = next(lot for lot in portfolio.lots if lot.id == lot_id)
        owed = mwh / pue * lot.client_rate_usd_per_mwh + power * lot.client_power_frac
        total.hosting_revenue_usd += owed + lot.client_profit_frac * max(ph_days * hashprice * kept - owed, 0.0)


def _drawn_mw(scenario: Scenario, site: Site, month: int) -> float:
    wanted = sum(
        lot.count * full_watts(lot) / 1e6 * site.pue * there_frac(scenario, lot, month)
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


def _fixed(scenario: Scenario, site: Site, when: tuple[int, int], hashprices: list[float], total: SiteMonth) -> None:
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
        if lot.owner == "client":
            continue
        for name, usd in vars(books_of(lot, now)).items():
            setattr(total, name, getattr(total, name) + usd)
        start = index_of(scenario.portfolio.company.start_month)
        total.machine_resale_usd += resale_usd(lot, now, start, hashprices)
