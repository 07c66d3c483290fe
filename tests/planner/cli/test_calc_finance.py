"""The money formulas of `calc`: keys, series and arrays of series, and everything an unkind caller may write."""

from __future__ import annotations

import json
import math
from typing import Any

import pytest

from planner.cli import main
from planner.cli.calc import calculated
from planner.cli.calc_finance import FINANCE_FIELDS, FINANCE_FORMULAS
from planner.errors import InputRejected, LimitExceeded

PROJECT = [-120_000, 39_000, 30_000, 21_000, 37_000, 46_000]
DATES = ["2008-01-01", "2008-03-01", "2008-10-30", "2009-02-15", "2009-04-01"]
COMPLETE: dict[str, dict[str, Any]] = {
    "irr": {"cash_flows": [-100, 110]},
    "npv": {"cash_flows": [-100, 110], "rate": 0.1},
    "mirr": {"cash_flows": PROJECT, "finance_rate": 0.1, "reinvest_rate": 0.12},
    "xirr": {"cash_flows": [-10_000, 2_750, 4_250, 3_250, 2_750], "dates": DATES},
    "xnpv": {"cash_flows": [-10_000, 2_750, 4_250, 3_250, 2_750], "dates": DATES, "rate": 0.09},
    "payback": {"cash_flows": [-100, 60, 60]},
}


def answer(formula: str, **inputs: Any) -> dict[str, Any]:
    found = calculated(formula, inputs)
    assert isinstance(found, dict)
    json.dumps(found, allow_nan=False)
    return found


def rejection(formula: str, **inputs: Any) -> str:
    with pytest.raises(InputRejected) as refused:
        calculated(formula, inputs)
    assert refused.value.message.endswith(".")
    return refused.value.message


def test_rates_are_all_roots_ascending_with_status_and_reason() -> None:
    assert answer("irr", **COMPLETE["irr"]) == {"roots": [pytest.approx(0.1)], "status": "unique", "reason": None}
    several = answer("irr", cash_flows=[-1600, 10000, -10000])
    assert (several["roots"], several["status"]) == ([pytest.approx(0.25), pytest.approx(4.0)], "several")
    assert "change sign 2 times" in several["reason"]
    none = answer("irr", cash_flows=[1000, -3000, 2500])
    assert (none["roots"], none["status"]) == ([], "none")
    assert none["reason"].startswith("No real root")
    dated = answer("xirr", **COMPLETE["xirr"])
    assert (dated["roots"], dated["status"]) == ([pytest.approx(0.3733625335, abs=5e-11)], "unique")


def test_worth_and_payback_come_under_their_own_names() -> None:
    assert answer("npv", cash_flows=[-100, 110], rate=0.1) == {"npv": pytest.approx(0.0, abs=1e-12)}
    found = answer("xnpv", cash_flows=[110, -100], dates=["2027-07-01", "2026-07-01"], rate=0.1)
    assert found == {"xnpv": pytest.approx(0.0, abs=1e-12)}
    assert answer("mirr", **COMPLETE["mirr"]) == {"mirr": pytest.approx(0.1260941, abs=5e-8)}
    assert answer("payback", cash_flows=[-100, 60, 60]) == {"payback_periods": pytest.approx(1 + 2 / 3)}
    discounted = answer("payback", cash_flows=[-100, 60, 60], rate=0.1)
    assert discounted == {"payback_periods": pytest.approx(1.9166666667)}


def test_what_has_no_number_is_null_with_a_sentence() -> None:
    never = answer("payback", cash_flows=[-100, 60])
    assert never == {
        "payback_periods": None,
        "payback_periods_reason": "The outlay never comes back within these flows.",
    }
    one_way = answer("mirr", cash_flows=[1, 2], finance_rate=0, reinvest_rate=0)
    assert one_way["mirr"] is None
    assert one_way["mirr_reason"].endswith(".")


def test_an_array_of_series_gives_an_array_and_each_answers_for_itself() -> None:
    found = answer("irr", cash_flows=[[-100, 110], [-1, "x"], [1, 2, 3], [], [-1, [2]], 7])
    assert found["roots"][0] == [pytest.approx(0.1)]
    assert found["status"][2] == "none"
    for place in (1, 3, 4, 5):
        assert set(found["roots"][place]) == {"error", "message"}
        assert found["status"][place] == found["reason"][place] == found["roots"][place]
    assert "cash_flows, number 2 (x): is text" in found["roots"][1]["message"]


def test_an_array_of_rates_goes_with_one_series() -> None:
    found = answer("npv", cash_flows=[-100, 60, 60], rate=[0, 0.1, -1])
    assert found["npv"][:2] == [20.0, pytest.approx(4.1322314)]
    assert found["npv"][2] == {"error": "INPUT_REJECTED", "message": "rate (-1): must be above -1."}
    assert answer("payback", cash_flows=[-100, 60, 60], rate=[0, 9])["payback_periods"][1] is None
    both = answer("npv", cash_flows=[[-1, 2], [-1, 2, 4]], rate=[0, 1])
    assert both == {"npv": [1.0, pytest.approx(1.0)]}
    assert "one shape" in rejection("npv", cash_flows=[[-1, 2]], rate=[0, 1])
    assert answer("npv", cash_flows=[-1, 2], rate=[]) == {"npv": []}


def test_an_array_of_objects_gives_an_array_of_objects() -> None:
    found = calculated("xnpv", [COMPLETE["xnpv"], {}, 3])
    assert isinstance(found, list)
    assert found[0] == answer("xnpv", **COMPLETE["xnpv"])
    assert [item["error"] for item in found[1:]] == ["INPUT_REJECTED"] * 2


@pytest.mark.parametrize("formula", FINANCE_FORMULAS)
@pytest.mark.parametrize("flows", [5, "x", None, True, {}, [], [1, "2"], [1, None], [math.nan], [10**400], [[]]])
def test_what_is_no_series_of_numbers_is_refused_by_name(formula: str, flows: Any) -> None:
    inputs = {**COMPLETE[formula], "cash_flows": flows}
    if flows == [[]]:
        found = answer(formula, **inputs)
        assert all("error" in column[0] for column in found.values())
    else:
        assert rejection(formula, **inputs).startswith("cash_flows")


@pytest.mark.parametrize("dates", [5, "2008-01-01", [], [20_080_101] * 5, ["2008-02-30"] * 5, ["2008-1-1"] * 5,
                                   ["2008-01-01T00:00"] * 5, [None] * 5])  # fmt: skip
def test_what_is_no_series_of_dates_is_refused_by_name(dates: Any) -> None:
    assert rejection("xirr", cash_flows=[-1, 1, 1, 1, 1], dates=dates).startswith("dates")


def test_flows_and_dates_are_as_many() -> None:
    assert "2 against 1" in rejection("xirr", cash_flows=[-1, 2], dates=["2026-01-01"])
    assert "2 against 1" in rejection("xnpv", cash_flows=[-1, 2], dates=["2026-01-01"], rate=0)


@pytest.mark.parametrize(
    ("formula", "key"), [("npv", "rate"), ("xnpv", "rate"), ("payback", "rate"), ("mirr", "finance_rate"),
                         ("mirr", "reinvest_rate")],
)  # fmt: skip
@pytest.mark.parametrize("rate", [-1, -1.5, "0.1", None, True, math.inf, math.nan])
def test_a_rate_that_cannot_be_is_refused_by_name(formula: str, key: str, rate: Any) -> None:
    assert rejection(formula, **{**COMPLETE[formula], key: rate}).startswith(f"{key} (")


@pytest.mark.parametrize("formula", FINANCE_FORMULAS)
def test_every_formula_names_missing_and_unknown_keys(formula: str) -> None:
    message = rejection(formula, x=1)
    assert "x: is not an input" in message
    for key, _, needed in FINANCE_FIELDS[formula]:
        assert (f"{key}: is missing" in message) == (needed == "required")


def test_what_leaves_the_range_of_numbers_is_refused() -> None:
    rejection("npv", cash_flows=[-1e308, 1e308, 1e308], rate=-0.9)
    rejection("npv", cash_flows=[1e308, 1e308], rate=0)
    rejection("npv", cash_flows=[0, *[0] * 500, 1], rate=-0.999)
    rejection("xnpv", cash_flows=[1, 1], dates=["0001-01-01", "9999-12-31"], rate=-0.9)
    rejection("mirr", cash_flows=[-1e-300, 1e300], finance_rate=0, reinvest_rate=0)


def test_too_much_is_refused_as_such() -> None:
    with pytest.raises(LimitExceeded, match="cash_flows has 5,001 entries"):
        calculated("irr", {"cash_flows": [-1, *[1] * 5_000]})
    with pytest.raises(LimitExceeded, match="change sign 1,999 times"):
        calculated("irr", {"cash_flows": [-1, 1] * 1_000})


def test_the_command_prints_a_line_and_refuses_with_10(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["calc", "payback", "--json", '{"cash_flows": [-1, 2]}'], _no_report) == 0
    assert json.loads(capsys.readouterr().out) == {"payback_periods": 0.5}
    assert main(["calc", "payback", "--json", '{"cash_flows": ["1"]}'], _no_report) == 10
    error = json.loads(capsys.readouterr().err)
    assert error["message"] == "cash_flows, number 1 (1): is text; write the number without quotes."
    assert main(["calc", "--help"], _no_report) == 0
    said = capsys.readouterr().out
    assert all(f"Inputs of {formula}:" in said for formula in FINANCE_FORMULAS)


def _no_report(*args: Any, **kwargs: Any) -> None:
    raise AssertionError("no report was asked for")
