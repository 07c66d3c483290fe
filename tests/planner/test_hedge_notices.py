from __future__ import annotations

from dataclasses import replace

from planner.company import Company
from planner.hedge import Hedge
from planner.hedge_notices import hedge_notices
from planner.hedges import BtcPut, HashpriceForward, PowerSwap
from planner.portfolio import Lot, Portfolio, Site

SITE = Site(id=1, name="Site", interconnect_mw=30.0)
LOT = Lot(id=1, name="Lot", site_id=1, hashrate_th_s=200.0, count=1_000, online_month="2026-09", retire_month="2027-03")


def forward(number: int, volume_ph_s: float, first: str = "2026-09", last: str = "2026-12") -> Hedge:
    terms = HashpriceForward(volume_ph_s=volume_ph_s, first_month=first, last_month=last)
    return Hedge(id=number, name=f"Forward {number}", terms=terms)


def swap(number: int, mw: float, first: str = "2026-09", last: str = "2026-12") -> Hedge:
    terms = PowerSwap(mw=mw, first_month=first, last_month=last)
    return Hedge(id=number, name=f"Swap {number}", site_id=1, terms=terms)


def told(*hedges: Hedge, lots: tuple[Lot, ...] = (LOT,)) -> list[str]:
    portfolio = Portfolio(company=Company(start_month="2026-07"), sites=(SITE,), lots=lots, hedges=hedges)
    return list(hedge_notices(portfolio))


def test_hashrate_sold_within_what_there_is_says_nothing() -> None:
    assert told(forward(1, 120.0), forward(2, 80.0)) == []
    assert told(forward(1, 200.0, last="2027-02")) == []
    assert told() == []


def test_more_hashrate_sold_than_there_is_names_the_worst_month() -> None:
    (notice,) = told(forward(1, 120.0), forward(2, 90.0, first="2026-11"))
    assert notice == ("More hashrate is sold forward than the company has: 210 PH/s against 200 PH/s in 2026-11.")
    (early,) = told(forward(1, 150.0, first="2026-08"))
    assert "150 PH/s against 0 PH/s in 2026-08" in early
    (late,) = told(forward(1, 150.0, last="2027-03"))
    assert "150 PH/s against 0 PH/s in 2027-03" in late


def test_a_clients_machines_are_not_the_companys() -> None:
    assert told(forward(1, 150.0), lots=(replace(LOT, owner="client"),)) != []


def test_more_power_swapped_than_a_site_draws_is_told() -> None:
    assert told(swap(1, 30.0)) == []
    assert told(swap(1, 20.0), swap(2, 20.0, first="2027-01", last="2027-02")) == []
    (notice,) = told(swap(1, 20.0), swap(2, 20.0, first="2026-12", last="2027-02"))
    assert notice == "More power is swapped than Site can draw: 40 MW against 30 MW in 2026-12."


def test_a_hedge_that_ended_before_the_start_is_told() -> None:
    put = Hedge(id=1, name="Old put", terms=BtcPut(first_month="2026-01", last_month="2026-06"))
    assert told(put) == ["Old put ends in 2026-06, before the projection begins: nothing of it settles."]
    assert told(replace(put, terms=BtcPut(first_month="2026-01", last_month="2026-07"))) == []
