"""The shipped samples are fictional, say so, and lie within what published miners report."""

from __future__ import annotations

import functools

import pytest

from planner.edits import book_of
from planner.engine import run
from planner.hedge_notices import hedge_notices
from planner.outcome import Outcome, Request
from planner.quantities import KWH_PER_MWH
from planner.reference import load_reference, sample_edit_rows, sample_names
from planner.scenario import Book

NAMES = ("saltbrush", "tindravatn")


def book(name: str) -> Book:
    return book_of(sample_edit_rows(name))


@functools.cache
def outcome(name: str, scenario: str = "") -> Outcome:
    return run(Request(number=1, scenario=book(name).scenario(load_reference(), scenario)))


def test_the_small_one_comes_first() -> None:
    assert sample_names() == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_it_says_that_it_is_fictional(name: str) -> None:
    company = book(name).portfolio.company
    assert company.name.endswith("(fictional)")
    assert "No such company exists" in company.note
    assert len(book(name).scenarios) >= 2
    assert all("assumption" in row.note for row in book(name).scenarios)


@pytest.mark.parametrize("name", NAMES)
def test_its_machines_and_power_markets_are_those_that_ship(name: str) -> None:
    reference, portfolio = load_reference(), book(name).portfolio
    for lot in portfolio.lots:
        machine = reference.machine(lot.machine)
        assert (machine.model, machine.hashrate_th_s, machine.power_w) == (lot.machine, lot.hashrate_th_s, lot.power_w)
    assert {site.power_market for site in portfolio.sites} <= set(reference.power_markets)


def test_the_large_one_is_larger_and_elsewhere() -> None:
    small, large = book("saltbrush").portfolio, book("tindravatn").portfolio
    assert 12 <= len(large.sites) <= 14
    assert 55 <= len(large.lots) <= 65
    assert len(large.lots) > len(small.lots)
    markets = load_reference().power_markets
    countries = {markets[site.power_market].jurisdiction[:2] for site in large.sites}
    assert countries == {"NO", "CA", "PY"}
    assert "US" not in countries


@pytest.mark.parametrize("scenario", ["Base", "Bear", "Bull"])
def test_the_large_one_is_plausible(scenario: str) -> None:
    found = outcome("tindravatn", scenario)
    portfolio = found.scenario.portfolio
    measures = found.measures
    assert 16 <= _number(measures["fleet_efficiency_j_per_th"]) <= 24
    # Where the network answers a low price, fewer machines share the coins.
    assert 45_000 <= _number(measures["cash_cost_usd_per_btc"]) <= 85_000
    assert 0.85 <= _number(measures["fleet_uptime_frac"]) <= 0.97
    hosted = {contract.site_id for contract in portfolio.contracts if contract.terms.kind == "hosting"}
    base = outcome("tindravatn", "Base")
    for place, site in enumerate(portfolio.sites):
        cents_per_kwh = float(base.contract_price_usd_per_mwh[place]) * 100 / KWH_PER_MWH
        low, high = (5.5, 7.3) if site.id in hosted else (3.0, 5.5)
        assert low <= cents_per_kwh <= high, site.name
        assert site.id in hosted or 1.02 <= site.pue <= 1.10


@pytest.mark.parametrize(("name", "owed_usd"), [("saltbrush", 185e6), ("tindravatn", 240e6)])
def test_it_owes_what_published_miners_owe_and_hedges_less_than_it_mines(name: str, owed_usd: float) -> None:
    found = outcome(name)
    portfolio, mined_btc = found.scenario.portfolio, float(found.fleet.btc_received[0])
    assert sum(debt.terms.outstanding_usd for debt in portfolio.debts) == owed_usd
    assert all(0.0 < debt.terms.rate_frac_per_year < 0.15 for debt in portfolio.debts)
    assert "convertible" in {debt.terms.kind for debt in portfolio.debts}
    hedged_btc = sum(getattr(hedge.terms, "btc_per_month", 0.0) for hedge in portfolio.hedges)
    assert 0.0 < hedged_btc < 0.5 * mined_btc
    assert list(hedge_notices(portfolio)) == []
    assert found.money.missing_usd[:24].max() == 0.0


def test_its_scenarios_are_in_order() -> None:
    npv = {name: _number(outcome("tindravatn", name).measures["npv_usd"]) for name in ("Bear", "Base", "Bull")}
    assert npv["Bear"] < npv["Base"] < npv["Bull"]


def _number(value: object) -> float:
    assert isinstance(value, float)
    return value
