from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.errors import Undefined
from planner.finance.payback import NEVER, NO_OUTLAY, payback_periods
from tests.oracles import finance as oracle

WHOLE_FLOWS = st.lists(st.integers(-50, 50).map(float), min_size=1, max_size=10)


@pytest.mark.parametrize(
    ("flows", "rate", "periods"),
    [
        ([-100.0, 60.0, 60.0], 0.0, 1 + 40 / 60),
        ([-100.0, 60.0, 60.0], 0.1, 1 + (100 - 60 / 1.1) / (60 / 1.21)),
        ([-100.0, 100.0], 0.0, 1.0),
        ([-0.6, 0.2, 0.2, 0.2], 0.0, 3.0),
        ([-0.3, 0.1, 0.1, 0.1], 0.0, 3.0),
        ([-1.0, *[0.1] * 10], 0.0, 10.0),  # ten times 0.1 is a bit less than 1
        ([0.0, -100.0, 50.0, 60.0], 0.0, 2 + 50 / 60),
        ([-100.0, 150.0, -100.0, 80.0], 0.0, 2 / 3),  # the first return counts
        ([100.0, -300.0, 250.0], 0.0, 1 + 200 / 250),
        ([-1e308, -1e308, 1.5e308, 1.5e308], 0.0, 2 + 1 / 3),
    ],
)
def test_periods_until_the_outlay_is_back(flows: list[float], rate: float, periods: float) -> None:
    assert payback_periods(flows, rate) == pytest.approx(periods)


def test_never_and_nothing_to_pay_back_have_their_reasons() -> None:
    assert payback_periods([-100.0, 60.0, 30.0]) is NEVER
    assert payback_periods([-100.0, 60.0, 45.0], 0.1) is NEVER
    assert payback_periods([-1e308, -1e308]) is NEVER
    for flows in ([], [0.0, 0.0], [100.0, -50.0]):
        assert payback_periods(flows) is NO_OUTLAY


@given(WHOLE_FLOWS, st.sampled_from([0.0, 0.5, 1.0, -0.5]))
def test_it_agrees_with_fractions(flows: list[float], rate: float) -> None:
    """Whole flows and rates that are fractions of 2 leave no rounding that could decide."""
    found, expected = payback_periods(flows, rate), oracle.payback(flows, rate)
    assert isinstance(found, Undefined) == (expected is None)
    if not isinstance(found, Undefined):
        assert found == pytest.approx(expected, rel=1e-9, abs=1e-9)
