"""Book ↔ rows: which columns each table has, how a book is read, and how the rows an edit touched are written.

A touched row is deleted and inserted as it stands in the new book, with references checked at the commit, so
that any edit, and the swap of two names within one, is written the same way.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from types import MappingProxyType
from typing import Any

from planner.edits import Edit, baseline_of, row_of_baseline
from planner.errors import ReckonerError
from planner.portfolio import Company, Lot, Portfolio, Site, check_portfolio, folded
from planner.rows import item_of, row_of
from planner.scenario import Book, ScenarioRow, plan_of
from planner.snapshot import canonical_json
from planner.storage.connection import Connection
from planner.storage.failures import damaged

Values = tuple[Any, ...]

COMPANY_COLUMNS = tuple(column.name for column in dataclasses.fields(Company))
SITE_COLUMNS = tuple(column.name for column in dataclasses.fields(Site))
LOT_COLUMNS = tuple(column.name for column in dataclasses.fields(Lot))
COLUMNS: dict[str, tuple[str, ...]] = {
    "company": COMPANY_COLUMNS,
    "sites": (*SITE_COLUMNS, "name_key"),
    "lots": (*LOT_COLUMNS, "name_key"),
    "contracts": ("id", "name", "name_key", "site_id", "kind", "terms"),
    "scenarios": ("id", "name", "name_key", "note"),
    "assumptions": ("scenario_id", "key", "value"),
    "plan_steps": ("scenario_id", "position", "kind", "terms"),
    "baseline": ("id", "name", "content"),
}
HASHED = (*COLUMNS, "edit_log", "snapshots")  # snapshot contents carry their own digest


def insert_statement(table: str) -> str:
    """INSERT of a whole row; tables and columns come from the fixed list above."""
    columns = COLUMNS[table]
    return f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})"


def _named(columns: tuple[str, ...]) -> Callable[[Any], Values]:
    return lambda item: (*(getattr(item, column) for column in columns), folded(item.name))


def _contract_values(contract: Any) -> Values:
    terms = {key: value for key, value in row_of(contract).items() if key not in ("id", "name", "site_id", "kind")}
    return (contract.id, contract.name, folded(contract.name), contract.site_id, contract.terms.kind,
            canonical_json(terms))  # fmt: skip


_VALUES: dict[str, Callable[[Any], Values]] = {
    "company": lambda company: tuple(getattr(company, column) for column in COMPANY_COLUMNS),
    "sites": _named(SITE_COLUMNS),
    "lots": _named(LOT_COLUMNS),
    "contracts": _contract_values,
}


def _scenario_rows(row: ScenarioRow) -> Iterator[tuple[str, Values]]:
    yield "scenarios", (row.id, row.name, folded(row.name), row.note)
    for key, value in row.stated.items():
        yield "assumptions", (row.id, key, value)
    for position, (kind, terms) in enumerate(row.plan):
        yield "plan_steps", (row.id, position, kind, terms)


def _baseline_values(book: Book) -> Values:
    assert book.baseline is not None
    return 1, book.baseline.name, canonical_json(row_of_baseline(book.baseline))


# --- writing -----------------------------------------------------------------------------------------------------


def all_rows(book: Book) -> Iterator[tuple[str, list[Values]]]:
    """Every table of a book with its rows, in an order in which references already exist."""
    for table, values in _VALUES.items():
        yield table, [values(item) for item in book.portfolio.rows(table)]
    by_table: dict[str, list[Values]] = {"scenarios": [], "assumptions": [], "plan_steps": []}
    for row in book.scenarios:
        for table, written in _scenario_rows(row):
            by_table[table].append(written)
    yield from by_table.items()
    yield "baseline", [] if book.baseline is None else [_baseline_values(book)]


def write_touched(connection: Connection, book: Book, edit: Edit) -> None:
    """Bring every row the edit names to its state in `book`, the book after the edit; within a transaction."""
    touched: dict[str, set[int]] = {}
    for change in edit.changes:
        touched.setdefault("scenarios" if change.table == "assumptions" else change.table, set()).add(change.id)
    for table, ids in touched.items():
        if table == "scenarios":
            _write_scenarios(connection, book, ids)
        elif table == "baseline":
            connection.write("DELETE FROM baseline")
            if book.baseline is not None:
                connection.write(insert_statement("baseline"), _baseline_values(book))
        else:
            items = [item for item in book.portfolio.rows(table) if item.id in ids]
            connection.write_many(f"DELETE FROM {table} WHERE id = ?", ((row_id,) for row_id in ids))
            connection.write_many(insert_statement(table), map(_VALUES[table], items))


def _write_scenarios(connection: Connection, book: Book, ids: set[int]) -> None:
    for row_id in ids:
        connection.write("DELETE FROM assumptions WHERE scenario_id = ?", (row_id,))
        connection.write("DELETE FROM plan_steps WHERE scenario_id = ?", (row_id,))
        connection.write("DELETE FROM scenarios WHERE id = ?", (row_id,))
    for row in book.scenarios:
        if row.id in ids:
            for table, values in _scenario_rows(row):
                connection.write(insert_statement(table), values)


# --- reading -----------------------------------------------------------------------------------------------------


def read_book(connection: Connection) -> Book:
    """The whole book, every row and everything rows say of each other checked. Raises `Damaged`."""
    path = connection.path
    try:
        book = Book(portfolio=_portfolio(connection), scenarios=_scenarios(connection), baseline=_baseline(connection))
        check_portfolio(book.portfolio)
    except ReckonerError as error:
        raise damaged(path, f"it holds a value that cannot stand ({error.message.removesuffix('.')})") from error
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise damaged(path, "a row does not read as Reckoner writes it") from error
    _check_name_keys(connection)
    if not book.scenarios:
        raise damaged(path, "it holds no scenario")
    return book


def _portfolio(connection: Connection) -> Portfolio:
    companies = [Company(**dict(zip(COMPANY_COLUMNS, row, strict=True))) for row in _read(connection, "company")]
    if len(companies) != 1:
        raise damaged(connection.path, "its company is missing")
    return Portfolio(
        company=companies[0],
        sites=tuple(Site(**dict(zip(SITE_COLUMNS, row, strict=False))) for row in _read(connection, "sites")),
        lots=tuple(Lot(**dict(zip(LOT_COLUMNS, row, strict=False))) for row in _read(connection, "lots")),
        contracts=tuple(
            item_of("contracts", {**json.loads(terms), "id": row_id, "name": name, "site_id": site_id, "kind": kind})
            for row_id, name, _, site_id, kind, terms in _read(connection, "contracts")
        ),
    )


def _scenarios(connection: Connection) -> tuple[ScenarioRow, ...]:
    stated: dict[int, dict[str, Any]] = {}
    for scenario_id, key, value in _read(connection, "assumptions"):
        stated.setdefault(scenario_id, {})[key] = value
    plans: dict[int, list[tuple[str, str]]] = {}
    for scenario_id, position, kind, terms in _read(connection, "plan_steps"):
        steps = plans.setdefault(scenario_id, [])
        if position != len(steps):
            raise damaged(connection.path, "a step of a plan is missing")
        steps.append((kind, terms))
    return tuple(
        ScenarioRow(id=row_id, name=name, note=note, stated=MappingProxyType(stated.get(row_id, {})),
                    plan=plan_of(plans.get(row_id, [])))
        for row_id, name, _, note in _read(connection, "scenarios")
    )  # fmt: skip


def _baseline(connection: Connection) -> Any:
    row = connection.row("SELECT content FROM baseline")
    return None if row is None else baseline_of(json.loads(row[0]))


def _read(connection: Connection, table: str) -> list[Values]:
    columns = COLUMNS[table]
    return connection.rows(f"SELECT {', '.join(columns)} FROM {table} ORDER BY {columns[0]}, {columns[1]}")


def _check_name_keys(connection: Connection) -> None:
    for table in ("sites", "lots", "contracts", "scenarios"):
        for name, key in connection.rows(f"SELECT name, name_key FROM {table}"):
            if key != folded(name):
                raise damaged(connection.path, f"a name in {table} is filed under another")


def content_sha256(connection: Connection) -> str:
    """SHA-256 over every row of the tables, kept at a clean close: integrity checks see structure, not content."""
    digest = hashlib.sha256()
    for table in HASHED:
        digest.update(f"\x1e{table}".encode())
        for row in _ordered(connection, table):
            digest.update(repr(row).encode())
    return digest.hexdigest()


def _ordered(connection: Connection, table: str) -> Iterable[Values]:
    order = {"edit_log": "sequence", "snapshots": "sequence"}.get(table)
    if order is None:
        return _read(connection, table)
    return connection.rows(f"SELECT * FROM {table} ORDER BY {order}")
