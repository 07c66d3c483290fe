"""From an outcome to a PDF file: figures painted, the template compiled, the snapshot attached.

Portfolio text reaches the template as data, never as markup. The same snapshot gives the same bytes.
"""

from __future__ import annotations

import errno
import functools
import json
import os
import re
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QApplication

import resources
from planner.errors import DiskFull, ExportFailed
from planner.figures import MONEY, WORKBENCH, FigureOf
from planner.outcome import Outcome
from planner.snapshot import bytes_of_content, shown_id
from ui.figure_view import paint_pdf
from ui.report.annex import annex
from ui.report.evidence import evidence
from ui.report.story import story

TEMPLATE = "report/snapshot.typ"
FONTS = ("fonts/Inter-Regular.ttf", "fonts/Inter-Medium.ttf", "fonts/Inter-SemiBold.ttf")
ATTACHMENT = "snapshot.json"
FIGURE_WIDTH_PX = 327
WIDE_FIGURE_WIDTH_PX = 673  # two and the gap between them
FIGURE_HEIGHT_PX = 210
TALL_FIGURE_HEIGHT_PX = 246  # the last row, whose figures have two panels or a line per site


def write_pdf(
    outcome: Outcome,
    content: Mapping[str, Any],
    path: str | Path,
    *,
    name: str = "",
    taken: str = "",
    file_name: str = "",
) -> None:
    """Write the report of a snapshot.

    Parameters
    ----------
    outcome
        All stages; its baseline, if any, is what changes are shown against.
    content
        What `planner.snapshot.content_of_snapshot` made of it; attached as snapshot.json.
    path
        Replaced only when the report is complete.
    name, taken, file_name
        Name and time (2026-06-14T09:12:00Z) of the stored snapshot and name of its file, where there is one.

    Raises
    ------
    ExportFailed, DiskFull
        When the file cannot be written; what was there before is unchanged.
    """
    path = Path(path)
    try:
        with tempfile.TemporaryDirectory(prefix="reckoner-report-") as place:
            raw = _compiled(outcome, content, Path(place), name, taken, file_name)
        _replace(path, raw)
    except OSError as error:
        saved = "What was there before is unchanged."
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise DiskFull(f"{path.name} was not written: the disk is full.", saved=saved) from error
        reason = (error.strerror or type(error).__name__).lower()
        raise ExportFailed(f"{path.name or path} could not be written: {reason}.", saved=saved) from error


def _replace(path: Path, raw: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(prefix=".report-", suffix=".pdf", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(raw)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).chmod(0o666 & ~_umask())
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


@functools.cache
def _umask() -> int:
    mask = os.umask(0o022)
    os.umask(mask)
    return mask


def _compiled(
    outcome: Outcome, content: Mapping[str, Any], place: Path, name: str, taken: str, file_name: str
) -> bytes:
    import typst

    _ensure_application()
    for font in FONTS:
        (place / font.rpartition("/")[2]).write_bytes(resources.data(font))
    (place / ATTACHMENT).write_bytes(bytes_of_content(content))
    (place / "snapshot.typ").write_bytes(resources.data(TEMPLATE))
    report = {
        **_heading(outcome, content, name, taken),
        **story(outcome),
        "figures": _painted(outcome, place, WORKBENCH, tall=tuple(WORKBENCH)[-2:]),
        "money": _painted(outcome, place, MONEY) if outcome.scenario.portfolio.sites else [],
        **evidence(outcome, content, file_name),
        "annex": annex(outcome),
    }
    raw: bytes = typst.compile(
        place / "snapshot.typ", root=place, font_paths=[place], ignore_system_fonts=True,
        sys_inputs={"report": json.dumps(report)}, format="pdf",
    )  # fmt: skip
    return raw


def _heading(outcome: Outcome, content: Mapping[str, Any], name: str, taken: str) -> dict[str, Any]:
    scenario, baseline = outcome.scenario, outcome.baseline
    against, pinned = ("", "") if baseline is None else _name_and_day(baseline.scenario.name)
    return {
        "company": scenario.portfolio.company.name,
        "title": f"{scenario.portfolio.company.name}: {name or scenario.name}",
        "scenario": f"Scenario: {scenario.name}",
        "against": against and f"against {against}",
        "pinned": pinned and f"pinned {pinned}",
        "taken": taken and f"taken {taken[:10]}",
        "id": shown_id(content["snapshot_id"]),
        "versions": f"model {content['model_version']}",
        "paths": "one path, no probabilities" if not content["n_paths"] else f"seed {content['seed']}",
        "data_date": f"data to {scenario.reference.market.data_date}",
    }


def _name_and_day(name: str) -> tuple[str, str]:
    """A baseline's name, and the day at its end that the window puts there."""
    found = re.fullmatch(r"(.+?)[ ,]+(\d{4}-\d\d-\d\d)", name)
    return (found[1], found[2]) if found else (name, "")


def _painted(
    outcome: Outcome, place: Path, figures: Mapping[str, FigureOf], tall: tuple[str, ...] = ()
) -> list[dict[str, Any]]:  # fmt: skip
    """Two in a row; the last of an odd number is as wide as a row."""
    painted: list[dict[str, Any]] = []
    for rank, (key, figure_of) in enumerate(figures.items()):
        figure = figure_of(outcome)
        height = TALL_FIGURE_HEIGHT_PX if key in tall else FIGURE_HEIGHT_PX
        wide = rank == len(figures) - 1 and rank % 2 == 0
        width = WIDE_FIGURE_WIDTH_PX if wide else FIGURE_WIDTH_PX
        paint_pdf(figure, width, height, place / f"{key}.pdf")
        painted.append({"file": f"{key}.pdf", "alt": figure.sentence, "aspect": height / width, "wide": wide})
    return painted


@functools.cache
def _ensure_application() -> QApplication | None:
    """Painting needs one; without a window it is made off screen, and kept."""
    if QApplication.instance() is not None:
        return None
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    return QApplication(["reckoner"])
