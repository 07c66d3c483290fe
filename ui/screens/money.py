"""Money: how long cash lasts, what falls due, what comes in, what a coin costs, which sites and networks carry it."""

from __future__ import annotations

import itertools

from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QTabBar, QVBoxLayout, QWidget

from planner.figure import Figure
from planner.figures import MONEY
from planner.measures import MONEY_STRIP
from planner.outcome import Outcome
from ui.panels.contracts_panel import ContractsPanel
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
        self.contracts = ContractsPanel(theme, self)
        self.bar = QTabBar()
        self.bar.setDrawBase(False)
        self.bar.setExpanding(False)
        self.bar.setUsesScrollButtons(False)
        self.bar.setAccessibleName("Pages of money")
        self._pages = QStackedWidget()
        for title, page in (("Company", self.results), ("Contracts", self.contracts)):
            self.bar.addTab(title)
            self._pages.addWidget(page)
        self.bar.currentChanged.connect(self._pages.setCurrentIndex)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        self._head = QHBoxLayout()
        self._head.addWidget(self.bar)
        self._head.addStretch(1)
        whole.addLayout(self._head)
        whole.addWidget(self._pages, 1)
        stops = (self.contracts.site, self.contracts.export, self.contracts.view, self.contracts.table)
        for before, after in itertools.pairwise((self.bar, *stops, *self.results.strip.cells.values())):
            QWidget.setTabOrder(before, after)
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        """Take type, colours and measures from this theme."""
        self.results.set_theme(theme)
        self.contracts.set_theme(theme)
        self._head.setContentsMargins(theme.sizes.gap, 0, theme.sizes.gap, 0)

    def set_power(self, power: PowerChoice) -> None:
        """Show power prices in this unit."""
        self.results.set_power(power)

    def set_stale(self, stale: bool) -> None:
        """Grey while the inputs have left the results behind."""
        self.results.set_stale(stale)
        self.contracts.set_stale(stale)

    def show_outcome(self, outcome: Outcome) -> None:
        """What a stage of the run found."""
        self.results.show_outcome(outcome)
        self.contracts.show_outcome(outcome)

    def take_keys(self) -> None:
        """Put the keyboard on the first headline figure, or on the chooser of sites."""
        if self._pages.currentWidget() is self.contracts:
            self.contracts.take_keys()
            return
        next(iter(self.results.strip.cells.values())).setFocus()


def _figure_for(key: str, outcome: Outcome) -> Figure:
    return MONEY[key](outcome)
