"""Help: every key is listed, diagnostics hold nothing of the portfolio."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMessageBox, QPushButton

from tests.ui.conftest import Opened
from ui.panels.help_windows import LICENCES


@pytest.mark.parametrize("screen", [0, 1, 2, 3])
def test_the_question_mark_shows_every_key_whatever_is_in_front(opened: Opened, screen: int) -> None:
    opened.window.header.tabs.setCurrentIndex(screen)
    opened.window.menus.show_steps("count 5 → 6", "")
    QTest.keyClick(opened.window, Qt.Key.Key_Question, Qt.KeyboardModifier.ShiftModifier)
    keys = opened.window.sides.keys
    assert keys is not None
    assert keys.isVisible()
    assert not keys.isModal()
    model = keys.table.model()
    told = {model.index(row, 1).data(): model.index(row, 2).data() for row in range(model.rowCount())}
    for words, key in (("Duplicate scenario", "Ctrl+D"), ("Rename scenario", "F2"), ("Command palette…", "Ctrl+K"),
                       ("Export data", "Ctrl+Shift+E"), ("Snapshot", "F6"), ("Preferences…", "Ctrl+,"),
                       ("Undo", "Ctrl+Z"), ("Filter the table", "Ctrl+F")):  # fmt: skip
        assert told[words] == key
    assert "Alt+0" in told.values()
    places = [model.index(row, 0).data().partition(":")[0] for row in range(model.rowCount())]
    assert list(dict.fromkeys(places))[:2] == ["Everywhere", "Workbench, Scenarios"]
    assert places == [where for name in dict.fromkeys(places) for where in places if where == name]


def test_no_two_commands_share_a_key(opened: Opened) -> None:
    keys = [key.toString() for _, action in opened.window.menus.commands() for key in action.shortcuts()]
    assert len(keys) == len(set(keys))


def test_about_has_versions_and_licences_and_copies_diagnostics_without_the_portfolio(opened: Opened) -> None:
    opened.window.menus.about_wanted.emit()
    about = opened.window.findChild(QMessageBox)
    assert about is not None
    assert all(name in about.informativeText() for name, _ in LICENCES)
    copy = next(button for button in about.findChildren(QPushButton) if "diagnostics" in button.text())
    copy.click()
    said = QGuiApplication.clipboard().text()
    assert "Qt 6" in said
    assert "Python 3" in said
    book = opened.session.book
    secret = [site.name for site in book.portfolio.sites] + [book.portfolio.company.name, "North.reckoner", "/"]
    assert not [name for name in secret if name in said]
    about.close()
