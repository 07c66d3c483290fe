"""StoreThread: one store, one queue; what follows a failed edit is dropped, and the file stays at the last good one."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from planner.edits import Edit, apply
from planner.errors import DiskFull, NotAPortfolio
from planner.storage import Store
from tests.portfolio_files import count_edit, count_in, outcome, small_book
from ui.store_thread import LONGEST_REST_S, OpenedFile, StoreThread, free_path


@pytest.fixture
def thread(qtbot: QtBot, small_file: Path) -> Iterator[StoreThread]:
    store = StoreThread()
    store.start()
    with qtbot.waitSignal(store.opened):
        store.open(small_file)
    yield store
    store.close()
    assert store.isFinished()


def test_it_opens_and_hands_over_what_the_file_holds(qtbot: QtBot, thread: StoreThread, small_file: Path) -> None:
    other = small_file.with_name("Other.reckoner")
    Store.create(other, small_book()).close()
    with qtbot.waitSignal(thread.opened) as blocker:
        thread.open(other)
    (found,) = blocker.args
    assert isinstance(found, OpenedFile)
    assert (found.path, found.book, found.undo_label, found.snapshots) == (other, small_book(), "", ())
    Store.open(small_file).close()  # the file before it was given back


def test_a_file_that_cannot_be_opened_leaves_the_open_one(qtbot: QtBot, thread: StoreThread, tmp_path: Path) -> None:
    foreign = tmp_path / "foreign.reckoner"
    foreign.write_text("something else entirely " * 100)
    with qtbot.waitSignal(thread.open_failed) as blocker:
        thread.open(foreign)
    assert isinstance(blocker.args[0], NotAPortfolio)
    with qtbot.waitSignal(thread.committed):
        thread.commit(count_edit(small_book(), 5), 0)


def test_edits_are_committed_in_order_and_undone_by_the_inverse(qtbot: QtBot, thread: StoreThread) -> None:
    edit = count_edit(small_book(), 55)
    with qtbot.waitSignals([thread.committed, thread.labels_changed]):
        thread.commit(edit, 0)
    with qtbot.waitSignal(thread.stepped) as blocker:
        thread.undo(0)
    assert blocker.args == [edit.inverse(), 0, False]
    with qtbot.waitSignal(thread.stepped) as blocker:
        thread.redo(0)
    assert blocker.args == [edit, 0, True]
    with qtbot.waitSignals([thread.stepped, thread.stepped]):
        thread.undo(0)
        thread.undo(0)


def test_the_rest_of_a_failed_chain_is_dropped(
    qtbot: QtBot, thread: StoreThread, small_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    commit = Store.commit

    def full(store: Store, edit: Edit) -> int:
        if "111" in edit.label:
            raise DiskFull("The disk is full.")
        return commit(store, edit)

    monkeypatch.setattr(Store, "commit", full)
    committed: list[int] = []
    thread.committed.connect(committed.append)
    book = small_book()
    with qtbot.waitSignal(thread.commit_failed) as blocker:
        thread.commit(count_edit(book, 111), 3)
        thread.commit(count_edit(book, 222), 3)
        thread.undo(3)
    assert isinstance(blocker.args[0], DiskFull)
    with qtbot.waitSignal(thread.committed):
        thread.commit(count_edit(book, 333), 4)
    thread.close()
    assert len(committed) == 1
    with Store.open(small_file) as store:
        assert count_in(store.book) == 333
    thread.start()  # for the fixture, which closes it


def test_closing_waits_for_the_queue(qtbot: QtBot, thread: StoreThread, small_file: Path) -> None:
    book = small_book()
    for count in range(1, 21):
        edit = count_edit(book, count)
        thread.commit(edit, 0)
        book = apply(book, edit)
    thread.close()
    with Store.open(small_file) as store:
        assert count_in(store.book) == 20
    thread.start()


def test_a_snapshot_is_stored_once(qtbot: QtBot, thread: StoreThread) -> None:
    with qtbot.waitSignal(thread.snapshot_taken) as first:
        thread.take_snapshot("First", outcome())
    assert first.args[2] is True
    with qtbot.waitSignal(thread.snapshot_taken) as again:
        thread.take_snapshot("Second", outcome())
    snapshot, _, is_new = again.args
    assert (snapshot.name, is_new) == ("First", False)
    with qtbot.waitSignal(thread.snapshot_read) as read:
        thread.read_snapshot(snapshot.id)
    assert read.args[0].content["snapshot_id"] == snapshot.id
    with qtbot.waitSignal(thread.failed):
        thread.read_snapshot("nothing of that name")


def test_a_snapshot_whose_name_is_taken_gets_the_next(qtbot: QtBot, thread: StoreThread) -> None:
    names = []
    for seed in (7, 8):
        with qtbot.waitSignal(thread.snapshot_taken) as taken:
            thread.take_snapshot("Board", outcome(seed=seed))
        names.append(taken.args[0].name)
    assert names == ["Board", "Board (2)"]


def test_a_new_file_takes_the_first_free_name(qtbot: QtBot, thread: StoreThread, tmp_path: Path) -> None:
    with qtbot.waitSignal(thread.opened):
        thread.create(tmp_path, "Fresh", small_book())
    with qtbot.waitSignal(thread.opened) as blocker:
        thread.create(tmp_path, "Fresh", small_book())
    assert blocker.args[0].path.name == "Fresh 2.reckoner"
    assert free_path(tmp_path, "Fresh").name == "Fresh 3.reckoner"


def test_a_sample_open_elsewhere_gets_a_copy_beside_it(qtbot: QtBot, thread: StoreThread, tmp_path: Path) -> None:
    with Store.create(tmp_path / "Sample.reckoner", small_book()), qtbot.waitSignal(thread.opened) as blocker:
        thread.open_or_create(tmp_path, "Sample", small_book())
    assert blocker.args[0].path.name == "Sample 2.reckoner"
    with qtbot.waitSignal(thread.opened) as blocker:
        thread.open_or_create(tmp_path, "Sample", small_book())
    assert blocker.args[0].path.name == "Sample.reckoner"


def test_what_is_asked_for_waits_while_it_rests_but_not_for_ever(qtbot: QtBot, thread: StoreThread) -> None:
    took_s, edit = [], count_edit(small_book(), 55)
    for ends, change in ((True, edit), (False, edit.inverse())):
        begin = time.monotonic()
        thread.rest(True)
        with qtbot.waitSignal(thread.committed):
            thread.commit(change, 0)
            if ends:
                thread.rest(False)
        took_s.append(time.monotonic() - begin)
    assert took_s[0] < LONGEST_REST_S * 0.9 <= took_s[1]
