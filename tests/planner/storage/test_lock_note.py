"""The note beside an open portfolio: it informs, and whatever it says decides nothing."""

from __future__ import annotations

import datetime
import json
import os
import platform
import subprocess
import sys
from pathlib import Path

import pytest

from planner.storage import Store
from planner.storage.lock_note import note_path, remove_note, who, write_note
from tests.portfolio_files import closed_file, small_store

NOW = datetime.datetime.now().astimezone()


def write(path: Path, **note: object) -> None:
    note_path(path).write_text(json.dumps(note), encoding="utf-8")


def test_it_is_there_while_the_file_is_open_and_names_no_user(tmp_path: Path) -> None:
    with small_store(tmp_path) as store:
        note = json.loads(note_path(store.path).read_text(encoding="utf-8"))
        assert note["host"] == platform.node()
        assert note["pid"] == os.getpid()
        assert set(note) == {"host", "pid", "since"}
    assert list(tmp_path.iterdir()) == [store.path]


def test_reading_leaves_no_note(tmp_path: Path) -> None:
    path = closed_file(tmp_path)
    with Store.open(path, read_only=True):
        assert list(tmp_path.iterdir()) == [path]


def test_it_says_who_and_since_when(tmp_path: Path) -> None:
    path = tmp_path / "North.reckoner"
    write(path, host="LAPTOP7", pid=1, since=NOW.isoformat())
    assert who(path, NOW) == f"on LAPTOP7 since {NOW:%H:%M}"
    past = NOW - datetime.timedelta(days=3)
    write(path, host="LAPTOP7", pid=1, since=past.isoformat())
    assert who(path, NOW) == f"on LAPTOP7 since {past:%Y-%m-%d %H:%M}"


@pytest.mark.parametrize(
    "note",
    [
        "",
        "[]",
        "{",
        "[" * 5_000,
        '{"host": 5, "pid": 1, "since": "2026-01-01"}',
        '{"host": "A", "pid": "1", "since": "2026-01-01"}',
        '{"host": "A", "pid": 1, "since": "yesterday"}',
        '{"host": "A", "pid": 1}',
    ],
)
def test_a_note_that_does_not_read_says_nothing(tmp_path: Path, note: str) -> None:
    path = tmp_path / "North.reckoner"
    note_path(path).write_text(note, encoding="utf-8")
    assert who(path) == ""


def test_a_host_is_shown_short_and_printable(tmp_path: Path) -> None:
    path = tmp_path / "North.reckoner"
    write(path, host="A\x1b[31m" + "x" * 500, pid=1, since=NOW.isoformat())
    assert len(who(path)) < 100
    assert who(path).isprintable()


def test_the_note_of_a_process_that_ended_says_nothing(tmp_path: Path) -> None:
    ended = subprocess.run([sys.executable, "-c", "import os; print(os.getpid())"], capture_output=True, check=True)
    path = tmp_path / "North.reckoner"
    write(path, host=platform.node(), pid=int(ended.stdout), since=NOW.isoformat())
    assert who(path) == ""


def test_a_stale_note_keeps_nobody_out(tmp_path: Path) -> None:
    path = closed_file(tmp_path)
    write(path, host="LAPTOP7", pid=1, since=NOW.isoformat())
    with Store.open(path) as store:
        assert not store.read_only
    assert not note_path(path).exists()


def test_only_our_own_note_is_removed(tmp_path: Path) -> None:
    path = tmp_path / "North.reckoner"
    write(path, host="LAPTOP7", pid=1, since=NOW.isoformat())
    remove_note(path)
    assert note_path(path).exists()


def test_a_place_that_takes_no_note_is_no_reason_not_to_work(tmp_path: Path) -> None:
    path = closed_file(tmp_path)
    note_path(path).mkdir()
    with Store.open(path) as store:
        assert not store.read_only
    write_note(path)
    assert who(path) == ""
