from __future__ import annotations

import json
from pathlib import Path

import pytest

from planner.cli import main
from planner.contracts import KINDS
from planner.portfolio import Portfolio
from planner.scenario import Book
from planner.storage import Store
from tests.portfolio_files import closed_file


def ran(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    capsys.readouterr()
    status = main([str(argument) for argument in arguments], lambda *_, **__: None)
    written = capsys.readouterr()
    return status, written.out, written.err


def test_every_site_under_every_kind_as_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = closed_file(tmp_path)
    status, out, _ = ran(capsys, "contracts", file, "--json")
    found = json.loads(out)
    assert status == 0
    first = found["sites"][0]
    assert set(first["contracts"]) == set(KINDS)
    own = first["contracts"][first["own_kind"]]
    _, run_out, _ = ran(capsys, "run", file, "--json")
    assert own["cash_margin_usd"] == pytest.approx(
        sum(json.loads(run_out)["sites"][0]["cash_margin_usd"][:12]), rel=1e-9
    )


def test_one_site_as_text(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = closed_file(tmp_path)
    status, out, _ = ran(capsys, "contracts", file, "--site", "Site 1")
    assert status == 0
    assert out.splitlines()[0] == "Site 1"
    assert out.count("(own)") == 1
    assert "cannot curtail" in out
    status, _, err = ran(capsys, "contracts", file, "--site", "Nowhere")
    assert (status, json.loads(err)["error"]) == (3, "NOT_FOUND")


def test_without_contracts_there_is_nothing_to_compare(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "Empty.reckoner"
    Store.create(path, Book(portfolio=Portfolio())).close()
    status, _, err = ran(capsys, "contracts", path)
    assert (status, json.loads(err)["next"]) == (10, "Add a contract.")
