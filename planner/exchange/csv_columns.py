"""The columns of a table as a file has them: their headers, what else people call them, and which header means which.

A header is recognised by itself when it is a column's key or its label. Other names are only suggested: a wrong guess
about a header would put a whole column of plausible numbers in the wrong place.
"""

from __future__ import annotations

import difflib
import functools
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from planner.errors import NotFound
from planner.kinds import KINDS, ONE, declarations, has_sites, terms_by_kind
from planner.portfolio import folded
from planner.quantities import Kind, Quantity, is_share

CSV_TABLES = ("sites", "lots", "contracts", "debts", "hedges", "company")
COMPANY = "company"
PRICES = "prices"  # hours of a market, which become a price curve
IMPORT_TABLES = (*CSV_TABLES, PRICES)
HOUR, PRICE = "hour", "price_usd_per_mwh"
ID, SITE, KIND = "id", "site", "kind"

Confidence = Literal["exact", "likely", "possible", "none"]
NEAR_ENOUGH = 0.75

# What a new row cannot do without; the rest has a declared default, and the preview says which were taken.
REQUIRED = {
    "sites": ("name",),
    "lots": ("name", SITE, "machine", "count"),
    "contracts": ("name", SITE, KIND),
    "debts": ("name", KIND),
    "hedges": ("name", KIND),
    COMPANY: (),
    PRICES: (HOUR, PRICE),
}

# What lists that are mailed around call the columns. Suggestions only.
_FOREIGN: dict[str, tuple[str, ...]] = {
    "name": ("name", "lot", "lot name", "lot no", "lot id", "batch", "asset", "label", "los", "los nr", "charge",
             "posten", "bezeichnung", "contract", "contract name", "vertrag", "agreement", "site name", "standort"),
    SITE: ("site", "site name", "location", "facility", "farm", "data center", "datacenter", "standort", "anlage",
           "lokation", "ort", "emplacement", "ubicación"),
    "machine": ("machine", "model", "miner", "miner model", "asic", "hardware", "type", "modell", "gerät", "typ",
                "modèle", "modelo", "equipo"),
    "hashrate_th_s": ("hashrate", "hash rate", "th/s", "ths", "hashrate per unit", "hashleistung", "rechenleistung"),
    "power_w": ("power", "watts", "wattage", "consumption", "power per unit", "leistung", "leistungsaufnahme",
                "verbrauch", "puissance", "potencia"),
    "count": ("count", "units", "quantity", "qty", "pcs", "number", "machines", "stk", "stück", "stueck", "anzahl",
              "menge", "nombre", "cantidad"),
    "availability_frac": ("availability", "uptime", "verfügbarkeit", "disponibilité", "disponibilidad"),
    "online_month": ("online since", "online", "start", "start date", "commissioned", "commissioning",
                     "commissioning date", "in service", "energized", "inbetriebnahme", "mise en service"),
    "retire_month": ("retired", "end of life", "eol", "decommissioned", "ausserbetriebnahme", "stilllegung"),
    "machine_price_usd_per_th": ("price per th", "usd/th", "$/th", "purchase price", "preis", "anschaffungspreis"),
    "machine_life_years": ("life", "useful life", "depreciation", "nutzungsdauer", "lebensdauer"),
    "origin": ("origin", "bought", "condition", "new or used", "herkunft", "zustand"),
    "power_market": ("power market", "market", "iso", "grid", "strommarkt", "markt"),
    "interconnect_mw": ("interconnect", "capacity", "grid connection", "mw", "netzanschluss", "anschlussleistung"),
    "spot_price_usd_per_mwh": ("spot price", "forward price", "spotpreis"),
    KIND: ("kind", "type", "contract type", "art", "vertragsart", "typ"),
    "price_usd_per_mwh": ("price", "fixed price", "strike", "preis", "festpreis", "arbeitspreis", "lmp", "spot price",
                          "settlement point price", "day ahead price", "spotpreis", "prix", "precio"),
    HOUR: ("hour", "time", "timestamp", "datetime", "date time", "hour beginning", "interval start", "start", "zeit",
           "zeitpunkt", "zeitstempel", "datum", "datum uhrzeit", "date", "heure", "hora"),
    "block_mw": ("block", "volume", "block size", "menge"),
    "adder_usd_per_mwh": ("adder", "margin", "aufschlag"),
    "rate_usd_per_mwh": ("rate", "hosting rate", "hosting fee", "hostingpreis"),
}  # fmt: skip

# Units that a header may name, each with its spellings, casefolded.
_UNITS = {
    "W": ("w", "watt", "watts"), "kW": ("kw",), "MW": ("mw",), "GW": ("gw",),
    "GH/s": ("gh/s", "ghs"), "TH/s": ("th/s", "ths", "th"), "PH/s": ("ph/s", "phs", "ph"), "EH/s": ("eh/s", "ehs"),
    "J/TH": ("j/th", "w/th"), "USD/TH": ("usd/th", "$/th"), "USD/MWh": ("usd/mwh", "$/mwh"),
    "USD/kWh": ("usd/kwh", "$/kwh"), "¢/kWh": ("¢/kwh", "c/kwh", "ct/kwh", "cent/kwh", "cents/kwh"),
    "EUR/MWh": ("eur/mwh", "€/mwh"), "EUR": ("eur", "€"), "%": ("%", "percent", "pct", "prozent"),
    "years": ("years", "year", "yrs", "jahre"), "months": ("months", "monate"),
}  # fmt: skip
_UNIT_OF_SPELLING = {spelling: unit for unit, spellings in _UNITS.items() for spelling in spellings}


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column of a table. `declared` is its quantity, a contract's terms by contract kind; empty for the rest."""

    key: str
    labels: tuple[str, ...]
    unit: str
    kind: Kind
    declared: Mapping[str, Quantity]

    def quantity(self, row_kind: str = "") -> Quantity | None:
        """The declaration for a row; None where a row of that kind has no such term."""
        return self.declared.get(row_kind) or self.declared.get("")


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """What a header may mean. `exact` needs no confirmation; `none` has no column."""

    header: str
    column: str | None
    confidence: Confidence


def one_of(table: str, count: int = 1) -> str:
    """The word for so many rows of a table."""
    return (ONE | {PRICES: "price"})[table] if count == 1 else table


@functools.cache
def columns_of(table: str) -> Mapping[str, Column]:
    """Every column a file may have for a table, by key, in the order in which they are written.

    Sites are named, not numbered. `id` is the number of the row in the file it comes from; a new row keeps it where
    it is free, so that a table read back into an empty portfolio is the same to the last number. There is one
    company, which needs no number.
    """
    if table not in IMPORT_TABLES:
        raise NotFound(f"There is no table {table!r} to exchange.", next=f"Use one of {', '.join(IMPORT_TABLES)}.")
    if table == PRICES:
        price = Column(key=PRICE, labels=("Price",), unit="USD/MWh", kind="number", declared=MappingProxyType({}))
        return MappingProxyType({HOUR: _plain(HOUR, "Hour", "text"), PRICE: price})
    found = {key: _column(key, {"": declared}) for key, declared in declarations(table).items()}
    if table == COMPANY:
        return MappingProxyType(found)
    tied = {SITE: _plain(SITE, "Site", "text")} if has_sites(table) else {}
    tied |= {KIND: _plain(KIND, "Kind", "choice")} if table in KINDS else {}
    found = {"name": found.pop("name"), **tied, **found}
    found |= {key: _column(key, by_kind) for key, by_kind in terms_by_kind(table).items()}
    found[ID] = _plain(ID, "Row", "integer")
    return MappingProxyType(found)


def _column(key: str, declared: Mapping[str, Quantity]) -> Column:
    first = next(iter(declared.values()))
    labels = tuple(dict.fromkeys(item.label for item in declared.values()))
    return Column(key=key, labels=labels, unit=first.unit, kind=first.kind, declared=MappingProxyType(dict(declared)))


def _plain(key: str, label: str, kind: Kind) -> Column:
    return Column(key=key, labels=(label,), unit="", kind=kind, declared=MappingProxyType({}))


def is_canonical(headers: Sequence[str]) -> bool:
    """Whether these are headers as Reckoner writes them: keys of one table, all of them."""
    return bool(headers) and any(set(headers) <= set(columns_of(table)) for table in CSV_TABLES)


def recognised(header: str, table: str) -> str | None:
    """The column whose key or label a header is, upper or lower case, with or without its unit."""
    return _by_header(table).get(_plain_words(header))


@functools.cache
def _by_header(table: str) -> Mapping[str, str | None]:
    """Columns by key and label; None where two columns share one."""
    found: dict[str, str | None] = {}
    for key, column in columns_of(table).items():
        names = {folded(key)}
        for label in column.labels:
            names |= {_plain_words(label), _plain_words(f"{label} {column.unit}")}
        for name in names:
            found[name] = None if name in found else key
    return found


def _plain_words(header: str) -> str:
    """A header without case, surrounding blanks and the brackets and commas about a unit."""
    return " ".join(re.sub(r"[()\[\],:;]", " ", folded(header)).split())


def suggest_mapping(headers: Sequence[str], table: str) -> tuple[Suggestion, ...]:
    """What each header may mean, in order; no column is suggested for two of them.

    A header that names another unit than a column's is not taken for it: 3.5 kW would pass for 3.5 W.
    """
    columns = columns_of(table)
    exact = {header: recognised(header, table) for header in headers}
    taken = {column for column in exact.values() if column is not None}
    scored = sorted(
        (
            (score, -place, header, key)
            for place, header in enumerate(headers)
            if exact[header] is None
            for key in columns
            if key not in taken
            and not unit_conflict(header, columns[key])
            and not _is_figure_for_words(header, columns[key])
            if (score := _nearness(header, columns[key])) >= NEAR_ENOUGH
        ),
        reverse=True,
    )
    found: dict[str, tuple[str, Confidence]] = {}
    for score, _, header, key in scored:
        if header not in found and key not in taken:
            found[header] = key, "likely" if score >= 1 else "possible"
            taken.add(key)
    found |= {header: (key, "exact") for header, key in exact.items() if key is not None}
    nothing: tuple[None, Confidence] = None, "none"
    return tuple(
        Suggestion(header=header, column=column, confidence=confidence)
        for header in headers
        for column, confidence in (found.get(header, nothing),)
    )


def _is_figure_for_words(header: str, column: Column) -> bool:
    """A header that names a unit holds figures; "Power (kW)" is nobody's owner."""
    return bool(unit_of_header(header)) and column.kind in ("text", "choice")


def _nearness(header: str, column: Column) -> float:
    """From 0 to 1, a little more where the header is the very name; the first names of a column weigh most."""
    if column.key == ID:
        return 0.0
    words = _without_unit(header)
    names = (*_FOREIGN.get(column.key, ()), *column.labels, column.key.replace("_", " "))
    best = 0.0
    for place, name in enumerate(names):
        known = _without_unit(name) or _plain_words(name)
        if known in (words, _plain_words(header)):
            return 2.0 - place / 100
        best = max(best, difflib.SequenceMatcher(None, words, known).ratio() if words else 0.0)
    return best if best < 1 else 0.99


def _without_unit(header: str) -> str:
    """The words of a header, without dots, underscores and units."""
    words = re.sub(r"[._#/-]+", " ", " ".join(word for word in _plain_words(header).split() if not _is_unit(word)))
    return " ".join(words.split())


def _is_unit(word: str) -> bool:
    return word in _UNIT_OF_SPELLING


def unit_of_header(header: str) -> str:
    """The unit a header names, in brackets, as a word or at its end after an underscore; empty where it names none."""
    words = _plain_words(header)
    before = ""
    for word in words.split():
        if _is_unit(word) and before != "per":
            return _UNIT_OF_SPELLING[word]
        before = word
    for spelling, unit in _UNIT_OF_SPELLING.items():
        if words.endswith(("_" + spelling.replace("/", "_"), "_" + spelling.replace("/", "_per_"))):
            return unit
    return ""


def unit_conflict(header: str, column: Column) -> str:
    """Why a header's unit cannot be the column's, as half a sentence; empty where it can."""
    named = unit_of_header(header)
    wanted = "share" if is_share(column.unit) else column.unit
    if not named or named == wanted or not wanted or column.kind not in ("number", "integer"):
        return ""
    return f"is in {named}, the column {column.key} in {column.unit}; convert the numbers and name the unit anew"
