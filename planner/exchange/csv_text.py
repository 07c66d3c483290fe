"""A CSV file as text: bytes read once, decoded as declared, cut into cells that know their line.

Nothing is repaired: a byte that does not fit the encoding, a quote that is not closed or a row of another length
is a problem with its line, never a guess.
"""

from __future__ import annotations

import csv
import io
import os
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from planner.errors import InputRejected, LimitExceeded, NotFound, Problem, WentAway

LARGEST_FILE_BYTES = 64 * 1024 * 1024
MOST_ROWS = 100_000
MOST_COLUMNS = 200
LONGEST_SHOWN = 40

CODECS = {"utf-8": "utf-8-sig", "utf-16": "utf-16", "windows-1252": "cp1252"}
DELIMITERS = {"comma": ",", "semicolon": ";", "tab": "\t", "bar": "|"}
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
_UTF8_MARK = b"\xef\xbb\xbf"

Asks = Literal["", "encoding", "decimal mark", "column", "machine"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """How a file is read. Shown beside the preview, and changeable there.

    `decimal_mark` is empty where the file gives no evidence: then a number with a mark is a problem that asks.
    `thousands_mark` is empty where there is none; a space stands for every kind of space.
    """

    encoding: str = "utf-8"
    delimiter: str = ","
    decimal_mark: str = "."
    thousands_mark: str = ""

    def __post_init__(self) -> None:
        if self.encoding not in CODECS:
            raise InputRejected(f"There is no encoding {self.encoding!r}.", next=f"Use one of {', '.join(CODECS)}.")
        if self.delimiter not in DELIMITERS.values():
            raise InputRejected(f"{self.delimiter!r} cannot stand between cells.",
                                next=f"Use one of {', '.join(DELIMITERS)}.")  # fmt: skip
        if self.decimal_mark not in ("", ".", ","):
            raise InputRejected(f"{self.decimal_mark!r} is no decimal mark.", next="Use a point or a comma.")
        if self.thousands_mark not in ("", ".", ",", " ", "'"):
            raise InputRejected(f"{self.thousands_mark!r} is no thousands mark.",
                                next="Use none, a comma, a point, a space or an apostrophe.")  # fmt: skip
        if self.thousands_mark and self.thousands_mark == self.decimal_mark:
            raise InputRejected("The decimal mark and the thousands mark cannot be the same.",
                                next="Choose another thousands mark, or none.")  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class CellProblem(Problem):
    """A problem at a line (0: the file as a whole) and under a header; `asks` names the choice that would settle it."""

    line: int
    column: str
    asks: Asks = ""
    nearest: tuple[str, ...] = ()

    def __str__(self) -> str:
        given = f" ({shown(self.value)})" if self.value else ""
        return f"{self.where}{given}: {self.reason}"


def cell_problem(
    line: int, column: str, value: str, reason: str, *, asks: Asks = "", nearest: Sequence[str] = ()
) -> CellProblem:
    """A problem whose place is named in words: `line 14 'Power'`."""
    where = " ".join(part for part in (f"line {line}" if line else "the file", f"{shown(column)!r}" * bool(column))
                     if part)  # fmt: skip
    return CellProblem(where=where, value=value, reason=reason, line=line, column=column, asks=asks,
                       nearest=tuple(nearest))  # fmt: skip


def shown(written: str) -> str:
    """What a file says, inside a sentence: short, on one line, without invisible characters."""
    visible = "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in written)
    return visible if len(visible) <= LONGEST_SHOWN else f"{visible[: LONGEST_SHOWN - 1]}…"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A row of cells and the line of the file on which it begins, from 1."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """The header and the rows below it; rows without any content are left out and counted."""

    header: Line
    rows: tuple[Line, ...]
    blank_rows: int


def bytes_of(path: str | Path) -> bytes:
    """The bytes of a file, read once.

    Raises
    ------
    NotFound, WentAway, LimitExceeded
        When there is no such file, it cannot be read, or it is too large.
    InputRejected
        When it changed while it was read, so that its parts may not belong together.
    """
    path = Path(path)
    try:
        if not stat.S_ISREG(path.stat().st_mode):  # a pipe would wait for its other end
            raise NotFound(f"{path.name} is not a file.")
        with path.open("rb") as file:
            before = os.fstat(file.fileno())
            raw = file.read(LARGEST_FILE_BYTES + 1)
            after = os.fstat(file.fileno())
    except (FileNotFoundError, ValueError) as error:  # ValueError: a NUL in the name
        raise NotFound(f"There is no file {path.name!r}.") from error
    except OSError as error:
        raise WentAway(f"{path.name} cannot be read: {(error.strerror or 'the system refused').lower()}.",
                       next="Check the file and its permissions.") from error  # fmt: skip
    if len(raw) > LARGEST_FILE_BYTES:
        raise LimitExceeded(f"{path.name} is larger than {LARGEST_FILE_BYTES // 1024**2} MB.")
    if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns) or len(raw) != after.st_size:
        raise InputRejected(f"{path.name} changed while it was read.", next="Wait until it is saved, then try again.")
    return raw


def text_of(raw: bytes, encoding: str) -> str:
    """The text of the bytes, without a byte order mark. Raises `InputRejected` with the line of what does not fit."""
    if encoding != "utf-16" and raw.startswith(_UTF16_MARKS):
        raise _not_text(1, "begins with the mark of UTF-16; name that encoding")
    if encoding == "utf-16" and not raw.startswith(_UTF16_MARKS):
        raise _not_text(1, "does not begin with the mark of UTF-16, so the order of its bytes is unknown")
    if encoding == "windows-1252" and raw.startswith(_UTF8_MARK):
        raise _not_text(1, "begins with the mark of UTF-8; name that encoding")
    try:
        text = raw.decode(CODECS[encoding])
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        hint = "; an older spreadsheet may have saved it as windows-1252: name the encoding" * (encoding == "utf-8")
        raise _not_text(line, f"holds a byte (hex {raw[error.start]:02x}) that is not {encoding}{hint}") from error
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise _not_text(line, "holds a NUL, so it is not a table of text, or not in this encoding")
    return text


def _not_text(line: int, reason: str) -> InputRejected:
    return InputRejected.of([cell_problem(line, "", "", reason, asks="encoding")])


def lines_of(text: str, delimiter: str) -> Iterator[Line]:
    """Every row with its line; quotes as in RFC 4180, line ends CR, LF or both, also mixed.

    Raises
    ------
    InputRejected
        A quote that is not closed, or text after a closing one.
    LimitExceeded
        Too many rows or columns, or a cell beyond all measure.
    """
    # newline="" keeps a line end inside quotes as it is, and ends a line at CR as well as at LF
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows = 0
    while True:
        begins = reader.line_num + 1
        try:
            cells = next(reader, None)
        except csv.Error as error:
            if "field larger" in str(error):
                raise LimitExceeded(f"A cell on line {begins} is longer than any cell can be.") from error
            unclosed = "end of data" in str(error)
            reason = "a quote that opens here is not closed" if unclosed else "text follows a closing quote"
            raise InputRejected.of([cell_problem(begins, "", "", reason)]) from error
        if cells is None:
            return
        rows += 1
        if rows > MOST_ROWS + 1:
            raise LimitExceeded(f"The file has more than {MOST_ROWS:,} rows.")
        if len(cells) > MOST_COLUMNS:
            raise LimitExceeded(f"Line {begins} has more than {MOST_COLUMNS} columns.",
                                next="Leave out the columns that are not needed.")  # fmt: skip
        yield Line(number=begins, cells=tuple(cells))


def sheet_of(raw: bytes, reading: Reading) -> Sheet:
    """Header and rows of a file, read as declared. Raises `InputRejected`, `LimitExceeded`."""
    header: Line | None = None
    rows: list[Line] = []
    blank = 0
    for line in lines_of(text_of(raw, reading.encoding), reading.delimiter):
        if not any(cell and not cell.isspace() for cell in line.cells):
            blank += header is not None
        elif header is None:
            header = line
        else:
            rows.append(line)
    if header is None:
        raise InputRejected.of([cell_problem(0, "", "", "is empty")])
    return Sheet(header=header, rows=tuple(rows), blank_rows=blank)
