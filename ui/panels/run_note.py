"""RunNote: what the newest run has to say, in a bar of its own; it goes with its cause."""

from __future__ import annotations

from collections.abc import Sequence

from planner.errors import InputRejected, ReckonerError
from ui.panels.notice_bar import NoticeBar

MOST_TOLD = 5  # of a thousand sites each has its own; more than a few nobody reads, and setting them takes 0.3 s


class RunNote(NoticeBar):
    """The portfolio's notices, or why it cannot be calculated. Said once, so that it may be closed."""

    _said = ""
    _failure: ReckonerError | None = None
    _has_results = False

    def tell_notices(self, notices: Sequence[str]) -> None:
        """A run is complete and has this to say of the portfolio."""
        self._failure = None
        more = f"And {len(notices) - MOST_TOLD:,} more like these." if len(notices) > MOST_TOLD else ""
        self._tell(" ".join((*notices[:MOST_TOLD], more)).rstrip(), bad=False)

    def tell_failure(self, error: ReckonerError, *, has_results: bool, saved: bool) -> None:
        """A run failed. `has_results`: older ones are shown; `saved`: what is stated is in the file."""
        self._failure, self._has_results = error, has_results
        self._tell(failed_run_words(error, has_results=has_results, saved=saved), bad=True)

    def tell_saving(self, saving: bool) -> None:
        """Whether an edit is on its way to the file."""
        if self._failure is not None:
            self.tell_failure(self._failure, has_results=self._has_results, saved=not saving)

    def _tell(self, words: str, *, bad: bool) -> None:
        if words == self._said:
            return
        self._said = words
        if words:
            self.show_words(words, bad=bad)
        else:
            self.clear()


def failed_run_words(error: ReckonerError, *, has_results: bool, saved: bool) -> str:
    """What a run that failed means: what is wrong, what is shown instead, whether the change is kept, what to do.

    The error's own sentence on the state of the work is for whoever handed the values in, not for this window.
    """
    shown = "The results shown are the last good ones" if has_results else "There are no results to show"
    kept = "your change is saved." if saved else "your change is not saved yet."
    return " ".join(part for part in (error.message, f"{shown}; {kept}", error.next) if part)


def no_keeping(what: str, box: tuple[str, str] | None, *, in_tables: bool, failed: bool) -> InputRejected | None:
    """Why there is no `what` to keep now; None where there is one. `box`: name and reason of one that is refused."""
    if box is not None:
        return InputRejected(
            f"There is no {what} yet: {box[0]} cannot be used. {box[1]}",
            next="Correct it in its box, or press Escape there.",
        )
    if in_tables:
        return InputRejected(
            f"There is no {what} yet: a cell of the tables cannot be used.",
            next="Correct the outlined cell, or press Escape in it.",
        )
    if failed:
        return InputRejected(
            f"There is no {what} yet: what is stated cannot be calculated.",
            next="Correct what the note above names, or undo it.",
        )
    return None
