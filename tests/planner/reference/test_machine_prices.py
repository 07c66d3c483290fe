"""The dated list of machine prices by class."""

from __future__ import annotations

import pytest

import resources
from planner.errors import InputRejected
from planner.reference import MACHINE_PRICES, load_reference
from planner.reference.machine_prices import machine_prices_of, price_of_class

SHIPPED = resources.text(MACHINE_PRICES)


@pytest.mark.parametrize(
    ("efficiency_j_per_th", "price_usd_per_th"), [(14.9, 12.0), (15.0, 7.5), (19.0, 4.0), (29.5, 3.0), (2e6, 3.0)]
)
def test_machine_prices_by_class(efficiency_j_per_th: float, price_usd_per_th: float) -> None:
    prices = load_reference().machine_prices
    assert price_of_class(prices, efficiency_j_per_th).price_usd_per_th == price_usd_per_th
    assert all("TheMinerMag" in price.source and price.as_of == "2025-12-23" for price in prices)


def test_classes_ascend_and_say_what_they_rest_on() -> None:
    assert machine_prices_of(SHIPPED) == load_reference().machine_prices
    header = SHIPPED.splitlines()[0]
    for spoilt in (header, SHIPPED.replace(",15,12,", ",20,12,"), SHIPPED.replace(",15,12,39.82,", ",15,12,0,")):
        with pytest.raises(ValueError, match="ascend|has no price"):
            machine_prices_of(spoilt)
    with pytest.raises(InputRejected, match="not a number"):
        machine_prices_of(SHIPPED.replace(",15,12,", ",15,twelve,"))
