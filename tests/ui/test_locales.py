"""Whatever the locale, the same gestures make the same file and the same tables; only the widgets differ."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QLocale, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from planner.edits import content_of, row_of_scenario
from planner.exchange.outcome_csv import write_csv
from planner.storage import Store
from tests.portfolio_files import closed_file
from tests.ui.conftest import Opened, running
from ui.form import box_text, date_text
from ui.panels.comparison_model import FIRST

LOCALES = ("C", "en_US", "de_DE", "hi_IN")


@pytest.fixture
def default_locale() -> Iterator[None]:
    before = QLocale()
    yield
    QLocale.setDefault(before)


def gestures(opened: Opened, locale: QLocale) -> None:
    window = opened.window
    for address, value, digits in (("btc_price_usd", 61_234, 0), ("pool_fee_frac", 1.25, 2)):
        box = window.workbench.assumptions.rows[address].box
        box.setFocus()
        box.selectAll()
        QTest.keyClicks(box, box_text(value, digits, locale))
        QTest.keyClick(box, Qt.Key.Key_Return)
    QTest.keyClick(window, Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    opened.settle()
    window.header.tabs.setCurrentIndex(2)
    screen = window.scenarios
    opened.until(lambda: screen.comparison is not None and len(screen.comparison.names) == 3)
    row = next(at for at, row in enumerate(screen.model.rows) if getattr(row, "key", "") == "pool_fee_frac")
    assert screen.model.setData(screen.model.index(row, FIRST + 2), box_text(2.5, 1, locale))
    opened.settle()


def test_four_locales_make_the_same_file_and_tables(qtbot: QtBot, tmp_path: Path, default_locale: None) -> None:
    made: dict[str, tuple[str, dict[str, bytes]]] = {}
    for name in LOCALES:
        folder = tmp_path / name
        folder.mkdir()
        QLocale.setDefault(QLocale(name))
        path = closed_file(folder)
        run = running(qtbot, path, folder)
        opened = next(run)
        gestures(opened, QLocale())
        outcome = opened.window.workbench.outcome
        assert outcome is not None
        tables = {written.name: written.read_bytes() for written in write_csv(outcome, folder / "csv")}
        for _ in run:
            pass
        with Store.open(path) as store:
            label = store.edit_label_to_undo()
            book = store.book
        rows = [content_of(book.portfolio), [row_of_scenario(row) for row in book.scenarios], label]
        made[name] = (json.dumps(rows, sort_keys=True), tables)
    assert "0.025" in made["C"][0]
    assert "61234" in made["C"][0]
    assert all(made[name] == made["C"] for name in LOCALES)


@pytest.mark.parametrize(
    ("locale", "shown"), [("C", "2026-06-14"), ("en_US", "6/14/2026"), ("de_DE", "14.06.2026"), ("fr_FR", "14/06/2026")]
)
def test_dates_are_written_as_the_locale_does_with_the_whole_year(locale: str, shown: str) -> None:
    assert date_text("2026-06-14T00:35:54Z", QLocale(locale)) == shown
