"""The file changes underneath an open store: editing stops, what is there now is not touched, the work is kept."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path

import pytest

from planner.errors import ChangedOutside, WentAway
from planner.storage import Store
from planner.storage.lock_note import note_path
from tests.portfolio_files import closed_file, count_edit, count_in, outcome, small_book, small_store


def test_another_file_in_its_place(tmp_path: Path) -> None:
    other = closed_file(tmp_path, "Other.reckoner")
    with small_store(tmp_path) as store:
        store.commit(count_edit(store.book, 5))
        other.replace(store.path)
        there = store.path.read_bytes()
        edit = count_edit(store.book, 6)
        with pytest.raises(ChangedOutside) as refusal:
            store.commit(edit)
        assert refusal.value.message == (
            f"North.reckoner was replaced or changed by another program, so the last change ({edit.label!r}) "
            "was not saved."
        )
        assert refusal.value.saved == "The file that is there now was not touched."
        assert refusal.value.next == "Save a copy of your work, then open the file again."
        with pytest.raises(ChangedOutside):
            store.undo()
        with pytest.raises(ChangedOutside):
            store.add_snapshot("Board", outcome())
        assert count_in(store.book) == 5  # everything before is still here to be saved elsewhere
    assert store.path.read_bytes() == there


def test_a_deleted_file(tmp_path: Path) -> None:
    with small_store(tmp_path) as store:
        store.commit(count_edit(store.book, 5))
        store.path.unlink()
        with pytest.raises(WentAway) as refusal:
            store.commit(count_edit(store.book, 6))
        assert "North.reckoner is no longer there" in refusal.value.message
        assert "was not saved" in refusal.value.message
        assert refusal.value.saved == "What you see is still complete in memory."
        assert refusal.value.next == "Reconnect the drive or save a copy elsewhere."
        assert count_in(store.book) == 5
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_went_away(tmp_path: Path) -> None:
    folder = tmp_path / "stick"
    folder.mkdir()
    with small_store(folder) as store:
        shutil.rmtree(folder)
        with pytest.raises(WentAway):
            store.commit(count_edit(store.book, 6))
        assert store.book == small_book()


def test_a_file_that_comes_back_goes_on(tmp_path: Path) -> None:
    with small_store(tmp_path) as store:
        away = tmp_path / "away"
        store.path.rename(away)
        with pytest.raises(WentAway):
            store.commit(count_edit(store.book, 6))
        away.rename(store.path)
        assert store.commit(count_edit(store.book, 6)) == 1
    with Store.open(store.path) as store:
        assert count_in(store.book) == 6


def test_a_write_past_the_lock_is_noticed_by_the_sequence(tmp_path: Path) -> None:
    """A drive whose locks do not hold, as network drives have them; our own lock is given back to play one."""
    with small_store(tmp_path) as store:
        sql = store._connection.sql
        sql.set_authorizer(None)
        sql.execute("PRAGMA locking_mode = NORMAL")
        sql.execute("SELECT id FROM company").fetchone()
        other = sqlite3.connect(store.path)
        other.execute("UPDATE meta SET content_sequence = content_sequence + 1")
        other.commit()
        other.close()
        with pytest.raises(ChangedOutside, match="changed by another program"):
            store.commit(count_edit(store.book, 6))
        assert store.book == small_book()
    assert not note_path(store.path).exists()
