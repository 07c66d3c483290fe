"""Export then import is the identity, for any portfolio, under any locale."""

from __future__ import annotations

import csv
import io
import locale
import unicodedata
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.canonical import canonical_json
from planner.company import Company
from planner.debt import Debt
from planner.edits import apply, content_of
from planner.errors import NotFound
from planner.exchange.csv_columns import CSV_TABLES, columns_of
from planner.exchange.table_out import table_csv
from planner.exchange.tables_csv import preview
from planner.hedge import Hedge
from planner.kinds import KINDS
from planner.portfolio import Contract, Lot, Portfolio, Site, folded
from planner.quantities import Quantity, month_index, problem_with, quantities_of
from planner.reference import load_reference
from planner.scenario import Book
from tests.generators import portfolio_from
from tests.portfolio_files import small_book

REFERENCE = load_reference()

# Names as people, spreadsheets and attackers write them.
NAMES = st.one_of(
    st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=15),
    st.text(st.sampled_from("'=+-@,;|\" \u00a0a1.é\u2028"), min_size=1, max_size=10),
    st.sampled_from(
        ["=1+1", "'=1", "''", " West ", "1,234", "2024-06", "nan", "-5", "O'Hara", 'a "b"', "a;b|c", "NULL"]
    ),
).filter(lambda name: bool(name.strip()))
MONTHS = st.builds("{:04d}-{:02d}".format, st.integers(1990, 2099), st.integers(1, 12))


def values(declared: Quantity) -> st.SearchStrategy[Any]:
    match declared.kind:
        case "number":
            return st.one_of(st.floats(declared.low, declared.high, allow_nan=False), st.just(float(declared.low)))
        case "integer":
            return st.integers(int(declared.low), int(declared.high))
        case "choice":
            return st.sampled_from(declared.choices)
        case "month":
            return st.one_of(st.just(""), MONTHS) if declared.optional else MONTHS
        case "flag":
            return st.booleans()
        case "text":
            return st.one_of(st.just(""), NAMES) if declared.optional else NAMES


def stated(draw: st.DrawFn, owner: Any) -> dict[str, Any]:
    found = {key: composed(draw(values(declared))) for key, declared in quantities_of(owner).items() if key != "name"}
    assert all(problem_with(quantities_of(owner)[key], value) == "" for key, value in found.items())
    return found


@st.composite
def portfolios(draw: st.DrawFn) -> Portfolio:
    """Portfolios with any values that can stand, nasty names, and numbers with gaps where rows were deleted."""

    def named(most: int) -> list[tuple[int, str]]:
        names = draw(st.lists(NAMES, max_size=most, unique_by=folded))
        ids = sorted(draw(st.lists(st.integers(1, 99), min_size=len(names), max_size=len(names), unique=True)))
        return list(zip(ids, (composed(name) for name in names), strict=True))

    sites = tuple(Site(id=row_id, name=name, **stated(draw, Site)) for row_id, name in named(3))
    ids = [site.id for site in sites]
    lots = []
    for row_id, name in named(4) if sites else []:
        row = stated(draw, Lot) | {"name": name, "site_id": draw(st.sampled_from(ids))}
        row["machine"] = draw(st.sampled_from([*list(REFERENCE.machines)[:3], row["machine"]]))
        if row["machine"] not in REFERENCE.machines:
            row["machine_source"] = composed(draw(NAMES))
        if row["retire_month"] and month_index(row["retire_month"]) <= month_index(row["online_month"]):
            row["retire_month"] = ""
        row |= draw(operating_points(row["hashrate_th_s"], row["power_w"]))
        lots.append(Lot(id=row_id, **row))
    contracts = []
    for site_id, (row_id, name) in zip(ids, named(len(ids)), strict=False):
        terms = terms_of(draw, "contracts")
        contracts.append(Contract(id=row_id, name=name, site_id=site_id, terms=terms, **stated(draw, Contract)))
    debts = tuple(Debt(id=row_id, name=name, terms=terms_of(draw, "debts")) for row_id, name in named(4))
    hedges = []
    for row_id, name in named(4):
        hedge = terms_of(draw, "hedges")
        if not hedge.of_site or ids:
            site_id = draw(st.sampled_from(ids)) if hedge.of_site else 0
            hedges.append(Hedge(id=row_id, name=name, site_id=site_id, terms=hedge))
    company = Company(name=composed(draw(NAMES)), **stated(draw, Company))
    return Portfolio(
        company=company, sites=sites, lots=tuple(lots), contracts=tuple(contracts), debts=debts, hedges=tuple(hedges)
    )


def terms_of(draw: st.DrawFn, table: str) -> Any:
    """Terms of any kind of a table; where two drawn values cannot stand together, one of them gives way."""
    kind: Any = KINDS[table][draw(st.sampled_from(sorted(KINDS[table])))]
    row = stated(draw, kind)
    if table == "debts" and row["maturity_month"] <= row["first_month"]:
        row["first_month"] = ""
    if table == "hedges" and row["last_month"] < row["first_month"]:
        row["last_month"] = row["first_month"]
    if row.get("cap_price_usd", 0.0) <= row.get("conversion_price_usd", 0.0) and "cap_price_usd" in row:
        row["cap_price_usd"] = 0.0
    if "floor_usd" in row:
        row["floor_usd"] = min(row["floor_usd"], row["cap_usd"])
    return kind(**row)


def operating_points(hashrate_th_s: float, power_w: float) -> st.SearchStrategy[dict[str, float]]:
    """Points below and above the nominal one; 0 for none."""
    low, high = {"low_hashrate_th_s": 0.0, "low_power_w": 0.0}, {"high_hashrate_th_s": 0.0, "high_power_w": 0.0}
    lows = [low, {"low_hashrate_th_s": 0.5 * hashrate_th_s, "low_power_w": 0.3 * power_w}]
    highs = [high]
    if hashrate_th_s <= 50_000 and power_w <= 500_000:
        highs.append({"high_hashrate_th_s": 1.25 * hashrate_th_s, "high_power_w": 1.5 * power_w})
    return st.builds(dict.__or__, st.sampled_from(lows), st.sampled_from(highs))


def composed(value: Any) -> Any:
    """Text as the file of the portfolio holds it."""
    return unicodedata.normalize("NFC", value) if isinstance(value, str) else value


def read_back(portfolio: Portfolio, into: Portfolio) -> Portfolio:
    """Every table out, and in again, in the order in which rows refer to each other."""
    book = Book(portfolio=into)
    for table in CSV_TABLES:
        raw = table_csv(Book(portfolio=portfolio), table).encode()
        found = preview(book, REFERENCE, table, raw, source=f"{table}.csv")
        assert found.problems == ()
        assert found.edit is not None
        book = apply(book, found.edit)
        assert book.portfolio == found.after
    return book.portfolio


@settings(max_examples=150, deadline=None)
@given(portfolios())
def test_export_then_import_is_the_identity(portfolio: Portfolio) -> None:
    found = read_back(portfolio, Portfolio())
    assert found == portfolio
    assert canonical_json(content_of(found)) == canonical_json(content_of(portfolio))
    assert read_back(portfolio, portfolio) == portfolio


@pytest.mark.parametrize("seed", range(5))
def test_generated_portfolios_come_back(seed: int) -> None:
    portfolio = portfolio_from(seed, REFERENCE, sites=6, lots=40, every_kind=True)
    assert read_back(portfolio, Portfolio(company=portfolio.company)) == portfolio


def test_the_first_line_has_the_keys_and_every_row_as_many_cells() -> None:
    for table in CSV_TABLES:
        rows = list(csv.reader(io.StringIO(table_csv(small_book(), table)), strict=True))
        assert tuple(rows[0]) == tuple(columns_of(table))
        assert {len(row) for row in rows} == {len(rows[0])}
        assert len(rows) == 1 + len(small_book().portfolio.rows(table))


def test_an_empty_table_is_its_header() -> None:
    for table in CSV_TABLES[:-1]:
        assert table_csv(Book(), table) == ",".join(columns_of(table)) + "\n"


def test_sites_stand_by_name_and_other_kinds_terms_are_empty() -> None:
    book = small_book()
    rows = list(csv.DictReader(io.StringIO(table_csv(book, "contracts"))))
    for contract, row in zip(book.portfolio.contracts, rows, strict=True):
        assert row["site"] == book.portfolio.by_id("sites", contract.site_id).name
        own = {"name", "site", "kind", "id", *quantities_of(Contract), *quantities_of(contract.terms)}
        assert {key for key, cell in row.items() if cell and key not in own} == set()


def test_the_same_text_under_every_locale() -> None:
    expected = [table_csv(small_book(), table) for table in CSV_TABLES]
    before = locale.setlocale(locale.LC_ALL)
    tried = 0
    for name in ("de_DE.UTF-8", "fr_FR.UTF-8", "hi_IN.UTF-8", "C.UTF-8", "C"):
        try:
            locale.setlocale(locale.LC_ALL, name)
        except locale.Error:
            continue
        tried += 1
        try:
            assert [table_csv(small_book(), table) for table in CSV_TABLES] == expected
        finally:
            locale.setlocale(locale.LC_ALL, before)
    assert tried >= 1


def test_a_formula_leaves_as_text() -> None:
    book = small_book()
    site = replace(book.portfolio.sites[0], name='=HYPERLINK("http://x")')
    book = replace(book, portfolio=replace(book.portfolio, sites=(site, *book.portfolio.sites[1:])))
    assert table_csv(book, "sites").splitlines()[1].startswith('"\'=HYPERLINK(""http://x"")",')


def test_scenarios_are_no_table_to_exchange() -> None:
    with pytest.raises(NotFound, match="no table 'scenarios'"):
        table_csv(small_book(), "scenarios")
