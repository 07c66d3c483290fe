"""How a file seems to be read: a proposal that is shown and can be changed, never a conclusion kept to itself.

The decimal mark follows from evidence: 17.5, 0,95 and 1.234,5 can be read in one way only, 3,500 cannot. Without
evidence, or with evidence for both, it stays undecided, and a number with a mark is a problem that asks.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from planner.errors import InputRejected
from planner.exchange.csv_columns import is_canonical
from planner.exchange.csv_numbers import APOSTROPHES, SPACES
from planner.exchange.csv_text import DELIMITERS, Reading, lines_of, text_of

SAMPLE_CHARACTERS = 64 * 1024
SAMPLE_ROWS = 200

_MARKED = re.compile(f"[+-]?([0-9][0-9.,{SPACES}{APOSTROPHES}]*|[.,][0-9]+)")
_MONTH = re.compile(r"(0?[1-9]|1[0-2])[.](19|20|21)[0-9]{2}|(19|20|21)[0-9]{2}[.](0?[1-9]|1[0-2])")
_GROUPED = re.compile(f"[0-9]{{1,3}}([.,{SPACES}{APOSTROPHES}][0-9]{{3}})+")


def guess_reading(
    raw: bytes,
    *,
    encoding: str = "utf-8",
    delimiter: str = "",
    decimal_mark: str = "",
    thousands_mark: str | None = None,
) -> Reading:
    """How to read a file: what is named here as named, the rest by what the file shows.

    The encoding is UTF-8 unless another is named, since almost any bytes can be read in almost any other. A file with
    our own headers between commas has the marks that we write: what its names look like is no evidence.
    """
    named = Reading(encoding=encoding, delimiter=delimiter or ",", decimal_mark=decimal_mark,
                    thousands_mark=thousands_mark or "")  # fmt: skip
    try:
        text = text_of(raw, encoding)
    except InputRejected:
        text = raw.decode("latin-1").replace("\0", "")  # only to propose the rest; the preview says what is wrong
    named_delimiter = delimiter or _delimiter(text)
    rows = _cells(text, named_delimiter)
    if named_delimiter == "," and is_canonical(next(rows, ())):
        decimal = named.decimal_mark or _other(thousands_mark or ",")
        return replace(named, delimiter=",", decimal_mark=decimal)
    marks = _Marks(cell for row in rows for cell in row)
    decimal = named.decimal_mark or marks.decimal_mark(thousands_mark or "")
    thousands = marks.thousands_mark(decimal) if thousands_mark is None else named.thousands_mark
    return Reading(encoding=encoding, delimiter=named_delimiter, decimal_mark=decimal, thousands_mark=thousands)


def _cells(text: str, delimiter: str) -> Iterator[tuple[str, ...]]:
    """Rows with content, as far as they can be read."""
    try:
        for line in lines_of(text, delimiter):
            if any(cell and not cell.isspace() for cell in line.cells):
                yield line.cells
    except InputRejected:
        return


def _delimiter(text: str) -> str:
    """The delimiter that cuts most rows into as many cells as the header, of at least two; else the comma."""
    sample = text[:SAMPLE_CHARACTERS]
    best, best_score = ",", (0.0, 0)
    for delimiter in DELIMITERS.values():
        widths = []
        for row in csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter):
            if any(cell and not cell.isspace() for cell in row):
                widths.append(len(row))
            if len(widths) >= SAMPLE_ROWS:
                break
        if len(sample) < len(text) and len(widths) > 1:
            widths.pop()  # cut off in its middle
        if not widths or widths[0] < 2:
            continue
        score = (sum(width == widths[0] for width in widths) / len(widths), widths[0])
        if score > best_score:
            best, best_score = delimiter, score
    return best


class _Marks:
    """What the numbers of a file say of their marks."""

    def __init__(self, cells: Iterable[str]) -> None:
        self.decimal: set[str] = set()  # can only be the decimal mark
        self.thousands: set[str] = set()  # can only stand between thousands
        self.either: set[str] = set()
        for cell in {cell.strip() for cell in cells}:
            if _MARKED.fullmatch(cell) and not cell.isdecimal() and not _MONTH.fullmatch(cell):
                self._read(cell.lstrip("+-"))

    def _read(self, number: str) -> None:
        marks = [char for char in number if char in ".,"]
        spaced = {"'" if char in APOSTROPHES else " " for char in number if char in SPACES + APOSTROPHES}
        if not marks:
            if _GROUPED.fullmatch(number):
                self.thousands |= spaced
            return
        whole, _, fraction = number.rpartition(marks[-1])
        if len(set(marks)) == 2 or spaced or len(marks) > 1:
            grouped = _GROUPED.fullmatch(whole) is not None
            if marks.count(marks[-1]) == 1 and (grouped or whole.isdecimal()):
                self.decimal.add(marks[-1])
                self.thousands |= spaced | (set(marks) - {marks[-1]})
            elif len(set(marks)) == 1 and _GROUPED.fullmatch(number):
                self.thousands.add(marks[-1])
                self.decimal.add(_other(marks[-1]))
        elif len(fraction) == 3 and 1 <= len(whole) <= 3 and not whole.startswith("0"):
            self.either.add(marks[-1])
        else:
            self.decimal.add(marks[-1])

    def decimal_mark(self, thousands_mark: str) -> str:
        """The decimal mark, empty where the file leaves it open."""
        if thousands_mark in (".", ","):
            return _other(thousands_mark)
        if len(self.decimal) == 1:
            return next(iter(self.decimal))
        return "" if self.decimal or self.either else "."

    def thousands_mark(self, decimal_mark: str) -> str:
        """The thousands mark that goes with a decimal mark; empty where none is seen."""
        seen = (self.thousands | self.either) - {decimal_mark} if decimal_mark else self.thousands - {".", ","}
        return next((mark for mark in (",", ".", " ", "'") if mark in seen), "")


def _other(mark: str) -> str:
    return "," if mark == "." else "."
