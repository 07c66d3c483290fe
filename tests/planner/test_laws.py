"""Each law holds on portfolios of every kind, and catches an engine that was broken to violate it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from planner import engine, laws
from planner.contracts import DemandCharge, FixedResale, Index
from planner.edits import book_of
from planner.errors import InputRejected
from planner.figure import frozen
from planner.outcome import Outcome, Request
from planner.reference import load_reference, sample_edit_rows, sample_names
from planner.scenario import Book
from tests.generators import portfolio_from

REFERENCE = load_reference()


def request_of(seed: int, months: int = 30) -> Request:
    portfolio = portfolio_from(seed, REFERENCE, sites=8, lots=20, start="2027-06", every_kind=True)
    kinds = (Index(), FixedResale(block_mw=portfolio.sites[1].interconnect_mw), DemandCharge(ratchet_frac=0.0))
    contracts = tuple(
        replace(row, terms=kinds[place], expiry_month="") if place < len(kinds) else row
        for place, row in enumerate(sorted(portfolio.contracts, key=lambda row: row.site_id))
    )
    portfolio = replace(portfolio, contracts=tuple(sorted(contracts, key=lambda row: row.id)))
    return Request(number=1, scenario=Book(portfolio=portfolio).scenario(REFERENCE), horizon_months=months)


@pytest.mark.parametrize("name", sample_names())
def test_the_samples_obey(name: str) -> None:
    scenario = book_of(sample_edit_rows(name)).scenario(REFERENCE)
    found = list(laws.check(Request(number=1, scenario=scenario)))
    assert [law.key for law in found] == list(laws.LAWS)
    assert {law.key: law.where for law in found if not law.holds} == {}


@pytest.mark.parametrize("seed", range(5))
def test_generated_portfolios_obey(seed: int) -> None:
    assert [(law.key, law.where) for law in laws.check(request_of(seed)) if not law.holds] == []


def test_an_empty_portfolio_obeys() -> None:
    found = laws.check(Request(number=1, scenario=Book().scenario(REFERENCE), horizon_months=12))
    assert all(law.holds for law in found)


def test_a_copy_that_cannot_be_run_is_said_not_hidden() -> None:
    def refuses(request: Request) -> Outcome:
        if request.number == 0:
            raise InputRejected("No copies today.")
        return engine.run(request)

    found = {law.key: law.where for law in laws.check(request_of(1), refuses)}
    assert found["dearer_power"] == "could not be checked: No copies today."
    assert found["layers"] == ""


# --- broken engines ---------------------------------------------------------------------------------------------

Break = Callable[[Outcome], Outcome]


def margin(outcome: Outcome, change: np.ndarray | float) -> Outcome:
    """The outcome with another margin at every site."""
    sites = replace(outcome.sites, cash_margin_usd=frozen(outcome.sites.cash_margin_usd + change))
    return replace(outcome, sites=sites)


def rebates_dear_power(outcome: Outcome) -> Outcome:
    return margin(outcome, 1e6 * outcome.scenario.assumptions.power_price_shift_usd_per_mwh)


def rewards_demand(outcome: Outcome) -> Outcome:
    terms = [row.terms for row in outcome.scenario.portfolio.contracts]
    dearest = max((one.demand_usd_per_kw_month for one in terms if isinstance(one, DemandCharge)), default=0.0)
    return margin(outcome, 1e6 * dearest)


def earns_by_spot(outcome: Outcome) -> Outcome:
    return margin(outcome, 1e7 * outcome.scenario.assumptions.spot_level_frac)


def pays_for_spot(outcome: Outcome) -> Outcome:
    return margin(outcome, -1e7 * outcome.scenario.assumptions.spot_level_frac)


def pays_for_idleness(outcome: Outcome) -> Outcome:
    resold = frozen(outcome.sites.power_credits_usd + 5e6)
    return replace(outcome, sites=replace(outcome.sites, power_credits_usd=resold))


def rounds_the_subsidy(outcome: Outcome) -> Outcome:
    subsidy = np.array(outcome.market.subsidy_btc)
    subsidy[-1] = 1.6
    return replace(outcome, market=replace(outcome.market, subsidy_btc=frozen(subsidy)))


def mints(outcome: Outcome) -> Outcome:
    return replace(outcome, fleet=replace(outcome.fleet, btc_received=frozen(outcome.fleet.btc_received * 3.0)))


def loses_a_site(outcome: Outcome) -> Outcome:
    power = np.array(outcome.sites.power_usd)
    power[-1] = 0.0
    return replace(outcome, sites=replace(outcome.sites, power_usd=frozen(power)))


def forgets_a_cost(outcome: Outcome) -> Outcome:
    fleet = outcome.fleet
    return replace(
        outcome, fleet=replace(fleet, cash_margin_usd=frozen(fleet.cash_margin_usd + fleet.site_operating_usd))
    )


def forgets_a_company_cost(outcome: Outcome) -> Outcome:
    return replace(outcome, cash=replace(outcome.cash, ebitda_usd=outcome.fleet.cash_margin_usd))


def leaks_cash(outcome: Outcome) -> Outcome:
    return replace(outcome, cash=replace(outcome.cash, cash_eom_usd=frozen(outcome.cash.cash_eom_usd * 1.001)))


def opens_elsewhere(outcome: Outcome) -> Outcome:
    cash = outcome.cash
    return replace(
        outcome, cash=replace(cash, cash_bom_usd=frozen(cash.cash_bom_usd + 1.0), cash_eom_usd=frozen(
            cash.cash_eom_usd + 1.0 + np.arange(cash.cash_eom_usd.size)))
    )  # fmt: skip


def has_economies_of_scale(outcome: Outcome) -> Outcome:
    saved = 1e4 * len(outcome.scenario.portfolio.sites) ** 2
    return replace(outcome, fleet=replace(outcome.fleet, cash_margin_usd=frozen(outcome.fleet.cash_margin_usd + saved)))


BROKEN: list[tuple[str, Break]] = [
    ("dearer_power", rebates_dear_power),
    ("dearer_demand", rewards_demand),
    ("spot_on_index", earns_by_spot),
    ("spot_on_resale", pays_for_spot),
    ("no_curtailment", pays_for_idleness),
    ("subsidy", rounds_the_subsidy),
    ("share_of_blocks", mints),
    ("sites_add_up", loses_a_site),
    ("layers", forgets_a_cost),
    ("layers", forgets_a_company_cost),
    ("cash_rolls", leaks_cash),
    ("cash_rolls", opens_elsewhere),
    ("npv_adds_up", has_economies_of_scale),
]


def test_every_law_has_its_broken_engine() -> None:
    assert {key for key, _ in BROKEN} == set(laws.LAWS)


@pytest.mark.parametrize(("key", "broken"), BROKEN, ids=[breaks.__name__ for _, breaks in BROKEN])
def test_a_broken_engine_is_caught_by_its_law(key: str, broken: Break) -> None:
    found = {law.key: law for law in laws.check(request_of(5), lambda request: broken(engine.run(request)))}
    assert not found[key].holds
    assert found[key].where
