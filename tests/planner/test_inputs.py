from __future__ import annotations

import pytest

from planner import inputs
from planner.errors import InputRejected, NotFound
from planner.reference import load_reference
from planner.scenario import Book
from tests.generators import portfolio_from

REFERENCE = load_reference()
SCENARIO = Book(portfolio=portfolio_from(4, REFERENCE, sites=3, lots=5)).scenario(REFERENCE)


def test_every_address_reads_and_knows_its_quantity() -> None:
    addresses = list(inputs.all_addresses(SCENARIO))
    assert len(addresses) == len(set(addresses))
    for address in addresses:
        value = inputs.read(SCENARIO, address)
        assert inputs.quantity_of(SCENARIO, address).label
        assert inputs.read(inputs.put(SCENARIO, address, value), address) == value


def test_put_changes_that_value_and_nothing_else() -> None:
    changed = inputs.put(SCENARIO, "lots/Lot 2/count", 77)
    assert changed.portfolio.lots[1].count == 77
    assert changed.assumptions is SCENARIO.assumptions
    assert inputs.put(SCENARIO, "btc_price_usd", 5).portfolio is SCENARIO.portfolio


@pytest.mark.parametrize(
    ("address", "value", "words"),
    [("btc_price_usd", -1, "BTC price"), ("sites/Site 1/pue", 9, "PUE"), ("btc_price_usd", "x", "is not a number")],
)
def test_a_value_that_cannot_stand_names_its_input(address: str, value: float | str, words: str) -> None:
    with pytest.raises(InputRejected, match=words):
        inputs.put(SCENARIO, address, value)


def test_unknown_addresses_name_the_nearest() -> None:
    with pytest.raises(NotFound) as caught:
        inputs.read(SCENARIO, "btc_prise_usd")
    assert "btc_price_usd" in caught.value.next
    with pytest.raises(NotFound, match="no 'Site 9' in sites"):
        inputs.read(SCENARIO, "sites/Site 9/pue")


def test_a_market_figure_keeps_its_source_only_while_it_is_the_shipped_one() -> None:
    source, as_of = inputs.provenance_of(SCENARIO, "btc_price_usd")
    assert "Coin Metrics" in source
    assert as_of == "2026-06-01"
    typed = inputs.put(SCENARIO, "btc_price_usd", 60_000.0)
    assert inputs.provenance_of(typed, "btc_price_usd") == ("entered by the analyst", "")
    assert inputs.provenance_of(SCENARIO, "network_growth_frac_per_year") == ("assumption", "")
    assert inputs.provenance_of(SCENARIO, "sites/Site 1/pue") == ("portfolio", "")


@pytest.mark.parametrize("address", ["power_price_shift_usd_per_mwh", "spot_level_frac", "difficulty", "pool_fee_frac"])
def test_whatever_differs_from_its_default_was_entered_by_the_analyst(address: str) -> None:
    default = inputs.read(SCENARIO, address)
    assert isinstance(default, float)
    typed = inputs.put(SCENARIO, address, default + 0.1)
    assert inputs.provenance_of(typed, address) == ("entered by the analyst", "")
    assert inputs.provenance_of(inputs.put(typed, address, default), address) == inputs.provenance_of(SCENARIO, address)
