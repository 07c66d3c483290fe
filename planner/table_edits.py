"""Table edits: what one gesture does to several cells or rows of a table, as one Edit.

What somebody typed has been read already; here it is held against the declarations and the other rows, and every
cell that cannot stand is named with its row and column before anything is proposed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from planner.edits import Change, Edit, apply
from planner.errors import InputRejected, NotFound, Problem, ReckonerError
from planner.kinds import KINDS, declarations, turned
from planner.notation import counted
from planner.portfolio import folded
from planner.price_curves import curves_named
from planner.quantities import Value, given_value, problem_with
from planner.reference import Reference
from planner.rows import item_of, new_id, row_of, with_machine
from planner.scenario import Book

LONGEST_NAME = 200
_TIED = {"name": "Name", "site_id": "Site", "kind": "Kind"}

Values = Mapping[str, Value]


def delete_rows(book: Book, table: str, ids: Sequence[int]) -> Edit:
    """The edit that deletes rows. Raises `InputRejected` where one must stay, `NotFound` where one is missing."""
    items = [book.portfolio.by_id(table, row_id) for row_id in ids]
    changes = tuple(Change(table=table, id=item.id, column="*", before=row_of(item), after=None) for item in items)
    return _checked(book, Edit(label=f"Delete {named(table, items)}", changes=changes))


def duplicate_rows(book: Book, table: str, ids: Sequence[int]) -> Edit:
    """The edit that adds a copy of each row, under a name of its own.

    A site has one contract: the copy of a contract goes to the first site without one. Raises `InputRejected`.
    """
    if table == "company":
        raise InputRejected("There is one company; it cannot be duplicated.")
    items = [book.portfolio.by_id(table, row_id) for row_id in ids]
    taken = {folded(row.name) for row in book.portfolio.rows(table)}
    first = new_id(book.portfolio.rows(table))
    free = _sites_without_contract(book)
    changes = []
    for number, item in enumerate(items):
        name = _name_of_copy(item.name, taken)
        taken.add(folded(name))
        row = row_of(item) | {"id": first + number, "name": name}
        if table == "contracts":
            row["site_id"] = _free_site(free, item.name)
        changes.append(Change(table=table, id=first + number, column="*", before=None, after=row))
    return _checked(book, Edit(label=f"Duplicate {named(table, items)}", changes=tuple(changes)))


def set_rows(book: Book, reference: Reference, table: str, rows: Mapping[int, Values], label: str = "") -> Edit:
    """The edit that sets values in several rows, by row id; an id that is not there becomes a new row.

    A machine brings hashrate and power unless they are set beside it, another kind its default terms.

    Raises
    ------
    InputRejected
        With a problem for every cell that cannot stand; then nothing is proposed.
    """
    there = {item.id: item for item in book.portfolio.rows(table)}
    problems: list[Problem] = []
    changes: list[Change] = []
    for row_id, values in rows.items():
        item = there.get(row_id)
        before = None if item is None else row_of(item)
        title = str(values.get("name", "a new row")) if item is None else item.name
        try:
            after = _row_after(book, reference, table, row_id, before, values)
            found = tuple(_problems(table, title, after, values))
            problems += found
            if not found:
                item_of(table, after)
        except ReckonerError as error:
            problems += _located(error, title)
        else:
            if after != before:
                changes.append(Change(table=table, id=row_id, column="*", before=before, after=after))
    if problems:
        raise InputRejected.of(problems)
    return _checked(
        book, Edit(label=label or f"Change {counted(len(changes), 'row')} of {table}", changes=tuple(changes))
    )


def named(table: str, items: Sequence[Any]) -> str:
    """Some rows in a label: one by its name, several by their number and the first two names."""
    if len(items) == 1:
        return str(items[0].name)
    names = ", ".join(item.name for item in items[:2])
    return f"{len(items):,} {table} ({names}{', …' if len(items) > 2 else ''})"


def _row_after(
    book: Book, reference: Reference, table: str, row_id: int, before: Values | None, values: Values
) -> dict[str, Any]:
    row: dict[str, Any] = {"id": row_id, **(before or {})}
    if table in KINDS:
        row |= {"kind": next(iter(KINDS[table]))} if before is None else {}
        kind = values.get("kind", row["kind"])
        if kind in KINDS[table] and (kind != row["kind"] or before is None):
            row = turned(table, row, str(kind), (site.id for site in book.portfolio.sites))
    row |= values
    if table == "lots" and "machine" in row and (before is None or {"machine", "machine_source"} & set(values)):
        brings = before is not None and row["machine"] != before["machine"]
        own = {key: values[key] for key in ("hashrate_th_s", "power_w", "machine_source") if key in values}
        return with_machine(reference, row, brings=brings) | own
    if table == "sites" and "power_market" in values:
        row["power_market"] = curves_named(reference, book.portfolio.price_curves, str(values["power_market"])).name
    return row


def _problems(table: str, title: str, row: Values, values: Values) -> Iterator[Problem]:
    """What a cell that was set cannot hold, each under its own label."""
    declared = declarations(table, str(row.get("kind", "")))
    for key, value in values.items():
        quantity = declared.get(key)
        if quantity is None:
            if key not in ("site_id", "kind"):
                reason = f"does not belong to the kind {row.get('kind')}" if table in KINDS else "is not known"
                yield Problem(where=f"{title}, {key}", value=str(value), reason=reason)
        elif reason := problem_with(quantity, value):
            yield Problem(where=f"{title}, {quantity.label}", value=given_value(quantity, value), reason=reason)


def _located(error: ReckonerError, title: str) -> list[Problem]:
    if isinstance(error, InputRejected) and error.problems:
        return list(error.problems)
    hint = f" ({error.next.removesuffix('.')})" if error.next and not isinstance(error, NotFound) else ""
    return [Problem(where=title, value="", reason=f"{error.message.removesuffix('.')}{hint}")]


def _name_of_copy(name: str, taken: set[str]) -> str:
    stem = name[: LONGEST_NAME - 12].rstrip()
    number, copy = 2, f"{stem} copy"
    while folded(copy) in taken:
        copy, number = f"{stem} copy {number}", number + 1
    return copy


def _sites_without_contract(book: Book) -> Iterator[int]:
    held = {contract.site_id for contract in book.portfolio.contracts}
    return (site.id for site in book.portfolio.sites if site.id not in held)


def _free_site(free: Iterator[int], name: str) -> int:
    site_id = next(free, None)
    if site_id is None:
        raise InputRejected(f"{name} cannot be duplicated: every site has a contract already.",
                            next="Add a site first.")  # fmt: skip
    return site_id


def _checked(book: Book, edit: Edit) -> Edit:
    apply(book, edit)
    return edit
