"""RowsModel: a well-behaved item model whose cells propose edits and keep what cannot stand."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QLocale, Qt
from pytestqt.modeltest import ModelTester

from planner.edits import Edit, add_row, apply, book_of, delete_row, set_cell
from planner.reference import load_reference, sample_edit_rows, sample_names
from planner.rows import row_of
from planner.scenario import Book
from ui.panels.rows_model import CHOICES_ROLE, LOOK_ROLE, RowsModel

REFERENCE = load_reference()


class Shown:
    """A model that is shown every edit it proposes."""

    def __init__(self, table: str, locale: str = "en_US") -> None:
        self.model = RowsModel(table, QLocale(locale))
        self.book = book_of(sample_edit_rows(sample_names()[0]))
        self.edits: list[Edit] = []
        self.model.edit_proposed.connect(self._take)
        self.model.show_book(self.book, REFERENCE)

    def _take(self, edit: Edit) -> None:
        self.edits.append(edit)
        self.show(apply(self.book, edit))

    def show(self, book: Book) -> None:
        self.book = book
        self.model.show_book(book, REFERENCE)

    def write(self, row: int, key: str, text: str) -> bool:
        return self.model.setData(self.at(row, key), text)

    def text(self, row: int, key: str) -> str:
        return str(self.model.data(self.at(row, key)))

    def at(self, row: int, key: str):  # type: ignore[no-untyped-def]  # QModelIndex, as Qt returns it
        return self.model.index(row, [column.key for column in self.model.columns].index(key))


@pytest.mark.parametrize("table", ["company", "sites", "lots", "contracts", "debts", "hedges"])
def test_the_model_keeps_qts_rules_through_edits(table: str, qtmodeltester: ModelTester) -> None:
    shown = Shown(table)
    qtmodeltester.check(shown.model)
    shown.write(0, "name", "Another name")
    if table in ("sites", "lots"):
        lot = {"site_id": 1, "machine": "Antminer S21 (200Th)"} if table == "lots" else {}
        shown.show(apply(shown.book, add_row(shown.book, REFERENCE, table, {"name": "Added", **lot})))
    if table in ("lots", "contracts", "debts", "hedges"):
        shown.show(apply(shown.book, delete_row(shown.book, table, 1)))
    qtmodeltester.check(shown.model)


def test_a_lots_count_is_one_edit() -> None:
    shown = Shown("lots")
    assert shown.write(0, "count", "1,234")
    assert shown.book.portfolio.lots[0].count == 1_234
    assert len(shown.edits) == 1
    assert "machines" in shown.edits[0].label
    assert shown.text(0, "count") == "1,234"


def test_a_german_count_is_read_in_german() -> None:
    shown = Shown("lots", "de_DE")
    assert shown.write(0, "count", "1.234")
    assert shown.book.portfolio.lots[0].count == 1_234


def test_a_contracts_price_is_one_edit() -> None:
    shown = Shown("contracts")
    place = next(place for place, item in enumerate(shown.book.portfolio.contracts) if item.terms.kind == "fixed")
    assert shown.write(place, "price_usd_per_mwh", "44.25")
    terms = shown.book.portfolio.contracts[place].terms
    assert getattr(terms, "price_usd_per_mwh") == 44.25  # noqa: B009  # terms are of many kinds
    assert len(shown.edits) == 1


def test_a_debt_turns_into_another_kind_and_keeps_what_it_owes() -> None:
    shown = Shown("debts")
    owed = shown.text(0, "outstanding_usd")
    assert shown.model.data(shown.at(0, "kind"), CHOICES_ROLE) == (
        "Term loan", "Machine loan", "Hashprice-linked loan", "Convertible note",
    )  # fmt: skip
    assert shown.write(0, "kind", "term loan")
    assert shown.book.portfolio.debts[0].terms.kind == "term_loan"
    assert shown.text(0, "outstanding_usd") == owed
    assert shown.model.data(shown.at(0, "amortisation"), CHOICES_ROLE) == ("bullet", "straight line", "annuity")


def test_a_floor_above_the_cap_stays_in_its_cell_with_the_reason() -> None:
    shown = Shown("hedges")
    place = next(place for place, item in enumerate(shown.book.portfolio.hedges) if item.terms.kind == "btc_collar")
    assert shown.write(place, "floor_usd", "99,000")
    assert shown.edits == []
    assert "is above the cap (88,000)" in shown.model.data(shown.at(place, "floor_usd"), Qt.ItemDataRole.ToolTipRole)


def test_a_hedge_takes_a_site_where_its_kind_has_one() -> None:
    shown = Shown("hedges")
    assert shown.text(0, "site_id") == ""
    assert shown.write(0, "kind", "Power swap")
    assert shown.text(0, "site_id") == shown.book.portfolio.sites[0].name
    assert shown.write(0, "site_id", "Tug Fork")
    assert shown.book.portfolio.hedges[0].site_id == shown.book.portfolio.by_name("sites", "Tug Fork").id
    assert shown.write(0, "kind", "BTC put")
    assert shown.text(0, "site_id") == ""
    assert shown.write(0, "site_id", "Tug Fork")
    assert "settles without a site" in shown.model.data(shown.at(0, "site_id"), Qt.ItemDataRole.ToolTipRole)


@pytest.mark.parametrize(
    ("key", "text", "words"),
    [
        ("count", "-5", "between"),
        ("count", "1.5", "whole number"),
        ("count", "", "empty"),
        ("count", "1.234,5", "cannot be read"),
        ("availability_frac", "120", "between 0 % and 100 %"),
        ("availability_frac", "0.95", "share or a percentage"),
        ("machine", "Antminer S99", "no machine"),
        ("online_month", "June 2026", "month"),
        ("name", "", "empty"),
        ("site_id", "Atlantis", "Atlantis"),
    ],
)
def test_what_cannot_stand_stays_in_its_cell_with_the_reason(key: str, text: str, words: str) -> None:
    shown = Shown("lots")
    told: list[str] = []
    shown.model.problems_changed.connect(told.append)
    before = shown.book
    assert shown.write(0, key, text)
    assert shown.edits == []
    assert shown.book is before
    assert shown.text(0, key) == text
    assert words in shown.model.data(shown.at(0, key), Qt.ItemDataRole.ToolTipRole)
    assert words in told[-1]
    assert shown.book.portfolio.lots[0].name in told[-1]


def test_a_problem_goes_when_the_value_is_put_back() -> None:
    shown = Shown("lots")
    good = shown.text(0, "count")
    shown.write(0, "count", "-5")
    shown.write(0, "count", good)
    assert not shown.model.data(shown.at(0, "count"), LOOK_ROLE).refused
    assert shown.model.problem_sentence() == ""
    assert shown.edits == []


def test_a_machine_brings_its_hashrate_and_power() -> None:
    shown = Shown("lots")
    shown.write(0, "machine", "Antminer S21 Pro (234Th)")
    assert (shown.text(0, "hashrate_th_s"), shown.text(0, "power_w")) == ("234", "3,510")


def test_a_kind_brings_its_own_columns() -> None:
    shown = Shown("contracts")
    place = next(place for place, item in enumerate(shown.book.portfolio.contracts) if item.terms.kind == "fixed")
    editable = Qt.ItemFlag.ItemIsEditable
    assert not shown.model.flags(shown.at(place, "adder_usd_per_mwh")) & editable
    shown.write(place, "kind", "Index (spot plus adder)")
    assert shown.book.portfolio.contracts[place].terms.kind == "index"
    assert shown.model.flags(shown.at(place, "adder_usd_per_mwh")) & editable
    assert not shown.model.flags(shown.at(place, "price_usd_per_mwh")) & editable


def test_choices_are_what_the_reference_and_the_portfolio_know() -> None:
    shown = Shown("lots")
    assert shown.model.data(shown.at(0, "site_id"), CHOICES_ROLE) == tuple(
        site.name for site in shown.book.portfolio.sites
    )
    assert "Antminer S21 (200Th)" in shown.model.data(shown.at(0, "machine"), CHOICES_ROLE)
    assert shown.model.data(shown.at(0, "origin"), CHOICES_ROLE) == ("new", "from another miner")
    assert shown.model.data(shown.at(0, "count"), CHOICES_ROLE) == ()


def test_a_renamed_site_is_renamed_in_its_lots(monkeypatch: pytest.MonkeyPatch) -> None:
    shown = Shown("lots")
    changed: list[Callable[..., object]] = []
    shown.model.dataChanged.connect(lambda *where: changed.append(where))
    place = shown.book.portfolio.lots[0].site_id
    shown.show(apply(shown.book, set_cell(shown.book, REFERENCE, "sites", place, "name", "Renamed")))
    assert shown.text(0, "site_id") == "Renamed"
    assert changed


def test_power_prices_are_shown_and_typed_in_the_preferred_unit() -> None:
    book = book_of(sample_edit_rows("saltbrush"))
    model = RowsModel("contracts", QLocale("C"))
    model.show_book(book, load_reference())
    across = next(place for place, column in enumerate(model.columns) if column.key == "price_usd_per_mwh")
    row = next(place for place, item in enumerate(book.portfolio.contracts) if item.terms.kind == "fixed")
    index = model.index(row, across)
    stated = row_of(book.portfolio.contracts[row])["price_usd_per_mwh"]
    assert "USD/MWh" in model.headerData(across, Qt.Orientation.Horizontal)
    told: list[Edit] = []
    model.edit_proposed.connect(told.append)
    model.set_power("cents")
    assert "¢/kWh" in model.headerData(across, Qt.Orientation.Horizontal)
    assert isinstance(stated, float)
    assert float(index.data()) == pytest.approx(stated / 10)
    assert model.setData(index, "5.17 ¢/kWh")
    assert [change.after for change in told[0].changes] == [51.7]
    model.set_power("megawatt_hours")
    assert float(index.data()) == stated


@pytest.mark.parametrize("key", ["machine", "count"])
def test_a_refused_text_goes_when_another_value_comes_to_stand_in_its_cell(key: str) -> None:
    shown = Shown("lots")
    told: list[str] = []
    shown.write(0, key, "no such thing")
    shown.write(1, key, "nor such a thing")
    shown.model.problems_changed.connect(told.append)
    value = "Whatsminer M60S" if key == "machine" else 77
    shown.show(apply(shown.book, set_cell(shown.book, REFERENCE, "lots", 1, key, value)))
    assert shown.text(0, key) == str(value)
    assert not shown.model.data(shown.at(0, key), LOOK_ROLE).refused
    assert shown.text(1, key) == "nor such a thing"
    assert shown.book.portfolio.lots[1].name in told[-1]


def test_a_refused_text_stays_while_other_cells_change() -> None:
    shown = Shown("lots")
    shown.write(0, "count", "many")
    shown.show(apply(shown.book, set_cell(shown.book, REFERENCE, "lots", 1, "availability_frac", 0.5)))
    assert shown.text(0, "count") == "many"


def test_a_refused_text_goes_with_its_row_and_with_its_kind() -> None:
    shown, contracts = Shown("lots"), Shown("contracts")
    shown.write(0, "count", "many")
    told: list[str] = []
    shown.model.problems_changed.connect(told.append)
    shown.show(apply(shown.book, delete_row(shown.book, "lots", 1)))
    assert told == [""]
    assert not shown.model.has_problems
    place = next(place for place, item in enumerate(contracts.book.portfolio.contracts) if item.terms.kind == "fixed")
    contracts.write(place, "price_usd_per_mwh", "cheap")
    contracts.write(place, "kind", "Index (spot plus adder)")
    assert not contracts.model.has_problems


def test_a_refused_text_goes_where_the_same_value_is_written_over_it() -> None:
    shown = Shown("lots")
    shown.write(0, "machine", "Abacus")
    shown.model.give_up_in([1], {"count"})
    assert shown.model.has_problems
    shown.model.give_up_in([1], {"machine"})
    assert not shown.model.has_problems


@pytest.mark.parametrize(("key", "text"), [("count", "12 M"), ("machine", "Abacus"), ("count", "1.234,5")])
def test_a_reason_does_not_repeat_what_was_written(key: str, text: str) -> None:
    shown = Shown("lots")
    shown.write(0, key, text)
    assert shown.model.problem_sentence().count(text) == 1


def test_a_problem_says_where_it_is() -> None:
    shown = Shown("lots")
    assert (shown.model.newest_problem(), shown.model.problem_place()) == (None, "")
    shown.write(2, "count", "many")
    assert shown.model.newest_problem() == (3, "count")
    assert shown.model.problem_place() == f"{shown.book.portfolio.lots[2].name}, Machines"
