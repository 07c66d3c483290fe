"""One run: a scenario evaluated month by month. The engine knows columns and assumptions, never a strategy.

Dispatch answers per contract piece and moment; here its answers become dollars by layer, sites, months, cash.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass, field, replace

import numpy as np

from planner import fleet_month
from planner.assumptions import NETWORK_INPUTS_BY_MODE, Assumptions, tip_moment
from planner.chain import blocks_per_th_day
from planner.client_hosting import client_usd_by_group
from planner.columns import Columns, Index
from planner.compiled import columns_of
from planner.contradictions import check_share_of_network, check_units
from planner.errors import InputRejected, Problem
from planner.figure import Array, frozen
from planner.flexibility import flexibility_usd
from planner.identity import Same
from planner.lot_state import lot_state, ratio
from planner.market import btc_price_path_usd
from planner.measures import MeasureValues
from planner.models.dispatch import (
    Dispatch,
    GroupStanding,
    Moments,
    dispatch,
    energy_bill,
    group_standing,
)
from planner.models.machine_value import resale_usd
from planner.models.mining import hashprice_usd_per_ph_day
from planner.money_result import money_result
from planner.network import NetworkPath, Segments, network_path, network_state
from planner.outcome import Flows, Halving, Market, Outcome, Request
from planner.quantities import HOURS_PER_DAY, TH_PER_PH, Value, month_index, month_text
from planner.reference import Reference
from planner.scenario import Scenario

NETWORK_INPUTS = ("difficulty", "tip_height", "tip_time", "network_mode")


def scenario_columns(scenario: Scenario, months: int) -> Columns:
    """The columns of a scenario's portfolio, with its assumptions checked against them."""
    tip = tip_moment(scenario.assumptions.tip_time)
    columns = columns_of(scenario.reference, scenario.portfolio, months, month_index(tip.strftime("%Y-%m")))
    _check_uptime(scenario, columns)
    check_units(scenario.portfolio)
    return columns


def run(request: Request) -> Outcome:
    """Evaluate a request's scenario: curves and measures.

    Raises
    ------
    InputRejected
        When the scenario contradicts itself; the sentence names the input.
    """
    scenario = request.scenario
    assumptions = scenario.assumptions
    columns = scenario_columns(scenario, request.horizon_months)
    price = btc_price_path_usd(assumptions, columns.days)
    network = _network(_network_question(scenario, columns, price))
    segments = network.segments
    gross = np.asarray(
        hashprice_usd_per_ph_day(
            network.difficulty[segments.month], segments.subsidy_btc, assumptions.fees_btc_per_block,
            price[segments.month],
        )
    )  # fmt: skip
    moments = Moments(
        month=segments.month,
        hours=columns.days[segments.month] * segments.month_share * HOURS_PER_DAY,
        net_hashprice_usd_per_ph_day=gross * (1.0 - assumptions.pool_fee_frac),
        price_shift_usd_per_mwh=np.full(gross.size, assumptions.power_price_shift_usd_per_mwh),
        spot_level_frac=assumptions.spot_level_frac,
        uptime_factor=assumptions.uptime_factor,
        flexibility_captured_frac=assumptions.flexibility_captured_frac,
    )
    ran = dispatch(columns, moments)
    sites = _site_flows(columns, network, moments, ran, gross, assumptions)
    fleet = Flows(**{name: frozen(getattr(sites, name).sum(axis=0)) for name in Flows.__slots__})
    market = _market(columns, network, assumptions, price, gross)
    check_share_of_network(market, fleet, columns.first_month)
    company = money_result(scenario, columns, market, fleet)
    outcome = Outcome(
        number=request.number,
        request=request,
        month=_month_texts(columns.first_month, request.horizon_months),
        market=market,
        fleet=fleet,
        sites=sites,
        cash=company.cash,
        money=company.money,
        debts=company.debts,
        runway_months=company.runway_months,
        lots=lot_state(columns, network, moments, assumptions),
        halvings=tuple(
            Halving(height=height, at_month=columns.first_month + place, date=date)
            for height, place, date in zip(
                network.halving_heights, network.halving_at_month, network.halving_dates, strict=True
            )
        ),
        notices=(*columns.notices, *company.notices),
        contract_price_usd_per_mwh=_contract_price(sites),
        breakevens=fleet_month.breakevens(scenario, columns, network),
        network=network_state(assumptions, scenario.reference),
    )
    _check_finite(outcome)
    return replace(outcome, measures=MeasureValues(outcome))


@functools.lru_cache(maxsize=8)
def _month_texts(first_month: int, months: int) -> tuple[str, ...]:
    return tuple(month_text(first_month + place) for place in range(months))


@dataclass(frozen=True, slots=True)
class _NetworkQuestion:
    """What the network depends on; equal where all of that is."""

    columns: Columns
    reference: Same[Reference]
    inputs: tuple[Value, ...]
    reward: tuple[float, ...]  # fees and prices, only where the network answers them
    assumptions: Assumptions = field(compare=False)
    btc_price_usd: Array = field(compare=False)


def _network_question(scenario: Scenario, columns: Columns, price: Array) -> _NetworkQuestion:
    assumptions = scenario.assumptions
    mode = assumptions.network_mode
    return _NetworkQuestion(
        columns=columns, reference=Same(scenario.reference), assumptions=assumptions, btc_price_usd=price,
        inputs=tuple(getattr(assumptions, name) for name in (*NETWORK_INPUTS, *NETWORK_INPUTS_BY_MODE[mode])),
        reward=(assumptions.fees_btc_per_block, *price.tolist()) if mode == "merit order" else (),
    )  # fmt: skip


@functools.lru_cache(maxsize=8)
def _network(question: _NetworkQuestion) -> NetworkPath:
    """The network, remembered: most sliders leave it alone."""
    columns = question.columns
    return network_path(
        question.assumptions, columns.first_month, columns.days, columns.network_change_ph_s,
        reference=question.reference.held, btc_price_usd=question.btc_price_usd,
    )  # fmt: skip


def _site_flows(
    columns: Columns, network: NetworkPath, moments: Moments, ran: Dispatch, gross: Array, assumptions: Assumptions
) -> Flows:
    groups, days = columns.groups, columns.days
    bill = energy_bill(columns, moments, ran)
    reward = network.segments.subsidy_btc + assumptions.fees_btc_per_block
    coin = TH_PER_PH * np.asarray(blocks_per_th_day(network.difficulty[moments.month])) * reward
    kept = 1.0 - assumptions.pool_fee_frac

    energy, hosted_energy, ph_days, revenue, btc, power, resold, hosting, clients, flexible = _site_months(
        columns,
        moments.month,
        ran.energy_mwh,
        ran.energy_mwh * groups.hosted[:, None],
        ran.ph_days,
        ran.ph_days * gross,
        ran.ph_days * (coin * kept),
        bill.power_usd,
        bill.power_credits_usd,
        bill.hosting_usd,
        client_usd_by_group(columns, moments),
        flexibility_usd(columns, moments, ran),
    )
    credited = resold + columns.site_credit_usd
    operating = columns.site_fixed_cost_usd + energy * columns.site_variable_cost_usd_per_mwh[:, None]
    pool_fee = revenue * assumptions.pool_fee_frac
    load_mwh, load_usd = _full_load(columns, group_standing(columns, moments), moments.month.tobytes())
    return Flows(
        btc_received=frozen(btc),
        revenue_usd=frozen(revenue),
        hosting_revenue_usd=frozen(clients),
        pool_fee_usd=frozen(pool_fee),
        power_usd=frozen(power),
        power_credits_usd=frozen(credited),
        site_operating_usd=frozen(operating),
        hosting_usd=frozen(hosting),
        cash_margin_usd=frozen(revenue + clients - pool_fee - power + credited - operating - hosting),
        depreciation_usd=columns.depreciation_usd,
        write_off_usd=columns.write_off_usd,
        machine_capex_usd=columns.machine_capex_usd,
        import_duty_usd=columns.import_duty_usd,
        machine_resale_usd=frozen(
            resale_usd(columns.resales, _over_month(network.segments, gross), columns.online_ph_s.shape[0])
        ),
        flexibility_usd=frozen(flexible),
        energy_mwh=frozen(energy - hosted_energy),
        hosted_energy_mwh=frozen(hosted_energy),
        contract_cost_usd=frozen(load_usd + load_mwh * assumptions.power_price_shift_usd_per_mwh),
        contract_mwh=load_mwh,
        running_ph_s=frozen(ph_days / days),
        online_ph_s=columns.online_ph_s,
        online_mw=columns.online_mw,
    )


def _site_months(columns: Columns, month: Index, *values: Array) -> list[Array]:
    """Sums of values `(group, moment)` into `(site, month)` each; a month that holds a halving has two moments."""
    begins = np.diff(month, prepend=-1) > 0
    later = np.flatnonzero(~begins).tolist()
    found = []
    for value in values:
        per_site = np.zeros((columns.online_ph_s.shape[0], month.size))
        for sites, groups in _groups_of_sites(columns):
            per_site[sites] += value[groups]
        per_month = per_site[:, begins] if later else per_site
        for moment in later:
            per_month[:, month[moment]] += per_site[:, moment]
        found.append(per_month)
    return found


@functools.lru_cache(maxsize=4)
def _groups_of_sites(columns: Columns) -> list[tuple[Index, Index]]:
    """Sites and their first groups, sites and their second groups, and so on: a site has few, so this is quick."""
    site = columns.groups.site
    rank = np.arange(site.size) - np.searchsorted(site, site)
    return [(site[rank == place], np.flatnonzero(rank == place)) for place in range(int(rank.max(initial=-1)) + 1)]


@functools.lru_cache(maxsize=4)
def _full_load(columns: Columns, standing: GroupStanding, months: bytes) -> tuple[Array, Array]:
    """MWh and USD before any shift if all machines ran all hours, `(site, month)`; remembered."""
    month = np.frombuffer(months, dtype=np.int64)
    cost = standing.load_mwh * standing.full_load_price_usd_per_mwh
    load_mwh, load_usd = _site_months(columns, month, standing.load_mwh, cost)
    return frozen(load_mwh), frozen(load_usd)


def _market(columns: Columns, network: NetworkPath, assumptions: Assumptions, price: Array, gross: Array) -> Market:
    segments = network.segments
    return Market(
        days=columns.days,
        btc_price_usd=frozen(price),
        difficulty=network.difficulty,
        network_hashrate_eh_s=network.hashrate_eh_s,
        subsidy_btc=frozen(_over_month(segments, segments.subsidy_btc)),
        fees_btc_per_block=frozen(np.full(columns.days.size, assumptions.fees_btc_per_block)),
        hashprice_usd_per_ph_day=frozen(_over_month(segments, gross)),
    )


def _over_month(segments: Segments, values: Array) -> Array:
    """Means over each month of values by segment."""
    means: Array = np.add.reduceat(values * segments.month_share, segments.start)
    return means


def _contract_price(sites: Flows) -> Array:
    year = slice(0, 12)
    return frozen(ratio(sites.contract_cost_usd[:, year].sum(axis=1), sites.contract_mwh[:, year].sum(axis=1)))


def _check_uptime(scenario: Scenario, columns: Columns) -> None:
    factor = scenario.assumptions.uptime_factor
    if columns.lot_availability_frac.size and columns.lot_availability_frac.max() * factor > 1.0 + 1e-12:
        worst = int(np.argmax(columns.lot_availability_frac))
        lot = scenario.portfolio.lots[worst]
        reason = f"lifts {lot.name} to {lot.availability_frac * factor:.1%} of all hours"
        raise InputRejected.of([Problem(where="Uptime, factor", value=f"{factor:g}", reason=reason)])


def _check_finite(outcome: Outcome) -> None:
    """Arrays are finite or the run fails, naming what is not."""
    for group in (outcome.market, outcome.fleet, outcome.cash, outcome.money, outcome.lots):
        for name in type(group).__slots__:
            if not np.isfinite(getattr(group, name)).all():
                raise InputRejected(
                    f"The inputs lead to a {name} that is not a finite number.",
                    next="Look for an input that is far out of its usual range.",
                )
