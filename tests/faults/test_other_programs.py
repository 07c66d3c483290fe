"""Somebody else has the file: the lock decides, the note says who, and nothing is changed."""

from __future__ import annotations

import datetime
import platform
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from planner.errors import Locked
from planner.storage import Store
from planner.storage.lock_note import note_path
from tests.faults.conftest import ROOT
from tests.portfolio_files import closed_file, count_edit, count_in, from_outside, small_book, small_store

pytestmark = pytest.mark.faults
Hold = Callable[[Path], "subprocess.Popen[str]"]


@pytest.mark.parametrize("read_only", [False, True])
def test_a_file_open_elsewhere(tmp_path: Path, hold: Hold, read_only: bool) -> None:
    path = closed_file(tmp_path)
    earliest = datetime.datetime.now().astimezone()
    hold(path)
    before = note_path(path).read_bytes()
    with pytest.raises(Locked) as refusal:
        Store.open(path, read_only=read_only)
    times = {f"{moment:%H:%M}" for moment in (earliest, datetime.datetime.now().astimezone())}
    assert refusal.value.message in {
        f"North.reckoner is already open on {platform.node()} since {time}." for time in times
    }
    assert refusal.value.saved == "Nothing was changed."
    assert refusal.value.next == "Close it there, then open it here."
    assert note_path(path).read_bytes() == before


def test_a_holder_that_was_killed_keeps_nobody_out(tmp_path: Path, hold: Hold) -> None:
    path = closed_file(tmp_path)
    holder = hold(path)
    holder.kill()
    holder.wait()
    assert note_path(path).exists()  # the stale note
    with Store.open(path) as store:
        store.commit(count_edit(store.book, 5))


@pytest.mark.parametrize("mode", ["EXCLUSIVE", "IMMEDIATE"])
def test_another_sqlite_client_writing(tmp_path: Path, mode: str) -> None:
    path = closed_file(tmp_path)
    with from_outside(path) as other:
        other.execute(f"BEGIN {mode}")
        with pytest.raises(Locked, match=r"North\.reckoner is in use by another program\."):
            Store.open(path)
        if mode == "IMMEDIATE":  # it has not begun to write, so reading is still right
            with Store.open(path, read_only=True) as store:
                assert store.book == small_book()
        else:
            with pytest.raises(Locked):
                Store.open(path, read_only=True)
    with Store.open(path) as store:
        assert not store.read_only


def test_nobody_gets_in_while_we_have_it(tmp_path: Path) -> None:
    with small_store(tmp_path) as store:
        code = (
            "import sqlite3, sys; c = sqlite3.connect(sys.argv[1], timeout=0.1);"
            "c.execute('SELECT count(*) FROM lots').fetchone()"
        )
        other = subprocess.run(
            [sys.executable, "-c", code, str(store.path)], capture_output=True, text=True, check=False
        )
        assert "database is locked" in other.stderr
        store.commit(count_edit(store.book, 5))


def test_of_many_who_race_each_gets_in_or_is_told(tmp_path: Path) -> None:
    path = closed_file(tmp_path)
    code = """
import sys
from planner.errors import Locked
from planner.storage import Store
from tests.portfolio_files import count_edit
sys.stdin.readline()
done = 0
for _ in range(6):
    try:
        with Store.open(sys.argv[1]) as store:
            store.commit(count_edit(store.book, store.book.portfolio.by_id("lots", 1).count + 1))
            done += 1
    except Locked:
        pass
print(done)
"""
    with Store.open(path) as store:
        store.commit(count_edit(store.book, 0))
    racers = [
        subprocess.Popen([sys.executable, "-c", code, str(path)], cwd=ROOT, text=True,
                         stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        for _ in range(4)
    ]  # fmt: skip
    done = [int(racer.communicate("\n")[0]) for racer in racers]
    assert all(racer.returncode == 0 for racer in racers)
    with Store.open(path) as store:
        assert count_in(store.book) == sum(done) > 0
        assert store.check(full=True).edits == sum(done) + 1
