"""The inputs that have a slider: how people read each of them, its range on the track, its steps.

Most are a stated number times a constant. Two are read through a measure: the power shift as the fleet's contract
price that results, the uptime factor as the fleet's uptime. Both are linear, so a typed reading has one input.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

from planner.assumptions import Assumptions
from planner.notation import number
from planner.outcome import Outcome
from planner.portfolio import Portfolio


@dataclass(frozen=True, slots=True, kw_only=True)
class SliderInput:
    """One slider. `low`, `high` and the steps are as shown, `per_unit` is shown per stated unit."""

    address: str
    name: str
    group: str
    unit: str
    digits: int
    low: float
    high: float
    step: float  # what a drag rounds to
    arrow: float
    page: float
    per_unit: float = 1.0
    reading: Literal["plain", "shift", "factor"] = "plain"
    measure: str = ""  # what `shift` and `factor` are read through
    origin: str = ""  # in place of the input's own source, where the reading comes from the portfolio


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """shown = slope × stated + offset."""

    slope: float
    offset: float = 0.0

    def shown(self, stated: float) -> float:
        """The number people read."""
        return self.slope * stated + self.offset

    def stated(self, shown: float) -> float:
        """The number the scenario holds."""
        return (shown - self.offset) / self.slope


SLIDERS: tuple[SliderInput, ...] = (
    SliderInput(
        address="btc_price_usd", name="BTC price", group="Market", unit="USD", digits=0,
        low=20_000, high=140_000, step=100, arrow=500, page=5_000,
    ),
    SliderInput(
        address="fees_btc_per_block", name="Fees per block", group="Market", unit="BTC", digits=4,
        low=0, high=0.3, step=0.0005, arrow=0.001, page=0.02,
    ),
    SliderInput(
        address="network_deliveries_frac_per_year", name="New machines", group="Network", unit="% a year", digits=1,
        low=0, high=80, step=0.1, arrow=0.5, page=5, per_unit=100,
    ),
    SliderInput(
        address="network_growth_frac_per_year", name="Network growth", group="Network", unit="% a year", digits=1,
        low=-10, high=60, step=0.1, arrow=0.5, page=5, per_unit=100,
    ),
    SliderInput(
        address="power_price_shift_usd_per_mwh", name="Power cost", group="Power", unit="¢/kWh", digits=2,
        low=2, high=9, step=0.01, arrow=0.05, page=0.5, per_unit=0.1,
        reading="shift", measure="contract_price_usd_per_mwh", origin="mean of the contracts, by MWh",
    ),
    SliderInput(
        address="spot_level_frac", name="Spot level", group="Power", unit="% of forward", digits=0,
        low=25, high=300, step=1, arrow=5, page=25, per_unit=100,
    ),
    SliderInput(
        address="uptime_factor", name="Uptime", group="Costs", unit="%", digits=1,
        low=70, high=100, step=0.1, arrow=0.5, page=2, per_unit=100,
        reading="factor", measure="fleet_uptime_frac", origin="mean of the lots, by hashrate",
    ),
    SliderInput(
        address="pool_fee_frac", name="Pool fee", group="Costs", unit="%", digits=2,
        low=0, high=4, step=0.01, arrow=0.05, page=0.5, per_unit=100,
    ),
    SliderInput(
        address="mining_discount_rate_frac_per_year", name="Discount rate", group="Finance", unit="% a year",
        digits=1, low=5, high=30, step=0.1, arrow=0.5, page=2, per_unit=100,
    ),
    SliderInput(
        address="cost_of_equity_frac_per_year", name="Cost of equity", group="Finance", unit="% a year",
        digits=1, low=5, high=50, step=0.1, arrow=0.5, page=2, per_unit=100,
    ),
    SliderInput(
        address="mining_ev_usd_per_eh_s", name="Value of mining", group="Finance", unit="USD M/EH/s",
        digits=2, low=0, high=150, step=0.25, arrow=0.5, page=5, per_unit=1e-6,
    ),
)  # fmt: skip


def scale_from(slider: SliderInput, outcome: Outcome | None) -> Scale | None:
    """How a slider reads, from what the last run found; None where it cannot be told (no lots, factor 0)."""
    if slider.reading == "plain":
        return Scale(slope=slider.per_unit)
    reading = None if outcome is None else outcome.measures.get(slider.measure)
    if outcome is None or not isinstance(reading, float | int) or not math.isfinite(reading):
        return None
    stated = float(getattr(outcome.scenario.assumptions, slider.address))
    if slider.reading == "shift":
        return Scale(slope=slider.per_unit, offset=slider.per_unit * (reading - stated))
    if stated <= 0 or reading <= 0:
        return None
    return Scale(slope=slider.per_unit * reading / stated)


def is_shown_as(typed: float, value: float, digits: int) -> bool:
    """Whether what was typed is the value as it is shown: the same digits and no more of them."""
    rounded = round(typed, digits)
    return math.isclose(typed, rounded, rel_tol=1e-12, abs_tol=1e-12) and number(rounded, digits) == number(
        value, digits
    )


def range_with(slider: SliderInput, value: float) -> tuple[float, float]:
    """The track's ends, moved out to a round number beyond a value that lies outside them."""
    if slider.low <= value <= slider.high:
        return slider.low, slider.high
    span = abs(value - slider.low) if value > slider.high else abs(slider.high - value)
    unit = 10.0 ** (math.floor(math.log10(span)) - 1)
    if value > slider.high:
        return slider.low, (math.floor(value / unit) + 2) * unit
    below = (math.ceil(value / unit) - 2) * unit
    return max(below, 0.0) if value >= 0 else below, slider.high


def note_of(slider: SliderInput, assumptions: Assumptions) -> str:
    """A word about what a value rests on or does; empty for none."""
    if slider.reading == "shift" and assumptions.spot_level_frac != 1.0:
        return f"at spot level {number(assumptions.spot_level_frac * 100, 0)} %"
    if slider.address == "mining_discount_rate_frac_per_year" and assumptions.mining_discount_rate_frac_per_year < 0:
        return "negative: later counts more"
    return ""


def highest_stated(slider: SliderInput, portfolio: Portfolio) -> float:
    """The largest value of the input that the portfolio allows: no lot runs more than all hours."""
    if slider.reading != "factor":
        return math.inf
    most = max((lot.availability_frac for lot in portfolio.lots), default=0.0)
    return 1.0 / most if most > 0 else math.inf
