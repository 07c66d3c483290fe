"""A hardened connection: pragmas hold, and nothing a file or a caller says beyond reading and writing is compiled."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from planner.storage import connection as hardened
from planner.storage.connection import Connection
from tests.portfolio_files import closed_file


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return closed_file(tmp_path)


@pytest.fixture
def opened(path: Path) -> Iterator[Connection]:
    connection = Connection(path, read_only=False)
    yield connection
    connection.close()


def ids(connection: Connection) -> list[int]:
    return [row["id"] for row in connection.table("company").rows]


@pytest.mark.parametrize(
    ("pragma", "value"),
    [
        ("foreign_keys", 1),
        ("trusted_schema", 0),
        ("cell_size_check", 1),
        ("temp_store", 2),
        ("recursive_triggers", 1),
        ("secure_delete", 1),
        ("synchronous", 3),
        ("journal_mode", "delete"),
        ("locking_mode", "exclusive"),
    ],
)
def test_pragmas_hold(opened: Connection, pragma: str, value: int | str) -> None:
    opened.sql.set_authorizer(None)
    assert opened.sql.execute(f"PRAGMA {pragma}").fetchone() == (value,)


def test_a_pragma_that_does_not_hold_is_refused(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(hardened._PRAGMAS, "temp_store", 9)
    with pytest.raises(sqlite3.NotSupportedError, match="temp_store"):
        Connection(path, read_only=False)


@pytest.mark.parametrize(
    "statement",
    [
        "ATTACH ':memory:' AS other",
        "CREATE TABLE extra (a)",
        "CREATE TEMP TABLE extra (a)",
        "CREATE VIEW extra AS SELECT 1",
        "CREATE TRIGGER extra AFTER UPDATE ON lots BEGIN SELECT 1; END",
        "DROP TABLE lots",
        "ALTER TABLE lots RENAME TO other",
        "PRAGMA writable_schema = 1",
        "PRAGMA journal_mode = OFF",
        "PRAGMA foreign_keys = OFF",
        "SELECT load_extension('x')",
        "SELECT randomblob(10)",
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n LIMIT 1",
        "VACUUM",
        "ANALYZE",
    ],
)
def test_nothing_but_reading_and_writing_is_compiled(opened: Connection, statement: str) -> None:
    with pytest.raises(sqlite3.DatabaseError, match=r"not authorized|prohibited|denied"):
        opened.sql.execute(statement)


def test_a_trigger_of_somebody_else_does_not_run(path: Path) -> None:
    other = sqlite3.connect(path)
    other.execute("CREATE TRIGGER extra AFTER UPDATE ON meta BEGIN UPDATE lots SET count = 0; END")
    other.commit()
    other.close()
    connection = Connection(path, read_only=False)
    with pytest.raises(sqlite3.DatabaseError, match="not authorized"), connection.transaction():
        connection.table_to_write("meta").update(1, {"content_sequence": 5})
    assert not connection.sql.in_transaction
    connection.close()


def test_a_statement_ends_at_its_deadline(opened: Connection) -> None:
    endless = "SELECT a.id FROM lots a, lots b, lots c, lots d, lots e, lots f, lots g, lots h, lots i WHERE a.id < 0"
    with pytest.raises(sqlite3.OperationalError, match="interrupted"), opened.within(0.0):
        list(opened.db.query(endless + " OR i.name = 'nobody'"))
    assert not opened.sql.in_transaction
    assert ids(opened) == [1]  # the next statement is not late


def test_a_write_needs_a_transaction(opened: Connection) -> None:
    with pytest.raises(sqlite3.ProgrammingError, match="outside a transaction"):
        opened.table_to_write("edit_log")


def entries(count: int) -> Iterator[dict[str, Any]]:
    return ({"sequence": number, "label": "x", "changes": "[]", "undone": 0} for number in range(1, count + 1))


def test_a_transaction_that_raises_is_taken_back(opened: Connection) -> None:
    with pytest.raises(sqlite3.IntegrityError), opened.transaction():
        opened.table_to_write("meta").update(1, {"content_sequence": 99})
        opened.table_to_write("meta").update(1, {"content_sequence": -1})
    assert next(opened.table("meta").rows)["content_sequence"] == 0
    assert not opened.sql.in_transaction


def test_many_rows_are_committed_together_or_not_at_all(opened: Connection) -> None:
    """Outside a transaction sqlite-utils commits every hundred rows; inside ours it must not."""
    statements: list[str] = []
    opened.sql.set_trace_callback(statements.append)
    with opened.transaction():
        opened.table_to_write("edit_log").insert_all(entries(5_000))
        assert "COMMIT" not in statements
    opened.sql.set_trace_callback(None)
    assert [statement for statement in statements if statement.startswith(("BEGIN", "COMMIT"))] == [
        "BEGIN IMMEDIATE",
        "COMMIT",
    ]
    assert len(list(opened.table("edit_log").rows)) == 5_000
    with pytest.raises(sqlite3.IntegrityError, match="UNIQUE"), opened.transaction():
        opened.table_to_write("edit_log").delete_where()
        opened.table_to_write("edit_log").insert_all([*entries(4_999), *entries(1)])  # the last of the last batch
    assert len(list(opened.table("edit_log").rows)) == 5_000


def test_what_an_error_has_rolled_back_is_not_committed_in_part(opened: Connection) -> None:
    """A full disk ends the transaction beneath a savepoint of sqlite-utils; nothing after it may open another."""
    opened.sql.set_authorizer(None)
    pages = opened.sql.execute("PRAGMA page_count").fetchone()[0]
    opened.sql.execute(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(sqlite3.OperationalError, match="full"), opened.transaction():
        opened.table_to_write("edit_log").insert_all(entries(5_000))
    assert not opened.sql.in_transaction
    assert list(opened.table("edit_log").rows) == []


def test_no_table_is_guessed(opened: Connection) -> None:
    with pytest.raises(sqlite3.DatabaseError, match="not authorized"), opened.transaction():
        opened.table_to_write("lotz").insert({"id": 1, "count": "many"})
    with pytest.raises(sqlite3.DatabaseError, match="not authorized"), opened.transaction():
        opened.table_to_write("edit_log").insert(next(entries(1)) | {"colour": "red"}, alter=True)
    assert "lotz" not in opened.db.table_names()


def test_a_commit_that_fails_is_taken_back(opened: Connection) -> None:
    with pytest.raises(sqlite3.IntegrityError, match="FOREIGN KEY"), opened.transaction():
        opened.table_to_write("lots").update(1, {"site_id": 99})  # references are checked at the commit
    assert not opened.sql.in_transaction


def test_closing_ends_what_is_half_read(path: Path) -> None:
    connection = Connection(path, read_only=False)
    lots = connection.table("lots").rows
    assert next(lots)["id"] == 1
    connection.close()
    Connection(path, read_only=False).close()  # or it would be locked
    with pytest.raises(sqlite3.ProgrammingError):
        next(lots)


def test_read_only_neither_writes_nor_locks(path: Path) -> None:
    first, second = Connection(path, read_only=True), Connection(path, read_only=True)
    assert ids(first) == ids(second)
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        first.sql.execute("UPDATE meta SET content_sequence = 5")
    first.close()
    second.close()


@pytest.mark.parametrize("name", ["a?mode=memory.reckoner", "a#b.reckoner", "50%25 off.reckoner", "été 北.reckoner"])
def test_no_part_of_a_name_becomes_an_option(tmp_path: Path, name: str) -> None:
    connection = Connection(closed_file(tmp_path, name), read_only=False)
    assert ids(connection) == [1]
    connection.close()


def test_a_missing_file_is_not_made(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="No such file"):
        Connection(tmp_path / "none.reckoner", read_only=False)
    assert list(tmp_path.iterdir()) == []
