"""RowsPage: what rows add up to, and what to do first where there are none."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QLocale, QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from planner.edits import apply, book_of, set_cell
from planner.portfolio import Lot, Portfolio
from planner.quantities import quantities_of
from planner.reference import load_reference, sample_edit_rows
from planner.scenario import Book
from planner.table_edits import delete_rows
from ui.panels.rows_page import RowsPage
from ui.theme import LIGHT_THEME

REFERENCE = load_reference()
BOOK = book_of(sample_edit_rows("saltbrush"))


def page_of(qtbot: QtBot, table: str, book: Book = BOOK, locale: str = "en_US") -> RowsPage:
    page = RowsPage(table, LIGHT_THEME, QLocale(locale))
    qtbot.addWidget(page)
    page.show()
    page.model.show_book(book, REFERENCE)
    page.show_portfolio(book.portfolio)
    return page


def total_of(qtbot: QtBot, table: str, book: Book = BOOK, locale: str = "en_US") -> str:
    page = page_of(qtbot, table, book, locale)  # held while its label is read
    return page.total.text()


def test_lots_add_up_weighted_and_in_the_locale(qtbot: QtBot) -> None:
    lots = BOOK.portfolio.lots
    machines = sum(lot.count for lot in lots)
    watts = sum(lot.count * lot.power_w for lot in lots)
    terahashes = sum(lot.count * lot.hashrate_th_s for lot in lots)
    text = total_of(qtbot, "lots")
    assert f"{len(lots)} lots" in text
    assert f"{machines:,} machines" in text
    assert f"{watts / terahashes:.1f} J/TH" in text
    assert f"{terahashes / 1e6:.2f} EH/s" in text
    assert f"{machines:,}".replace(",", ".") in total_of(qtbot, "lots", locale="de_DE")


def test_a_filter_says_of_how_many(qtbot: QtBot) -> None:
    page = page_of(qtbot, "lots")
    page.order.look_for("pecos")
    page.tell_total(BOOK.portfolio)
    assert page.total.text().startswith(f"4 of {len(BOOK.portfolio.lots)} lots")


def test_one_row_is_one(qtbot: QtBot) -> None:
    one = replace(BOOK, portfolio=replace(BOOK.portfolio, lots=(replace(BOOK.portfolio.lots[0], count=1),)))
    assert total_of(qtbot, "lots", one).startswith("1 lot   ·   1 machine   ·")


def test_a_site_that_is_too_small_is_named_with_the_excess_and_the_month(qtbot: QtBot) -> None:
    small = apply(BOOK, set_cell(BOOK, REFERENCE, "sites", 1, "interconnect_mw", 60.0))
    text = total_of(qtbot, "sites", small)
    assert "over its connection: Llano North by 32.9 MW from 2026-07" in text
    assert "over its connection" not in total_of(qtbot, "sites")


def test_machines_without_a_contract_are_named(qtbot: QtBot) -> None:
    bare = apply(BOOK, delete_rows(BOOK, "contracts", [2]))
    assert "machines without a contract: Pecos Bend" in total_of(qtbot, "contracts", bare)


def test_debts_add_up_with_their_mean_rate(qtbot: QtBot) -> None:
    owed = sum(debt.terms.outstanding_usd for debt in BOOK.portfolio.debts)
    rate = sum(debt.terms.outstanding_usd * debt.terms.rate_frac_per_year for debt in BOOK.portfolio.debts) / owed
    text = total_of(qtbot, "debts")
    assert f"{len(BOOK.portfolio.debts)} debts" in text
    assert f"{owed:,.0f} USD" in text
    assert f"{100 * rate:.2f} % a year" in text


def test_more_hashrate_sold_than_there_is_is_told(qtbot: QtBot) -> None:
    assert "sold forward" not in total_of(qtbot, "hedges")
    sold = apply(BOOK, set_cell(BOOK, REFERENCE, "hedges", 1, "volume_ph_s", 90_000.0))
    assert "More hashrate is sold forward than the company has: 90,000 PH/s" in total_of(qtbot, "hedges", sold)


@pytest.mark.parametrize(("table", "words"), [("sites", "Begin with a site"), ("lots", "Add a site first")])
def test_an_empty_table_names_the_next_step(qtbot: QtBot, table: str, words: str) -> None:
    page = page_of(qtbot, table, replace(BOOK, portfolio=Portfolio()))
    assert words in page.words.text()
    assert page.add.isVisible()
    with qtbot.waitSignal(page.add_wanted if table == "sites" else page.site_wanted):
        page.add.click()
    assert page.bring.isVisible()
    with qtbot.waitSignal(page.import_wanted):
        page.bring.click()


def test_terms_that_no_contract_has_are_hidden(qtbot: QtBot) -> None:
    page = page_of(qtbot, "contracts")
    keys = [page.model.columns[across].key for across in page.view.shown_columns(0)]
    assert "price_usd_per_mwh" in keys
    only_hosted = apply(BOOK, delete_rows(BOOK, "contracts", [1, 2, 3, 5, 6]))
    page.model.show_book(only_hosted, REFERENCE)
    page.show_portfolio(only_hosted.portfolio)
    keys = [page.model.columns[across].key for across in page.view.shown_columns(0)]
    assert "rate_usd_per_mwh" in keys
    assert "price_usd_per_mwh" not in keys


def test_columns_follow_what_they_hold_and_keep_what_was_dragged(qtbot: QtBot) -> None:
    page = page_of(qtbot, "sites")
    page.resize(1200, 400)
    page.fit_columns()
    header = page.view.header
    before = header.sectionSize(0)
    edge = QPoint(header.sectionViewportPosition(1) + header.sectionSize(1) - 2, header.height() // 2)
    QTest.mousePress(header.viewport(), Qt.MouseButton.LeftButton, pos=edge)
    QTest.mouseMove(header.viewport(), edge - QPoint(30, 0))
    QTest.mouseRelease(header.viewport(), Qt.MouseButton.LeftButton, pos=edge - QPoint(30, 0))
    dragged = header.sectionSize(1)
    book = apply(BOOK, set_cell(BOOK, REFERENCE, "sites", 1, "name", "A site with quite a long name"))
    book = apply(book, set_cell(book, REFERENCE, "sites", 1, "power_market", "Southeast (regulated)"))
    page.model.show_book(book, REFERENCE)
    page.fit_columns()
    assert header.sectionSize(0) > before
    assert header.sectionSize(1) == dragged
    page.model.show_book(BOOK, REFERENCE)
    page.fit_columns()
    assert header.sectionSize(0) > before  # does not jump back and forth
    page.set_theme(LIGHT_THEME)
    page.fit_columns()
    assert header.sectionSize(0) == before


def test_columns_that_come_with_a_kind_are_wide_enough(qtbot: QtBot) -> None:
    page = page_of(qtbot, "contracts")
    page.fit_columns()
    book = apply(BOOK, set_cell(BOOK, REFERENCE, "contracts", 1, "kind", "take_or_pay"))
    page.model.show_book(book, REFERENCE)
    page.show_portfolio(book.portfolio)
    page.fit_columns()
    across = [column.key for column in page.model.columns].index("paid_frac")
    assert page.view.header.sectionSize(across) >= page.view.header.sectionSizeHint(across)


def test_fitting_reads_a_part_of_fifty_thousand_lots(qtbot: QtBot) -> None:
    lot = BOOK.portfolio.lots[0]
    lots = tuple(replace(lot, id=number, name=f"Lot {number}") for number in range(1, 5_001))
    page = page_of(qtbot, "lots", replace(BOOK, portfolio=replace(BOOK.portfolio, lots=lots)))
    page.fit_columns()
    page.model.show_book(replace(BOOK, portfolio=replace(BOOK.portfolio, lots=lots[1:])), REFERENCE)
    page.fit_columns()
    assert len(page.model._read) < 200


@pytest.mark.parametrize("table", ["sites", "lots", "contracts"])
def test_no_text_is_cut_by_its_column(qtbot: QtBot, table: str) -> None:
    page = page_of(qtbot, table)
    page.resize(1200, 700)
    page.fit_columns()
    needed = [page.view.sizeHintForColumn(across) for across in page.view.shown_columns(0)]
    given = [page.view.columnWidth(across) for across in page.view.shown_columns(0)]
    assert all(width >= least for width, least in zip(given[:-1], needed[:-1], strict=True))


def test_what_a_client_pays_by_is_shown_once_a_client_owns_a_lot(qtbot: QtBot) -> None:
    def hidden(book: Book) -> list[str]:
        page = page_of(qtbot, "lots", book)
        columns = page.view.order.rows.columns
        return [column.key for across, column in enumerate(columns) if page.view.isColumnHidden(across)]

    terms = [key for key in quantities_of(Lot) if key.startswith("client_")]
    assert len(terms) == 4
    assert hidden(BOOK) == terms
    assert hidden(apply(BOOK, set_cell(BOOK, REFERENCE, "lots", 1, "owner", "client"))) == []
