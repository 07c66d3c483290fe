"""Portfolio files for tests: a small book, edits on it, and the file as another SQLite client sees it."""

from __future__ import annotations

import functools
import random
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

from planner.edits import Edit, set_cell
from planner.explore.stages import evaluate
from planner.outcome import Outcome, Request
from planner.quantities import Value
from planner.reference import load_reference
from planner.scenario import Baseline, Book, ScenarioRow
from planner.storage import Store
from tests.generators import portfolio_from, with_money


def small_book() -> Book:
    """Three sites, five lots, debts and hedges of every kind; a second scenario that states inputs and a plan, and a
    pinned baseline."""
    portfolio = with_money(random.Random(3), portfolio_from(3, load_reference(), sites=3, lots=5))
    stated: MappingProxyType[str, Value] = MappingProxyType({"btc_price_usd": 60_000.0, "network_mode": "merit order"})
    bear = ScenarioRow(
        id=2, name="Bear", note="What if", stated=stated,
        plan=(("hold", '{"mw":5}'),),
    )  # fmt: skip
    return Book(
        portfolio=portfolio, scenarios=(ScenarioRow(id=1, name="Base case"), bear),
        baseline=Baseline(name="Budget", portfolio=portfolio_from(4, load_reference(), sites=2, lots=2)),
    )  # fmt: skip


def small_store(folder: Path, name: str = "North.reckoner") -> Store:
    """A new file with the small book, open."""
    return Store.create(folder / name, small_book())


def closed_file(folder: Path, name: str = "North.reckoner") -> Path:
    """A new file with the small book, closed in order."""
    with small_store(folder, name) as store:
        return store.path


def count_edit(book: Book, count: int, lot_id: int = 1) -> Edit:
    """The edit that sets a lot's count."""
    return set_cell(book, load_reference(), "lots", lot_id, "count", count)


def count_in(book: Book, lot_id: int = 1) -> int:
    """A lot's count."""
    return int(book.portfolio.by_id("lots", lot_id).count)


@functools.cache
def outcome(seed: int = 7) -> Outcome:
    """What a run of the small book's first scenario finds."""
    book = small_book()
    request = Request(number=1, scenario=book.scenario(load_reference()), horizon_months=12, seed=seed)
    baseline = book.baseline_scenario(load_reference())
    return evaluate(replace(request, baseline=baseline))


@contextmanager
def from_outside(path: Path) -> Iterator[sqlite3.Connection]:
    """The file in the hands of another SQLite client, which commits at the end and checks nothing."""
    connection = sqlite3.connect(path, isolation_level=None)
    try:
        yield connection
    finally:
        connection.close()
