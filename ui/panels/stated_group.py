"""StatedGroup: the assumptions without a slider, below those that have one: the market state and the paths."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QLocale, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from planner.assumptions import default_assumptions, idle_inputs
from planner.edits import Edit, set_input
from planner.errors import InputRejected, ReckonerError
from planner.inputs import provenance_of, read
from planner.outcome import Request
from planner.quantities import Value
from planner.scenario import Book
from planner.scenario_edits import scenario_row
from ui.panels.group_header import GroupHeader
from ui.panels.stated_row import STATED, StatedInput, StatedRow
from ui.theme import Theme


class StatedGroup(QWidget):
    """A header and a row for each of them but those that stand among the sliders: the panel places these."""

    edit_proposed = Signal(object)  # Edit
    refusals_changed = Signal()

    def __init__(self, theme: Theme, locale: QLocale, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._locale = locale
        self._book: Book | None = None
        self._request: Request | None = None
        self._scenario_id = 0
        self.header = GroupHeader("Market state and paths", theme)
        self.rows = {stated.address: StatedRow(stated, theme, locale) for stated in STATED}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.header)
        for row in self.rows.values():
            if not row.stated.group:
                column.addWidget(row)
                self.header.folded.connect(row.set_folded)
            self._wire(row)

    def _wire(self, row: StatedRow) -> None:
        row.settled.connect(lambda value: self._on_row_settled(row, value))
        row.refused.connect(self.refusals_changed)

    def set_theme(self, theme: Theme) -> None:
        """Take type, colours and measures from this theme."""
        self.header.set_theme(theme)
        for row in self.rows.values():
            row.set_theme(theme)

    def show_scenario(self, book: Book, scenario_id: int, request: Request) -> None:
        """The book that edits are built on, the active scenario, and what is shown of it."""
        same = self._request is not None and self._request.baseline is request.baseline
        if same and self._request is not None and not self._differs(self._request, request):
            self._book, self._scenario_id, self._request = book, scenario_id, request
            return
        self._book, self._scenario_id, self._request = book, scenario_id, request
        idle = idle_inputs(request.scenario.assumptions)
        for address, row in self.rows.items():
            row.set_idle(address in idle)
            value = read(request.scenario, address)
            source, as_of = provenance_of(request.scenario, address)
            row.show_value(
                value, changed=value != self._compared(row.stated), origin=f"{source}, {as_of}" if as_of else source
            )

    def _differs(self, before: Request, after: Request) -> bool:
        """Whether any of these inputs differs: a moving slider is none of them."""
        one, other = before.scenario.assumptions, after.scenario.assumptions
        return any(getattr(one, address) != getattr(other, address) for address in self.rows)

    @property
    def has_problem(self) -> bool:
        """Whether a box holds something unusable."""
        return any(row.problem for row in self.rows.values())

    @property
    def changed(self) -> int:
        """How many differ from the baseline, or from the defaults where none is pinned."""
        if self._request is None:
            return 0
        scenario = self._request.scenario
        return sum(read(scenario, address) != self._compared(row.stated) for address, row in self.rows.items())

    def flush(self) -> None:
        """State whatever stands typed in a box."""
        for row in self.rows.values():
            row.flush()

    def reset_edits(self) -> list[Edit]:
        """The edits that bring each of them back to the baseline, or to its default."""
        edits = [self._edit(row, self._compared(row.stated)) for row in self.rows.values()]
        return [edit for edit in edits if edit is not None and edit.changes[0].before != edit.changes[0].after]

    def _compared(self, stated: StatedInput) -> Value:
        assert self._request is not None
        baseline, reference = self._request.baseline, self._request.scenario.reference
        compared = default_assumptions(reference) if baseline is None else baseline.assumptions
        return getattr(compared, stated.address)  # type: ignore[no-any-return]  # declared fields only

    def _on_row_settled(self, row: StatedRow, value: Value) -> None:
        compared = self._compared(row.stated)
        if row.stated.shows_alike(value, compared, self._locale):
            value = compared  # itself: a box shows fewer digits
        edit = self._edit(row, value)
        if edit is not None and edit.changes[0].before != edit.changes[0].after:
            self.edit_proposed.emit(edit)

    def _edit(self, row: StatedRow, value: Value) -> Edit | None:
        """The edit, labelled in the words of the row; None where it was refused (said in the row)."""
        if self._book is None or self._request is None:
            return None
        scenario, stated = self._request.scenario, row.stated
        try:
            edit = set_input(self._book, scenario.reference, self._scenario_id, stated.address, value)
        except InputRejected as rejected:
            row.show_problem(" ".join(f"{problem.reason}." for problem in rejected.problems) or rejected.message)
            return None
        except ReckonerError as error:
            row.show_problem(error.message)
            return None
        before, after = (stated.text(now, self._locale) for now in (read(scenario, stated.address), value))
        name = scenario_row(self._book, self._scenario_id).name
        return replace(edit, label=f"{name}: {stated.name} {before} → {after} {stated.unit}".strip())
