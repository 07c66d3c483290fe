"""`open_l`, `edit_l` and `snapshot_l`: the file with 1,000 sites and 50,000 lots."""

from __future__ import annotations

import hashlib
import json
import sqlite3
import tempfile
import zlib
from dataclasses import replace
from pathlib import Path

from planner.edits import set_cell
from planner.explore import stages
from planner.outcome import Outcome, Request
from planner.portfolio import Lot
from planner.reference import load_reference
from planner.scenario import Baseline, Book
from planner.snapshot import content_of_snapshot
from planner.storage import Store
from tests.benchmarks.measurement import MILLISECONDS, Result, spread, timed
from tests.benchmarks.scenarios import SEED
from tests.generators import LOAD_SIZE, portfolio_from

ROUNDS = 200
RENAMES = 20
REACH_MS = 50.0
OPENINGS, SNAPSHOTS_TAKEN = 5, 5
SNAPSHOTS_HELD = 200
OPEN_REACH_MS, SNAPSHOT_REACH_MS = 2_000.0, 1_000.0
BARE_PRAGMAS = ("journal_mode = DELETE", "synchronous = EXTRA", "locking_mode = EXCLUSIVE", "secure_delete = ON")


def edit_l() -> Result:
    """Counts of lots all over the file, and names, which are held against every other."""
    reference = load_reference()
    book = _book()
    lots = book.portfolio.lots

    def lot(number: int) -> Lot:
        return lots[number * 7_919 % len(lots)]

    with tempfile.TemporaryDirectory() as folder:
        with Store.create(Path(folder) / "Load.reckoner", book) as store:

            def count(number: int) -> None:
                store.commit(set_cell(store.book, reference, "lots", lot(number).id, "count", 5_000 + number))

            def rename(number: int) -> None:
                store.commit(set_cell(store.book, reference, "lots", lot(number).id, "name", f"Renamed {number}"))

            count(0)
            counted = timed(lambda number: count(number + 1), ROUNDS)
            renamed = timed(rename, RENAMES)
            undone = timed(lambda _: store.undo(), RENAMES)
        bare = _bare_transactions(store.path)
    own, floor = spread(counted), spread(bare, "floor_")
    return Result(
        name="edit_l",
        figures={
            **own, **floor, "ratio": own["p50_ms"] / floor["floor_p50_ms"],
            "rename_p50_ms": spread(renamed)["p50_ms"], "undo_p50_ms": spread(undone)["p50_ms"],
        },
        reach={"p95_ms": REACH_MS, "rename_p50_ms": REACH_MS},
        measured_how="floor: one row updated in one SQLite transaction of the same file, same durability",
    )  # fmt: skip


def _bare_transactions(path: Path) -> list[float]:
    connection = sqlite3.connect(path, isolation_level=None)
    for pragma in BARE_PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")

    def update(number: int) -> None:
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("UPDATE lots SET count = ? WHERE id = ?", (number, 1 + number * 7_919 % LOAD_SIZE["lots"]))
        connection.execute("COMMIT")

    update(0)
    times = timed(lambda number: update(number + 1), ROUNDS)
    connection.close()
    return times


def open_l() -> Result:
    """All checks of the gate, every row read; then with 200 snapshots of such a portfolio in the file."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "Load.reckoner"
        with Store.create(path, _book()) as store:
            store.add_snapshot("First", _outcome())
        opened = _openings(path)
        floor = timed(lambda _: _bare_rows(path), OPENINGS)
        _hold_snapshots(path)
        full = _openings(path)
        full_floor = timed(lambda _: _bare_rows(path), OPENINGS)
    own, bare, held = spread(opened), spread(floor, "floor_"), spread(full, "full_")
    return Result(
        name="open_l",
        figures={
            **own, **bare, "ratio": own["p50_ms"] / bare["floor_p50_ms"], **held,
            "full_floor_p50_ms": spread(full_floor)["p50_ms"],
        },
        reach={"max_ms": OPEN_REACH_MS, "full_max_ms": OPEN_REACH_MS},
        measured_how=f"floor: SQLite's quick_check and every row of the tables; full: {SNAPSHOTS_HELD} snapshots in it",
    )  # fmt: skip


def snapshot_l() -> Result:
    """What differs from snapshot to snapshot is the seed; the baseline differs in one lot."""
    outcome = _outcome()
    with tempfile.TemporaryDirectory() as folder:
        with Store.create(Path(folder) / "Load.reckoner", _book()) as store:

            def take(number: int) -> None:
                request = replace(outcome.request, seed=number)
                store.add_snapshot(f"Snapshot {number}", replace(outcome, request=request))

            taken = timed(take, SNAPSHOTS_TAKEN)
            found = timed(take, 1)
            read = timed(lambda number: store.snapshot(f"Snapshot {number}"), SNAPSHOTS_TAKEN)
        content = content_of_snapshot(outcome, "0")
        bare = sqlite3.connect(Path(folder) / "bare.db", isolation_level=None)
        for pragma in BARE_PRAGMAS:
            bare.execute(f"PRAGMA {pragma}")
        bare.execute("CREATE TABLE contents (content BLOB)")

        def write(_: int) -> None:
            raw = json.dumps(content, sort_keys=True).encode()
            bare.execute("INSERT INTO contents VALUES (?)", (zlib.compress(raw, 1),))

        written = timed(write, SNAPSHOTS_TAKEN)
        bare.close()
    own, floor = spread(taken), spread(written, "floor_")
    return Result(
        name="snapshot_l",
        figures={**own, **floor, "ratio": own["p50_ms"] / floor["floor_p50_ms"], "found_ms": found[0] * MILLISECONDS,
                 "read_p50_ms": spread(read)["p50_ms"]},
        reach={"p95_ms": SNAPSHOT_REACH_MS},
        measured_how="floor: the same content, ready, as JSON, deflated, one row in one bare SQLite transaction",
    )  # fmt: skip


def _book() -> Book:
    portfolio = portfolio_from(SEED, load_reference(), sites=LOAD_SIZE["sites"], lots=LOAD_SIZE["lots"])
    before = replace(portfolio, lots=(replace(portfolio.lots[0], count=4_321), *portfolio.lots[1:]))
    return Book(portfolio=portfolio, baseline=Baseline(portfolio=before))


def _outcome() -> Outcome:
    reference, book = load_reference(), _book()
    request = Request(
        number=1, scenario=book.scenario(reference), baseline=book.baseline_scenario(reference), horizon_months=60
    )
    return stages.evaluate(request)


def _openings(path: Path) -> list[float]:
    """Each as after an orderly close, whose digest of every row is checked."""
    held: list[Store] = []

    def open_it(_: int) -> None:
        held.append(Store.open(path))

    times = []
    for _ in range(OPENINGS):
        times += timed(open_it, 1)
        held.pop().close()
    return times


def _bare_rows(path: Path) -> None:
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA quick_check").fetchall()
    tables = connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'").fetchall()
    for (table,) in tables:
        if table != "snapshot_contents":
            connection.execute(f"SELECT * FROM {table}").fetchall()
    connection.close()


def _hold_snapshots(path: Path) -> None:
    """Rows like those of the first snapshot, each with a content of its own as long as that one's."""
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("BEGIN IMMEDIATE")
    connection.execute("UPDATE meta SET closed_clean = 0")
    for number in range(2, SNAPSHOTS_HELD + 1):
        digest = hashlib.sha256(str(number).encode()).hexdigest()
        connection.execute(
            "INSERT INTO snapshot_contents SELECT ?, json_bytes, deflated FROM snapshot_contents LIMIT 1", (digest,)
        )
        connection.execute(
            "INSERT INTO snapshots SELECT ?, id, ?, ?, taken, scenario, program_version, model_version, data_version, "
            "seed, ? FROM snapshots WHERE sequence = (SELECT MIN(sequence) FROM snapshots)",
            (number + 1_000, f"Held {number}", f"held {number}", digest),
        )
    connection.execute("COMMIT")
    connection.close()
