"""Snapshots in the file: taken once, found by id or name, verified when read."""

from __future__ import annotations

import sqlite3
import zlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from planner import PROGRAM_VERSION
from planner.errors import InputRejected, NotFound, SnapshotDamaged
from planner.outcome import Outcome
from planner.reference import load_reference
from planner.snapshot import (
    bytes_of_content,
    content_digest,
    content_of_bytes,
    content_of_snapshot,
    differences,
    request_of_content,
    snapshot_id,
)
from planner.storage import Store
from planner.storage import store as store_module
from planner.storage.schema import DDL
from tests.portfolio_files import from_outside, outcome, small_store


def test_a_snapshot_reads_back_as_it_was_taken(tmp_path: Path) -> None:
    with small_store(tmp_path) as store:
        taken, is_new = store.add_snapshot("Board, June", outcome())
        assert is_new
    with Store.open(store.path, read_only=True) as store:
        read = store.snapshot("board, june")
        assert read == taken
        assert read.content == content_of_snapshot(outcome(), PROGRAM_VERSION)
        assert request_of_content(read.content, load_reference()).scenario == outcome().scenario
        assert differences(read.content, outcome()) == ()


def test_the_same_state_again_gives_the_snapshot_that_is_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with small_store(tmp_path) as store:
        first, _ = store.add_snapshot("Board", outcome())
        assert store.add_snapshot("Another name", outcome()) == (first, False)
        monkeypatch.setattr(store_module, "PROGRAM_VERSION", "99.0")
        assert store.add_snapshot("By another version", outcome()) == (first, False)
        assert store.snapshots() == (first,)


def renamed(found: Outcome) -> Outcome:
    """The outcome of the same run where one site bears another name."""
    scenario = found.request.scenario
    sites = scenario.portfolio.sites
    portfolio = replace(scenario.portfolio, sites=(replace(sites[0], name="Renamed"), *sites[1:]))
    return replace(found, request=replace(found.request, scenario=replace(scenario, portfolio=portfolio)))


def without_baseline(found: Outcome) -> Outcome:
    """The outcome of the same run with nothing beside it."""
    return replace(found, request=replace(found.request, baseline=None))


@pytest.mark.parametrize("change", [renamed, without_baseline])
def test_the_same_question_with_other_content_is_another_snapshot(
    tmp_path: Path, change: Callable[[Outcome], Outcome]
) -> None:
    with small_store(tmp_path) as store:
        first, _ = store.add_snapshot("Board", outcome())
        second, is_new = store.add_snapshot("Board again", change(outcome()))
        assert is_new
        assert second.id == first.id
        assert second.digest != first.digest
        assert store.add_snapshot("Third", outcome()) == (first, False)
        assert store.add_snapshot("Third", change(outcome())) == (second, False)
    with Store.open(store.path) as store:
        assert store.snapshots() == (first, second)
        assert store.snapshot(first.id) == second  # the newest of an id
        assert store.snapshot("board").content == content_of_snapshot(outcome(), PROGRAM_VERSION)
        assert store.check(full=True).snapshots_verified == 2


def test_a_name_comes_before_an_id(tmp_path: Path) -> None:
    with small_store(tmp_path) as store:
        first, _ = store.add_snapshot("Board", outcome())
        odd, _ = store.add_snapshot(first.shown_id, outcome(seed=8))
        assert store.snapshot(first.shown_id) == odd
        assert store.snapshot("Board") == first


def test_a_free_name_is_the_next_number(tmp_path: Path) -> None:
    with small_store(tmp_path) as store:
        assert store.free_snapshot_name("Board") == "Board"
        for seed, name in enumerate(("board", "Board (2)", "Board (4)")):
            store.add_snapshot(name, outcome(seed=seed))
        assert store.free_snapshot_name("Board") == "Board (3)"
        assert store.add_snapshot(store.free_snapshot_name("Board"), outcome(seed=9))[1]
        assert store.free_snapshot_name(" BOARD") == " BOARD (5)"


def test_another_question_needs_another_name(tmp_path: Path) -> None:
    with small_store(tmp_path) as store:
        store.add_snapshot("Board", outcome())
        with pytest.raises(InputRejected, match="already taken"):
            store.add_snapshot("  BOARD", outcome(seed=8))
        other, is_new = store.add_snapshot("Board 2", outcome(seed=8))
        assert is_new
        assert [item.name for item in store.snapshots()] == ["Board", "Board 2"]
        assert other.sequence > store.snapshots()[0].sequence


@pytest.mark.parametrize("name", ["", " ", "x" * 201, "a\nb", "\ud800"])
def test_a_name_must_be_able_to_stand(tmp_path: Path, name: str) -> None:
    with small_store(tmp_path) as store:
        with pytest.raises(InputRejected):
            store.add_snapshot(name, outcome())
        assert store.snapshots() == ()


def test_an_id_is_found_with_and_without_dashes(tmp_path: Path) -> None:
    with small_store(tmp_path) as store:
        taken, _ = store.add_snapshot("Board", outcome())
        assert taken.id == snapshot_id(outcome().request)
        for written in (taken.id, taken.shown_id, taken.id.lower(), f" {taken.shown_id.lower()} "):
            assert store.snapshot(written) == taken


def test_a_missing_snapshot_names_the_nearest(tmp_path: Path) -> None:
    with small_store(tmp_path) as store:
        with pytest.raises(NotFound, match="no snapshots yet"):
            store.snapshot("Board")
        store.add_snapshot("Board", outcome())
        with pytest.raises(NotFound) as refusal:
            store.snapshot("Bord")
        assert refusal.value.next == "Did you mean Board?"


def test_taking_one_is_no_undo_step(tmp_path: Path) -> None:
    with small_store(tmp_path) as store:
        store.add_snapshot("Board", outcome())
        assert store.undo() is None
        assert len(store.snapshots()) == 1


def spoil(path: Path, statement: str, values: tuple[object, ...] = ()) -> None:
    """What somebody does who takes the triggers away, changes a snapshot and puts the triggers back."""
    triggers = [sql for sql in DDL if sql.startswith("CREATE TRIGGER")]
    with from_outside(path) as other:
        for sql in triggers:
            other.execute(f"DROP TRIGGER {sql.split()[2]}")
        other.execute(statement, values)
        for sql in triggers:
            other.execute(sql)
        other.execute("UPDATE meta SET closed_clean = 0")


@pytest.mark.parametrize(
    ("statement", "values", "said"),
    [
        ("UPDATE snapshot_contents SET deflated = ?", (b"no zlib",), "cannot be unpacked"),
        ("UPDATE snapshot_contents SET deflated = ?", (zlib.compress(b"0" * 10_000_000),), "not as long"),
        ("UPDATE snapshot_contents SET json_bytes = 5", (), "not as long"),
        ("UPDATE snapshot_contents SET json_bytes = 1000000000000", (), "larger than any"),
        ("UPDATE snapshot_contents SET json_bytes = 2, deflated = ?", (zlib.compress(b"{}"),), "not a snapshot"),
        ("UPDATE snapshot_contents SET json_bytes = 3, deflated = ?", (zlib.compress(b"{x}"),), "not the JSON"),
        ("UPDATE snapshots SET id = '000000000000'", (), "another snapshot"),
    ],
)
def test_a_snapshot_changed_from_outside_is_not_shown(
    tmp_path: Path, statement: str, values: tuple[object, ...], said: str
) -> None:
    with small_store(tmp_path) as store:
        store.add_snapshot("Board", outcome())
    spoil(store.path, statement, values)
    with Store.open(store.path) as store:  # the portfolio itself is sound
        with pytest.raises(SnapshotDamaged) as refusal:
            store.snapshot("Board")
        assert said in refusal.value.message
        assert refusal.value.saved == "It was left exactly as it is."
        store.check()
        with pytest.raises(SnapshotDamaged, match=r"^Board \("):
            store.check(full=True)


def test_one_changed_digit_is_found(tmp_path: Path) -> None:
    with small_store(tmp_path) as store:
        taken, _ = store.add_snapshot("Board", outcome())
        raw = zlib.decompress(next(store._connection.table("snapshot_contents").rows)["deflated"])
    changed = raw.replace(b'"seed":7', b'"seed":8')
    assert changed != raw
    spoil(store.path, "UPDATE snapshot_contents SET deflated = ?", (zlib.compress(changed),))
    with Store.open(store.path) as store, pytest.raises(SnapshotDamaged, match="not what was written"):
        store.snapshot(taken.id)


def test_a_forged_result_with_a_digest_of_its_own_is_found(tmp_path: Path) -> None:
    with small_store(tmp_path) as store:
        store.add_snapshot("Board", outcome())
    forged = content_of_snapshot(outcome(), PROGRAM_VERSION)
    forged["results"]["measures"]["npv_usd"] = 1e9
    raw = bytes_of_content(forged | {"sha256": content_digest(forged)})
    content_of_bytes(raw)  # sound in itself
    statement = "UPDATE snapshot_contents SET json_bytes = ?, deflated = ?"
    spoil(store.path, statement, (len(raw), zlib.compress(raw)))
    with Store.open(store.path) as store, pytest.raises(SnapshotDamaged, match="belongs to another snapshot"):
        store.snapshot("Board")


def test_replacing_a_row_does_not_walk_round_the_triggers(tmp_path: Path) -> None:
    with small_store(tmp_path) as store:
        store.add_snapshot("Board", outcome())
        for table in ("snapshots", "snapshot_contents"):
            replacement = f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}"
            with pytest.raises(sqlite3.IntegrityError, match="immutable"), store._connection.transaction():
                store._connection.sql.execute(replacement)
        assert store.check(full=True).snapshots_verified == 1
