"""Money over time in exact fractions, written from the model's text: worth by sums, rates by Sturm's theorem.

A float is a fraction, so there is no rounding anywhere: how many rates there are is counted, not scanned for.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from fractions import Fraction

Polynomial = list[Fraction]  # lowest power first
LOWEST, HIGHEST = Fraction(-999_999, 1_000_000), Fraction(100)
NARROW = Fraction(1, 10**17)


def npv(rate: float, flows: Sequence[float]) -> Fraction:
    growth = 1 + Fraction(rate)
    return sum((Fraction(flow) / growth**period for period, flow in enumerate(flows)), Fraction(0))


def mirr(flows: Sequence[float], finance_rate: float, reinvest_rate: float) -> float:
    periods = len(flows) - 1
    back = sum(Fraction(flow) * (1 + Fraction(reinvest_rate)) ** (periods - period)
               for period, flow in enumerate(flows) if flow > 0)  # fmt: skip
    out = sum(-Fraction(flow) / (1 + Fraction(finance_rate)) ** period for period, flow in enumerate(flows) if flow < 0)
    return math.pow(back / out, 1 / periods) - 1


def payback(flows: Sequence[float], rate: float = 0.0) -> float | None:
    """None where the sum never falls below 0, or never comes back."""
    balance, growth = Fraction(0), 1 + Fraction(rate)
    for period, flow in enumerate(flows):
        worth = Fraction(flow) / growth**period
        if balance < 0 <= balance + worth:
            return float(period - 1 - balance / worth)
        balance += worth
    return None


def sign_changes(flows: Sequence[float]) -> int:
    signs = [flow > 0 for flow in flows if flow]
    return sum(one != other for one, other in itertools.pairwise(signs))


def rates(flows: Sequence[float]) -> list[float]:
    """Every r in (−0.999999, 100] with Σ c_t (1 + r)^(−t) = 0: the positive roots v = 1 / (1 + r), each once."""
    polynomial = _trimmed([Fraction(flow) for flow in flows])
    if len(polynomial) < 2:
        return []
    sturm = _sturm(polynomial)
    below, above = 1 / (1 + HIGHEST), 1 / (1 + LOWEST)  # v falls as r rises; r = −0.999999 itself is out
    found = [1 / root - 1 for root in _isolated(sturm, below, above) if root != above]
    if _value(polynomial, below) == 0:
        found.append(HIGHEST)
    return sorted(float(rate) for rate in found)


def _isolated(sturm: list[Polynomial], low: Fraction, high: Fraction) -> list[Fraction]:
    """The roots in (low, high], each as the end of an interval too narrow to matter."""
    count = _variations(sturm, low) - _variations(sturm, high)
    if not count:
        return []
    if count == 1 and high - low < NARROW * high:
        return [high]
    middle = Fraction((low + high) / 2).limit_denominator(10**24)
    return [*_isolated(sturm, low, middle), *_isolated(sturm, middle, high)]


def _sturm(polynomial: Polynomial) -> list[Polynomial]:
    """The chain of the square-free part, so that a root several times over counts once wherever it is looked at."""
    derived = [place * factor for place, factor in enumerate(polynomial)][1:]
    chain = _remainders(polynomial, derived)
    if len(chain[-1]) == 1:
        return chain
    simple, rest = _divided(polynomial, chain[-1])
    assert not rest
    return _remainders(simple, [place * factor for place, factor in enumerate(simple)][1:])


def _remainders(first: Polynomial, second: Polynomial) -> list[Polynomial]:
    chain = [first, second]
    while len(chain[-1]) > 1:
        _, rest = _divided(chain[-2], chain[-1])
        if not rest:
            break
        chain.append([-factor / abs(rest[-1]) for factor in rest])
    return chain


def _divided(numerator: Polynomial, denominator: Polynomial) -> tuple[Polynomial, Polynomial]:
    rest, quotient = list(numerator), [Fraction(0)] * (len(numerator) - len(denominator) + 1)
    for place in range(len(quotient) - 1, -1, -1):
        quotient[place] = rest[place + len(denominator) - 1] / denominator[-1]
        for power, factor in enumerate(denominator):
            rest[place + power] -= quotient[place] * factor
    return quotient, _trimmed(rest)


def _trimmed(polynomial: Polynomial) -> Polynomial:
    """Without zero factors at the top."""
    while polynomial and polynomial[-1] == 0:
        polynomial.pop()
    return polynomial


def _value(polynomial: Polynomial, at: Fraction) -> Fraction:
    value = Fraction(0)
    for factor in reversed(polynomial):
        value = value * at + factor
    return value


def _variations(chain: list[Polynomial], at: Fraction) -> int:
    return sign_changes([math.copysign(1, value) if (value := _value(each, at)) else 0 for each in chain])
