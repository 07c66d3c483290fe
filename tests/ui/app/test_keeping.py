"""F6 and what follows: stored in the file, on paper and as tables beside it, and opened again with the same figures."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from planner.edits import pin_baseline
from planner.errors import ExportFailed
from planner.exchange import pdf_snapshot
from planner.measures import MEASURES
from planner.snapshot import snapshot_id
from planner.storage import Store
from tests.portfolio_files import count_edit
from tests.ui.conftest import Opened
from ui.app.keeping import headline_of
from ui.main_window import TABS
from ui.screens.snapshots import HEADLINE


def take(opened: Opened) -> None:
    QTest.keyClick(opened.window, Qt.Key.Key_F6)
    opened.until(lambda: "PDF" in opened.window.notice.text)


def folder_of(file: Path) -> Path:
    return file.with_name(f"{file.stem} snapshots")


def test_f6_stores_and_writes_pdf_and_csv(opened: Opened, small_file: Path) -> None:
    take(opened)
    (pdf,) = folder_of(small_file).glob("*.pdf")
    assert str(pdf) in opened.window.notice.text
    assert (folder_of(small_file) / f"{pdf.stem} csv" / "headline.csv").is_file()
    assert opened.window.workbench.outcome is not None
    identity = snapshot_id(opened.window.workbench.outcome.request)
    assert pdf_snapshot.read(pdf)["snapshot_id"] == identity
    assert opened.window.snapshots.table.rowCount() == 1
    opened.window.close()
    with Store.open(small_file) as store:
        assert [snapshot.id for snapshot in store.snapshots()] == [identity]


def test_the_same_state_again_is_the_snapshot_that_is_there(opened: Opened) -> None:
    take(opened)
    opened.window.notice.clear()
    take(opened)
    assert "already" in opened.window.notice.text
    assert opened.window.snapshots.table.rowCount() == 1


def test_two_states_of_one_minute_have_two_names(opened: Opened) -> None:
    take(opened)
    opened.window.notice.clear()
    opened.window.edit_proposed.emit(count_edit(opened.session.book, 77))
    take(opened)
    table = opened.window.snapshots.table
    names = {table.item(row, 0).text() for row in range(2)}  # type: ignore[union-attr]  # both rows are filled
    assert len(names) == 2


def test_f6_waits_for_the_edit_and_the_run_it_belongs_to(opened: Opened) -> None:
    opened.window.edit_proposed.emit(count_edit(opened.session.book, 77))
    assert not opened.session.is_saved
    take(opened)
    assert opened.session.is_saved
    outcome = opened.window.workbench.outcome
    assert outcome is not None
    assert outcome.scenario.portfolio.lots[0].count == 77


def test_f6_is_refused_while_a_box_holds_nonsense(opened: Opened) -> None:
    row = opened.window.workbench.assumptions.rows["pool_fee_frac"]
    row.box.setFocus()
    row.box.selectAll()
    QTest.keyClicks(row.box, "abc")
    QTest.keyClick(opened.window, Qt.Key.Key_F6)
    assert "cannot be used" in opened.window.notice.text
    assert opened.window.snapshots.table.rowCount() == 0


def test_a_snapshot_that_cannot_be_written_is_still_stored(opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(*arguments: object, **named: object) -> None:
        raise ExportFailed("It could not be written.")

    monkeypatch.setattr("ui.app.files.write_pdf", failing)
    QTest.keyClick(opened.window, Qt.Key.Key_F6)
    opened.until(lambda: "could not be written" in opened.window.notice.text)
    assert "stored" in opened.window.notice.text
    assert opened.window.snapshots.table.rowCount() == 1


def test_a_report_dropped_on_the_window_opens_with_the_same_figures(opened: Opened, small_file: Path) -> None:
    take(opened)
    (pdf,) = folder_of(small_file).glob("*.pdf")
    figures = opened.window.workbench.outcome
    assert figures is not None
    opened.window.file_wanted.emit(pdf)
    opened.until(lambda: "every figure is the same" in opened.window.notice.text)
    assert opened.window.menus.file_name.text() == f"{pdf.stem}.reckoner"
    assert opened.window.workbench.outcome is not None
    assert opened.window.workbench.outcome.measures == figures.measures
    assert opened.session.book.baseline is not None


def test_a_stored_snapshot_opens_again_after_the_portfolio_has_moved_on(opened: Opened) -> None:
    before = opened.session.book.portfolio.lots[0].count
    take(opened)
    opened.window.edit_proposed.emit(count_edit(opened.session.book, before + 1))
    opened.settle()
    opened.window.snapshots.open_wanted.emit(opened.window.snapshots.chosen())
    opened.until(lambda: "every figure is the same" in opened.window.notice.text)
    assert opened.session.book.portfolio.lots[0].count == before


def test_a_stored_snapshot_is_written_again(opened: Opened, small_file: Path) -> None:
    take(opened)
    (pdf,) = folder_of(small_file).glob("*.pdf")
    written = pdf.read_bytes()
    pdf.unlink()
    opened.window.notice.clear()
    opened.window.snapshots.export_wanted.emit(opened.window.snapshots.chosen())
    opened.until(lambda: "written again" in opened.window.notice.text)
    assert pdf.read_bytes() == written


def test_another_baseline_is_another_snapshot_with_files_of_its_own(opened: Opened, small_file: Path) -> None:
    take(opened)
    opened.window.edit_proposed.emit(pin_baseline(opened.session.book, 1, "Now"))
    opened.settle()
    opened.window.notice.clear()
    take(opened)
    table = opened.window.snapshots.table
    assert table.rowCount() == 2
    ids = {table.item(row, 1).text() for row in range(2)}  # type: ignore[union-attr]  # both rows are filled
    assert len(ids) == 1  # one question
    assert len(list(folder_of(small_file).glob("*.pdf"))) == 2
    pinned = opened.session.book.baseline
    table.selectRow(1)  # the older
    opened.window.snapshots.open_wanted.emit(opened.window.snapshots.chosen())
    opened.until(lambda: "every figure is the same" in opened.window.notice.text)
    assert opened.session.book.baseline != pinned


def test_data_are_exported_without_a_snapshot(opened: Opened, small_file: Path) -> None:
    opened.window.menus.export_wanted.emit()
    opened.until(lambda: "tables are in" in opened.window.notice.text)
    (data,) = folder_of(small_file).glob("Data *")
    assert (data / "monthly.csv").is_file()
    assert opened.window.snapshots.table.rowCount() == 0


def test_the_list_tells_snapshots_apart_by_their_figures(opened: Opened) -> None:
    take(opened)
    opened.window.header.tabs.setCurrentIndex(TABS.index("Snapshots"))
    table = opened.window.snapshots.table
    measures = opened.window.workbench.outcome.measures  # type: ignore[union-attr]  # there is one: it was taken

    def shown() -> list[str]:
        return [table.item(0, across).text() for across in HEADLINE]  # type: ignore[union-attr]  # the row is filled

    opened.until(lambda: "USD" in shown()[0])
    assert shown()[0] == f"{opened.window.workbench.assumptions.rows['btc_price_usd'].box.text()} USD"
    ebitda = measures["ebitda_12_months_usd"]
    assert isinstance(ebitda, float)
    assert MEASURES["ebitda_12_months_usd"].shown(ebitda) in shown()[1]
    assert headline_of(None) == ("cannot be read",) * 3


def test_a_snapshot_opened_again_says_where_it_is_and_how_to_get_back(opened: Opened, small_file: Path) -> None:
    take(opened)
    opened.window.snapshots.open_wanted.emit(opened.window.snapshots.chosen())
    opened.until(lambda: "every figure is the same" in opened.window.notice.text)
    said = opened.window.notice.text
    assert str(folder_of(small_file)) in said
    assert ".reckoner" in said
    assert f"leads back to {small_file.name}" in said
    assert not opened.window.notice.folder.isHidden()
