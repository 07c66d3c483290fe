"""Workbench: the sliders, the headline strip and six linked figures, all of one result number."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from PySide6.QtCore import QLocale, Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from planner.figure import Figure, Handle
from planner.figures import WORKBENCH
from planner.figures.breakeven_map import KEY as MAP
from planner.figures.breakeven_map import breakeven_map
from planner.inputs import read
from planner.measures import Measure
from planner.outcome import FieldResult, Outcome, Request
from planner.scenario import Book
from ui.figure_view import FigureView
from ui.panels.assumptions import AssumptionsPanel
from ui.panels.explain_window import ExplainWindow
from ui.panels.figure_table import FigureTable
from ui.panels.palette import PaletteEntry
from ui.panels.strip import Strip
from ui.settings import PowerChoice
from ui.theme import Theme

COLUMNS = 3


class Workbench(QWidget):
    """The first screen."""

    edit_previewed = Signal(object)  # Edit: it is still moving
    edit_proposed = Signal(object)  # Edit: the hand has let go
    preview_abandoned = Signal()
    refusals_changed = Signal(bool)  # whether a box holds something unusable

    def __init__(self, theme: Theme, locale: QLocale, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._outcome: Outcome | None = None
        self._field: FieldResult | None = None  # the newest, drawn grey until the one that is due
        self._figures: dict[str, Figure] = {}
        self._tables: dict[str, FigureTable] = {}
        self.explanation: ExplainWindow | None = None
        self._explained: Measure | None = None
        self._drawn = True
        self._overdue = False
        self._refused = False
        self._held_at: tuple[Outcome, Figure] | None = None
        self.assumptions = AssumptionsPanel(theme, locale, self)
        self.strip = Strip(theme, self)
        self.views = {key: FigureView(self, theme) for key in WORKBENCH}
        self._build()
        self._wire()
        self.set_theme(theme)

    def _build(self) -> None:
        self._grid = QGridLayout()
        for place, view in enumerate(self.views.values()):
            self._grid.addWidget(view, place // COLUMNS, place % COLUMNS)
        for column in range(COLUMNS):
            self._grid.setColumnStretch(column, 1)
        for row in range((len(self.views) + COLUMNS - 1) // COLUMNS):
            self._grid.setRowStretch(row, 1)
        right = QVBoxLayout()
        right.setSpacing(0)
        right.addWidget(self.strip)
        right.addLayout(self._grid, 1)
        whole = QHBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self.assumptions)
        whole.addLayout(right, 1)

    def _wire(self) -> None:
        panel = self.assumptions
        panel.edit_previewed.connect(self.edit_previewed)
        panel.edit_proposed.connect(self.edit_proposed)
        panel.preview_abandoned.connect(self.preview_abandoned)
        panel.dragging_changed.connect(self._on_dragging_changed)
        panel.refusals_changed.connect(self._on_refusals_changed)
        self.strip.explain_wanted.connect(self._on_explain_wanted)
        for view in self.views.values():
            view.handle_moved.connect(self._on_handle_moved)
            view.handle_released.connect(self._on_handle_released)
            view.table_requested.connect(self._on_table_requested)

    def set_theme(self, theme: Theme) -> None:
        """Take type, colours and measures from this theme."""
        self._theme = theme
        gap = theme.sizes.gap
        self._grid.setContentsMargins(gap, gap, gap, gap)
        self._grid.setSpacing(gap)
        self.assumptions.set_theme(theme)
        self.strip.set_theme(theme)
        for view in self.views.values():
            view.set_theme(theme)
        if self.explanation is not None:
            self.explanation.set_theme(theme)
            self._tell_explanation()

    def set_power(self, power: PowerChoice) -> None:
        """Show and take power prices in this unit."""
        self.assumptions.set_power(power)
        self.strip.set_power(power)

    # --- told -----------------------------------------------------------------------------------------------------

    def show_scenario(self, book: Book, scenario_id: int, request: Request) -> None:
        """What is stated, preview included."""
        self.assumptions.show_scenario(book, scenario_id, request)

    def show_outcome(self, outcome: Outcome) -> None:
        """What a stage found: strip, sliders and every figure from this one outcome; once somebody looks."""
        self._outcome = outcome
        self._field = outcome.sensitivities or self._field
        self.assumptions.show_outcome(outcome)
        self.strip.show_outcome(outcome)
        self._drawn = self.isVisible() or any(table.isVisible() for table in self._tables.values())
        if self._drawn:
            self._draw(outcome)
        self._tell_explanation()

    def _draw(self, outcome: Outcome) -> None:
        for key, view in self.views.items():
            figure = breakeven_map(outcome, self._field) if key == MAP else WORKBENCH[key](outcome)
            self._figures[key] = figure
            view.show_figure(figure)
            if key in self._tables:
                self._tables[key].show_figure(figure)

    def showEvent(self, event: QShowEvent) -> None:
        if self._outcome is not None and not self._drawn:  # an outcome that came while another screen was in front
            self._drawn = True
            self._draw(self._outcome)
        super().showEvent(event)

    def _tell_explanation(self) -> None:
        window, outcome, measure = self.explanation, self._outcome, self._explained
        if window is not None and outcome is not None and measure is not None and window.isVisible():
            window.show_measure(outcome, measure)

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
        return self._outcome

    @property
    def notices(self) -> tuple[str, ...]:
        """What the run has to say of the portfolio, in sentences."""
        return () if self._outcome is None else self._outcome.notices

    @property
    def has_refused_input(self) -> bool:
        """Whether a box holds something unusable, so that the results are those of the last good input."""
        return self._refused

    def _tell_stale(self) -> None:
        stale = self._overdue or self._refused
        self.strip.set_stale(stale)
        for view in self.views.values():
            view.set_stale(stale)

    # --- the hand -------------------------------------------------------------------------------------------------

    def _on_dragging_changed(self, dragging: bool) -> None:
        for view in self.views.values():
            view.set_dragging(dragging)

    def _on_refusals_changed(self, refused: bool) -> None:
        self._refused = refused
        self._tell_stale()
        self.refusals_changed.emit(refused)

    def _on_explain_wanted(self, measure: Measure) -> None:
        if self._outcome is None:
            return
        if self.explanation is None:
            self.explanation = ExplainWindow(self._theme, self.window())
        self._explained = measure
        self.explanation.show()
        self._tell_explanation()
        self.explanation.raise_()
        self.explanation.activateWindow()

    def _on_handle_moved(self, key: str, index: int, x: float, y: float) -> None:
        if self._held_at is None:
            if self._outcome is None:
                return
            self._held_at = (self._outcome, self._figures[key])
            self._on_dragging_changed(True)
        edit = self.assumptions.edit_of(self._stated_at(index, x, y))
        if edit is not None:
            self.edit_previewed.emit(edit)

    def _on_handle_released(self, key: str, index: int, x: float, y: float) -> None:
        if self._held_at is None:
            if self._outcome is None:
                return
            self._held_at = (self._outcome, self._figures[key])
        edit = self.assumptions.edit_of(self._stated_at(index, x, y))
        self._held_at = None
        self._on_dragging_changed(False)
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

    def _on_table_requested(self, key: str) -> None:
        if key not in self._tables:
            table = FigureTable(self.window())
            table.setWindowFlag(Qt.WindowType.Tool)
            self._tables[key] = table
        self._tables[key].show_figure(self._figures[key])
        self._tables[key].show()
        self._tables[key].raise_()
