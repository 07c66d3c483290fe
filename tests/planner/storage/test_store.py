"""The store: memory and file say the same, and a commit that fails leaves both at the last committed book."""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.edits import Edit, add_row, apply, pin_baseline, set_cell, set_input
from planner.errors import Damaged, DiskFull, InputRejected, NotFound, ReadOnly, WentAway
from planner.reference import load_reference
from planner.scenario import Book
from planner.storage import CheckReport, Store
from planner.storage import store as store_module
from planner.storage.connection import Connection
from tests.planner.test_edits import gestures
from tests.portfolio_files import closed_file, count_edit, count_in, from_outside, outcome, small_book, small_store

REFERENCE = load_reference()


def test_every_kind_of_edit_is_in_the_file(tmp_path: Path) -> None:
    with small_store(tmp_path) as store:
        gestures_in_turn: tuple[Callable[[Book], Edit], ...] = (
            lambda book: count_edit(book, 5),
            lambda book: set_cell(book, REFERENCE, "lots", 1, "machine", "antminer s21 (200th)"),
            lambda book: set_cell(book, REFERENCE, "company", 1, "cash_usd", 12.5),
            lambda book: set_cell(book, REFERENCE, "sites", 1, "name", "Øst 北"),
            lambda book: add_row(book, REFERENCE, "sites", {"name": "West"}),
            lambda book: add_row(book, REFERENCE, "scenarios", {"name": "Bull", "stated": {"pool_fee_frac": 0.02}}),
            lambda book: set_input(book, REFERENCE, 1, "btc_price_usd", 81_000.0),
            lambda book: set_input(book, REFERENCE, 1, "btc_price_usd", REFERENCE.market.btc_price_usd.value),
            lambda book: pin_baseline(book, 2, "Bear"),
        )
        for gesture in gestures_in_turn:
            store.commit(gesture(store.book))
        book = store.book
        assert store.check(full=True).edits == 9
    with Store.open(store.path) as store:
        assert store.book == book


@settings(max_examples=15, deadline=None)
@given(data=st.data())
def test_the_file_says_what_memory_says(data: st.DataObject) -> None:
    with tempfile.TemporaryDirectory() as folder:
        with small_store(Path(folder)) as store:
            for _ in range(data.draw(st.integers(1, 6))):
                step = data.draw(st.sampled_from(["edit", "edit", "undo", "redo"]))
                if step == "undo":
                    store.undo()
                elif step == "redo":
                    store.redo()
                else:
                    store.commit(data.draw(gestures(store.book)))
            book = store.book
            assert store.check() is not None
        with Store.open(store.path) as store:
            assert store.book == book
            while store.undo() is not None:
                pass
            assert store.book == small_book()


def test_an_edit_that_does_not_fit_changes_nothing(tmp_path: Path) -> None:
    with small_store(tmp_path) as store:
        edit = count_edit(store.book, 5)
        store.commit(edit)
        with pytest.raises(InputRejected):
            store.commit(set_cell(small_book(), REFERENCE, "lots", 1, "count", 9))
        assert store.book == apply(small_book(), edit)
        assert store.check(full=True).edits == 1


def test_a_reader_writes_nothing(tmp_path: Path) -> None:
    path = closed_file(tmp_path)
    with Store.open(path, read_only=True) as store:
        assert store.read_only
        with pytest.raises(ReadOnly) as refusal:
            store.commit(count_edit(store.book, 5))
        assert "open to be read only" in refusal.value.message
        with pytest.raises(ReadOnly):
            store.add_snapshot("Board", outcome())
        assert store.book == small_book()


class FailingCommit:
    """A SQLite connection whose next COMMIT fails, before it is done or after."""

    def __init__(self, real: sqlite3.Connection, code: int, *, after: bool = False, unreadable: bool = False) -> None:
        self.real, self.code, self.after, self.unreadable = real, code, after, unreadable

    def __getattr__(self, name: str) -> Any:
        return getattr(self.real, name)

    def execute(self, statement: str, *values: Any) -> Any:
        if statement == "COMMIT":
            if self.after:
                self.real.execute("COMMIT")
            raise self.error()
        if self.unreadable and statement.startswith('select * from "meta"') and not self.real.in_transaction:
            raise self.error()
        return self.real.execute(statement, *values)

    def error(self) -> sqlite3.Error:
        error = sqlite3.OperationalError("as the disk would have it")
        error.sqlite_errorcode = self.code
        return error


def failing(connection: Connection, code: int, **how: bool) -> sqlite3.Connection:
    real = connection.sql
    connection.db.conn = FailingCommit(real, code, **how)  # type: ignore[assignment]  # stands in for it
    return real


def test_a_full_disk_loses_only_the_last_change(tmp_path: Path) -> None:
    with small_store(tmp_path) as store:
        store.commit(count_edit(store.book, 5))
        real = failing(store._connection, sqlite3.SQLITE_FULL)
        edit = count_edit(store.book, 6)
        with pytest.raises(DiskFull) as refusal:
            store.commit(edit)
        assert edit.label in refusal.value.message
        assert refusal.value.saved == "Everything before it is safe."
        assert count_in(store.book) == 5
        with pytest.raises(DiskFull):
            store.undo()
        assert count_in(store.book) == 5
        store._connection.db.conn = real
        assert store.commit(edit) == 2  # the disk has room again
    with Store.open(store.path) as store:
        assert count_in(store.book) == 6


def test_an_error_after_the_commit_was_durable_is_no_failure(tmp_path: Path) -> None:
    with small_store(tmp_path) as store:
        real = failing(store._connection, sqlite3.SQLITE_IOERR, after=True)
        assert store.commit(count_edit(store.book, 6)) == 1
        store._connection.db.conn = real
        assert count_in(store.book) == 6
        assert store.check().edits == 1


def test_a_file_that_cannot_be_read_back_takes_no_more(tmp_path: Path) -> None:
    with small_store(tmp_path) as store:
        real = failing(store._connection, sqlite3.SQLITE_IOERR, unreadable=True)
        with pytest.raises(WentAway):
            store.commit(count_edit(store.book, 6))
        store._connection.db.conn = real
        with pytest.raises(WentAway):
            store.commit(count_edit(store.book, 7))
        assert store.book == small_book()


def test_another_client_that_got_in_is_noticed(tmp_path: Path) -> None:
    with small_store(tmp_path) as store:
        with store._connection.transaction():
            store._connection.table_to_write("lots").update(2, {"count": 4})
        with pytest.raises(Damaged, match="not the ones that were read"):
            store.check()


def test_a_check_counts_what_it_saw(tmp_path: Path) -> None:
    with small_store(tmp_path) as store:
        store.commit(count_edit(store.book, 5))
        store.add_snapshot("Board", outcome())
        expected = CheckReport(
            sites=3,
            lots=5,
            contracts=3,
            debts=4,
            hedges=4,
            price_curves=0,
            scenarios=2,
            edits=1,
            snapshots=1,
            snapshots_verified=0,
        )
        assert store.check() == expected
        assert store.check(full=True).snapshots_verified == 1


def test_closing_twice_is_closing_once(tmp_path: Path) -> None:
    store = small_store(tmp_path)
    store.close()
    store.close()
    assert store_module._open_here == set()
    with pytest.raises(NotFound):
        Store.open(tmp_path / "none.reckoner")
    assert store_module._open_here == set()


def test_an_edit_rewrites_only_its_row(tmp_path: Path) -> None:
    with small_store(tmp_path) as store:
        statements: list[str] = []
        store._connection.sql.set_trace_callback(statements.append)
        store.commit(count_edit(store.book, 5))
        store._connection.sql.set_trace_callback(None)
    reading = ("SELECT", "PRAGMA", "SAVEPOINT", "RELEASE")  # savepoints lie inside the transaction
    done = [statement for statement in statements if not statement.upper().startswith(reading)]
    assert [statement.partition(" (")[0] for statement in done] == [
        "BEGIN IMMEDIATE",
        'update "meta" set "content_sequence" = 1 where "id" = 1',
        'delete from "edit_log" where undone = 1',
        'INSERT INTO "edit_log"',
        'delete from "lots" where id IN',
        'INSERT INTO "lots"',
        "COMMIT",
    ]
    assert 'delete from "lots" where id IN (1)' in done


def test_a_clean_mark_without_its_digest_is_damage(tmp_path: Path) -> None:
    path = closed_file(tmp_path)
    with from_outside(path) as other:
        other.execute("UPDATE meta SET content_sha256 = ''")
    with pytest.raises(Damaged):
        Store.open(path)
