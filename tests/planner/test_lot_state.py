"""What `lot_state` says of single lots beside what the run says of the fleet: tests/planner/test_engine.py has more."""

from __future__ import annotations

import numpy as np
import pytest

from planner import engine
from planner.lot_state import ratio
from planner.outcome import Request
from planner.reference import load_reference
from planner.scenario import Book
from tests.generators import portfolio_from

REFERENCE = load_reference()


def test_nothing_divided_by_nothing_is_nothing() -> None:
    assert ratio(np.array([3.0, 0.0, 4.0]), np.array([2.0, 0.0, 0.0])).tolist() == [1.5, 0.0, 0.0]


@pytest.mark.parametrize("seed", range(3))
def test_lots_add_up_to_the_first_month_of_the_fleet(seed: int) -> None:
    portfolio = portfolio_from(seed, REFERENCE, sites=6, lots=30, every_kind=True)
    scenario = Book(portfolio=portfolio).scenario(REFERENCE)
    outcome = engine.run(Request(number=1, scenario=scenario, horizon_months=24))
    fleet, lots = outcome.fleet, outcome.lots
    assert lots.btc_received.sum() == pytest.approx(fleet.btc_received[0], rel=1e-12)
    assert lots.energy_mwh.sum() == pytest.approx((fleet.energy_mwh + fleet.hosted_energy_mwh)[0], rel=1e-12)
    assert ((lots.running_frac >= 0.0) & (lots.running_frac <= 1.0 + 1e-12)).all()
