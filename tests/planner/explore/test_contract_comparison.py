from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from planner import engine
from planner.contracts import KINDS, DemandCharge, Fixed, Index
from planner.errors import Undefined
from planner.explore.contract_comparison import comparable_terms, contract_comparison
from planner.explore.stages import evaluate, run
from planner.outcome import ContractComparison, Outcome, Request
from planner.portfolio import Contract, Portfolio
from planner.reference import load_reference
from planner.scenario import Book, Scenario
from tests.generators import portfolio_from

REFERENCE = load_reference()
PORTFOLIO = portfolio_from(4, REFERENCE, sites=4, lots=16, every_kind=True)


def scenario_of(portfolio: Portfolio) -> Scenario:
    return Book(portfolio=portfolio).scenario(REFERENCE)


def outcome_of(portfolio: Portfolio = PORTFOLIO) -> Outcome:
    return engine.run(Request(number=1, scenario=scenario_of(portfolio), horizon_months=24))


def compared(outcome: Outcome) -> ContractComparison:
    found = contract_comparison(outcome)
    assert isinstance(found, ContractComparison)
    return found


def test_under_its_own_kind_a_site_is_as_the_run_has_it() -> None:
    outcome = outcome_of()
    found = compared(outcome)
    sites = outcome.sites
    for place, kind in enumerate(found.own_kind):
        row = found.kinds.index(kind)
        assert found.cash_margin_usd[row, place] == pytest.approx(sites.cash_margin_usd[place, :12].sum(), rel=1e-9)
        net = (sites.power_usd - sites.power_credits_usd + sites.hosting_usd)[place, :12].sum()
        assert found.paid_usd[row, place] == pytest.approx(net, rel=1e-9, abs=1e-3)


def test_each_kind_is_the_run_of_a_portfolio_with_those_contracts() -> None:
    """One site alone under another kind, the others as they are: what it pays is the same."""
    outcome = outcome_of()
    found = compared(outcome)
    for row, kind in enumerate(found.kinds):
        other = found.contracts[row][2]
        contracts = tuple(other if contract.id == other.id else contract for contract in PORTFOLIO.contracts)
        alone = outcome_of(replace(PORTFOLIO, contracts=contracts))
        place = [site.id for site in PORTFOLIO.sites].index(other.site_id)
        assert other.terms.kind == kind
        expected = alone.sites.cash_margin_usd[place, :12].sum()
        assert found.cash_margin_usd[row, place] == pytest.approx(expected, rel=1e-9, abs=1e-3)


def test_at_full_load_the_fixed_kinds_cost_what_the_site_pays_now() -> None:
    contract = Contract(id=1, name="Own", site_id=1, terms=Index(adder_usd_per_mwh=3.0))
    for kind in ("fixed", "fixed_resale", "block_index", "take_or_pay"):
        terms = comparable_terms(kind, contract, 41.5, 20.0)
        assert terms.price_usd_per_mwh == 41.5  # type: ignore[attr-defined]  # each of them has one
    demand = comparable_terms("demand_charge", contract, 41.5, 20.0)
    assert isinstance(demand, DemandCharge)
    assert demand.price_usd_per_mwh + demand.demand_usd_per_kw_month * 12_000 / 8_760 == pytest.approx(41.5)
    assert comparable_terms("index", contract, 41.5, 20.0) is contract.terms
    fixed = replace(contract, terms=Fixed(price_usd_per_mwh=30.0), after_expiry_adder_usd_per_mwh=7.5)
    assert comparable_terms("index", fixed, 30.0, 20.0) == Index(adder_usd_per_mwh=7.5)
    assert comparable_terms("fixed_resale", fixed, 30.0, 20.0).block_mw == 20.0  # type: ignore[attr-defined]  # a block
    assert comparable_terms("fixed", contract, 9_999.0, 20.0) == Fixed(price_usd_per_mwh=2_000.0)


def test_without_contracts_there_is_a_reason_and_a_stop_drops_it() -> None:
    nothing = replace(PORTFOLIO, lots=(), contracts=(), debts=(), hedges=())
    assert isinstance(contract_comparison(outcome_of(nothing)), Undefined)
    assert contract_comparison(outcome_of(), should_stop=lambda: True) is None


def test_only_who_asks_gets_it() -> None:
    request = Request(number=1, scenario=scenario_of(PORTFOLIO), horizon_months=12)
    assert evaluate(request).contracts is None
    asked = replace(request, with_contracts=True)
    assert isinstance(evaluate(asked).contracts, ContractComparison)
    emitted: list[Outcome] = []
    run(asked, emitted.append, lambda: False)
    assert emitted[0].contracts is None
    last = emitted[-1].contracts
    assert isinstance(last, ContractComparison)
    assert last.kinds == tuple(KINDS)
    assert last.cash_margin_usd.shape == (len(KINDS), len(PORTFOLIO.sites))
    assert np.isfinite(last.cash_margin_usd).all()
