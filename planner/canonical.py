"""The canonical form: the one way to write values as JSON, and a portfolio's tables in it.

Of fifty thousand lots most values stand often, and a baseline holds most rows of the scenario beside it: each is
written once. No call takes long, so that a window beside it is not kept waiting.
"""

from __future__ import annotations

import dataclasses
import json
import operator
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from planner.kinds import KINDS
from planner.portfolio import TABLES, Portfolio, folded, is_placed
from planner.quantities import Quantity, quantities_of
from planner.rows import row_of

# Written row by row: a contract, debt or hedge has the columns of its kind, a price curve holds a list.
WHOLE = (*KINDS, "price_curves")
NAMES = frozenset({"id", "name", "note", "site_id"})  # not what the numbers depend on; a site counts by position


def canonical_json(content: Any) -> str:
    """JSON with sorted keys, no spaces, shortest floats and no −0. Raises `ValueError` on NaN and infinity."""
    written = _CANONICAL.encode(content)
    # To walk a content takes three times as long as to write it, and hardly any holds a −0
    return _CANONICAL.encode(_without_minus_zero(content)) if _MINUS_ZERO.search(written) else written


def object_text(members: Mapping[str, str]) -> str:
    """The canonical JSON of an object whose members are written already."""
    return f"{{{','.join(f'{canonical_json(key)}:{members[key]}' for key in sorted(members))}}}"


def array_text(elements: Iterable[str]) -> str:
    """The canonical JSON of an array whose elements are written already."""
    return f"[{','.join(elements)}]"


def _plain(content: Any) -> dict[Any, Any]:
    if isinstance(content, Mapping):
        return dict(content)
    raise TypeError(f"{type(content).__name__} has no canonical form")


def _without_minus_zero(content: Any) -> Any:
    if isinstance(content, float):
        return content + 0.0
    if isinstance(content, Mapping):
        return {key: _without_minus_zero(item) for key, item in content.items()}
    if isinstance(content, list | tuple):
        return [_without_minus_zero(item) for item in content]
    return content


_MINUS_ZERO = re.compile(r"-0\.0(?![0-9])")
_CANONICAL = json.JSONEncoder(
    sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False, default=_plain
)


# --- stated values -------------------------------------------------------------------------------------------------


def typed_values(owner: Any) -> dict[str, Any]:
    """The declared values of a stated object, by name, each in the form that counts."""
    return {name: _typed(declaration, getattr(owner, name)) for name, declaration in quantities_of(owner).items()}


def _typed(declaration: Quantity, value: Any) -> Any:
    """5 and 5.0, 0 and −0 are the same number where one is declared, composed and decomposed letters the same text."""
    if declaration.kind == "number":
        return float(value) + 0.0  # −0.0 + 0.0 is 0.0
    if declaration.kind == "integer":
        return int(value)
    return unicodedata.normalize("NFC", value) if isinstance(value, str) else value


# --- a portfolio ---------------------------------------------------------------------------------------------------


class PortfolioText:
    """The tables of a portfolio in canonical form; rows that stand in another one already are taken from there."""

    def __init__(self, portfolio: Portfolio, like: PortfolioText | None = None) -> None:
        self._portfolio = portfolio
        self._tables = {table: _Table(portfolio.rows(table)) for table in TABLES}
        # By the row's own identity, which no other has while both portfolios are there
        self._rows: dict[int, str] = {} if like is None else like._rows.copy()

    def numbers(self) -> str:
        """An object of what numbers depend on: columns without names, notes and ids; a lot's site is its position.

        A site whose market is a price curve of the file names it by its position too.
        """
        portfolio = self._portfolio
        position = {site.id: place for place, site in enumerate(portfolio.sites)}
        columns = {table: self._tables[table].numbers() for table in ("company", "sites", "lots")}
        columns["sites"]["power_market"] = array_text(self._markets())
        columns["lots"]["site"] = array_text(_texts_of([position[lot.site_id] for lot in portfolio.lots]))
        tables = {table: object_text(members) for table, members in columns.items()}
        tables |= {
            table: canonical_json([_kinded_numbers(item, position) for item in portfolio.rows(table)])
            for table in KINDS
        }
        curves = [curve.multiples for curve in portfolio.price_curves]
        return object_text(tables | {"price_curves": canonical_json(curves)})

    def _markets(self) -> list[str]:
        """Each site's market: the position of a price curve of the file, or the name of a shipped shape."""
        place = {folded(curve.name): place for place, curve in enumerate(self._portfolio.price_curves)}
        names = [site.power_market for site in self._portfolio.sites]
        texts = {name: canonical_json(place.get(folded(name), name)) for name in set(names)}
        return [texts[name] for name in names]

    def rows(self) -> str:
        """An object of the tables, each an array of its rows."""
        return object_text({table: array_text(self._rows_of(table)) for table in TABLES})

    def _rows_of(self, table: str) -> list[str]:
        items = self._portfolio.rows(table)
        fresh = tuple(item for item in items if id(item) not in self._rows)
        if table in WHOLE:
            written: Iterable[str] = [canonical_json(_whole_row(item)) for item in fresh]
        else:
            written = (self._tables[table] if len(fresh) == len(items) else _Table(fresh)).rows()
        self._rows.update(zip(map(id, fresh), written, strict=True))
        return [self._rows[id(item)] for item in items]


def _kinded_numbers(item: Any, position: Mapping[int, int]) -> dict[str, Any]:
    """What numbers depend on of a contract, debt or hedge: its site's position where it has one, kind and values."""
    site = {"site": position[item.site_id]} if is_placed(item) else {}
    own = {name: value for name, value in typed_values(item).items() if name not in NAMES}
    return {**site, "kind": item.terms.kind, **own, **typed_values(item.terms)}


def _whole_row(item: Any) -> dict[str, Any]:
    terms = typed_values(item.terms) if hasattr(item, "terms") else {}
    return row_of(item) | typed_values(item) | terms


class _Table:
    """Rows of one kind, their columns written when they are asked for, and once."""

    def __init__(self, items: Sequence[Any]) -> None:
        self._items = items
        self._columns: dict[str, list[str]] = {}

    def numbers(self) -> dict[str, str]:
        """Each declared column but names and notes, as an array."""
        declared = quantities_of(self._items[0]) if self._items else {}
        return {name: array_text(self._column(name)) for name in declared if name not in NAMES}

    def rows(self) -> list[str]:
        """Each row as an object."""
        if not self._items:
            return []
        names = sorted(column.name for column in dataclasses.fields(self._items[0]))
        form = object_text(dict.fromkeys(names, "%s"))
        return list(map(form.__mod__, zip(*map(self._column, names), strict=True)))

    def _column(self, name: str) -> list[str]:
        if name not in self._columns:
            declared = quantities_of(self._items[0]).get(name)  # not of an id
            self._columns[name] = _texts_of(list(map(operator.attrgetter(name), self._items)), declared)
        return self._columns[name]


def _texts_of(values: Sequence[Any], declared: Quantity | None = None) -> list[str]:
    """The canonical JSON of each of many values, all of them texts or none."""
    if not values:
        return []
    different = list(set(values))
    typed = different if declared is None else [_typed(declared, value) for value in different]
    if isinstance(typed[0], str):
        written = [canonical_json(value) for value in typed]
    else:
        written = canonical_json(typed)[1:-1].split(",")  # what is no text holds no comma
    texts = dict(zip(different, written, strict=True))
    return [texts[value] for value in values]
