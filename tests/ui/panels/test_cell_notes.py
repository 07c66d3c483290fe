"""CellNotes: defaults that nobody stated and values that nothing uses say so; a new row begins from its context."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QLocale, Qt

from planner.edits import add_row, apply, book_of, set_cell
from planner.reference import load_reference, sample_edit_rows
from planner.scenario import Book
from ui.panels.cell_look import CellLook
from ui.panels.cell_notes import ASSUMED
from ui.panels.new_row import cell_edit, new_row
from ui.panels.rows_columns import USED
from ui.panels.rows_model import LOOK_ROLE, RowsModel

REFERENCE = load_reference()
BOOK = book_of(sample_edit_rows("saltbrush"))
TOOL_TIP, EDIT = Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.EditRole
HOSTED = next(item.site_id for item in BOOK.portfolio.contracts if item.terms.kind == "hosting")


def cell(book: Book, table: str, row_id: int, key: str, role: int = Qt.ItemDataRole.DisplayRole) -> object:
    model = RowsModel(table, QLocale("en_US"))
    model.show_book(book, REFERENCE)
    across = [column.key for column in model.columns].index(key)
    return model.index(model.place_of(row_id), across).data(role)


def is_noted(book: Book, table: str, row_id: int, key: str) -> bool:
    look = cell(book, table, row_id, key, LOOK_ROLE)
    assert isinstance(look, CellLook)
    return look.noted


def added(book: Book, table: str) -> tuple[Book, int]:
    after = apply(book, add_row(book, REFERENCE, table, new_row(book, REFERENCE, table)))
    return after, after.portfolio.rows(table)[-1].id


def test_a_default_says_that_it_is_an_assumption_until_it_is_stated() -> None:
    book, site = added(BOOK, "sites")
    assert is_noted(book, "sites", site, "pue") is True
    assert cell(book, "sites", site, "pue", TOOL_TIP) == ASSUMED
    assert "assumption" in ASSUMED
    stated = apply(book, set_cell(book, REFERENCE, "sites", site, "pue", 1.07))
    assert is_noted(stated, "sites", site, "pue") is False
    assert cell(stated, "sites", site, "pue", TOOL_TIP) is None


@pytest.mark.parametrize("key", ["name", "machine", "hashrate_th_s", "power_w", "count", "retire_month"])
def test_what_is_no_default_is_not_called_one(key: str) -> None:
    book, lot = added(BOOK, "lots")
    assert is_noted(book, "lots", lot, key) is False


def test_a_new_lot_comes_online_when_the_projection_begins() -> None:
    book = apply(BOOK, set_cell(BOOK, REFERENCE, "company", 1, "start_month", "2027-03"))
    book, lot = added(book, "lots")
    assert book.portfolio.by_id("lots", lot).online_month == "2027-03"
    assert is_noted(book, "lots", lot, "online_month") is True


@pytest.mark.parametrize(
    ("table", "months"),
    [("debts", {"maturity_month": "2030-02"}), ("hedges", {"first_month": "2027-03", "last_month": "2028-02"})],
)
def test_months_of_a_new_debt_or_hedge_follow_the_start(table: str, months: dict[str, str]) -> None:
    book = apply(BOOK, set_cell(BOOK, REFERENCE, "company", 1, "start_month", "2027-03"))
    book, row_id = added(book, table)
    terms = book.portfolio.by_id(table, row_id).terms
    assert {key: getattr(terms, key) for key in months} == months
    assert all(is_noted(book, table, row_id, key) is True for key in months)


def test_a_new_site_has_market_and_spot_price_of_its_neighbour() -> None:
    last = BOOK.portfolio.sites[-1]
    book, site = added(BOOK, "sites")
    fresh = book.portfolio.by_id("sites", site)
    assert (fresh.power_market, fresh.spot_price_usd_per_mwh) == (last.power_market, last.spot_price_usd_per_mwh)
    assert is_noted(book, "sites", site, "spot_price_usd_per_mwh") is True
    assert "does not come with the power market" in str(cell(book, "sites", site, "spot_price_usd_per_mwh", TOOL_TIP))


def test_a_block_begins_as_large_as_the_connection() -> None:
    contract = next(item for item in BOOK.portfolio.contracts if item.terms.kind == "fixed")
    site = BOOK.portfolio.by_id("sites", contract.site_id)
    edit = cell_edit(BOOK, REFERENCE, "contracts", contract.id, "kind", "fixed_resale")
    book = apply(BOOK, edit)
    assert book.portfolio.by_id("contracts", contract.id).terms.block_mw == site.interconnect_mw
    assert is_noted(book, "contracts", contract.id, "block_mw") is True
    assert edit.label == f"{contract.name}: kind fixed → fixed_resale"
    assert apply(book, edit.inverse()) == BOOK


def test_a_hosted_site_shows_what_counts_and_keeps_what_is_stated() -> None:
    stated = BOOK.portfolio.by_id("sites", HOSTED).pue
    assert cell(BOOK, "sites", HOSTED, "pue") == "hosted: 1"
    assert cell(BOOK, "sites", HOSTED, "fixed_cost_usd_per_year") == "hosted: 0"
    assert float(str(cell(BOOK, "sites", HOSTED, "pue", EDIT))) == stated
    assert "Not used: this site is hosted" in str(cell(BOOK, "sites", HOSTED, "pue", TOOL_TIP))
    other = next(site.id for site in BOOK.portfolio.sites if site.id != HOSTED)
    assert "hosted" not in str(cell(BOOK, "sites", other, "pue"))


def test_the_power_of_a_site_says_how_it_comes_about() -> None:
    other = next(site for site in BOOK.portfolio.sites if site.id != HOSTED)
    assert f"times PUE {other.pue:g}" in str(cell(BOOK, "sites", other.id, USED.key, TOOL_TIP))
    assert "without PUE, as the site is hosted" in str(cell(BOOK, "sites", HOSTED, USED.key, TOOL_TIP))
