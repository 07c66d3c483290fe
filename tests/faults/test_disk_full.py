"""A full disk at the commit: the last change is not saved and says so, everything before it is safe."""

from __future__ import annotations

from pathlib import Path

import pytest

from planner.edits import Edit, add_row
from planner.errors import DiskFull
from planner.reference import load_reference
from planner.storage import Store
from tests.portfolio_files import closed_file, count_edit, outcome, small_book, small_store

pytestmark = pytest.mark.faults
LOT = {"name": "Twin", "machine": "Antminer S21 (200Th)", "site_id": 1}


def fill(folder: Path) -> Path:
    """A file that takes whatever room is left."""
    filler = folder / "filler"
    with filler.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(b"\0" * 512)
        except OSError:
            return filler


def test_the_disk_really_fills(tiny_disk: Path) -> None:
    """The control: a plain write fails where our commits must."""
    fill(tiny_disk)
    with pytest.raises(OSError, match="No space left"):
        (tiny_disk / "more").write_bytes(b"\0" * 8_192)


def commit_until_refused(store: Store) -> tuple[Edit, DiskFull]:
    """Add lots until one finds no room; the first ones still fit into pages and a journal that are there."""
    for number in range(2_000):
        before = store.book
        edit = add_row(before, load_reference(), "lots", LOT | {"name": f"Twin {number}"})
        try:
            store.commit(edit)
        except DiskFull as error:
            assert store.book is before
            return edit, error
    raise AssertionError("the disk is not full")


def test_only_the_last_change_is_lost(tiny_disk: Path) -> None:
    with small_store(tiny_disk) as store:
        store.commit(count_edit(store.book, 5))
        filler = fill(tiny_disk)
        edit, refused = commit_until_refused(store)
        before = store.book
        assert refused.sentence() == (
            f"The disk is full, so the last change ({edit.label!r}) was not saved. Everything before it is safe. "
            "Free some space, then repeat the change."
        )
        assert store.check(full=True).lots == len(before.portfolio.lots)
        assert store.edit_label_to_undo() != edit.label
        filler.unlink()
        store.commit(edit)
        after = store.book
    with Store.open(store.path) as store:
        assert store.book == after
        store.undo()
        assert store.book == before


def test_after_a_refusal_the_file_opens_in_its_last_state(tiny_disk: Path) -> None:
    with small_store(tiny_disk) as store:
        fill(tiny_disk)
        commit_until_refused(store)
        before = store.book
        with pytest.raises(DiskFull, match="Snapshot Board"):
            store.add_snapshot("Board", outcome())
        assert store.snapshots() == ()
        assert store.book == before
    (tiny_disk / "filler").unlink()
    with Store.open(store.path) as store:
        assert store.book == before
        assert store.check(full=True).snapshots == 0
        assert store.add_snapshot("Board", outcome())[1]


def test_a_new_file_leaves_nothing_behind(tiny_disk: Path) -> None:
    filler = fill(tiny_disk)
    with pytest.raises(DiskFull) as refusal:
        small_store(tiny_disk)
    assert "North.reckoner" in refusal.value.message
    assert list(tiny_disk.iterdir()) == [filler]


def test_a_portfolio_on_a_full_disk_can_be_read(tiny_disk: Path) -> None:
    path = closed_file(tiny_disk)
    fill(tiny_disk)
    with Store.open(path) as store:
        assert store.book == small_book()
    with Store.open(path, read_only=True) as store:
        assert store.book == small_book()


def test_a_file_that_may_not_grow_says_the_same(tmp_path: Path) -> None:
    """Without a file system of our own: SQLite's own limit of pages, which it reports as a full disk."""
    with small_store(tmp_path) as store:
        store.commit(count_edit(store.book, 5))
        sql = store._connection.sql
        sql.set_authorizer(None)
        pages = sql.execute("PRAGMA page_count").fetchone()[0]
        sql.execute(f"PRAGMA max_page_count = {pages}")
        commit_until_refused(store)
        before = store.book
        assert store.check(full=True).lots == len(before.portfolio.lots)
    with Store.open(store.path) as store:
        assert store.book == before
