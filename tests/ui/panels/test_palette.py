"""The palette: matching by letters, and Ctrl+K in the window."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from tests.ui.conftest import Opened
from ui.panels.palette import PaletteEntry, found, match_score


def entries(*words: str) -> list[PaletteEntry]:
    return [PaletteEntry(words=word, kind="Command", run=lambda: None) for word in words]


@pytest.mark.parametrize(
    ("written", "first"),
    [
        ("dup", "Duplicate scenario"),
        ("ds", "Duplicate scenario"),
        ("power", "Power cost"),
        ("BTC", "BTC price"),
        ("", "Export data"),
    ],
)
def test_letters_in_order_find_the_best_first(written: str, first: str) -> None:
    names = entries("Export data", "Delete this duplicate", "Duplicate scenario", "BTC price", "Power cost")
    assert found(names, written)[0].words == first


def test_what_has_not_all_the_letters_is_not_found() -> None:
    assert match_score("Power cost", "powerx") is None
    assert match_score("Power cost", "tsoc") is None
    assert found(entries("Power cost"), "zz") == []
    assert (match_score("Power cost", "pc") or 0) > (match_score("Open copy", "nc") or 0)


def test_ctrl_k_goes_to_inputs_screens_scenarios_and_commands(opened: Opened) -> None:
    window = opened.window
    palette = window.sides.palette

    def go(written: str) -> None:
        QTest.keyClick(window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
        assert palette.isVisible()
        QTest.keyClicks(palette.line, written)
        QTest.keyClick(palette.line, Qt.Key.Key_Return)
        assert not palette.isVisible()

    go("snapshots")
    assert window.header.tabs.currentIndex() == window.header.tabs.count() - 1
    go("btc price")
    assert window.header.tabs.currentIndex() == 0
    assert window.workbench.assumptions.rows["btc_price_usd"].box.hasFocus()
    go("bear")
    opened.settle()
    assert window.header.scenario.currentText() == "Bear"
    go("duplicate")
    opened.settle()
    assert window.header.scenario.currentText() == "Bear copy"


def test_escape_gives_the_focus_back_and_arrows_choose(opened: Opened) -> None:
    window = opened.window
    box = window.workbench.assumptions.rows["pool_fee_frac"].box
    box.setFocus()
    QTest.keyClick(window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    palette = window.sides.palette
    QTest.keyClick(palette.line, Qt.Key.Key_Down)
    assert palette.list.currentRow() == 1
    QTest.keyClicks(palette.line, "qqqqqq")
    assert palette.shown == ()
    assert palette._nothing.isVisible()
    QTest.keyClick(palette.line, Qt.Key.Key_Return)
    QTest.keyClick(palette.line, Qt.Key.Key_Escape)
    assert not palette.isVisible()
    assert box.hasFocus()


def test_nothing_is_listed_twice(opened: Opened) -> None:
    QTest.keyClick(opened.window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    names = [entry.words for entry in opened.window.sides.palette._entries]
    assert "Bear" in names
    assert [name for name in set(names) if names.count(name) > 1] == []
