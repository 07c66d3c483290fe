"""Labels of what a slider states: enough digits to tell before from after."""

from __future__ import annotations

from planner.edits import apply
from planner.outcome import Request
from planner.reference import load_reference
from planner.scenario import Book
from tests.portfolio_files import small_book
from ui.panels.slider_edits import SliderEdits
from ui.panels.slider_inputs import SLIDERS

PRICE = next(slider for slider in SLIDERS if slider.address == "btc_price_usd")


def edits_on(book: Book) -> SliderEdits:
    found = SliderEdits()
    row = book.scenarios[0]
    found.show_scenario(book, row.id, Request(number=1, scenario=book.scenario(load_reference(), row.name)))
    return found


def test_a_label_has_as_many_digits_as_the_change_needs() -> None:
    book = small_book()
    edit = edits_on(book).stated_edit(PRICE, 71_300.4)
    assert edit is not None
    assert edit.label.endswith(" → 71,300 USD")
    finer = edits_on(apply(book, edit)).stated_edit(PRICE, 71_300.2)
    assert finer is not None
    assert finer.label == f"{book.scenarios[0].name}: BTC price 71,300.4 → 71,300.2 USD"
