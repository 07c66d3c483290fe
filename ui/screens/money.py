"""Money: how long cash lasts, what falls due, what comes in, what a coin costs, which sites and networks carry it."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from planner.figure import Figure
from planner.figures import MONEY
from planner.measures import MONEY_STRIP
from planner.outcome import Outcome
from ui.panels.results import ResultsPanel
from ui.settings import PowerChoice
from ui.theme import Theme

# Cash and debt first, then what a coin costs; the wider second row holds what has names beside its marks.
ROWS = (
    ("liquidity", "debt_wall", "revenue_mix", "cost_of_production"),
    ("cost_layers", "site_ranking", "merit_order_network"),
)


class MoneyScreen(QWidget):
    """The company's money, as the newest outcome has it."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.results = ResultsPanel(theme, MONEY_STRIP, ROWS, _figure_for, self)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.results)

    def set_theme(self, theme: Theme) -> None:
        """Take type, colours and measures from this theme."""
        self.results.set_theme(theme)

    def set_power(self, power: PowerChoice) -> None:
        """Show power prices in this unit."""
        self.results.set_power(power)

    def set_stale(self, stale: bool) -> None:
        """Grey while the inputs have left the results behind."""
        self.results.set_stale(stale)

    def show_outcome(self, outcome: Outcome) -> None:
        """What a stage of the run found."""
        self.results.show_outcome(outcome)

    def take_keys(self) -> None:
        """Put the keyboard on the first headline figure."""
        next(iter(self.results.strip.cells.values())).setFocus()


def _figure_for(key: str, outcome: Outcome) -> Figure:
    return MONEY[key](outcome)
