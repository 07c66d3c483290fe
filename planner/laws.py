"""Sanity laws: what must hold of any portfolio, checked on the one at hand (MODEL §12).

A law runs the engine on the scenario and on changed copies of it and says where the answers contradict each other.
It trusts nothing but the Outcome, so a broken engine handed in as `evaluate` is caught; the tests hand in one a law.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from planner import engine
from planner.chain import HALVING_INTERVAL, SATOSHI_PER_BTC, subsidy_satoshi
from planner.contracts import DemandCharge, FixedResale, Index
from planner.errors import ReckonerError
from planner.figure import Array
from planner.notation import number
from planner.outcome import Flows, Outcome, Request
from planner.portfolio import Contract, Portfolio, Site
from planner.quantities import SECONDS_PER_DAY, month_index
from planner.scenario import Scenario

Evaluate = Callable[[Request], Outcome]

RELATIVE = 1e-9  # of the largest amount in the sum: what rounding may leave
DEARER_USD_PER_MWH = 5.0
DEARER_FRAC = 0.2
HIGHER_SPOT = 1.1
FASTEST_SPACING_S = 300.0  # no projected network finds blocks faster than this


@dataclass(frozen=True, slots=True, kw_only=True)
class LawFound:
    """What came of one law. `where` says what contradicts it; empty when it holds."""

    key: str
    law: str  # the law in words
    where: str

    @property
    def holds(self) -> bool:
        """Whether the portfolio obeys."""
        return not self.where


@dataclass(frozen=True, slots=True, kw_only=True)
class _Bench:
    """The scenario's outcome, and how to get that of a changed one."""

    outcome: Outcome
    evaluate: Evaluate

    @property
    def scenario(self) -> Scenario:
        return self.outcome.scenario

    def with_assumption(self, **stated: float) -> Outcome:
        assumptions = replace(self.scenario.assumptions, **stated)  # type: ignore[arg-type]  # numbers by name
        return self._run(replace(self.scenario, assumptions=assumptions))

    def with_portfolio(self, portfolio: Portfolio) -> Outcome:
        return self._run(replace(self.scenario, portfolio=portfolio))

    def _run(self, scenario: Scenario) -> Outcome:
        return self.evaluate(replace(self.outcome.request, number=0, scenario=scenario, baseline=None, beside=()))


def check(request: Request, evaluate: Evaluate = engine.run) -> Iterator[LawFound]:
    """Every law on the scenario of a request, one after the other.

    Raises
    ------
    ReckonerError
        When the scenario itself cannot be evaluated.
    """
    bench = _Bench(outcome=evaluate(request), evaluate=evaluate)
    for key, (law, contradiction) in LAWS.items():
        try:
            where = contradiction(bench)
        except ReckonerError as error:
            where = f"could not be checked: {error.message}"
        yield LawFound(key=key, law=law, where=where)


# --- prices -----------------------------------------------------------------------------------------------------


def _dearer_power(bench: _Bench) -> str:
    shift = bench.scenario.assumptions.power_price_shift_usd_per_mwh
    dearer = bench.with_assumption(power_price_shift_usd_per_mwh=shift + DEARER_USD_PER_MWH)
    return _risen(bench.outcome, dearer, _steady_sites(bench), f"with power USD {DEARER_USD_PER_MWH:g}/MWh dearer")


def _dearer_demand(bench: _Bench) -> str:
    portfolio = bench.scenario.portfolio
    contracts = tuple(_with_dearer_demand(row) for row in portfolio.contracts)
    if contracts == portfolio.contracts:
        return ""
    dearer = bench.with_portfolio(replace(portfolio, contracts=contracts))
    return _risen(bench.outcome, dearer, _steady_sites(bench), f"with demand charges {DEARER_FRAC:.0%} higher")


def _with_dearer_demand(contract: Contract) -> Contract:
    terms = contract.terms
    if not isinstance(terms, DemandCharge):
        return contract
    return replace(contract, terms=replace(terms, demand_usd_per_kw_month=min(
        200.0, terms.demand_usd_per_kw_month * (1.0 + DEARER_FRAC))))  # fmt: skip


def _steady_sites(bench: _Bench) -> npt.NDArray[np.bool_]:
    """`(site, month)`: where this month's choice leaves no mark on a later bill. A ratchet does, after its first."""
    portfolio, months = bench.scenario.portfolio, len(bench.outcome.month)
    ratchets = {
        row.site_id for row in portfolio.contracts if isinstance(row.terms, DemandCharge) and row.terms.ratchet_frac > 0
    }
    marked = np.array([site.id in ratchets for site in portfolio.sites], dtype=bool).reshape(-1, 1)
    steady: npt.NDArray[np.bool_] = ~marked | (np.arange(months) == 0)
    return steady


def _spot_on_index(bench: _Bench) -> str:
    return _spot(bench, lambda row, site: isinstance(row.terms, Index), sign=1.0)


def _spot_on_resale(bench: _Bench) -> str:
    def whole_load(row: Contract, site: Site) -> bool:
        return isinstance(row.terms, FixedResale) and row.terms.block_mw >= site.interconnect_mw

    return _spot(bench, whole_load, sign=-1.0)


def _spot(bench: _Bench, counts: Callable[[Contract, Site], bool], *, sign: float) -> str:
    """Where a higher spot level moves the margin of sites whose contract counts the wrong way."""
    portfolio = bench.scenario.portfolio
    under = _under(bench, counts)
    if not under.any():
        return ""
    plain = bench.with_portfolio(_without_other_credits(portfolio))
    level = bench.scenario.assumptions.spot_level_frac * HIGHER_SPOT
    higher = replace(bench, outcome=plain).with_assumption(spot_level_frac=level)
    return _risen(plain, higher, under, f"with spot {HIGHER_SPOT - 1.0:.0%} higher", sign=sign)


def _under(bench: _Bench, counts: Callable[[Contract, Site], bool]) -> npt.NDArray[np.bool_]:
    """`(site, month)`: months in which a contract that counts supplies a site whose hours are never below zero.

    Where they are, a higher level makes a negative hour more negative.
    """
    portfolio, months = bench.scenario.portfolio, bench.outcome.month
    below_zero = {curve.name for curve in portfolio.price_curves if min(curve.multiples) < 0.0}
    place = {site.id: number for number, site in enumerate(portfolio.sites)}
    under = np.zeros((len(portfolio.sites), len(months)), dtype=bool)
    first = month_index(months[0])
    for row in portfolio.contracts:
        site = portfolio.sites[place[row.site_id]]
        if counts(row, site) and site.power_market not in below_zero:
            end = month_index(row.expiry_month) - first if row.expiry_month else len(months)
            under[place[row.site_id], : max(end, 0)] = True
    return under


def _no_curtailment(bench: _Bench) -> str:
    """Credits shrink with the price that resold energy fetches, down to nothing."""
    plain = replace(bench, outcome=bench.with_portfolio(_without_other_credits(bench.scenario.portfolio)))
    low = plain.with_assumption(spot_level_frac=0.01)
    usual = plain.with_assumption(spot_level_frac=1.0)
    most = np.abs(usual.sites.power_credits_usd).max(initial=0.0)
    taken = np.abs(low.sites.contract_mwh).max(initial=0.0)
    dearest = max((site.spot_price_usd_per_mwh for site in bench.scenario.portfolio.sites), default=0.0)
    # At a hundredth of the level all that is contracted fetches at most a hundredth of what it would, tenfold in a
    # dear month.
    bound = 0.01 * max(most, 10.0 * dearest * taken)
    found = np.abs(low.sites.power_credits_usd)
    if not (found > bound * (1.0 + RELATIVE) + 1e-6).any():
        return ""
    return f"{_place_of(low, found - bound)} still earns USD {number(float(found.max()), 2)} from resale"


def _without_other_credits(portfolio: Portfolio) -> Portfolio:
    """Credits that do not come from resale taken out."""
    sites = tuple(
        replace(
            site, coincident_peak_usd_per_kw_year=0.0, interruptible_usd_per_kw_month=0.0,
            demand_response_usd_per_mw_hour=0.0,
        )
        for site in portfolio.sites
    )  # fmt: skip
    return replace(portfolio, sites=sites)


def _risen(before: Outcome, after: Outcome, counted: npt.NDArray[np.bool_], change: str, *, sign: float = 1.0) -> str:
    """Where the margin of a site and month rises (sign −1: falls) though it must not."""
    gain = sign * (after.sites.cash_margin_usd - before.sites.cash_margin_usd)
    size = np.abs(before.sites.contract_cost_usd) + np.abs(before.sites.revenue_usd) + 1.0
    wrong = counted & (gain > RELATIVE * size)
    if not wrong.any():
        return ""
    worst = np.where(wrong, gain, 0.0)
    word = "gains" if sign > 0 else "loses"
    return f"{_place_of(before, worst)} {word} USD {number(float(worst.max()), 2)} {change}"


def _place_of(outcome: Outcome, amount: Array) -> str:
    site, month = np.unravel_index(int(np.argmax(amount)), amount.shape)
    return f"{outcome.scenario.portfolio.sites[int(site)].name}, {outcome.month[int(month)]},"


# --- coins ------------------------------------------------------------------------------------------------------


def _subsidy(bench: _Bench) -> str:
    """Each month's subsidy is that of its era, or lies between two eras in a month that holds a halving."""
    outcome = bench.outcome
    era = bench.scenario.assumptions.tip_height // HALVING_INTERVAL
    if outcome.halvings:
        era = outcome.halvings[0].height // HALVING_INTERVAL - 1
    first = month_index(outcome.month[0])
    halved_in = [int(halving.at_month) - first for halving in outcome.halvings]
    for place, found in enumerate(outcome.market.subsidy_btc.tolist()):
        high = subsidy_satoshi((era + sum(at < place for at in halved_in)) * HALVING_INTERVAL) / SATOSHI_PER_BTC
        low = subsidy_satoshi((era + sum(at <= place for at in halved_in)) * HALVING_INTERVAL) / SATOSHI_PER_BTC
        if not low * (1.0 - RELATIVE) <= found <= high * (1.0 + RELATIVE):
            return f"{outcome.month[place]} has a subsidy of {found:.8f} BTC, not {high:.8f}"
    return ""


def _share_of_blocks(bench: _Bench) -> str:
    """The fleet mines at most its share of what the network mines."""
    market, fleet = bench.outcome.market, bench.outcome.fleet
    blocks = market.days * SECONDS_PER_DAY / FASTEST_SPACING_S
    share = fleet.running_ph_s / 1e3 / market.network_hashrate_eh_s
    most = np.minimum(share, 1.0) * blocks * (market.subsidy_btc + market.fees_btc_per_block)
    wrong = fleet.btc_received > most * (1.0 + RELATIVE) + 1e-9
    if not wrong.any():
        return ""
    place = int(np.argmax(wrong))
    return f"{bench.outcome.month[place]}: {fleet.btc_received[place]:.4f} BTC of at most {most[place]:.4f}"


# --- sums -------------------------------------------------------------------------------------------------------


def _sites_add_up(bench: _Bench) -> str:
    for name in Flows.__slots__:
        summed, whole = getattr(bench.outcome.sites, name).sum(axis=0), getattr(bench.outcome.fleet, name)
        if where := _apart(bench.outcome, summed, whole, np.abs(getattr(bench.outcome.sites, name)).sum(axis=0)):
            return f"{name} of the sites is not that of the fleet: {where}"
    return ""


def _layers(bench: _Bench) -> str:
    fleet, cash = bench.outcome.fleet, bench.outcome.cash
    costs = (
        fleet.pool_fee_usd + fleet.power_usd - fleet.power_credits_usd + fleet.site_operating_usd + fleet.hosting_usd
    )
    revenue = fleet.revenue_usd + fleet.hosting_revenue_usd
    size = np.abs(revenue) + np.abs(costs) + np.abs(fleet.power_credits_usd)
    if where := _apart(bench.outcome, revenue - costs, fleet.cash_margin_usd, size):
        return f"revenue less costs is not the cash margin: {where}"
    if where := _apart(bench.outcome, fleet.cash_margin_usd - cash.sga_usd, cash.ebitda_usd, size + cash.sga_usd):
        return f"cash margin less SG&A is not EBITDA: {where}"
    return ""


def _cash_rolls(bench: _Bench) -> str:
    cash, money = bench.outcome.cash, bench.outcome.money
    parts = (money.after_debt_usd, -money.kept_usd, money.treasury_sold_usd, money.line_drawn_usd, money.issued_usd)
    size = np.abs(cash.cash_bom_usd) + np.abs(cash.cash_eom_usd) + sum(np.abs(part) for part in parts)
    if where := _apart(bench.outcome, cash.cash_bom_usd + sum(parts), cash.cash_eom_usd, size):
        return f"opening cash and the month's flows are not closing cash: {where}"
    if where := _apart(bench.outcome, cash.cash_eom_usd[:-1], cash.cash_bom_usd[1:], size[1:]):
        return f"a month does not open with what the one before closed with: {where}"
    change = money.debt_drawn_usd - money.debt_repaid_usd - money.debt_converted_usd
    owed = np.abs(money.debt_eom_usd) + np.abs(change)
    if where := _apart(bench.outcome, money.debt_eom_usd[:-1] + change[1:], money.debt_eom_usd[1:], owed[1:]):
        return f"debt does not roll forward: {where}"
    return ""


def _apart(outcome: Outcome, found: Array, wanted: Array, size: Array) -> str:
    gap = np.abs(found - wanted) - RELATIVE * size - 1e-6
    if not (gap > 0.0).any():
        return ""
    place = int(np.argmax(gap))
    return f"{outcome.month[place]}, {found[place]:,.6g} against {wanted[place]:,.6g}"


def _npv_adds_up(bench: _Bench) -> str:
    """Two halves of the sites are worth what they are worth together, where no machine changes the network."""
    portfolio = _all_the_while(bench.scenario.portfolio)
    half = len(portfolio.sites) // 2
    if not half:
        return ""
    parts = [_only(portfolio, range(half)), _only(portfolio, range(half, len(portfolio.sites)))]
    whole = _margin_worth(bench.with_portfolio(portfolio))
    found = [_margin_worth(bench.with_portfolio(part)) for part in parts]
    size = sum(abs(value) for value in (*found, whole)) + 1.0
    if abs(sum(found) - whole) <= RELATIVE * size:
        return ""
    return f"two halves are worth USD {number(sum(found), 0)}, the whole USD {number(whole, 0)}"


def _margin_worth(outcome: Outcome) -> float:
    return float(outcome.fleet.cash_margin_usd @ outcome.cash.discount_factor)


def _all_the_while(portfolio: Portfolio) -> Portfolio:
    """The same machines, online before the data date and never retired, so that the network stays as it is."""
    lots = tuple(replace(lot, online_month="2010-01", retire_month="", client_default_frac_per_year=0.0,
                         degradation_frac_per_year=0.0) for lot in portfolio.lots)  # fmt: skip
    return replace(portfolio, lots=lots, debts=(), hedges=())


def _only(portfolio: Portfolio, places: range) -> Portfolio:
    sites = tuple(portfolio.sites[place] for place in places)
    kept = {site.id for site in sites}
    return replace(
        portfolio, sites=sites, lots=tuple(lot for lot in portfolio.lots if lot.site_id in kept),
        contracts=tuple(row for row in portfolio.contracts if row.site_id in kept),
    )  # fmt: skip


LAWS: dict[str, tuple[str, Callable[[_Bench], str]]] = {
    "dearer_power": ("Dearer power never raises a site's margin", _dearer_power),
    "dearer_demand": ("A higher demand charge never raises a site's margin", _dearer_demand),
    "spot_on_index": ("A higher spot price never raises the margin of a site that buys at spot", _spot_on_index),
    "spot_on_resale": ("A higher spot price never lowers the margin of a block that can be resold", _spot_on_resale),
    "no_curtailment": ("Energy that fetches nothing earns nothing when it is not used", _no_curtailment),
    "subsidy": ("The subsidy halves every 210,000 blocks and never otherwise", _subsidy),
    "share_of_blocks": ("The fleet mines at most its share of all coins", _share_of_blocks),
    "sites_add_up": ("Sites add up to the fleet, layer by layer", _sites_add_up),
    "layers": ("Revenue less costs is the margin, layer by layer", _layers),
    "cash_rolls": ("Cash and debt roll forward from month to month", _cash_rolls),
    "npv_adds_up": ("Sites are worth together what they are worth apart, before tax and company costs", _npv_adds_up),
}
