"""Files the program makes beside a portfolio: snapshots on paper and as tables, and snapshots opened again."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from planner import PROGRAM_VERSION
from planner.errors import ExportFailed
from planner.exchange.outcome_csv import write_csv
from planner.outcome import Outcome, Request
from planner.scenario import Baseline, Book, Scenario, ScenarioRow, stated_of
from planner.snapshot import content_of_snapshot
from planner.storage import Snapshot
from ui.report import write_pdf


def snapshots_folder(portfolio: Path) -> Path:
    """Where the snapshots of a portfolio file lie as PDF and CSV: a folder beside it."""
    return portfolio.with_name(f"{portfolio.stem} snapshots")


def make_folder(folder: Path) -> None:
    """Make a folder where it is missing. Raises `ExportFailed`."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        reason = (error.strerror or "the system refused").lower()
        raise ExportFailed(f"The folder {folder} cannot be made: {reason}.") from error


def stem_of(snapshot: Snapshot) -> str:
    """The name of a snapshot's files: day, id, and four digits of its content, for two snapshots may share an id.

    Its own name is the user's and never becomes a path.
    """
    return f"{snapshot.taken[:10]} {snapshot.shown_id} {snapshot.digest[:4].upper()}"


def write_snapshot(portfolio: Path, snapshot: Snapshot, outcome: Outcome) -> Path:
    """Write a stored snapshot as PDF and CSV beside its portfolio; returns the PDF. Raises `StorageFailed`."""
    folder = snapshots_folder(portfolio)
    make_folder(folder)
    pdf = folder / f"{stem_of(snapshot)}.pdf"
    content = content_of_snapshot(outcome, PROGRAM_VERSION) if snapshot.content is None else snapshot.content
    write_pdf(outcome, content, pdf, name=snapshot.name, taken=snapshot.taken, file_name=portfolio.name)
    write_csv(outcome, folder / f"{stem_of(snapshot)} csv")
    return pdf


def book_of_request(request: Request) -> Book:
    """A book that asks the same question: the scenario, and the baseline beside it."""
    scenario = request.scenario
    row = ScenarioRow(id=1, name=scenario.name, stated=_stated(scenario), plan=scenario.plan)
    pinned = request.baseline
    if pinned is None:
        return Book(portfolio=scenario.portfolio, scenarios=(row,))
    baseline = Baseline(name=pinned.name, portfolio=pinned.portfolio, stated=_stated(pinned), plan=pinned.plan)
    return Book(portfolio=scenario.portfolio, scenarios=(row,), baseline=baseline)


def _stated(scenario: Scenario) -> Mapping[str, Any]:
    return stated_of(scenario.reference, scenario.assumptions)
