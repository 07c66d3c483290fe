"""The report read back: pages, numbers, fonts, attachment; names that are markup; files that cannot be written."""

from __future__ import annotations

import hashlib
import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pypdf import PdfReader

from planner.cli import main
from planner.edits import book_of
from planner.errors import ExportFailed, Undefined
from planner.exchange.outcome_csv import write_csv
from planner.exchange.pdf_snapshot import read
from planner.explain import explain
from planner.explore.stages import evaluate
from planner.figures import MONEY, WORKBENCH
from planner.inputs import put
from planner.measures import MEASURES, MONEY_STRIP, STRIP
from planner.outcome import Outcome, Request
from planner.portfolio import Portfolio
from planner.reference import load_reference, sample_edit_rows, sample_names
from planner.scenario import Book, Scenario
from planner.snapshot import content_of_snapshot, request_of_content, shown_id, snapshot_id
from tests.generators import REFERENCE_SIZE, portfolio_from
from ui.report import write_pdf
from ui.report.annex import annex, runs
from ui.report.changes import changes
from ui.report.story import headline, subtitle

ANNEX, MOST_ANNEX_PAGES = "Annex: every figure explained", 7
DISCLAIMER = "Model output on stated assumptions, not a forecast or investment advice."
NASTY = '#let x = $1$ *bold* _it_ @ref <label> "q" \'s \\ // /* ] } ) = `raw` ~ -- '

ROOT = Path(__file__).resolve().parents[2]

pytestmark = pytest.mark.usefixtures("qapp")


def scenario() -> Scenario:
    return book_of(sample_edit_rows("saltbrush")).scenario(load_reference())


@cache
def sample(*, pinned: bool = False) -> Outcome:
    baseline = None
    if pinned:
        baseline = replace(put(put(scenario(), "btc_price_usd", 76_000.0), "pool_fee_frac", 0.02), name="Board plan")
    return evaluate(Request(number=1, scenario=scenario(), baseline=baseline))


def report(outcome: Outcome, path: Path, **words: str) -> Path:
    write_pdf(outcome, content_of_snapshot(outcome, "0.1.0"), path, **words)
    return path


def pages_of(path: Path) -> list[str]:
    """Text page by page, line breaks and runs of spaces as one space."""
    return [re.sub(r"\s+", " ", page.extract_text()) for page in PdfReader(path).pages]


def numbers(measures: Mapping[str, Any]) -> dict[str, float]:
    """Those that have a number; JSON says of the others why not, under a key of their own."""
    return {key: value for key, value in measures.items() if isinstance(value, float)}


@pytest.mark.parametrize("pinned", [False, True])
def test_the_sample_is_three_pages_and_an_annex_each_carries_sentence_id_and_number(
    tmp_path: Path, pinned: bool
) -> None:
    outcome = sample(pinned=pinned)
    pages = pages_of(report(outcome, tmp_path / "r.pdf", taken="2026-06-15T09:00:00Z"))
    assert [ANNEX in text for text in pages].index(True) in (2, 3), "the evidence is a page and a little"
    assert len(pages) <= 3 + MOST_ANNEX_PAGES
    for number, text in enumerate(pages, start=1):
        assert DISCLAIMER in text
        assert shown_id(snapshot_id(outcome.request)) in text
        assert f"{number} / {len(pages)}" in text
        assert "Saltbrush Mining (fictional)" in text
        assert "Scenario: Base case taken 2026-06-15" in text
        assert ("against Board plan" in text) == pinned
        assert "seed" not in text, "no paths were run"


@pytest.mark.parametrize("name", sample_names())
def test_a_report_of_any_sample_is_three_pages_and_an_annex(tmp_path: Path, name: str) -> None:
    shipped = book_of(sample_edit_rows(name)).scenario(load_reference())
    pinned = replace(put(shipped, "btc_price_usd", 76_000.0), name="Board plan 2026-05-01")
    for baseline in (None, pinned):
        outcome = evaluate(Request(number=1, scenario=shipped, baseline=baseline))
        path = report(outcome, tmp_path / "r.pdf", taken="2026-06-15T09:00:00Z", file_name=f"{name}.reckoner")
        pages = pages_of(path)
        assert [ANNEX in text for text in pages].index(True) in (2, 3), "the evidence is a page and a little"
        assert len(pages) <= 3 + MOST_ANNEX_PAGES
        assert all("Figure and its parts Value Unit Share" in text for text in pages[4:-2]), "headings repeat"


def test_numbers_are_those_of_the_strip_and_of_the_csv(tmp_path: Path) -> None:
    outcome = sample(pinned=True)
    first, *rest = pages_of(report(outcome, tmp_path / "r.pdf"))
    second = " ".join(rest)
    write_csv(outcome, tmp_path)
    lines = (tmp_path / "headline.csv").read_text(encoding="utf-8").splitlines()
    for key in STRIP:
        measure, value, before = MEASURES[key], outcome.measures[key], outcome.baseline.measures[key]  # type: ignore[union-attr]  # pinned
        assert isinstance(value, float)
        assert isinstance(before, float)
        shown = " ".join(part for part in (measure.prefix, measure.shown(value), measure.shown_unit) if part)
        assert f"{measure.label} {shown}" in first
        assert (measure.shown_change(value, before) or "= unchanged") in first
        (line,) = [line for line in lines if line.startswith(f"{key},")]
        assert repr(value) in line
    year = {name: float(getattr(outcome.fleet, name)[:12].sum()) for name in ("power_usd", "hosting_usd")}
    assert f"{year['power_usd']:,.0f}" in second
    assert f"{year['power_usd']:,.0f} − " in second, "values put in"
    revenue = outcome.fleet.revenue_usd[:6].sum() / 1e6
    assert f"BTC revenue {revenue:,.1f}" in second


def test_every_title_of_the_charts_is_selectable_text(tmp_path: Path) -> None:
    outcome = sample()
    # Inter draws U+2019 and U+02BC with one glyph, and Qt reads it back as the latter.
    first = pages_of(report(outcome, tmp_path / "r.pdf"))[0].replace("ʼ", "’")
    for figure in WORKBENCH.values():
        assert figure(outcome).takeaway in first


def test_the_page_of_money_holds_its_strip_and_charts(tmp_path: Path) -> None:
    outcome = sample()
    page = pages_of(report(outcome, tmp_path / "r.pdf"))[1].replace("ʼ", "’")
    for key in MONEY_STRIP:
        value = outcome.measures[key]
        said = value.reason if isinstance(value, Undefined) else f"{MEASURES[key].shown(value)}"
        assert MEASURES[key].label in page
        assert said in page
    for figure in MONEY.values():
        assert figure(outcome).takeaway in page


def test_assumptions_name_source_date_plan_and_the_tag(tmp_path: Path) -> None:
    third = pages_of(report(sample(pinned=True), tmp_path / "r.pdf"))[2]
    assert re.search(r"BTC price 71,328\.73 USD 76,000 Coin Metrics, close of 2026-06-01 2026-06-01", third)
    assert re.search(r"Pool fee 1 % of revenue 2 assumption", third)
    assert "124,932,866,006,548" in third


def test_what_the_analyst_entered_is_said_and_what_the_company_holds(tmp_path: Path) -> None:
    changed = put(scenario(), "power_price_shift_usd_per_mwh", -2.5)
    second = " ".join(pages_of(report(evaluate(Request(number=1, scenario=changed)), tmp_path / "r.pdf"))[1:])
    assert re.search(
        r"Power cost, shift −2\.5 USD/MWh entered by the analyst Contract price at full load [\d.]+ USD/MWh", second
    )
    assert "Pool fee 1 % of revenue assumption" in second
    company = changed.portfolio.company
    assert re.search(rf"Treasury {company.btc_held_btc:,.0f} BTC", second)
    assert re.search(rf"Diluted shares {company.diluted_shares:,.0f}", second)
    assert "deterministic case, USD M; cash at the end is after tax, debt service and coins kept" in second


def test_the_annex_takes_every_measure_apart(tmp_path: Path) -> None:
    outcome = sample()
    pages = pages_of(report(outcome, tmp_path / "r.pdf"))
    text = " ".join(pages[[ANNEX in page for page in pages].index(True) :])
    assert "Method guide in the program's Help menu (F1)" in text
    inputs = {line["label"]: line["number"] for line in annex(outcome)["inputs"]}
    for key, measure in MEASURES.items():
        found, value = explain(outcome, key), outcome.measures[key]
        assert f"{measure.label} {measure.what}" in text
        said = f"{value.word}: {value.reason}" if isinstance(value, Undefined) else measure.shown(value)
        assert said in text
        assert len(found.parts) == 1 or f"= {found.in_words.in_line}" in text
        assert isinstance(value, Undefined) or len(found.parts) == 1 or f"= {found.in_numbers.in_line}" in text
        for part in found.parts:
            assert f"{part.label} {part.shown} {part.unit}".strip() in text
        for entry in found.inputs:
            assert f"{inputs[entry.label]} {entry.label} {entry.shown}" in text
        assert f"Inputs {runs(int(inputs[entry.label]) for entry in found.inputs)} " in text
    assert re.search(r"BTC price 71,328\.73 USD Coin Metrics, close of 2026-06-01 2026-06-01", text)


def test_numbers_that_follow_each_other_are_one_run() -> None:
    assert runs([10, 1, 2, 3, 7, 9]) == "1–3, 7, 9–10"
    assert runs([4]) == "4"
    assert runs([]) == ""


def test_the_digest_of_the_page_is_what_sha256sum_says_of_the_attachment(tmp_path: Path) -> None:
    path = report(sample(), tmp_path / "r.pdf")
    (attached,) = PdfReader(path).attachments["snapshot.json"]
    digest = hashlib.sha256(attached).hexdigest()
    assert f"SHA-256 of snapshot.json {digest[:16]}… (first 16 of 64)" in pages_of(path)[-1]


def test_the_first_page_names_what_was_changed_the_largest_driver_first() -> None:
    changed = put(put(scenario(), "pool_fee_frac", 0.011), "spot_level_frac", 5.0)
    outcome = evaluate(Request(number=1, scenario=changed, baseline=replace(scenario(), name="Plan 2026-06-01")))
    assert changes(outcome) == ["Spot level 100 → 500 % of the forward level", "Pool fee 1 → 1.1 % of revenue"]
    words = subtitle(outcome)
    assert words.startswith("Changed against Plan 2026-06-01: Spot level 100 → 500 % of the forward level; Pool fee")
    assert "At a BTC price of 71,329 USD and a contract price of" in words
    assert "EBITDA of 2026-07 to 2027-06 is USD" in words
    assert subtitle(replace(outcome, baseline=None)).startswith("Changed from the defaults: Spot level 100 → 500 %")
    assert "Changed" not in subtitle(sample())
    assert headline(outcome).startswith("12-month EBITDA is USD ")


def test_a_changed_portfolio_is_counted_by_its_rows() -> None:
    base = scenario()
    lots = (replace(base.portfolio.lots[0], count=7), *base.portfolio.lots[1:])
    sites = tuple(replace(site, pue=1.2) for site in base.portfolio.sites[:2]) + base.portfolio.sites[2:]
    changed = replace(base, portfolio=replace(base.portfolio, lots=lots, sites=sites))
    outcome = evaluate(Request(number=1, scenario=changed, baseline=base))
    assert changes(outcome) == ["2 sites, 1 lot of the portfolio"]


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        (7.6, -45.1, "the 2028 halving turns USD 7.6 M a year into a loss of USD 45.1 M"),
        (-52.0, -52.2, "it loses USD 52.0 M in the year before the 2028 halving, USD 52.2 M after it"),
        (93.7, 75.1, "it earns USD 93.7 M in the year before the 2028 halving, USD 75.1 M after it"),
        (-3.0, 4.0, "it loses USD 3.0 M in the year before the 2028 halving, earns USD 4.0 M after it"),
    ],
)
def test_the_headline_compares_the_year_before_the_halving_with_the_year_after(
    before: float, after: float, words: str
) -> None:
    outcome = sample()
    place = outcome.month.index(outcome.halvings[0].date[:7])
    ebitda = np.zeros(len(outcome.month))
    ebitda[place - 12 : place], ebitda[place + 1 : place + 13] = before * 1e6 / 12, after * 1e6 / 12
    assert headline(replace(outcome, cash=replace(outcome.cash, ebitda_usd=ebitda))).endswith(f"; {words}")


def test_the_day_a_baseline_was_pinned_stands_apart_from_its_name(tmp_path: Path) -> None:
    pinned = replace(scenario(), name="Base case 2026-11-24")
    outcome = evaluate(Request(number=1, scenario=scenario(), baseline=pinned))
    for text in pages_of(report(outcome, tmp_path / "r.pdf", taken="2026-11-25T09:00:00Z")):
        assert "Scenario: Base case taken 2026-11-25 against Base case pinned 2026-11-24" in text


def test_same_bytes_twice_no_raster_and_every_font_embedded(tmp_path: Path) -> None:
    first = report(sample(), tmp_path / "a.pdf").read_bytes()
    assert report(sample(), tmp_path / "b.pdf").read_bytes() == first
    kinds, fonts = set(), []
    for found in _resources(PdfReader(tmp_path / "a.pdf")):
        kinds |= {str(item.get_object()["/Subtype"]) for item in found.get("/XObject", {}).values()}
        fonts += [font.get_object() for font in found.get("/Font", {}).values()]
    assert kinds == {"/Form"}, "charts are forms, none is an image"
    assert fonts
    for font in fonts:
        inner = font["/DescendantFonts"][0].get_object() if "/DescendantFonts" in font else font
        described = inner["/FontDescriptor"].get_object()
        assert {"/FontFile", "/FontFile2", "/FontFile3"} & set(described), font["/BaseFont"]
        assert "Inter" in font["/BaseFont"]


def _resources(reader: PdfReader) -> Iterator[Any]:
    """Resources of the pages and of every form inside them."""
    waiting: list[Any] = [page["/Resources"] for page in reader.pages]
    while waiting:
        found = {key: item.get_object() for key, item in waiting.pop().get_object().items()}
        yield found
        forms = (item.get_object() for item in found.get("/XObject", {}).values())
        waiting += [form["/Resources"] for form in forms if "/Resources" in form]


def test_the_attachment_opens_and_computes_again(tmp_path: Path) -> None:
    outcome = sample(pinned=True)
    content = read(report(outcome, tmp_path / "r.pdf"))
    assert content == content_of_snapshot(outcome, "0.1.0")
    again = evaluate(request_of_content(content, load_reference()))
    assert again.measures == outcome.measures
    assert list(PdfReader(tmp_path / "r.pdf").attachments) == ["snapshot.json"], "another reader finds it too"


def test_the_command_line_computes_a_report_again(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    outcome = sample(pinned=True)
    path = report(outcome, tmp_path / "Board.PDF")

    def run(*arguments: str) -> dict[str, Any]:
        assert main(["run", str(path), "--json", *arguments], write_pdf) == 0
        found: dict[str, Any] = json.loads(capsys.readouterr().out)
        return found

    found = run()
    assert found["snapshot_id"] == snapshot_id(outcome.request)
    assert numbers(found["headline"]) == numbers(outcome.measures)
    assert outcome.baseline is not None
    assert found["baseline"] == {"name": "Board plan", "headline": found["baseline"]["headline"]}
    assert numbers(found["baseline"]["headline"]) == numbers(outcome.baseline.measures)
    assert run("--set", "btc_price_usd=60000")["inputs"]["btc_price_usd"] == 60_000.0
    assert main(["explain", str(path), "npv_usd"], write_pdf) == 0
    assert "Project NPV" in capsys.readouterr().out


def test_names_that_are_markup_stay_text(tmp_path: Path) -> None:
    portfolio = portfolio_from(5, load_reference(), sites=REFERENCE_SIZE["sites"], lots=REFERENCE_SIZE["lots"])
    sites = tuple(replace(site, name=f"{site.id} {NASTY}"[:100]) for site in portfolio.sites)
    company = replace(portfolio.company, name=(NASTY * 4)[:200])
    base = scenario()
    hard = replace(base, name=(NASTY * 4)[:200], portfolio=replace(portfolio, company=company, sites=sites))
    outcome = evaluate(Request(number=1, scenario=hard, baseline=replace(base, name="W" * 200)))
    pages = pages_of(report(outcome, tmp_path / "r.pdf", name="N" * 200, file_name="f" * 250))
    assert 2 <= len(pages) <= 6 + MOST_ANNEX_PAGES
    assert "#let x = $1$ *bold* _it_ @ref <label>…" in pages[0]
    assert "24 sites, 120 lots" in pages[-1]
    evidence = " ".join(pages[1:])
    assert all(f"{site.id} #let x = $1$ *bold*" in evidence for site in sites)
    for page in PdfReader(tmp_path / "r.pdf").pages:
        assert _rightmost(page) <= float(page.mediabox.width) - 40, "nothing runs into the margin"


def _rightmost(page: Any) -> float:
    """Where the text furthest to the right begins: a bound that a line leaving the page breaks."""
    places: list[float] = []
    page.extract_text(visitor_text=lambda text, matrix, inner, *_: places.append(matrix[4]) if text.strip() else None)
    return max(places)


def test_an_empty_portfolio_says_so(tmp_path: Path) -> None:
    empty = evaluate(Request(number=1, scenario=Book(portfolio=Portfolio()).scenario(load_reference())))
    pages = pages_of(report(empty, tmp_path / "r.pdf"))
    assert len(pages) == 2
    assert pages[0].count("This portfolio has no sites yet") == 1
    reasons = {value.reason for value in empty.measures.values() if isinstance(value, Undefined)}
    assert any(reason in pages[0] for reason in reasons)


def test_twenty_years_fit_as_several_tables(tmp_path: Path) -> None:
    outcome = evaluate(Request(number=1, scenario=scenario(), horizon_months=240))
    pages = pages_of(report(outcome, tmp_path / "r.pdf"))
    assert len(pages) <= 6 + MOST_ANNEX_PAGES
    assert "2046 H1 Total" in " ".join(pages)


def test_a_report_takes_less_than_a_second(tmp_path: Path) -> None:
    report(sample(), tmp_path / "r.pdf")
    start = time.perf_counter()
    report(sample(), tmp_path / "r.pdf")
    assert time.perf_counter() - start < 1.0


@pytest.mark.end_to_end
def test_the_program_makes_the_same_report_in_any_place_and_language(tmp_path: Path) -> None:
    file = tmp_path / "Salt.reckoner"

    def reckoner(*arguments: str | Path, **environment: str) -> None:
        program = [sys.executable, "-m", "ui", *map(str, arguments)]
        done = subprocess.run(
            program, cwd=ROOT, env={**os.environ, **environment}, capture_output=True, text=True, timeout=60,
            check=False,
        )  # fmt: skip
        assert (done.returncode, done.stderr) == (0, "")

    reckoner("new", file, "--sample", "saltbrush")
    reckoner("snapshot", file, "Board")
    reckoner("export", file, "Board", "--pdf", tmp_path / "a.pdf", TZ="UTC", PYTHONHASHSEED="1")
    reckoner(
        "export", file, "Board", "--pdf", tmp_path / "b.pdf", TZ="Asia/Tokyo", LC_ALL="C.UTF-8", PYTHONHASHSEED="2"
    )
    assert (tmp_path / "a.pdf").read_bytes() == (tmp_path / "b.pdf").read_bytes()
    assert read(tmp_path / "a.pdf")["snapshot_id"] == snapshot_id(sample().request)


def test_a_target_that_cannot_be_written_is_left_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    old = tmp_path / "r.pdf"
    old.write_bytes(b"old")
    monkeypatch.setattr("ui.report.document.os.fsync", _full)
    with pytest.raises(Exception, match="disk is full"):
        report(sample(), old)
    assert old.read_bytes() == b"old"
    assert [path.name for path in tmp_path.iterdir()] == ["r.pdf"]
    monkeypatch.undo()
    (tmp_path / "folder.pdf").mkdir()
    with pytest.raises(ExportFailed, match=r"folder\.pdf could not be written"):
        report(sample(), tmp_path / "folder.pdf")


def _full(descriptor: int) -> None:
    raise OSError(28, "No space left on device")
