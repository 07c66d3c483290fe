"""NewRow: what a row that is added by hand, or turned to another kind, begins with before anything is typed."""

from __future__ import annotations

from collections.abc import Sequence

from planner.edits import Edit, apply, set_cell
from planner.errors import NotFound
from planner.kinds import KINDS, ONE
from planner.portfolio import folded
from planner.quantities import Value
from planner.reference import Reference
from planner.rows import row_of
from planner.scenario import Book
from planner.table_edits import set_rows
from ui.panels.cell_notes import contextual_defaults, months_ahead


def new_row(book: Book, reference: Reference, table: str, near: Sequence[int] = ()) -> dict[str, Value]:
    """A new row under a free name, of the first kind.

    A lot joins the site of the row `near`, a contract the first site without one.
    Raises `NotFound` where there is no site yet, or none that a contract could serve.
    """
    row: dict[str, Value] = {"name": _free_name(book, table)}
    if table in ("debts", "hedges"):
        return row | {"kind": next(iter(KINDS[table])), **months_ahead(book.portfolio, table)}
    if table == "sites":
        return row | _market_of_the_last(book)
    if not book.portfolio.sites:
        raise NotFound("There is no site yet.", next="Add a site first.")
    if table == "contracts":
        return row | {"site_id": _site_without_contract(book), "kind": next(iter(KINDS[table]))}
    lots = book.portfolio.lots
    beside = next((lot for lot in lots if lot.id in near), lots[-1] if lots else None)
    row["online_month"] = book.portfolio.company.start_month
    if beside is None:
        return row | {"site_id": book.portfolio.sites[0].id, "machine": _newest(reference), "count": 0}
    row |= {"site_id": beside.site_id, "machine": beside.machine, "count": 0}
    if beside.machine_source:
        row |= {key: getattr(beside, key) for key in ("hashrate_th_s", "power_w", "machine_source")}
    return row


def cell_edit(book: Book, reference: Reference, table: str, row_id: int, key: str, value: Value) -> Edit:
    """The edit of one cell as `set_cell` makes it; terms that come with a kind are those of the context."""
    edit = set_cell(book, reference, table, row_id, key, value)
    if key != "kind":
        return edit
    turned = apply(book, edit).portfolio
    before = row_of(book.portfolio.by_id(table, row_id))
    fitting = contextual_defaults(turned, table, turned.by_id(table, row_id))
    fresh = {name: fit for name, fit in fitting.items() if name not in before}
    return set_rows(book, reference, table, {row_id: {key: value, **fresh}}, edit.label) if fresh else edit


def _market_of_the_last(book: Book) -> dict[str, Value]:
    """Power market and spot price of the last site: sites of a company lie close together."""
    return {
        key: getattr(site, key)
        for site in book.portfolio.sites[-1:]
        for key in ("power_market", "spot_price_usd_per_mwh")
    }


def _free_name(book: Book, table: str) -> str:
    names = {folded(row.name) for row in book.portfolio.rows(table)}
    name, number = f"New {ONE[table]}", 1
    while folded(name) in names:
        number += 1
        name = f"New {ONE[table]} {number}"
    return name


def _site_without_contract(book: Book) -> int:
    held = {contract.site_id for contract in book.portfolio.contracts}
    free = next((site.id for site in book.portfolio.sites if site.id not in held), None)
    if free is None:
        raise NotFound("Every site has a contract already.", next="Change its kind or terms, or add a site first.")
    return free


def _newest(reference: Reference) -> str:
    dated = [machine for machine in reference.machines.values() if machine.release_month]
    return max(dated, key=lambda machine: str(machine.release_month)).model
