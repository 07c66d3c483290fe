from __future__ import annotations

from dataclasses import replace

import pytest

from planner.assumptions import (
    default_assumptions,
    idle_inputs,
    network_points,
    stated_of,
    stated_over_defaults,
    tip_moment,
)
from planner.errors import InputRejected, NotFound
from planner.reference import load_reference

REFERENCE = load_reference()


def test_stated_values_stand_over_the_defaults_and_come_back() -> None:
    stated = {"btc_price_usd": 60_000, "pool_fee_frac": 0.02, "tip_height": 960_000.0}
    assumed = stated_over_defaults(REFERENCE, stated)
    assert assumed.btc_price_usd == 60_000.0
    assert isinstance(assumed.tip_height, int)
    assert stated_of(REFERENCE, assumed) == {"btc_price_usd": 60_000.0, "pool_fee_frac": 0.02, "tip_height": 960_000}
    assert stated_of(REFERENCE, default_assumptions(REFERENCE)) == {}


def test_unknown_and_impossible_inputs_are_refused() -> None:
    with pytest.raises(NotFound) as caught:
        stated_over_defaults(REFERENCE, {"btc_price": 1.0})
    assert "btc_price_usd" in caught.value.next
    with pytest.raises(InputRejected, match="Pool fee"):
        stated_over_defaults(REFERENCE, {"pool_fee_frac": 0.9})
    with pytest.raises(InputRejected, match="BTC price"):
        stated_over_defaults(REFERENCE, {"btc_price_usd": float("nan")})


@pytest.mark.parametrize("written", ["2026-06-14T00:35:54Z", "2026-06-14"])
def test_the_tip_has_a_utc_time(written: str) -> None:
    assert tip_moment(written).date().isoformat() == "2026-06-14"


@pytest.mark.parametrize(
    "written", ["", "14.06.2026", "2026-02-30", "2026-06-14T00:35:54+02:00", "2026-06-14T25:00:00Z"]
)
def test_what_is_not_a_utc_time_is_refused(written: str) -> None:
    with pytest.raises(InputRejected, match="is not a UTC time"):
        tip_moment(written)


def test_network_points() -> None:
    assert network_points(" 2026-12=950; 2028-06 = 1000.5 ;") == ((2026 * 12 + 11, 950.0), (2028 * 12 + 5, 1000.5))
    assert network_points("") == ()


@pytest.mark.parametrize(
    "written", ["2026-12", "2026-12=0", "2026-13=950", "2026-12=9e9", "2026-12=1;2026-11=2", "2026-12=-5"]
)
def test_a_path_that_cannot_be_read_is_refused(written: str) -> None:
    with pytest.raises(InputRejected, match="Network path"):
        network_points(written)


@pytest.mark.parametrize(
    ("mode", "idle", "read"),
    [
        ("merit order", {"network_growth_frac_per_year", "network_path"}, "network_power_sigma"),
        ("path", {"network_growth_frac_per_year", "network_deliveries_frac_per_year"}, "network_path"),
    ],
)
def test_inputs_that_the_network_does_not_read_are_known(mode: str, idle: set[str], read: str) -> None:
    found = idle_inputs(replace(default_assumptions(REFERENCE), network_mode=mode))
    assert idle <= found
    assert read not in found
