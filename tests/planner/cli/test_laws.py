"""`laws`: what it prints, and that a contradiction is an error."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from planner import engine, laws
from planner.cli import app
from planner.laws import Evaluate, LawFound
from planner.outcome import Request
from tests.planner.cli.test_results import printed
from tests.portfolio_files import closed_file


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return closed_file(tmp_path)


def test_every_law_is_named_and_holds(capsys: pytest.CaptureFixture[str], file: Path) -> None:
    lines = printed(capsys, "laws", file).splitlines()
    assert len(lines) == len(laws.LAWS) + 1
    assert lines[-1] == f"All {len(laws.LAWS)} laws hold for Base case."
    found = json.loads(printed(capsys, "laws", file, "--scenario", "Bear", "--json"))
    assert set(found) == set(laws.LAWS)
    assert all(law["holds"] for law in found.values())


def test_a_contradiction_is_an_error(
    capsys: pytest.CaptureFixture[str], file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def one_broken(request: Request, evaluate: Evaluate = engine.run) -> Iterator[LawFound]:
        yield LawFound(key="layers", law="Layers add up", where="2026-07, 3 against 4")

    monkeypatch.setattr(laws, "check", one_broken)
    assert app.main(["laws", str(file)], lambda: None) == 70
    out, err = capsys.readouterr()
    assert out == "BROKEN  Layers add up: 2026-07, 3 against 4\n"
    assert json.loads(err)["message"] == "1 law is contradicted by this portfolio: layers."
