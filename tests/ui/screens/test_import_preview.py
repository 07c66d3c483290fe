"""A file dropped on the window: previewed, settled by lists, taken as one step of undo, or not at all."""

from __future__ import annotations

import datetime
import shutil
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from planner.exchange.table_out import table_csv
from tests.ui.conftest import Opened
from ui.panels.list_box import ListBox
from ui.screens.import_preview import ImportPreview

LEFT = Qt.MouseButton.LeftButton
FLEET = Path(__file__).parents[2] / "fixtures" / "fleet_as_mailed.csv"
LOTS = "name,site,machine,count\nLot 1,Site 1,{machine},1234\nNew one,Site 2,Antminer S21 (200Th),50\n"


def preview_of(opened: Opened, path: Path) -> ImportPreview:
    opened.window.file_wanted.emit(path)
    preview = opened.window.desk.preview
    assert preview.isVisible()
    read(opened)
    return preview


def read(opened: Opened) -> None:
    """Wait until the preview shows what was asked for last."""
    opened.until(lambda: opened.window.desk.preview.counts.text() != "Reading…")


def written(tmp_path: Path, text: str, encoding: str = "utf-8") -> Path:
    path = tmp_path / "fleet.csv"
    path.write_bytes(text.encode(encoding))
    return path


def pick(box: ListBox, value: object) -> None:
    """Choose an entry as the keyboard does."""
    place = next(place for place in range(box.count()) if box.itemData(place) == value)
    box.setFocus()
    box.setCurrentIndex(place)
    box.activated.emit(place)


def problems(preview: ImportPreview) -> list[list[str]]:
    table = preview.problems
    return [
        [str(table.index(row, across).data()) for across in range(table.columnCount())]
        for row in range(table.rowCount())
    ]


def test_a_file_becomes_one_edit_and_one_undo(opened: Opened, tmp_path: Path) -> None:
    before = opened.session.book
    machine = before.portfolio.lots[0].machine
    preview = preview_of(opened, written(tmp_path, LOTS.format(machine=machine)))
    assert preview.counts.text() == "1 new, 1 changed"
    assert opened.session.book is before
    rests: list[bool] = []
    opened.program.importing.rest_wanted.connect(rests.append)
    QTest.mouseClick(preview.accept, LEFT)
    opened.settle()
    assert rests == [True, False]  # the threads left the interpreter to the window until the rows were shown
    lots = opened.session.book.portfolio.lots
    assert (lots[0].count, lots[-1].name) == (1_234, "New one")
    assert opened.window.portfolio.isVisible()
    assert opened.window.portfolio.table == "lots"
    assert "Undo takes it back as one step" in opened.window.notice.text
    opened.until(opened.window.menus.undo.isEnabled)
    assert opened.window.menus.undo.text() == "Undo Import 2 lots from fleet.csv"
    opened.window.menus.undo.trigger()
    opened.settle()
    assert opened.session.book == before


def test_a_row_with_a_problem_keeps_all_out(opened: Opened, tmp_path: Path) -> None:
    before = opened.session.book
    text = LOTS.format(machine=before.portfolio.lots[0].machine) + "Bad,Site 1,Antminer S21 (200Th),nan\n"
    preview = preview_of(opened, written(tmp_path, text))
    assert not preview.accept.isEnabled()
    assert problems(preview) == [["4", "count", "nan", "is not a number."]]
    assert preview.counts.text() == "1 new, 1 changed, 1 refused"
    QTest.keyClick(preview, Qt.Key.Key_Escape)
    assert opened.window.portfolio.isVisible()
    assert opened.session.book is before


def test_the_list_somebody_mailed_is_settled_by_lists(opened: Opened, tmp_path: Path) -> None:
    portfolio = opened.session.book.portfolio
    path = tmp_path / FLEET.name
    shutil.copy(FLEET, path)
    preview = preview_of(opened, path)
    shown = {key: box.currentData() for key, box in preview.reading.boxes.items()}
    assert shown == {"encoding": "utf-8", "delimiter": ";", "decimal_mark": ",", "thousands_mark": "."}
    assert preview.counts.text() == "Settle the headers first"
    QTest.mouseClick(preview.suggest, LEFT)
    read(opened)
    assert preview.headers.boxes["Standort"].currentData() == "site"
    assert not preview.accept.isEnabled()  # Bemerkung is neither mapped nor left out
    QTest.mouseClick(preview.drop, LEFT)
    read(opened)
    sites = {row[2] for row in problems(preview) if row[1] == "Standort"}
    assert sites  # the small portfolio has other sites
    pick(preview.headers.boxes["Standort"], None)
    read(opened)
    pick(preview.sites, portfolio.sites[1].name)
    read(opened)
    assert set(preview.machines.boxes) == {"S21 Pro 234T", "M60S 186TH", "Container-Rig X4"}
    pick(preview.machines.boxes["S21 Pro 234T"], "Antminer S21 Pro (234Th)")
    read(opened)
    pick(preview.machines.boxes["M60S 186TH"], "Whatsminer M60S")
    read(opened)
    pick(preview.machines.boxes["Container-Rig X4"], "Container-Rig X4")
    read(opened)
    assert preview.counts.text() == "500 new"
    assert preview.accept.text() == "Import 500 rows"
    QTest.mouseClick(preview.accept, LEFT)
    opened.settle()
    lots = opened.session.book.portfolio.lots
    assert len(lots) == len(portfolio.lots) + 500
    own = next(lot for lot in lots if lot.machine == "Container-Rig X4")
    assert FLEET.name in own.machine_source
    assert {lot.site_id for lot in lots[len(portfolio.lots) :]} == {portfolio.sites[1].id}


def test_how_a_file_is_read_can_be_changed(opened: Opened, tmp_path: Path) -> None:
    text = "name;site;machine;count;note\nWüste;Site 1;Antminer S21 (200Th);1.234;\n"
    preview = preview_of(opened, written(tmp_path, text, "cp1252"))
    assert "not utf-8" in problems(preview)[0][3]
    pick(preview.reading.boxes["encoding"], "windows-1252")
    read(opened)
    pick(preview.headers.boxes["note"], None)
    read(opened)
    assert "more than one way" in problems(preview)[0][3]
    pick(preview.reading.boxes["decimal_mark"], ",")
    read(opened)
    assert preview.accept.isEnabled()
    pick(preview.reading.boxes["thousands_mark"], ",")  # the same mark twice cannot be
    assert "cannot be the same" in preview.problem.text()
    assert preview.reading.boxes["thousands_mark"].currentData() == "."
    pick(preview.reading.boxes["decimal_mark"], ".")
    read(opened)
    assert (preview.reading.boxes["thousands_mark"].currentData()) == ","
    assert not preview.accept.isEnabled()


@pytest.mark.parametrize("table", ["contracts", "company"])
def test_what_was_exported_has_nothing_to_import(opened: Opened, table: str) -> None:
    opened.window.header.tabs.setCurrentIndex(1)
    screen = opened.window.portfolio
    screen.show_table(table)
    QTest.mouseClick(screen.export, LEFT)
    path = opened.window.desk.folder / f"North {table}.csv"
    assert path.read_text(encoding="utf-8") == table_csv(opened.session.book, table)
    assert str(path) in opened.window.notice.text
    preview = preview_of(opened, path)
    assert preview.tables.currentData() == table
    assert preview.sites.isHidden()
    assert preview.counts.text() == "Every row is as it was: there is nothing to import."
    assert not preview.accept.isEnabled()


def test_another_table_can_be_named(opened: Opened, tmp_path: Path) -> None:
    preview = preview_of(opened, written(tmp_path, "name,interconnect_mw\nFar,12\n"))
    assert not preview.accept.isEnabled()
    pick(preview.tables, "sites")
    read(opened)
    assert preview.counts.text() == "1 new"


def test_an_undo_meanwhile_is_seen_by_the_preview(opened: Opened, tmp_path: Path) -> None:
    machine = opened.session.book.portfolio.lots[0].machine
    preview = preview_of(opened, written(tmp_path, LOTS.format(machine=machine)))
    QTest.mouseClick(preview.accept, LEFT)
    opened.settle()
    preview = preview_of(opened, tmp_path / "fleet.csv")
    assert preview.counts.text().startswith("Every row is as it was")
    opened.until(opened.window.menus.undo.isEnabled)
    opened.window.menus.undo.trigger()
    opened.settle()
    read(opened)
    assert preview.counts.text() == "1 new, 1 changed"


@pytest.mark.parametrize("name", ["gone.csv", "folder.csv"])
def test_a_file_that_cannot_be_read_is_a_sentence(opened: Opened, tmp_path: Path, name: str) -> None:
    (tmp_path / "folder.csv").mkdir()
    opened.window.file_wanted.emit(tmp_path / name)
    assert name in opened.window.notice.text
    assert not opened.window.desk.preview.isVisible()


def test_every_list_has_a_name(opened: Opened, tmp_path: Path) -> None:
    preview = preview_of(opened, written(tmp_path, "Los;Stk.\na;1\n"))
    boxes = (*preview.reading.boxes.values(), *preview.headers.boxes.values(), preview.tables, preview.sites)
    assert all(box.accessibleName() for box in boxes)
    assert preview.problem_list.accessibleName()
    assert not preview.grab().isNull()


def test_hours_of_a_market_become_the_curve_of_a_site(opened: Opened, tmp_path: Path) -> None:
    start = datetime.datetime(2025, 1, 1)  # noqa: DTZ001  # the clock on the wall, without a zone
    rows = [f"{start + datetime.timedelta(hours=hour):%Y-%m-%dT%H:%M},{hour % 24}" for hour in range(8_760)]
    preview = preview_of(opened, written(tmp_path, "\n".join(["hour,price_usd_per_mwh", *rows])))
    pick(preview.tables, "prices")
    read(opened)
    site = opened.session.book.portfolio.sites[0].name
    pick(preview.sites, site)
    read(opened)
    assert "Mean of the year 11.50 USD/MWh" in preview.notices.text()
    assert preview.accept.text() == "Import 8,760 rows"
    QTest.mouseClick(preview.accept, LEFT)
    opened.settle()
    portfolio = opened.session.book.portfolio
    assert portfolio.sites[0].power_market == portfolio.price_curves[0].name == f"{site} prices"
    assert opened.window.portfolio.table == "price_curves"
