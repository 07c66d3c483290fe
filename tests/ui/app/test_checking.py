"""Tools ▸ Check model: law by law beside the window, a broken one said in words, closed in the middle, done again."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from planner.errors import InputRejected
from planner.laws import LAWS, LawFound
from planner.outcome import Request
from tests.ui.conftest import Opened
from ui.panels.laws_window import LawsWindow


def shown(opened: Opened) -> LawsWindow:
    window = opened.window.sides.laws
    assert window is not None
    return window


def test_every_law_is_checked_on_the_open_portfolio(opened: Opened) -> None:
    opened.window.activateWindow()
    opened.until(opened.window.isActiveWindow)
    QTest.keyClick(opened.window, Qt.Key.Key_F7)
    window = shown(opened)
    assert window.isVisible()
    assert not window.again.isEnabled()
    opened.until(window.again.isEnabled)
    assert window.summary.text() == f"Base case: all {len(LAWS)} laws hold."
    text = window.page.toPlainText()
    assert all(law in text for law, _ in LAWS.values())
    assert (text.count("holds"), text.count("waits")) == (len(LAWS), 0)
    assert "fault of Reckoner" not in text
    opened.window.workbench.assumptions.rows["btc_price_usd"].settled.emit(90_000.0)
    opened.settle()
    assert "as it was before the last change" in window.summary.text()
    QTest.mouseClick(window.again, Qt.MouseButton.LeftButton)
    opened.until(window.again.isEnabled)
    assert window.summary.text() == f"Base case: all {len(LAWS)} laws hold."


def test_a_broken_law_says_where_and_whose_fault_it_is(opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    def check(request: Request) -> Iterator[LawFound]:
        for key, (law, _) in LAWS.items():
            yield LawFound(key=key, law=law, where="Pecos <b>, 2027-03, gains USD 5" if key == "layers" else "")

    monkeypatch.setattr(opened.program.checking, "_check", check)
    opened.window.menus.check.trigger()
    window = shown(opened)
    opened.until(window.again.isEnabled)
    assert window.summary.text() == f"Base case: 1 of {len(LAWS)} laws is broken."
    text = window.page.toPlainText()
    assert "Pecos <b>, 2027-03, gains USD 5" in text
    assert "is a fault of Reckoner, not of your portfolio" in text
    assert "Copy diagnostics" in text


def test_closing_in_the_middle_ends_the_check(opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    begun, may_end, checked = threading.Event(), threading.Event(), []

    def check(request: Request) -> Iterator[LawFound]:
        for key, (law, _) in LAWS.items():
            checked.append(key)
            begun.set()
            may_end.wait(10)
            yield LawFound(key=key, law=law, where="")

    monkeypatch.setattr(opened.program.checking, "_check", check)
    opened.window.menus.check.trigger()
    window = shown(opened)
    assert begun.wait(10)
    assert f"law 1 of {len(LAWS)} is being checked" in window.summary.text()
    assert window.page.toPlainText().count("waits") == len(LAWS)
    opened.until(window.isActiveWindow)
    QTest.keyClick(window, Qt.Key.Key_Escape)
    assert not window.isVisible()
    with opened.qtbot.waitSignal(opened.program.checking.thread_of_laws.previewed):
        may_end.set()
    assert checked == [next(iter(LAWS))]
    assert window.page.toPlainText().count("waits") == len(LAWS), "what came too late is not shown"


def test_a_scenario_that_cannot_be_evaluated_says_why(opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    def check(request: Request) -> Iterator[LawFound]:
        raise InputRejected("There is no network path.", next="State one.")
        yield LawFound(key="", law="", where="")

    monkeypatch.setattr(opened.program.checking, "_check", check)
    opened.window.menus.check.trigger()
    window = shown(opened)
    opened.until(window.again.isEnabled)
    assert window.summary.text() == "Base case: There is no network path. State one."
