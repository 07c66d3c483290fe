"""Bytes to cells: encodings, quotes, line ends, limits; every refusal with its line."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Any

import pytest

from planner.errors import InputRejected, LimitExceeded, NotFound, ReckonerError, WentAway
from planner.exchange import csv_text
from planner.exchange.csv_text import (
    CellProblem,
    Line,
    Reading,
    bytes_of,
    cell_problem,
    lines_of,
    sheet_of,
    shown,
    text_of,
)


def cells(text: str, delimiter: str = ",") -> list[tuple[int, tuple[str, ...]]]:
    return [(line.number, line.cells) for line in lines_of(text, delimiter)]


def refused(raw: bytes, encoding: str = "utf-8") -> CellProblem:
    with pytest.raises(InputRejected) as refusal:
        sheet_of(raw, Reading(encoding=encoding))
    (problem,) = refusal.value.problems
    assert isinstance(problem, CellProblem)
    return problem


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_row_knows_the_line_it_begins_on(end: str) -> None:
    text = end.join(["a,b", '1,"x', 'y"', "", "2,z"])
    assert cells(text) == [(1, ("a", "b")), (2, ("1", f"x{end}y")), (4, ()), (5, ("2", "z"))]


def test_quotes_are_those_of_the_rfc() -> None:
    assert cells('a,"b ""c"", d",5" pipe\n') == [(1, ("a", 'b "c", d', '5" pipe'))]
    assert cells("a;b,c;d", ";") == [(1, ("a", "b,c", "d"))]
    assert cells("a\tb", "\t") == [(1, ("a", "b"))]


@pytest.mark.parametrize(
    ("raw", "line", "said"),
    [
        (b'a,b\n1,"x\n2,y\n', 2, "a quote that opens here is not closed"),
        (b'a,b\n1,"x"y\n', 2, "text follows a closing quote"),
        (b"a,b\n1,caf\xe9\n", 2, "holds a byte (hex e9) that is not utf-8; an older spreadsheet may have saved it as"),
        (b"a,b\n1,\xed\xa0\x80\n", 2, "holds a byte (hex ed) that is not utf-8"),
        (b"a,b\n1,\xc0\xaf\n", 2, "holds a byte (hex c0) that is not utf-8"),
        (b"a,b\n1,\x00\n", 2, "holds a NUL, so it is not a table of text"),
        ("a,b\n".encode("utf-16"), 1, "begins with the mark of UTF-16; name that encoding"),
        (b"", 0, "is empty"),
        (b"\n , \n\n", 0, "is empty"),
    ],
)
def test_what_is_no_table_is_told_with_its_line(raw: bytes, line: int, said: str) -> None:
    problem = refused(raw)
    assert problem.line == line
    assert said in problem.reason


@pytest.mark.parametrize(
    ("raw", "encoding", "said"),
    [
        (b"a,b\n", "utf-16", "does not begin with the mark of UTF-16"),
        ("a,b\n".encode("utf-16") + b"x", "utf-16", "that is not utf-16"),
        (b"a,b\n1,\x81\n", "windows-1252", "holds a byte (hex 81) that is not windows-1252"),
        (b"\xef\xbb\xbfa,b\n", "windows-1252", "begins with the mark of UTF-8"),
        ("a".encode("utf-32"), "utf-16", "holds a NUL"),
    ],
)
def test_a_named_encoding_has_to_fit(raw: bytes, encoding: str, said: str) -> None:
    problem = refused(raw, encoding)
    assert said in problem.reason
    assert problem.asks == "encoding"


@pytest.mark.parametrize(
    ("raw", "encoding"),
    [
        ("Zoë,b".encode(), "utf-8"), (b"\xef\xbb\xbfZo\xc3\xab,b", "utf-8"), ("Zoë,b".encode("utf-16"), "utf-16"),
        (b"\xfe\xff" + "Zoë,b".encode("utf-16-be"), "utf-16"), (b"Zo\xeb,b", "windows-1252"),
    ],
)  # fmt: skip
def test_the_same_text_from_each_encoding(raw: bytes, encoding: str) -> None:
    assert text_of(raw, encoding) == "Zoë,b"


def test_the_header_is_the_first_row_with_content_and_empty_rows_are_counted() -> None:
    sheet = sheet_of(b"\n,,\na,b\n1,2\n, \n\n3,4\n", Reading())
    assert sheet.header == Line(number=3, cells=("a", "b"))
    assert [row.number for row in sheet.rows] == [4, 7]
    assert sheet.blank_rows == 2


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a\n" * (csv_text.MOST_ROWS + 2), "more than 100,000 rows"),
        ("a\n" + "," * csv_text.MOST_COLUMNS, "Line 2 has more than 200 columns"),
        ("a\n" + "x" * 200_000, "A cell on line 2 is longer than any cell can be"),
    ],
)
def test_what_is_too_large_is_refused(text: str, said: str) -> None:
    with pytest.raises(LimitExceeded) as refusal:
        list(lines_of(text, ","))
    assert said in refusal.value.message


@pytest.mark.parametrize(
    ("named", "said"),
    [
        ({"encoding": "latin-1"}, "no encoding 'latin-1'"), ({"delimiter": "x"}, "cannot stand between cells"),
        ({"decimal_mark": "·"}, "is no decimal mark"), ({"thousands_mark": "_"}, "is no thousands mark"),
        ({"decimal_mark": ",", "thousands_mark": ","}, "cannot be the same"),
    ],
)  # fmt: skip
def test_a_reading_has_marks_that_can_be(named: dict[str, Any], said: str) -> None:
    with pytest.raises(InputRejected) as refusal:
        Reading(**named)
    assert said in refusal.value.message


# --- the file itself -----------------------------------------------------------------------------------------------


def failure(path: Path) -> ReckonerError:
    with pytest.raises(ReckonerError) as refusal:
        bytes_of(path)
    return refusal.value


def test_the_bytes_are_those_of_the_file(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b"a\r\n\x00")
    assert bytes_of(tmp_path / "a.csv") == b"a\r\n\x00"


def test_what_is_no_file_is_not_found(tmp_path: Path) -> None:
    assert isinstance(failure(tmp_path / "none.csv"), NotFound)
    assert isinstance(failure(tmp_path / "a\0b.csv"), NotFound)
    assert failure(tmp_path).message == f"{tmp_path.name} is not a file."


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with names here")
def test_a_pipe_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.csv")
    before = time.monotonic()
    assert failure(tmp_path / "pipe.csv").message == "pipe.csv is not a file."
    assert time.monotonic() - before < 5


def test_a_file_beyond_the_limit_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(csv_text, "LARGEST_FILE_BYTES", 10)
    (tmp_path / "a.csv").write_bytes(b"x" * 11)
    assert isinstance(failure(tmp_path / "a.csv"), LimitExceeded)
    (tmp_path / "a.csv").write_bytes(b"x" * 10)
    assert bytes_of(tmp_path / "a.csv") == b"x" * 10


def test_a_file_that_changes_while_it_is_read_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"name\nWest\n")
    stated = os.fstat

    def grown(descriptor: int) -> os.stat_result:
        found = stated(descriptor)
        with path.open("ab") as other:
            other.write(b"East\n")
        return found

    monkeypatch.setattr("planner.exchange.csv_text.os.fstat", grown)
    refusal = failure(path)
    assert isinstance(refusal, InputRejected)
    assert refusal.message == "a.csv changed while it was read."


def test_what_the_system_refuses_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.csv").write_bytes(b"a")

    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    refusal = failure(tmp_path / "a.csv")
    assert isinstance(refusal, WentAway)
    assert refusal.message == "a.csv cannot be read: permission denied."


# --- words ---------------------------------------------------------------------------------------------------------


def test_a_problem_names_its_place() -> None:
    assert str(cell_problem(14, "Power", "3,5 kW", "is not a number")) == "line 14 'Power' (3,5 kW): is not a number"
    assert str(cell_problem(0, "", "", "is empty")) == "the file: is empty"
    assert str(cell_problem(3, "", "", "has 2 cells, the header 3")) == "line 3: has 2 cells, the header 3"


def test_what_a_file_says_is_shown_short_and_visible() -> None:
    assert shown("West") == "West"
    assert shown("a\u202e\x1b[31m\nb") == "a\ufffd\ufffd[31m\ufffdb"
    assert shown("x" * 99) == "x" * 39 + "…"
