"""ScenarioGestures: new, duplicate, rename, note, delete, pin; from menu, header or list, each one Edit."""

from __future__ import annotations

import datetime
from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from planner.edits import Edit, pin_baseline, set_input, unpin_baseline
from planner.errors import InputRejected, ReckonerError
from planner.quantities import Value
from planner.reference import Reference
from planner.scenario import Book
from planner.scenario_edits import (
    added_id,
    delete_scenario,
    duplicate_scenario,
    new_scenario,
    note_scenario,
    rename_scenario,
    scenario_row,
)
from planner.scenario_note import ScenarioNote


class ScenarioGestures(QObject):
    """Builds the edits on the book it was shown. What cannot stand is said and proposes nothing."""

    edit_proposed = Signal(object)  # Edit
    refused = Signal(object)  # ReckonerError
    scenario_chosen = Signal(int)  # one that was just added

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._book: Book | None = None
        self._active = 0

    def show_scenario(self, book: Book, scenario_id: int) -> None:
        """The book that edits are built on, and the active scenario."""
        self._book, self._active = book, scenario_id

    def add(self) -> None:
        """A scenario that states nothing; it becomes the active one."""
        self._propose(new_scenario)

    def duplicate(self, scenario_id: int = 0) -> None:
        """A copy, of the active scenario where none is named; it becomes the active one."""
        self._propose(lambda book: duplicate_scenario(book, scenario_id or self._active))

    def rename(self, scenario_id: int, name: str) -> None:
        """Another name; the same name changes nothing."""
        if self._book is not None and scenario_row(self._book, scenario_id).name != name.strip():
            self._propose(lambda book: rename_scenario(book, scenario_id, name))

    def note(self, scenario_id: int, note: ScenarioNote) -> None:
        """Another note. One that cannot stand is refused in words."""

        def edit(book: Book) -> Edit:
            return note_scenario(book, scenario_id, note.written())

        self._propose(edit)

    def delete(self, scenario_id: int = 0) -> None:
        """Delete one, the active scenario where none is named."""
        self._propose(lambda book: delete_scenario(book, scenario_id or self._active))

    def pin(self, scenario_id: int = 0) -> None:
        """Pin one as it stands as the baseline, the active scenario where none is named."""
        chosen = scenario_id or self._active
        today = datetime.datetime.now(tz=datetime.UTC).astimezone().date()
        self._propose(lambda book: pin_baseline(book, chosen, f"{scenario_row(book, chosen).name} {today.isoformat()}"))

    def unpin(self) -> None:
        """Take the baseline away, where there is one."""
        if self._book is not None and self._book.baseline is not None:
            self._propose(unpin_baseline)

    def state(self, scenario_id: int, reference: Reference, address: str, value: Value) -> None:
        """Put a value at an address of one scenario."""
        self._propose(lambda book: set_input(book, reference, scenario_id, address, value))

    def _propose(self, build: Callable[[Book], Edit]) -> None:
        if self._book is None:
            return
        try:
            edit = build(self._book)
        except InputRejected as error:
            problems = " ".join(f"{problem.where} {problem.reason}." for problem in error.problems)
            self.refused.emit(InputRejected(problems, next=error.next) if problems else error)
            return
        except ReckonerError as error:
            self.refused.emit(error)
            return
        if all(change.before == change.after for change in edit.changes):
            return
        self.edit_proposed.emit(edit)
        if added := added_id(edit):
            self.scenario_chosen.emit(added)
