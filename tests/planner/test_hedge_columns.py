from __future__ import annotations

import numpy as np
import pytest

from planner.figure import Array
from planner.hedge import Hedge
from planner.hedge_columns import HedgeColumns, hedge_columns
from planner.hedges import HashpriceForward, PowerSwap
from planner.quantities import month_index

JULY = month_index("2026-07")


def columns(*hedges: Hedge) -> HedgeColumns:
    def mean_spot(site_id: int) -> Array:
        return np.full(6, 10.0 * site_id)

    return hedge_columns(hedges, JULY, 6, mean_spot)


def forward(first: str, last: str) -> Hedge:
    terms = HashpriceForward(price_usd_per_ph_day=40.0, volume_ph_s=10.0, first_month=first, last_month=last,
                             margin_frac=0.1)  # fmt: skip
    return Hedge(id=1, name="Forward", terms=terms)


@pytest.mark.parametrize(
    ("first", "last", "before", "deposited"),
    [
        ("2026-09", "2026-10", 0.0, [0, 2_440, 2_440, 0, 0, 0]),
        ("2026-07", "2026-08", 0.0, [2_480, 0, 0, 0, 0, 0]),
        ("2026-06", "2026-08", 3_680.0, [3_680, 0, 0, 0, 0, 0]),
        ("2026-05", "2026-06", 0.0, [0, 0, 0, 0, 0, 0]),
    ],
)
def test_margin_stands_from_before_the_first_month_to_the_end_of_the_last(
    first: str, last: str, before: float, deposited: list[float]
) -> None:
    """A tenth of 40 USD × 10 PH/s × the days of its months: September and October have 61."""
    found = columns(forward(first, last))
    assert found.margin_bom_usd == pytest.approx(before)
    assert found.margin_eom_usd == pytest.approx(deposited)


def test_a_swap_receives_the_spot_of_its_own_site() -> None:
    terms = PowerSwap(price_usd_per_mwh=35.0, mw=2.0, first_month="2026-08", last_month="2026-08")
    found = columns(Hedge(id=1, name="Swap", site_id=4, terms=terms))
    assert found.spot_usd == pytest.approx([0, 2 * 744 * 40.0, 0, 0, 0, 0])
    assert found.fixed_usd == pytest.approx([0, -2 * 744 * 35.0, 0, 0, 0, 0])
