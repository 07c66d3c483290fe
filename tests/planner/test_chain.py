"""Chain rules against consensus test vectors, the epochs of 17 years, and a second implementation."""

from __future__ import annotations

import datetime
import itertools
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner import chain
from planner.errors import InputRejected
from planner.reference import Epoch, load_reference
from tests.oracles import chain as oracle

TIP_HEIGHT, TIP_TIME = 953_568, datetime.datetime(2026, 6, 14, 0, 35, 54, tzinfo=datetime.UTC)

heights = st.integers(0, 20_000_000)
targets = st.integers(1, chain.TARGET_LIMIT)
real_targets = st.integers(1 << 160, chain.TARGET_LIMIT)
block_times = st.integers(0, 2**32 - 1)


def test_subsidy_at_the_halvings() -> None:
    assert [chain.subsidy_btc(height) for height in (0, 209_999, 210_000, 839_999, 840_000)] == [
        50,
        50,
        25,
        6.25,
        3.125,
    ]
    assert chain.subsidy_satoshi(9 * 210_000) == 9_765_625
    assert chain.subsidy_satoshi(10 * 210_000) == 4_882_812  # floor: half a satoshi is lost
    assert [chain.subsidy_satoshi(210_000 * shift) for shift in (32, 33, 63, 64, 65)] == [1, 0, 0, 0, 0]


@given(heights)
def test_subsidy_agrees_with_counting(height: int) -> None:
    assert chain.subsidy_satoshi(height) == oracle.subsidy_satoshi(height)


@given(st.lists(heights, max_size=5))
def test_subsidies_of_many_heights_are_those_of_each(many: list[int]) -> None:
    assert chain.subsidies_satoshi(many).tolist() == [chain.subsidy_satoshi(height) for height in many]


def test_supply_is_just_under_21_million() -> None:
    total = sum(210_000 * chain.subsidy_satoshi(210_000 * shift) for shift in range(70))
    assert total == 2_099_999_997_690_000


def test_a_negative_height_is_refused() -> None:
    with pytest.raises(InputRejected):
        chain.subsidy_satoshi(-1)
    with pytest.raises(InputRejected):
        chain.next_halving_height(-1)
    with pytest.raises(InputRejected):
        chain.subsidies_satoshi([0, -1])


def test_network_hashrate_of_a_difficulty() -> None:
    assert chain.network_hashrate_eh_s(1e12) == pytest.approx(7.158279, rel=1e-6)
    assert chain.difficulty_of_hashrate(chain.network_hashrate_eh_s(1.25e14)) == pytest.approx(1.25e14, rel=1e-15)


def test_blocks_per_th_day_of_difficulty_one() -> None:
    assert chain.blocks_per_th_day(1.0) == pytest.approx(20_116_567.61, rel=1e-9)


def test_a_network_at_its_own_difficulty_finds_144_blocks_a_day() -> None:
    difficulties = np.array([1.0, 1e9, 1.25e14])
    th_s = chain.network_hashrate_eh_s(difficulties) * 1e6
    np.testing.assert_allclose(th_s * chain.blocks_per_th_day(difficulties), 144.0, rtol=1e-14)


@pytest.mark.parametrize("epoch", load_reference().epochs, ids=lambda epoch: str(epoch.height))
def test_every_epoch_round_trips_through_bits(epoch: Epoch) -> None:
    bits = chain.bits_of_difficulty(epoch.difficulty)
    assert chain.difficulty_of_bits(bits) == epoch.difficulty
    assert chain.bits_of_target(chain.target_of_bits(bits)) == bits
    assert chain.subsidy_btc(epoch.height) == epoch.subsidy_btc


def test_the_rule_retells_every_retarget_since_2009() -> None:
    epochs = load_reference().epochs
    for before, after in itertools.pairwise(epochs):
        first, next_first = (datetime.datetime.fromisoformat(epoch.time).timestamp() for epoch in (before, after))
        # The epoch's last block is not in the data; it is one spacing older than the next one's first.
        bits = chain.retarget_bits(chain.bits_of_difficulty(before.difficulty), int(first), int(next_first) - 600)
        assert chain.difficulty_of_bits(bits) == pytest.approx(after.difficulty, rel=0.005), after.height


# The consensus code's own vectors (src/test/pow_tests.cpp): plain, capped at the limit, and at either clamp.
@pytest.mark.parametrize(
    ("previous", "first_time", "last_time", "expected"),
    [
        (0x1D00FFFF, 1_261_130_161, 1_262_152_739, 0x1D00D86A),
        (0x1D00FFFF, 1_231_006_505, 1_233_061_996, 0x1D00FFFF),
        (0x1C05A3F4, 1_279_008_237, 1_279_297_671, 0x1C0168FD),
        (0x1C387F6F, 1_263_163_443, 1_269_211_443, 0x1D00E1FD),
    ],
)
def test_retarget_of_known_epochs(previous: int, first_time: int, last_time: int, expected: int) -> None:
    assert chain.retarget_bits(previous, first_time, last_time) == expected


def test_a_negative_timespan_counts_as_the_shortest() -> None:
    assert chain.retarget_bits(0x1C05A3F4, 1_279_297_671, 1_279_008_237) == chain.retarget_bits(0x1C05A3F4, 0, 302_400)


@given(real_targets, block_times, block_times)
def test_retarget_agrees_with_a_second_implementation(target: int, first_time: int, last_time: int) -> None:
    bits = oracle.bits_of_target(target)
    assert chain.retarget_bits(bits, first_time, last_time) == oracle.retarget_bits(bits, first_time, last_time)


@given(targets)
def test_compact_form_agrees_with_bytes(target: int) -> None:
    bits = chain.bits_of_target(target)
    assert bits == oracle.bits_of_target(target)
    assert chain.target_of_bits(bits) == oracle.target_of_bits(bits)
    assert 0 <= target - chain.target_of_bits(bits) < target / 2**15 + 1


@given(real_targets)
def test_difficulty_finds_its_bits_again(target: int) -> None:
    bits = chain.bits_of_target(target)
    assert chain.bits_of_difficulty(chain.difficulty_of_bits(bits)) == bits


@pytest.mark.parametrize("bits", [0x00000000, 0x1D800001, 0x01FEDCBA, 0x1D000000, 0xFF123456, 0x21010000, -1, 1 << 32])
def test_bits_the_consensus_code_refuses_are_refused(bits: int) -> None:
    with pytest.raises(InputRejected):
        chain.target_of_bits(bits)


def test_the_largest_target_of_256_bits_is_taken() -> None:
    assert chain.target_of_bits(0x2100FFFF) == 0xFFFF << 240


def test_bits_easier_than_the_limit_are_refused() -> None:
    with pytest.raises(InputRejected, match="1d00ffff"):
        chain.retarget_bits(0x207FFFFF, 0, 1_209_600)


@pytest.mark.parametrize("difficulty", [0.0, 0.5, -1.0, math.nan, math.inf, 1e300])
def test_a_difficulty_without_bits_is_refused(difficulty: float) -> None:
    with pytest.raises(InputRejected):
        chain.bits_of_difficulty(difficulty)


@pytest.mark.parametrize(
    ("growth_frac_per_year", "spacing_s", "day"),
    [
        (-0.1, 602.738, "2028-04-16"),
        (0.0, 600.298, "2028-04-14"),
        (0.15, 597.106, "2028-04-10"),
        (0.36, 593.342, "2028-04-06"),
        (0.58, 590.036, "2028-04-02"),
    ],
)
def test_next_halving_from_the_shipped_tip(growth_frac_per_year: float, spacing_s: float, day: str) -> None:
    ahead = chain.next_halving(TIP_HEIGHT, TIP_TIME.timestamp(), growth_frac_per_year)
    assert ahead.height == 1_050_000
    assert round(ahead.block_spacing_s, 3) == spacing_s
    assert datetime.datetime.fromtimestamp(ahead.time_s, datetime.UTC).date().isoformat() == day


def test_at_a_halving_the_next_one_is_an_interval_ahead() -> None:
    assert [chain.next_halving_height(height) for height in (0, 209_999, 210_000)] == [210_000, 210_000, 420_000]


@given(st.floats(-0.9999, 1e6))
def test_spacing_agrees_with_bisection(growth_frac_per_year: float) -> None:
    growth_per_s = float(chain.growth_per_second(growth_frac_per_year))
    assert float(chain.block_spacing_s(growth_per_s)) == pytest.approx(oracle.block_spacing_s(growth_per_s), rel=1e-12)


def test_spacing_keeps_the_shape_and_each_element() -> None:
    growth = chain.growth_per_second(np.array([[-0.5, 0.0], [0.4, 3.0]]))
    spacing = chain.block_spacing_s(growth)
    assert spacing.shape == (2, 2)
    assert spacing.ravel().tolist() == [float(chain.block_spacing_s(one)) for one in np.ravel(growth)]
    assert chain.block_spacing_s(np.zeros((0, 3))).shape == (0, 3)


def test_the_slowest_shrinking_network_still_has_a_spacing() -> None:
    edge = chain.LOWEST_GROWTH_PER_SECOND
    # A double root: float rounding leaves half the digits.
    assert float(chain.block_spacing_s(edge)) == pytest.approx(-1.0 / (2016 * edge), rel=1e-6)


@pytest.mark.parametrize("growth_per_s", [chain.LOWEST_GROWTH_PER_SECOND * 1.001, -math.inf, math.inf, math.nan])
def test_growth_without_a_steady_spacing_is_refused(growth_per_s: float) -> None:
    with pytest.raises(InputRejected):
        chain.block_spacing_s([0.0, growth_per_s])


@pytest.mark.parametrize("growth_frac_per_year", [-1.0, -2.0, math.nan, -0.99995])
def test_hashrate_cannot_vanish(growth_frac_per_year: float) -> None:
    with pytest.raises(InputRejected):
        chain.next_halving(TIP_HEIGHT, 0.0, growth_frac_per_year)
