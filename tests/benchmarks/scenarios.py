"""The reference and the big portfolio as scenarios; the same for a given seed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from planner.outcome import Request
from planner.portfolio import Portfolio
from planner.reference import Reference, load_reference
from planner.scenario import Baseline, Book, Scenario
from planner.storage import Store
from tests.generators import BIG_SIZE, REFERENCE_SIZE, portfolio_from

SEED = 1
SIZES = {"r": REFERENCE_SIZE, "b": BIG_SIZE}


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """A portfolio to measure on."""

    reference: Reference
    portfolio: Portfolio
    months: int

    @property
    def scenario(self) -> Scenario:
        """With the default assumptions."""
        return Book(portfolio=self.portfolio).scenario(self.reference)

    def request(self, number: int = 0, **assumed: float) -> Request:
        """A request that differs from the defaults in these assumptions."""
        scenario = self.scenario
        assumptions = replace(scenario.assumptions, **assumed)  # type: ignore[arg-type]  # by name
        return Request(
            number=number, scenario=replace(scenario, assumptions=assumptions), horizon_months=self.months
        )  # fmt: skip

    def write(self, path: Path) -> None:
        """A file with this portfolio, its present state pinned as the baseline."""
        Store.create(path, Book(portfolio=self.portfolio, baseline=Baseline(portfolio=self.portfolio))).close()


def measured(letter: str) -> Measured:
    """R or B."""
    size = SIZES[letter]
    reference = load_reference()
    portfolio = portfolio_from(SEED, reference, sites=size["sites"], lots=size["lots"])
    return Measured(reference=reference, portfolio=portfolio, months=size["months"])


def moved(now: Measured, number: int) -> Request:
    """A request in which price, power, spot level and growth all differ from every other number's.

    What a run remembers while only bitcoin's price moves does not help it here.
    """
    share = (number * 0.618034) % 1.0
    return now.request(
        number,
        btc_price_usd=50_000.0 + 70_000.0 * share,
        power_price_shift_usd_per_mwh=-8.0 + 16.0 * share,
        spot_level_frac=0.7 + 0.8 * share,
        network_growth_frac_per_year=0.4 * share,
    )
