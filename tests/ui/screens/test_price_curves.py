"""The tab of price curves: what was imported, who uses it; renamed with its sites, refused to go while in use."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from planner.edits import Change, Edit, set_cell
from planner.price_curves import PriceCurve
from planner.reference import load_reference
from planner.reference.power_market import QUANTILES
from planner.rows import row_of
from tests.ui.conftest import Opened
from tests.ui.screens.test_portfolio import cell, open_table, type_over
from ui.screens.portfolio import FROM_FILES

CURVE = PriceCurve(
    id=1, name="West hub 2025", source="west.csv", source_sha256="ab" * 32, first_hour="2025-01-01T00:00",
    last_hour="2025-10-31T23:00", hours=7_290, missing_hours=6, months_without_hours="Nov, Dec",
    level_usd_per_mwh=41.23456, multiples=(1.0,) * (12 * QUANTILES),
)  # fmt: skip


def with_curve(opened: Opened, *, used: bool) -> None:
    change = Change(table="price_curves", id=1, column="*", before=None, after=row_of(CURVE))
    opened.window.edit_proposed.emit(Edit(label="Import", changes=(change,)))
    if used:
        site = opened.session.book.portfolio.sites[0]
        opened.window.edit_proposed.emit(
            set_cell(opened.session.book, load_reference(), "sites", site.id, "power_market", CURVE.name)
        )
    opened.settle()
    open_table(opened, "price_curves")


def shown(opened: Opened, key: str) -> str:
    return str(cell(opened, "price_curves", 0, key).data())


def test_where_there_is_none_the_next_step_is_to_import(opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    open_table(opened, "price_curves")
    page = opened.window.portfolio.page
    assert "No hourly prices yet" in page.title.text()
    assert page.bring.isVisible()
    assert not page.add.isVisible()
    asked: list[str] = []
    monkeypatch.setattr("ui.screens.portfolio_desk.ask_for_csv", lambda *_: asked.append(opened.window.desk.table))
    page.take_keys()
    opened.until(page.bring.hasFocus)
    QTest.keyClick(page.bring, Qt.Key.Key_Space)
    assert asked == ["prices"]


def test_a_curve_is_shown_with_what_was_counted_and_who_uses_it(opened: Opened) -> None:
    with_curve(opened, used=True)
    screen = opened.window.portfolio
    assert screen.bar.tabText(screen.bar.currentIndex()) == "Price curves 1"
    assert (shown(opened, "source"), shown(opened, "months_without_hours")) == ("west.csv", "Nov, Dec")
    assert shown(opened, "level_usd_per_mwh") == "41.23"
    assert (shown(opened, "hours"), shown(opened, "missing_hours")) == ("7,290", "6")
    assert shown(opened, "used_by") == opened.session.book.portfolio.sites[0].name
    assert not any(button.isVisible() for button in (screen.add, screen.duplicate, screen.export))
    assert screen.delete.isVisible()


def test_a_new_name_takes_its_sites_along_and_undo_brings_both_back(opened: Opened) -> None:
    with_curve(opened, used=True)
    before = opened.session.book
    type_over(opened, "price_curves", 0, "name", "Hub")
    opened.settle()
    portfolio = opened.session.book.portfolio
    assert (portfolio.price_curves[0].name, portfolio.sites[0].power_market) == ("Hub", "Hub")
    opened.until(opened.window.menus.undo.isEnabled)
    opened.window.menus.undo.trigger()
    opened.settle()
    assert opened.session.book.portfolio == before.portfolio


def test_only_the_name_can_be_typed_and_nothing_pasted(opened: Opened) -> None:
    with_curve(opened, used=False)
    screen = opened.window.portfolio
    level = cell(opened, "price_curves", 0, "level_usd_per_mwh")
    assert not level.flags() & Qt.ItemFlag.ItemIsEditable
    assert cell(opened, "price_curves", 0, "name").flags() & Qt.ItemFlag.ItemIsEditable
    book = opened.session.book
    assert not screen.page.model.setData(screen.page.model.index(0, level.column()), "50")
    screen.page.view.paste_wanted.emit()
    assert screen.problem.text() == FROM_FILES
    assert opened.session.book is book


def test_it_goes_only_while_no_site_uses_it(opened: Opened) -> None:
    with_curve(opened, used=True)
    screen = opened.window.portfolio
    screen.page.view.setCurrentIndex(cell(opened, "price_curves", 0, "name"))
    QTest.mouseClick(screen.delete, Qt.MouseButton.LeftButton)
    site = opened.session.book.portfolio.sites[0]
    assert f"is the power market of {site.name}" in opened.window.notice.text
    assert opened.session.book.portfolio.price_curves == (CURVE,)
    opened.window.edit_proposed.emit(
        set_cell(opened.session.book, load_reference(), "sites", site.id, "power_market", "Alberta")
    )
    opened.settle()
    assert shown(opened, "used_by") == ""
    assert "no site uses West hub 2025" in screen.page.total.text()
    QTest.mouseClick(screen.delete, Qt.MouseButton.LeftButton)
    opened.settle()
    assert opened.session.book.portfolio.price_curves == ()
    opened.until(opened.window.menus.undo.isEnabled)
    opened.window.menus.undo.trigger()
    opened.settle()
    assert opened.session.book.portfolio.price_curves == (CURVE,)
