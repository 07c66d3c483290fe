"""The value in one cell of a table: a number by the declared marks, a month, a choice, text; or why it cannot stand."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from planner.edits import LARGEST_ID
from planner.exchange.csv_cells import read_text
from planner.exchange.csv_columns import ID, KIND, Column, columns_of
from planner.exchange.csv_numbers import NotRead, month_in, number_in
from planner.exchange.csv_text import Reading
from planner.kinds import KINDS, ONE
from planner.portfolio import folded
from planner.quantities import Quantity, Value, bounds_in_files, nearest, problem_with

_YES_OR_NO = {"yes": True, "no": False}


@dataclass(frozen=True, slots=True)
class Refused:
    """Why a cell has no value, as half a sentence."""

    reason: str


class Values:
    """Cells of one file as values. What a cell says is worked out once: columns repeat themselves."""

    def __init__(self, table: str, reading: Reading) -> None:
        self._table = table
        self._columns = columns_of(table)
        self._reading = reading
        self._known: dict[tuple[str, str, str], Value | Refused] = {}

    def value(self, key: str, written: str, kind: str = "") -> Value | Refused:
        """The value of a cell under a column, for a row of a kind."""
        found = self._known.get((key, written, kind))
        if found is None:
            try:
                found = self._worked_out(self._columns[key], written, kind)
            except NotRead as refusal:
                found = Refused(str(refusal))
            self._known[key, written, kind] = found
        return found

    def _worked_out(self, column: Column, written: str, kind: str) -> Value:
        if column.key == ID:
            return self._row_id(written)
        if column.key == KIND:
            return _kind(self._table, read_text(written))
        declared = column.quantity(kind)
        if declared is None:
            return read_text(written)
        value = self._of_kind(declared, written)
        if reason := problem_with(declared, value, bounds=bounds_in_files):
            raise NotRead(reason)
        return int(value) if declared.kind == "integer" and isinstance(value, float) else value

    def _of_kind(self, declared: Quantity, written: str) -> Value:
        if declared.kind in ("number", "integer"):
            return number_in(written, self._reading.decimal_mark, self._reading.thousands_mark)
        text = unicodedata.normalize("NFC", read_text(written))
        if declared.kind == "month":
            return "" if declared.optional and not text else month_in(text)
        if declared.kind == "choice":
            return next((word for word in declared.choices if folded(word) == folded(text)), text)
        if declared.kind == "flag":
            return _YES_OR_NO.get(folded(text), text)
        return text

    def _row_id(self, written: str) -> int:
        number = number_in(written, self._reading.decimal_mark, self._reading.thousands_mark)
        if not number.is_integer() or not 0 < number <= LARGEST_ID:
            raise NotRead("is no row number; leave the column out, rows are matched by name")
        return int(number)


def _kind(table: str, written: str) -> str:
    kinds = KINDS[table]
    for kind, terms in kinds.items():
        if folded(written) in (folded(kind), folded(terms.label)):
            return kind
    close = nearest(written, kinds) if written else ()
    told = f"{'nearest' if close else 'there are'}: {', '.join(close or kinds)}"
    raise NotRead(f"is no kind of {ONE[table]}; {told}")
