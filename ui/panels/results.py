"""ResultsPanel: a strip of headline figures above a grid of charts, all of one outcome; tables beside.

What nobody sees is not computed: charts and strip of a hidden panel wait until it comes to the front.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from planner.figure import Figure
from planner.outcome import Outcome
from ui.figure_view import FigureView
from ui.panels.figure_table import FigureTable
from ui.panels.strip import Strip
from ui.settings import PowerChoice
from ui.theme import Theme

FigureFor = Callable[[str, Outcome], Figure]  # the figure of a key


class ResultsPanel(QWidget):
    """Shows outcomes; what is grabbed in a chart is told to the owner."""

    handle_moved = Signal(str, int, float, float)  # figure key, handle index, x, y in data units
    handle_released = Signal(str, int, float, float)
    explain_wanted = Signal(str)  # measure

    def __init__(
        self, theme: Theme, measures: Sequence[str], rows: Sequence[Sequence[str]], figure_for: FigureFor,
        parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        """Lay out the strip of `measures` above `rows` of charts, each row as wide as the panel."""
        super().__init__(parent)
        self._theme = theme
        self._figure_for = figure_for
        self._drawn = True
        self.outcome: Outcome | None = None
        self.figures: dict[str, Figure] = {}
        self.tables: dict[str, FigureTable] = {}
        self.strip = Strip(theme, measures, self)
        self.strip.explain_wanted.connect(self.explain_wanted)
        self.views = {key: FigureView(self, theme) for row in rows for key in row}
        self._cards = QVBoxLayout()
        self._rows = [QHBoxLayout() for _ in rows]
        for across, keys in zip(self._rows, rows, strict=True):
            for key in keys:
                across.addWidget(self.views[key], 1)
            self._cards.addLayout(across, 1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self.strip)
        whole.addLayout(self._cards, 1)
        for view in self.views.values():
            view.handle_moved.connect(self.handle_moved)
            view.handle_released.connect(self.handle_released)
            view.table_requested.connect(self.show_table)
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        """Take type, colours and measures from this theme."""
        self._theme = theme
        gap = theme.sizes.gap
        self._cards.setContentsMargins(gap, gap, gap, gap)
        self._cards.setSpacing(gap)
        for across in self._rows:
            across.setSpacing(gap)
        self.strip.set_theme(theme)
        for view in self.views.values():
            view.set_theme(theme)

    def set_power(self, power: PowerChoice) -> None:
        """Show power prices in this unit."""
        self.strip.set_power(power)

    def show_outcome(self, outcome: Outcome) -> None:
        """What a stage found: strip and every figure from this one outcome; once somebody looks."""
        self.outcome = outcome
        self._drawn = self.isVisible() or any(table.isVisible() for table in self.tables.values())
        if self._drawn:
            self._draw(outcome)

    def _draw(self, outcome: Outcome) -> None:
        self.strip.show_outcome(outcome)
        for key, view in self.views.items():
            figure = self.figures[key] = self._figure_for(key, outcome)
            view.show_figure(figure)
            if key in self.tables:
                self.tables[key].show_figure(figure)

    def showEvent(self, event: QShowEvent) -> None:
        if self.outcome is not None and not self._drawn:  # an outcome that came while another screen was in front
            self._drawn = True
            self._draw(self.outcome)
        super().showEvent(event)

    def set_stale(self, stale: bool) -> None:
        """Grey while the inputs have left the results behind."""
        self.strip.set_stale(stale)
        for view in self.views.values():
            view.set_stale(stale)

    def set_dragging(self, dragging: bool) -> None:
        """Freeze the ranges of the charts while an input is dragged."""
        for view in self.views.values():
            view.set_dragging(dragging)

    # --- beside the charts ----------------------------------------------------------------------------------------

    def show_table(self, key: str) -> None:
        """The numbers of a figure, in a window that follows it."""
        if key not in self.tables:
            table = FigureTable(self.window())
            table.setWindowFlag(Qt.WindowType.Tool)
            self.tables[key] = table
        self.tables[key].show_figure(self.figures[key])
        self.tables[key].show()
        self.tables[key].raise_()
