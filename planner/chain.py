"""Bitcoin's own rules: subsidy, difficulty, retarget, block spacing, next halving.

Heights, targets, bits and the retarget are exact integers; difficulty, hashrate and spacing are floats.
Sources: the consensus code's `GetBlockSubsidy`, `CalculateNextWorkRequired` and `arith_uint256` compact form.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from planner.errors import InputRejected
from planner.quantities import SECONDS_PER_DAY

Array = npt.NDArray[np.float64]
Number = float | Array

SATOSHI_PER_BTC = 100_000_000
FIRST_SUBSIDY_SATOSHI = 50 * SATOSHI_PER_BTC
HALVING_INTERVAL = 210_000
NO_SUBSIDY_SHIFT = 64  # the consensus code stops shifting here; the subsidy itself is 0 from shift 33

RETARGET_BLOCKS = 2016
RETARGET_SPACINGS = RETARGET_BLOCKS - 1  # from the first to the last block of an epoch: one interval fewer than blocks
RETARGET_TIMESPAN_S = 1_209_600
SHORTEST_TIMESPAN_S = RETARGET_TIMESPAN_S // 4
LONGEST_TIMESPAN_S = RETARGET_TIMESPAN_S * 4
TARGET_LIMIT = 0xFFFF << 208  # difficulty 1, bits 1d00ffff
TARGET_SPACING_S = 600.0

HASHES_PER_DIFFICULTY = 2.0**32
HASHES_PER_TH = 1e12
HASHES_PER_EH = 1e18
SECONDS_PER_JULIAN_YEAR = 365.25 * SECONDS_PER_DAY


def subsidy_satoshi(height: int) -> int:
    """New satoshi of the block at `height` (>= 0): 50 BTC, halved and floored every 210,000 blocks."""
    if height < 0:
        raise InputRejected(f"A block height cannot be negative ({height}).")
    shift = height // HALVING_INTERVAL
    return 0 if shift >= NO_SUBSIDY_SHIFT else FIRST_SUBSIDY_SATOSHI >> shift


def subsidies_satoshi(heights: npt.ArrayLike) -> npt.NDArray[np.int64]:
    """`subsidy_satoshi` over integer heights of any shape."""
    whole = np.asarray(heights, dtype=np.int64)
    if np.any(whole < 0):
        raise InputRejected("A block height cannot be negative.")
    # A shift by 64 is undefined on int64; by 63 it already gives 0.
    shifts = np.minimum(whole // HALVING_INTERVAL, NO_SUBSIDY_SHIFT - 1)
    return np.right_shift(np.int64(FIRST_SUBSIDY_SATOSHI), shifts)


def subsidy_btc(height: int) -> float:
    """`subsidy_satoshi` in BTC."""
    return subsidy_satoshi(height) / SATOSHI_PER_BTC


def network_hashrate_eh_s(difficulty: Number) -> Number:
    """Hashrate that finds a block every 600 s on average at this difficulty: D * 2^32 / 600 H/s."""
    return difficulty * (HASHES_PER_DIFFICULTY / TARGET_SPACING_S / HASHES_PER_EH)


def difficulty_of_hashrate(hashrate_eh_s: Number) -> Number:
    """Difficulty at which this hashrate finds a block every 600 s: the inverse of `network_hashrate_eh_s`."""
    return hashrate_eh_s / (HASHES_PER_DIFFICULTY / TARGET_SPACING_S / HASHES_PER_EH)


def blocks_per_th_day(difficulty: Number) -> Number:
    """Blocks that 1 TH/s finds a day at `difficulty` (> 0), on average."""
    return SECONDS_PER_DAY * HASHES_PER_TH / (difficulty * HASHES_PER_DIFFICULTY)


def target_of_bits(bits: int) -> int:
    """The target that compact `bits` stand for.

    Raises
    ------
    InputRejected
        Where the consensus code refuses too: negative, zero, or beyond 256 bits.
    """
    if not 0 <= bits <= 0xFFFFFFFF:
        raise InputRejected(f"Bits have four bytes; {bits:x} does not fit.")
    size, mantissa = bits >> 24, bits & 0x007FFFFF
    target = mantissa << 8 * (size - 3) if size >= 3 else mantissa >> 8 * (3 - size)
    if target == 0:
        raise InputRejected(f"Bits {bits:08x} stand for a target of zero, which no block can meet.")
    if bits & 0x00800000:
        raise InputRejected(f"Bits {bits:08x} stand for a negative target.")
    if target.bit_length() > 256:
        raise InputRejected(f"Bits {bits:08x} stand for a target of more than 256 bits.")
    return target


def bits_of_target(target: int) -> int:
    """Compact bits of a target (> 0), with three bytes of it kept and the rest cut off."""
    if target <= 0:
        raise InputRejected("A target must be above zero.")
    size = (target.bit_length() + 7) // 8
    mantissa = target >> 8 * (size - 3) if size >= 3 else target << 8 * (3 - size)
    if mantissa & 0x00800000:  # that bit is the sign
        mantissa >>= 8
        size += 1
    return size << 24 | mantissa


def difficulty_of_target(target: int) -> float:
    """How many times harder than the easiest target (> 0); correctly rounded."""
    return TARGET_LIMIT / target


def difficulty_of_bits(bits: int) -> float:
    """Difficulty of compact bits; raises as `target_of_bits`."""
    return difficulty_of_target(target_of_bits(bits))


def bits_of_difficulty(difficulty: float) -> int:
    """The compact bits whose difficulty is nearest to `difficulty` (1 or more; exact for every real epoch)."""
    if not (math.isfinite(difficulty) and 1.0 <= difficulty <= TARGET_LIMIT):
        raise InputRejected(f"The chain's difficulty is never below 1 or without end ({difficulty:g}).")
    numerator, denominator = difficulty.as_integer_ratio()
    target = TARGET_LIMIT * denominator // numerator
    below = bits_of_target(target)
    step = 1 << max(0, 8 * ((below >> 24) - 3))
    candidates = (below, bits_of_target(min(target + step, TARGET_LIMIT)))
    return min(candidates, key=lambda bits: abs(difficulty_of_bits(bits) - difficulty))


def retarget_bits(previous_bits: int, first_time: int, last_time: int) -> int:
    """Bits of the next epoch, from the times (unix seconds) of the first and the last block of this one.

    The two blocks are 2015 spacings apart though the rule expects 2016: kept, it is consensus. A time span
    outside a quarter to four times two weeks counts as the bound, also a negative one. The result is never
    easier than `TARGET_LIMIT`.

    Raises
    ------
    InputRejected
        As `target_of_bits`; `previous_bits` easier than the limit; a target cut to zero.
    """
    previous_target = target_of_bits(previous_bits)
    if previous_target > TARGET_LIMIT:
        raise InputRejected(f"Bits {previous_bits:08x} are easier than the chain's limit, 1d00ffff.")
    timespan_s = min(max(last_time - first_time, SHORTEST_TIMESPAN_S), LONGEST_TIMESPAN_S)
    target = previous_target * timespan_s // RETARGET_TIMESPAN_S
    return bits_of_target(min(target, TARGET_LIMIT))


def growth_per_second(growth_frac_per_year: Number) -> Number:
    """Continuous growth per second of a yearly growth fraction (> -1), on years of 365.25 days."""
    return np.log1p(growth_frac_per_year) / SECONDS_PER_JULIAN_YEAR


# Below this no steady spacing exists: s * e^(k * 2016 * s) peaks at s = -1 / (2016 k), under what is needed.
LOWEST_GROWTH_PER_SECOND = -RETARGET_SPACINGS / (math.e * RETARGET_TIMESPAN_S * RETARGET_BLOCKS)


def block_spacing_s(growth_per_s: npt.ArrayLike) -> Array:
    """Steady block spacing while hashrate grows by `growth_per_s` (k, any shape), shape kept.

    The s that solves 2015 * s * e^(k * 2016 * s) = 1,209,600: each epoch is mined by a network that grew over
    one epoch's length since the hashrate the difficulty was set to. 600.298 s at k = 0.

    Raises
    ------
    InputRejected
        Where hashrate falls so fast (below about -99.993 % a year) that spacing never settles, or k is not finite.
    """
    growth = np.asarray(growth_per_s, dtype=np.float64)
    if not np.all(np.isfinite(growth)) or np.any(growth < LOWEST_GROWTH_PER_SECOND):
        raise InputRejected("Hashrate that falls by more than 99.99 % a year leaves no steady block spacing.")
    without_growth_s = RETARGET_TIMESPAN_S / RETARGET_SPACINGS
    per_spacing = growth * RETARGET_BLOCKS
    # Newton on ln(s / s0) + k * 2016 * s, concave: from left of the root every step stays left of it.
    spacing = without_growth_s / (1.0 + np.maximum(per_spacing, 0.0) * without_growth_s)
    for _ in range(64):
        slope = 1.0 / spacing + per_spacing
        short = np.log(spacing / without_growth_s) + per_spacing * spacing
        # At the lowest growth the root is double and the slope vanishes in rounding: the step is then over.
        step = np.divide(-short, slope, out=np.zeros_like(spacing), where=slope > 0.0)
        spacing = spacing + np.maximum(step, 0.0)
        if np.all(step <= 1e-15 * spacing):
            break
    return spacing


@dataclass(frozen=True, slots=True, kw_only=True)
class Halving:
    """The next halving: its height, its computed time (unix seconds) and the block spacing behind it."""

    height: int
    time_s: float
    block_spacing_s: float


def next_halving_height(height: int) -> int:
    """The first halving height strictly above `height`: at a halving height itself that halving is done."""
    if height < 0:
        raise InputRejected(f"A block height cannot be negative ({height}).")
    return (height // HALVING_INTERVAL + 1) * HALVING_INTERVAL


def next_halving(height: int, time_s: float, growth_frac_per_year: float) -> Halving:
    """When the chain, at `height` at `time_s` (unix seconds), reaches its next halving under steady growth.

    Raises
    ------
    InputRejected
        Growth of -1 or below, or as `block_spacing_s`; a negative height.
    """
    if not growth_frac_per_year > -1.0:
        raise InputRejected("Hashrate cannot fall by the whole of itself or more; growth must be above -1.")
    spacing = float(block_spacing_s(growth_per_second(growth_frac_per_year)))
    halving_height = next_halving_height(height)
    return Halving(height=halving_height, time_s=time_s + (halving_height - height) * spacing, block_spacing_s=spacing)
