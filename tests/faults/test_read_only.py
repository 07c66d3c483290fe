"""Files and folders that may not be written: read as they are, edits refused in words, nothing left behind."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from planner.errors import ReadOnly
from planner.storage import Store
from planner.storage.creation import make_file
from tests.portfolio_files import closed_file, count_edit, count_in, small_book, small_store

pytestmark = pytest.mark.faults


def check_reads_and_refuses(path: Path) -> None:
    """Opened either way it is the same book, and an edit is refused."""
    before = path.read_bytes()
    with Store.open(path, read_only=True) as store:
        assert store.book == small_book()
    with Store.open(path) as store:
        assert store.read_only
        assert store.book == small_book()
        store.check(full=True)
        edit = count_edit(store.book, 5)
        with pytest.raises(ReadOnly) as refusal:
            store.commit(edit)
        assert refusal.value.message == (
            f"North.reckoner is open to be read only, so the last change ({edit.label!r}) was not saved."
        )
        assert refusal.value.saved == "Everything before it is safe."
        assert refusal.value.next == "Save a copy in a folder you may write to."
        assert store.book == small_book()
    assert path.read_bytes() == before
    assert [item.name for item in path.parent.iterdir()] == [path.name]


def test_a_read_only_file(open_folder: Path, request: pytest.FixtureRequest) -> None:
    path = closed_file(open_folder)
    path.chmod(0o444)
    open_folder.chmod(0o777)
    request.getfixturevalue("ordinary_user")
    check_reads_and_refuses(path)


def test_a_read_only_folder(open_folder: Path, request: pytest.FixtureRequest) -> None:
    path = closed_file(open_folder)
    path.chmod(0o666)
    open_folder.chmod(0o555)
    request.getfixturevalue("ordinary_user")
    check_reads_and_refuses(path)
    with pytest.raises(ReadOnly, match=r"New\.reckoner cannot be reached or made"):
        make_file(open_folder / "New.reckoner", small_book())


def test_a_read_only_mount(tiny_disk: Path, remount_read_only: Callable[[], None]) -> None:
    path = closed_file(tiny_disk)
    remount_read_only()
    check_reads_and_refuses(path)
    with pytest.raises(ReadOnly):
        make_file(tiny_disk / "New.reckoner", small_book())


def test_a_file_nobody_may_read(open_folder: Path, request: pytest.FixtureRequest) -> None:
    path = closed_file(open_folder)
    path.chmod(0o000)
    request.getfixturevalue("ordinary_user")
    for read_only in (False, True):
        with pytest.raises(ReadOnly, match="access is denied"):
            Store.open(path, read_only=read_only)


def cut_off(folder: Path, target: Path) -> Path:
    """A file and its journal as they lie there when the power goes in the middle of a commit."""
    with small_store(folder) as store:
        store.commit(count_edit(store.book, 5))
    connection = sqlite3.connect(store.path, isolation_level=None)
    connection.execute("PRAGMA cache_size = 1")  # pages reach the file before the commit
    connection.execute("BEGIN IMMEDIATE")
    connection.execute("UPDATE lots SET count = 9")
    connection.execute("UPDATE edit_log SET label = 'gone'")
    connection.execute("UPDATE sites SET pue = 1.5")
    connection.execute("UPDATE contracts SET terms = '{}'")
    path = target / store.path.name
    shutil.copy(store.path, path)
    shutil.copy(f"{store.path}-journal", f"{path}-journal")
    connection.close()
    assert path.read_bytes() != store.path.read_bytes()
    return path


@pytest.mark.parametrize("read_only", [False, True])
def test_a_change_that_was_cut_off_is_taken_back(tmp_path: Path, read_only: bool) -> None:
    (tmp_path / "a").mkdir()
    path = cut_off(tmp_path / "a", tmp_path)
    with Store.open(path, read_only=read_only) as store:
        assert count_in(store.book) == 5
        assert store.check(full=True).edits == 1
    assert not Path(f"{path}-journal").exists()


def test_a_change_that_was_cut_off_where_nothing_may_be_written(
    open_folder: Path, request: pytest.FixtureRequest
) -> None:
    (open_folder / "a").mkdir()
    (open_folder / "b").mkdir()
    path = cut_off(open_folder / "a", open_folder / "b")
    before = path.read_bytes()
    path.parent.chmod(0o555)
    request.getfixturevalue("ordinary_user")
    for read_only in (False, True):
        with pytest.raises(ReadOnly) as refusal:
            Store.open(path, read_only=read_only)
        assert refusal.value.message.startswith("The last change to North.reckoner was cut off")
        assert refusal.value.saved == "It was left exactly as it is."
        assert "-journal" in refusal.value.next
    assert path.read_bytes() == before
