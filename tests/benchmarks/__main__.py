"""Run benchmarks: `python -m tests.benchmarks [--only NAME …] [--json]`. Never a test that passes or fails."""

from __future__ import annotations

import argparse
import json
import platform
import sys
from collections.abc import Callable

from tests.benchmarks import engine, file, imports, report, window
from tests.benchmarks.measurement import Result

BENCHMARKS: dict[str, Callable[[], Result]] = {
    "slider_to_paint_r": window.slider_to_paint_r,
    "slider_to_paint_b": window.slider_to_paint_b,
    "slider_to_paint_import": window.slider_to_paint_import,
    "evaluate_r": engine.evaluate_r,
    "evaluate_b": engine.evaluate_b,
    "evaluate_r_three_points": engine.evaluate_r_three_points,
    "evaluate_b_three_points": engine.evaluate_b_three_points,
    "map_r": engine.map_r,
    "start": window.start,
    "pdf": report.pdf,
    "open_l": file.open_l,
    "edit_l": file.edit_l,
    "snapshot_l": file.snapshot_l,
    "import_50k": imports.import_50k,
}


def main() -> int:
    """Measure what was asked for and print it, as a table or as one line of JSON."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("--only", action="append", choices=sorted(BENCHMARKS), metavar="NAME",
                        help=f"one of {', '.join(BENCHMARKS)}; may be repeated")  # fmt: skip
    parser.add_argument("--json", action="store_true", help="one line of JSON")
    asked = parser.parse_args()
    record: dict[str, object] = {"python": platform.python_version(), "machine": platform.machine()}
    for name in asked.only or BENCHMARKS:
        result = BENCHMARKS[name]()
        record |= result.as_record()
        if not asked.json:
            print(f"{result.as_text()}\n", flush=True)
    if asked.json:
        print(json.dumps(record))
    return 0


if __name__ == "__main__":
    sys.exit(main())
