"""Cells under a column: by its quantity, with the reason where they cannot stand."""

from __future__ import annotations

from typing import Any

import pytest

from planner.exchange.csv_text import Reading
from planner.exchange.csv_values import Refused, Values


@pytest.mark.parametrize(
    ("table", "key", "written", "value"),
    [
        ("lots", "count", "1.250", 1250), ("lots", "count", "12", 12), ("lots", "power_w", "3.500,5", 3500.5),
        ("lots", "online_month", "2026-07-15", "2026-07"), ("lots", "retire_month", "", ""),
        ("lots", "retire_month", " ", ""), ("lots", "origin", "NEW ", "new"), ("lots", "name", " West 1 ", "West 1"),
        ("lots", "name", "'=West", "=West"), ("lots", "name", "Cafe\u0301", "Caf\u00e9"), ("lots", "id", "7", 7),
        ("lots", "machine_source", "", ""), ("contracts", "kind", "Fixed price", "fixed"),
        ("contracts", "kind", "FIXED_RESALE", "fixed_resale"), ("contracts", "expiry_month", "", ""),
    ],
)  # fmt: skip
def test_what_a_cell_says(table: str, key: str, written: str, value: Any) -> None:
    values = Values(table, Reading(decimal_mark=",", thousands_mark="."))
    for _ in range(2):  # worked out, then remembered
        found = values.value(key, written)
        assert (found, type(found)) == (value, type(value))


@pytest.mark.parametrize(
    ("table", "key", "written", "said"),
    [
        ("lots", "count", "", "is empty; a number is needed, 0 counts"),
        ("lots", "count", "1,5", "must be a whole number"),
        ("lots", "count", "-1", "must lie between 0 and 10,000,000"), ("lots", "count", "nan", "is not a number"),
        ("lots", "availability_frac", "95", "must lie between 0 and 1 share of hours"),
        ("lots", "online_month", "", "is not a month; write it like 2026-07"),
        ("lots", "online_month", "1850-01", "is not a month"), ("lots", "online_month", "2026-00", "is not a month"),
        ("lots", "origin", "stolen", "must be one of new, from another miner"),
        ("lots", "name", "", "is empty"), ("lots", "name", "a\nb", "contains control characters"),
        ("lots", "name", "x" * 201, "is longer than 200 characters"),
        ("lots", "id", "A-17", "is not a number"), ("lots", "id", "0", "is no row number"),
        ("lots", "id", "1,5", "is no row number"), ("lots", "id", "1e17", "is no row number"),
        ("contracts", "kind", "barter", "is no kind of contract"), ("contracts", "kind", "", "there are: fixed, "),
        ("contracts", "kind", "indx", "nearest: index"),
    ],
)  # fmt: skip
def test_why_a_cell_cannot_stand(table: str, key: str, written: str, said: str) -> None:
    found = Values(table, Reading(decimal_mark=",", thousands_mark=".")).value(key, written)
    assert isinstance(found, Refused)
    assert said in found.reason


def test_a_term_is_held_against_its_own_kind() -> None:
    values = Values("contracts", Reading())
    assert values.value("rate_usd_per_mwh", "-5", "hosting") == Refused("must lie between 0 and 2,000 USD/MWh")
    assert values.value("price_usd_per_mwh", "-5", "fixed") == -5.0
