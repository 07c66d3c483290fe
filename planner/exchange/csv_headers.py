"""Which column each header of a file stands for: recognised, mapped or dropped by the user, or a problem."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from planner.errors import InputRejected
from planner.exchange.csv_columns import (
    COMPANY,
    HOUR,
    PRICE,
    PRICES,
    columns_of,
    one_of,
    recognised,
    suggest_mapping,
    unit_conflict,
)
from planner.exchange.csv_numbers import NotRead, number_in
from planner.exchange.csv_text import CellProblem, Sheet, cell_problem
from planner.portfolio import folded
from planner.quantities import nearest


@dataclass(frozen=True, slots=True, kw_only=True)
class Headers:
    """The header cells as written, the column of each (None: left out), and what is wrong with them."""

    line: int
    written: tuple[str, ...]
    columns: tuple[str | None, ...]
    problems: tuple[CellProblem, ...]

    def header_of(self, column: str) -> str:
        """The header under which a column stands; the column's key where the file does not have it."""
        return self.written[self.columns.index(column)] if column in self.columns else column


def settled_headers(sheet: Sheet, table: str, mapping: Mapping[str, str | None]) -> Headers:
    """What each header stands for. `mapping` gives a column, or nothing to leave the header's cells out.

    Raises
    ------
    InputRejected
        When a header is mapped to a column that the table does not have.
    """
    wanted = {folded(header): _target(column, table) for header, column in mapping.items()}
    written = tuple(cell.strip() for cell in sheet.header.cells)
    places: dict[str, int] = {}
    for place, header in enumerate(written):
        places.setdefault(folded(header), place)
    columns: list[str | None] = []
    problems: list[CellProblem] = []
    suggestions: dict[str, str | None] = {}
    for place, header in enumerate(written):
        column, reason = None, ""
        if header and places[folded(header)] != place:
            reason = _twice(written, places[folded(header)], place)
        elif folded(header) in wanted:
            column = wanted[folded(header)]
            reason = "" if column is None else unit_conflict(header, columns_of(table)[column])
        elif not header:
            reason = f"has no name above column {place + 1}, which is not empty" * _is_filled(sheet, place)
        else:
            column = recognised(header, table)
        if column is not None and column in columns:
            reason = f"stands for {column}, as {written[columns.index(column)]!r} does; one of them has to go"
        if reason:
            problems.append(cell_problem(sheet.header.number, header, "", reason, asks="column"))
        elif header and column is None and folded(header) not in wanted:
            suggestions = suggestions or {item.header: item.column for item in suggest_mapping(written, table)}
            problems.append(_unknown(header, suggestions[header], table, sheet.header.number))
        columns.append(column)
    problems += [
        cell_problem(sheet.header.number, header, "", "is to be mapped, but the file does not have it", asks="column",
                     nearest=nearest(header, written))
        for header in mapping if folded(header) not in places
    ]  # fmt: skip
    if not any(columns) and any(map(_is_number, written)):
        problems = [cell_problem(sheet.header.number, "", "", "has to name the columns, and holds numbers")]
    elif table == PRICES and not problems:
        problems = [
            cell_problem(sheet.header.number, "", "", f"has no column for the {words} of each price", asks="column")
            for key, words in ((HOUR, "hour"), (PRICE, "USD/MWh")) if key not in columns
        ]  # fmt: skip
    elif not problems and "name" not in columns and table != COMPANY and not (table == "lots" and "machine" in columns):
        reason = f"has no column for the name of each {one_of(table)}"
        problems.append(cell_problem(sheet.header.number, "", "", reason, asks="column"))
    return Headers(line=sheet.header.number, written=written, columns=tuple(columns), problems=tuple(problems))


def _target(column: str | None, table: str) -> str | None:
    if not column:
        return None
    key = recognised(column, table)
    if key is None:
        close = nearest(column, columns_of(table))
        hint = f"Did you mean {' or '.join(close)}?" if close else f"Use one of {', '.join(columns_of(table))}."
        raise InputRejected(f"{table} has no column {column!r}.", next=hint)
    return key


def _twice(written: Sequence[str], first: int, again: int) -> str:
    spelt = "" if written[first] == written[again] else f", once spelt {written[first]!r}"
    return f"stands above columns {first + 1} and {again + 1}{spelt}"


def _is_filled(sheet: Sheet, place: int) -> bool:
    return any(place < len(row.cells) and row.cells[place].strip() for row in sheet.rows)


def _unknown(header: str, suggested: str | None, table: str, line: int) -> CellProblem:
    meant = f" (perhaps {suggested})" if suggested else ""
    reason = f"is no column of {table}{meant}; map it to one, or leave it out"
    return cell_problem(line, header, "", reason, asks="column", nearest=(suggested,) if suggested else ())


def _is_number(header: str) -> bool:
    try:
        number_in(header, ".", "")
    except NotRead:
        return False
    return True
