"""Kinds: what the rows of each table declare, and the tables whose rows have terms of a kind beside it.

A contract, debt or hedge in one flat row: its id, name, site and kind, then its own values, then its terms.
"""

from __future__ import annotations

import functools
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Any

from planner import contracts, debts, hedges
from planner.company import Company
from planner.debt import Debt
from planner.errors import InputRejected
from planner.hedge import Hedge
from planner.portfolio import Contract, Lot, Site
from planner.price_curves import PriceCurve
from planner.quantities import Kind, Quantity, Value, nearest, problem_with, quantities_of

Row = Mapping[str, Value]
OWNERS: Mapping[str, Any] = MappingProxyType(
    {
        "company": Company, "sites": Site, "lots": Lot, "contracts": Contract, "debts": Debt, "hedges": Hedge,
        "price_curves": PriceCurve,
    }
)  # fmt: skip
KINDS: Mapping[str, Mapping[str, Any]] = MappingProxyType(
    {"contracts": contracts.KINDS, "debts": debts.KINDS, "hedges": hedges.KINDS}
)
ONE = {
    "company": "company", "sites": "site", "lots": "lot", "contracts": "contract", "debts": "debt", "hedges": "hedge",
    "price_curves": "price curve",
}  # fmt: skip


def declarations(table: str, kind: str = "") -> dict[str, Quantity]:
    """The declared values of a table's rows; with those of the terms of a kind, where the table has such a kind."""
    declared = quantities_of(OWNERS[table])
    terms = KINDS.get(table, {}).get(kind)
    return declared if terms is None else declared | quantities_of(terms)


def terms_by_kind(table: str) -> dict[str, dict[str, Quantity]]:
    """Every term of a table's kinds, in the order of the kinds, with its declaration in each kind that has it."""
    found: dict[str, dict[str, Quantity]] = {}
    for kind, terms in KINDS.get(table, {}).items():
        for key, declared in quantities_of(terms).items():
            found.setdefault(key, {})[kind] = declared
    return found


@functools.cache
def tied_columns(table: str) -> tuple[str, ...]:
    """What stands before the declared values in a flat row of a table with kinds."""
    return ("id", "name", "site_id", "kind") if has_sites(table) else ("id", "name", "kind")


def has_sites(table: str) -> bool:
    """Whether rows of a table name a site; a hedge does where its kind is of one."""
    return table in ("lots", "contracts", "hedges")


def flat_row(item: Any) -> dict[str, Value]:
    """The flat row of an item of a table with kinds."""
    tied = {name: getattr(item, name) for name in ("id", "name", "site_id") if hasattr(item, name)}
    own = {name: getattr(item, name) for name in quantities_of(item) if name != "name"}
    terms = {name: getattr(item.terms, name) for name in quantities_of(item.terms)}
    return {**tied, "kind": item.terms.kind, **own, **terms}


def item_of_kind(table: str, row: Row) -> Any:
    """The item of such a flat row. Raises `InputRejected` for unknown columns, kinds and values."""
    word, kinds, owner = ONE[table], KINDS[table], OWNERS[table]
    required = {*tied_columns(table)} - ({"site_id"} if table == "hedges" else set())
    if missing := sorted(required - set(row)):
        raise InputRejected(f"A new row in {table} needs {', '.join(missing)}.")
    if row["kind"] not in kinds:
        raise InputRejected(f"There is no {word} kind {row['kind']!r}.", next=f"Use one of {', '.join(kinds)}.")
    kind = kinds[str(row["kind"])]
    own = {name: value for name, value in row.items() if name in quantities_of(owner)}
    terms = {name: value for name, value in row.items() if name not in {*tied_columns(table), *own}}
    known = set(quantities_of(kind))
    if unknown := sorted(set(terms) - known):
        raise InputRejected(
            f"A {word} of kind {row['kind']} has no {unknown[0]!r}.", next=columns_hint(unknown[0], known)
        )
    ids = {name: int(row[name]) for name in ("id", "site_id") if name in row}
    return owner(**ids, terms=kind(**typed_row(kind, terms)), **typed_row(owner, own))


def turned(table: str, row: Row, kind: str, site_ids: Iterator[int]) -> dict[str, Value]:
    """A flat row turned to another kind: it keeps the terms that both kinds know.

    A hedge that comes to be of a site takes the next of `site_ids` until it is told another.
    """
    kept = {"id", "site_id", *quantities_of(OWNERS[table]), *quantities_of(KINDS[table][kind])}
    after = {name: value for name, value in row.items() if name in kept} | {"kind": kind}
    if table == "hedges":
        of_site = hedges.KINDS[kind].of_site
        after["site_id"] = (row.get("site_id") or next(site_ids, 0)) if of_site else 0
    return after


def columns_hint(name: str, known: Iterable[str]) -> str:
    """Which columns could be meant by one that is not there."""
    close = nearest(name, known)
    return f"Did you mean {' or '.join(close)}?" if close else f"Use one of {', '.join(sorted(known))}."


def typed_row(kind: Any, row: Row) -> dict[str, Any]:
    """Integers where integers are declared, floats where numbers are: JSON and SQL do not keep them apart."""
    typed: dict[str, Any] = dict(row)
    for name, declaration in quantities_of(kind).items():
        if name not in typed:
            continue
        value = typed[name]
        if _is_typed(declaration.kind, value):
            continue  # nearly every value of fifty thousand rows
        number = isinstance(value, int | float) and not isinstance(value, bool)
        if declaration.kind == "number" and number and not problem_with(declaration, value):
            typed[name] = float(value)
        elif declaration.kind == "integer" and number and not problem_with(declaration, value):
            typed[name] = int(value)
        elif declaration.kind == "text" and isinstance(value, str):
            typed[name] = unicodedata.normalize("NFC", value)
    return typed


_TYPES: dict[Kind, type] = {"number": float, "integer": int}


def _is_typed(kind: Kind, value: Any) -> bool:
    if isinstance(value, str):
        return kind == "text" and value.isascii()
    return type(value) is _TYPES.get(kind)
