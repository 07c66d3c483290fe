"""Capacity: sums by hand, and the peak of what comes and goes, held against the engine's own notice."""

from __future__ import annotations

from dataclasses import replace

import pytest

from planner.capacity import lots_total, site_draws
from planner.company import Company
from planner.compiled import columns_of
from planner.contracts import Fixed, Hosting
from planner.portfolio import Contract, Lot, Portfolio, Site
from planner.quantities import month_index
from planner.reference import load_reference
from tests.generators import portfolio_from

SITE = Site(id=1, name="North", interconnect_mw=10.0, pue=1.1)
OLD = Lot(id=1, name="Old", site_id=1, count=1_000, power_w=3_000.0, hashrate_th_s=100.0, online_month="2024-01",
          retire_month="2026-09")  # fmt: skip
NEW = Lot(id=2, name="New", site_id=1, count=2_000, power_w=4_000.0, hashrate_th_s=250.0, online_month="2026-09")
GONE = replace(OLD, id=3, name="Gone", retire_month="2026-05")
FIXED = Contract(id=1, name="Tariff", site_id=1, terms=Fixed())


def portfolio(*lots: Lot, site: Site = SITE, contract: Contract = FIXED) -> Portfolio:
    return Portfolio(company=Company(start_month="2026-07"), sites=(site,), lots=lots, contracts=(contract,))


def test_lots_add_up_at_nameplate() -> None:
    total = lots_total((OLD, NEW))
    assert (total.lots, total.machines) == (2, 3_000)
    assert total.hashrate_eh_s == pytest.approx(0.6)
    assert total.power_mw == pytest.approx(11.0)
    assert total.efficiency_j_per_th == pytest.approx(11e6 / 0.6e6)
    assert lots_total(()).efficiency_j_per_th is None


def test_the_draw_is_the_peak_after_pue() -> None:
    draw = site_draws(portfolio(OLD, NEW, GONE))[1]
    assert draw.used_mw == pytest.approx(8.0 * 1.1)  # the old lot leaves in the month in which the new one comes
    assert (draw.month, draw.excess_mw) == ("2026-09", 0.0)
    assert draw.used_frac == pytest.approx(0.88)


def test_a_lot_that_leaves_later_makes_the_site_too_small() -> None:
    draw = site_draws(portfolio(replace(OLD, retire_month="2026-10"), NEW))[1]
    assert draw.excess_mw == pytest.approx(11 * 1.1 - 10)
    assert draw.month == "2026-09"


def test_a_lot_draws_what_it_draws_at_its_highest_point() -> None:
    overclocked = replace(NEW, high_hashrate_th_s=280.0, high_power_w=5_500.0)
    assert site_draws(portfolio(overclocked))[1].used_mw == pytest.approx(11.0 * 1.1)


def test_where_others_own_the_site_there_is_no_pue() -> None:
    hosted = replace(FIXED, terms=Hosting())
    assert site_draws(portfolio(NEW, contract=hosted))[1].used_mw == pytest.approx(8.0)


def test_a_site_without_a_connection_or_machines() -> None:
    none = replace(SITE, interconnect_mw=0.0)
    assert site_draws(portfolio(site=none))[1].used_frac == 0.0
    assert site_draws(portfolio(NEW, site=none))[1].used_frac == float("inf")


@pytest.mark.parametrize("seed", range(6))
def test_the_engine_reports_the_same_sites_as_too_small(seed: int) -> None:
    reference = load_reference()
    drawn = portfolio_from(seed, reference, sites=6, lots=18, every_kind=seed > 2)
    notices = columns_of(reference, drawn, 400, month_index(drawn.company.start_month)).notices
    told = {notice.partition(":")[0] for notice in notices if "stand idle" in notice}
    assert told == {draw.name for draw in site_draws(drawn).values() if draw.excess_mw}
