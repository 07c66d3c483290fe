"""`compare`: scenarios of a file side by side, as text and as JSON."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from planner.cli import app
from planner.measures import MEASURES
from tests.planner.cli.test_results import printed, refused
from tests.portfolio_files import closed_file


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return closed_file(tmp_path)


def test_only_differing_inputs_and_every_measure_are_printed(capsys: pytest.CaptureFixture[str], file: Path) -> None:
    text = printed(capsys, "compare", file, "Base case", "Bear")
    inputs, results = text.split("Results, changes against Base case")
    assert "60,000 USD" in inputs
    assert "Pool fee" not in inputs
    assert all(measure.label in results for measure in MEASURES.values())
    assert "Pool fee" in printed(capsys, "compare", file, "Base case", "Bear", "--all")


def test_json_has_what_run_has(capsys: pytest.CaptureFixture[str], file: Path) -> None:
    found = json.loads(printed(capsys, "compare", file, "base CASE", "Bear", "--json"))
    assert found["scenarios"] == ["Base case", "Bear"]
    assert found["against"] == "Base case"
    assert set(found["inputs"]) == {"btc_price_usd", "plan"}
    alone = json.loads(printed(capsys, "run", file, "--scenario", "Bear", "--json"))["headline"]
    for key in MEASURES:
        values = found["headline"][key]["values"]
        assert values[1] == alone[key]
        if None not in values:
            assert found["headline"][key]["changes"] == [0.0, values[1] - values[0]]


def test_against_the_pinned_baseline(capsys: pytest.CaptureFixture[str], file: Path) -> None:
    found = json.loads(printed(capsys, "compare", file, "Base case", "Bear", "--baseline", "--json"))
    assert found["against"] == "Budget"
    assert found["headline"]["fleet_hashrate_eh_s"]["changes"][0] != 0.0


@pytest.mark.parametrize(
    ("status", "names", "words"),
    [
        (10, ["Bear"], "side by side"),
        (10, ["Bear", "BEAR"], "twice"),
        (3, ["Bear", "Bare"], "Bare"),
        (2, [], "A B [C…]"),
    ],
)
def test_what_cannot_be_compared_is_said(
    capsys: pytest.CaptureFixture[str], file: Path, status: int, names: list[str], words: str
) -> None:
    before = file.read_bytes()
    assert words in refused(capsys, status, "compare", file, *names)["message"]
    assert file.read_bytes() == before


def test_a_file_without_a_pin_is_told_how(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    file = tmp_path / "Large.reckoner"
    assert "Made" in printed(capsys, "new", file, "--sample", "tindravatn")
    record = refused(capsys, 10, "compare", file, "Base", "Bull", "--baseline")
    assert record["next"] == "Pin one, or leave out --baseline."
    assert set(json.loads(printed(capsys, "compare", file, "Base", "Bear", "Bull", "--json"))["inputs"]) >= {
        "btc_price_usd", "network_deliveries_frac_per_year", "spot_level_frac",
    }  # fmt: skip


def test_new_names_the_samples_there_are(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    record = refused(capsys, 3, "new", tmp_path / "x.reckoner", "--sample", "none")
    assert "saltbrush, tindravatn" in record["next"]
    assert app.main(["new", "--help"], lambda: None) == 0
    assert "saltbrush, tindravatn" in " ".join(capsys.readouterr().out.split())
