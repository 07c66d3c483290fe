"""`slider_to_paint_r`, `_b` and `start`: the real window, each in a process of its own.

The drag is 5 s of mouse moves at 120 a second, sent by another process through a pipe, so that a busy window
falls behind them as it would behind a hand. An event's latency runs from the moment it was sent until the end of
the paint that shows its result or a later one; every event counts.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.benchmarks.measurement import Result, spread
from tests.benchmarks.scenarios import measured

ROOT = Path(__file__).resolve().parent.parent.parent
REACH_P95_MS = 16.7
REACH_OF_FLOOR = 1.5
STARTS = 5
SECONDS = 120


def slider_to_paint_r() -> Result:
    """24 sites, 120 lots, 60 months."""
    return _slider_to_paint("r")


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
    return Result(
        name=f"slider_to_paint_{letter}",
        figures=figures,
        reach={"p95_ms": REACH_P95_MS, "ratio_p95": REACH_OF_FLOOR, "frames_above_50_ms": 0},
        measured_how=f"{found['events']} events; floor: the same six figures, ready, painted in the same window",
    )


def _drag_figures(found: dict[str, Any]) -> dict[str, float]:
    own, bare = spread(found["latencies_s"]), spread(found["floor_s"], "floor_")
    return {
        **own, **bare, "ratio_p95": own["p95_ms"] / bare["floor_p95_ms"],
        "frames": len(found["gaps_s"]) + 1,
        "frames_above_50_ms": sum(gap > 0.050 for gap in found["gaps_s"]),
        "longest_frame_ms": max(found["gaps_s"]) * 1e3,
        "map_due_ms": found["map_due_s"] * 1e3,
    }  # fmt: skip


def _drag(letter: str, folder: Path, platform: dict[str, str]) -> dict[str, Any]:
    path = folder / f"{letter}-{platform['QT_QPA_PLATFORM']}.reckoner"
    now = measured(letter)
    now.write(path)
    command = [sys.executable, "-m", "tests.benchmarks.drag", str(path), str(now.months)]
    return _json_from(command, folder, platform)


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
        name="start", figures={"first_ms": own[0] * 1e3, **ours, **floor, "ratio": ratio},
        reach={"ratio": REACH_OF_FLOOR}, measured_how="floor: PySide6 and pyqtgraph, a window with one plot",
    )  # fmt: skip


def _started(what: str, folder: Path) -> float:
    begin = time.monotonic()  # one clock for all processes
    command = [sys.executable, "-m", "tests.benchmarks.first_paint", what]
    painted = _json_from(command, folder, {"QT_QPA_PLATFORM": "offscreen"})["painted_at"]
    return float(painted) - begin


def _json_from(command: list[str], home: Path, extra: dict[str, str]) -> dict[str, Any]:
    """Run a program with a home of its own and read the last line it prints."""
    environment = {
        **{name: value for name, value in os.environ.items() if name not in ("DISPLAY", "WAYLAND_DISPLAY")},
        "HOME": str(home), "XDG_CONFIG_HOME": str(home / "config"), "XDG_DATA_HOME": str(home / "data"), **extra,
    }  # fmt: skip
    done = subprocess.run(
        command, cwd=ROOT, env=environment, check=False, capture_output=True, text=True, timeout=SECONDS
    )
    if done.returncode:
        raise SystemExit(f"{' '.join(command)} ended with {done.returncode}:\n{done.stderr}")
    record: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return record


@contextlib.contextmanager
def virtual_display(width: int, height: int) -> Iterator[str]:
    """An X server of our own; its display's name, or an empty one where Xvfb is not installed."""
    server = shutil.which("Xvfb")
    if server is None:
        yield ""
        return
    reading, writing = os.pipe()
    command = [server, "-displayfd", str(writing), "-screen", "0", f"{width}x{height}x24", "-nolisten", "tcp"]
    process = subprocess.Popen(command, pass_fds=[writing], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    os.close(writing)
    try:
        with os.fdopen(reading) as told:
            yield f":{told.readline().strip()}"
    finally:
        process.terminate()
        process.wait(10)
