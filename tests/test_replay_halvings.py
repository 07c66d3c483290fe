from __future__ import annotations

import datetime

import pytest

from planner.reference import load_reference
from tests import replay_halvings
from tests.replay_halvings import DAY, HALVINGS, Day

REFERENCE = load_reference()


@pytest.mark.parametrize(
    ("height", "after_30", "after_90"), [(420_000, 0.946, 1.130), (630_000, 0.853, 1.046), (840_000, 0.962, 0.950)]
)
def test_the_facts_are_those_of_the_chain(height: int, after_30: float, after_90: float) -> None:
    """MODEL §4. The history here is invented: a price that stays, so only the facts are looked at."""
    start = datetime.date.fromisoformat(HALVINGS[height])
    history = {start + place * DAY: Day(price_usd=10_000.0, fees_btc_per_block=0.1) for place in range(-40, 100)}
    month, quarter = replay_halvings.replay(REFERENCE, history, height)
    assert (round(month.fact, 3), round(quarter.fact, 3)) == (after_30, after_90)
    assert month.no_change_percent == pytest.approx(100 * abs(1 / month.fact - 1))


def test_at_a_steady_price_a_halved_reward_takes_machines_off() -> None:
    start = datetime.date.fromisoformat(HALVINGS[840_000])
    history = {start + place * DAY: Day(price_usd=60_000.0, fees_btc_per_block=0.1) for place in range(-40, 100)}
    month, quarter = replay_halvings.replay(REFERENCE, history, 840_000)
    assert 0.6 < quarter.model < month.model < 1.0


def test_a_network_that_stands_still_keeps_its_difficulty_but_for_the_missing_interval() -> None:
    difficulty = 1e14
    hashrate = difficulty * 2**32 / 600 / 1e18
    path = replay_halvings._difficulty_by_day(difficulty, 630_000, [hashrate] * 30)
    assert path[0] == difficulty
    assert path[-1] == pytest.approx(difficulty * 2016 / 2015, rel=1e-9)
