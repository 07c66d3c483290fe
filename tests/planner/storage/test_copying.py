"""A copy of the open file: whole, verified, never over another, and the live file keeps its lock."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from planner.errors import Damaged, InputRejected, Locked, NotFound
from planner.storage import Store, copying
from tests.portfolio_files import count_edit, count_in, outcome, small_store


def test_it_holds_everything_snapshots_and_undo_too(tmp_path: Path) -> None:
    with small_store(tmp_path) as store:
        store.commit(count_edit(store.book, 77))
        store.add_snapshot("Board", outcome())
        store.copy_to(tmp_path / "Copy.reckoner")
        store.commit(count_edit(store.book, 78))
    with Store.open(tmp_path / "Copy.reckoner") as copy:
        assert count_in(copy.book) == 77
        assert [item.name for item in copy.snapshots()] == ["Board"]
        assert copy.check(full=True).snapshots_verified == 1
        copy.undo()
        assert count_in(copy.book) != 77
    assert not list(tmp_path.glob("*.part")) + list(tmp_path.glob(".*.part"))


def test_the_live_file_keeps_its_lock(tmp_path: Path) -> None:
    with small_store(tmp_path) as store:
        store.copy_to(tmp_path / "Copy.reckoner")
        foreign = sqlite3.connect(store.path, timeout=0.1)
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            foreign.execute("BEGIN IMMEDIATE")
        foreign.close()
        with pytest.raises(Locked):
            Store.open(store.path)


def test_a_file_that_was_opened_to_be_read_is_copied_too(tmp_path: Path) -> None:
    small_store(tmp_path).close()
    with Store.open(tmp_path / "North.reckoner", read_only=True) as store:
        store.copy_to(tmp_path / "Copy.reckoner")
        book = store.book
    with Store.open(tmp_path / "Copy.reckoner") as copy:
        assert copy.book == book


@pytest.mark.parametrize("name", ["Copy.txt", ".reckoner", "North.reckoner"])
def test_a_name_that_cannot_be_taken_is_refused(tmp_path: Path, name: str) -> None:
    with small_store(tmp_path) as store:
        before = store.path.read_bytes()
        with pytest.raises(InputRejected):
            store.copy_to(tmp_path / name)
        assert store.path.read_bytes() == before
        with pytest.raises(NotFound):
            store.copy_to(tmp_path / "nowhere" / "Copy.reckoner")


def test_a_copy_that_reads_otherwise_is_thrown_away(tmp_path: Path) -> None:
    with small_store(tmp_path) as store, small_store(tmp_path, "Other.reckoner") as other:
        other.commit(count_edit(other.book, 5))
        with pytest.raises(Damaged):
            copying.write_copy(other._connection, store.book, tmp_path / "Copy.reckoner")
    assert not (tmp_path / "Copy.reckoner").exists()
    assert not list(tmp_path.glob(".*.part"))
