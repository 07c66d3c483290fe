"""The mining formulas against the golden vector, a second implementation and their own identities."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.models import mining
from tests.oracles import mining as oracle

DIFFICULTY, SUBSIDY, FEES, PRICE = 138_955_357_012_247.0, 3.125, 0.0197, 71_328.73


def all_quantities(
    *,
    hashrate_th_s: float,
    power_w: float,
    power_price_usd_per_kwh: float,
    btc_price_usd: float,
    difficulty: float,
    subsidy_btc: float,
    fees_btc_per_block: float,
    pool_fee_frac: float,
    pue: float,
    uptime_frac: float,
) -> dict[str, object]:
    """Every quantity of the module from the same inputs as the oracle takes."""
    price_mwh = power_price_usd_per_kwh * 1000.0
    efficiency = power_w / hashrate_th_s
    hashprice = mining.hashprice_usd_per_ph_day(difficulty, subsidy_btc, fees_btc_per_block, btc_price_usd)
    btc = mining.btc_per_day(hashrate_th_s, difficulty, subsidy_btc, fees_btc_per_block, pool_fee_frac, uptime_frac)
    cost = mining.power_cost_usd_per_day(power_w, pue, price_mwh, uptime_frac)
    hashcost = mining.hashcost_usd_per_ph_day(efficiency, pue, price_mwh)
    energy = mining.energy_hashprice_usd_per_mwh(hashprice, efficiency, pue)
    breakeven = mining.breakeven_btc_price_usd(cost, btc)
    return {
        "btc_per_day": btc,
        "hashprice_usd_per_ph_day": hashprice,
        "hashcost_usd_per_ph_day": hashcost,
        "energy_hashprice_usd_per_mwh": energy,
        "breakeven_power_price_usd_per_mwh": mining.breakeven_power_price_usd_per_mwh(energy, pool_fee_frac),
        "breakeven_btc_price_usd": breakeven,
        "breakeven_hashprice_usd_per_ph_day": mining.breakeven_hashprice_usd_per_ph_day(hashcost, pool_fee_frac),
        "breakeven_efficiency_j_per_th": mining.breakeven_efficiency_j_per_th(hashprice, pool_fee_frac, pue, price_mwh),
        "breakeven_difficulty": mining.breakeven_difficulty(difficulty, btc_price_usd, breakeven),
        "power_cost_usd_per_day": cost,
        "revenue_usd_per_day": mining.revenue_usd_per_day(hashrate_th_s, hashprice, uptime_frac),
        "gross_margin_frac": mining.gross_margin_frac(hashcost, hashprice, pool_fee_frac),
    }


def test_share_of_fees_is_of_the_whole_reward() -> None:
    assert mining.fees_btc_per_block(3.125, 0.02) == pytest.approx(0.063776, abs=5e-7)
    assert mining.fees_btc_per_block(3.125, 0.0) == 0.0


fleets = st.fixed_dictionaries(
    {
        "hashrate_th_s": st.floats(1.0, 1e9),
        "power_w": st.floats(10.0, 1e10),
        "power_price_usd_per_kwh": st.floats(1e-4, 2.0),
        "btc_price_usd": st.floats(1.0, 1e8),
        "difficulty": st.floats(1.0, 1e18),
        "subsidy_btc": st.sampled_from([0.0, 0.78125, 3.125, 50.0]),
        "fees_btc_per_block": st.floats(1e-4, 100.0),
        "pool_fee_frac": st.floats(0.0, 0.5),
        "pue": st.floats(1.0, 2.0),
        "uptime_frac": st.floats(0.01, 1.0),
    }
)


@given(fleets)
def test_every_quantity_agrees_with_plain_floats(fleet: dict[str, float]) -> None:
    expected = oracle.quantities(**fleet)
    found = all_quantities(**fleet)
    assert list(found) == list(expected)
    for key, value in expected.items():
        # A margin is one less a ratio: its error is of the ratio's size.
        scale = max(abs(value), abs(1.0 - value)) if key == "gross_margin_frac" else abs(value)
        assert found[key] == pytest.approx(value, rel=1e-12, abs=1e-12 * scale), key


@given(fleets)
def test_breakevens_are_where_margin_vanishes(fleet: dict[str, float]) -> None:
    found = oracle.quantities(**fleet)
    for changed in (
        {"btc_price_usd": found["breakeven_btc_price_usd"]},
        {"power_price_usd_per_kwh": found["breakeven_power_price_usd_per_mwh"] / 1000.0},
        {"difficulty": found["breakeven_difficulty"]},
        {"power_w": found["breakeven_efficiency_j_per_th"] * fleet["hashrate_th_s"]},
    ):
        assert all_quantities(**{**fleet, **changed})["gross_margin_frac"] == pytest.approx(0.0, abs=1e-10)


def test_arrays_broadcast_and_equal_their_elements() -> None:
    prices = np.array([[50e3], [70e3]])
    difficulties = np.array([1e14, 1.2e14, 1.4e14])
    table = mining.hashprice_usd_per_ph_day(difficulties, SUBSIDY, FEES, prices)
    assert np.shape(table) == (2, 3)
    assert np.asarray(table)[1, 2] == mining.hashprice_usd_per_ph_day(1.4e14, SUBSIDY, FEES, 70e3)


def test_uptime_moves_flows_and_not_the_breakeven() -> None:
    full = mining.btc_per_day(200_000.0, DIFFICULTY, SUBSIDY, FEES, 0.01, 1.0)
    part = mining.btc_per_day(200_000.0, DIFFICULTY, SUBSIDY, FEES, 0.01, 0.95)
    assert part == pytest.approx(0.0856340734, abs=1e-10)  # printed cut, not rounded
    full_cost = mining.power_cost_usd_per_day(3.5e6, 1.0, 50.0, 1.0)
    part_cost = mining.power_cost_usd_per_day(3.5e6, 1.0, 50.0, 0.95)
    assert part_cost == pytest.approx(3_990.0, rel=1e-14)
    assert part_cost / part == pytest.approx(full_cost / full, rel=1e-14)


# Each figure as the model's manual prints it.
@pytest.mark.parametrize(
    ("key", "written", "printed"),
    [
        ("btc_per_day", ".13f", "0.0901411299476"),
        ("hashprice_usd_per_ph_day", ".5f", "32.47299"),
        ("hashcost_usd_per_ph_day", ".3f", "21.000"),
        ("energy_hashprice_usd_per_mwh", ".4f", "77.3166"),
        ("breakeven_power_price_usd_per_mwh", ".4f", "76.5435"),
        ("breakeven_btc_price_usd", ".4f", "46593.6027"),
        ("breakeven_hashprice_usd_per_ph_day", ".4f", "21.2121"),
        ("breakeven_efficiency_j_per_th", ".2f", "26.79"),
        ("breakeven_difficulty", ".5e", "2.12723e+14"),
        ("power_cost_usd_per_day", ".0f", "4200"),
        ("revenue_usd_per_day", ".3f", "6494.598"),
        ("gross_margin_frac", ".6f", "0.346776"),
    ],
)
def test_golden_vector(key: str, written: str, printed: str) -> None:
    found = all_quantities(
        hashrate_th_s=200_000.0, power_w=3.5e6, power_price_usd_per_kwh=0.05, btc_price_usd=PRICE,
        difficulty=DIFFICULTY, subsidy_btc=SUBSIDY, fees_btc_per_block=FEES, pool_fee_frac=0.01, pue=1.0,
        uptime_frac=1.0,
    )  # fmt: skip
    assert format(found[key], written) == printed
