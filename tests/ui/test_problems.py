"""Bugs nobody caught: in the log with their traceback, in one dialog at a time without any data."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import qWarning
from pytestqt.qtbot import QtBot

from ui.problems import CrashDesk


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path) -> Iterator[CrashDesk]:
    hooks = (sys.excepthook, threading.excepthook, sys.unraisablehook)
    found = CrashDesk()
    found.install(tmp_path / "log")
    yield found
    found.remove()
    sys.excepthook, threading.excepthook, sys.unraisablehook = hooks


def log_of(tmp_path: Path) -> str:
    return (tmp_path / "log" / "reckoner.log").read_text(encoding="utf-8")


def test_a_bug_is_logged_and_shown_once(desk: CrashDesk, qtbot: QtBot, tmp_path: Path) -> None:
    for _ in range(3):
        try:
            raise ZeroDivisionError("Pecos Bend has no machines")
        except ZeroDivisionError as bug:
            sys.excepthook(type(bug), bug, bug.__traceback__)
    dialog = desk.dialog
    assert dialog is not None
    assert not dialog.isModal()
    assert "Pecos" not in dialog.text() + dialog.informativeText()
    assert log_of(tmp_path).count("Traceback") == 3
    dialog.accept()
    assert desk.dialog is None


def test_a_bug_in_a_thread_is_shown_in_the_windows_thread(desk: CrashDesk, qtbot: QtBot) -> None:
    def fail() -> None:
        raise KeyError("x")

    thread = threading.Thread(target=fail)
    thread.start()
    thread.join()
    qtbot.waitUntil(lambda: desk.dialog is not None)


def test_what_qt_says_is_logged(desk: CrashDesk, tmp_path: Path) -> None:
    qWarning("something about a pixmap")
    assert "Qt: something about a pixmap" in log_of(tmp_path)
    assert desk.dialog is None


def test_a_folder_that_cannot_be_made_stops_nothing(qtbot: QtBot, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    found = CrashDesk()
    found.install(tmp_path / "file" / "log")
    found.remove()
