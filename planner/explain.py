"""Explain: a measure taken apart. Its formula in field words, the values put in, its parts, the inputs it rests on.

Everything printed here is computed: `values_put_in` is arithmetic that gives the engine's figure back to 1e-9.
"""

from __future__ import annotations

import ast
import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np

from planner.assumptions import idle_inputs
from planner.errors import NotFound, Undefined
from planner.formula import evaluator
from planner.inputs import BY_THE_ANALYST, provenance_of, quantity_of, read
from planner.measures import MEASURES, PARTS, Measure, part_names
from planner.notation import MINUS, counted, number
from planner.outcome import Array, Outcome
from planner.quantities import PH_PER_EH, TH_PER_PH, WATTS_PER_MEGAWATT, Value, nearest, shown_value

Kind = Literal["market", "analyst", "portfolio", "assumption"]
NO_SOURCE: Literal["assumption"] = "assumption"
PORTFOLIO: Literal["portfolio"] = "portfolio"
MOST_DECIMALS = 12
_SIGNS = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/"}
_PRINTED = {"+": " + ", "-": f" {MINUS} ", "*": " × ", "/": " ÷ "}


@dataclass(frozen=True, slots=True, kw_only=True)
class ExplainedPart:
    """A part of the formula; `share` of the result where the formula is a sum of parts over a common divisor."""

    name: str
    label: str
    unit: str
    value: float | Undefined
    contribution: float | None  # signed, in the unit of the measure
    share: float | None

    @property
    def shown(self) -> str:
        """The value, rounded for reading."""
        if isinstance(self.value, Undefined):
            return "undefined"
        return number(self.value, _decimals(abs(self.value)))


@dataclass(frozen=True, slots=True, kw_only=True)
class ExplainedInput:
    """An input, or one summarised figure of a table. `shown` and `shown_unit` are how people read it."""

    address: str  # an input's address; the table's name for a summary
    label: str
    value: Value | None  # None where there is nothing to summarise
    unit: str
    shown: str
    shown_unit: str
    source: str
    date: str
    kind: Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Fraction:
    """A formula as printed: `top`, and `bottom` below the line, empty where nothing divides."""

    top: str
    bottom: str = ""

    @property
    def in_line(self) -> str:
        """The same on one line, with the parentheses that the line between top and bottom stood for."""
        if not self.bottom:
            return self.top
        sums = (_PRINTED["+"], _PRINTED["-"])
        top = f"({self.top})" if any(sign in self.top for sign in sums) else self.top
        bottom = f"({self.bottom})" if any(sign in self.bottom for sign in _PRINTED.values()) else self.bottom
        return f"{top}{_PRINTED['/']}{bottom}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """One measure taken apart."""

    measure: Measure
    formula: str  # field words joined by + - * / and parentheses
    values_put_in: str  # the same with full-precision numbers; empty where a part is undefined
    in_words: Fraction  # labels
    in_numbers: Fraction  # rounded for reading; empty where a part is undefined
    result: float | Undefined
    parts: tuple[ExplainedPart, ...]
    inputs: tuple[ExplainedInput, ...]


def explain(outcome: Outcome, key: str) -> Explanation:
    """Take the measure `key` apart. Raises `NotFound`, naming the nearest results."""
    if key not in MEASURES:
        close = nearest(key, MEASURES)
        hint = f"Did you mean {' or '.join(close)}?" if close else f"Results: {', '.join(MEASURES)}."
        raise NotFound(f"There is no result {key!r}.", next=hint)
    measure, names = MEASURES[key], part_names(key)
    values = {name: PARTS[name].value(outcome) for name in names}
    numbers = {name: value for name, value in values.items() if not isinstance(value, Undefined)}
    complete = len(numbers) == len(values)
    tree = ast.parse(measure.formula, mode="eval").body
    result = outcome.measures[key]
    return Explanation(
        measure=measure,
        formula=measure.formula,
        values_put_in=_flat(tree, lambda name: _exact(numbers[name]), _ascii) if complete else "",
        in_words=_fraction(tree, lambda name: PARTS[name].label),
        in_numbers=_fraction(tree, lambda name: _rounded(numbers[name])) if complete else Fraction(top=""),
        result=result,
        parts=tuple(_parts(tree, values, numbers, result)),
        inputs=tuple(_inputs(outcome, names)),
    )


def _decimals(size: float) -> int:
    """Decimals of a part for reading: whole from 10,000, else cents; below 1 four digits that say something."""
    if size >= 10_000 or size == 0.0:
        return 0
    return 2 if size >= 1 else min(3 - math.floor(math.log10(size)), MOST_DECIMALS)


# --- the formula as text ---------------------------------------------------------------------------------------


def _exact(value: float) -> str:
    return f"({value!r})" if value < 0.0 else repr(value)


def _rounded(value: float) -> str:
    size = abs(value)
    return number(value, 0 if size >= 10_000 or size == 0.0 else 4 if size >= 1 else 6)


def _ascii(sign: str) -> str:
    return f" {sign} "


def _flat(node: ast.expr, word: Callable[[str], str], sign: Callable[[str], str], binds: int = 0) -> str:
    """The formula on one line, with parentheses only where the order of operations needs them."""
    if isinstance(node, ast.Name):
        return word(node.id)
    if isinstance(node, ast.Constant):
        return str(node.value)
    assert isinstance(node, ast.BinOp), "formulas are names, numbers and four operations"
    own = 2 if isinstance(node.op, ast.Mult | ast.Div) else 1
    right = own + 1 if isinstance(node.op, ast.Sub | ast.Div) else own
    text = _flat(node.left, word, sign, own) + sign(_SIGNS[type(node.op)]) + _flat(node.right, word, sign, right)
    return f"({text})" if own < binds else text


def _fraction(node: ast.expr, word: Callable[[str], str]) -> Fraction:
    """Divisors of the whole formula go below the line."""
    top, divisors = _divided(node)
    binds = 2 if len(divisors) > 1 else 0
    below = _PRINTED["*"].join(_flat(divisor, word, _PRINTED.__getitem__, binds) for divisor in divisors)
    return Fraction(top=_flat(top, word, _PRINTED.__getitem__), bottom=below)


def _divided(node: ast.expr) -> tuple[ast.expr, list[ast.expr]]:
    divisors: list[ast.expr] = []
    while isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div):
        divisors.insert(0, node.right)
        node = node.left
    return node, divisors


# --- parts -----------------------------------------------------------------------------------------------------


def _parts(
    tree: ast.expr, values: Mapping[str, float | Undefined], numbers: Mapping[str, float], result: float | Undefined
) -> Iterator[ExplainedPart]:
    top, divisors = _divided(tree)
    signs = _addends(top)
    divisor = 1.0
    names_below = {node.id for below in divisors for node in ast.walk(below) if isinstance(node, ast.Name)}
    whole = not isinstance(result, Undefined) and signs is not None
    if whole:
        for below in divisors:
            divisor *= evaluator(ast.unparse(below))(numbers)
    for name, value in values.items():
        contribution = None
        if whole and signs is not None and name not in names_below:
            contribution = signs[name] * numbers[name] / divisor
        share = None
        if contribution is not None and not isinstance(result, Undefined) and result != 0.0:
            share = contribution / result
        part = PARTS[name]
        yield ExplainedPart(
            name=name, label=part.label, unit=part.unit, value=value, contribution=contribution, share=share
        )


def _addends(node: ast.expr, sign: float = 1.0) -> dict[str, float] | None:
    """The signs of the names in a plain sum of names; None for any other formula."""
    if isinstance(node, ast.Name):
        return {node.id: sign}
    if not (isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Sub)):
        return None
    left = _addends(node.left, sign)
    right = _addends(node.right, -sign if isinstance(node.op, ast.Sub) else sign)
    return None if left is None or right is None else left | right


# --- inputs ----------------------------------------------------------------------------------------------------


def _inputs(outcome: Outcome, names: tuple[str, ...]) -> Iterator[ExplainedInput]:
    seen: dict[str, None] = {}
    for name in names:
        seen |= dict.fromkeys(PARTS[name].inputs)
    market = outcome.scenario.reference.market.sourced()

    def place(address: str) -> int:
        if address in ("contracts", "debts", "hedges", "lots", "sites"):
            return 2
        return 0 if address in market else 3 if "/" in address else 1

    idle = idle_inputs(outcome.scenario.assumptions)
    for address in sorted((name for name in seen if name not in idle), key=place):
        match address:
            case "lots":
                yield from _lot_lines(outcome)
            case "sites":
                yield from _site_lines(outcome)
            case "contracts":
                yield from _contract_lines(outcome)
            case "debts" | "hedges":
                yield from _agreement_lines(outcome, address)
            case _:
                yield input_line(outcome, address)


def input_line(outcome: Outcome, address: str) -> ExplainedInput:
    """One input by address, with its source and date. Raises `NotFound`."""
    scenario = outcome.scenario
    declaration, value = quantity_of(scenario, address), read(scenario, address)
    source, date = provenance_of(scenario, address)
    kind: Kind = NO_SOURCE
    if "/" in address:
        kind, source = PORTFOLIO, f"{PORTFOLIO}, company" if address.startswith("company/") else PORTFOLIO
    elif source != NO_SOURCE:
        kind = "analyst" if source == BY_THE_ANALYST else "market"
    shown, unit = shown_value(declaration, value)
    return ExplainedInput(
        address=address, label=declaration.label, value=value, unit=declaration.unit, shown=shown, shown_unit=unit,
        source=source, date=date, kind=kind,
    )  # fmt: skip


def _summary(address: str, label: str, value: float | None, unit: str, digits: int, source: str) -> ExplainedInput:
    shown = "none" if value is None else number(value, digits)
    return ExplainedInput(
        address=address, label=label, value=value, unit=unit, shown=shown, shown_unit="" if value is None else unit,
        source=source, date="", kind=PORTFOLIO,
    )  # fmt: skip


def _span(singular: str, count: int) -> str:
    return f"{PORTFOLIO}, {singular} 1" if count == 1 else f"{PORTFOLIO}, {singular}s 1 to {count:,}"


def _lot_lines(outcome: Outcome) -> Iterator[ExplainedInput]:
    lots = outcome.scenario.portfolio.lots
    if not lots:
        yield _summary("lots", "Lots", None, "", 0, f"{PORTFOLIO}, no lots yet")
        return
    lots_words, span = counted(len(lots), "lot"), _span("lot", len(lots))
    count = np.array([lot.count for lot in lots], dtype=np.float64)
    th_s = count * [lot.hashrate_th_s for lot in lots]
    watts = count * [lot.power_w for lot in lots]
    hours = np.array([lot.availability_frac for lot in lots])
    total_th_s = float(th_s.sum())
    yield _summary("lots", f"Hashrate, {lots_words}", total_th_s / TH_PER_PH / PH_PER_EH, "EH/s", 4, span)
    yield _summary("lots", f"Machine power, {lots_words}", float(watts.sum()) / WATTS_PER_MEGAWATT, "MW", 2, span)
    weighted = f"{span}, by hashrate"
    efficiency = float(watts.sum()) / total_th_s if total_th_s > 0.0 else None
    yield _summary("lots", "Efficiency at the wall plug", efficiency, "J/TH", 2, weighted)
    yield _summary("lots", "Availability", _percent(_mean(hours, th_s)), "%", 2, weighted)


def _site_lines(outcome: Outcome) -> Iterator[ExplainedInput]:
    sites = outcome.scenario.portfolio.sites
    if not sites:
        yield _summary("sites", "Sites", None, "", 0, f"{PORTFOLIO}, no sites yet")
        return
    sites_words, span = counted(len(sites), "site"), _span("site", len(sites))
    mw = np.array([site.interconnect_mw for site in sites])
    fixed = float(sum(site.fixed_cost_usd_per_year for site in sites))
    variable = np.array([site.variable_cost_usd_per_mwh for site in sites])
    spot = np.array([site.spot_price_usd_per_mwh for site in sites])
    yield _summary("sites", f"Grid connection, {sites_words}", float(mw.sum()), "MW", 1, span)
    weighted = f"{span}, by MW"
    yield _summary("sites", "PUE", _mean(np.array([site.pue for site in sites]), mw), "", 3, weighted)
    yield _summary("sites", "Spot price, annual mean", _mean(spot, mw), "USD/MWh", 2, weighted)
    yield _summary("sites", "Site operating cost, fixed", fixed, "USD/year", 0, span)
    yield _summary("sites", "Site operating cost, variable", _mean(variable, mw), "USD/MWh", 2, weighted)


def _contract_lines(outcome: Outcome) -> Iterator[ExplainedInput]:
    contracts = outcome.scenario.portfolio.contracts
    price = outcome.measures["contract_price_usd_per_mwh"]
    label = "Contract price at full load"
    if not contracts or isinstance(price, Undefined):
        yield _summary("contracts", label, None, "", 0, f"{PORTFOLIO}, no energy under contract")
        return
    yield _summary("contracts", label, price, "USD/MWh", 2, f"{_span('contract', len(contracts))}, by MWh")


def _agreement_lines(outcome: Outcome, table: str) -> Iterator[ExplainedInput]:
    """Debts by what is stated as owed or drawn; hedges by how many there are."""
    rows, one = outcome.scenario.portfolio.rows(table), table[:-1]
    label = table.capitalize()
    if not rows:
        yield _summary(table, label, None, "", 0, f"{PORTFOLIO}, no {table}")
    elif table == "hedges":
        yield _summary(table, label, float(len(rows)), "", 0, _span(one, len(rows)))
    else:
        stated = float(sum(debt.terms.outstanding_usd for debt in rows))
        yield _summary(table, f"{label}, {counted(len(rows), one)}", stated, "USD", 0, _span(one, len(rows)))


def _mean(values: Array, weights: Array) -> float | None:
    return float(values @ weights / weights.sum()) if weights.sum() > 0.0 else None


def _percent(share: float | None) -> float | None:
    return None if share is None else 100.0 * share
