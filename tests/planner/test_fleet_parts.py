from __future__ import annotations

import pytest

from planner.fleet_parts import FLEET_PARTS, FLOW_MONTHS
from planner.outcome import Outcome
from tests.planner.figures.outcomes import evaluated, invented_scenario

OUTCOME: Outcome = evaluated(invented_scenario(3, 6), months=18)
PARTS = {part.name: part for part in FLEET_PARTS}


@pytest.mark.parametrize(
    ("name", "column"),
    [("revenue", "revenue_usd"), ("power", "power_usd"), ("btc_received", "btc_received"), ("hosting", "hosting_usd")],
)
def test_flows_are_sums_of_the_first_year(name: str, column: str) -> None:
    flows = getattr(OUTCOME.fleet, column)
    assert PARTS[name].value(OUTCOME) == pytest.approx(flows[:FLOW_MONTHS].sum())
    assert flows.size > FLOW_MONTHS


def test_states_are_those_of_the_first_month() -> None:
    assert OUTCOME.measures["hashprice_usd_per_ph_day"] == pytest.approx(
        OUTCOME.market.hashprice_usd_per_ph_day[0], rel=1e-12
    )
    assert PARTS["online_mw"].value(OUTCOME) == OUTCOME.fleet.online_mw[0]


def test_every_part_rests_on_something_but_the_calendar() -> None:
    assert [part.name for part in FLEET_PARTS if not part.inputs] == ["months"]
