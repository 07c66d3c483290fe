"""`import_50k`: 50,000 lots from a CSV file into a portfolio that has their sites, from the bytes to the disk."""

from __future__ import annotations

import csv
import io
import sqlite3
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from planner.exchange.csv_text import bytes_of
from planner.exchange.table_out import table_csv
from planner.exchange.tables_csv import Preview, preview
from planner.reference import load_reference
from planner.scenario import Book
from planner.storage import Store
from tests.benchmarks.file import BARE_PRAGMAS
from tests.benchmarks.measurement import MILLISECONDS, Result, spread
from tests.benchmarks.processes import json_from
from tests.benchmarks.scenarios import SEED
from tests.generators import LOAD_SIZE, portfolio_from

REACH_S = 10.0
REACH_WAIT_MS = 100.0
ACTS = ("preview", "accept", "charts", "undo")
SWITCH_S, TICK_S = 0.0001, 0.002  # as in the app; a window asks for the interpreter oftener than this
Done = TypeVar("Done")


def import_50k() -> Result:
    """Preview, commit, undo and redo of one edit of 50,000 new lots; and the preview of the same list once more."""
    reference = load_reference()
    portfolio = portfolio_from(SEED, reference, sites=LOAD_SIZE["sites"], lots=LOAD_SIZE["lots"])
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        source = folder / "fleet.csv"
        source.write_bytes(table_csv(Book(portfolio=portfolio), "lots").encode())
        floor_s, _ = _timed(lambda: _bare_rows(source, folder / "bare.db"))
        with Store.create(folder / "Load.reckoner", Book(portfolio=replace(portfolio, lots=()))) as store:

            def seen() -> Preview:
                return preview(store.book, reference, "lots", bytes_of(source), source=source.name)

            preview_s, found = _timed(seen)
            assert found.edit is not None, found.problems
            edit = found.edit
            commit_s, _ = _timed(lambda: store.commit(edit))
            store.undo()
            wait_s = _longest_wait_beside(lambda: (seen(), store.commit(edit)))
            assert store.book.portfolio == portfolio
            again_s, again = _timed(seen)
            assert again.count("unchanged") == len(portfolio.lots)
            undo_s, _ = _timed(store.undo)
            redo_s, _ = _timed(store.redo)
            close_s, _ = _timed(store.close)
        beside = _window_waits(folder, Book(portfolio=replace(portfolio, lots=())), source)
    return Result(
        name="import_50k",
        figures={
            "total_s": preview_s + commit_s, "preview_s": preview_s, "commit_s": commit_s, "floor_total_s": floor_s,
            "ratio": (preview_s + commit_s) / floor_s, "unchanged_preview_s": again_s, "undo_s": undo_s,
            "redo_s": redo_s, "close_s": close_s, "other_thread_wait_max_ms": wait_s * MILLISECONDS, **beside,
        },
        reach={"total_s": REACH_S, **{f"window_{act}_wait_max_ms": REACH_WAIT_MS for act in ACTS}},
        measured_how="floor: the same cells by the csv module into one bare SQLite table, one transaction",
    )  # fmt: skip


def _window_waits(folder: Path, book: Book, source: Path) -> dict[str, float]:
    """How long the window's event loop stood still while the same file was previewed, taken, shown and taken back."""
    path = folder / "Window.reckoner"
    Store.create(path, book).close()
    command = [sys.executable, "-m", "tests.benchmarks.import_window", str(path), str(source)]
    found = json_from(command, folder, {"QT_QPA_PLATFORM": "offscreen"})
    figures: dict[str, float] = {}
    for act in ACTS:
        waits = spread(found[act]["waits_s"], f"window_{act}_wait_")
        figures |= {key: value for key, value in waits.items() if "p50" not in key}
        figures[f"window_{act}_s"] = found[act]["took_s"]
    return figures


def _timed(work: Callable[[], Done]) -> tuple[float, Done]:
    begin = time.perf_counter()
    done = work()
    return time.perf_counter() - begin, done


def _longest_wait_beside(work: Callable[[], object]) -> float:
    """How long a thread that sleeps and wakes had to wait for the interpreter while this one did the work."""
    done, waits = threading.Event(), [0.0]

    def wake() -> None:
        last = time.perf_counter()
        while not done.wait(TICK_S):
            now = time.perf_counter()
            waits.append(now - last - TICK_S)
            last = now

    before, other = sys.getswitchinterval(), threading.Thread(target=wake)
    sys.setswitchinterval(SWITCH_S)
    other.start()
    try:
        work()
    finally:
        done.set()
        other.join()
        sys.setswitchinterval(before)
    return max(waits)


def _bare_rows(source: Path, path: Path) -> None:
    rows = csv.reader(io.StringIO(source.read_text(encoding="utf-8"), newline=""))
    columns = next(rows)
    connection = sqlite3.connect(path, isolation_level=None)
    for pragma in BARE_PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")
    connection.execute(f"CREATE TABLE lots ({', '.join(columns)})")
    connection.execute("BEGIN IMMEDIATE")
    connection.executemany(f"INSERT INTO lots VALUES ({', '.join('?' * len(columns))})", rows)
    connection.execute("COMMIT")
    connection.close()
