"""Assumptions: what a scenario assumes about the market, the network, power and costs; one field, one input."""

from __future__ import annotations

import dataclasses
import datetime
import functools
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from planner.errors import InputRejected, NotFound, Problem
from planner.identity import Same
from planner.quantities import (
    Value,
    check,
    choice,
    given_value,
    month_index,
    nearest,
    problem_with,
    quantities_of,
    quantity,
    text,
)
from planner.reference import Reference


@dataclass(frozen=True, slots=True, kw_only=True)
class Assumptions:
    """What a scenario assumes about the market, the network, power and costs. One field, one input.

    The market state (first block) has no default here: it comes from the reference data or from the user.
    """

    btc_price_usd: float = quantity(None, "BTC price", "USD", 0, 1e8)
    fees_btc_per_block: float = quantity(None, "Fees per block", "BTC", 0, 1_000)
    difficulty: float = quantity(None, "Network difficulty", "", 1, 1e24)
    tip_height: int = quantity(None, "Chain tip, height", "blocks", 0, 13_440_000, integer=True)
    tip_time: str = text(
        "",
        "Chain tip, time (UTC)",
        hint="Like 2026-06-14T00:35:54Z; it is the data date.",
    )

    btc_price_drift_frac_per_year: float = quantity(
        0.0,
        "BTC price drift",
        "share a year",
        -0.9,
        3,
        hint="0: the price stays where it is, in nominal USD.",
    )
    network_mode: str = choice(
        "merit order",
        "Network",
        ("merit order", "growth", "path"),
        hint="Merit order: the world's machines switch off, on and grow with what they earn.",
    )
    network_growth_frac_per_year: float = quantity(0.05, "Network growth", "share a year", -0.5, 3)
    network_deliveries_frac_per_year: float = quantity(
        0.2,
        "New machines of the network",
        "share of installed a year",
        0,
        2,
        hint="At a payback of 18 months; more where it is shorter, fewer where it is longer.",
    )
    network_power_price_usd_per_mwh: float = quantity(
        45.0, "Network's power price, median", "USD/MWh", 5, 500, "Cambridge 2025 survey: all-in 55.5", "2025"
    )
    network_power_sigma: float = quantity(0.35, "Network's power price, spread", "of the log", 0.05, 2)
    network_machine_usd_per_th: float = quantity(
        12.0, "Price of new machines", "USD/TH", 0.1, 500, "TheMinerMag price list, below 15 J/TH", "2025-12"
    )
    network_switch_off_frac_per_month: float = quantity(0.6, "Network switches off", "share of the gap a month", 0, 1)
    network_switch_on_frac_per_month: float = quantity(0.25, "Network switches on", "share of the gap a month", 0, 1)
    network_path: str = text(
        "",
        "Network path",
        optional=True,
        hint="Months and EH/s, like 2026-12=950; 2028-06=1000.",
    )

    power_price_shift_usd_per_mwh: float = quantity(
        0.0,
        "Power cost, shift",
        "USD/MWh",
        -200,
        500,
        hint="Added to contract prices, adders and hosting rates.",
    )
    spot_level_frac: float = quantity(1.0, "Spot level", "share of the forward level", 0.01, 20)
    flexibility_captured_frac: float = quantity(
        0.9,
        "Flexibility captured",
        "share",
        0,
        1,
        hint="Of what stopping by the hour earns over deciding once a month: hours are not known in advance.",
    )

    uptime_factor: float = quantity(
        1.0,
        "Uptime, factor",
        "times each lot's availability",
        0,
        10,
        hint="1: availability as stated for each lot.",
    )
    pool_fee_frac: float = quantity(0.01, "Pool fee", "share of revenue", 0, 0.5)

    mining_discount_rate_frac_per_year: float = quantity(
        0.18, "Discount rate, mining", "share a year, nominal, after tax", -0.5, 2
    )
    cost_of_equity_frac_per_year: float = quantity(
        0.25, "Cost of equity", "share a year, nominal, after tax", -0.5, 2,
        hint="For what debt leaves to the owners; above the rate of the unlevered project.",
    )  # fmt: skip
    mining_ev_usd_per_eh_s: float = quantity(
        43_750_000.0, "Value of mining", "USD per EH/s", 0, 1e10,
        "Stronghold Digital Mining: enterprise value 175 M USD for 4.0 EH/s", "2024-08-21",
    )  # fmt: skip

    def __post_init__(self) -> None:
        check(self, "")
        tip_moment(self.tip_time)
        network_points(self.network_path)


NETWORK_STACK_INPUTS = (
    "network_deliveries_frac_per_year",
    "network_power_price_usd_per_mwh",
    "network_power_sigma",
    "network_machine_usd_per_th",
    "network_switch_off_frac_per_month",
    "network_switch_on_frac_per_month",
)
NETWORK_INPUTS_BY_MODE = {
    "merit order": NETWORK_STACK_INPUTS,
    "growth": ("network_growth_frac_per_year",),
    "path": ("network_path",),
}


def idle_inputs(assumptions: Assumptions) -> frozenset[str]:
    """Inputs that the network's path does not read, as long as it follows what it follows now."""
    read = NETWORK_INPUTS_BY_MODE[assumptions.network_mode]
    return frozenset(name for names in NETWORK_INPUTS_BY_MODE.values() for name in names if name not in read)


def tip_moment(written: str) -> datetime.datetime:
    """The moment of the chain tip. Raises `InputRejected` unless it reads like 2026-06-14T00:35:54Z."""
    if re.fullmatch(r"\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\dZ)?", written):
        try:
            return datetime.datetime.fromisoformat(written.removesuffix("Z")).replace(tzinfo=datetime.UTC)
        except ValueError:
            pass
    reason = "is not a UTC time; write it like 2026-06-14T00:35:54Z"
    raise InputRejected.of([Problem(where="Chain tip, time (UTC)", value=written, reason=reason)])


def network_points(written: str) -> tuple[tuple[int, float], ...]:
    """Month indices and network hashrate in EH/s of a path written `2026-12=950; 2028-06=1000`.

    Between points the hashrate grows at a constant rate; after the last it stays. Months must ascend.
    """
    points: list[tuple[int, float]] = []
    for part in filter(None, (piece.strip() for piece in written.split(";"))):
        match = re.fullmatch(r"((?:19|20|21)\d\d-(?:0[1-9]|1[0-2]))\s*=\s*(\d+(?:\.\d+)?)", part)
        reason = ""
        if match is None:
            reason = "is not a month and EH/s; write it like 2026-12=950"
        elif not 0 < float(match[2]) < 1e9 or not math.isfinite(float(match[2])):
            reason = "has a hashrate out of range"
        elif points and month_index(match[1]) <= points[-1][0]:
            reason = "is not later than the point before it"
        if match is None or reason:
            raise InputRejected.of([Problem(where="Network path", value=part, reason=reason)])
        points.append((month_index(match[1]), float(match[2])))
    return tuple(points)


@functools.lru_cache(maxsize=4)
def default_assumptions(reference: Reference) -> Assumptions:
    """The defaults: the shipped market state, else the declared assumption."""
    return _defaults(Same(reference))


@functools.lru_cache(maxsize=2)
def _defaults(reference: Same[Reference]) -> Assumptions:
    market = reference.held.market
    return Assumptions(
        btc_price_usd=market.btc_price_usd.value,
        fees_btc_per_block=market.fees_btc_per_block.value,
        difficulty=market.difficulty.value,
        tip_height=int(market.tip_height.value),
        tip_time=market.tip_time,
    )


def check_stated(stated: Mapping[str, Value]) -> None:
    """Raise `NotFound` for an input that does not exist, `InputRejected` for a value it cannot have."""
    declared = quantities_of(Assumptions)
    for key, value in stated.items():
        if key not in declared:
            close = nearest(key, declared)
            raise NotFound(f"There is no input {key!r}.", next=f"Did you mean {' or '.join(close)}?" if close else "")
        if reason := problem_with(declared[key], value):
            given = given_value(declared[key], value)
            raise InputRejected.of([Problem(where=declared[key].label, value=given, reason=reason)])


def stated_over_defaults(reference: Reference, stated: Mapping[str, Value]) -> Assumptions:
    """Assumptions with the stated values in place of the defaults. Raises `InputRejected`, `NotFound`."""
    check_stated(stated)
    # With their types: 1, 1.0 and True are equal but not the same statement.
    return _over_defaults(Same(reference), tuple((key, type(value), value) for key, value in stated.items()))


@functools.lru_cache(maxsize=64)  # a moving slider asks for the same few again and again
def _over_defaults(reference: Same[Reference], stated: tuple[tuple[str, type, Value], ...]) -> Assumptions:
    declared = quantities_of(Assumptions)
    typed: dict[str, Value] = {}
    for key, kind, value in stated:
        number = issubclass(kind, int | float) and kind is not bool
        typed[key] = float(value) if declared[key].kind == "number" and number else value
        if declared[key].kind == "integer" and isinstance(value, float) and value.is_integer():
            typed[key] = int(value)
    return replace(default_assumptions(reference.held), **typed)  # type: ignore[arg-type]  # checked by Assumptions


def stated_of(reference: Reference, assumptions: Assumptions) -> dict[str, Value]:
    """The values that differ from the defaults, by key."""
    default = default_assumptions(reference)
    names = [item.name for item in dataclasses.fields(assumptions)]
    return {name: getattr(assumptions, name) for name in names if getattr(assumptions, name) != getattr(default, name)}
