"""PySide6 must not drop references to None: 6.12.0 does on CPython 3.10 and 3.11, and aborts the program.

Before Python 3.12 None is counted like any object. 6.12.0 takes one reference from it at every Qt call that
returns nothing, until the interpreter stops with "none_dealloc", within seconds of live plotting. Later
versions of Python do not count None, so there the test cannot fail and is left out.
"""

from __future__ import annotations

import sys
from collections.abc import Callable

import pytest
from PySide6.QtCore import QObject
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

CALLS = 500  # few enough for a broken version to survive the test, far above what else changes meanwhile

pytestmark = pytest.mark.skipif(sys.version_info >= (3, 12), reason="None is immortal from Python 3.12 on")


def _lost_references(call: Callable[[], object]) -> int:
    call()
    before = sys.getrefcount(None)
    for _ in range(CALLS):
        call()
    return before - sys.getrefcount(None)


def test_void_calls_of_objects_and_widgets_keep_none(qtbot: QtBot) -> None:
    widget, thing = QWidget(), QObject()
    qtbot.addWidget(widget)
    calls: dict[str, Callable[[], object]] = {
        "update": widget.update,
        "setObjectName": lambda: thing.setObjectName("name"),
        "setEnabled": lambda: widget.setEnabled(True),
        "resize": lambda: widget.resize(30, 40),
        "setWindowTitle": lambda: widget.setWindowTitle("title"),
    }
    lost = {name: _lost_references(call) for name, call in calls.items()}
    assert {name: count for name, count in lost.items() if count > CALLS // 10} == {}


def test_painting_keeps_none(qapp: object) -> None:
    pixmap = QPixmap(8, 8)
    painter = QPainter(pixmap)
    try:
        assert _lost_references(lambda: painter.drawLine(0, 0, 7, 7)) <= CALLS // 10
    finally:
        painter.end()
