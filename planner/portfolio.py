"""What the user states about the company: sites, lots and contracts. Frozen; changed by `replace`.

Rows refer to each other by `id`, people by `name`; names are unique within a table, case-folded.
An address names one value: `company/cash_usd`, `sites/Llano North/pue`, `contracts/Pecos block/price_usd_per_mwh`.
"""

from __future__ import annotations

import dataclasses
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from planner.contract import Terms
from planner.contracts import KINDS
from planner.errors import InputRejected, NotFound, Problem
from planner.quantities import (
    Quantity,
    Value,
    choice,
    month,
    nearest,
    problem_with,
    problems_of,
    quantities_of,
    quantity,
    text,
)

Row = Mapping[str, Value]
TABLES = ("company", "sites", "lots", "contracts")


@dataclass(frozen=True, slots=True, kw_only=True)
class Company:
    """The company as a whole. There is exactly one, with id 1."""

    id: int = 1
    name: str = text("New portfolio", "Company")
    start_month: str = month("2026-07", "First month of the projection")
    cash_usd: float = quantity(0.0, "Cash", "USD", 0, 1e12)
    debt_usd: float = quantity(0.0, "Debt outstanding", "USD", 0, 1e12)
    btc_held_btc: float = quantity(0.0, "Treasury", "BTC", 0, 21e6)
    diluted_shares: float = quantity(0.0, "Diluted shares", "shares", 0, 1e12)
    sga_usd_per_year: float = quantity(0.0, "SG&A, cash", "USD/year", 0, 1e11)
    note: str = text("", "Note", optional=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """One metered location. `interconnect_mw` is gross MW: machines times PUE must fit below it."""

    id: int
    name: str = text("New site", "Site")
    power_market: str = text("ERCOT West", "Power market")
    interconnect_mw: float = quantity(50.0, "Grid connection", "MW", 0, 100_000)
    pue: float = quantity(
        1.05, "PUE", "", 1, 3, hint="Annual site energy over machine energy."
    )
    spot_price_usd_per_mwh: float = quantity(
        38.0,
        "Spot price, annual mean",
        "USD/MWh",
        0.01,
        5_000,
        hint="Forward level at this site's node.",
    )
    spot_escalator_frac_per_year: float = quantity(
        0.02, "Spot escalator", "share a year", -0.5, 0.5
    )
    fixed_cost_usd_per_year: float = quantity(
        0.0, "Site operating cost, fixed", "USD/year", 0, 1e10
    )
    variable_cost_usd_per_mwh: float = quantity(
        0.0, "Site operating cost, variable", "USD/MWh", 0, 1_000
    )
    infrastructure_usd: float = quantity(0.0, "Infrastructure, cost", "USD", 0, 1e12)
    infrastructure_month: str = month("2022-01", "Infrastructure, in service since")
    infrastructure_life_years: float = quantity(
        15.0, "Infrastructure, life", "years", 1, 50
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Lot:
    """A number of equal machines bought together for one site; figures per machine are at the wall plug."""

    id: int
    name: str = text("New lot", "Lot")
    site_id: int
    machine: str = text("Antminer S21 (200Th)", "Machine")
    hashrate_th_s: float = quantity(200.0, "Hashrate a machine", "TH/s", 0.001, 100_000)
    power_w: float = quantity(3_500.0, "Power a machine", "W", 1, 1_000_000)
    count: int = quantity(1_000, "Machines", "", 0, 10_000_000, integer=True)
    availability_frac: float = quantity(0.95, "Availability", "share of hours", 0, 1)
    online_month: str = month("2024-06", "Online from")
    retire_month: str = month("", "Retired from", optional=True)
    machine_price_usd_per_th: float = quantity(
        12.0, "Machine price", "USD/TH", 0, 1_000
    )
    machine_life_years: float = quantity(4.0, "Machine life", "years", 0.5, 20)
    origin: str = choice("new", "Bought", ("new", "from another miner"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Contract:
    """One power agreement of one site, or the hosting agreement of machines at a site of others."""

    id: int
    name: str = text("New contract", "Contract")
    site_id: int
    terms: Terms


@dataclass(frozen=True, slots=True, kw_only=True)
class Portfolio:
    """One company's sites, lots and contracts, in the order in which they were entered."""

    company: Company = Company()
    sites: tuple[Site, ...] = ()
    lots: tuple[Lot, ...] = ()
    contracts: tuple[Contract, ...] = ()

    def __post_init__(self) -> None:
        if problems := tuple(_portfolio_problems(self)):
            raise InputRejected.of(problems)

    def rows(self, table: str) -> tuple[Any, ...]:
        """The objects of a table; the company is a table of one."""
        if table not in TABLES:
            raise NotFound(
                f"There is no table {table!r}.", next=f"Use one of {', '.join(TABLES)}."
            )
        return (self.company,) if table == "company" else getattr(self, table)  # type: ignore[no-any-return]  # by name

    def by_id(self, table: str, row_id: int) -> Any:
        """The row with this id. Raises `NotFound`."""
        for row in self.rows(table):
            if row.id == row_id:
                return row
        raise NotFound(f"There is no row {row_id} in {table}.")

    def by_name(self, table: str, name: str) -> Any:
        """The row with this name, case-folded; `NotFound` names the nearest."""
        rows = self.rows(table)
        for row in rows:
            if folded(row.name) == folded(name):
                return row
        close = nearest(name, (row.name for row in rows))
        hint = f"Did you mean {' or '.join(close)}?" if close else ""
        raise NotFound(f"There is no {name!r} in {table}.", next=hint)


def folded(name: str) -> str:
    """The form in which two names are the same."""
    return unicodedata.normalize("NFC", name).strip().casefold()


def _portfolio_problems(portfolio: Portfolio) -> Iterator[Problem]:
    yield from problems_of(portfolio.company, "Company")
    for table in ("sites", "lots", "contracts"):
        yield from _table_problems(table, portfolio.rows(table))
    site_ids = {site.id for site in portfolio.sites}
    for row in (*portfolio.lots, *portfolio.contracts):
        if row.site_id not in site_ids:
            yield Problem(
                where=row.name,
                value=str(row.site_id),
                reason="belongs to a site that does not exist",
            )
    for lot in portfolio.lots:
        if lot.retire_month and lot.retire_month <= lot.online_month:
            yield Problem(where=f"{lot.name}, Retired from", value=lot.retire_month,
                          reason=f"is not after the month it goes online ({lot.online_month})")  # fmt: skip
    taken: dict[int, str] = {}
    for contract in portfolio.contracts:
        if contract.site_id in taken:
            yield Problem(where=contract.name, value="",
                          reason=f"its site already has the contract {taken[contract.site_id]}")  # fmt: skip
        taken[contract.site_id] = contract.name


def _table_problems(table: str, rows: Iterable[Any]) -> Iterator[Problem]:
    ids: set[int] = set()
    names: set[str] = set()
    for row in rows:
        yield from problems_of(row, row.name)
        if row.id in ids:
            yield Problem(
                where=f"{table}, {row.name}",
                value=str(row.id),
                reason="has an id that is already taken",
            )
        if folded(row.name) in names:
            yield Problem(
                where=f"{table}, Name", value=row.name, reason="is already taken"
            )
        ids.add(row.id)
        names.add(folded(row.name))


# --- rows: the flat form of an object, as storage, edits and CSV see it ---------------------------------------


def row_of(item: Any) -> dict[str, Value]:
    """The flat row of a company, site, lot or contract; a contract's terms stand beside its kind."""
    if isinstance(item, Contract):
        terms = {name: getattr(item.terms, name) for name in quantities_of(item.terms)}
        return {
            "id": item.id,
            "name": item.name,
            "site_id": item.site_id,
            "kind": item.terms.kind,
            **terms,
        }
    return {
        column.name: getattr(item, column.name) for column in dataclasses.fields(item)
    }


def item_of(table: str, row: Row) -> Any:
    """The object of a flat row. Raises `InputRejected` for unknown columns, kinds and values."""
    kinds = {"company": Company, "sites": Site, "lots": Lot}
    if table == "contracts":
        return _contract_of(row)
    kind = kinds[table]
    known = {column.name for column in dataclasses.fields(kind)}
    if unknown := sorted(set(row) - known):
        raise InputRejected(
            f"{table} has no column {unknown[0]!r}.",
            next=_columns_hint(unknown[0], known),
        )
    required = {
        "company": set(),
        "sites": {"id", "name"},
        "lots": {"id", "name", "site_id", "machine"},
    }[table]
    if missing := sorted(required - set(row)):
        raise InputRejected(f"A new row in {table} needs {', '.join(missing)}.")
    return kind(**_typed(kind, row))


def _contract_of(row: Row) -> Contract:
    if missing := sorted({"id", "name", "site_id", "kind"} - set(row)):
        raise InputRejected(f"A new row in contracts needs {', '.join(missing)}.")
    if row["kind"] not in KINDS:
        raise InputRejected(
            f"There is no contract kind {row['kind']!r}.",
            next=f"Use one of {', '.join(KINDS)}.",
        )
    kind: Any = KINDS[str(row["kind"])]
    terms = {
        name: value
        for name, value in row.items()
        if name not in ("id", "name", "site_id", "kind")
    }
    known = set(quantities_of(kind))
    if unknown := sorted(set(terms) - known):
        raise InputRejected(
            f"A contract of kind {row['kind']} has no {unknown[0]!r}.",
            next=_columns_hint(unknown[0], known),
        )
    return Contract(id=int(row["id"]), name=str(row["name"]), site_id=int(row["site_id"]),
                    terms=kind(**_typed(kind, terms)))  # fmt: skip


def _columns_hint(name: str, known: Iterable[str]) -> str:
    close = nearest(name, known)
    return (
        f"Did you mean {' or '.join(close)}?"
        if close
        else f"Use one of {', '.join(sorted(known))}."
    )


def _typed(kind: Any, row: Row) -> dict[str, Any]:
    """Integers where integers are declared, floats where numbers are: JSON and SQL do not keep them apart."""
    typed: dict[str, Any] = dict(row)
    for name, declaration in quantities_of(kind).items():
        if name not in typed:
            continue
        value = typed[name]
        number = isinstance(value, int | float) and not isinstance(value, bool)
        if declaration.kind == "number" and number:
            typed[name] = float(value)
        elif (
            declaration.kind == "integer"
            and number
            and not problem_with(declaration, value)
        ):
            typed[name] = int(value)
        elif declaration.kind == "text" and isinstance(value, str):
            typed[name] = unicodedata.normalize("NFC", value)
    return typed


def with_row(
    portfolio: Portfolio, table: str, row_id: int, row: Row | None
) -> Portfolio:
    """The portfolio with that row set, added in id order, or removed (row None)."""
    item = None if row is None else item_of(table, {**row, "id": row_id})
    if table == "company":
        if item is None or row_id != 1:
            raise InputRejected("The company can be changed but not added or removed.")
        return replace(portfolio, company=item)
    rows = [other for other in portfolio.rows(table) if other.id != row_id]
    if item is not None:
        rows.append(item)
    return replace(
        portfolio, **{table: tuple(sorted(rows, key=lambda other: other.id))}
    )


def with_cell(
    portfolio: Portfolio, table: str, row_id: int, column: str, value: Value
) -> Portfolio:
    """The portfolio with one value changed. A contract that changes its kind keeps the terms both kinds know."""
    row = row_of(portfolio.by_id(table, row_id))
    if column == "kind" and table == "contracts" and value in KINDS:
        kept = {"id", "name", "site_id", *quantities_of(KINDS[str(value)])}
        row = {name: old for name, old in row.items() if name in kept}
    elif column not in row or column == "id":
        raise NotFound(
            f"{table} has no value {column!r} that can be changed.",
            next=_columns_hint(column, row),
        )
    return with_row(portfolio, table, row_id, {**row, column: value})


def column_quantity(
    portfolio: Portfolio, table: str, row_id: int, column: str
) -> Quantity:
    """The declaration of one value. Raises `NotFound`."""
    item = portfolio.by_id(table, row_id)
    declared = quantities_of(item)
    if table == "contracts":
        declared |= quantities_of(item.terms)
    if column not in declared:
        raise NotFound(
            f"{table} has no value {column!r}.", next=_columns_hint(column, declared)
        )
    return declared[column]


def split_address(address: str) -> tuple[str, str, str]:
    """Table, name and column of an address; table and name are empty for an assumption's key.

    A name may itself contain a slash: the table ends at the first, the column begins after the last.
    """
    if "/" not in address:
        return "", "", address
    table, _, rest = address.partition("/")
    name, slash, column = rest.rpartition("/")
    if table == "company" and not slash:
        return table, "", column
    if table not in TABLES or not column or not name:
        raise NotFound(
            f"{address!r} is not an address.",
            next="Write it like contracts/Pecos block/price_usd_per_mwh.",
        )
    return table, name, column


def new_id(rows: Iterable[Any]) -> int:
    """The next free id: one more than the largest."""
    return max((row.id for row in rows), default=0) + 1
