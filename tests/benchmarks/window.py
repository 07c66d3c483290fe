"""`slider_to_paint_r`, `_b`, `_import` and `start`: the real window, each in a process of its own.

The drag is 5 s of mouse moves at 120 a second, sent by another process through a pipe, so that a busy window
falls behind them as it would behind a hand. An event's latency runs from the moment it was sent until the end of
the paint that shows its result or a later one; every event counts.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from planner.exchange.table_out import table_csv
from planner.reference import load_reference
from planner.scenario import Book
from tests.benchmarks.measurement import MILLISECONDS, Result, spread
from tests.benchmarks.processes import json_from
from tests.benchmarks.scenarios import SEED, measured
from tests.end_to_end.display import virtual_display
from tests.generators import LOAD_SIZE, REFERENCE_SIZE, portfolio_from

REACH_P95_MS = 16.7
REACH_OF_FLOOR = 1.5
LONGEST_FRAME_S = 0.050
STARTS = 5


def slider_to_paint_r() -> Result:
    """24 sites, 120 lots, 60 months."""
    return _slider_to_paint("r")


def slider_to_paint_import() -> Result:
    """The same while a file of 50,000 lots is previewed again and again."""
    with tempfile.TemporaryDirectory(prefix="reckoner-bench-") as folder:
        source = Path(folder) / "fleet.csv"
        reference = load_reference()
        fleet = portfolio_from(SEED, reference, sites=REFERENCE_SIZE["sites"], lots=LOAD_SIZE["lots"])
        source.write_text(table_csv(Book(portfolio=fleet), "lots"), encoding="utf-8")
        found = _drag("r", Path(folder), {"QT_QPA_PLATFORM": "offscreen"}, str(source))
    return _drag_result("slider_to_paint_import", found, _drag_figures(found))


def slider_to_paint_b() -> Result:
    """100 sites, 1,000 lots, 120 months."""
    return _slider_to_paint("b")


def _slider_to_paint(letter: str) -> Result:
    with tempfile.TemporaryDirectory(prefix="reckoner-bench-") as folder:
        found = _drag(letter, Path(folder), {"QT_QPA_PLATFORM": "offscreen"})
        figures = _drag_figures(found)
        with virtual_display(1600, 900) as display:
            if display:
                on_display = _drag(letter, Path(folder), {"QT_QPA_PLATFORM": "xcb", "DISPLAY": display})
                figures |= {f"xvfb_{key}": value for key, value in _drag_figures(on_display).items()}
    return _drag_result(f"slider_to_paint_{letter}", found, figures)


def _drag_result(name: str, found: dict[str, Any], figures: dict[str, float]) -> Result:
    return Result(
        name=name,
        figures=figures,
        reach={"p95_ms": REACH_P95_MS, "ratio_p95": REACH_OF_FLOOR, "frames_above_50_ms": 0},
        measured_how=f"{found['events']} events; floor: the same six figures, ready, painted in the same window",
    )


def _drag_figures(found: dict[str, Any]) -> dict[str, float]:
    own, bare = spread(found["latencies_s"]), spread(found["floor_s"], "floor_")
    return {
        **own, **bare, "ratio_p95": own["p95_ms"] / bare["floor_p95_ms"],
        "frames": len(found["gaps_s"]) + 1,
        "frames_above_50_ms": sum(gap > LONGEST_FRAME_S for gap in found["gaps_s"]),
        "longest_frame_ms": max(found["gaps_s"]) * MILLISECONDS,
        "map_due_ms": found["map_due_s"] * MILLISECONDS,
    }  # fmt: skip


def _drag(letter: str, folder: Path, platform: dict[str, str], *beside: str) -> dict[str, Any]:
    path = folder / f"{letter}-{platform['QT_QPA_PLATFORM']}.reckoner"
    now = measured(letter)
    now.write(path)
    command = [sys.executable, "-m", "tests.benchmarks.drag", str(path), str(now.months), *beside]
    return json_from(command, folder, platform)


def start() -> Result:
    """Process start to six painted figures of the sample, against a bare window with one plot."""
    own, bare = [], []
    with tempfile.TemporaryDirectory(prefix="reckoner-bench-") as folder:
        for _ in range(STARTS + 1):  # the first start also fills the disk's cache and makes the sample's file
            own.append(_started("program", Path(folder)))
            bare.append(_started("bare", Path(folder)))
    ours, floor = spread(own[1:]), spread(bare[1:], "floor_")
    ratio = ours["p50_ms"] / floor["floor_p50_ms"]
    return Result(
        name="start", figures={"first_ms": own[0] * MILLISECONDS, **ours, **floor, "ratio": ratio},
        reach={"ratio": REACH_OF_FLOOR}, measured_how="floor: PySide6 and pyqtgraph, a window with one plot",
    )  # fmt: skip


def _started(what: str, folder: Path) -> float:
    begin = time.monotonic()  # one clock for all processes
    command = [sys.executable, "-m", "tests.benchmarks.first_paint", what]
    painted = json_from(command, folder, {"QT_QPA_PLATFORM": "offscreen"})["painted_at"]
    return float(painted) - begin
