"""The comparison of contracts: asked for only while it is seen, grey until it is there, by site, as a file."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from planner.contracts import KINDS
from planner.edits import set_cell
from planner.exchange.outcome_csv import csv_text
from planner.exchange.outcome_tables import contracts_table
from planner.figures.contract_comparison import NOT_YET, compared_sites, contract_comparison
from planner.outcome import ContractComparison, Request
from planner.reference import load_reference
from planner.table_edits import delete_rows
from tests.ui.conftest import Opened
from ui.main_window import TABS
from ui.panels.contracts_panel import ALL, ContractsPanel

PLACE = TABS.index("Money")


def looked_at(opened: Opened) -> ContractsPanel:
    opened.window.header.tabs.setCurrentIndex(PLACE)
    money = opened.window.money
    money.bar.setCurrentIndex(1)
    opened.until(lambda: money.contracts.outcome is not None)
    opened.settle()
    return money.contracts


def requests_of(opened: Opened) -> list[Request]:
    asked: list[Request] = []
    opened.session.scenario_changed.connect(asked.append)
    return asked


def count_changed(opened: Opened, count: int) -> None:
    opened.window.edit_proposed.emit(set_cell(opened.session.book, load_reference(), "lots", 1, "count", count))


def test_only_while_somebody_sees_it_is_it_asked_for(opened: Opened) -> None:
    asked = requests_of(opened)
    opened.window.header.tabs.setCurrentIndex(PLACE)
    count_changed(opened, 811)
    opened.settle()
    assert asked
    assert not any(request.with_contracts for request in asked)
    assert opened.window.money.contracts.view.figure is None
    looked_at(opened)
    assert asked[-1].with_contracts
    opened.window.header.tabs.setCurrentIndex(0)
    count_changed(opened, 812)
    assert not asked[-1].with_contracts
    opened.settle()


def test_the_last_comparison_is_grey_until_the_new_one_is_there(opened: Opened) -> None:
    panel = looked_at(opened)
    seen: list[tuple[bool, bool]] = []
    show: Callable[..., None] = panel.show_outcome
    before = panel.view.figure
    assert panel.outcome is not None

    def watched(outcome: object) -> None:
        show(outcome)
        seen.append((panel.table.isEnabled(), panel.view.figure is before))

    panel.show_outcome = watched  # type: ignore[method-assign]  # what is seen after each stage
    count_changed(opened, 4_321)
    opened.settle()
    assert seen[0] == (False, True)
    assert seen[-1] == (True, False)
    assert panel.outcome.number == opened.session.number


def test_a_site_is_chosen_by_key_and_table_and_chart_are_its_own(opened: Opened) -> None:
    panel = looked_at(opened)
    outcome = panel.outcome
    assert outcome is not None
    assert isinstance(outcome.contracts, ContractComparison)
    names = compared_sites(outcome)
    assert [panel.site.itemText(place) for place in range(panel.site.count())] == [ALL, *names]
    assert panel.rows.rowCount() == len(names) * len(KINDS)
    opened.window.money.take_keys()
    opened.until(panel.site.hasFocus)
    QTest.keyClick(panel.site, Qt.Key.Key_Down)
    assert panel.site.currentText() == names[0]
    assert panel.rows.rowCount() == len(KINDS)
    assert {panel.rows.index(row, 0).data() for row in range(len(KINDS))} == {names[0]}
    assert panel.view.figure is not None
    assert panel.view.figure.sentence == contract_comparison(outcome, names[0]).sentence
    count_changed(opened, 333)
    opened.settle()
    assert panel.site.currentText() == names[0]  # the choice outlives a run


def test_it_is_reached_and_left_by_keys_alone(opened: Opened) -> None:
    window, money = opened.window, opened.window.money
    QTest.keyClick(window, Qt.Key(Qt.Key.Key_1 + PLACE), Qt.KeyboardModifier.ControlModifier)
    opened.until(next(iter(money.results.strip.cells.values())).hasFocus)
    QTest.keyClick(window.focusWidget(), Qt.Key.Key_Backtab)
    assert money.bar.hasFocus()
    QTest.keyClick(money.bar, Qt.Key.Key_Right)
    opened.until(lambda: money.contracts.outcome is not None)
    opened.settle()
    stops = (money.contracts.site, money.contracts.export, money.contracts.view, money.contracts.table)
    for stop in stops:
        QTest.keyClick(window.focusWidget(), Qt.Key.Key_Tab)
        opened.until(lambda stop=stop: stop.hasFocus() or stop.isAncestorOf(window.focusWidget()))  # type: ignore[misc]  # bound per turn
    for _ in stops:
        QTest.keyClick(window.focusWidget(), Qt.Key.Key_Backtab)
    assert money.bar.hasFocus()


def test_it_becomes_a_file_beside_the_portfolio(opened: Opened) -> None:
    panel = looked_at(opened)
    assert panel.outcome is not None
    QTest.mouseClick(panel.export, Qt.MouseButton.LeftButton)
    (path,) = opened.window.desk.folder.glob("*contract comparison.csv")
    assert str(path) in opened.window.notice.text
    assert path.read_text(encoding="utf-8") == csv_text(contracts_table(panel.outcome))


def test_without_contracts_it_says_what_to_do(opened: Opened) -> None:
    for table in ("debts", "hedges", "lots", "contracts"):
        book = opened.session.book
        rows = book.portfolio.rows(table)
        opened.window.edit_proposed.emit(delete_rows(book, table, [row.id for row in rows]))
    panel = looked_at(opened)
    assert panel.view.figure is not None
    assert "Add a contract" in panel.view.figure.empty
    assert not panel.table.isVisible()
    assert not panel.export.isEnabled()


def test_where_the_run_fails_it_is_not_blank(opened: Opened) -> None:
    book = opened.session.book
    ids = [contract.id for contract in book.portfolio.contracts]
    opened.window.edit_proposed.emit(delete_rows(book, "contracts", ids))  # machines without power
    opened.until(lambda: opened.window.has_failed)
    opened.window.header.tabs.setCurrentIndex(PLACE)
    opened.window.money.bar.setCurrentIndex(1)
    figure = opened.window.money.contracts.view.figure
    assert figure is not None
    assert figure.empty == NOT_YET
    opened.until(lambda: opened.window.has_failed and opened.session.is_saved)
