"""`run`, `snapshot`, `export`, `explain` on a real file."""

from __future__ import annotations

import csv
import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from planner.cli import app
from planner.cli.results import scenario_with
from planner.edits import book_of
from planner.errors import InputRejected, NotFound
from planner.measures import MEASURES, STRIP
from planner.outcome import Outcome
from planner.reference import load_reference, sample_edit_rows, sample_names
from planner.snapshot import content_digest, shown_id, snapshot_id
from planner.storage import Store
from tests.portfolio_files import closed_file

ROOT = Path(__file__).resolve().parents[3]
NEVER_LOADED = ("PySide6", "pyqtgraph", "typst", "highspy")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "Salt.reckoner"
    Store.create(path, book_of(sample_edit_rows("saltbrush"))).close()
    return path


def no_report(*args: Any, **kwargs: Any) -> None:
    raise AssertionError("no report was asked for")


def printed(capsys: pytest.CaptureFixture[str], *arguments: str | Path, write_pdf: Any = no_report) -> str:
    assert app.main([str(argument) for argument in arguments], write_pdf) == 0
    written = capsys.readouterr()
    assert written.err == ""
    return written.out


def refused(capsys: pytest.CaptureFixture[str], status: int, *arguments: str | Path) -> dict[str, str]:
    assert app.main([str(argument) for argument in arguments], no_report) == status
    written = capsys.readouterr()
    assert written.out == ""
    record = json.loads(written.err)
    assert isinstance(record, dict)
    return record


def run_json(capsys: pytest.CaptureFixture[str], file: Path, *arguments: str) -> dict[str, Any]:
    found = json.loads(printed(capsys, "run", file, "--json", *arguments))
    assert isinstance(found, dict)
    return found


def test_json_has_the_keys_of_the_manual(capsys: pytest.CaptureFixture[str], file: Path) -> None:
    found = run_json(capsys, file)
    keys = ["snapshot_id", "inputs", "monthly", "sites", "lots", "debts", "headline", "notices", "halvings"]
    assert list(found) == keys
    assert [key for key in found["headline"] if not key.endswith("_reason")] == list(MEASURES)
    assert len(found["monthly"]["month"]) == 60
    assert {len(column) for column in found["monthly"].values()} == {60}
    assert [site["site"] for site in found["sites"]][:2] == ["Llano North", "Pecos Bend"]
    assert len(found["lots"]) == 20
    assert found["inputs"]["contracts/Pecos index/adder_usd_per_mwh"] > 0
    assert found["halvings"][0]["height"] == 1_050_000


def test_headline_follows_from_the_monthly_columns(capsys: pytest.CaptureFixture[str], file: Path) -> None:
    found = run_json(capsys, file)
    year = {name: sum(column[:12]) for name, column in found["monthly"].items() if name != "month"}
    cash_cost = year["power_usd"] - year["power_credits_usd"] + year["site_operating_usd"] + year["hosting_usd"]
    assert found["headline"]["cash_cost_usd_per_btc"] == pytest.approx(cash_cost / year["btc_received"], rel=1e-12)
    site_margin = sum(sum(site["cash_margin_usd"][:12]) for site in found["sites"])
    assert found["headline"]["cash_margin_12_months_usd"] == pytest.approx(site_margin, rel=1e-9)


def test_figures_come_with_their_tables(capsys: pytest.CaptureFixture[str], file: Path) -> None:
    figures = run_json(capsys, file, "--figures")["figures"]
    assert list(figures)[:2] == ["hashprice_hashcost", "margin_bridge"]
    for table in figures.values():
        assert table["rows"]
        assert {len(row) for row in table["rows"]} == {len(table["columns"])}
    record = refused(capsys, 2, "run", file, "--figures")
    assert record["error"] == "USAGE"


def test_an_undefined_measure_is_null_beside_its_reason(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    printed(capsys, "new", tmp_path / "empty.reckoner")
    found = run_json(capsys, tmp_path / "empty.reckoner")["headline"]
    assert found["cash_cost_usd_per_btc"] is None
    assert found["cash_cost_usd_per_btc_reason"] == "no BTC is mined in the first twelve months"
    text = printed(capsys, "run", tmp_path / "empty.reckoner")
    assert text.count("no BTC is mined in the first twelve months") == 1
    assert len([line for line in text.splitlines() if line.endswith("none  (1)")]) == 6
    assert max(map(len, text.splitlines())) < 100
    assert text.count("No sites yet") == 1


def test_set_is_what_the_same_edit_would_give(capsys: pytest.CaptureFixture[str], file: Path) -> None:
    setting = "contracts/Pecos index/adder_usd_per_mwh=5"
    found = run_json(capsys, file, "--set", setting, "--set", "btc_price_usd=60000")
    assert found["inputs"]["contracts/Pecos index/adder_usd_per_mwh"] == 5.0
    assert found["inputs"]["btc_price_usd"] == 60_000.0
    unchanged = run_json(capsys, file)
    assert found["snapshot_id"] != unchanged["snapshot_id"]
    with Store.open(file, read_only=True) as store:
        assert store.book.scenarios[0].stated == {}, "the file is only read"


@pytest.mark.parametrize(
    ("setting", "status", "words"),
    [
        ("btc_price_usd=1,000", 10, "BTC price"),
        ("btc_price_usd=-5", 10, "BTC price"),
        ("pool_fee_frac=nan", 10, "Pool fee"),
        ("btc_price=5", 3, "'btc_price'"),
        ("sites/Nowhere/pue=1.1", 3, "Nowhere"),
        ("contracts/Pecos index/price=5", 3, "price"),
        ("network_mode=magic", 10, "Network"),
        ("btc_price_usd", 10, "INPUT=VALUE"),
        ("uptime_factor=2", 10, "Uptime, factor"),
    ],
)
def test_a_setting_that_cannot_stand_names_the_input(
    capsys: pytest.CaptureFixture[str], file: Path, setting: str, status: int, words: str
) -> None:
    record = refused(capsys, status, "run", file, "--set", setting)
    assert words in record["message"]
    assert record["saved"] == "Nothing was changed."


def test_a_setting_may_hold_an_equals_sign_on_both_sides() -> None:
    rows = sample_edit_rows("saltbrush")
    rows["sites"][0]["name"] = "a=b"
    scenario = scenario_with(
        book_of(rows), load_reference(), "",
        ["sites/a=b/pue=1.2", "network_path=2027-01=950; 2028-01=990", "network_mode=path"],
    )  # fmt: skip
    assert scenario.portfolio.sites[0].pue == 1.2
    assert scenario.assumptions.network_path == "2027-01=950; 2028-01=990"
    assert scenario.name == ("Base case with a=b, PUE 1.2; Network path 2027-01=950; 2028-01=990; Network path")
    with pytest.raises(NotFound):
        scenario_with(book_of(rows), load_reference(), "Nobody", [])
    with pytest.raises(InputRejected):
        scenario_with(book_of(rows), load_reference(), "", ["sites/a=b/pue=0.5"])


def test_another_machine_brings_its_hashrate() -> None:
    book = book_of(sample_edit_rows("saltbrush"))
    scenario = scenario_with(book, load_reference(), "", ["lots/Llano S19j XP/machine=Antminer S21 (200Th)"])
    assert scenario.portfolio.by_name("lots", "Llano S19j XP").hashrate_th_s == 200.0


def test_the_baseline_is_evaluated_beside_it(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    file = closed_file(tmp_path)
    found = run_json(capsys, file, "--scenario", "Base case")
    assert found["baseline"]["name"] == "Budget"
    assert next(iter(found["baseline"]["headline"])) == STRIP[0]
    text = printed(capsys, "run", file)
    assert "against Budget" in text
    value, before = (part["headline"]["btc_12_months"] for part in (found, found["baseline"]))
    assert MEASURES["btc_12_months"].shown_change(value, before) in text


def test_the_text_says_what_the_json_says(capsys: pytest.CaptureFixture[str], file: Path) -> None:
    headline = run_json(capsys, file)["headline"]
    lines = printed(capsys, "run", file).splitlines()
    assert lines[-1] == "Model output on stated assumptions, not a forecast or investment advice."
    for key in STRIP:
        shown = MEASURES[key].shown(headline[key])
        assert any(line.startswith(MEASURES[key].label) and shown in line for line in lines), key


def test_run_reads_a_file_that_may_not_be_written(capsys: pytest.CaptureFixture[str], file: Path) -> None:
    before = hashlib.sha256(file.read_bytes()).hexdigest()
    file.chmod(0o400)
    file.parent.chmod(0o500)
    try:
        assert run_json(capsys, file)["headline"]["hashprice_usd_per_ph_day"] > 0
    finally:
        file.parent.chmod(0o700)
    assert hashlib.sha256(file.read_bytes()).hexdigest() == before


def test_run_loads_no_window_charts_or_typesetting(file: Path) -> None:
    program = (
        "import sys\n"
        "from planner.cli import main\n"
        "status = main(sys.argv[1:], write_pdf=None)\n"
        f"loaded = [name for name in {NEVER_LOADED!r} if name in sys.modules]\n"
        "sys.exit(status or (repr(loaded) if loaded else 0))"
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", program, "run", str(file), "--json", "--figures"],
        capture_output=True, text=True, env=environment, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["snapshot_id"]


def test_snapshot_prints_the_id_of_the_question(capsys: pytest.CaptureFixture[str], file: Path) -> None:
    identity = printed(capsys, "snapshot", file, "Board").strip()
    assert identity == shown_id(run_json(capsys, file)["snapshot_id"])
    assert printed(capsys, "snapshot", file, "Board again").strip() == identity, "the same question"
    low = printed(capsys, "snapshot", file, "Low", "--set", "btc_price_usd=50000").strip()
    assert low != identity
    with Store.open(file, read_only=True) as store:
        assert [item.name for item in store.snapshots()] == ["Board", "Low"]
        assert store.snapshot("Low").scenario == "Base case with BTC price 50,000 USD"


def test_export_writes_csv_with_the_numbers_of_run(
    capsys: pytest.CaptureFixture[str], file: Path, tmp_path: Path
) -> None:
    identity = printed(capsys, "snapshot", file, "Board").strip()
    printed(capsys, "export", file, identity, "--csv", tmp_path / "out")
    headline = run_json(capsys, file)["headline"]
    with (tmp_path / "out" / "headline.csv").open(encoding="utf-8", newline="") as table:
        _, *rows = csv.DictReader(table)
    shown = {row["key"]: float(row["value"]) if row["value"] else None for row in rows}
    assert shown == {key: headline[key] for key in MEASURES}


def test_export_hands_the_snapshot_to_the_report(
    capsys: pytest.CaptureFixture[str], file: Path, tmp_path: Path
) -> None:
    handed: list[tuple[Outcome, Mapping[str, Any], Path, dict[str, str]]] = []

    def write_pdf(outcome: Outcome, content: Mapping[str, Any], path: Path, **words: str) -> None:
        handed.append((outcome, content, path, words))

    printed(capsys, "snapshot", file, "Board")
    printed(capsys, "export", file, "board", "--pdf", tmp_path / "board.pdf", write_pdf=write_pdf)
    ((outcome, content, path, words),) = handed
    assert content["snapshot_id"] == snapshot_id(outcome.request)
    assert content["sha256"] == content_digest(content)
    assert path == tmp_path / "board.pdf"
    assert (words["name"], words["file_name"]) == ("Board", "Salt.reckoner")


def test_export_needs_a_target_and_a_snapshot(capsys: pytest.CaptureFixture[str], file: Path, tmp_path: Path) -> None:
    assert refused(capsys, 2, "export", file, "x")["error"] == "USAGE"
    assert "no snapshots yet" in refused(capsys, 3, "export", file, "x", "--csv", tmp_path)["message"]


def test_results_that_are_not_what_the_inputs_give_are_refused(
    capsys: pytest.CaptureFixture[str], file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    printed(capsys, "snapshot", file, "Board")
    monkeypatch.setattr("planner.cli.results.differences", lambda content, outcome: ("fleet/revenue_usd",))
    record = refused(capsys, 8, "export", file, "Board", "--csv", tmp_path / "out")
    assert "fleet/revenue_usd" in record["message"]
    assert not (tmp_path / "out").exists()
    monkeypatch.setattr("planner.cli.results.MODEL_VERSION", "9.9.9")
    record = refused(capsys, 9, "export", file, "Board", "--csv", tmp_path / "out")
    assert "9.9.9" in record["message"]


def test_explain_prints_arithmetic_that_holds(capsys: pytest.CaptureFixture[str], file: Path) -> None:
    lines = printed(capsys, "explain", file, "cash_cost_usd_per_btc").splitlines()
    left, _, right = lines[lines.index("Values put in") + 1].rpartition("=")
    assert eval(left.strip(), {"__builtins__": {}}) == pytest.approx(float(right), rel=1e-9)
    assert any(line.split()[:3] == ["Hashrate,", "20", "lots"] for line in lines)
    assert "cash_cost_usd_per_btc" in refused(capsys, 3, "explain", file, "cash_cost")["next"]


@pytest.mark.parametrize("sample", sample_names())
def test_explain_knows_every_result(capsys: pytest.CaptureFixture[str], tmp_path: Path, sample: str) -> None:
    path = tmp_path / "Sample.reckoner"
    Store.create(path, book_of(sample_edit_rows(sample))).close()
    for key, measure in MEASURES.items():
        lines = printed(capsys, "explain", path, key).splitlines()
        assert lines[0].startswith(f"{measure.label}: ")
        formula, values = (lines[lines.index(title) + 1].strip() for title in ("Formula", "Values put in"))
        assert formula == measure.formula
        left, _, right = values.rpartition("=")
        if left:
            assert eval(left, {"__builtins__": {}}) == pytest.approx(float(right), rel=1e-9)
        else:
            assert "none, since a part has no value" in values
            assert ": none: " in lines[0]
        assert len(lines) > lines.index("Inputs") + 1


def test_a_share_that_was_typed_as_percent_is_told_so(capsys: pytest.CaptureFixture[str], file: Path) -> None:
    record = refused(capsys, 10, "run", file, "--set", "network_growth_frac_per_year=10")
    assert record["message"] == "Network growth (1,000 %): must lie between −50 % and 300 % a year."
    assert record["next"] == "Shares are written from 0 to 1 here: 0.05 is 5 %."


def test_what_is_no_report_is_refused(capsys: pytest.CaptureFixture[str], file: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.pdf"
    other.write_bytes(file.read_bytes())
    assert refused(capsys, 4, "run", other)["next"] == "Choose a report that Reckoner made."
    assert refused(capsys, 3, "run", tmp_path / "gone.pdf")["message"] == "There is no file gone.pdf."


def test_a_scenario_that_stands_free_is_told_its_option(capsys: pytest.CaptureFixture[str], file: Path) -> None:
    record = refused(capsys, 2, "run", file, "Bear,", "power", "dear")
    assert record["error"] == "USAGE"
    assert record["message"] == "A scenario is named by an option: --scenario 'Bear, power dear'."
    for command in (("explain", file, "npv_usd"), ("snapshot", file, "Kept")):
        assert "--scenario Bear." in refused(capsys, 2, *command, "Bear")["message"]
