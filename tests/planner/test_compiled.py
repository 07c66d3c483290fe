from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from planner.columns import Columns
from planner.compiled import columns_of
from planner.contracts import Fixed, FixedResale
from planner.errors import InputRejected
from planner.portfolio import Contract, Portfolio
from planner.quantities import month_index
from planner.reference import load_reference
from tests.generators import portfolio_from

REFERENCE = load_reference()
PORTFOLIO = portfolio_from(11, REFERENCE, sites=7, lots=40)


def compiled(portfolio: Portfolio, months: int = 36) -> Columns:
    return columns_of(REFERENCE, portfolio, months, month_index("2026-06"))


def test_the_same_portfolio_is_compiled_once() -> None:
    assert compiled(PORTFOLIO) is compiled(PORTFOLIO)
    assert compiled(replace(PORTFOLIO)) is not compiled(PORTFOLIO)


def test_rows_of_machines_add_up_to_what_the_connection_allows() -> None:
    columns = compiled(PORTFOLIO)
    load = np.zeros((7, 36))
    for rows in (columns.fixed, columns.spot):
        machines = rows.lot >= 0
        np.add.at(load, columns.groups.site[rows.group[machines]], rows.load_mw[machines])
    limit = np.array([site.interconnect_mw for site in PORTFOLIO.sites])
    assert (load <= limit[:, None] + 1e-9).all()
    full = load >= limit[:, None] - 1e-9
    assert full.any()
    assert bool(columns.notices) == bool(full.any())


def test_a_block_is_filled_by_the_most_efficient_and_its_rest_has_a_row_without_machines() -> None:
    site = replace(PORTFOLIO.sites[0], pue=1.0, interconnect_mw=100.0)
    lot = replace(
        PORTFOLIO.lots[0], site_id=site.id, power_w=1_000.0, count=6_000, online_month="2024-01", retire_month=""
    )
    good = replace(lot, id=1, name="Good", hashrate_th_s=100.0)
    poor = replace(lot, id=2, name="Poor", hashrate_th_s=50.0)
    terms = FixedResale(block_mw=8.0)
    contract = Contract(id=1, name="Block", site_id=site.id, terms=terms)
    portfolio = Portfolio(sites=(site,), lots=(poor, good), contracts=(contract,))
    rows = compiled(portfolio, 12).spot
    assert list(zip(rows.lot.tolist(), rows.group.tolist(), rows.load_mw[:, 0].tolist(), strict=True)) == [
        (1, 0, 6.0),
        (0, 0, 2.0),
        (0, 1, 4.0),
    ]
    wide = replace(portfolio, contracts=(replace(contract, terms=replace(terms, block_mw=20.0)),))
    spare = compiled(wide, 12).spot
    assert spare.lot.tolist() == [1, 0, -1]
    assert spare.load_mw[2, 0] == pytest.approx(8.0)
    assert spare.availability_frac[2] == 0.0


def test_depreciation_ends_with_the_life_of_the_machine() -> None:
    site = replace(PORTFOLIO.sites[0], infrastructure_usd=0.0)
    lot = replace(PORTFOLIO.lots[0], site_id=1, online_month="2026-08", retire_month="", count=100, hashrate_th_s=100.0,
                  machine_price_usd_per_th=12.0, machine_life_years=1.0)  # fmt: skip
    contract = Contract(id=1, name="Tariff", site_id=1, terms=Fixed())
    columns = compiled(Portfolio(sites=(site,), lots=(lot,), contracts=(contract,)))
    cost = 100 * 100.0 * 12.0
    assert columns.depreciation_usd[0].tolist() == pytest.approx([0.0] + [cost / 12] * 12 + [0.0] * 23)
    assert columns.machine_capex_usd[0].tolist() == [0.0, cost] + [0.0] * 34


def test_an_unknown_power_market_is_refused_with_the_nearest() -> None:
    site = replace(PORTFOLIO.sites[0], power_market="ERCOT Wst")
    with pytest.raises(InputRejected) as caught:
        compiled(replace(PORTFOLIO, sites=(site, *PORTFOLIO.sites[1:])))
    assert "ERCOT West" in caught.value.sentence()


def test_an_empty_portfolio_compiles() -> None:
    columns = compiled(Portfolio(), 12)
    assert columns.groups.site.size == 0
    assert columns.online_ph_s.shape == (0, 12)
