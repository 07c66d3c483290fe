"""PreviewThread: the newest wish is done, what waits is forgotten, a bug is told and the thread goes on."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from planner.errors import InputRejected
from ui.preview_thread import PreviewThread


@pytest.fixture
def thread(qtbot: QtBot) -> Iterator[PreviewThread]:
    thread = PreviewThread("It could not be done.")
    yield thread
    thread.close()


def test_a_wish_that_waits_is_replaced(thread: PreviewThread, qtbot: QtBot) -> None:
    told: list[tuple[int, str]] = []
    thread.previewed.connect(lambda number, found: told.append((number, found)))
    begun, may_end = threading.Event(), threading.Event()

    def slow() -> str:
        begun.set()
        may_end.wait(10)
        return "first"

    thread.ask(1, slow)
    assert begun.wait(10)
    thread.ask(2, lambda: "second")
    thread.ask(3, lambda: "third")
    may_end.set()
    qtbot.waitUntil(lambda: len(told) == 2)
    assert told == [(1, "first"), (3, "third")]


def test_a_refusal_and_a_bug_are_told_and_the_next_wish_is_done(thread: PreviewThread, qtbot: QtBot) -> None:
    def refused() -> None:
        raise InputRejected("No.")

    def broken() -> None:
        raise ZeroDivisionError

    with qtbot.waitSignal(thread.failed) as failed:
        thread.ask(1, refused)
    assert failed.args[1].message == "No."
    with qtbot.waitSignals([thread.bug_found, thread.failed]):
        thread.ask(2, broken)
    with qtbot.waitSignal(thread.previewed) as done:
        thread.ask(3, lambda: "there")
    assert done.args == [3, "there"]
