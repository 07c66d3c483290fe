"""MachineChoice: the catalogue beside the lots. What is chosen there becomes one edit of every chosen lot."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QObject, Signal

from planner.errors import ReckonerError
from planner.quantities import Value
from planner.reference import Reference
from planner.scenario import Book
from planner.table_edits import named, set_rows
from ui.panels.machine_picker import MachinePicker
from ui.panels.rows_page import RowsPage


class MachineChoice(QObject):
    """Opens the picker for the lots of a page, and gives the keyboard back to them."""

    edit_proposed = Signal(object)  # Edit

    def __init__(self, picker: MachinePicker, page: RowsPage, parent: QObject) -> None:
        super().__init__(parent)
        self._picker, self._page = picker, page
        self._book: Book | None = None
        self._reference: Reference | None = None
        page.view.machine_wanted.connect(self._on_machine_wanted)
        picker.values_chosen.connect(self._on_values_chosen)
        picker.closed.connect(self._on_picker_closed)

    def show_book(self, book: Book, reference: Reference) -> None:
        """The book that edits are built on."""
        if reference is not self._reference:
            self._picker.show_machines(reference.machines.values())
        self._book, self._reference = book, reference

    def _on_machine_wanted(self, typed: str) -> None:
        ids = self._page.view.chosen_ids()
        if self._book is not None and ids:
            self._picker.ask(self._book.portfolio.by_id("lots", ids[0]), len(ids), typed)

    def _on_values_chosen(self, values: Mapping[str, Value]) -> None:
        if self._book is None or self._reference is None:
            return
        ids = self._page.view.chosen_ids()
        lots = [self._book.portfolio.by_id("lots", row_id) for row_id in ids]
        label = f"{named('lots', lots)}: machine {lots[0].machine if len(lots) == 1 else ''} → {values['machine']}"
        try:
            edit = set_rows(self._book, self._reference, "lots", dict.fromkeys(ids, values), label.replace("  ", " "))
        except ReckonerError as error:
            self._picker.show_problem(error.sentence())
            return
        self._page.model.give_up_in(ids, values)  # also where the machine is the one that is there
        if edit.changes:
            self.edit_proposed.emit(edit)
        self._picker.leave()

    def _on_picker_closed(self) -> None:
        self._page.view.setFocus()
