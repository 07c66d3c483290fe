"""Garbage goes between the window's events; what a whole portfolio brings is set aside and ends with its owner."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from ui.app import collecting
from ui.app.collecting import MANY, Collecting


class Knot:
    """Something that holds itself."""

    def __init__(self) -> None:
        self.own = self


@pytest.fixture
def running(monkeypatch: pytest.MonkeyPatch, qtbot: QtBot) -> Iterator[Collecting]:
    monkeypatch.setattr(collecting, "BETWEEN_MS", 5)
    desk = QObject()
    found = Collecting(desk)
    yield found
    found.end()


def test_garbage_goes_by_itself(running: Collecting, qtbot: QtBot) -> None:
    assert not gc.isenabled()
    knots = [Knot() for _ in range(collecting.FEW)]
    gone = weakref.ref(knots[0])
    del knots
    assert gone() is not None
    qtbot.waitUntil(lambda: gone() is None)


def test_many_rows_are_set_aside_and_end_with_their_owner(running: Collecting, qtbot: QtBot) -> None:
    before = gc.get_freeze_count()
    rows = [Knot() for _ in range(2 * MANY)]
    qtbot.waitUntil(lambda: gc.get_freeze_count() > before + MANY)
    for row in rows:
        del row.own
    gone = weakref.ref(rows[0])
    del rows, row
    assert gone() is None


def test_the_collector_is_given_back(running: Collecting) -> None:
    running.end()
    assert gc.isenabled()
    assert gc.get_freeze_count() == 0
