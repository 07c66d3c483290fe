"""Edits: frozen changes with a label in words. `apply` is pure; storage writes the same rows.

A change names table, row id, column, before and after. Column `*` is a whole row: added when `before` is
None, deleted when `after` is None. Tables are those of the portfolio and `scenarios`, `assumptions`
(row id is the scenario's, column the input's key, None the default) and `baseline` (row id 1).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

from planner.assumptions import Assumptions, stated_over_defaults
from planner.errors import InputRejected, NotFound
from planner.kinds import KINDS
from planner.portfolio import TABLES, Portfolio, check_portfolio, folded
from planner.price_curves import check_curve_name
from planner.quantities import Value, from_to, in_a_sentence, plain_number, quantities_of
from planner.reference import Reference
from planner.rows import (
    column_quantity,
    item_of,
    new_id,
    row_of,
    sites_of_curve,
    split_address,
    with_cell,
    with_machine,
    with_row,
    with_rows,
)
from planner.scenario import Baseline, Book, ScenarioRow, plan_of

EDIT_TABLES = (*TABLES, "scenarios", "assumptions", "baseline")
LARGEST_ID = 2**53  # JSON elsewhere keeps whole numbers up to here
Cell = Value | Mapping[str, Any] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One value, or one whole row (column `*`), before and after."""

    table: str
    id: int
    column: str
    before: Cell
    after: Cell


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """What one gesture changed, in the order in which it must be done."""

    label: str
    changes: tuple[Change, ...]

    def inverse(self) -> Edit:
        """The edit that takes this one back."""
        turned = (replace(change, before=change.after, after=change.before) for change in reversed(self.changes))
        return Edit(label=self.label, changes=tuple(turned))


def apply(book: Book, edit: Edit) -> Book:
    """The book after the edit. Raises `InputRejected` or `NotFound`; the book given is never touched."""
    for run in runs(edit.changes):
        if len(run) == 1:
            book = _apply_change(book, run[0])
        else:
            rows = ((_id(change), None if change.after is None else _row(change.after)) for change in run)
            book = replace(book, portfolio=with_rows(book.portfolio, run[0].table, rows))
    return book


def runs(changes: Iterable[Change]) -> Iterator[tuple[Change, ...]]:
    """The changes in their order, in runs that are applied at once: whole rows of one table, each row once."""
    run: list[Change] = []
    ids: set[int] = set()
    for change in changes:
        whole = change.column == "*" and change.table in TABLES
        if run and not (whole and run[0].column == "*" and run[0].table == change.table and change.id not in ids):
            yield tuple(run)
            run, ids = [], set()
        run.append(change)
        ids.add(change.id)
    if run:
        yield tuple(run)


def _id(change: Change) -> int:
    if not 0 < change.id <= LARGEST_ID:
        raise InputRejected(f"{change.id!r} is not a row id.", next="Ids are whole numbers from 1 upwards.")
    return change.id


def _apply_change(book: Book, change: Change) -> Book:
    _id(change)
    match change.table:
        case "scenarios":
            return replace(book, scenarios=_scenarios_after(book, change))
        case "assumptions":
            return replace(book, scenarios=_assumption_after(book, change))
        case "baseline":
            return replace(book, baseline=None if change.after is None else baseline_of(_row(change.after)))
        case table if table in TABLES:
            return replace(book, portfolio=_portfolio_after(book.portfolio, change))
        case table:
            raise NotFound(f"There is no table {table!r}.", next=f"Use one of {', '.join(EDIT_TABLES)}.")


def _portfolio_after(portfolio: Portfolio, change: Change) -> Portfolio:
    if change.column == "*":
        return with_row(portfolio, change.table, change.id, None if change.after is None else _row(change.after))
    if not isinstance(change.after, float | int | str):
        raise InputRejected(f"{change.column} cannot be empty.")
    return with_cell(portfolio, change.table, change.id, change.column, change.after)


def _row(cell: Cell) -> Mapping[str, Any]:
    if not isinstance(cell, Mapping):
        raise InputRejected("A whole row is needed here.", next='Write it like {"name": "West", "pue": 1.05}.')
    return cell


def _scenarios_after(book: Book, change: Change) -> tuple[ScenarioRow, ...]:
    rows = {row.id: row for row in book.scenarios}
    if change.column == "*":
        rows.pop(change.id, None)
        if change.after is not None:
            rows[change.id] = scenario_row_of({**_row(change.after), "id": change.id})
    elif change.id in rows and change.column in ("name", "note") and isinstance(change.after, str):
        rows[change.id] = scenario_row_of({**row_of_scenario(rows[change.id]), change.column: change.after})
    else:
        raise NotFound(f"Scenario {change.id} has no value {change.column!r} that can be changed.")
    if not rows:
        raise InputRejected("The last scenario cannot be deleted.")
    if len({folded(row.name) for row in rows.values()}) < len(rows):
        raise InputRejected("Two scenarios cannot have the same name.", next="Choose another name.")
    return tuple(rows[key] for key in sorted(rows))


def _assumption_after(book: Book, change: Change) -> tuple[ScenarioRow, ...]:
    if change.column not in quantities_of(Assumptions):
        raise NotFound(f"There is no input {change.column!r}.")
    _scenario_with(book, change.id)
    return tuple(_restated(row, change) if row.id == change.id else row for row in book.scenarios)


def _restated(row: ScenarioRow, change: Change) -> ScenarioRow:
    stated = {key: value for key, value in row.stated.items() if key != change.column}
    if isinstance(change.after, float | int | str):
        stated[change.column] = change.after
    return replace(row, stated=MappingProxyType(dict(sorted(stated.items()))))


# --- whole rows of scenarios and the baseline ------------------------------------------------------------------


def scenario_row_of(row: Mapping[str, Any]) -> ScenarioRow:
    """A stored scenario from its flat row. Raises `InputRejected` or `NotFound` for what cannot stand in one."""
    columns = ("id", "name", "note", "stated", "plan")
    if unknown := sorted(set(row) - set(columns)):
        raise InputRejected(f"scenarios has no column {unknown[0]!r}.", next=f"Use one of {', '.join(columns)}.")
    stated = row.get("stated", {})
    if not isinstance(stated, Mapping):
        raise InputRejected("What a scenario states is a table of input and value.")
    return ScenarioRow(
        id=int(row["id"]), name=_composed(row.get("name", "")), note=_composed(row.get("note", "")),
        stated=MappingProxyType(dict(sorted(stated.items()))), plan=plan_of(row.get("plan", ())),
    )  # fmt: skip


def _composed(text: Any) -> Any:
    return unicodedata.normalize("NFC", text) if isinstance(text, str) else text


def row_of_scenario(row: ScenarioRow) -> dict[str, Any]:
    """The flat row of a stored scenario."""
    return {
        "id": row.id, "name": row.name, "note": row.note, "stated": dict(row.stated),
        "plan": [list(step) for step in row.plan],
    }  # fmt: skip


def content_of(portfolio: Portfolio) -> dict[str, Any]:
    """A portfolio as tables of flat rows: what JSON holds of it."""
    return {table: [row_of(item) for item in portfolio.rows(table)] for table in TABLES}


def portfolio_of(content: Mapping[str, Any]) -> Portfolio:
    """The portfolio of `content_of`, checked whole. Raises `InputRejected`."""
    items: dict[str, Any] = {table: tuple(item_of(table, row) for row in content[table]) for table in TABLES}
    portfolio = Portfolio(**{**items, "company": items["company"][0]})
    check_portfolio(portfolio)
    return portfolio


def baseline_of(row: Mapping[str, Any]) -> Baseline:
    """A pinned baseline from its flat row."""
    return Baseline(
        name=_composed(row["name"]), portfolio=portfolio_of(row["portfolio"]),
        stated=MappingProxyType(dict(row.get("stated", {}))), plan=plan_of(row.get("plan", ())),
    )  # fmt: skip


def row_of_baseline(baseline: Baseline) -> dict[str, Any]:
    """The flat row of a pinned baseline."""
    return {
        "id": 1, "name": baseline.name, "portfolio": content_of(baseline.portfolio), "stated": dict(baseline.stated),
        "plan": [list(step) for step in baseline.plan],
    }  # fmt: skip


def book_of(content: Mapping[str, Any]) -> Book:
    """The book of a shipped sample's tables: the portfolio's, and `scenarios` where it has any."""
    scenarios = tuple(scenario_row_of(row) for row in content.get("scenarios", ()))
    portfolio = portfolio_of({table: content.get(table, ()) for table in TABLES})
    return Book(portfolio=portfolio, scenarios=scenarios) if scenarios else Book(portfolio=portfolio)


# --- edits as gestures make them -------------------------------------------------------------------------------


def set_input(book: Book, reference: Reference, scenario_id: int, address: str, value: Value) -> Edit:
    """The edit that puts a value at an address, for one scenario of the book.

    Raises
    ------
    InputRejected, NotFound
        When the value cannot stand; then nothing is proposed.
    """
    table, name, column = split_address(address)
    if table:
        row_id = 1 if table == "company" else book.portfolio.by_name(table, name).id
        return set_cell(book, reference, table, row_id, column, value)
    row = _scenario_with(book, scenario_id)
    now = getattr(stated_over_defaults(reference, row.stated), column, None)
    after = stated_over_defaults(reference, {**row.stated, column: value})
    before = row.stated.get(column)
    default = getattr(stated_over_defaults(reference, {}), column)
    stated = None if getattr(after, column) == default else getattr(after, column)
    declaration = quantities_of(Assumptions)[column]
    label = f"{row.name}: {declaration.label} {from_to(declaration, now, getattr(after, column))}"
    return _checked(book, Edit(label=label, changes=(Change(table="assumptions", id=scenario_id, column=column,
                                                             before=before, after=stated),)))  # fmt: skip


def set_cell(book: Book, reference: Reference, table: str, row_id: int, column: str, value: Value) -> Edit:
    """The edit that changes one cell of a portfolio table.

    A machine brings its hashrate and power, another kind its default terms; sites follow a price curve's new name.
    """
    item = book.portfolio.by_id(table, row_id)
    row = row_of(item)
    if column == "kind" and table in KINDS:
        after = row_of(with_cell(book.portfolio, table, row_id, column, value).by_id(table, row_id))
        changes = [Change(table=table, id=row_id, column="*", before=row, after=after)]
        label = f"{item.name}: kind {row['kind']} → {value}"
    else:
        if column not in row or column == "id":
            column_quantity(book.portfolio, table, row_id, column)
        changes = [Change(table=table, id=row_id, column=column, before=row.get(column), after=value)]
        label = ""  # in words below, once the value is known to stand
    if table == "lots" and column in ("machine", "machine_source"):
        after = with_machine(reference, row | {column: value}, brings=column == "machine")
        changes = [Change(table=table, id=row_id, column=name, before=row[name], after=after[name])
                   for name in row if name == column or row[name] != after[name]]  # fmt: skip
    if table == "price_curves" and column == "name":
        check_curve_name(reference, str(value))
        changes += [Change(table="sites", id=site.id, column="power_market", before=site.power_market, after=value)
                    for site in sites_of_curve(book.portfolio.sites, item)]  # fmt: skip
    edit = _checked(book, Edit(label=label, changes=tuple(changes)))
    return replace(edit, label=label or f"{item.name}: {_cell_words(book, table, row_id, column, row, value)}")


def add_row(book: Book, reference: Reference, table: str, row: Mapping[str, Any], row_id: int | None = None) -> Edit:
    """The edit that adds a row; a lot's machine brings hashrate and power unless the row states them."""
    if table == "lots" and "machine" in row:
        row = with_machine(reference, row)
    rows = book.scenarios if table == "scenarios" else book.portfolio.rows(table)
    row_id = new_id(rows) if row_id is None else row_id
    if any(other.id == row_id for other in rows):
        raise InputRejected(f"{table} already has a row {row_id}.")
    if table == "scenarios":
        whole = row_of_scenario(scenario_row_of({**row, "id": row_id}))
    else:
        whole = row_of(item_of(table, {**row, "id": row_id}))
    change = Change(table=table, id=row_id, column="*", before=None, after=whole)
    return _checked(book, Edit(label=f"Add {whole['name']}", changes=(change,)))


def delete_row(book: Book, table: str, row_id: int) -> Edit:
    """The edit that deletes a row."""
    if table == "scenarios":
        found = _scenario_with(book, row_id)
        whole, name = row_of_scenario(found), found.name
    else:
        item = book.portfolio.by_id(table, row_id)
        whole, name = row_of(item), item.name
    change = Change(table=table, id=row_id, column="*", before=whole, after=None)
    return _checked(book, Edit(label=f"Delete {name}", changes=(change,)))


def pin_baseline(book: Book, scenario_id: int, name: str) -> Edit:
    """The edit that pins a scenario, with the portfolio as it stands, as the baseline."""
    row = _scenario_with(book, scenario_id)
    pinned = Baseline(name=name, portfolio=book.portfolio, stated=row.stated, plan=row.plan)
    before = None if book.baseline is None else row_of_baseline(book.baseline)
    change = Change(table="baseline", id=1, column="*", before=before, after=row_of_baseline(pinned))
    return Edit(label=f"Pin {name} as the baseline", changes=(change,))


def _scenario_with(book: Book, scenario_id: int) -> ScenarioRow:
    for row in book.scenarios:
        if row.id == scenario_id:
            return row
    raise NotFound(f"There is no scenario {scenario_id}.")


def unpin_baseline(book: Book) -> Edit:
    """The edit that takes the baseline away. Raises `NotFound` where there is none."""
    if book.baseline is None:
        raise NotFound("No baseline is pinned.")
    change = Change(table="baseline", id=1, column="*", before=row_of_baseline(book.baseline), after=None)
    return Edit(label=f"Unpin {book.baseline.name}", changes=(change,))


def joined(label: str, edits: Iterable[Edit]) -> Edit:
    """Several edits as one gesture."""
    return Edit(label=label, changes=tuple(change for edit in edits for change in edit.changes))


def shown(value: Any) -> str:
    """A value without a declaration inside a label."""
    return plain_number(value) if isinstance(value, float | int) else str(value)


def _cell_words(book: Book, table: str, row_id: int, column: str, row: Mapping[str, Any], after: Value) -> str:
    try:
        declaration = column_quantity(book.portfolio, table, row_id, column)
    except NotFound:
        return f"{column} {shown(row.get(column))} → {shown(after)}"
    return f"{in_a_sentence(declaration.label)} {from_to(declaration, row.get(column), after)}"


def _checked(book: Book, edit: Edit) -> Edit:
    apply(book, edit)
    return edit
