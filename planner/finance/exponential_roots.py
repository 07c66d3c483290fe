"""All real roots of an exponential sum `Σ c_i e^(−τ_i x)` in an interval, by Descartes' rule of signs.

A grid can step over two roots that lie close together; this cannot. Ordered by τ, the sum has at most as many real
roots as its coefficients change sign (Descartes; Laguerre for real exponents). Multiplied by `e^(τ* x)`, with τ*
where the sign changes, and derived, it is an exponential sum with one change less. So the chain of derivatives ends
after as many steps as there are changes, and back up the chain each sum is monotone between the roots of the next:
one root where the sign differs at both ends, a touching root where it is 0 at an extremum.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from planner.figure import Array
from planner.finance.bracketed import bracketed_roots

LOG_2 = float(np.log(2.0))
HALVINGS = 70  # of an interval 20 wide: less than a float tells apart
NEWTON_AFTER, NEWTON_STEPS = 6, 8  # halvings before the first try; steps of one
CLOSE = 1e-15
PARTINGS = (-1.0, -0.2, 0.0, 0.1, 0.5)  # ln(1 + rate) near which rates of return lie
ROUNDINGS = 8.0  # of one term, beside those of its exponent


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ExponentialSum:
    """Coefficients as sign and logarithm, so that no scale overflows; exponents strictly ascending. `(term,)` each."""

    sign: Array
    log_size: Array
    exponent: Array
    derived: int = 0  # how many derivatives the coefficients have come through

    @classmethod
    def of(cls, coefficients: Sequence[float], exponents: Sequence[float]) -> ExponentialSum:
        """The sum without its terms that are 0. `exponents` are ascending and different."""
        given = np.asarray(coefficients, dtype=np.float64)
        kept = given != 0.0
        mantissa, power_of_2 = np.frexp(given[kept])
        power_of_2 -= power_of_2.max(initial=-2_000)  # exact, so that the scale costs no digit
        return cls(sign=np.sign(mantissa), log_size=np.log(np.abs(mantissa)) + power_of_2 * LOG_2,
                   exponent=np.asarray(exponents, dtype=np.float64)[kept])  # fmt: skip

    @property
    def sign_changes(self) -> int:
        """Descartes' bound: at most so many real roots, and as many less an even number, counted with multiplicity."""
        return int(np.count_nonzero(self.sign[1:] != self.sign[:-1]))

    def signs(self, x: Array) -> Array:
        """−1, 0 or 1 at each x; 0 where the value is not told apart from 0 by more than rounding."""
        value, noise = self._scaled(x)
        return np.where(np.abs(value) <= noise, 0.0, np.sign(value))

    def _scaled(self, x: Array) -> tuple[Array, Array]:
        """Value and bound of its rounding, both divided by the largest term."""
        shift = np.multiply.outer(x, self.exponent)
        power = self.log_size - shift
        power -= power.max(axis=1, keepdims=True)
        terms = np.exp(power)
        roundings = ROUNDINGS + self.derived + np.abs(self.log_size) + 2.0 * np.abs(shift)
        return terms @ self.sign, np.finfo(np.float64).eps * np.sum(terms * roundings, axis=1)

    def derivative(self) -> ExponentialSum:
        """The derivative after multiplication by `e^(τ* x)`: the same terms with one sign change less."""
        change = int(np.argmax(self.sign[1:] != self.sign[:-1]))
        pivot = (self.exponent[change] + self.exponent[change + 1]) / 2.0
        distance = pivot - self.exponent
        size = self.log_size + np.log(np.abs(distance))
        return ExponentialSum(sign=self.sign * np.sign(distance), log_size=size - size.max(), exponent=self.exponent,
                              derived=self.derived + 1)  # fmt: skip

    def most_roots(self, low: float, high: float) -> int:
        """A bound on the roots between `low` and `high`, counted with multiplicity.

        Above x the roots are at most the sign changes of the sums of all terms so far at x, below it those of all
        terms still to come (Norstrøm's rule for x = 0, Laguerre's in general): the least over a few places to part
        the interval at.
        """
        places = np.array([low, *(x for x in PARTINGS if low < x < high), high])
        power = self.log_size - np.multiply.outer(places, self.exponent)
        terms = np.exp(power - power.max(axis=1, keepdims=True)) * self.sign
        noise = np.finfo(np.float64).eps * (ROUNDINGS + self.derived + 2.0 * np.abs(power).max()) * self.sign.size
        above = _sign_changes(np.cumsum(terms, axis=1), noise)
        below = _sign_changes(np.cumsum(terms[:, ::-1], axis=1), noise)
        above[-1] = below[0] = 0
        return int((above + below).min())

    def roots(self, low: float, high: float) -> Array:
        """All different roots from `low` to `high`, ascending; one that is a root several times stands once."""
        if not self.sign_changes:
            return np.zeros(0)
        if self.most_roots(low, high) <= 1:
            return self._only_root(low, high)
        chain = [self]
        while chain[-1].sign_changes:
            chain.append(chain[-1].derivative())
        found = np.zeros(0)
        for each in reversed(chain[:-1]):
            found = each._roots_among(low, high, found)
        return found

    def _roots_among(self, low: float, high: float, extrema: Array) -> Array:
        """The roots, where the places are known between which this times `e^(τ* x)` is monotone."""
        inside = (0.0,) if low < 0.0 < high else ()  # a root at 0 is found as 0, not next to it
        points = np.unique(np.concatenate([[low, *inside, high], extrema]))
        signs = self.signs(points)
        crossed = np.flatnonzero(signs[:-1] * signs[1:] < 0.0)
        between = bracketed_roots(self._values, points[crossed], points[crossed + 1])
        return np.sort(np.concatenate([_one_of_each_run(points, signs == 0.0), between]))

    def _only_root(self, low: float, high: float) -> Array:
        """The root between ends at which the signs differ, where there is one at most: halved, then Newton's steps."""
        sign_low, sign_high = self.signs(np.array([low, high])).tolist()
        if sign_low * sign_high >= 0.0:
            return self._roots_among(low, high, np.zeros(0))
        for halving in range(HALVINGS):
            middle = (low + high) / 2.0
            value, slope = self._value_and_slope(middle)
            if value == 0.0:
                return np.array([middle])
            low, high = (middle, high) if np.sign(value) == sign_low else (low, middle)
            if halving >= NEWTON_AFTER and (found := self._newton(middle - value / slope if slope else low, low, high)):
                return np.array([found])
        return np.array([(low + high) / 2.0])

    def _newton(self, x: float, low: float, high: float) -> float | None:
        """The root if steps from x stay in the bracket and come to rest; else nothing."""
        for _ in range(NEWTON_STEPS):
            value, slope = self._value_and_slope(x)
            step = value / slope if slope else np.inf
            if not low < x - step < high:
                return None
            x -= step
            if abs(step) <= CLOSE * max(1.0, abs(x)):
                return x
        return None

    def _value_and_slope(self, x: float) -> tuple[float, float]:
        """Both divided by the largest term."""
        power = self.log_size - x * self.exponent
        terms = np.exp(power - power.max()) * self.sign
        return float(terms.sum()), -float(terms @ self.exponent)

    def _values(self, x: Array) -> Array:
        """At each x, divided by the largest term there."""
        power = self.log_size - np.multiply.outer(x, self.exponent)
        return np.asarray(np.exp(power - power.max(axis=1, keepdims=True)) @ self.sign)


def _sign_changes(sums: Array, noise: float) -> npt.NDArray[np.int64]:
    """Of each row, at most: beside a sum that is not told apart from 0, a change is always possible."""
    sign = np.where(np.abs(sums) <= noise, 0.0, np.sign(sums))
    changes: npt.NDArray[np.int64] = np.count_nonzero(sign[:, 1:] * sign[:, :-1] <= 0.0, axis=1)
    return changes


def _one_of_each_run(points: Array, is_root: Array) -> Array:
    """One point of each run of neighbours that are all roots: they are the same one, to rounding. 0 before others."""
    begins = np.flatnonzero(is_root & ~np.concatenate([[False], is_root[:-1]]))
    ends = np.flatnonzero(is_root & ~np.concatenate([is_root[1:], [False]]))
    runs = (points[begin : end + 1] for begin, end in zip(begins, ends, strict=True))
    return np.array([0.0 if 0.0 in run else run[run.size // 2] for run in runs])
