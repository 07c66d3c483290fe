"""Without a display: the snapshot of a portfolio, its headline figures, and where its PDF and CSV lie."""

from __future__ import annotations

import datetime
import json
import os
import sys
from pathlib import Path

from PySide6.QtWidgets import QApplication

from planner import PROGRAM_VERSION
from planner.edits import book_of
from planner.errors import ReckonerError, Undefined
from planner.exchange.outcome_csv import write_csv
from planner.explore import stages
from planner.measures import MEASURES, STRIP
from planner.outcome import Outcome, Request
from planner.reference import load_reference, sample_edit_rows, sample_names
from planner.scenario import Book
from planner.snapshot import content_of_snapshot, shown_id, snapshot_id
from planner.storage import Store
from ui.app.files import make_folder, snapshots_folder, stem_of
from ui.report import write_pdf
from ui.settings import documents_folder


def run_without_display(path: Path | None) -> int:
    """Compute the snapshot of a portfolio, the sample's unless one is named. Returns the exit status."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"  # figures are painted for paper all the same
    application = QApplication.instance() or QApplication(sys.argv[:1])
    application.setApplicationName("Reckoner")
    try:
        book, portfolio = _book(path)
        reference = load_reference()
        request = Request(
            number=1, scenario=book.scenario(reference), baseline=book.baseline_scenario(reference)
        )  # fmt: skip
        outcome = stages.evaluate(request)
        identity = shown_id(snapshot_id(request))
        folder = snapshots_folder(portfolio)
        make_folder(folder)
        content = content_of_snapshot(outcome, PROGRAM_VERSION)
        today = f"{datetime.datetime.now(tz=datetime.UTC):%Y-%m-%d}"
        stem = stem_of(folder, content["snapshot_id"], today, content["sha256"])
        pdf, csv = folder / f"{stem}.pdf", folder / f"{stem} csv"
        write_pdf(outcome, content, pdf, file_name="" if path is None else path.name)
        write_csv(outcome, csv)
    except ReckonerError as error:
        sys.stderr.write(json.dumps(error.as_record(), ensure_ascii=False) + "\n")
        return error.exit_status
    lines = [
        "There is no display, so no window; this is the snapshot it would show.",
        f"{book.portfolio.company.name}, {request.scenario.name}, {identity}",
        *_headline(outcome),
        f"PDF  {pdf}",
        f"CSV  {csv}",
    ]
    sys.stdout.write("\n".join(lines) + "\n")
    return 0


def _book(path: Path | None) -> tuple[Book, Path]:
    """The book of a file, or of the sample as if it lay among the documents."""
    if path is None:
        name = sample_names()[0]
        return book_of(sample_edit_rows(name)), documents_folder() / f"{name}.reckoner"
    with Store.open(path, read_only=True) as store:
        return store.book, path.absolute()


def _headline(outcome: Outcome) -> list[str]:
    lines = []
    for key in STRIP:
        measure, value = MEASURES[key], outcome.measures[key]
        if isinstance(value, Undefined):
            said = f"{value.word}: {value.reason}"
        else:
            said = " ".join(filter(None, (measure.prefix, measure.shown(value), measure.shown_unit)))
        lines.append(f"  {measure.label:<24}{said}")
    return lines
