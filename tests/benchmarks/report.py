"""`pdf`: the snapshot's PDF with all six figures, and its CSV, once the run is complete."""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path

from PySide6.QtWidgets import QApplication

from planner.edits import book_of
from planner.exchange.outcome_csv import write_csv
from planner.explore import stages
from planner.outcome import Outcome, Request
from planner.reference import load_reference, sample_edit_rows, sample_names
from planner.snapshot import content_of_snapshot
from tests.benchmarks.measurement import MILLISECONDS, Result, spread, timed
from tests.benchmarks.processes import json_from

ROUNDS = 12
REACH_MS = 1_000.0


def pdf() -> Result:
    """The first export of a process stands apart: it also loads typst and the fonts."""
    with tempfile.TemporaryDirectory(prefix="reckoner-bench-") as folder:
        found = json_from(
            [sys.executable, "-m", "tests.benchmarks.report"], Path(folder), {"QT_QPA_PLATFORM": "offscreen"}
        )
    first_ms = (found["pdf_s"][0] + found["csv_s"][0]) * MILLISECONDS
    return Result(
        name="pdf",
        figures={"first_ms": first_ms, **spread(found["pdf_s"][1:]), **spread(found["csv_s"][1:], "csv_"),
                 "size_kb": found["size_kb"]},
        reach={"first_ms": REACH_MS, "max_ms": REACH_MS},
        measured_how="the sample, six figures; first: PDF and CSV in a new process",
    )  # fmt: skip


def _sample() -> Outcome:
    book = book_of(sample_edit_rows(sample_names()[0]))
    reference = load_reference()
    scenario = book.scenario(reference)
    return stages.evaluate(Request(number=1, scenario=scenario, baseline=book.baseline_scenario(reference) or scenario))


def main() -> None:
    """Export again and again; print the times as JSON."""
    from planner import PROGRAM_VERSION
    from ui.report import write_pdf

    application = QApplication(sys.argv[:1])
    outcome = _sample()
    content = content_of_snapshot(outcome, PROGRAM_VERSION)
    with tempfile.TemporaryDirectory(prefix="reckoner-bench-") as folder:
        path = Path(folder) / "snapshot.pdf"
        pdf_s = timed(lambda _: write_pdf(outcome, content, path), ROUNDS)
        csv_s = timed(lambda _: write_csv(outcome, Path(folder) / "csv"), ROUNDS)
        size_kb = path.stat().st_size / 1024
    print(json.dumps({"pdf_s": pdf_s, "csv_s": csv_s, "size_kb": size_kb}))
    application.quit()


if __name__ == "__main__":
    main()
