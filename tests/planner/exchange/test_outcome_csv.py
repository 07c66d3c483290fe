from __future__ import annotations

import csv
import io
import locale
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.errors import ExportFailed, Undefined
from planner.exchange.csv_cells import Cell, needs_guard
from planner.exchange.outcome_csv import TABLES, csv_text, write_csv
from planner.exchange.outcome_tables import ResultTable, monthly_columns
from planner.explore.stages import evaluate
from planner.inputs import put
from planner.outcome import MODEL_VERSION, Outcome, Request
from planner.portfolio import Portfolio
from planner.reference import load_reference
from planner.scenario import Book
from planner.snapshot import shown_id, snapshot_id
from tests.portfolio_files import outcome, small_book


def _read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


def test_every_month_reads_back_exactly(tmp_path: Path) -> None:
    written = write_csv(outcome(), tmp_path / "made" / "here")
    assert [path.name for path in written] == list(TABLES)
    units, *rows = _read(tmp_path / "made" / "here" / "monthly.csv")
    assert [row["month"] for row in rows] == list(outcome().month)
    for name, array in monthly_columns(outcome()).items():
        assert [float(row[name]) for row in rows] == array.tolist()
    assert (units["month"], units["hashprice_usd_per_ph_day"], units["energy_mwh"]) == ("", "USD/PH/day", "MWh")


def test_sites_and_lots_read_back_by_name(tmp_path: Path) -> None:
    write_csv(outcome(), tmp_path)
    portfolio = outcome().scenario.portfolio
    _, *sites = _read(tmp_path / "sites.csv")
    assert [row["site"] for row in sites[:: len(outcome().month)]] == [site.name for site in portfolio.sites]
    margin = [float(row["cash_margin_usd"]) for row in sites]
    assert margin == outcome().sites.cash_margin_usd.ravel().tolist()
    _, *lots = _read(tmp_path / "lots.csv")
    assert [row["lot"] for row in lots] == [lot.name for lot in portfolio.lots]


def test_the_first_file_says_what_the_others_are_of(tmp_path: Path) -> None:
    written = write_csv(outcome(), tmp_path)
    assert written[0].name == "about.csv"
    _, *rows = _read(written[0])
    facts = {row["key"]: row["value"] for row in rows}
    scenario = outcome().scenario
    assert facts["company"] == scenario.portfolio.company.name
    assert (facts["scenario"], facts["baseline"]) == (scenario.name, "Budget")
    assert facts["snapshot_id"] == shown_id(snapshot_id(outcome().request))
    assert (facts["model_version"], facts["data_date"]) == (MODEL_VERSION, scenario.reference.market.data_date)
    assert facts["note"] == "Model output on stated assumptions, not a forecast or investment advice."


def test_with_a_baseline_the_headline_has_its_value_and_the_change(tmp_path: Path) -> None:
    found = outcome()
    pinned = replace(put(found.scenario, "btc_price_usd", 60_000.0), name="Plan")
    both = evaluate(Request(number=1, scenario=found.scenario, baseline=pinned, horizon_months=12))
    assert both.baseline is not None
    write_csv(both, tmp_path)
    _, *rows = _read(tmp_path / "headline.csv")
    for row in rows:
        value, before = both.measures[row["key"]], both.baseline.measures[row["key"]]
        if isinstance(value, Undefined) or isinstance(before, Undefined):
            assert row["change"] == ""
            continue
        assert (float(row["baseline"]), float(row["change"])) == (before, value - before)
    (_, *about) = _read(tmp_path / "about.csv")
    assert {row["key"]: row["value"] for row in about}["baseline"] == "Plan"
    write_csv(replace(found, baseline=None), tmp_path)
    assert list(_read(tmp_path / "headline.csv")[0]) == ["key", "label", "unit", "value", "reason"]


def test_an_undefined_measure_is_empty_beside_its_reason(tmp_path: Path) -> None:
    request = Request(number=1, scenario=Book(portfolio=Portfolio()).scenario(load_reference()), horizon_months=12)
    write_csv(evaluate(request), tmp_path)
    rows = {row["key"]: row for row in _read(tmp_path / "headline.csv")}
    assert rows["cash_cost_usd_per_btc"]["value"] == ""
    assert rows["cash_cost_usd_per_btc"]["reason"] == "no BTC is mined in the first twelve months"
    assert float(rows["hashprice_usd_per_ph_day"]["value"]) > 0.0


def test_bytes_are_utf8_with_line_feeds_and_the_same_under_every_locale(tmp_path: Path) -> None:
    first = [path.read_bytes() for path in write_csv(outcome(), tmp_path / "one")]
    before = locale.setlocale(locale.LC_ALL)
    for name in ("de_DE.UTF-8", "C.UTF-8", "C"):
        try:
            locale.setlocale(locale.LC_ALL, name)
        except locale.Error:
            continue
        try:
            assert [path.read_bytes() for path in write_csv(outcome(), tmp_path / "two")] == first
        finally:
            locale.setlocale(locale.LC_ALL, before)
    assert not any(b"\r" in raw for raw in first)
    assert all(raw.endswith(b"\n") and raw.decode() for raw in first)


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", "\nx"])
def test_text_never_becomes_a_formula(text: str) -> None:
    line = csv_text(_one_cell(text)).split("\n", 2)[2]
    assert line.startswith("\"'")
    assert next(csv.reader(line.splitlines(keepends=True), strict=True)) == ["'" + text]


def test_a_negative_number_stays_a_number() -> None:
    assert csv_text(_one_cell(-1.5)) == "a\nUSD\n-1.5\n"
    assert csv_text(_one_cell(-0.0)) == "a\nUSD\n0.0\n"


@given(st.one_of(st.floats(allow_nan=False, allow_infinity=False), st.integers()))
def test_numbers_read_back_exactly(value: float) -> None:
    assert float(csv_text(_one_cell(value)).splitlines()[2]) == float(value)


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")))
def test_text_reads_back(text: str) -> None:
    table = ResultTable(keys=("a", "b"), units=("", ""), rows=((text, "end"),))
    # newline="" as the csv module asks for: line ends inside quotes are text
    rows = list(csv.reader(io.StringIO(csv_text(table), newline=""), strict=True))
    assert rows[2] == [("'" if needs_guard(text) else "") + text, "end"]


def test_a_failed_export_leaves_what_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written = write_csv(outcome(), tmp_path)
    before = [path.read_bytes() for path in written]

    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("planner.exchange.whole_files.os.fsync", full)
    changed = replace(outcome(), notices=("another",))
    with pytest.raises(Exception, match="disk is full") as failure:
        write_csv(_with_another_price(changed), tmp_path)
    assert failure.value.exit_status == 9  # type: ignore[attr-defined]  # of a ReckonerError
    assert [path.read_bytes() for path in written] == before
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(TABLES)


def test_a_folder_that_is_a_file_is_refused_in_words(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("mine", encoding="utf-8")
    with pytest.raises(ExportFailed, match="taken could not be written"):
        write_csv(outcome(), tmp_path / "taken")
    assert (tmp_path / "taken").read_text(encoding="utf-8") == "mine"


def _with_another_price(found: Outcome) -> Outcome:
    scenario = small_book().scenario(load_reference())
    assumptions = replace(scenario.assumptions, btc_price_usd=1.0)
    return evaluate(replace(found.request, scenario=replace(scenario, assumptions=assumptions)))


def _one_cell(cell: Cell) -> ResultTable:
    return ResultTable(keys=("a",), units=("USD",), rows=((cell,),))
