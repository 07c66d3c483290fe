"""What becomes of a command: exit status, one JSON line for an error, never a traceback."""

from __future__ import annotations

import errno
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
import pytest

from planner.cli import app
from planner.errors import DiskFull, InputRejected, Locked, NotFound

ROOT = Path(__file__).resolve().parents[3]
# Buffered as for a user, whatever the test run's own setting.
PROGRAM = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": ""}
HALVING = '{"height": 953568, "time": "2026-06-14T00:35:54Z", "hashrate_growth_frac_per_year": 0}'


def no_report(*args: Any, **kwargs: Any) -> None:
    raise AssertionError("no command here makes a report")


@pytest.fixture
def command(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[..., None]], None]:
    """Registers a command `probe` that does what the test says."""

    def register(act: Callable[..., None]) -> None:
        probe = click.Command("probe", callback=act, params=[click.Option(["--n"], type=int)])
        monkeypatch.setattr(
            app._Commands, "get_command", lambda self, context, name: probe if name == "probe" else None
        )

    return register


def error_line(capsys: pytest.CaptureFixture[str]) -> dict[str, str]:
    """The only line on standard error, read as JSON; nothing may stand on standard output."""
    written = capsys.readouterr()
    assert written.out == ""
    assert written.err.endswith("\n")
    (line,) = written.err.splitlines()
    record = json.loads(line)
    assert list(record) == ["error", "message", "saved", "next"]
    assert record["message"]
    assert isinstance(record, dict)
    return record


def test_a_result_goes_to_standard_output(capsys: pytest.CaptureFixture[str]) -> None:
    assert app.main(["calc", "halving", "--json", HALVING], no_report) == 0
    written = capsys.readouterr()
    assert json.loads(written.out)["next_height"] == 1_050_000
    assert written.err == ""


def test_the_catalogue_as_table_and_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert app.main(["catalogue", "--find", "S21 (200Th)"], no_report) == 0
    assert len(capsys.readouterr().out.splitlines()) == 2
    assert app.main(["catalogue", "--find", "S21 (200Th)", "--json"], no_report) == 0
    (machine,) = json.loads(capsys.readouterr().out)
    assert machine["efficiency_j_per_th"] == 17.5


@pytest.mark.parametrize(
    ("argv", "status", "word"),
    [
        (["calc", "halving", "--json", "{}"], 10, "INPUT_REJECTED"),
        (["calc", "halving", "--json", "{"], 10, "INPUT_REJECTED"),
        (["catalogue", "--find", "no such machine"], 3, "NOT_FOUND"),
        ([], 2, "USAGE"),
        (["no-such-command"], 2, "USAGE"),
        (["calc"], 2, "USAGE"),
        (["calc", "halving"], 2, "USAGE"),
        (["calc", "halving", "--json"], 2, "USAGE"),
        (["calc", "astrology", "--json", "{}"], 2, "USAGE"),
        (["calc", "halving", "--json", "{}", "more"], 2, "USAGE"),
        (["--no-such-option"], 2, "USAGE"),
    ],
)
def test_a_refusal_is_one_line_and_its_status(
    argv: list[str], status: int, word: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert app.main(argv, no_report) == status
    record = error_line(capsys)
    assert record["error"] == word
    assert "\n" not in record["message"]
    assert record["next"]


@pytest.mark.parametrize("argv", [["--help"], ["-h"], ["calc", "--help"], ["catalogue", "-h"]])
def test_help_is_no_error(argv: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert app.main(argv, no_report) == 0
    written = capsys.readouterr()
    assert written.out.startswith("Usage: reckoner")
    assert written.err == ""


def test_help_names_every_command_of_the_register(capsys: pytest.CaptureFixture[str]) -> None:
    app.main(["--help"], no_report)
    listed = capsys.readouterr().out
    assert [name for name in app.COMMANDS if f"\n  {name} " not in listed] == []


@pytest.mark.parametrize(
    ("error", "status", "word"),
    [
        (InputRejected("A value is wrong."), 10, "INPUT_REJECTED"),
        (NotFound("It is not there."), 3, "NOT_FOUND"),
        (Locked("It is open elsewhere."), 6, "LOCKED"),
        (DiskFull("The disk is full."), 9, "DISK_FULL"),
        (OSError(errno.ENOSPC, "No space left on device"), 9, "DISK_FULL"),
        (OSError(errno.EIO, "Input/output error"), 9, "EXPORT_FAILED"),
        (KeyboardInterrupt(), 11, "CANCELLED"),
        (click.Abort(), 11, "CANCELLED"),
        (ZeroDivisionError("secret portfolio name"), 70, "UNEXPECTED"),
        (RecursionError(), 70, "UNEXPECTED"),
    ],
)
def test_every_end_has_its_status_and_word(
    error: BaseException,
    status: int,
    word: str,
    command: Callable[[Callable[..., None]], None],
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def act(n: int | None) -> None:
        raise error

    monkeypatch.setattr(app, "_drop_output", lambda: None)
    command(act)
    assert app.main(["probe"], no_report) == status
    record = error_line(capsys)
    assert record["error"] == word
    assert "secret" not in record["message"]


def test_a_reader_that_left_is_not_told(
    command: Callable[[Callable[..., None]], None], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def act(n: int | None) -> None:
        raise BrokenPipeError

    monkeypatch.setattr(app, "_drop_output", lambda: None)
    command(act)
    assert app.main(["probe"], no_report) == 9
    assert capsys.readouterr().err == ""


def test_a_traceback_comes_only_when_asked_for(
    command: Callable[[Callable[..., None]], None], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def act(n: int | None) -> None:
        raise ZeroDivisionError("the cause")

    command(act)
    monkeypatch.setenv(app.DEBUG, "1")
    assert app.main(["probe"], no_report) == 70
    written = capsys.readouterr().err
    assert "Traceback" in written
    assert "the cause" in written
    assert json.loads(written.splitlines()[-1])["error"] == "UNEXPECTED"


def test_a_command_gets_the_report_maker(command: Callable[[Callable[..., None]], None]) -> None:
    seen = []
    command(lambda n: seen.append(click.get_current_context().obj))
    assert app.main(["probe", "--n", "3"], no_report) == 0
    assert seen == [no_report]


def run_program(code: str, **options: Any) -> subprocess.CompletedProcess[str]:
    """A program of its own, since modules once loaded stay."""
    return subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        env=PROGRAM,
        timeout=60,
        check=False,
        **options,
    )


def test_calc_loads_nothing_of_the_window() -> None:
    code = f"""
import sys
sys.argv = ["reckoner", "calc", "halving", "--json", {HALVING!r}]
from ui.__main__ import main
status = main()
heavy = {{"PySide6", "shiboken6", "pyqtgraph", "typst", "highspy", "sqlite3", "sqlite_utils"}} & set(sys.modules)
print(status, sorted(heavy), file=sys.stderr)
"""
    finished = run_program(code)
    assert finished.stderr == "0 []\n"
    assert json.loads(finished.stdout)["next_height"] == 1_050_000


def test_a_closed_pipe_ends_quietly() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    # Little output: it leaves the program only when flushed.
    code = "import sys; from planner.cli import main; sys.exit(main(['catalogue', '--find', 'S21'], print))"
    finished = subprocess.run(
        [sys.executable, "-c", code], stdout=writing, stderr=subprocess.PIPE, text=True, timeout=60, check=False,
        env=PROGRAM,
    )  # fmt: skip
    os.close(writing)
    assert (finished.returncode, finished.stderr) == (9, "")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="the device that is always full is Linux's")
def test_a_full_disk_is_told() -> None:
    code = "import sys; from planner.cli import main; sys.exit(main(['catalogue'], print))"
    with Path("/dev/full").open("w") as full:
        finished = subprocess.run(
            [sys.executable, "-c", code], stdout=full, stderr=subprocess.PIPE, text=True, timeout=60, check=False,
            env=PROGRAM,
        )  # fmt: skip
    assert finished.returncode == 9
    assert json.loads(finished.stderr)["error"] == "DISK_FULL"
