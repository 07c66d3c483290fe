"""A scenario's note: what was assumed, who says so, and when. Kept as one line that people can read in any program.

Written `text. Source: who, 2026-06-14`. A note without a source is an assumption of whoever wrote it, and says so
where it is shown.
"""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass

from planner.errors import InputRejected, Problem

LONGEST_NOTE = 200
_WRITTEN = re.compile(r"(?P<text>.*?)\s*\bSource: (?P<source>.+?)(?:, (?P<date>\d{4}-\d\d-\d\d))?", re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class ScenarioNote:
    """The three parts. `date` is 2026-06-14 or empty, and empty where there is no source."""

    text: str = ""
    source: str = ""
    date: str = ""

    def written(self) -> str:
        """The note as one line.

        Raises
        ------
        InputRejected
            When the date is none, stands without a source, or the line is longer than a note may be.
        """
        text, source, date = (part.strip() for part in (self.text, self.source, self.date))
        if date:
            _check_date(date)
            if not source:
                raise _rejected("Source", "", "is empty, and a date needs one; write assumption where nobody says so")
        line = text
        if source:
            ended = text if not text or text.endswith((".", "!", "?")) else f"{text}."
            line = f"{ended} Source: {source}{f', {date}' if date else ''}".strip()
        if len(line) > LONGEST_NOTE:
            raise _rejected("Note", f"{line[:20]}…", f"is longer than {LONGEST_NOTE} characters with its source")
        return line


def note_of(written: str) -> ScenarioNote:
    """The parts of a note; one that was written freely is all text."""
    found = _WRITTEN.fullmatch(written)
    if found is None:
        return ScenarioNote(text=written)
    return ScenarioNote(text=found["text"], source=found["source"], date=found["date"] or "")


def _check_date(written: str) -> None:
    try:
        good = datetime.date.fromisoformat(written).isoformat() == written
    except ValueError:
        good = False
    if not good:
        raise _rejected("Date", written, "is not a day; write it like 2026-06-14")


def _rejected(where: str, value: str, reason: str) -> InputRejected:
    return InputRejected.of([Problem(where=where, value=value, reason=reason)])
