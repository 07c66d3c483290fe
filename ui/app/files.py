"""Files the program makes beside a portfolio: snapshots on paper and as tables, and snapshots opened again."""

from __future__ import annotations

from pathlib import Path

from planner import PROGRAM_VERSION
from planner.errors import ExportFailed, ReckonerError
from planner.exchange import pdf_snapshot
from planner.exchange.outcome_csv import write_csv
from planner.outcome import Outcome
from planner.snapshot import content_of_snapshot, shown_id
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


def stem_of(folder: Path, identity: str, taken: str, digest: str) -> str:
    """The name of a snapshot's files in a folder: the day and its id, like `2026-06-14 7F3A-91C4-E20B`.

    Two snapshots may ask the same question, and so share the id, with other names or another baseline; where the
    plain name is the other one's, four digits of the content's digest are added. A snapshot's own name is the
    user's and never becomes a path.
    """
    plain = f"{taken[:10]} {shown_id(identity)}"
    return plain if _is_free_for(folder / f"{plain}.pdf", digest) else f"{plain} {digest[:4].upper()}"


def _is_free_for(pdf: Path, digest: str) -> bool:
    if not pdf.exists():
        return True
    try:
        return bool(pdf_snapshot.read(pdf)["sha256"] == digest)
    except ReckonerError:
        return False


def write_snapshot(portfolio: Path, snapshot: Snapshot, outcome: Outcome) -> Path:
    """Write a stored snapshot as PDF and CSV beside its portfolio; returns the PDF. Raises `StorageFailed`."""
    folder = snapshots_folder(portfolio)
    make_folder(folder)
    stem = stem_of(folder, snapshot.id, snapshot.taken, snapshot.digest)
    pdf = folder / f"{stem}.pdf"
    content = content_of_snapshot(outcome, PROGRAM_VERSION) if snapshot.content is None else snapshot.content
    write_pdf(outcome, content, pdf, name=snapshot.name, taken=snapshot.taken, file_name=portfolio.name)
    write_csv(outcome, folder / f"{stem} csv")
    return pdf
