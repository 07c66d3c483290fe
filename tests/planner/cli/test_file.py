"""The file's commands: what they print, what they leave, and how they end."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path
from typing import Any

import pytest

from planner.canonical import canonical_json
from planner.cli import main
from planner.edits import content_of
from planner.portfolio import Portfolio
from planner.reference import load_reference
from planner.scenario import Book
from planner.storage import Store
from tests.portfolio_files import closed_file, count_edit, count_in, outcome, small_book, small_store


def no_report(*_: Any, **__: Any) -> None:
    raise AssertionError("no command here makes a report")


class Ran:
    """How a command ended, what it printed, and its error line."""

    def __init__(self, status: int, out: str, err: str) -> None:
        self.status, self.out = status, out
        self.error: dict[str, str] = json.loads(err) if err else {}


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Any:
    def call(*arguments: object, stdin: str | bytes = "") -> Ran:
        raw = stdin if isinstance(stdin, bytes) else stdin.encode()
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(raw)))
        capsys.readouterr()
        status = main([str(argument) for argument in arguments], no_report)
        written = capsys.readouterr()
        return Ran(status, written.out, written.err)

    return call


def edit(table: str, row_id: int | None, column: str, value: Any) -> str:
    written = {"table": table, "id": row_id, "column": column, "value": value}
    return json.dumps({key: item for key, item in written.items() if not (key == "id" and item is None)})


def book_in(path: Path) -> Book:
    with Store.open(path, read_only=True) as store:
        return store.book


def test_new_makes_an_empty_portfolio(tmp_path: Path, run: Any) -> None:
    path = tmp_path / "New.reckoner"
    ran = run("new", path)
    assert (ran.status, ran.out) == (0, f"Made {path}.\n")
    assert book_in(path) == Book()
    assert list(tmp_path.iterdir()) == [path]


def test_new_takes_a_sample(tmp_path: Path, run: Any) -> None:
    path = tmp_path / "Mine.reckoner"
    assert run("new", path, "--sample", "saltbrush").status == 0
    book = book_in(path)
    assert len(book.portfolio.sites) == 6
    assert "fictional" in book.portfolio.company.name.lower()


def test_new_names_the_samples_there_are(tmp_path: Path, run: Any) -> None:
    ran = run("new", tmp_path / "Mine.reckoner", "--sample", "atlantis")
    assert ran.status == 3
    assert ran.error["error"] == "NOT_FOUND"
    assert "saltbrush" in ran.error["next"]
    assert list(tmp_path.iterdir()) == []


def test_new_replaces_nothing(tmp_path: Path, run: Any) -> None:
    path = closed_file(tmp_path)
    before = path.read_bytes()
    ran = run("new", path)
    assert ran.status == 10
    assert "exists already" in ran.error["message"]
    assert path.read_bytes() == before


def test_check_counts_what_it_saw(tmp_path: Path, run: Any) -> None:
    with small_store(tmp_path) as store:
        store.commit(count_edit(store.book, 5))
        store.add_snapshot("Board", outcome())
    before = store.path.read_bytes()
    ran = run("check", store.path)
    assert ran.status == 0
    assert ran.out == (
        "North.reckoner is sound.\n3 sites, 5 lots, 3 contracts, 4 debts, 4 hedges, 0 price curves, 2 scenarios, "
        "1 edit, 1 snapshot.\n"
    )
    assert "Verified: every index and logged edit, 1 snapshot." in run("check", store.path, "--full").out
    assert store.path.read_bytes() == before


@pytest.mark.parametrize(
    ("content", "status", "word"),
    [(b"", 4, "NOT_A_PORTFOLIO"), (b"x" * 2_000, 4, "NOT_A_PORTFOLIO"), (None, 3, "NOT_FOUND")],
)
@pytest.mark.parametrize("command", ["check", "dump", "undo", "redo", "snapshots"])
def test_what_is_no_portfolio_ends_with_its_status(
    tmp_path: Path, run: Any, command: str, content: bytes | None, status: int, word: str
) -> None:
    path = tmp_path / "Notes.reckoner"
    if content is not None:
        path.write_bytes(content)
    ran = run(command, path)
    assert (ran.status, ran.out) == (status, "")
    assert ran.error["error"] == word
    assert all(ran.error.values())


def test_a_damaged_file_ends_with_8(tmp_path: Path, run: Any) -> None:
    path = closed_file(tmp_path)
    path.write_bytes(path.read_bytes()[:9_000])
    assert run("check", path).status == 8


def test_a_file_in_use_ends_with_6(tmp_path: Path, run: Any) -> None:
    with small_store(tmp_path) as store:
        ran = run("undo", store.path)
    assert ran.status == 6
    assert ran.error["error"] == "LOCKED"


def test_dump_is_canonical_and_the_same_for_a_copy(tmp_path: Path, run: Any) -> None:
    path = closed_file(tmp_path)
    out = run("dump", path).out
    content = json.loads(out)
    assert canonical_json(content) + "\n" == out
    assert {key: content[key] for key in content_of(Portfolio())} == content_of(small_book().portfolio)
    assert [row["name"] for row in content["scenarios"]] == ["Base case", "Bear"]
    assert content["baseline"]["name"] == "Budget"
    other = closed_file(tmp_path, "Other.reckoner")
    assert run("dump", other).out == out


def test_dump_comes_back_after_undo(tmp_path: Path, run: Any) -> None:
    path = closed_file(tmp_path)
    before = run("dump", path).out
    run("edits", path, "--script", "-", stdin=edit("lots", 1, "count", 5))
    after = run("dump", path).out
    assert after != before
    undone = run("undo", path)
    assert (undone.status, undone.out[:20]) == (0, "Undone: Lot 1: machi")
    assert run("dump", path).out == before
    assert run("redo", path).out.startswith("Redone: Lot 1")
    assert run("dump", path).out == after


def test_nothing_to_undo_is_no_error(tmp_path: Path, run: Any) -> None:
    path = closed_file(tmp_path)
    assert (run("undo", path).status, run("undo", path).out) == (0, "Nothing to undo.\n")
    assert run("redo", path).out == "Nothing to redo.\n"


def test_edits_of_every_table(tmp_path: Path, run: Any) -> None:
    path = closed_file(tmp_path)
    baseline = json.loads(run("dump", path).out)["baseline"]
    script = [
        edit("company", 1, "cash_usd", 5),
        edit("sites", 1, "pue", 1.25),
        edit("sites", None, "*", {"name": "West"}),
        edit("lots", 1, "machine", "antminer s21 (200th)"),
        edit("lots", None, "*", {"name": "More", "site_id": 4, "machine": "Antminer S21 (200Th)"}),
        edit("lots", 2, "*", None),
        edit("contracts", 1, "kind", "index"),
        edit("contracts", 1, "adder_usd_per_mwh", 3.5),
        edit("scenarios", 9, "*", {"name": "Bull"}),
        edit("scenarios", 9, "note", "Up"),
        edit("scenarios", 9, "name", "Bull run"),
        edit("assumptions", 9, "btc_price_usd", 150_000),
        edit("assumptions", 2, "btc_price_usd", None),
        edit("baseline", 1, "*", None),
        edit("baseline", 1, "*", baseline),
        "",
        edit("scenarios", 1, "*", None),
    ]
    ran = run("edits", path, "--script", "-", stdin="\ufeff" + "\r\n".join(script))
    assert ran.error == {}
    assert ran.status == 0
    assert ran.out.split() == [word for number in range(1, 17) for word in ("ACK", str(number))]
    book = book_in(path)
    machine = load_reference().machine("Antminer S21 (200Th)")
    lot = book.portfolio.by_id("lots", 1)
    assert (lot.machine, lot.power_w) == (machine.model, machine.power_w)
    assert book.portfolio.by_id("lots", 6).hashrate_th_s == machine.hashrate_th_s
    assert book.portfolio.company.cash_usd == 5.0
    assert [lot.id for lot in book.portfolio.lots] == [1, 3, 4, 5, 6]
    assert book.portfolio.by_id("contracts", 1).terms.adder_usd_per_mwh == 3.5
    assert book.row("Bull run").stated == {"btc_price_usd": 150_000.0}
    assert book.row("Bull run").note == "Up"
    assert "btc_price_usd" not in book.row("Bear").stated
    assert book.baseline == small_book().baseline
    assert [row.id for row in book.scenarios] == [2, 9]


def test_edits_from_a_file(tmp_path: Path, run: Any) -> None:
    path, script = closed_file(tmp_path), tmp_path / "script.jsonl"
    script.write_text(edit("lots", 1, "count", 5) + "\n", encoding="utf-8")
    assert run("edits", path, "--script", script).out == "ACK 1\n"
    assert count_in(book_in(path)) == 5
    again = run("edits", path, "--script", "-", stdin=edit("lots", 1, "count", 6) + "\n" + edit("lots", 1, "count", 7))
    assert again.out == "ACK 1\nACK 2\n"  # the edits of the script, whatever the file has seen before
    missing = run("edits", path, "--script", tmp_path / "none.jsonl")
    assert missing.status == 3
    assert "none.jsonl cannot be read" in missing.error["message"]


@pytest.mark.parametrize(
    ("line", "status", "said"),
    [
        (edit("lots", 1, "count", -3), 10, "must lie between 0 and"),
        (edit("lots", 1, "count", None), 10, "needs a number or text"),
        (edit("lots", 1, "count", ""), 10, "is empty"),
        (edit("lots", 1, "count", True), 10, "needs a number or text"),
        (edit("lots", 1, "count", [1]), 10, "needs a number or text"),
        (edit("lots", 1, "count", "1,5"), 10, "not a number"),
        ('{"table": "lots", "id": 1, "column": "count", "value": NaN}', 10, "NaN is not a number"),
        ('{"table": "lots", "id": 1, "column": "count", "value": 1e400}', 10, "not a finite number"),
        ('{"table": "lots", "id": 1, "column": "count", "value": 1' + "0" * 400 + "}", 10, "must lie between"),
        ('{"table": "lots", "id": 1, "id": 2, "column": "count", "value": 1}', 10, "stands twice"),
        ('{"table": "lots", "column": "count", "value": 1}', 10, "id of an edit"),
        ('{"table": "lots", "id": 1.5, "column": "count", "value": 1}', 10, "id of an edit"),
        ('{"table": "lots", "id": 1, "column": "count", "value": 1, "why": 2}', 10, "and no others"),
        ('{"table": 1, "id": 1, "column": "count", "value": 1}', 10, "names in quotes"),
        ("{", 10, "not JSON"),
        ("-", 10, "and no others"),
        ("[]", 10, "and no others"),
        ("[" * 100_000, 10, "nested too deeply"),
        (edit("lots", 1, "colour", 1), 3, "no value 'colour'"),
        (edit("lots", 99, "count", 1), 3, "no row 99"),
        (edit("lots", 1, "machine", "Abacus"), 10, "no machine 'Abacus'"),
        (edit("lots", 1, "name", "Lot 2"), 10, "already taken"),
        (edit("lots", 1, "*", {"name": "x", "site_id": 1, "machine": "Antminer S21 (200Th)"}), 10, "already has a row"),
        (edit("lots", 0, "*", {"name": "x", "site_id": 1, "machine": "Antminer S21 (200Th)"}), 10, "not a row id"),
        (edit("lots", 9, "*", 5), 10, "object of columns"),
        (edit("sites", 1, "*", None), 10, "still holds"),
        (edit("company", 1, "*", None), 10, "not removed"),
        (edit("scenarios", 9, "name", "x"), 3, "no scenario 9"),
        (edit("scenarios", 1, "name", ""), 10, "is empty"),
        (edit("scenarios", 1, "name", "bear"), 10, "same name"),
        (edit("assumptions", 1, "pool_fee_frac", 2), 10, "between 0 % and 50 % of revenue"),
        (edit("assumptions", 1, "pool_fees", 0.1), 3, "no input 'pool_fees'"),
        (edit("assumptions", 9, "pool_fee_frac", 0.1), 3, "no scenario 9"),
        (edit("baseline", 1, "name", "x"), 10, "as a whole"),
        (edit("baseline", 1, "*", {"name": "x"}), 10, "a name, a portfolio"),
        (edit("edit_log", 1, "label", "x"), 3, "no table 'edit_log'"),
        (edit("sqlite_schema", None, "*", {"name": "x"}), 3, "no table"),
    ],
)  # fmt: skip
def test_a_bad_line_stops_and_the_lines_before_it_stay(
    tmp_path: Path, run: Any, line: str, status: int, said: str
) -> None:
    path = closed_file(tmp_path)
    script = "\n".join([edit("lots", 1, "count", 5), "", line, edit("lots", 1, "count", 6)])
    ran = run("edits", path, "--script", "-", stdin=script)
    assert (ran.status, ran.out) == (status, "ACK 1\n")
    assert ran.error["message"].startswith("Line 3: ")
    assert said in ran.error["message"]
    assert ran.error["saved"] == "The 1 edit before it is saved."
    assert count_in(book_in(path)) == 5


def test_a_script_that_is_no_text(tmp_path: Path, run: Any) -> None:
    ran = run("edits", closed_file(tmp_path), "--script", "-", stdin=b'{"table": "\xff"}')
    assert ran.status == 10
    assert "Line 1: Byte 12 is not UTF-8 text." in ran.error["message"]
    assert ran.error["saved"] == "Nothing was changed."


def test_snapshots_are_listed(tmp_path: Path, run: Any) -> None:
    with small_store(tmp_path) as store:
        assert run("snapshots", closed_file(tmp_path, "Empty.reckoner")).out == "No snapshots yet.\n"
        taken, _ = store.add_snapshot("Board, June", outcome())
    ran = run("snapshots", store.path)
    assert ran.out == f"{taken.shown_id}  {taken.taken}  Base case  Board, June\n"
    content = json.loads(run("dump", store.path).out)
    assert content["snapshots"] == [
        {"id": taken.id, "name": "Board, June", "scenario": "Base case", "sha256": taken.digest}
    ]


def test_a_command_without_its_file_is_told_so(run: Any) -> None:
    for command in ("new", "check", "dump", "edits", "undo", "redo", "snapshots"):
        ran = run(command)
        assert (ran.status, ran.error["error"]) == (2, "USAGE")
