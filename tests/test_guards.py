"""The guards of conftest.py hold: each is seen red here once."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


def _outcome_of(body: str, where: Path) -> str:
    """What pytest says of one test file beside a copy of our conftest and settings."""
    (where / "tests").mkdir()
    for name in ("pyproject.toml", "tests/conftest.py"):
        (where / name).write_text((ROOT / name).read_text(encoding="utf-8"), encoding="utf-8")
    (where / "tests" / "test_one.py").write_text(textwrap.dedent(body), encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", "tests"]
    return subprocess.run(command, cwd=where, capture_output=True, text=True, check=False, env=os.environ.copy()).stdout


@pytest.mark.parametrize("family", [socket.AF_INET, socket.AF_INET6])
def test_an_internet_socket_is_refused(family: socket.AddressFamily) -> None:
    with pytest.raises(AssertionError, match="internet socket"):
        socket.socket(family)


@pytest.mark.skipif(not hasattr(socket, "AF_UNIX"), reason="this system has no Unix sockets")
def test_a_unix_socket_passes() -> None:
    socket.socket(socket.AF_UNIX).close()


def test_a_surviving_python_thread_fails_the_test(tmp_path: Path) -> None:
    body = """
        import threading, time

        def test_leaves_one(monkeypatch):
            threading.Thread(target=time.sleep, args=(7,), name="stray", daemon=True).start()
    """
    assert "threads survive the test: stray" in _outcome_of(body, tmp_path)


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="thread names are read from /proc")
def test_a_surviving_qt_thread_fails_the_test(tmp_path: Path) -> None:
    body = """
        from PySide6.QtCore import QThread
        kept = []

        def test_leaves_one(qtbot):
            kept.append(QThread())
            with qtbot.waitSignal(kept[0].started):
                kept[0].start()

        def test_of_the_next_sees_none(qapp):
            kept[0].quit()
            assert kept[0].wait(5000)
    """
    said = _outcome_of(body, tmp_path)
    assert "threads survive the test: QThread" in said
    assert "2 passed, 1 error" in said


def test_a_qt_warning_fails_the_test(tmp_path: Path) -> None:
    body = """
        from PySide6.QtCore import qWarning

        def test_warns(qapp):
            qWarning("something is off")
    """
    assert "something is off" in (said := _outcome_of(body, tmp_path))
    assert "1 failed" in said


def test_a_python_warning_fails_the_test(tmp_path: Path) -> None:
    body = """
        import warnings

        def test_warns():
            warnings.warn("old ways", DeprecationWarning)
    """
    assert "1 failed" in _outcome_of(body, tmp_path)
