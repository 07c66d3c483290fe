"""ResultClock: pictures that follow the hand are never overdue; one that does not come is."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from ui.panels.result_clock import OVERDUE_MS, ResultClock


class Watched(ResultClock):
    """A clock whose signals are kept."""

    def __init__(self) -> None:
        super().__init__()
        self.states: list[str] = []
        self.overdue: list[bool] = []
        self.state_changed.connect(self.states.append)
        self.overdue_changed.connect(self.overdue.append)


@pytest.fixture
def clock(qtbot: QtBot) -> Watched:
    return Watched()


def test_a_quick_answer_is_never_grey_and_never_computing(clock: Watched, qtbot: QtBot) -> None:
    clock.change(1)
    assert not clock.is_current
    clock.show(1)
    assert clock.paint() is None  # the start of the program answers no hand
    assert clock.finish(1)
    clock.change(2)
    clock.show(2)
    assert clock.paint() is not None
    assert clock.paint() is None
    assert clock.finish(2)
    qtbot.wait(2 * OVERDUE_MS)
    assert clock.states == ["idle", "idle"]
    assert clock.overdue == []


def test_a_hand_that_moves_on_does_not_turn_followed_pictures_grey(clock: Watched, qtbot: QtBot) -> None:
    for number in range(1, 31):  # always one change ahead of the picture, for far longer than a glance
        clock.change(number)
        clock.show(number - 1)
        qtbot.wait(15)
    assert clock.overdue == []
    assert clock.states == ["computing"]
    clock.show(30)
    assert clock.finish(30)
    assert clock.states == ["computing", "idle"]


def test_a_picture_that_does_not_come_is_overdue_until_it_does(clock: Watched, qtbot: QtBot) -> None:
    clock.change(1)
    qtbot.waitUntil(lambda: clock.overdue == [True])
    clock.show(1)
    assert clock.overdue == [True, False]


def test_a_failed_request_is_stale_until_the_next_one(clock: Watched, qtbot: QtBot) -> None:
    clock.change(1)
    clock.change(2)
    assert not clock.fail(1)
    assert clock.fail(2)
    assert clock.has_failed
    assert clock.states == ["stale"]
    assert clock.overdue == [True]
    clock.change(3)
    clock.show(3)
    clock.finish(3)
    assert not clock.has_failed
    assert clock.states[-1] == "idle"
    assert clock.overdue == [True, False]


def test_a_refused_box_is_stale_until_it_is_mended(clock: Watched) -> None:
    clock.change(1)
    clock.finish(1)
    clock.refuse(True)
    clock.refuse(False)
    assert clock.states == ["idle", "stale", "idle"]
