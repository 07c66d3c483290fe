"""Session: the book as saved, the book as shown, and the edit that is still moving.

Three books, each built on the one before: *saved* is what the store has acknowledged, *book* adds the edits on
their way to it, *preview* adds the one edit under the user's hand. A failed commit puts `book` back to *saved*.
Each chain of edits has a number; when one of them fails the store drops the rest of its chain.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from planner.edits import Edit, apply
from planner.errors import InputRejected, ReckonerError
from planner.outcome import DEFAULT_SEED, Request
from planner.portfolio import Portfolio
from planner.reference import Reference
from planner.scenario import Baseline, Book, Scenario, ScenarioRow


class Session(QObject):
    """The state of the open file as the window sees it. Lives in the GUI thread."""

    scenario_changed = Signal(object)  # Request: what is shown, preview included
    book_changed = Signal(object)  # Book without the preview: what edits are built on
    commit_wanted = Signal(object, int)  # Edit, number of its chain
    undo_wanted = Signal(int)  # number of the chain
    redo_wanted = Signal(int)
    saving_changed = Signal(bool)
    edit_refused = Signal(object)  # ReckonerError: the edit was never taken
    stepped = Signal(object, bool)  # Edit that an undo or redo did, and whether it was a redo
    edits_dropped = Signal(object, object)  # ReckonerError, labels of the edits that were not saved

    def __init__(self, reference: Reference, book: Book, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._reference = reference
        self._number = 0
        self._chain = 0
        self._seed = DEFAULT_SEED
        self._compared: tuple[int, ...] = ()
        self._with_contracts = False
        self._start(book)

    def _start(self, book: Book) -> None:
        self._saved = book
        self._book = book
        self._preview: Book | None = None
        self._pending: deque[tuple[Edit, Book]] = deque()
        self._steps = 0
        self._scenario_id = book.scenarios[0].id
        self._pinned: tuple[Baseline, Scenario] | None = None
        self._beside: dict[int, tuple[ScenarioRow, Portfolio, Scenario]] = {}

    @property
    def book(self) -> Book:
        """The committed book, with the edits on their way to the store; edits are built on it."""
        return self._book

    @property
    def shown_book(self) -> Book:
        """The book with the moving edit in it."""
        return self._book if self._preview is None else self._preview

    @property
    def scenario_id(self) -> int:
        """Row id of the active scenario."""
        return self._scenario_id

    @property
    def number(self) -> int:
        """Number of the newest request."""
        return self._number

    @property
    def is_saved(self) -> bool:
        """Whether the store has acknowledged everything and nothing is moving."""
        return not self._pending and not self._steps and self._preview is None

    def load(self, book: Book) -> None:
        """Show another file's book; what was on its way belongs to the file before it."""
        self._chain += 1
        self._start(book)
        self._announce()
        self.saving_changed.emit(False)

    def choose_scenario(self, scenario_id: int) -> None:
        """Make another scenario of the file the active one."""
        if any(row.id == scenario_id for row in self._book.scenarios):
            self._scenario_id = scenario_id
            self._announce()

    @property
    def seed(self) -> int:
        """Seed of everything random. It belongs to the desk: every scenario meets the same draws."""
        return self._seed

    def set_seed(self, seed: int) -> None:
        """Draw with another seed from the next request on."""
        self._seed = seed

    def ask_again(self) -> None:
        """Ask for what is shown once more, since the desk has changed."""
        self.scenario_changed.emit(self._request())

    def compare(self, scenario_ids: tuple[int, ...]) -> None:
        """Evaluate these scenarios beside the active one, whatever changes, until others are named."""
        if scenario_ids != self._compared:
            self._compared = scenario_ids
            self.ask_again()

    def compare_contracts(self, wanted: bool) -> None:
        """Compare kinds of contract as well, whatever changes, until nobody looks."""
        before, self._with_contracts = self._with_contracts, wanted
        if wanted and not before:
            self.ask_again()

    def preview(self, edit: Edit) -> None:
        """Show an edit that is still moving, in place of the preview before it; nothing is written."""
        try:
            self._preview = apply(self._book, edit)
            request = self._request()
        except ReckonerError as error:
            self._preview = None
            self.edit_refused.emit(error)
            return
        self.scenario_changed.emit(request)

    def drop_preview(self) -> None:
        """Take the moving edit back."""
        if self._preview is not None:
            self._preview = None
            self.scenario_changed.emit(self._request())

    def propose(self, edit: Edit, after: Portfolio | None = None) -> bool:
        """Take an edit: shown at once, on its way to the store. False when it was refused.

        `after`: the portfolio behind the edit, where whoever made it has it already.
        """
        self._preview = None
        if self._steps:
            refusal = InputRejected("An undo is still being saved.", next="Repeat the change.")
            self.edit_refused.emit(refusal)
            self._announce()
            return False
        before, active = self._book, self._scenario_id
        try:
            self._book = apply(self._book, edit) if after is None else replace(self._book, portfolio=after)
            self._keep_scenario()
            request = self._request()
        except ReckonerError as error:
            self._book, self._scenario_id = before, active
            self.edit_refused.emit(error)
            self.scenario_changed.emit(self._request())
            return False
        self._pending.append((edit, self._book))
        self.saving_changed.emit(True)
        self.book_changed.emit(self._book)
        self.scenario_changed.emit(request)
        self.commit_wanted.emit(edit, self._chain)
        return True

    def undo(self) -> None:
        """Ask the store for the last edit's inverse; it arrives as `on_store_stepped`."""
        self._ask_step(self.undo_wanted)

    def redo(self) -> None:
        """Ask the store for the edit that was undone last."""
        self._ask_step(self.redo_wanted)

    def _ask_step(self, wanted: object) -> None:
        self._preview = None
        self._steps += 1
        self.saving_changed.emit(True)
        wanted.emit(self._chain)  # type: ignore[attr-defined]  # a bound Signal has no type of its own

    def on_store_committed(self, sequence: int) -> None:
        """The store has acknowledged the oldest edit on its way."""
        if not self._pending:  # acknowledged for a file that is no longer shown
            return
        _, self._saved = self._pending.popleft()
        self._tell_saving()

    def on_store_commit_failed(self, error: ReckonerError, chain: int) -> None:
        """Back to the last acknowledged book; the edits built on the failed one go with it and are named."""
        if chain != self._chain:
            return
        labels = tuple(edit.label for edit, _ in self._pending)
        self._chain += 1
        self._pending.clear()
        self._steps = 0
        self._book = self._saved
        self._preview = None
        self._keep_scenario()
        self._announce()
        self._tell_saving()
        self.edits_dropped.emit(error, labels)

    def on_store_stepped(self, edit: Edit | None, chain: int, forward: bool) -> None:
        """The store has undone or redone something: `edit` is what that did, None when there was nothing."""
        if chain != self._chain:
            return
        self._steps -= 1
        if edit is not None:
            self._saved = apply(self._saved, edit)
            self._book = self._saved
            self._keep_scenario()
            self._announce()
            self.stepped.emit(edit, forward)
        self._tell_saving()

    def _keep_scenario(self) -> None:
        if all(row.id != self._scenario_id for row in self._book.scenarios):
            self._scenario_id = self._book.scenarios[0].id

    def _tell_saving(self) -> None:
        if not self._pending and not self._steps:
            self.saving_changed.emit(False)

    def _announce(self) -> None:
        self.book_changed.emit(self._book)
        self.scenario_changed.emit(self._request())

    def _request(self) -> Request:
        book = self.shown_book
        name = next(row.name for row in book.scenarios if row.id == self._scenario_id)
        scenario = book.scenario(self._reference, name)
        request = Request(
            number=self._number + 1, scenario=scenario, baseline=self._baseline(book), seed=self._seed,
            with_contracts=self._with_contracts, beside=tuple(self._scenarios_beside(book, scenario)),
        )  # fmt: skip
        self._number += 1
        return request

    def _scenarios_beside(self, book: Book, active: Scenario) -> Iterator[Scenario]:
        """The compared scenarios, each the same object while nothing in it changes, so that it is computed once."""
        rows = {row.id: row for row in book.scenarios}
        for row in (rows[key] for key in self._compared if key in rows):
            if row.id == self._scenario_id:
                yield active
                continue
            held = self._beside.get(row.id)
            if held is None or held[0] is not row or held[1] is not book.portfolio:
                held = (row, book.portfolio, book.scenario(self._reference, row.name))
                self._beside[row.id] = held
            yield held[2]

    def _baseline(self, book: Book) -> Scenario | None:
        """The pinned scenario, the same object as long as the pin is, so that its outcome is computed once."""
        if book.baseline is None:
            return None
        if self._pinned is None or self._pinned[0] is not book.baseline:
            scenario = book.baseline_scenario(self._reference)
            assert scenario is not None
            self._pinned = (book.baseline, scenario)
        return self._pinned[1]
