"""`calc`: keys, figures, arrays, and everything an unkind caller may write."""

from __future__ import annotations

import json
import math
import re
import shlex
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner import chain
from planner.cli import main
from planner.cli.calc import (
    MINING_INPUTS,
    MINING_OUTPUTS,
    calculated,
    halving,
    mining,
    retarget,
)
from planner.errors import InputRejected
from tests.oracles import mining as oracle

GOLDEN: dict[str, Any] = {
    "hashrate_th_s": 200_000,
    "power_w": 3_500_000,
    "power_price_usd_per_kwh": 0.05,
    "btc_price_usd": 71_328.73,
    "difficulty": 138_955_357_012_247,
    "subsidy_btc": 3.125,
    "fees_btc_per_block": 0.0197,
    "pool_fee_frac": 0.01,
}
TIP: dict[str, Any] = {"height": 953_568, "time": "2026-06-14T00:35:54Z", "hashrate_growth_frac_per_year": 0}


def rejection(formula: str, inputs: Any) -> str:
    """The sentence with which a formula refuses its inputs."""
    with pytest.raises(InputRejected) as refused:
        calculated(formula, inputs)
    assert refused.value.message.endswith(".")
    return refused.value.message


def undefined_of(result: dict[str, Any]) -> set[str]:
    """The outputs that are null; each must have its reason beside it, and no other may."""
    nulls = {key for key in MINING_OUTPUTS if result[key] is None}
    assert {key for key in result if key.endswith("_reason")} == {f"{key}_reason" for key in nulls}
    assert all(result[f"{key}_reason"].endswith(".") for key in nulls)
    return nulls


def test_mining_golden_vector() -> None:
    result = mining(GOLDEN)
    assert tuple(result) == MINING_OUTPUTS
    assert f"{result['btc_per_day']:.13f}" == "0.0901411299476"
    assert f"{result['breakeven_btc_price_usd']:.4f}" == "46593.6027"
    assert f"{result['breakeven_power_price_usd_per_mwh']:.4f}" == "76.5435"
    assert result["hashcost_usd_per_ph_day"] == 21.0
    assert result["power_cost_usd_per_day"] == 4_200.0


@given(
    st.fixed_dictionaries(
        {
            "hashrate_th_s": st.floats(1.0, 1e9), "power_w": st.floats(10.0, 1e10),
            "power_price_usd_per_kwh": st.floats(1e-4, 2.0), "btc_price_usd": st.floats(1.0, 1e8),
            "difficulty": st.floats(1.0, 1e18), "subsidy_btc": st.floats(0.0, 50.0),
            "fees_btc_per_block": st.floats(1e-4, 100.0), "pool_fee_frac": st.floats(0.0, 0.5),
            "pue": st.floats(1.0, 2.0), "uptime_frac": st.floats(0.01, 1.0),
        }
    )
)  # fmt: skip
def test_mining_agrees_with_plain_floats(inputs: dict[str, float]) -> None:
    result, expected = mining(inputs), oracle.quantities(**inputs)
    for key in MINING_OUTPUTS:
        scale = max(abs(expected[key]), 1.0) if key == "gross_margin_frac" else 0.0
        assert result[key] == pytest.approx(expected[key], rel=1e-12, abs=1e-12 * scale), key


def test_defaults_are_no_fees_no_pool_fee_pue_one_and_full_uptime() -> None:
    bare = {key: value for key, value in GOLDEN.items() if key not in ("fees_btc_per_block", "pool_fee_frac")}
    written = {**bare, "fees_btc_per_block": 0, "pool_fee_frac": 0, "pue": 1, "uptime_frac": 1}
    assert mining(bare) == mining(written)


def test_a_fee_share_is_of_subsidy_and_fees() -> None:
    bare = {key: value for key, value in GOLDEN.items() if key != "fees_btc_per_block"}
    by_share = mining({**bare, "fee_share_frac": 0.02})
    assert by_share["btc_per_day"] == pytest.approx(mining({**bare, "fees_btc_per_block": 3.125 / 49})["btc_per_day"])
    assert mining({**bare, "subsidy_btc": 0, "fee_share_frac": 0})["btc_per_day"] == 0.0
    assert "no share says how large" in rejection("mining", {**bare, "subsidy_btc": 0, "fee_share_frac": 0.5})
    assert "fee_share_frac (1): must be 0 or more and below 1" in rejection("mining", {**bare, "fee_share_frac": 1})


def test_both_fee_inputs_are_refused_even_when_zero() -> None:
    assert "both given" in rejection("mining", {**GOLDEN, "fees_btc_per_block": 0, "fee_share_frac": 0})


def test_all_key_problems_come_in_one_sentence() -> None:
    message = rejection("mining", {"hashrate_ths": 1, "power_w": 1, "difficulty": 1, "subsidy_btc": 1})
    assert "hashrate_ths: is not an input of this formula; did you mean hashrate_th_s?" in message
    assert "power_price_usd_per_kwh: is missing" in message
    assert "btc_price_usd: is missing" in message


@pytest.mark.parametrize("key", list(GOLDEN))
@pytest.mark.parametrize("value", ["200", True, None, {}, math.nan, math.inf, -math.inf, 10**400])
def test_what_is_no_finite_number_is_refused_by_name(key: str, value: Any) -> None:
    assert rejection("mining", {**GOLDEN, key: value}).startswith(f"{key} (")


@pytest.mark.parametrize(
    ("key", "value", "reason"),
    [
        ("hashrate_th_s", -1, "must be 0 or more"),
        ("power_w", -1e-9, "must be 0 or more"),
        ("btc_price_usd", -1, "must be 0 or more"),
        ("difficulty", 0, "must be above 0"),
        ("difficulty", -1, "must be above 0"),
        ("difficulty", 1e300, "at most"),
        ("subsidy_btc", -1, "must be 0 or more"),
        ("subsidy_btc", 50.1, "at most 50"),
        ("fees_btc_per_block", -1, "must be 0 or more"),
        ("pool_fee_frac", 1.01, "at most 1"),
        ("pool_fee_frac", -0.01, "must be 0 or more"),
        ("pue", 0.99, "must be 1 or more"),
        ("uptime_frac", 95, "at most 1"),
    ],
)
def test_what_is_out_of_range_is_refused_by_name(key: str, value: float, reason: str) -> None:
    message = rejection("mining", {**GOLDEN, key: value})
    assert message.startswith(f"{key} (")
    assert reason in message


@pytest.mark.parametrize(
    ("change", "undefined"),
    [
        (
            {"power_w": 0},
            {
                "energy_hashprice_usd_per_mwh", "breakeven_power_price_usd_per_mwh", "breakeven_btc_price_usd",
                "breakeven_hashprice_usd_per_ph_day", "breakeven_difficulty",
            },
        ),
        ({"power_price_usd_per_kwh": 0}, {"breakeven_efficiency_j_per_th", "breakeven_difficulty"}),
        (
            {"power_price_usd_per_kwh": -0.01},
            {
                "breakeven_btc_price_usd", "breakeven_hashprice_usd_per_ph_day", "breakeven_efficiency_j_per_th",
                "breakeven_difficulty",
            },
        ),
        (
            {"hashrate_th_s": 0},
            {
                "hashcost_usd_per_ph_day", "energy_hashprice_usd_per_mwh", "breakeven_power_price_usd_per_mwh",
                "breakeven_btc_price_usd", "breakeven_hashprice_usd_per_ph_day", "breakeven_difficulty",
                "gross_margin_frac",
            },
        ),
        (
            {"pool_fee_frac": 1},
            {
                "breakeven_btc_price_usd", "breakeven_hashprice_usd_per_ph_day", "breakeven_difficulty",
                "gross_margin_frac",
            },
        ),
        ({"uptime_frac": 0}, {"breakeven_btc_price_usd", "breakeven_difficulty"}),
        ({"btc_price_usd": 0}, {"breakeven_difficulty", "gross_margin_frac"}),
        (
            {"subsidy_btc": 0, "fees_btc_per_block": 0},
            {"breakeven_btc_price_usd", "breakeven_difficulty", "gross_margin_frac"},
        ),
    ],
)  # fmt: skip
def test_what_has_no_meaning_is_null_with_a_reason(change: dict[str, float], undefined: set[str]) -> None:
    assert undefined_of(mining({**GOLDEN, **change})) == undefined


def test_a_negative_power_price_is_not_clamped() -> None:
    result = mining({**GOLDEN, "power_price_usd_per_kwh": -0.01})
    assert result["power_cost_usd_per_day"] == pytest.approx(-840.0)
    assert result["gross_margin_frac"] > 1.0


@pytest.mark.parametrize(
    "change",
    [
        {"btc_price_usd": 1e308, "difficulty": 1e-9},
        {"power_w": 1e308, "hashrate_th_s": 1e-9},
        {"power_w": 5e-324},
        {"hashrate_th_s": 1e308, "difficulty": 1e-300},
    ],
)
def test_what_leaves_the_range_of_numbers_is_refused(change: dict[str, float]) -> None:
    rejection("mining", {**GOLDEN, **change})


def test_an_array_in_gives_an_array_out() -> None:
    prices = [0, 50e3, 71_328.73, -1, "x"]
    result = mining({**GOLDEN, "btc_price_usd": prices})
    whole = [mining({**GOLDEN, "btc_price_usd": price}) for price in prices[:3]]
    for key in MINING_OUTPUTS:
        assert result[key][:3] == [one[key] for one in whole]
        assert [set(item) for item in result[key][3:]] == [{"error", "message"}, {"error", "message"}]
    assert result["gross_margin_frac_reason"] == [whole[0]["gross_margin_frac_reason"], None, None, None, None]
    json.dumps(result, allow_nan=False)


def test_an_array_of_objects_gives_an_array_of_objects() -> None:
    results = calculated("mining", [GOLDEN, {}, 3, {**GOLDEN, "difficulty": 0}])
    assert isinstance(results, list)
    assert results[0] == mining(GOLDEN)
    assert [item["error"] for item in results[1:]] == ["INPUT_REJECTED"] * 3
    assert calculated("mining", []) == []


@pytest.mark.parametrize("inputs", [3, "x", None, True])
def test_inputs_that_are_no_object_are_refused(inputs: Any) -> None:
    assert "JSON object" in rejection("mining", inputs)


def test_retarget_takes_bits_in_any_writing_and_times_in_two() -> None:
    expected = {"bits": "1d00d86a", "difficulty": chain.difficulty_of_bits(0x1D00D86A)}
    for bits in ("1d00ffff", "0x1d00ffff", "1D00FFFF", "0X1D00ffff"):
        for first, last in ((1_261_130_161, 1_262_152_739), ("2009-12-18T09:56:01Z", "2009-12-30T06:58:59+01:00")):
            assert retarget({"previous_bits": bits, "first_time": first, "last_time": last}) == expected


def test_retarget_counts_time_running_backwards_as_the_shortest_epoch() -> None:
    backwards = retarget({"previous_bits": "1c05a3f4", "first_time": 1_300_000_000, "last_time": 1_200_000_000})
    assert backwards == retarget({"previous_bits": "1c05a3f4", "first_time": 0, "last_time": 302_400})
    assert backwards["difficulty"] == pytest.approx(4 * chain.difficulty_of_bits(0x1C05A3F4), rel=1e-4)


@pytest.mark.parametrize(
    "bits", ["", "1d00fff", "1d00ffff0", "0x", "1d00gfff", " 1d00ffff", "1d00ffff\n", 486_604_799, None, True,
             "1d80ffff", "00000000", "ff123456", "207fffff", "01010000"],
)  # fmt: skip
def test_retarget_refuses_bits_that_are_none(bits: Any) -> None:
    rejection("retarget", {"previous_bits": bits, "first_time": 0, "last_time": 302_400})


@pytest.mark.parametrize(
    "time", [-1, 2**32, 1.5, "1261130161", "yesterday", "2026-13-01", None, True, math.nan, 10**400]
)
def test_retarget_refuses_times_that_are_none(time: Any) -> None:
    message = rejection("retarget", {"previous_bits": "1d00ffff", "first_time": 0, "last_time": time})
    assert message.startswith("last_time (")


def test_retarget_over_arrays() -> None:
    result = retarget(
        {"previous_bits": ["1d00ffff", "zz"], "first_time": 1_261_130_161, "last_time": [1_262_152_739] * 2}
    )
    assert result["bits"][0] == "1d00d86a"
    assert result["bits"][1]["error"] == result["difficulty"][1]["error"] == "INPUT_REJECTED"


def test_halving_from_the_shipped_tip() -> None:
    result = halving({**TIP, "hashrate_growth_frac_per_year": [-0.1, 0, 0.15, 0.36, 0.58]})
    assert result["next_height"] == [1_050_000] * 5
    assert [round(spacing, 3) for spacing in result["block_spacing_s"]] == [602.738, 600.298, 597.106, 593.342, 590.036]
    days = ["2028-04-16", "2028-04-14", "2028-04-10", "2028-04-06", "2028-04-02"]
    assert [time[:10] for time in result["next_time"]] == days
    assert all(time.endswith("Z") and len(time) == 20 for time in result["next_time"])


def test_halving_takes_unix_seconds_too() -> None:
    assert halving({**TIP, "time": 1_781_397_354}) == halving(TIP) == halving({**TIP, "time": "2026-06-14 00:35:54"})


def test_at_a_halving_height_the_next_is_an_interval_ahead() -> None:
    assert halving({**TIP, "height": [839_999, 840_000, 840_000.0]})["next_height"] == [840_000, 1_050_000, 1_050_000]


def test_no_halving_follows_the_last_shift() -> None:
    last = 64 * 210_000
    assert halving({**TIP, "height": last - 1})["next_height"] == last
    for height in (last, 10**30):
        over = halving({**TIP, "height": height})
        assert over["next_height"] is over["next_time"] is None
        assert "13,440,000" in over["next_height_reason"]
        assert over["block_spacing_s"] == pytest.approx(600.298, abs=5e-4)


def test_the_latest_date_there_can_be_is_written() -> None:
    latest = halving({"height": 0, "time": 2**32 - 1, "hashrate_growth_frac_per_year": -0.9999})
    assert latest["next_time"].startswith("2114-06-26T")


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("height", -1), ("height", 1.5), ("height", "953568"), ("height", True), ("height", math.inf),
        ("time", -1), ("time", "14 June 2026"), ("time", "2026-06-14T25:00:00Z"), ("time", {}),
        ("hashrate_growth_frac_per_year", -1), ("hashrate_growth_frac_per_year", -2),
        ("hashrate_growth_frac_per_year", -0.99995), ("hashrate_growth_frac_per_year", "0"),
        ("hashrate_growth_frac_per_year", None),
    ],
)  # fmt: skip
def test_halving_refuses_what_cannot_be(key: str, value: Any) -> None:
    rejection("halving", {**TIP, key: value})


def test_an_empty_array_gives_empty_arrays() -> None:
    assert halving({**TIP, "time": []}) == {"next_height": [], "next_time": [], "block_spacing_s": []}


@pytest.mark.parametrize("formula", ["retarget", "halving"])
def test_every_formula_names_missing_and_unknown_keys(formula: str) -> None:
    assert "missing" in rejection(formula, {})
    assert "x: is not an input" in rejection(formula, {"x": 1})


def test_the_help_lists_every_input_with_its_unit(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["calc", "mining", "--help"], _no_report) == 0
    said = capsys.readouterr().out
    for key, wanted in MINING_INPUTS.items():
        default = "required" if wanted.default is None else f"else {wanted.default:g}"
        assert re.search(rf"^ +{key} +{re.escape(wanted.unit)} +{default}$", said, re.MULTILINE), key
    for key in ("previous_bits", "first_time", "last_time", "height", "time", "hashrate_growth_frac_per_year"):
        assert re.search(rf"^ +{key} .+ required$", said, re.MULTILINE), key


def test_the_example_of_the_readme_works_as_it_is_pasted(capsys: pytest.CaptureFixture[str]) -> None:
    readme = (Path(__file__).resolve().parents[3] / "README.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"reckoner (calc mining --json '[^']+')", readme)
    assert main(shlex.split(example), _no_report) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["hashprice_usd_per_ph_day"] == pytest.approx(36.115, abs=0.001)
    assert set(found) == set(MINING_OUTPUTS)


def _no_report(*args: Any, **kwargs: Any) -> None:
    raise AssertionError("no report was asked for")
