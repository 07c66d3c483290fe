"""The guards of conftest.py hold: each is seen red here once."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


OFFENDERS = """
import threading, time, warnings
from PySide6.QtCore import QThread, qWarning

kept = []

def test_leaves_a_python_thread():
    threading.Thread(target=time.sleep, args=(30,), name="stray", daemon=True).start()

def test_leaves_a_qt_thread(qtbot):
    kept.append(QThread())
    with qtbot.waitSignal(kept[0].started):
        kept[0].start()

def test_ends_the_qt_thread(qapp):
    kept[0].quit()
    assert kept[0].wait(5000)

def test_warns_by_qt(qapp):
    qWarning("something is off")

def test_warns_by_python():
    warnings.warn("old ways", DeprecationWarning)
"""


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> str:
    """What pytest says of the offenders, beside a copy of our conftest and settings."""
    where = tmp_path_factory.mktemp("offenders")
    (where / "tests").mkdir()
    for name in ("pyproject.toml", "tests/conftest.py"):
        (where / name).write_text((ROOT / name).read_text(encoding="utf-8"), encoding="utf-8")
    (where / "tests" / "test_one.py").write_text(OFFENDERS, encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", "tests"]
    environment = {**os.environ, "COLUMNS": "200"}  # the summary is cut at the width of the terminal
    return subprocess.run(command, cwd=where, capture_output=True, text=True, check=False, env=environment).stdout


@pytest.mark.parametrize("family", [socket.AF_INET, socket.AF_INET6])
def test_an_internet_socket_is_refused(family: socket.AddressFamily) -> None:
    with pytest.raises(AssertionError, match="internet socket"):
        socket.socket(family)


@pytest.mark.skipif(not hasattr(socket, "AF_UNIX"), reason="this system has no Unix sockets")
def test_a_unix_socket_passes() -> None:
    socket.socket(socket.AF_UNIX).close()


def test_a_surviving_python_thread_fails_the_test(said: str) -> None:
    assert "ERROR tests/test_one.py::test_leaves_a_python_thread - AssertionError: threads survive" in said


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="thread names are read from /proc")
def test_a_surviving_qt_thread_fails_the_test(said: str) -> None:
    assert (
        "ERROR tests/test_one.py::test_leaves_a_qt_thread - AssertionError: threads survive the test: QThread" in said
    )


def test_a_qt_warning_fails_the_test(said: str) -> None:
    assert "FAILED tests/test_one.py::test_warns_by_qt" in said


def test_a_python_warning_fails_the_test(said: str) -> None:
    assert "FAILED tests/test_one.py::test_warns_by_python - DeprecationWarning" in said


def test_who_leaves_nothing_passes(said: str) -> None:
    assert "test_ends_the_qt_thread" not in said
