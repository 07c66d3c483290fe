"""Workbench: the sliders, the headline strip and six linked figures, all of one result number."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from PySide6.QtCore import QLocale, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from planner.figure import Figure, Handle
from planner.figures import WORKBENCH
from planner.figures.breakeven_map import KEY as MAP
from planner.figures.breakeven_map import breakeven_map
from planner.inputs import read
from planner.measures import STRIP
from planner.outcome import FieldResult, Outcome, Request
from planner.scenario import Book
from ui.panels.assumptions import AssumptionsPanel
from ui.panels.palette import PaletteEntry
from ui.panels.results import ResultsPanel
from ui.settings import PowerChoice
from ui.theme import Theme

COLUMNS = 3
ROWS = tuple(tuple(WORKBENCH)[start : start + COLUMNS] for start in range(0, len(WORKBENCH), COLUMNS))


class Workbench(QWidget):
    """The first screen."""

    edit_previewed = Signal(object)  # Edit: it is still moving
    edit_proposed = Signal(object)  # Edit: the hand has let go
    preview_abandoned = Signal()
    refusals_changed = Signal(bool)  # whether a box holds something unusable

    def __init__(self, theme: Theme, locale: QLocale, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._field: FieldResult | None = None  # the newest, drawn grey until the one that is due
        self._overdue = False
        self._refused = False
        self._held_at: tuple[Outcome, Figure] | None = None
        self.assumptions = AssumptionsPanel(theme, locale, self)
        self.results = ResultsPanel(theme, STRIP, ROWS, self._figure_for, self)
        self.strip, self.views = self.results.strip, self.results.views
        whole = QHBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self.assumptions)
        whole.addWidget(self.results, 1)
        self._wire()

    def _wire(self) -> None:
        panel = self.assumptions
        panel.edit_previewed.connect(self.edit_previewed)
        panel.edit_proposed.connect(self.edit_proposed)
        panel.preview_abandoned.connect(self.preview_abandoned)
        panel.dragging_changed.connect(self.results.set_dragging)
        panel.refusals_changed.connect(self._on_refusals_changed)
        self.results.handle_moved.connect(self._on_handle_moved)
        self.results.handle_released.connect(self._on_handle_released)

    def set_theme(self, theme: Theme) -> None:
        """Take type, colours and measures from this theme."""
        self.assumptions.set_theme(theme)
        self.results.set_theme(theme)

    def set_power(self, power: PowerChoice) -> None:
        """Show and take power prices in this unit."""
        self.assumptions.set_power(power)
        self.results.set_power(power)

    # --- told -----------------------------------------------------------------------------------------------------

    def show_scenario(self, book: Book, scenario_id: int, request: Request) -> None:
        """What is stated, preview included."""
        self.assumptions.show_scenario(book, scenario_id, request)

    def show_outcome(self, outcome: Outcome) -> None:
        """What a stage found: strip, sliders and every figure from this one outcome."""
        self._field = outcome.sensitivities or self._field
        self.assumptions.show_outcome(outcome)
        self.results.show_outcome(outcome)

    def _figure_for(self, key: str, outcome: Outcome) -> Figure:
        return breakeven_map(outcome, self._field) if key == MAP else WORKBENCH[key](outcome)

    def set_overdue(self, overdue: bool) -> None:
        """Whether the inputs have left the results behind for longer than a frame or two."""
        self._overdue = overdue
        self._tell_stale()

    def flush(self) -> None:
        """Commit whatever is under the hand."""
        self.assumptions.flush()

    def places(self, come_here: Callable[[], object]) -> Iterator[PaletteEntry]:
        """The inputs as places to go to, once the screen has come to the front."""

        def go_to(box: QWidget) -> None:
            come_here()
            self.assumptions.reveal(box)

        for name, box in self.assumptions.editors():
            yield PaletteEntry(words=name, kind="Input", run=partial(go_to, box))

    @property
    def outcome(self) -> Outcome | None:
        """What is shown."""
        return self.results.outcome

    @property
    def notices(self) -> tuple[str, ...]:
        """What the run has to say of the portfolio, in sentences."""
        return () if self.outcome is None else self.outcome.notices

    @property
    def has_refused_input(self) -> bool:
        """Whether a box holds something unusable, so that the results are those of the last good input."""
        return self._refused

    def _tell_stale(self) -> None:
        self.results.set_stale(self._overdue or self._refused)

    # --- the hand -------------------------------------------------------------------------------------------------

    def _on_refusals_changed(self, refused: bool) -> None:
        self._refused = refused
        self._tell_stale()
        self.refusals_changed.emit(refused)

    def _on_handle_moved(self, key: str, index: int, x: float, y: float) -> None:
        if self._held_at is None:
            if self.outcome is None:
                return
            self._held_at = (self.outcome, self.results.figures[key])
            self.results.set_dragging(True)
        edit = self.assumptions.edit_of(self._stated_at(index, x, y))
        if edit is not None:
            self.edit_previewed.emit(edit)

    def _on_handle_released(self, key: str, index: int, x: float, y: float) -> None:
        if self._held_at is None:
            if self.outcome is None:
                return
            self._held_at = (self.outcome, self.results.figures[key])
        edit = self.assumptions.edit_of(self._stated_at(index, x, y))
        self._held_at = None
        self.results.set_dragging(False)
        if edit is None or all(change.before == change.after for change in edit.changes):
            self.preview_abandoned.emit()
        else:
            self.edit_proposed.emit(edit)

    def _stated_at(self, index: int, x: float, y: float) -> dict[str, float]:
        """The inputs for a handle's new place, reckoned from where it stood when it was taken.

        All handles of a panel move together: a click into a map sets both of its inputs.
        """
        assert self._held_at is not None
        outcome, figure = self._held_at
        held = figure.handles[index]
        together: list[Handle] = [handle for handle in figure.handles if handle.panel == held.panel and handle.moves]
        at = {"x": x, "y": y}
        return {
            handle.moves: float(read(outcome.scenario, handle.moves)) + (at[handle.axis] - handle.at) * handle.per_unit
            for handle in together
        }
