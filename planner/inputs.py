"""Inputs: every value a run rests on, by address. Form, `--set`, seek, handles, explain and CSV use these four.

An address is an assumption's key (`btc_price_usd`) or table, name and column of the portfolio
(`contracts/Pecos block/price_usd_per_mwh`, `company/cash_usd`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from planner.assumptions import Assumptions, default_assumptions
from planner.errors import InputRejected, NotFound, Problem
from planner.kinds import KINDS, declarations
from planner.portfolio import TABLES
from planner.quantities import (
    Quantity,
    Value,
    given_value,
    nearest,
    problem_with,
    quantities_of,
)
from planner.rows import column_quantity, row_of, split_address, with_cell
from planner.scenario import Scenario

BY_THE_ANALYST = "entered by the analyst"


def read(scenario: Scenario, address: str) -> Value:
    """The value at an address. Raises `NotFound`, naming the nearest."""
    table, row_id, column = place_of(scenario, address)
    if not table:
        return getattr(scenario.assumptions, column)  # type: ignore[no-any-return]  # declared fields only
    return row_of(scenario.portfolio.by_id(table, row_id))[column]


def put(scenario: Scenario, address: str, value: Value) -> Scenario:
    """The scenario with another value at an address. Raises `InputRejected` in the words of the input."""
    table, row_id, column = place_of(scenario, address)
    declaration = quantity_of(scenario, address)
    if reason := problem_with(declaration, value):
        raise InputRejected.of([Problem(where=declaration.label, value=given_value(declaration, value), reason=reason)])
    if not table:
        changed: dict[str, Any] = {column: float(value) if declaration.kind == "number" else value}
        return replace(scenario, assumptions=replace(scenario.assumptions, **changed))
    return replace(scenario, portfolio=with_cell(scenario.portfolio, table, row_id, column, value))


def quantity_of(scenario: Scenario, address: str) -> Quantity:
    """The declaration behind an address: label, unit, range, source."""
    table, row_id, column = place_of(scenario, address)
    if not table:
        return quantities_of(Assumptions)[column]
    return column_quantity(scenario.portfolio, table, row_id, column)


def provenance_of(scenario: Scenario, address: str) -> tuple[str, str]:
    """Source and date of the value at an address; `("assumption", "")` where nobody else stands behind it.

    Whatever differs from its default was entered by the analyst, market figure or assumption.
    """
    table, _, column = place_of(scenario, address)
    if table:
        return "portfolio", ""
    if read(scenario, address) != getattr(default_assumptions(scenario.reference), column):
        return BY_THE_ANALYST, ""
    if (sourced := scenario.reference.market.sourced().get(column)) is not None:
        return sourced.source, sourced.as_of
    declared = quantities_of(Assumptions)[column]
    return declared.source or "assumption", declared.as_of or ""


def all_addresses(scenario: Scenario) -> Iterator[str]:
    """Every address of a scenario: assumptions first, then the tables in their order."""
    yield from quantities_of(Assumptions)
    for name in quantities_of(scenario.portfolio.company):
        yield f"company/{name}"
    for table in TABLES[1:]:
        for row in scenario.portfolio.rows(table):
            columns = declarations(table, row.terms.kind if table in KINDS else "")
            yield from (f"{table}/{row.name}/{column}" for column in columns)


def place_of(scenario: Scenario, address: str) -> tuple[str, int, str]:
    """Table (empty for an assumption), row id and column of an address. Raises `NotFound`."""
    table, name, column = split_address(address)
    if not table:
        if column not in quantities_of(Assumptions):
            close = nearest(column, quantities_of(Assumptions))
            hint = f"Did you mean {' or '.join(close)}?" if close else "reckoner run --json lists all inputs."
            raise NotFound(f"There is no input {address!r}.", next=hint)
        return "", 0, column
    row_id = 1 if table == "company" else scenario.portfolio.by_name(table, name).id
    column_quantity(scenario.portfolio, table, row_id, column)
    return table, row_id, column
