"""Columns and headers: what is recognised by itself, what is only suggested, what is never taken for another."""

from __future__ import annotations

import pytest

from planner.company import Company
from planner.contracts import KINDS
from planner.errors import NotFound
from planner.exchange.csv_columns import (
    CSV_TABLES,
    REQUIRED,
    columns_of,
    is_canonical,
    one_of,
    recognised,
    suggest_mapping,
    unit_conflict,
    unit_of_header,
)
from planner.portfolio import Contract, Lot, Site
from planner.quantities import quantities_of


def suggested(table: str, *headers: str) -> dict[str, str | None]:
    return {item.header: item.column for item in suggest_mapping(headers, table)}


def test_columns_are_those_of_the_rows_with_sites_named() -> None:
    assert set(columns_of("sites")) == {"id", *quantities_of(Site)}
    assert set(columns_of("lots")) == {"id", "site", *quantities_of(Lot)}
    terms = {key for kind in KINDS.values() for key in quantities_of(kind)}
    assert set(columns_of("contracts")) == {"id", "site", "kind", *quantities_of(Contract), *terms}
    assert list(columns_of("contracts"))[:3] == ["name", "site", "kind"]
    for table in CSV_TABLES:
        assert set(REQUIRED[table]) <= set(columns_of(table))
    assert list(columns_of("company")) == list(quantities_of(Company))
    with pytest.raises(NotFound, match="no table 'scenarios'"):
        columns_of("scenarios")


def test_a_term_has_the_declaration_of_its_kind() -> None:
    price = columns_of("contracts")["price_usd_per_mwh"]
    for kind, terms in KINDS.items():
        declared = quantities_of(terms).get("price_usd_per_mwh")
        assert price.quantity(kind) == declared
    assert columns_of("lots")["count"].quantity() == quantities_of(Lot)["count"]


@pytest.mark.parametrize("table", CSV_TABLES)
def test_keys_and_labels_are_recognised(table: str) -> None:
    for key, column in columns_of(table).items():
        assert recognised(key, table) == key
        assert recognised(f" {key.upper()} ", table) == key
        for label in column.labels:
            assert recognised(label, table) in (key, None)
    assert recognised("Power a machine (W)", "lots") == "power_w"
    assert recognised("power a machine, w", "lots") == "power_w"
    assert recognised("Power", "lots") is None


@pytest.mark.parametrize(
    ("header", "column"),
    [
        ("Standort", "site"), ("Location", "site"), ("Modell", "machine"), ("Miner Model", "machine"),
        ("Stk.", "count"),
        ("Qty", "count"), ("TH/s", "hashrate_th_s"), ("Hash rate (TH/s)", "hashrate_th_s"), ("Leistung (W)", "power_w"),
        ("Watts", "power_w"), ("power_w_", "power_w"), ("Verfügbarkeit", "availability_frac"),
        ("Uptime", "availability_frac"),
        ("Inbetriebnahme", "online_month"), ("Commissioning date", "online_month"), ("Los-Nr.", "name"),
        ("Lot no.", "name"),
        ("Price per TH", "machine_price_usd_per_th"), ("Machine pric", "machine_price_usd_per_th"),
    ],
)  # fmt: skip
def test_other_names_are_suggested(header: str, column: str) -> None:
    (found,) = suggest_mapping([header], "lots")
    assert found.column == column
    assert found.confidence in ("likely", "possible")


@pytest.mark.parametrize(
    "header", ["Bemerkung", "Notes", "Serial", "", "???", "Power (kW)", "Uptime %", "Hashrate PH/s"]
)
def test_what_nobody_knows_or_has_another_unit_is_not_suggested(header: str) -> None:
    assert suggested("lots", header) == {header: None}


def test_no_column_is_suggested_twice() -> None:
    found = suggested("lots", "Standort", "Location", "site", "Model", "Machine")
    assert found["site"] == "site"
    assert found["Machine"] == "machine"
    assert [column for column in found.values() if column].count("site") == 1
    assert len({column for column in found.values() if column}) == len([column for column in found.values() if column])


def test_a_recognised_header_needs_no_confirmation() -> None:
    confidences = [item.confidence for item in suggest_mapping(["name", "Standort", "Machine pric", "x"], "lots")]
    assert confidences == ["exact", "likely", "possible", "none"]


@pytest.mark.parametrize(
    ("header", "unit"),
    [
        ("Leistung (kW)", "kW"), ("power_kw", "kW"), ("Power [W]", "W"), ("Uptime %", "%"), ("TH/s", "TH/s"),
        ("hashrate_ph_s", "PH/s"), ("Preis ct/kWh", "¢/kWh"), ("Price per TH", ""), ("Standort", ""), ("MW", "MW"),
        ("Price, EUR/MWh", "EUR/MWh"),
    ],
)  # fmt: skip
def test_units_in_headers_are_seen(header: str, unit: str) -> None:
    assert unit_of_header(header) == unit


@pytest.mark.parametrize(
    ("header", "table", "key", "said"),
    [
        ("Leistung (kW)", "lots", "power_w", "is in kW, the column power_w in W"),
        ("Leistung (W)", "lots", "power_w", ""),
        ("Leistung", "lots", "power_w", ""),
        ("Uptime %", "lots", "availability_frac", "is in %, the column availability_frac in share of hours"),
        ("Preis (EUR/MWh)", "contracts", "price_usd_per_mwh", "is in EUR/MWh"),
        ("Preis ct/kWh", "contracts", "price_usd_per_mwh", "is in ¢/kWh"),
        ("Anzahl (W)", "lots", "count", ""),
        ("Modell TH/s", "lots", "machine", ""),
    ],
)
def test_a_unit_that_is_not_the_columns_is_named(header: str, table: str, key: str, said: str) -> None:
    found = unit_conflict(header, columns_of(table)[key])
    assert found.startswith(said)
    assert bool(found) == bool(said)


def test_our_own_headers_are_known() -> None:
    for table in CSV_TABLES:
        assert is_canonical(tuple(columns_of(table)))
    assert not is_canonical(())
    assert not is_canonical(("name", "Site"))
    assert not is_canonical(("pue", "count"))


def test_rows_are_counted_in_words() -> None:
    assert (one_of("lots"), one_of("lots", 1), one_of("lots", 2)) == ("lot", "lot", "lots")
