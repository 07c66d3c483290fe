"""EngineRunner: one runs, one waits, the newest replaces the waiting one; curves always finish."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

import pytest
from pytestqt.qtbot import QtBot

from planner.errors import InputRejected, Unexpected
from planner.explore import stages
from planner.outcome import Outcome, Request
from planner.reference import load_reference
from tests.portfolio_files import outcome, small_book
from ui.engine_runner import LONGEST_REST_S, LONGEST_WAIT_S, EngineRunner, Run

CURVES = replace(outcome(), sensitivities=None)


def request(number: int) -> Request:
    return Request(number=number, scenario=small_book().scenario(load_reference()))


@dataclass
class Stages:
    """Stages that stop where the test says so."""

    begun: list[int] = field(default_factory=list)
    emitted: list[tuple[int, str]] = field(default_factory=list)
    at_curves: threading.Event = field(default_factory=threading.Event)
    may_go_on: threading.Event = field(default_factory=threading.Event)

    def run(self, wanted: Request, emit: Callable[[Outcome], None], should_stop: Callable[[], bool]) -> None:
        self.begun.append(wanted.number)
        self.at_curves.set()
        assert self.may_go_on.wait(10)
        emit(replace(CURVES, number=wanted.number))
        self.emitted.append((wanted.number, "curves"))
        if not should_stop():
            emit(replace(outcome(), number=wanted.number))
            self.emitted.append((wanted.number, "all"))


@pytest.fixture
def started(qtbot: QtBot) -> Iterator[Callable[[Run], EngineRunner]]:
    runners: list[EngineRunner] = []

    def start(run: Run) -> EngineRunner:
        runners.append(EngineRunner(run))
        runners[-1].start()
        return runners[-1]

    yield start
    for runner in runners:
        runner.close()
        assert runner.isFinished()


def test_the_newest_replaces_the_waiting_one_and_curves_finish(
    qtbot: QtBot, started: Callable[[Run], EngineRunner]
) -> None:
    scripted = Stages()
    runner = started(scripted.run)
    seen: list[tuple[int, bool]] = []
    runner.stage_ready.connect(lambda found: seen.append((found.number, found.sensitivities is not None)))
    finished: list[int] = []
    runner.run_finished.connect(finished.append)
    runner.submit(request(1))
    assert scripted.at_curves.wait(10)
    for number in (2, 3, 4):
        runner.submit(request(number))
    assert not runner.is_idle
    scripted.may_go_on.set()
    qtbot.waitUntil(lambda: finished == [4])
    assert scripted.begun == [1, 4]
    assert scripted.emitted == [(1, "curves"), (4, "curves"), (4, "all")]
    assert seen == [(1, False), (4, False), (4, True)]
    assert runner.newest_emitted == 4
    qtbot.waitUntil(lambda: runner.is_idle)


def test_an_error_is_told_with_its_number_and_the_next_request_runs(
    qtbot: QtBot, started: Callable[[Run], EngineRunner]
) -> None:
    def run(wanted: Request, emit: Callable[[Outcome], None], should_stop: Callable[[], bool]) -> None:
        if wanted.number == 1:
            raise InputRejected("No.")
        if wanted.number == 2:
            raise ZeroDivisionError("a bug")
        emit(replace(CURVES, number=wanted.number))

    runner = started(run)
    failed: list[tuple[int, type]] = []
    runner.run_failed.connect(lambda number, error: failed.append((number, type(error))))
    bugs: list[BaseException] = []
    runner.bug_found.connect(bugs.append)
    for number in (1, 2):
        with qtbot.waitSignal(runner.run_failed):
            runner.submit(request(number))
    with qtbot.waitSignal(runner.run_finished):
        runner.submit(request(3))
    assert failed == [(1, InputRejected), (2, Unexpected)]
    assert [type(bug) for bug in bugs] == [ZeroDivisionError]


def test_closing_during_a_run_lets_the_curves_finish_and_leaves_no_thread(qtbot: QtBot) -> None:
    scripted = Stages()
    runner = EngineRunner(scripted.run)
    runner.start()
    runner.submit(request(1))
    assert scripted.at_curves.wait(10)
    runner.submit(request(2))
    scripted.may_go_on.set()
    runner.close()
    assert runner.isFinished()
    assert scripted.emitted[0] == (1, "curves")
    assert 2 not in [number for number, stage in scripted.emitted if stage == "all"]


def test_the_real_stages_come_in_order(qtbot: QtBot, started: Callable[[Run], EngineRunner]) -> None:
    runner = started(stages.run)
    seen: list[bool] = []
    runner.stage_ready.connect(lambda found: seen.append(found.sensitivities is not None))
    with qtbot.waitSignal(runner.run_finished):
        runner.submit(request(1))
    assert seen == [False, True]


def test_the_next_run_waits_until_the_result_is_painted_but_not_for_ever(
    qtbot: QtBot, started: Callable[[Run], EngineRunner]
) -> None:
    begun: list[tuple[int, float]] = []
    emitted = threading.Event()

    def run(wanted: Request, emit: Callable[[Outcome], None], should_stop: Callable[[], bool]) -> None:
        begun.append((wanted.number, time.monotonic()))
        emit(replace(CURVES, number=wanted.number))
        emitted.set()

    runner = started(run)
    runner.submit(request(1))
    assert emitted.wait(10)
    runner.submit(request(2))
    runner.go_on(painted=1)
    painted_at = time.monotonic()
    qtbot.waitUntil(lambda: len(begun) == 2)
    assert begun[1][1] - painted_at < LONGEST_WAIT_S / 2
    runner.submit(request(3))  # nobody paints the result of 2
    qtbot.waitUntil(lambda: len(begun) == 3)
    assert begun[2][1] - begun[1][1] >= LONGEST_WAIT_S * 0.9


def test_no_run_begins_while_it_rests_but_not_for_ever(qtbot: QtBot, started: Callable[[Run], EngineRunner]) -> None:
    begun: list[tuple[int, float]] = []

    def run(wanted: Request, emit: Callable[[Outcome], None], should_stop: Callable[[], bool]) -> None:
        begun.append((wanted.number, time.monotonic()))

    runner = started(run)
    runner.rest(True)
    resting_at = time.monotonic()
    runner.submit(request(1))
    runner.rest(False)
    qtbot.waitUntil(lambda: len(begun) == 1)
    assert begun[0][1] - resting_at < LONGEST_REST_S / 2
    runner.rest(True)
    resting_at = time.monotonic()
    runner.submit(request(2))  # and the window never says that it is done
    qtbot.waitUntil(lambda: len(begun) == 2)
    assert begun[1][1] - resting_at >= LONGEST_REST_S * 0.9
