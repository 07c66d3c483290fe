"""Files that lie, break off, contradict themselves or are far too large: each has its sentence, and nothing is written.

The control: a file without fault goes in by the same road, and the test that looks for writing sees it.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from planner.cli import main
from planner.edits import apply, book_of
from planner.exchange import csv_text
from planner.exchange.csv_columns import suggest_mapping
from planner.exchange.csv_guess import guess_reading
from planner.exchange.tables_csv import Choices, preview, rejection
from planner.reference import load_reference, sample_edit_rows
from planner.scenario import Book
from planner.storage import Store
from tests.faults.conftest import ROOT
from tests.portfolio_files import closed_file, small_book

pytestmark = pytest.mark.faults
FLEET = ROOT / "tests" / "fixtures" / "fleet_as_mailed.csv"
PROGRAM = "import sys; from planner.cli import main; sys.exit(main(sys.argv[1:], None))"
MUTANTS = 300
Import = Callable[..., tuple[int, dict[str, str]]]


def book_in(path: Path) -> Book:
    with Store.open(path, read_only=True) as store:
        return store.book


@pytest.fixture
def imported(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Import:
    """Import bytes as lots by the command line; the exit status and the error line."""
    path = closed_file(tmp_path)

    def call(raw: bytes, *options: str) -> tuple[int, dict[str, str]]:
        source = tmp_path / "list.csv"
        source.write_bytes(raw)
        capsys.readouterr()
        status = main(["import", str(path), str(source), "--table", "lots", *options], lambda *_, **__: None)
        said = capsys.readouterr().err
        assert (book_in(path) == small_book()) == (status != 0), "written though refused, or not written though taken"
        return status, json.loads(said) if said else {}

    return call


def test_control_a_file_without_fault_is_taken_and_seen(imported: Import) -> None:
    assert imported(b"name,count\nLot 1,1250\n") == (0, {})


@pytest.mark.parametrize(
    ("raw", "options", "said"),
    [
        (b"name,count\nLot 1,\xe9\n", (), "line 2: holds a byte (hex e9) that is not utf-8"),
        ("name,count\nLot 1,5\n".encode("utf-16"), (), "line 1: begins with the mark of UTF-16; name that encoding"),
        ("name,count\nLot 1,5\n".encode("utf-16-le"), (), "line 1: holds a NUL, so it is not a table of text"),
        ("name,count\nLot 1,5\n".encode("utf-16")[:-1], ("--encoding", "utf-16"), "that is not utf-16"),
        (b"\xef\xbb\xbfname,count\n", ("--encoding", "windows-1252"), "begins with the mark of UTF-8"),
        (b"name,count\nLot 1,\x00\n", (), "line 2: holds a NUL"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", (), "holds a byte (hex 89) that is not utf-8"),
        (b"", (), "the file: is empty"), (b"\xef\xbb\xbf", (), "the file: is empty"),
        (b"\n\n", (), "the file: is empty"),
        (b'name,count\n"Lot 1,5\n', (), "line 2: a quote that opens here is not closed"),
        (b'name,count\n"Lot" 1,5\n', (), "line 2: text follows a closing quote"),
        (b"name,count\nLot 1;5\n", (), "line 2: has 1 cell, the header 2"),
        (b"name,count\nLot 1,5,6\n", (), "line 2: has 3 cells, the header 2"),
        (b"Lot 1,5\nLot 2,6\n", (), "line 1: has to name the columns, and holds numbers"),
        (b"1,5\n2,6\n", (), "line 1: has to name the columns, and holds numbers"),
        (b"name,count,Name\nLot 1,5,x\n", (), "line 1 'Name': stands above columns 1 and 3, once spelt 'name'"),
        ("name,é,e\u0301\n".encode(), (), "line 1 'e\u0301': stands above columns 2 and 3, once spelt 'é'"),
        (b"name,count,Machines\n", (), "line 1 'Machines': stands for count, as 'count' does"),
        (b"name,colour\nLot 1,red\n", (), "line 1 'colour': is no column of lots; map it to one, or leave it out"),
        ("name,count\nCafé,1\nCAFE\u0301,2\n".encode(), (), "is on line 2 already, spelt 'Café' there"),
        (b"name,count\nLot 1,1\nlot 1 ,2\n", (), "line 3 'name' (lot 1): is on line 2 already, spelt 'Lot 1' there"),
        (b"name,count\nLot 1,nan\n", (), "line 2 'count' (nan): is not a number"),
        (b"name,power_w\nLot 1,inf\n", (), "line 2 'power_w' (inf): is not a number"),
        (b"name,power_w\nLot 1,-Infinity\n", (), "line 2 'power_w' (-Infinity): is not a number"),
        (b"name,power_w\nLot 1,1e400\n", (), "line 2 'power_w' (1e400): is too large to be a number here"),
        (b"name,power_w\nLot 1,1e-400\n", (), "line 2 'power_w' (1e-400): is too small to be told from 0"),
        (b"name,power_w\nLot 1,1e308\n", (), "line 2 'power_w' (1e308): must lie between 1 and 1,000,000 W"),
        (b"name,count\nLot 1,1_000\n", (), "line 2 'count' (1_000): is not a number; leave the underscore out"),
        ("name,count\nLot 1,١٢\n".encode(), (), "line 2 'count' (١٢): is written in other digits; use 0 to 9"),
        ("name,count\nLot 1,１２\n".encode(), (), "is written in other digits"),
        (b"name,availability_frac\nLot 1,95%\n", (), "is a percentage; write it as a share, 95 % as 0.95"),
        (b"name,count\nLot 1,\n", (), "line 2 'count': is empty; a number is needed, 0 counts"),
        (b"name,count\nLot 1,-1\n", (), "line 2 'count' (-1): must lie between 0 and 10,000,000"),
        (b"name,count\nLot 1,1.5\n", (), "line 2 'count' (1.5): must be a whole number"),
        (b'name,count\nLot 1,"1,250"\n', (), "line 2 'count' (1,250): does not fit the decimal mark ."),
        (b'Lot,count\nLot 1,"1,250"\n', (), "(1,250): could be read in more than one way; say which"),
        (b"name;count\nLot 1;1.250,5\n", ("--decimal", "."), "does not fit the decimal mark ."),
        (b"name;count\nLot 1;12.50\n", ("--thousands", "."), "does not fit the decimal mark ,"),
        (b"name,online_month\nLot 1,2025-02-29\n", (), "(2025-02-29): is a date that does not exist"),
        (b"name,online_month\nLot 1,2025-13\n", (), "line 2 'online_month' (2025-13): is not a month"),
        (b"name,online_month\nLot 1,01.06.2024\n", (), "is not a month; write it like 2026-07, or as a date like"),
        (b"name,online_month,retire_month\nLot 1,2026-01,2025-01\n", (), "is not after the month it goes online"),
        (b"name,Power (kW)\nLot 1,3.5\n", ("--map", "Power (kW)=power_w"), "is in kW, the column power_w in W"),
        (b"name,machine\nLot 1,=cmd|' /C calc'!A0\n", (), "(=cmd|' /C calc'!A0): is not in the catalogue"),
        (b"name,site\nLot 1,Nowhere\n", (), "line 2 'site' (Nowhere): is no site of this portfolio"),
        (b"name,count\n\x1b[31mLot,1\n", (), "contains control characters"),
        (b"name,count\n" + b"x" * 201 + b",1\n", (), "is longer than 200 characters"),
    ],
)  # fmt: skip
def test_each_fault_has_its_sentence_and_nothing_is_written(
    imported: Import, raw: bytes, options: tuple[str, ...], said: str
) -> None:
    status, error = imported(raw, *options)
    assert (status, error["error"]) == (10, "INPUT_REJECTED")
    assert error["message"].startswith("Nothing was imported. ")
    assert said in error["message"]
    assert error["next"]


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"name\n" + b"x\n" * (csv_text.MOST_ROWS + 1), "more than 100,000 rows"),
        (b"name" + b"," * csv_text.MOST_COLUMNS, "more than 200 columns"),
        (b"name\n" + b"x" * 200_000, "longer than any cell can be"),
        (b'name\n"' + b"x\n" * 100_000, "longer than any cell can be"),
        (b"," * (csv_text.LARGEST_FILE_BYTES + 1), "larger than 64 MB"),
    ],
)
def test_what_is_too_large_is_refused_quickly(imported: Import, raw: bytes, said: str) -> None:
    before = time.monotonic()
    status, error = imported(raw)
    assert (status, error["error"]) == (12, "LIMIT_EXCEEDED")
    assert said in error["message"]
    assert time.monotonic() - before < 20


def test_a_file_that_changes_while_it_is_read_is_refused(imported: Import, monkeypatch: pytest.MonkeyPatch) -> None:
    stated, seen = os.fstat, 0

    def touched(descriptor: int) -> os.stat_result:
        nonlocal seen
        seen += 1
        found = stated(descriptor)
        return found if seen == 1 else os.stat_result((*found[:6], found.st_size + 1, *found[7:]))

    monkeypatch.setattr("planner.exchange.csv_text.os.fstat", touched)
    status, error = imported(b"name,count\nLot 1,5\n")
    assert (status, error["message"]) == (10, "list.csv changed while it was read.")
    assert seen == 2


def test_mutants_are_refused_in_words_or_read_as_what_they_say() -> None:
    reference, book, raw = load_reference(), book_of(sample_edit_rows("saltbrush")), FLEET.read_bytes()
    raw = raw[: raw.rindex(b"\r\nL-", 0, 2_500) + 2]
    headers = preview(book, reference, "lots", raw, source="x.csv").headers
    mapping = {item.header: item.column for item in suggest_mapping(headers, "lots") if item.header}
    choices = Choices(reading=guess_reading(raw), mapping=mapping)
    assert preview(book, reference, "lots", raw, source="x.csv", choices=choices).edit is not None
    chance = random.Random(9)
    taken = 0
    for _ in range(MUTANTS):
        mutant = bytearray(raw)
        for _ in range(chance.randrange(1, 4)):
            _mutate(mutant, chance)
        found = preview(book, reference, "lots", bytes(mutant), source="x.csv", choices=choices)
        assert (found.edit is None) == bool(found.problems)
        if found.edit is None:
            assert rejection(found).message.startswith("Nothing was imported. ")
        else:
            assert apply(book, found.edit).portfolio == found.after
            taken += 1
    assert 0 < taken < MUTANTS / 2, "mutants that are all refused, or hardly any, show nothing"


def _mutate(mutant: bytearray, chance: random.Random) -> None:
    place = chance.randrange(len(mutant))
    match chance.randrange(4):
        case 0:
            mutant[place] = chance.randrange(256)
        case 1:
            del mutant[place : place + chance.randrange(1, 40)]
        case 2:
            mutant[place:place] = chance.choice([b";", b'"', b"\r", b"\n", b"\0", b"\xff\xfe", b"1e999", b"'=", b"7"])
        case _:
            mutant[place:place] = mutant[chance.randrange(len(mutant)) :][:200]


@pytest.mark.parametrize("seed", range(5))
def test_an_import_that_is_killed_is_there_whole_or_not_at_all(tmp_path: Path, seed: int) -> None:
    path, rows = closed_file(tmp_path), 3_000
    source = tmp_path / "list.csv"
    source.write_text(
        "name,site,machine,count\n" + "".join(f"New {n},Site 1,Antminer S21 (200Th),{n}\n" for n in range(rows)),
        encoding="utf-8",
    )
    process = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, "import", str(path), str(source), "--table", "lots"], cwd=ROOT,
        stdout=subprocess.PIPE, env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    journal = path.with_name(f"{path.name}-journal")
    deadline = time.monotonic() + 60
    while not journal.exists() and process.poll() is None and time.monotonic() < deadline:
        time.sleep(0.001)
    time.sleep(random.Random(seed).uniform(0.0, 0.4))  # the moment of the kill is the test's only input
    process.kill()
    said, _ = process.communicate()
    with Store.open(path) as store:
        lots = len(store.book.portfolio.lots) - len(small_book().portfolio.lots)
        assert lots in (0, rows)
        assert lots == rows or not said
        assert store.check(full=True).edits == (lots > 0)
        if lots:
            store.undo()
        assert store.book == small_book()
