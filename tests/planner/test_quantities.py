from __future__ import annotations

import math
from typing import Any

import pytest

from planner.assumptions import Assumptions
from planner.company import Company
from planner.contracts import KINDS
from planner.errors import InputRejected
from planner.portfolio import Contract, Lot, Site
from planner.quantities import (
    bounds_in_files,
    given_value,
    in_a_sentence,
    is_share,
    month_index,
    month_text,
    nearest,
    number_of,
    problem_with,
    quantities_of,
    shown_value,
    typed,
)


@pytest.mark.parametrize(
    ("written", "value"), [("12", 12.0), (" -3.5 ", -3.5), ("1e3", 1000.0), (".5", 0.5), ("7.", 7.0), ("+2", 2.0)]
)
def test_numbers_in_canonical_form(written: str, value: float) -> None:
    assert number_of(written) == value


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("", "empty"), ("nan", "not a number"), ("inf", "not a number"), ("1_000", "not a number"),
        ("1.234,5", "more than one way"), ("1,5", "more than one way"), ("1 000", "more than one way"),
        ("1e400", "too large"), ("１２", "not a number"), ("0x10", "not a number"), ("12 MW", "not a number"),
    ],
)  # fmt: skip
def test_what_is_not_a_number_gets_its_sentence(written: str, words: str) -> None:
    with pytest.raises(InputRejected, match=words):
        number_of(written)


def test_ranges_and_kinds_are_named() -> None:
    pue = quantities_of(Site)["pue"]
    assert problem_with(pue, 0.5) == "must lie between 1 and 3"
    assert problem_with(pue, math.nan) == "is not a finite number"
    assert problem_with(pue, True) == "is not a number"
    assert problem_with(pue, "") == "is empty; a number is needed, 0 counts"
    count = quantities_of(Lot)["count"]
    assert problem_with(count, 1.5) == "must be a whole number"
    assert problem_with(count, 3.0) == ""
    month = quantities_of(Lot)["retire_month"]
    assert problem_with(month, "") == ""
    assert "write it like 2026-07" in problem_with(month, "2026-13")
    name = quantities_of(Lot)["name"]
    assert problem_with(name, " ") == "is empty"
    assert problem_with(name, "a\nb") == "contains control characters"
    assert problem_with(name, "x" * 201) == "is longer than 200 characters"
    origin = quantities_of(Lot)["origin"]
    assert problem_with(origin, "stolen") == "must be one of new, from another miner"


def test_shares_are_refused_in_percent_and_numbers_in_their_unit_with_a_true_minus() -> None:
    declared = quantities_of(Assumptions)
    growth, shift = declared["network_growth_frac_per_year"], declared["power_price_shift_usd_per_mwh"]
    shares = quantities_of(Company)["diluted_shares"]
    assert shown_value(shares, 96e6) == ("96,000,000", "shares")
    assert problem_with(shares, -1.0) == "must lie between 0 and 1,000,000,000,000 shares"
    assert problem_with(growth, 10.0) == "must lie between −50 % and 300 % a year"
    assert problem_with(growth, 10.0, bounds=bounds_in_files) == "must lie between −0.5 and 3 share a year"
    assert problem_with(declared["spot_level_frac"], 0.0) == "must lie between 1 % and 2,000 % of the forward level"
    assert problem_with(shift, 4947.159135783143) == "must lie between −200 and 500 USD/MWh"


@pytest.mark.parametrize(
    ("key", "value", "given"),
    [
        ("network_growth_frac_per_year", 10.0, "1,000 %"), ("network_growth_frac_per_year", -0.75, "−75 %"),
        ("power_price_shift_usd_per_mwh", 4947.159135783143, "4,947.16"),
        ("power_price_shift_usd_per_mwh", 500.0000001, "500.0000001"),
        ("power_price_shift_usd_per_mwh", -201, "−201"), ("power_price_shift_usd_per_mwh", "x", "x"),
        ("tip_height", 10**400, "a very long number"), ("btc_price_usd", math.inf, "inf"),
        ("btc_price_usd", 123_456_789.0, "123,456,789"), ("tip_time", "now", "now"),
    ],
)  # fmt: skip
def test_a_refused_value_is_written_as_people_read_it(key: str, value: Any, given: str) -> None:
    assert given_value(quantities_of(Assumptions)[key], value) == given


def test_a_typed_value_names_its_quantity() -> None:
    lots = quantities_of(Lot)
    assert typed(lots["count"], "1200") == 1200
    assert isinstance(typed(lots["count"], "1200"), int)
    assert typed(lots["name"], " West ") == "West"
    with pytest.raises(InputRejected, match="^Machines: "):
        typed(lots["count"], "1.200,0")


def test_months_round_trip() -> None:
    for written in ("2026-01", "2026-12", "1999-07"):
        assert month_text(month_index(written)) == written
    assert month_index("2027-01") - month_index("2026-12") == 1


def test_the_nearest_names_come_first() -> None:
    names = ["Antminer S21 (200Th)", "Antminer S19 XP (140Th)", "Whatsminer M60S"]
    assert nearest("antminer s21 200th", names)[0] == "Antminer S21 (200Th)"
    assert nearest("m60", names) == ("Whatsminer M60S",)
    assert nearest("zzzzzz", names) == ()


@pytest.mark.parametrize(
    ("label", "words"),
    [("SG&A, cash", "SG&A, cash"), ("BTC price", "BTC price"), ("Power cost, shift", "power cost, shift"),
     ("Chain tip, time (UTC)", "chain tip, time (UTC)"), ("PUE", "PUE")],
)  # fmt: skip
def test_a_label_in_a_sentence_keeps_its_capitals(label: str, words: str) -> None:
    assert in_a_sentence(label) == words


def test_every_unit_that_begins_with_share_but_shares_is_a_share() -> None:
    owners = (Company, Site, Lot, Contract, Assumptions, *KINDS.values())
    units = {declared.unit for owner in owners for declared in quantities_of(owner).values()}
    assert {unit for unit in units if is_share(unit)} == {unit for unit in units if unit.startswith("share")} - {
        "shares"
    }
