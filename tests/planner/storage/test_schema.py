"""The schema: its fingerprint, and the ranges it holds beside the model's."""

from __future__ import annotations

import math
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from planner.assumptions import Assumptions
from planner.company import Company
from planner.edits import row_of_baseline
from planner.portfolio import Lot, Site
from planner.quantities import Quantity, quantities_of
from planner.storage.schema import DDL, FINGERPRINT, IMMUTABLE, TRIGGERS, fingerprint
from planner.storage.snapshots import Snapshot
from planner.storage.tables import ORDER
from tests.portfolio_files import from_outside, outcome, small_book, small_store

OWNERS = {"company": Company, "sites": Site, "lots": Lot}
NUMBERS = [
    (table, name, declared)
    for table, owner in OWNERS.items()
    for name, declared in quantities_of(owner).items()
    if declared.kind in ("number", "integer")
]
TEXTS = [
    (table, name, declared)
    for table, owner in OWNERS.items()
    for name, declared in quantities_of(owner).items()
    if declared.kind not in ("number", "integer")
]


@pytest.fixture
def file(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    with small_store(tmp_path) as store:
        store.add_snapshot("Board", outcome())
    with from_outside(store.path) as connection:
        yield connection


def schema_of(connection: sqlite3.Connection) -> list[tuple[str, str, str, str | None]]:
    return connection.execute("SELECT type, name, tbl_name, sql FROM sqlite_schema").fetchall()


def set_to(connection: sqlite3.Connection, table: str, column: str, value: object) -> None:
    connection.execute(f"UPDATE {table} SET {column} = ? WHERE id = 1", (value,))


def refused(connection: sqlite3.Connection, table: str, column: str, value: object) -> bool:
    try:
        set_to(connection, table, column, value)
    except sqlite3.IntegrityError:
        return True
    return False


def test_the_fingerprint_is_that_of_the_ddl() -> None:
    connection = sqlite3.connect(":memory:")
    for statement in DDL:
        connection.execute(statement)
    assert fingerprint(schema_of(connection)) == FINGERPRINT
    connection.close()


def test_the_fingerprint_is_that_of_a_new_file(file: sqlite3.Connection) -> None:
    assert fingerprint(schema_of(file)) == FINGERPRINT


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE VIEW extra AS SELECT 1",
        "CREATE TRIGGER extra AFTER UPDATE ON lots BEGIN SELECT 1; END",
        "CREATE TABLE extra (a)",
        "CREATE INDEX extra ON lots (machine)",
        "DROP INDEX lots_by_site",
        "ALTER TABLE lots ADD COLUMN extra TEXT",
    ],
)
def test_any_other_object_changes_the_fingerprint(file: sqlite3.Connection, statement: str) -> None:
    file.execute(statement)
    assert fingerprint(schema_of(file)) != FINGERPRINT


def test_every_table_is_strict(file: sqlite3.Connection) -> None:
    tables = [row for row in file.execute("PRAGMA table_list") if row[0] == "main" and not row[1].startswith("sqlite_")]
    assert {row[1] for row in tables} >= set(ORDER)
    assert all(row[5] == 1 for row in tables)


def test_no_column_is_null_but_the_site_of_a_hedge_of_none(file: sqlite3.Connection) -> None:
    for table in ORDER:
        for _, name, _, not_null, _, primary_key in file.execute(f"PRAGMA table_info({table})"):
            assert not_null or primary_key or (table, name) == ("hedges", "site_id"), f"{table}.{name}"


@pytest.mark.parametrize(("table", "name", "declared"), NUMBERS, ids=[f"{table}.{name}" for table, name, _ in NUMBERS])
def test_a_number_has_the_declared_range(file: sqlite3.Connection, table: str, name: str, declared: Quantity) -> None:
    whole = declared.kind == "integer"
    for value in (declared.low, declared.high):
        set_to(file, table, name, int(value) if whole else value)
    below = declared.low - 1 if whole else math.nextafter(declared.low, -math.inf)
    above = declared.high + 1 if whole else math.nextafter(declared.high, math.inf)
    refusable: tuple[object, ...] = (below, above, math.nan, math.inf, -math.inf, "", None)
    for outside in refusable:
        assert refused(file, table, name, outside), outside


@pytest.mark.parametrize(("table", "name", "declared"), TEXTS, ids=[f"{table}.{name}" for table, name, _ in TEXTS])
def test_a_text_may_be_empty_only_where_declared(
    file: sqlite3.Connection, table: str, name: str, declared: Quantity
) -> None:
    assert refused(file, table, name, "") is not declared.optional
    assert refused(file, table, name, None)
    assert refused(file, table, name, "x" * 201)


def test_assumptions_take_every_declared_range_and_no_nan(file: sqlite3.Connection) -> None:
    for key, declared in quantities_of(Assumptions).items():
        if declared.kind in ("number", "integer"):
            for value in (declared.low, declared.high):
                file.execute("INSERT OR REPLACE INTO assumptions VALUES (1, ?, ?)", (key, value))
    refusable: tuple[object, ...] = (math.nan, math.inf, -math.inf, None, b"x")
    for outside in refusable:
        with pytest.raises(sqlite3.IntegrityError):
            file.execute("INSERT OR REPLACE INTO assumptions VALUES (1, 'pool_fee_frac', ?)", (outside,))


def test_names_are_unique_by_key(file: sqlite3.Connection) -> None:
    for table in ("sites", "lots", "contracts", "debts", "hedges"):
        with pytest.raises(sqlite3.IntegrityError, match="UNIQUE"):
            file.execute(f"UPDATE {table} SET name_key = (SELECT name_key FROM {table} WHERE id = 2) WHERE id = 1")


def test_a_lot_needs_its_site(file: sqlite3.Connection) -> None:
    file.execute("PRAGMA foreign_keys = ON")
    with pytest.raises(sqlite3.IntegrityError, match="FOREIGN KEY"):
        file.execute("UPDATE lots SET site_id = 99 WHERE id = 1")
    with pytest.raises(sqlite3.IntegrityError, match="FOREIGN KEY"):
        file.execute("UPDATE hedges SET site_id = 99 WHERE id = 1")


@pytest.mark.parametrize("table", IMMUTABLE)
@pytest.mark.parametrize("statement", ["UPDATE {} SET digest = digest", "DELETE FROM {}"])
def test_snapshots_can_be_neither_changed_nor_deleted(file: sqlite3.Connection, table: str, statement: str) -> None:
    with pytest.raises(sqlite3.IntegrityError, match="immutable"):
        file.execute(statement.format(table))


def test_triggers_are_the_known_ones(file: sqlite3.Connection) -> None:
    assert {row[0] for row in file.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger'")} == TRIGGERS


def test_the_snapshot_row_has_the_columns_of_the_class(file: sqlite3.Connection) -> None:
    stored = {row[1] for row in file.execute("PRAGMA table_info(snapshots)")}
    assert stored == set(Snapshot.__dataclass_fields__) - {"content"} | {"name_key"}


def test_a_baseline_is_an_object(file: sqlite3.Connection) -> None:
    baseline = small_book().baseline
    assert baseline is not None
    assert row_of_baseline(baseline)["id"] == 1
    assert refused(file, "baseline", "content", "[]")
