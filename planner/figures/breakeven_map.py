"""Breakeven map: cash margin of the first month over BTC price and power cost, at today's difficulty."""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np

from planner.errors import Undefined
from planner.explore.field import map_axes
from planner.figure import Array, Axis, Field, Figure, Handle, Line, Mark, Panel, Points, Table, TableColumn, frozen
from planner.figure_parts import baseline_label, baseline_name, empty_figure, measure, million_digits, usd_words
from planner.notation import MILLION, cents_per_kwh, digits_apart, millions, number, thousands
from planner.outcome import FieldResult, Outcome
from planner.quantities import CENTS_PER_KWH_PER_USD_PER_MWH

KEY = "breakeven_map"
UNIT = "Cash margin of the first month at today’s difficulty, USD M"
BREAKEVEN = "breakeven_btc_price_usd"
SHADES = 12  # about so many steps of colour
CONTOURS = 5  # about so many lines
EARNS_USD = 0.5  # a margin that rounds to at least one dollar
FLAT_FRAC = 1e-9  # of the largest value: below it a margin is exactly zero
ROUND = (1.0, 2.0, 2.5, 5.0, 10.0)


def breakeven_map(outcome: Outcome, previous: FieldResult | None = None) -> Figure:
    """Field, zero line, where we stand and where the baseline stands; both axes can be dragged.

    The point belongs to this outcome. The field belongs to its sensitivities; until they are there `previous`
    is drawn in its place, marked as not due.
    """
    price = outcome.scenario.assumptions.btc_price_usd
    power = contract_price_usd_per_mwh(outcome)
    if power is None:
        return empty_figure(outcome, KEY, UNIT)
    now = (price, power * CENTS_PER_KWH_PER_USD_PER_MWH)
    before = _baseline_point(outcome)
    field = outcome.sensitivities or previous
    marks: list[Mark] = [_field(field, outcome.sensitivities is not None)] if field else []
    if before:
        marks.append(
            Line(name="From baseline", x=frozen([before[0], now[0]]), y=frozen([before[1], now[1]]), role="baseline")
        )
        marks.append(
            Points(x=frozen([before[0]]), y=frozen([before[1]]), role="baseline", labels=(baseline_label(outcome),),
                   hollow=True)
        )  # fmt: skip
    marks.append(Points(x=frozen([now[0]]), y=frozen([now[1]]), role="ink", labels=("now",), strong=True))
    x, y = _axes(outcome, field, power)
    takeaway = _takeaway(outcome)
    handles = (
        Handle(axis="x", panel=0, at=now[0], moves="btc_price_usd"),
        Handle(axis="y", panel=0, at=now[1], moves="power_price_shift_usd_per_mwh",
               per_unit=1.0 / CENTS_PER_KWH_PER_USD_PER_MWH),
    )  # fmt: skip
    return Figure(
        key=KEY, takeaway=takeaway, unit=UNIT, panels=(Panel(x=x, y=y, marks=tuple(marks)),), handles=handles,
        table=_table(outcome, power), sentence=_sentence(outcome, takeaway, power), shorter=_shorter(outcome),
    )  # fmt: skip


def contract_price_usd_per_mwh(outcome: Outcome) -> float | None:
    """The fleet's contract price as it is now: where it stands among the field's rows."""
    before_shift = outcome.breakevens.contract_price_usd_per_mwh
    if isinstance(before_shift, Undefined):
        return None
    return before_shift + outcome.scenario.assumptions.power_price_shift_usd_per_mwh


def _baseline_point(outcome: Outcome) -> tuple[float, float] | None:
    if outcome.baseline is None or (power := contract_price_usd_per_mwh(outcome.baseline)) is None:
        return None
    return outcome.baseline.scenario.assumptions.btc_price_usd, power * CENTS_PER_KWH_PER_USD_PER_MWH


def _axes(outcome: Outcome, field: FieldResult | None, power: float) -> tuple[Axis, Axis]:
    """The field's extent, or the extent of the field to come."""
    if field is not None:
        prices, costs = field.btc_price_usd, field.contract_price_usd_per_mwh
    else:
        assumptions = outcome.scenario.assumptions
        shift = assumptions.power_price_shift_usd_per_mwh
        prices, shifts = map_axes(assumptions.btc_price_usd, shift)
        costs = power - shift + shifts
    low, high = (float(end) * CENTS_PER_KWH_PER_USD_PER_MWH for end in (costs[0], costs[-1]))
    return (
        Axis(low=float(prices[0]), high=float(prices[-1]), ticks="thousands", label="BTC price, USD", unit="USD"),
        Axis(low=low, high=high, ticks="cents_per_kwh", label="Power cost, ¢/kWh", unit="¢/kWh"),
    )


@lru_cache(maxsize=8)  # results are frozen and compared by identity; the same one is drawn frame after frame
def _field(result: FieldResult, due: bool) -> Field:
    z = result.cash_margin_usd / MILLION
    low, high = float(z.min()), float(z.max())
    reach = max(high - low, 1e-6)
    spacing = _rounded(reach / CONTOURS)
    first, last = math.ceil(low / spacing), math.floor(high / spacing)
    levels = [place * spacing for place in range(first, last + 1)] if low < high else []
    digits = max(0, -math.floor(math.log10(spacing) + 1e-9))
    digits += 1 if round(spacing, digits) != spacing else 0
    return Field(
        x=result.btc_price_usd, y=frozen(result.contract_price_usd_per_mwh * CENTS_PER_KWH_PER_USD_PER_MWH),
        z=frozen(z), step=_rounded(reach / SHADES),
        contours=tuple((level, number(level, digits, sign=True) if level else "cash margin zero") for level in levels),
        due=due, unit="USD M", edge=_edge(z),
    )  # fmt: skip


def _edge(z: Array) -> Array | None:
    """`z` with what is flat at zero, because nothing runs there, set below: so zero is crossed where earning begins.

    Between the last idle and the first earning place the earning ones are continued as a straight line. None where
    nothing is flat. z is `(row, column)`, earning rises with the column.
    """
    reach = float(np.abs(z).max())
    flat = np.abs(z) <= FLAT_FRAC * reach
    framed = np.pad(flat, 1)
    flat &= framed[:-2, 1:-1] | framed[2:, 1:-1] | framed[1:-1, :-2] | framed[1:-1, 2:]  # one alone is a crossing
    if not flat.any() or reach == 0.0:
        return None
    edge = np.where(flat, -1e-3 * reach, z)
    for column in range(z.shape[1] - 3, -1, -1):
        continued = 2.0 * edge[:, column + 1] - edge[:, column + 2]
        beside = flat[:, column] & ~flat[:, column + 1] & ~flat[:, column + 2]
        edge[:, column] = np.where(beside, np.minimum(continued, -FLAT_FRAC * reach), edge[:, column])
    return frozen(edge)


def _rounded(step: float) -> float:
    """The next round number above."""
    decade = 10.0 ** math.floor(math.log10(step))
    return next(mantissa * decade for mantissa in ROUND if mantissa * decade >= step * (1.0 - 1e-9))


# --- words --------------------------------------------------------------------------------------------------


def _takeaway(outcome: Outcome) -> str:
    words = _breakeven_words(outcome)
    if words is None:
        margin = float(outcome.fleet.cash_margin_usd[0])
        return f"The first month {'earns' if margin >= 0.0 else 'loses'} {usd_words(margin)} before SG&A"
    return f"{words} earns at today’s power cost"


def _shorter(outcome: Outcome) -> tuple[str, ...]:
    words = _breakeven_words(outcome)
    if words is None:
        margin = float(outcome.fleet.cash_margin_usd[0])
        return (f"First month {'earns' if margin >= 0.0 else 'loses'} {usd_words(margin)}",)
    return (f"{words} earns at today’s power", f"{words} earns today")


def _breakeven_words(outcome: Outcome) -> str | None:
    """Above which BTC price the first month earns; None where that is not the whole truth.

    The breakeven is that of full load: who stops and resells may earn below it, who is not served may lose above it.
    """
    breakeven, margin = measure(outcome, BREAKEVEN), float(outcome.fleet.cash_margin_usd[0])
    if breakeven is None or breakeven <= 0.0:
        return None
    price = outcome.scenario.assumptions.btc_price_usd
    above = price > breakeven
    if margin < -EARNS_USD if above else margin > EARNS_USD:
        return None
    words = thousands(breakeven)
    if price != breakeven and words == thousands(price):  # or it would seem to stand there
        words = number(breakeven, digits_apart(breakeven, price, 0))
    return f"{'BTC' if above else 'Only BTC'} above {words}"


def _table(outcome: Outcome, power: float) -> Table:
    """Point, baseline and breakeven as a first row each; then the field, a row a cell."""
    kinds: list[str] = ["now"]
    price = [outcome.scenario.assumptions.btc_price_usd]
    cost: list[float | None] = [power]
    margin: list[float | None] = [float(outcome.fleet.cash_margin_usd[0])]
    if (breakeven := measure(outcome, BREAKEVEN)) is not None:
        kinds, price, cost, margin = [*kinds, "breakeven"], [*price, breakeven], [*cost, power], [*margin, 0.0]
    if outcome.baseline is not None:
        kinds.append("baseline")
        price.append(outcome.baseline.scenario.assumptions.btc_price_usd)
        cost.append(contract_price_usd_per_mwh(outcome.baseline))
        margin.append(float(outcome.baseline.fleet.cash_margin_usd[0]))
    rows: tuple[tuple[float | str | None, ...], ...] = tuple(zip(kinds, price, cost, margin, strict=True))
    if outcome.sensitivities is not None:
        rows += _field_rows(outcome.sensitivities)
    columns = (
        TableColumn(key="point", header="Point", unit=""),
        TableColumn(key="btc_price_usd", header="BTC price", unit="USD", digits=0),
        TableColumn(key="contract_price_usd_per_mwh", header="Power cost", unit="USD/MWh"),
        TableColumn(key="cash_margin_usd_per_month", header="Cash margin", unit="USD/month", digits=0),
    )
    return Table(columns=columns, rows=rows)


@lru_cache(maxsize=8)
def _field_rows(field: FieldResult) -> tuple[tuple[float | str | None, ...], ...]:
    """A row a cell, by power cost, then by BTC price."""
    rows, across = field.cash_margin_usd.shape
    prices = np.tile(field.btc_price_usd, rows).tolist()
    costs = np.repeat(field.contract_price_usd_per_mwh, across).tolist()
    return tuple(zip(("field",) * (rows * across), prices, costs, field.cash_margin_usd.ravel().tolist(), strict=True))


def _sentence(outcome: Outcome, takeaway: str, power: float) -> str:
    price, margin = outcome.scenario.assumptions.btc_price_usd, float(outcome.fleet.cash_margin_usd[0])
    text = (
        f"{takeaway}. At {number(price)} USD and {cents_per_kwh(power)} ¢/kWh the first month's cash margin is "
        f"USD {millions(margin, million_digits(margin))} M."
    )
    if outcome.sensitivities is not None:
        field = outcome.sensitivities
        low, high = float(field.cash_margin_usd.min()), float(field.cash_margin_usd.max())
        digits = million_digits(low, high)
        text += (
            f" Over {thousands(float(field.btc_price_usd.min()))} to {thousands(float(field.btc_price_usd.max()))} USD "
            f"and {cents_per_kwh(float(field.contract_price_usd_per_mwh.min()))} to "
            f"{cents_per_kwh(float(field.contract_price_usd_per_mwh.max()))} ¢/kWh it lies between "
            f"{millions(low, digits)} and {millions(high, digits)} M."
        )
    if outcome.baseline is not None and (before := contract_price_usd_per_mwh(outcome.baseline)) is not None:
        old = outcome.baseline.scenario.assumptions.btc_price_usd
        text += f" {baseline_name(outcome)} stands at {number(old)} USD and {cents_per_kwh(before)} ¢/kWh."
    return text
