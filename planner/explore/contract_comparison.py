"""Contract comparison: what each site would have paid and earned under every kind of contract, on its own hours.

Alternatives at a fixed price are offered at what the site's own contract comes to at full load in its first year, so
that what differs is when the power is paid and who may stop; index stands at spot plus an adder: `comparable_terms`.
Everything else stays, the network included.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import replace

import numpy as np

from planner import engine
from planner.contract import Terms
from planner.contracts import KINDS, BlockIndex, DemandCharge, Fixed, FixedResale, Index, TakeOrPay
from planner.errors import Undefined
from planner.figure import frozen
from planner.identity import Same
from planner.outcome import ContractComparison, Outcome, Request
from planner.portfolio import Contract, Portfolio
from planner.quantities import DAYS_PER_YEAR, HOURS_PER_DAY, KILOWATTS_PER_MEGAWATT, MONTHS_PER_YEAR, quantities_of

FEWEST_MONTHS = 12
NO_CONTRACT = Undefined(reason="no site has a contract to compare with", input="contracts")


def contract_comparison(
    outcome: Outcome, should_stop: Callable[[], bool] = lambda: False
) -> ContractComparison | Undefined | None:
    """Every site under every kind, first twelve months. None once `should_stop` says so.

    One run of all sites a kind: contracts do not change the network, so a site's result is that of a run of its own.
    """
    scenario = outcome.scenario
    if not scenario.portfolio.contracts:
        return NO_CONTRACT
    months = min(FEWEST_MONTHS, len(outcome.month))
    prices = tuple(map(float, outcome.contract_price_usd_per_mwh - scenario.assumptions.power_price_shift_usd_per_mwh))
    load_mw = outcome.sites.contract_mwh[:, :months].sum(axis=1) / (outcome.market.days[:months].sum() * HOURS_PER_DAY)
    offers = _offers(Same(scenario.portfolio), prices, tuple(map(float, load_mw)))
    found = []
    for portfolio in offers:
        if should_stop():
            return None
        request = Request(number=0, scenario=replace(scenario, portfolio=portfolio), horizon_months=months)
        found.append(engine.run(request).sites)
    return ContractComparison(
        kinds=tuple(KINDS),
        contracts=tuple(portfolio.contracts for portfolio in offers),
        own_kind=tuple(_own_kind(scenario.portfolio, site.id) for site in scenario.portfolio.sites),
        months=months,
        paid_usd=frozen([(f.power_usd - f.power_credits_usd + f.hosting_usd).sum(axis=1) for f in found]),
        earned_usd=frozen([(f.revenue_usd - f.pool_fee_usd).sum(axis=1) for f in found]),
        cash_margin_usd=frozen([f.cash_margin_usd.sum(axis=1) for f in found]),
        energy_mwh=frozen([(f.energy_mwh + f.hosted_energy_mwh).sum(axis=1) for f in found]),
        flexibility_usd=frozen([f.flexibility_usd.sum(axis=1) for f in found]),
        load_mwh=frozen([f.contract_mwh.sum(axis=1) for f in found]),
    )


def _own_kind(portfolio: Portfolio, site_id: int) -> str:
    return next((contract.terms.kind for contract in portfolio.contracts if contract.site_id == site_id), "")


@functools.lru_cache(maxsize=2)
def _offers(portfolio: Same[Portfolio], prices: tuple[float, ...], load_mw: tuple[float, ...]) -> tuple[Portfolio, ...]:
    """The portfolio under each kind; remembered, so that its columns are compiled once."""
    held = portfolio.held
    place = {site.id: number for number, site in enumerate(held.sites)}
    return tuple(
        replace(
            held,
            contracts=tuple(
                replace(contract, terms=comparable_terms(kind, contract, prices[place[contract.site_id]],
                                                         load_mw[place[contract.site_id]]))
                for contract in held.contracts
            ),
        )
        for kind in KINDS
    )  # fmt: skip


def comparable_terms(kind: str, contract: Contract, full_load_usd_per_mwh: float, load_mw: float) -> Terms:
    """The terms of a kind that stand beside a contract: the contract's own where it is of that kind.

    Else the declared defaults, with the price the contract comes to at full load, a block of the site's load, a demand
    charge that leaves the price at full load what it is, and at index the adder the contract names for after its end.
    """
    if contract.terms.kind == kind:
        return contract.terms
    price = float(np.clip(full_load_usd_per_mwh, *_bounds(Fixed, "price_usd_per_mwh")))
    adder = contract.after_expiry_adder_usd_per_mwh
    match kind:
        case Fixed.kind:
            return Fixed(price_usd_per_mwh=price)
        case FixedResale.kind:
            return FixedResale(price_usd_per_mwh=price, block_mw=load_mw, excess_adder_usd_per_mwh=adder)
        case BlockIndex.kind:
            return BlockIndex(price_usd_per_mwh=price, adder_usd_per_mwh=adder)
        case Index.kind:
            return Index(adder_usd_per_mwh=adder)
        case TakeOrPay.kind:
            return TakeOrPay(price_usd_per_mwh=price)
        case DemandCharge.kind:
            rate = DemandCharge().demand_usd_per_kw_month
            hours = DAYS_PER_YEAR * HOURS_PER_DAY / MONTHS_PER_YEAR
            charge = rate * KILOWATTS_PER_MEGAWATT / hours
            energy = float(np.clip(price - charge, *_bounds(DemandCharge, "price_usd_per_mwh")))
            return DemandCharge(price_usd_per_mwh=energy)
        case _:
            return KINDS[kind]()


def _bounds(owner: type, name: str) -> tuple[float, float]:
    declared = quantities_of(owner)[name]
    return declared.low, declared.high
