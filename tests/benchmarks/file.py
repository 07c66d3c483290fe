"""`edit_l`: one edit of a lot in a file with 1,000 sites and 50,000 lots, from the gesture to the disk."""

from __future__ import annotations

import sqlite3
import tempfile
from pathlib import Path

from planner.edits import set_cell
from planner.portfolio import Lot
from planner.reference import load_reference
from planner.scenario import Book
from planner.storage import Store
from tests.benchmarks.measurement import Result, spread, timed
from tests.benchmarks.scenarios import SEED
from tests.generators import LOAD_SIZE, portfolio_from

ROUNDS = 200
RENAMES = 20
REACH_MS = 50.0
BARE_PRAGMAS = ("journal_mode = DELETE", "synchronous = EXTRA", "locking_mode = EXCLUSIVE", "secure_delete = ON")


def edit_l() -> Result:
    """Counts of lots all over the file, and names, which are held against every other."""
    reference = load_reference()
    book = Book(portfolio=portfolio_from(SEED, reference, sites=LOAD_SIZE["sites"], lots=LOAD_SIZE["lots"]))
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
