"""What machines sell for by the terahash, by efficiency: a dated list that stands where no lot says what it cost."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass

from planner.quantities import number_of


@dataclass(frozen=True, slots=True, kw_only=True)
class MachinePrice:
    """What a class of machines sold for, and the hashprice of that time."""

    name: str
    below_j_per_th: float  # machines below this and in no class before it
    price_usd_per_th: float
    hashprice_usd_per_ph_day: float
    as_of: str
    source: str


def machine_prices_of(content: str) -> tuple[MachinePrice, ...]:
    """The classes of a CSV text, most efficient first.

    Raises
    ------
    ValueError
        When bounds do not ascend or a figure is not above zero; `InputRejected` for what is no number.
    """
    prices = tuple(
        MachinePrice(
            name=row["class"], below_j_per_th=number_of(row["below_j_per_th"]),
            price_usd_per_th=number_of(row["price_usd_per_th"]),
            hashprice_usd_per_ph_day=number_of(row["hashprice_usd_per_ph_day"]), as_of=row["as_of"],
            source=row["source"],
        )
        for row in csv.DictReader(io.StringIO(content), strict=True)
    )  # fmt: skip
    bounds = [price.below_j_per_th for price in prices]
    if not prices or bounds != sorted(set(bounds)):
        raise ValueError("its classes do not ascend")
    for price in prices:
        if min(price.price_usd_per_th, price.hashprice_usd_per_ph_day) <= 0.0 or not price.source:
            raise ValueError(f"{price.name} has no price, hashprice or source")
    return prices


def price_of_class(prices: tuple[MachinePrice, ...], efficiency_j_per_th: float) -> MachinePrice:
    """The class of a machine; the last one for whatever is less efficient than all."""
    return next((price for price in prices if efficiency_j_per_th < price.below_j_per_th), prices[-1])
