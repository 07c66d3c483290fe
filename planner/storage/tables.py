"""Book ↔ rows: which columns each table has, how a book is read, and how the rows an edit touched are written.

A touched row is deleted and inserted as it stands in the new book, with references checked at the commit, so
that any edit, and the swap of two names within one, is written the same way.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from types import MappingProxyType
from typing import Any

from sqlite_utils.db import SQLITE_MAX_VARS
from sqlite_utils.utils import chunks

from planner.canonical import canonical_json
from planner.company import Company
from planner.edits import Edit, baseline_of, row_of_baseline
from planner.errors import Damaged, ReckonerError
from planner.kinds import KINDS, tied_columns
from planner.portfolio import TABLES, Lot, Portfolio, Site, check_portfolio, folded
from planner.rows import item_of, row_of
from planner.scenario import Baseline, Book, ScenarioRow, plan_of
from planner.storage.connection import Connection
from planner.storage.failures import damaged

Row = dict[str, Any]

# Every table of a book, then what is told of it, with the order in which its rows are read
ORDER = {
    "company": "id",
    "sites": "id",
    "lots": "id",
    "contracts": "id",
    "debts": "id",
    "hedges": "id",
    "price_curves": "id",
    "scenarios": "id",
    "assumptions": "scenario_id, key",
    "plan_steps": "scenario_id, position",
    "baseline": "id",
    "edit_log": "sequence",
    "snapshots": "sequence",  # the contents of snapshots carry their own digest
}


def _row_of_kind(table: str, item: Any) -> Row:
    """The tied columns of a contract, debt or hedge; all the rest is one column of JSON. A site 0 is none."""
    row = row_of(item)
    tied = {column: row.pop(column) for column in tied_columns(table)}
    return {column: tied[column] or None for column in tied} | {"terms": canonical_json(row)}


def _item_of_kind(table: str, row: Row) -> Any:
    tied = {column: row[column] for column in tied_columns(table) if row[column] is not None}
    return item_of(table, json.loads(row["terms"]) | tied)


def _portfolio_rows(table: str, items: Iterable[Any]) -> Iterator[Row]:
    for item in items:
        if table == "company":
            yield row_of(item)
        else:
            row = _row_of_kind(table, item) if table in KINDS else row_of(item)
            if table == "price_curves":
                row["multiples"] = canonical_json(row["multiples"])
            yield row | {"name_key": folded(item.name)}


def _scenario_rows(row: ScenarioRow) -> Iterator[tuple[str, Row]]:
    yield "scenarios", {"id": row.id, "name": row.name, "name_key": folded(row.name), "note": row.note}
    for key, value in row.stated.items():
        yield "assumptions", {"scenario_id": row.id, "key": key, "value": value}
    for position, (kind, terms) in enumerate(row.plan):
        yield "plan_steps", {"scenario_id": row.id, "position": position, "kind": kind, "terms": terms}


def _baseline_rows(book: Book) -> list[Row]:
    if book.baseline is None:
        return []
    content = canonical_json(row_of_baseline(book.baseline))
    return [{"id": 1, "name": book.baseline.name, "content": content}]


# --- writing -----------------------------------------------------------------------------------------------------


def all_rows(book: Book) -> Iterator[tuple[str, Iterable[Row]]]:
    """Every table of a book with its rows, in an order in which references already exist."""
    for table in TABLES:
        yield table, _portfolio_rows(table, book.portfolio.rows(table))
    by_table: dict[str, list[Row]] = {"scenarios": [], "assumptions": [], "plan_steps": []}
    for row in book.scenarios:
        for table, written in _scenario_rows(row):
            by_table[table].append(written)
    yield from by_table.items()
    yield "baseline", _baseline_rows(book)


def write_touched(connection: Connection, book: Book, edit: Edit) -> None:
    """Bring every row the edit names to its state in `book`, the book after the edit; within a transaction."""
    touched: dict[str, set[int]] = {}
    for change in edit.changes:
        touched.setdefault("scenarios" if change.table == "assumptions" else change.table, set()).add(change.id)
    for table, ids in touched.items():
        if table == "scenarios":
            _write_scenarios(connection, book, ids)
        elif table == "baseline":
            connection.table_to_write("baseline").delete_where()
            connection.table_to_write("baseline").insert_all(_baseline_rows(book))
        else:
            items = [item for item in book.portfolio.rows(table) if item.id in ids]
            _delete(connection, table, "id", ids)
            connection.table_to_write(table).insert_all(_portfolio_rows(table, items))


def _write_scenarios(connection: Connection, book: Book, ids: set[int]) -> None:
    for table, column in (("assumptions", "scenario_id"), ("plan_steps", "scenario_id"), ("scenarios", "id")):
        _delete(connection, table, column, ids)
    for row in book.scenarios:
        if row.id in ids:
            for table, written in _scenario_rows(row):
                connection.table_to_write(table).insert(written)


def _delete(connection: Connection, table: str, column: str, ids: Iterable[int]) -> None:
    """Delete by id, as many at once as a statement takes: one by one, sqlite-utils needs a savepoint for each."""
    for batch in chunks(sorted(ids), SQLITE_MAX_VARS):
        wanted = list(batch)
        connection.table_to_write(table).delete_where(f"{column} IN ({', '.join('?' * len(wanted))})", wanted)


# --- reading -----------------------------------------------------------------------------------------------------


def read_book(connection: Connection) -> Book:
    """The whole book, every row and everything rows say of each other checked. Raises `Damaged`."""
    path = connection.path
    try:
        book = Book(portfolio=_portfolio(connection), scenarios=_scenarios(connection), baseline=_baseline(connection))
        check_portfolio(book.portfolio)
    except Damaged:
        raise
    except ReckonerError as error:
        raise damaged(path, f"it holds a value that cannot stand ({error.message.removesuffix('.')})") from error
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise damaged(path, "a row does not read as Reckoner writes it") from error
    if not book.scenarios:
        raise damaged(path, "it holds no scenario")
    return book


def _portfolio(connection: Connection) -> Portfolio:
    companies = [Company(**row) for row in _rows(connection, "company")]
    if len(companies) != 1:
        raise damaged(connection.path, "its company is missing")
    return Portfolio(
        company=companies[0],
        sites=tuple(Site(**row) for row in _rows(connection, "sites")),
        lots=tuple(Lot(**row) for row in _rows(connection, "lots")),
        **{table: tuple(_item_of_kind(table, row) for row in _rows(connection, table)) for table in KINDS},
        price_curves=tuple(
            item_of("price_curves", row | {"multiples": json.loads(row["multiples"])})
            for row in _rows(connection, "price_curves")
        ),
    )


def _scenarios(connection: Connection) -> tuple[ScenarioRow, ...]:
    stated: dict[int, Row] = {}
    for row in _rows(connection, "assumptions"):
        stated.setdefault(row["scenario_id"], {})[row["key"]] = row["value"]
    plans: dict[int, list[tuple[str, str]]] = {}
    for row in _rows(connection, "plan_steps"):
        steps = plans.setdefault(row["scenario_id"], [])
        if row["position"] != len(steps):
            raise damaged(connection.path, "a step of a plan is missing")
        steps.append((row["kind"], row["terms"]))
    return tuple(
        ScenarioRow(**row, stated=MappingProxyType(stated.get(row["id"], {})), plan=plan_of(plans.get(row["id"], [])))
        for row in _rows(connection, "scenarios")
    )


def _baseline(connection: Connection) -> Baseline | None:
    row = next(_rows(connection, "baseline"), None)
    return None if row is None else baseline_of(json.loads(row["content"]))


def _rows(connection: Connection, table: str) -> Iterator[Row]:
    """The rows of a table in their order, without the keys names are filed under. Raises `Damaged` where one is off."""
    for row in connection.table(table).rows_where(order_by=ORDER[table]):
        if "name_key" in row and row.pop("name_key") != folded(row["name"]):
            raise damaged(connection.path, f"a name in {table} is filed under another")
        yield row


def content_sha256(connection: Connection) -> str:
    """SHA-256 over every row of the tables, kept at a clean close: integrity checks see structure, not content."""
    digest = hashlib.sha256()
    for table, order in ORDER.items():
        digest.update(f"\x1e{table}".encode())
        for row in connection.table(table).rows_where(order_by=order):
            digest.update(repr(tuple(row.values())).encode())
    return digest.hexdigest()
