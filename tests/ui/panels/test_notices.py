"""What is said of refused boxes and failed runs: true of the work, gone with its cause, no chart resized."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from planner.edits import delete_row
from planner.errors import InputRejected
from tests.ui.conftest import Opened
from tests.ui.panels.test_assumptions import row_of, write
from ui.main_window import MainWindow
from ui.panels.notice_bar import NoticeBar
from ui.panels.run_note import MOST_TOLD, RunNote, failed_run_words
from ui.theme import LIGHT_THEME


def test_a_failed_run_says_that_the_change_is_saved(opened: Opened) -> None:
    book = opened.session.book
    opened.window.edit_proposed.emit(delete_row(book, "contracts", book.portfolio.contracts[0].id))
    opened.until(lambda: opened.window.has_failed and opened.session.is_saved)
    said = opened.window.run_note.text
    assert "has no power contract" in said
    assert "The results shown are the last good ones; your change is saved." in said
    assert "Nothing was changed" not in said
    sizes = {key: view.size() for key, view in opened.window.workbench.views.items()}
    for key in (Qt.Key.Key_F6, Qt.Key.Key_B):
        keep = Qt.KeyboardModifier.NoModifier if key == Qt.Key.Key_F6 else Qt.KeyboardModifier.ControlModifier
        baseline = opened.session.book.baseline
        QTest.keyClick(opened.window, key, keep)
        assert "what is stated cannot be calculated" in opened.window.notice.text
        assert opened.session.book.baseline is baseline
    assert {key: view.size() for key, view in opened.window.workbench.views.items()} == sizes
    opened.window.menus.undo.trigger()
    opened.settle()
    assert opened.window.notice.text.startswith("Undone: Delete ")
    assert "has no power contract" not in opened.window.run_note.text


@pytest.mark.parametrize(
    ("has_results", "saved", "words"),
    [
        (True, True, "A. The results shown are the last good ones; your change is saved. B."),
        (True, False, "A. The results shown are the last good ones; your change is not saved yet. B."),
        (False, True, "A. There are no results to show; your change is saved. B."),
    ],
)
def test_what_a_failed_run_means(has_results: bool, saved: bool, words: str) -> None:
    assert failed_run_words(InputRejected("A.", next="B."), has_results=has_results, saved=saved) == words


def test_snapshot_and_pin_name_the_refused_box_and_the_notice_goes_with_it(opened: Opened) -> None:
    row = row_of(opened, "pool_fee_frac")
    write(row, "abc")
    opened.window.menus.snapshot.trigger()
    assert "There is no snapshot yet: Pool fee cannot be used." in opened.window.notice.text
    baseline = opened.session.book.baseline
    opened.window.menus.pin.trigger()
    assert "There is no baseline yet: Pool fee cannot be used." in opened.window.notice.text
    assert opened.session.book.baseline is baseline
    write(row, "1.5")
    opened.settle()
    assert opened.window.notice.text == ""


def test_the_box_with_the_focus_is_named_before_a_higher_one(opened: Opened) -> None:
    write(row_of(opened, "btc_price_usd"), "abc")
    write(row_of(opened, "pool_fee_frac"), "abc")
    opened.window.activateWindow()
    panel = opened.window.workbench.assumptions
    for address, name in (("pool_fee_frac", "Pool fee"), ("btc_price_usd", "BTC price")):
        box = row_of(opened, address).box
        box.setFocus()
        opened.until(box.hasFocus)
        worst = panel.worst()
        assert worst is not None
        assert worst[0] == name


def test_undo_leaves_what_cannot_be_used(opened: Opened) -> None:
    row = row_of(opened, "pool_fee_frac")
    write(row, "2.00")
    opened.settle()
    opened.until(opened.window.menus.undo.isEnabled)
    write(row, "abc")
    assert opened.window.status.state == "stale"
    opened.window.menus.undo.trigger()
    opened.settle()
    opened.until(lambda: opened.window.status.state == "idle")
    assert row.box.text() == "1.00"
    assert row.problem == ""


def test_a_notice_about_a_file_opens_its_folder_only_on_a_click(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[QUrl] = []
    monkeypatch.setattr("ui.panels.notice_bar.QDesktopServices.openUrl", opened.append)
    bar = NoticeBar(LIGHT_THEME)
    qtbot.addWidget(bar)
    path = tmp_path / "a.pdf"
    path.touch()
    bar.show_notice("It is there.", path)
    assert opened == []
    bar.folder.click()
    assert opened == [QUrl.fromLocalFile(str(tmp_path))]
    bar.copy.click()
    assert QGuiApplication.clipboard().text() == str(path)
    bar.show_notice("Nothing to open.")
    assert bar.folder.isHidden()
    assert bar.copy.isHidden()


def test_escape_closes_the_notice_and_the_focus_stays(opened: Opened) -> None:
    window = opened.window
    window.header.tabs.setCurrentIndex(2)
    box = window.scenarios.list.notes["source"]
    box.setFocus()
    window.notice.show_notice("It is stored.")
    QTest.keyClick(box, Qt.Key.Key_Escape)
    assert window.notice.text == ""
    assert box.hasFocus()
    window.notice.show_notice("It is stored again.")
    window.notice._close.setFocus()
    QTest.keyClick(window.notice._close, Qt.Key.Key_Space)
    assert window.notice.isHidden()
    assert box.hasFocus()


def test_a_notice_covers_neither_the_status_line_nor_what_stands_at_the_foot_of_a_screen(opened: Opened) -> None:
    window = opened.window
    window.header.tabs.setCurrentIndex(2)
    room = window.scenarios.contentsMargins().bottom()  # what the run has to say may stand there
    window.notice.show_notice("A sentence. " * 40)
    lowest = window.scenarios.list.notes["date"]
    opened.until(lambda: lowest.mapTo(window, lowest.rect().bottomLeft()).y() < _top(window))
    window.notice.clear()
    opened.until(lambda: window.scenarios.contentsMargins().bottom() == room)


def _top(window: MainWindow) -> int:
    """Where the notices begin."""
    stack = window.notice.parentWidget()
    assert stack is not None
    assert stack.mapTo(window, stack.rect().bottomLeft()).y() < window.status.mapTo(window, window.status.pos()).y()
    return stack.mapTo(window, stack.rect().topLeft()).y()


def test_of_many_notices_the_first_are_said(qtbot: QtBot) -> None:
    note = RunNote(LIGHT_THEME)
    qtbot.addWidget(note)
    note.tell_notices([f"Site {number} is short." for number in range(1, MOST_TOLD + 3)])
    assert note.text == " ".join(f"Site {number} is short." for number in range(1, MOST_TOLD + 1)) + (
        " And 2 more like these."
    )
    note.tell_notices(["Site 1 is short."])
    assert note.text == "Site 1 is short."
