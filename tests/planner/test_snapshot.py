"""Snapshots: one form, one id for one question, and content that says when it is not what was written."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

import planner.snapshot as module
from planner.edits import row_of_scenario
from planner.errors import ReckonerError, SnapshotDamaged, TooNew, Undefined
from planner.explore.stages import evaluate
from planner.outcome import MODEL_VERSION, Request
from planner.reference import load_reference
from planner.scenario import Scenario
from planner.snapshot import (
    bytes_of_content,
    content_digest,
    content_of_bytes,
    content_of_snapshot,
    differences,
    request_of_content,
    shown_id,
    snapshot_id,
    written_id,
)
from tests.portfolio_files import outcome, small_book

REFERENCE = load_reference()


def question(**changes: Any) -> Request:
    """The question of the small book's first scenario, with changes."""
    scenario = small_book().scenario(REFERENCE)
    return replace(Request(number=1, scenario=scenario, horizon_months=12), **changes)


def with_scenario(change: Callable[[Scenario], Scenario]) -> Request:
    return question(scenario=change(question().scenario))


# --- the id --------------------------------------------------------------------------------------------------------


def test_an_id_is_shown_in_groups_and_read_back() -> None:
    identity = snapshot_id(question())
    assert len(identity) == 12
    assert set(identity) <= set("0123456789ABCDEF")
    assert shown_id("7F3A91C4E20B") == "7F3A-91C4-E20B"
    assert written_id("7f3a-91c4-e20b") == "7F3A91C4E20B"


def test_the_same_question_has_the_same_id_in_another_process() -> None:
    code = (
        "from tests.planner.test_snapshot import question; from planner.snapshot import snapshot_id; "
        "print(snapshot_id(question()))"
    )
    for seed in ("0", "1"):
        done = subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True,
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": ".", "LC_ALL": "C", "TZ": "Asia/Tokyo"},
        )  # fmt: skip
        assert done.stdout.strip() == snapshot_id(question())


def _renamed(scenario: Scenario) -> Scenario:
    portfolio = scenario.portfolio
    renamed = replace(
        portfolio,
        company=replace(portfolio.company, name="Other", note="Other"),
        sites=tuple(replace(site, name=f"{site.name}!", id=site.id + 10) for site in portfolio.sites),
        lots=tuple(replace(lot, name=f"{lot.name}!", site_id=lot.site_id + 10) for lot in portfolio.lots),
        contracts=tuple(replace(item, name=f"{item.name}!", site_id=item.site_id + 10) for item in portfolio.contracts),
        debts=tuple(replace(item, name=f"{item.name}!", id=item.id + 7) for item in portfolio.debts),
        hedges=tuple(
            replace(item, name=f"{item.name}!", id=item.id + 7, site_id=item.site_id and item.site_id + 10)
            for item in portfolio.hedges
        ),
    )
    return replace(scenario, name="Other", portfolio=renamed)


def _whole_numbers(scenario: Scenario) -> Scenario:
    company = replace(scenario.portfolio.company, cash_usd=50_000_000, minimum_cash_usd=5_000_000)
    return replace(scenario, portfolio=replace(scenario.portfolio, company=company))


def test_names_notes_ids_and_ways_to_write_a_number_do_not_count() -> None:
    for same in (
        with_scenario(_renamed),
        with_scenario(_whole_numbers),
        question(number=9),
        question(baseline=question().scenario),
    ):
        assert snapshot_id(same) == snapshot_id(question())
    five = with_scenario(lambda scenario: replace(scenario, plan=(("pivot", '{"mw":5}'),)))
    five_again = with_scenario(lambda scenario: replace(scenario, plan=(("pivot", '{ "mw": 5.0 }'),)))
    assert snapshot_id(five) == snapshot_id(five_again)


def _lot(column: str, value: Any) -> Callable[[Scenario], Scenario]:
    def change(scenario: Scenario) -> Scenario:
        lots = scenario.portfolio.lots
        return replace(
            scenario, portfolio=replace(scenario.portfolio, lots=(replace(lots[0], **{column: value}), *lots[1:]))
        )

    return change


CHANGES: tuple[Callable[[Scenario], Scenario], ...] = (
    _lot("count", 7),
    _lot("availability_frac", 0.5),
    _lot("site_id", 3),
    _lot("retire_month", "2035-01"),
    lambda scenario: replace(scenario, assumptions=replace(scenario.assumptions, btc_price_usd=1.0)),
    lambda scenario: replace(scenario, plan=(("hold", "{}"),)),
    lambda scenario: replace(scenario, reference=replace(scenario.reference, data_version="0" * 64)),
)


@pytest.mark.parametrize("change", CHANGES)
def test_whatever_a_number_depends_on_counts(change: Callable[[Scenario], Scenario]) -> None:
    assert snapshot_id(with_scenario(change)) != snapshot_id(question())


def test_horizon_paths_seed_and_model_count(monkeypatch: pytest.MonkeyPatch) -> None:
    ids = {snapshot_id(question(**change)) for change in ({}, {"horizon_months": 24}, {"n_paths": 500}, {"seed": 8})}
    monkeypatch.setattr(module, "MODEL_VERSION", "99")
    assert len(ids | {snapshot_id(question())}) == 5


def test_an_assumption_stated_at_its_default_is_the_default() -> None:
    book = small_book()
    stated = {"btc_price_usd": REFERENCE.market.btc_price_usd.value}
    same = replace(book, scenarios=(replace(book.scenarios[0], stated=stated),))
    assert snapshot_id(question(scenario=same.scenario(REFERENCE))) == snapshot_id(question())


# --- content -------------------------------------------------------------------------------------------------------


@pytest.fixture
def content() -> dict[str, Any]:
    written: dict[str, Any] = json.loads(bytes_of_content(content_of_snapshot(outcome(), "0.1.0")))
    return written


def resealed(content: dict[str, Any]) -> dict[str, Any]:
    return content | {"sha256": content_digest(content)}


def test_content_holds_inputs_baseline_results_and_versions(content: dict[str, Any]) -> None:
    assert content["snapshot_id"] == snapshot_id(outcome().request)
    assert content["model_version"] == MODEL_VERSION
    assert content["data_version"] == REFERENCE.data_version
    assert content["program_version"] == "0.1.0"
    assert content["seed"] == 7
    assert content["baseline"]["scenario"] == "Budget"
    assert content["inputs"]["portfolio"]["lots"][0]["name"] == "Lot 1"
    results = content["results"]
    assert results["month"] == list(outcome().month)
    assert results["fleet"]["revenue_usd"] == outcome().fleet.revenue_usd.tolist()
    assert np.array(results["sites"]["power_usd"]).shape == (3, 12)
    for key, value in outcome().measures.items():
        stored = results["measures"][key]
        assert stored == ({"reason": value.reason, "input": value.input} if isinstance(value, Undefined) else value)


def test_content_reads_back_as_the_same_question(content: dict[str, Any]) -> None:
    request = request_of_content(content, REFERENCE)
    original = outcome().request
    assert request.scenario == original.scenario
    assert request.baseline == original.baseline
    assert (request.horizon_months, request.n_paths, request.seed) == (12, 0, 7)
    assert differences(content, evaluate(request)) == ()


def test_bytes_read_back(content: dict[str, Any]) -> None:
    raw = bytes_of_content(content)
    assert content_of_bytes(raw) == content
    assert bytes_of_content(content_of_bytes(raw)) == raw


def test_differences_are_named(content: dict[str, Any]) -> None:
    results = content["results"]
    key, value = next((key, value) for key, value in results["measures"].items() if isinstance(value, float) and value)
    results["measures"][key] = value * (1 + 1e-6)
    results["fleet"]["revenue_usd"][3] += 1.0
    results["market"]["days"].pop()
    del results["cash"]["ebitda_usd"]
    assert set(differences(content, outcome())) == {
        f"measures/{key}", "fleet/revenue_usd", "market/days", "cash/ebitda_usd",
    }  # fmt: skip


def test_the_last_bits_are_no_difference(content: dict[str, Any]) -> None:
    revenue = content["results"]["fleet"]["revenue_usd"]
    revenue[0] *= 1 + 1e-12
    assert differences(content, outcome()) == ()


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"{",
        b"[]",
        b"5",
        b"\xff\xfe",
        b'{"a": NaN}',
        b'{"a": 1, "a": 2}',
        b"[" * 200_000,
        b'{"form": "reckoner snapshot 1"}',
    ],
)
def test_what_is_no_snapshot_is_said(raw: bytes) -> None:
    with pytest.raises(SnapshotDamaged, match="The snapshot cannot be shown"):
        content_of_bytes(raw)


def test_a_snapshot_larger_than_any_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LARGEST_CONTENT_BYTES", 10)
    with pytest.raises(SnapshotDamaged, match="larger than any"):
        content_of_bytes(b" " * 11)


def test_every_change_of_a_byte_is_found(content: dict[str, Any]) -> None:
    raw = bytes_of_content(content)
    for place in range(0, len(raw), 97):
        changed = raw[:place] + bytes([raw[place] ^ 1]) + raw[place + 1 :]
        try:
            read = content_of_bytes(changed)
        except SnapshotDamaged:
            continue
        assert read == content  # a last digit beyond what a float holds


def test_inputs_sealed_again_under_the_old_id_are_found(content: dict[str, Any]) -> None:
    content["inputs"]["portfolio"]["lots"][0]["count"] += 1
    with pytest.raises(SnapshotDamaged, match="not those its id names"):
        request_of_content(resealed(content), REFERENCE)


@pytest.mark.parametrize("key", ["inputs", "baseline", "horizon_months", "seed", "snapshot_id", "model_version"])
def test_a_missing_part_is_found(content: dict[str, Any], key: str) -> None:
    del content[key]
    with pytest.raises(SnapshotDamaged, match="parts of it are missing"):
        request_of_content(resealed(content), REFERENCE)


def test_a_snapshot_of_other_data_opens_with_the_data_of_now(content: dict[str, Any]) -> None:
    older = replace(REFERENCE, data_version="older")
    request = request_of_content(content, older)
    assert request.scenario.reference is older
    assert snapshot_id(request) != content["snapshot_id"]


@pytest.mark.parametrize(
    "spoil",
    [
        lambda content: content["inputs"]["assumptions"].update(moon_phase=1),
        lambda content: content["inputs"]["portfolio"]["contracts"][0].update(kind="lottery"),
        lambda content: content["inputs"]["portfolio"]["lots"][0].update(colour=1),
    ],
)
def test_what_another_version_knew_is_said(content: dict[str, Any], spoil: Callable[[dict[str, Any]], None]) -> None:
    spoil(content)
    with pytest.raises(TooNew) as refusal:
        request_of_content(resealed(content), REFERENCE)
    assert "does not know" in refusal.value.message
    assert isinstance(refusal.value.__cause__, ReckonerError)


def test_a_row_of_a_scenario_is_not_part_of_it() -> None:
    assert "note" in row_of_scenario(small_book().scenarios[1])
    assert b"What if" not in bytes_of_content(content_of_snapshot(outcome(), "0.1.0"))
