"""Rows: the flat form of the company and of every table's rows, as storage, edits and CSV see it; and addresses.

An address names one value: `company/cash_usd`, `sites/Llano North/pue`, `contracts/Pecos block/price_usd_per_mwh`.
"""

from __future__ import annotations

import bisect
import dataclasses
import functools
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from planner.errors import InputRejected, NotFound, Problem
from planner.hedge import Hedge
from planner.kinds import KINDS, OWNERS, columns_hint, declarations, flat_row, item_of_kind, turned, typed_row
from planner.notation import counted
from planner.portfolio import (
    TABLES,
    Contract,
    Lot,
    Portfolio,
    Site,
    folded,
    is_placed,
    name_taken,
    no_row,
    no_site,
    second_contract,
)
from planner.price_curves import PriceCurve, steps_of
from planner.quantities import Quantity, Value
from planner.reference import Reference

Row = Mapping[str, Value]


def _row_problems(portfolio: Portfolio, table: str, item: Any) -> Iterator[Problem]:
    name = folded(item.name)
    if name in [folded(row.name) for row in portfolio.rows(table) if row.id != item.id]:
        yield name_taken(table, item)
    if is_placed(item) and all(site.id != item.site_id for site in portfolio.sites):
        yield no_site(item)
    if table == "contracts" and any(
        other.site_id == item.site_id and other.id != item.id for other in portfolio.contracts
    ):
        yield second_contract(item)


def row_of(item: Any) -> dict[str, Value]:
    """The flat row of a company or of a row of any table; where there are kinds, terms stand beside the kind."""
    if hasattr(item, "terms"):
        return flat_row(item)
    kind: Any = type(item)
    return {name: getattr(item, name) for name in _columns(kind)}


@functools.cache
def _columns(kind: Any) -> tuple[str, ...]:
    return tuple(column.name for column in dataclasses.fields(kind))


def item_of(table: str, row: Row) -> Any:
    """The object of a flat row. Raises `InputRejected` for unknown columns, kinds and values."""
    if table in KINDS:
        return item_of_kind(table, row)
    kind = OWNERS[table]
    known = _columns(kind)
    if unknown := sorted(set(row).difference(known)):
        raise InputRejected(
            f"{table} has no column {unknown[0]!r}.",
            next=columns_hint(unknown[0], known),
        )
    required = {
        "company": set(),
        "sites": {"id", "name"},
        "lots": {"id", "name", "site_id", "machine"},
        "price_curves": {"id", "name", "multiples"},
    }[table]
    if missing := sorted(required - set(row)):
        raise InputRejected(f"A new row in {table} needs {', '.join(missing)}.")
    typed = typed_row(kind, row)
    if table == "price_curves":
        typed["multiples"] = steps_of(row["multiples"])
    return kind(**typed)


def with_row(portfolio: Portfolio, table: str, row_id: int, row: Row | None) -> Portfolio:
    """The portfolio with that row set, added in id order, or removed (row None).

    Raises
    ------
    InputRejected
        When a value cannot stand, a name is taken, a site is missing, or a site that still holds lots, a
        contract or hedges would go.
    """
    if row is None:
        return _without(portfolio, table, row_id)
    item = item_of(table, {**row, "id": row_id})
    if table == "company":
        if row_id != 1:
            raise InputRejected("There is one company; it has the id 1.")
        return replace(portfolio, company=item)
    rows = portfolio.rows(table)
    place = bisect.bisect_left(rows, row_id, key=lambda other: other.id)
    there = rows[place] if place < len(rows) and rows[place].id == row_id else None
    if not _is_settled(there, item) and (problems := tuple(_row_problems(portfolio, table, item))):
        raise InputRejected.of(problems)
    return _with_rows(portfolio, table, (*rows[:place], item, *rows[place + (there is not None) :]))


def _is_settled(there: Any, item: Any) -> bool:
    """Whether what a row shares with others stays as it is: its name and its site."""
    if there is None or there.name != item.name:
        return False
    return bool(getattr(there, "site_id", 0) == getattr(item, "site_id", 0))


def _without(portfolio: Portfolio, table: str, row_id: int) -> Portfolio:
    if table == "company":
        raise InputRejected("The company can be changed but not removed.")
    leaving = portfolio.by_id(table, row_id)
    if table == "sites" and (placed := tuple(row for row in portfolio.at_sites() if row.site_id == row_id)):
        raise _still_holds(leaving, placed)
    if table == "price_curves":
        _check_unused(leaving, portfolio.sites)
    return _with_rows(portfolio, table, tuple(row for row in portfolio.rows(table) if row.id != row_id))


def sites_of_curve(sites: Iterable[Site], curve: PriceCurve) -> tuple[Site, ...]:
    """The sites whose power market is a curve."""
    name = folded(curve.name)
    return tuple(site for site in sites if folded(site.power_market) == name)


def _check_unused(curve: PriceCurve, sites: Iterable[Site]) -> None:
    if users := sites_of_curve(sites, curve):
        more = f" and {counted(len(users) - 1, 'more site')}" if len(users) > 1 else ""
        raise InputRejected(f"{curve.name} is the power market of {users[0].name}{more}.",
                            next="Choose another market there first.")  # fmt: skip


def _still_holds(site: Site, placed: Sequence[Lot | Contract | Hedge]) -> InputRejected:
    kinds = ((Lot, "lot"), (Contract, "contract"), (Hedge, "hedge"))
    counts = [(sum(isinstance(row, kind) for row in placed), name) for kind, name in kinds]
    *others, last = [f"{count:,} {name}{'' if count == 1 else 's'}" for count, name in counts if count]
    held = f"{', '.join(others)} and {last}" if others else last
    names = placed[0].name if len(placed) == 1 else f"{placed[0].name}, …"
    return InputRejected(f"{site.name} still holds {held} ({names}).", next="Move or delete them first.")


def _with_rows(portfolio: Portfolio, table: str, rows: tuple[Any, ...]) -> Portfolio:
    changed: dict[str, Any] = {table: rows}
    return replace(portfolio, **changed)


def with_rows(portfolio: Portfolio, table: str, rows: Iterable[tuple[int, Row | None]]) -> Portfolio:
    """The portfolio with rows set, added or removed as `with_row` does, all at once: two names may change places.

    Only what comes out has to stand. Names, sites and contracts are filed once, so that the time grows with the number
    of rows and not its square. Raises as `with_row` does, with every name, site and contract that is in the way.
    """
    if table == "company":
        for row_id, row in rows:
            portfolio = with_row(portfolio, table, row_id, row)
        return portfolio
    items: dict[int, Any] = {item.id: item for item in portfolio.rows(table)}
    unsettled: set[int] = set()
    for row_id, row in rows:
        there = items.get(row_id)
        if row is None:
            if there is None:
                raise no_row(table, row_id)
            del items[row_id]
            unsettled.discard(row_id)
        else:
            items[row_id] = item_of(table, {**row, "id": row_id})
            if not _is_settled(there, items[row_id]):
                unsettled.add(row_id)
    _check_leaving(portfolio, table, items)
    if unsettled and (problems := tuple(_rows_problems(portfolio, table, items, unsettled))):
        raise InputRejected.of(problems)
    return _with_rows(portfolio, table, tuple(items[row_id] for row_id in sorted(items)))


def _check_leaving(portfolio: Portfolio, table: str, staying: Collection[int]) -> None:
    for curve in portfolio.price_curves if table == "price_curves" else ():
        if curve.id not in staying:
            _check_unused(curve, portfolio.sites)
    leaving = [site for site in portfolio.sites if site.id not in staying] if table == "sites" else []
    if not leaving:
        return
    held: dict[int, list[Lot | Contract | Hedge]] = {}
    for placed in portfolio.at_sites():
        held.setdefault(placed.site_id, []).append(placed)
    for site in leaving:
        if site.id in held:
            raise _still_holds(site, held[site.id])


def _rows_problems(
    portfolio: Portfolio, table: str, items: Mapping[int, Any], unsettled: Collection[int]
) -> Iterator[Problem]:
    """What unsettled rows of a table may not share: a name, and for contracts a site. Who was there first keeps it."""
    settled = [item for row_id, item in items.items() if row_id not in unsettled]
    names = {folded(item.name) for item in settled}
    sites = {site.id for site in portfolio.sites}
    contracted = {item.site_id for item in settled} if table == "contracts" else set()
    for row_id in sorted(unsettled):
        item = items[row_id]
        if folded(item.name) in names:
            yield name_taken(table, item)
        names.add(folded(item.name))
        if is_placed(item) and item.site_id not in sites:
            yield no_site(item)
        if table == "contracts" and item.site_id in contracted:
            yield second_contract(item)
        if table == "contracts":
            contracted.add(item.site_id)


def with_cell(portfolio: Portfolio, table: str, row_id: int, column: str, value: Value) -> Portfolio:
    """The portfolio with one value changed. A row that changes its kind keeps the terms both kinds know."""
    row = row_of(portfolio.by_id(table, row_id))
    if column == "kind" and value in KINDS.get(table, ()):
        row = turned(table, row, str(value), (site.id for site in portfolio.sites))
    elif column not in row or column == "id":
        raise NotFound(
            f"{table} has no value {column!r} that can be changed.",
            next=columns_hint(column, row),
        )
    return with_row(portfolio, table, row_id, {**row, column: value})


def with_machine(reference: Reference, row: Mapping[str, Any], *, brings: bool = False) -> dict[str, Any]:
    """The row with its machine's hashrate and power from the catalogue, unless it states them.

    `brings`: also where it states them. A machine outside the catalogue states both, and who says so
    (`machine_source`); else `InputRejected` names the nearest.
    """
    try:
        machine = reference.machine(str(row["machine"]))
    except InputRejected as unknown:
        if row.get("machine_source") and {"hashrate_th_s", "power_w"} <= set(row):
            return dict(row)
        unknown.next = f"{unknown.next} A machine of your own needs hashrate, power and a source.".lstrip()
        raise
    own = {"hashrate_th_s": machine.hashrate_th_s, "power_w": machine.power_w}
    return {**own, **row, **(own | {"machine_source": ""} if brings else {}), "machine": machine.model}


def column_quantity(portfolio: Portfolio, table: str, row_id: int, column: str) -> Quantity:
    """The declaration of one value. Raises `NotFound`."""
    item = portfolio.by_id(table, row_id)
    declared = declarations(table, item.terms.kind if table in KINDS else "")
    if column not in declared:
        raise NotFound(f"{table} has no value {column!r}.", next=columns_hint(column, declared))
    return declared[column]


def split_address(address: str) -> tuple[str, str, str]:
    """Table, name and column of an address; table and name are empty for an assumption's key.

    A name may itself contain a slash: the table ends at the first, the column begins after the last.
    """
    if "/" not in address:
        return "", "", address
    table, _, rest = address.partition("/")
    name, slash, column = rest.rpartition("/")
    if table == "company" and not slash:
        return table, "", column
    if table not in TABLES or not column or not name:
        raise NotFound(
            f"{address!r} is not an address.",
            next="Write it like contracts/Pecos block/price_usd_per_mwh.",
        )
    return table, name, column


def new_id(rows: Iterable[Any]) -> int:
    """The next free id: one more than the largest."""
    return max((row.id for row in rows), default=0) + 1
