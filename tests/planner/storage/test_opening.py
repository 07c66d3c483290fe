"""Opening: the file is marked and noted while it is open to be written, and untouched while it is read."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from planner.errors import Damaged, Locked
from planner.storage import Store, gate, opening
from planner.storage.connection import Connection
from planner.storage.opening import opened
from tests.portfolio_files import closed_file, count_edit, from_outside, small_book, small_store


def is_clean(path: Path) -> bool:
    with from_outside(path) as other:
        return bool(other.execute("SELECT closed_clean FROM meta").fetchone()[0])


def test_reading_changes_no_byte(tmp_path: Path) -> None:
    path = closed_file(tmp_path)
    before, stamp = path.read_bytes(), path.stat().st_mtime_ns
    with Store.open(path, read_only=True) as store:
        assert store.book == small_book()
        store.check(full=True)
    assert path.read_bytes() == before
    assert path.stat().st_mtime_ns == stamp


def test_an_orderly_close_is_marked(tmp_path: Path) -> None:
    path = closed_file(tmp_path)
    assert is_clean(path)
    connection, _ = opened(path, read_only=False)
    connection.close()
    assert not is_clean(path)


def test_after_a_crash_the_content_digest_is_not_asked(tmp_path: Path) -> None:
    path = closed_file(tmp_path)
    connection, _ = opened(path, read_only=False)
    with connection.transaction():
        connection.table_to_write("lots").update(1, {"count": 77})
    connection.close()
    with Store.open(path) as store:
        assert store.book.portfolio.by_id("lots", 1).count == 77


def test_what_looks_like_damage_is_read_twice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = closed_file(tmp_path)
    looks: list[Connection] = []

    def broken_once(connection: Connection) -> None:
        looks.append(connection)
        if len(looks) == 1:
            raise sqlite3.DatabaseError("database disk image is malformed")

    monkeypatch.setattr(gate, "check_structure", broken_once)
    monkeypatch.setattr(opening, "opening_failed", lambda path, error: Damaged("it looked like damage"))
    with Store.open(path) as store:
        assert store.book == small_book()
    assert len(looks) == 2
    assert looks[0] is not looks[1]


def test_two_may_read_at_once(tmp_path: Path) -> None:
    path = closed_file(tmp_path)
    one, _ = opened(path, read_only=True)
    two, book = opened(path, read_only=True)
    assert book == small_book()
    one.close()
    two.close()


def test_a_file_is_opened_once_in_a_process(tmp_path: Path) -> None:
    with small_store(tmp_path) as store:
        link = tmp_path / "Link.reckoner"
        link.symlink_to(store.path)
        for path in (store.path, link):
            with pytest.raises(Locked, match="already open in this program"):
                Store.open(path)
            with pytest.raises(Locked, match="already open in this program"):
                Store.open(path, read_only=True)
        store.commit(count_edit(store.book, 5))  # the lock is still ours
    with Store.open(link) as store:
        assert store.book.portfolio.by_id("lots", 1).count == 5


def test_a_relative_path_outlives_a_change_of_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    closed_file(tmp_path)
    monkeypatch.chdir(tmp_path)
    with Store.open("North.reckoner") as store:
        monkeypatch.chdir("/")
        store.commit(count_edit(store.book, 5))
