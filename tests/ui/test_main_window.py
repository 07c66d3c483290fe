"""The window with the whole program behind it: files, undo, baseline, handles, notices, sizes."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QMessageBox, QToolButton
from pytestqt.qtbot import QtBot

from planner.edits import Edit, set_cell
from planner.errors import DiskFull
from planner.figures import FIGURES, WORKBENCH
from planner.reference import load_reference
from planner.storage import Store
from tests.portfolio_files import count_edit, count_in, small_book
from tests.ui.conftest import Opened
from ui.app import Program, build
from ui.main_window import LEAST_HEIGHT, LEAST_WIDTH, TABS
from ui.panels.file_choice import dropped_file
from ui.settings import Settings
from ui.theme import NARROW, WIDE


def test_it_starts_on_the_sample(on_sample: Opened, tmp_path: Path) -> None:
    window = on_sample.window
    assert (tmp_path / "documents" / "saltbrush.reckoner").is_file()
    assert window.menus.file_name.text() == "saltbrush.reckoner"
    assert window.status.state == "idle"
    assert [view.figure.key for view in window.workbench.views.values() if view.figure] == list(WORKBENCH)
    assert window.notice.text == ""


def test_undo_and_redo_go_through_the_file(opened: Opened, small_file: Path) -> None:
    before = count_in(opened.session.book)
    opened.window.edit_proposed.emit(count_edit(opened.session.book, 77))
    opened.settle()
    opened.until(opened.window.menus.undo.isEnabled)
    opened.window.menus.undo.trigger()
    opened.settle()
    assert count_in(opened.session.book) == before
    opened.until(opened.window.menus.redo.isEnabled)
    opened.window.menus.redo.trigger()
    opened.settle()
    assert count_in(opened.session.book) == 77
    opened.window.close()
    with Store.open(small_file) as store:
        assert count_in(store.book) == 77


def test_a_pinned_baseline_shows_changes_in_the_strip(opened: Opened) -> None:
    window = opened.window
    window.menus.unpin.trigger()
    opened.settle()
    cells = window.workbench.strip.cells
    assert all(cell.text.change == "" for cell in cells.values())
    QTest.keyClick(window, Qt.Key.Key_B, Qt.KeyboardModifier.ControlModifier)
    opened.settle()
    assert opened.session.book.baseline is not None
    assert {cell.text.change for cell in cells.values()} == {"= unchanged"}
    assert "Pinned" in window.header.pinned.text()
    row = window.workbench.assumptions.rows["btc_price_usd"]
    row.track.setFocus()
    QTest.keyClick(row.track, Qt.Key.Key_PageUp)
    QTest.keyClick(row.track, Qt.Key.Key_Return)
    opened.settle()
    hashprice = cells["hashprice_usd_per_ph_day"].text
    assert (hashprice.direction, hashprice.better) == (1, True)
    assert window.workbench.views["projection"].figure is not None


def test_dragging_the_hashprice_line_moves_the_btc_price(opened: Opened) -> None:
    proposed: list[Edit] = []
    opened.window.edit_proposed.connect(proposed.append)
    workbench = opened.window.workbench
    view = workbench.views["merit_order_own"]
    assert view.figure is not None
    outcome = workbench.outcome
    assert outcome is not None
    handle = view.figure.handles[0]
    price = outcome.scenario.assumptions.btc_price_usd
    view.handle_moved.emit("merit_order_own", 0, 0.0, handle.at * 1.1)
    assert opened.session.shown_book is not opened.session.book
    view.handle_moved.emit("merit_order_own", 0, 0.0, handle.at * 1.2)
    view.handle_released.emit("merit_order_own", 0, 0.0, handle.at * 1.2)
    opened.settle()
    assert len(proposed) == 1
    assert workbench.outcome is not None
    assert workbench.outcome.scenario.assumptions.btc_price_usd == pytest.approx(price * 1.2, rel=2e-3)
    now = view.figure.handles[0].at
    assert now == pytest.approx(handle.at * 1.2, rel=5e-3)


def test_a_click_into_the_map_sets_both_inputs_in_one_edit(opened: Opened) -> None:
    proposed: list[Edit] = []
    opened.window.edit_proposed.connect(proposed.append)
    workbench = opened.window.workbench
    view = workbench.views["breakeven_map"]
    assert view.figure is not None
    y = next(handle.at for handle in view.figure.handles if handle.axis == "y")
    view.handle_released.emit("breakeven_map", 0, 90_000.0, y - 0.5)
    opened.settle()
    (edit,) = proposed
    assert {change.column for change in edit.changes} == {"btc_price_usd", "power_price_shift_usd_per_mwh"}
    assert "BTC price" in edit.label
    assert "Power cost" in edit.label
    assert workbench.outcome is not None
    assert workbench.outcome.scenario.assumptions.btc_price_usd == 90_000.0
    now = next(handle.at for handle in view.figure.handles if handle.axis == "y")
    assert now == pytest.approx(y - 0.5, abs=0.01)


def test_a_full_disk_puts_the_edit_back_and_names_it(opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(store: Store, edit: Edit) -> int:
        raise DiskFull("The disk is full.", saved="Everything before it is safe.")

    monkeypatch.setattr(Store, "commit", full)
    before = count_in(opened.session.book)
    edit = count_edit(opened.session.book, 77)
    opened.window.edit_proposed.emit(edit)
    opened.until(lambda: "disk is full" in opened.window.notice.text)
    opened.settle()
    assert edit.label in opened.window.notice.text
    assert count_in(opened.session.book) == before


def test_a_scenario_that_cannot_run_keeps_the_last_results_grey(opened: Opened) -> None:
    shown = opened.window.shown_number
    site = opened.session.book.portfolio.lots[0].site_id
    edit = set_cell(opened.session.book, load_reference(), "sites", site, "power_market", "Atlantis")
    opened.window.edit_proposed.emit(edit)
    opened.until(lambda: opened.window.status.state == "stale")
    assert "Atlantis" in opened.window.run_note.text
    assert opened.window.shown_number == shown
    opened.window.menus.undo_wanted.emit()
    opened.settle()
    assert opened.window.status.state == "idle"


def test_a_dropped_file_is_opened_and_a_foreign_one_is_not(opened: Opened, tmp_path: Path) -> None:
    other = tmp_path / "Other.reckoner"
    Store.create(other, small_book()).close()
    drop(opened, other)
    opened.until(lambda: opened.window.menus.file_name.text() == "Other.reckoner")
    opened.settle()
    foreign = tmp_path / "foreign.reckoner"
    foreign.write_text("not a portfolio " * 100)
    drop(opened, foreign)
    opened.until(lambda: "foreign.reckoner" in opened.window.notice.text)
    assert opened.window.menus.file_name.text() == "Other.reckoner"
    opened.window.edit_proposed.emit(count_edit(opened.session.book, 3))
    opened.settle()


def drop(opened: Opened, path: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    left, none, copy = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, Qt.DropAction.CopyAction
    entered = QDragEnterEvent(QPoint(5, 5), copy, data, left, none)
    QApplication.sendEvent(opened.window, entered)
    assert entered.isAccepted()
    QApplication.sendEvent(opened.window, QDropEvent(QPointF(5, 5), copy, data, left, none))


def test_only_one_local_portfolio_or_report_can_be_dropped(tmp_path: Path) -> None:
    here = QUrl.fromLocalFile(str(tmp_path / "a.reckoner"))
    assert dropped_file([here]) == tmp_path / "a.reckoner"
    assert dropped_file([here, here]) is None
    assert dropped_file([QUrl("https://example.org/a.reckoner")]) is None
    assert dropped_file([QUrl.fromLocalFile(str(tmp_path / "a.txt"))]) is None


@pytest.mark.parametrize(("width", "sizes"), [(1366, NARROW), (1920, WIDE)])
def test_the_sizes_follow_the_window(opened: Opened, width: int, sizes: object) -> None:
    opened.window.resize(width, 768)
    assert opened.window.theme.sizes == sizes
    assert opened.window.workbench.strip.height() == opened.window.theme.sizes.strip


def test_it_has_a_least_size_at_which_nothing_is_wider_than_the_window(opened: Opened) -> None:
    opened.window.resize(10, 10)
    assert (opened.window.width(), opened.window.height()) == (LEAST_WIDTH, LEAST_HEIGHT)


def test_light_and_dark_are_chosen_in_the_menu(opened: Opened) -> None:
    opened.window.menus.theme_wanted.emit("dark")
    assert opened.window.theme.name == "dark"
    opened.window.menus.theme_wanted.emit("light")
    assert opened.window.theme.name == "light"


def test_every_paint_says_what_it_showed(opened: Opened) -> None:
    with opened.qtbot.waitSignal(opened.window.painted, check_params_cb=lambda number: number > 1):
        opened.window.edit_proposed.emit(count_edit(opened.session.book, 78))
    opened.settle()


def test_about_names_the_versions_and_blocks_nothing(opened: Opened) -> None:
    opened.window.menus.about_wanted.emit()
    about = opened.window.findChild(QMessageBox)
    assert about is not None
    assert not about.isModal()
    assert "Qt 6" in about.informativeText()
    about.close()


def test_what_cannot_be_opened_leaves_two_ways_on(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ui.app.program.documents_folder", lambda: tmp_path)
    foreign = tmp_path / "foreign.reckoner"
    foreign.write_text("not a portfolio " * 100)
    window = build(foreign, Settings())
    program = window.findChild(Program)
    assert program is not None
    window.show()
    try:
        qtbot.waitUntil(window.welcome.samples[0].isVisible)
        assert "foreign.reckoner" in window.notice.text
        assert window.status.state == "empty"
        for wish in (window.menus.snapshot_wanted, window.menus.pin_wanted, window.menus.undo_wanted):
            wish.emit()
        QTest.mouseClick(window.welcome.samples[0], Qt.MouseButton.LeftButton)
        qtbot.waitUntil(lambda: window.is_current, timeout=10_000)
        assert window.workbench.isVisible()
        assert window.notice.text.startswith(f"The new portfolio is kept in {tmp_path}")
    finally:
        window.close()
        window.deleteLater()


def test_a_file_that_may_only_be_read_says_so(qtbot: QtBot, small_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.access", lambda path, mode: False)  # permissions do not stop an administrator
    window = build(small_file, Settings())
    window.show()
    try:
        qtbot.waitUntil(lambda: window.is_current, timeout=10_000)
        assert "read but not written" in window.notice.text
        window.edit_proposed.emit(count_edit(small_book(), 3))
        qtbot.waitUntil(lambda: "read only" in window.notice.text)
    finally:
        window.close()
        window.deleteLater()


def test_what_a_run_has_to_say_is_said_once_and_goes_with_its_cause(on_sample: Opened) -> None:
    window, session = on_sample.window, on_sample.session
    site = session.book.portfolio.lots[0].site_id
    window.edit_proposed.emit(set_cell(session.book, load_reference(), "sites", site, "interconnect_mw", 0.5))
    on_sample.settle()
    (sentence,) = window.workbench.notices
    assert window.run_note.text == sentence
    window.menus.undo_wanted.emit()
    on_sample.settle()
    assert window.run_note.text == ""


def test_figures_wait_until_somebody_looks(opened: Opened) -> None:
    window, session = opened.window, opened.session
    before = {key: view.figure for key, view in window.workbench.views.items()}
    window.header.tabs.setCurrentIndex(TABS.index("Portfolio"))
    window.edit_proposed.emit(set_cell(session.book, load_reference(), "lots", 1, "count", 777))
    opened.settle()
    assert {key: view.figure for key, view in window.workbench.views.items()} == before
    window.header.tabs.setCurrentIndex(TABS.index("Workbench"))
    now = window.workbench.outcome
    assert now is not None
    figure = window.workbench.views["merit_order_own"].figure
    assert figure is not None
    assert figure is not before["merit_order_own"]
    assert figure.sentence == FIGURES["merit_order_own"](now).sentence


def test_a_copy_gets_a_name_of_its_own_to_begin_with(opened: Opened) -> None:
    for taken in ("North copy.reckoner", "North copy 2.reckoner"):
        opened.window.menus.copy.trigger()
        dialog = opened.window.findChild(QFileDialog)
        assert dialog is not None
        assert [Path(name).name for name in dialog.selectedFiles()] == [taken]
        opened.window.copy_wanted.emit(Path(dialog.selectedFiles()[0]))
        opened.until(lambda dialog=dialog: Path(dialog.selectedFiles()[0]).exists())  # type: ignore[misc]  # bound at once
        up = dialog.findChild(QToolButton, "toParentButton")
        assert up is not None
        assert (up.text(), up.icon().isNull()) == ("↑", True)
        dialog.close()
        opened.until(lambda: opened.window.findChild(QFileDialog) is None)
