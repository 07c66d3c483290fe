"""What every test gets: no screen, no network, no user settings, and no thread left behind."""

from __future__ import annotations

import atexit
import os
import shutil
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest

_HOME = Path(tempfile.mkdtemp(prefix="reckoner-tests-"))
atexit.register(shutil.rmtree, _HOME, ignore_errors=True)

# Before the first import of Qt: it reads these once. Tests neither read nor write the user's own settings.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["XDG_CONFIG_HOME"] = str(_HOME / "config")
os.environ["XDG_DATA_HOME"] = str(_HOME / "data")
os.environ["PYTEST_QT_API"] = "pyside6"

# A slow machine is no failure. Continuous integration tries the same examples each time; elsewhere new ones are sought.
hypothesis.settings.register_profile("house", deadline=None, derandomize=bool(os.environ.get("CI")))
hypothesis.settings.load_profile("house")

SECONDS_FOR_A_THREAD_TO_END = 2.0
INTERNET_FAMILIES = frozenset({2, 10, 30, 23})  # AF_INET, and AF_INET6 on Linux, macOS, Windows


class NetworkUsed(AssertionError):
    """Reckoner computes and reports without a network, and so do its tests."""


def _refuse_internet(event: str, arguments: tuple[object, ...]) -> None:
    # "socket.__new__" is raised with (socket, family, type, protocol); Unix sockets (X11) pass
    if event == "socket.__new__" and arguments[1] in INTERNET_FAMILIES:
        raise NetworkUsed("an internet socket was opened")


sys.addaudithook(_refuse_internet)


def _running() -> dict[int, str]:
    """Threads that execute Python now, by identifier. A QThread's dummy entry outlives it, so frames decide."""
    frames = sys._current_frames()
    return {
        thread.ident: thread.name
        for thread in threading.enumerate()
        if thread.ident is not None and thread.ident in frames
    }


def _qt_threads() -> dict[int, str]:
    """Native threads that carry Qt's own name for a QThread, on Linux; elsewhere none are seen."""
    found: dict[int, str] = {}
    for entry in Path("/proc/self/task").glob("*/comm"):
        try:
            name = entry.read_text(encoding="utf-8").strip()
        except OSError:  # it ended between the listing and the reading
            continue
        if name.startswith("QThread"):
            found[int(entry.parent.name)] = name
    return found


@pytest.fixture(autouse=True)
def _no_surviving_thread() -> Iterator[None]:
    """Fail the test after which a thread runs that did not run before."""
    python_before, qt_before = set(_running()), set(_qt_threads())
    yield
    deadline = time.monotonic() + SECONDS_FOR_A_THREAD_TO_END
    while True:
        left = {name for ident, name in _running().items() if ident not in python_before}
        left |= {name for ident, name in _qt_threads().items() if ident not in qt_before}
        if not left or time.monotonic() > deadline:
            break
        time.sleep(0.01)
    assert not left, f"threads survive the test: {', '.join(sorted(left))}"
