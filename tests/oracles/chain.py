"""Bitcoin's rules once more, one number at a time, by other roads than the kernel's."""

from __future__ import annotations

import math

LIMIT = int("ffff" + "00" * 26, 16)


def subsidy_satoshi(height: int) -> int:
    """Halve and floor once per 210,000 blocks, by counting."""
    subsidy = 5_000_000_000
    for _ in range(min(height // 210_000, 64)):
        subsidy //= 2
    return subsidy


def bits_of_target(target: int) -> int:
    """Length byte and the first three bytes of the number as signed big-endian, as OpenSSL's MPI had it."""
    digits = target.to_bytes((target.bit_length() + 7) // 8, "big")
    if digits[0] & 0x80:
        digits = b"\x00" + digits
    return int.from_bytes(bytes([len(digits)]) + digits[:3].ljust(3, b"\x00"), "big")


def target_of_bits(bits: int) -> int:
    """The three bytes, followed by as many zero bytes as the length asks for."""
    length, *digits = bits.to_bytes(4, "big")
    return int.from_bytes((bytes(digits) + b"\x00" * 256)[:length], "big")


def retarget_bits(bits: int, first_time: int, last_time: int) -> int:
    """Clamp by cases, scale, cap."""
    timespan = last_time - first_time
    if timespan < 302_400:
        timespan = 302_400
    elif timespan > 4_838_400:
        timespan = 4_838_400
    scaled, _ = divmod(target_of_bits(bits) * timespan, 1_209_600)
    return bits_of_target(LIMIT if scaled > LIMIT else scaled)


def block_spacing_s(growth_per_s: float) -> float:
    """The smaller root of 2015 s e^(2016 k s) = 1,209,600, by bisection."""

    def excess(spacing: float) -> float:
        return math.log(2015.0 * spacing / 1_209_600.0) + 2016.0 * growth_per_s * spacing

    # A shrinking network's smaller root lies below e times the spacing without growth, where the two meet.
    low, high = 1e-9, 1_209_600.0 / 2015.0 * (math.e if growth_per_s < 0.0 else 1.0)
    if growth_per_s < 0.0:
        high = min(high, -1.0 / (2016.0 * growth_per_s))
    for _ in range(200):
        middle = (low + high) / 2.0
        low, high = (middle, high) if excess(middle) < 0.0 else (low, middle)
    return high
