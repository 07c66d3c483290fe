from __future__ import annotations

from dataclasses import replace

import pytest

from planner import engine
from planner.contracts import Fixed, FixedResale, Hosting, Index
from planner.edits import book_of
from planner.errors import InputRejected
from planner.outcome import Request
from planner.portfolio import Portfolio
from planner.reference import load_reference, sample_edit_rows
from planner.scenario import Scenario

SAMPLE = book_of(sample_edit_rows("saltbrush")).scenario(load_reference())


def run(scenario: Scenario) -> None:
    engine.run(Request(number=1, scenario=scenario, horizon_months=12))


def with_portfolio(portfolio: Portfolio) -> Scenario:
    return replace(SAMPLE, portfolio=portfolio)


@pytest.mark.parametrize(
    "terms",
    [
        Fixed(price_usd_per_mwh=0.054),
        FixedResale(price_usd_per_mwh=0.054, block_mw=5.0),
        Hosting(rate_usd_per_mwh=0.054),
    ],
)
def test_an_energy_price_by_the_kwh_is_refused_with_the_price_that_is_meant(
    terms: Fixed | FixedResale | Hosting,
) -> None:
    portfolio = SAMPLE.portfolio
    first = replace(portfolio.contracts[0], terms=terms)
    with pytest.raises(
        InputRejected, match=rf"{first.name}, price.*0\.054 USD/MWh.*if it is USD/kWh, write 54"
    ) as refused:
        run(with_portfolio(replace(portfolio, contracts=(first, *portfolio.contracts[1:]))))
    assert len(refused.value.problems) == 1


@pytest.mark.parametrize(
    "terms", [Fixed(price_usd_per_mwh=0.0), Fixed(price_usd_per_mwh=1.0), Index(adder_usd_per_mwh=0.1)]
)
def test_nothing_a_dollar_and_a_small_adder_are_prices(terms: Fixed | Index) -> None:
    portfolio = SAMPLE.portfolio
    first = replace(portfolio.contracts[0], terms=terms)
    run(with_portfolio(replace(portfolio, contracts=(first, *portfolio.contracts[1:]))))


def test_the_price_of_a_machine_in_place_of_a_th_is_refused() -> None:
    lots = SAMPLE.portfolio.lots
    wrong = replace(lots[0], hashrate_th_s=200.0, power_w=3_500.0, machine_price_usd_per_th=900.0,
                    low_hashrate_th_s=0.0, low_power_w=0.0, high_hashrate_th_s=0.0, high_power_w=0.0)  # fmt: skip
    with pytest.raises(InputRejected, match=r"makes a machine cost 180,?000 USD.*write 4\.5 USD/TH"):
        run(with_portfolio(replace(SAMPLE.portfolio, lots=(wrong, *lots[1:]))))


def test_more_machines_than_the_network_has_are_refused() -> None:
    sites = tuple(replace(site, interconnect_mw=100_000.0) for site in SAMPLE.portfolio.sites)
    lots = tuple(replace(lot, count=lot.count * 300) for lot in SAMPLE.portfolio.lots)
    with pytest.raises(InputRejected, match="more BTC than the network issues"):
        run(with_portfolio(replace(SAMPLE.portfolio, sites=sites, lots=lots)))
