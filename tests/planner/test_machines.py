"""Operating points, age, resale and write-off: by hand, by brute force, and what they change in the network."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.contracts import Fixed
from planner.engine import scenario_columns
from planner.errors import InputRejected
from planner.figure import Array
from planner.machines import used_points
from planner.outcome import Outcome
from planner.portfolio import Lot, Portfolio, Site
from tests.planner.test_engine import one_lot, outcome_of, scenario_of

POINTS: dict[str, Any] = {
    "low_hashrate_th_s": 150.0,
    "low_power_w": 2_100.0,
    "high_hashrate_th_s": 230.0,
    "high_power_w": 4_700.0,
}
THREE = ((150.0, 2_100.0), (200.0, 3_500.0), (230.0, 4_700.0))  # 14, 28 and 40 J/TH from one to the next


def outcome_at(portfolio: Portfolio, months: int = 24, **assumed: float) -> Outcome:
    return outcome_of(scenario_of(portfolio, network_growth_frac_per_year=0.0, **assumed), months)


@st.composite
def points(draw: st.DrawFn) -> list[tuple[float, float]]:
    hashrates = sorted(draw(st.sets(st.integers(50, 500), min_size=1, max_size=4)))
    return [(float(th_s), draw(st.floats(500.0, 9_000.0))) for th_s in hashrates]


@given(stated=points(), usd_per_th=st.floats(0.0, 1.0), usd_per_w=st.floats(0.001, 0.2))
def test_steps_that_earn_lead_to_the_best_of_all_points(
    stated: list[tuple[float, float]], usd_per_th: float, usd_per_w: float
) -> None:
    def profit(point: tuple[float, float]) -> float:
        return point[0] * usd_per_th - point[1] * usd_per_w

    reached = (0.0, 0.0)
    for point in used_points(stated):
        if (point[0] - reached[0]) * usd_per_th > (point[1] - reached[1]) * usd_per_w:
            reached = point
    assert profit(reached) == pytest.approx(max(0.0, *map(profit, stated)), abs=1e-9)


@pytest.mark.parametrize("btc_price_usd", [20_000.0, 38_000.0, 60_000.0, 76_000.0, 90_000.0, 130_000.0])
def test_a_lot_runs_at_the_point_that_earns_most(btc_price_usd: float) -> None:
    outcome = outcome_at(one_lot(Fixed(price_usd_per_mwh=40.0), **POINTS), btc_price_usd=btc_price_usd)
    net = outcome.market.hashprice_usd_per_ph_day[0] * 0.99
    margin = [31 * (th_s * net - watts / 1e3 * 24 * 40) for th_s, watts in THREE]
    assert outcome.fleet.cash_margin_usd[0] == pytest.approx(max(0.0, *margin), rel=1e-12)
    best = THREE[int(np.argmax(margin))] if max(margin) > 0 else (0.0, 0.0)
    assert outcome.fleet.energy_mwh[0] == pytest.approx(best[1] * 1e-3 * 31 * 24, rel=1e-12)
    assert outcome.fleet.running_ph_s[0] == pytest.approx(best[0], rel=1e-12)
    assert outcome.fleet.online_ph_s[0] == 200.0


def test_prices_of_the_case_above_reach_every_point() -> None:
    prices = (20_000.0, 38_000.0, 60_000.0, 130_000.0)
    runs = [outcome_at(one_lot(Fixed(price_usd_per_mwh=40.0), **POINTS), btc_price_usd=price) for price in prices]
    assert [run.fleet.running_ph_s[0] for run in runs] == pytest.approx([0.0, 150.0, 200.0, 230.0])


def test_a_full_connection_serves_the_best_steps_of_all_lots() -> None:
    """4.2 MW: both low points (14 J/TH each, 2.1 MW each) come before anything else of either lot."""
    site = Site(id=1, name="Full house", pue=1.0, interconnect_mw=4.2)
    portfolio = one_lot(Fixed(price_usd_per_mwh=1.0), site=site, **POINTS)
    twin = replace(portfolio.lots[0], id=2, name="Twin")
    outcome = outcome_at(replace(portfolio, lots=(portfolio.lots[0], twin)))
    assert outcome.fleet.running_ph_s[0] == pytest.approx(300.0)
    assert outcome.lots.energy_mwh == pytest.approx([2.1 * 31 * 24] * 2)
    assert outcome.lots.served_frac == pytest.approx([2.1 / 4.7] * 2)


def test_a_lot_with_points_shows_the_cost_of_all_of_it_and_the_stop_of_its_first_step() -> None:
    lots = outcome_at(one_lot(Fixed(price_usd_per_mwh=40.0), **POINTS)).lots
    assert lots.hashcost_usd_per_ph_day[0] == pytest.approx(40 * 24 * 4_700 / 230 / 1e3)
    assert lots.stop_hashprice_usd_per_ph_day[0] == pytest.approx(40 * 24 * 2_100 / 150 / 1e3)


def test_a_point_above_the_hull_is_never_used_and_said() -> None:
    poor: dict[str, Any] = {
        "low_hashrate_th_s": 100.0,
        "low_power_w": 2_000.0,
    }  # 20 J/TH against 17.5 at the nominal point
    outcome = outcome_at(one_lot(Fixed(price_usd_per_mwh=40.0), **poor))
    plain = outcome_at(one_lot(Fixed(price_usd_per_mwh=40.0)))
    np.testing.assert_array_equal(outcome.fleet.energy_mwh, plain.fleet.energy_mwh)
    assert plain.notices == ()
    assert outcome.notices == (
        "Lot: an operating point is never used, since the points beside it make the same hashrate with less power.",
    )


@pytest.mark.parametrize(
    ("point", "where"),
    [
        ({"low_hashrate_th_s": 210.0, "low_power_w": 2_000.0}, "Low-power point"),
        ({"low_hashrate_th_s": 150.0, "low_power_w": 3_500.0}, "Low-power point"),
        ({"high_hashrate_th_s": 230.0, "high_power_w": 3_400.0}, "Overclocked point"),
        ({"high_hashrate_th_s": 200.0, "high_power_w": 4_700.0}, "Overclocked point"),
    ],
)
def test_a_point_that_does_not_lie_beside_the_nominal_one_is_refused(point: dict[str, float], where: str) -> None:
    with pytest.raises(InputRejected, match=f"{where}.*must lie (below|above) 200 TH/s and 3,500 W in both"):
        Lot(id=1, site_id=1, hashrate_th_s=200.0, power_w=3_500.0, **point)  # type: ignore[arg-type]  # by name


@pytest.mark.parametrize("half", [{"low_power_w": 2_100.0}, {"high_hashrate_th_s": 230.0}, {"high_power_w": 4_700.0}])
def test_half_a_point_is_none_yet_and_said(half: dict[str, Any]) -> None:
    """A point is typed cell by cell: the first of two must stand."""
    outcome = outcome_at(one_lot(Fixed(price_usd_per_mwh=40.0), **half))
    np.testing.assert_array_equal(
        outcome.fleet.energy_mwh, outcome_at(one_lot(Fixed(price_usd_per_mwh=40.0))).fleet.energy_mwh
    )
    assert outcome.notices == ("Lot: an operating point is half stated and not used; it needs hashrate and power.",)


def test_age_takes_hashrate_and_no_power() -> None:
    lot: dict[str, Any] = {"online_month": "2026-07", "degradation_frac_per_year": 0.1}
    outcome = outcome_at(one_lot(Fixed(price_usd_per_mwh=1.0), **lot))
    left = 0.9 ** (np.arange(24) / 12)
    np.testing.assert_allclose(outcome.fleet.running_ph_s, 200.0 * left, rtol=1e-12)
    np.testing.assert_allclose(outcome.fleet.online_ph_s, 200.0 * left, rtol=1e-12)
    np.testing.assert_allclose(outcome.fleet.energy_mwh, 3.5 * 24 * outcome.market.days, rtol=1e-12)


def test_age_stops_a_machine_that_no_longer_earns() -> None:
    lot: dict[str, Any] = {"online_month": "2026-07", "degradation_frac_per_year": 0.2}
    outcome = outcome_at(one_lot(Fixed(price_usd_per_mwh=60.0), **lot))
    net = outcome.market.hashprice_usd_per_ph_day * 0.99
    earns = net * 1_000 / (24 * 17.5 / 0.8 ** (np.arange(24) / 12)) > 60.0
    assert 0 < earns.sum() < 24
    np.testing.assert_array_equal(outcome.fleet.energy_mwh > 0.0, earns)


def sold(price: float, **lot: float | str) -> Outcome:
    machines: dict[str, Any] = {"machine_price_usd_per_th": price, "retire_month": "2027-07", **lot}
    return outcome_at(one_lot(Fixed(price_usd_per_mwh=40.0), **machines))


def test_a_lot_that_retires_is_sold_at_a_price_that_follows_hashprice() -> None:
    bought = sold(12.0, online_month="2026-08")
    hashprice = bought.market.hashprice_usd_per_ph_day
    proceeds = bought.fleet.machine_resale_usd
    assert proceeds[12] == pytest.approx(200_000 * 12.0 * hashprice[12] / hashprice[1], rel=1e-12)
    assert proceeds.sum() == proceeds[12]
    stated = sold(52.0, online_month="2021-09", purchase_hashprice_usd_per_ph_day=220.0)
    hashprice = stated.market.hashprice_usd_per_ph_day
    assert stated.fleet.machine_resale_usd[12] == pytest.approx(200_000 * 52.0 * hashprice[12] / 220.0, rel=1e-12)
    listed = sold(52.0, online_month="2021-09", power_w=4_000.0)  # 20 J/TH: the list's S19 XP+ hydro
    assert listed.fleet.machine_resale_usd[12] == pytest.approx(200_000 * 4.0 * hashprice[12] / 39.82, rel=1e-12)
    aged = sold(12.0, online_month="2026-07", degradation_frac_per_year=0.1)
    assert aged.fleet.machine_resale_usd[12] == pytest.approx(0.9 * 200_000 * 12.0, rel=1e-3)


def test_no_machine_brings_less_than_the_floor() -> None:
    assert sold(0.5).fleet.machine_resale_usd[12] > 200_000  # by the list
    assert sold(0.5, online_month="2026-08").fleet.machine_resale_usd[12] == 200_000.0
    assert sold(0.0, online_month="2026-08").fleet.machine_resale_usd[12] == 200_000.0


def test_what_a_machine_cost_is_depreciated_or_written_off_and_paid_with_its_duty() -> None:
    outcome = sold(12.0, online_month="2026-08", import_duty_frac=0.2, machine_life_years=4.0)
    fleet, cash = outcome.fleet, outcome.cash
    assert fleet.machine_capex_usd[1] == 2.4e6
    assert fleet.import_duty_usd[1] == pytest.approx(0.48e6)
    assert fleet.depreciation_usd.sum() == pytest.approx(2.88e6 * 11 / 48)
    assert fleet.write_off_usd[12] == pytest.approx(2.88e6 * 37 / 48)
    assert (fleet.depreciation_usd + fleet.write_off_usd).sum() == pytest.approx(2.88e6)
    free = cash.ebitda_usd - fleet.machine_capex_usd - fleet.import_duty_usd + fleet.machine_resale_usd
    np.testing.assert_allclose(cash.free_cash_usd, free, rtol=1e-12)
    assert sold(12.0, online_month="2020-01").fleet.write_off_usd.sum() == 0.0


def test_own_machines_that_age_or_leave_take_their_hashrate_off_the_network() -> None:
    base = one_lot(Fixed(price_usd_per_mwh=40.0), count=100_000, online_month="2024-06")
    still = outcome_at(base).market.network_hashrate_eh_s

    def change(**lot: Any) -> Array:
        machines = replace(base.lots[0], **lot)
        return outcome_at(replace(base, lots=(machines,))).market.network_hashrate_eh_s - still

    np.testing.assert_allclose(change(retire_month="2026-10"), [0.0] * 3 + [-20.0] * 21, atol=1e-9)
    age = np.arange(25, 49)  # months since it went online; the data date is in month 24 of its life
    np.testing.assert_allclose(
        change(degradation_frac_per_year=0.1), 20.0 * (0.9 ** (age / 12) - 0.9 ** (24 / 12)), atol=1e-9
    )
    np.testing.assert_allclose(change(owner="client", retire_month="2026-10"), np.zeros(24), atol=1e-9)


def test_own_machines_stand_as_collateral_by_what_they_were_bought_at() -> None:
    """The same price and hashprice stand together; a client's machines and one that comes later do not count."""
    base = one_lot(Fixed(price_usd_per_mwh=40.0), purchase_hashprice_usd_per_ph_day=50.0, machine_price_usd_per_th=10.0)
    lot = base.lots[0]
    lots = (
        lot, replace(lot, id=2, name="Same"), replace(lot, id=3, name="Client", owner="client"),
        replace(lot, id=4, name="Later", online_month="2030-01"),
        replace(lot, id=5, name="Bought", online_month="2026-09", purchase_hashprice_usd_per_ph_day=0.0),
    )  # fmt: skip
    found = scenario_columns(scenario_of(replace(base, lots=lots)), 24).collateral
    th_s = lot.count * lot.hashrate_th_s
    held = dict(zip(found.bought_month.tolist(), found.th_s[:, :3].tolist(), strict=True))
    assert held == {-1: [2 * th_s] * 3, 2: [0.0, 0.0, th_s]}
    assert found.price_usd_per_th.tolist() == [10.0, 10.0]
    assert found.bought_usd_per_ph_day.tolist() == [50.0, 0.0]
