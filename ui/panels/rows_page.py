"""RowsPage: one table of the portfolio with what it adds up to below, or what to do first where it is empty."""

from __future__ import annotations

from typing import Any, NamedTuple

from PySide6.QtCore import QLocale, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QStackedLayout, QVBoxLayout, QWidget

from planner.capacity import LotsTotal, lots_total, site_draws
from planner.hedge_notices import hedge_notices
from planner.kinds import ONE
from planner.portfolio import Portfolio, folded
from ui.form import box_text
from ui.panels.cell_editor import TABLE_SHEET, CellEditor
from ui.panels.cell_notes import LEGEND
from ui.panels.curves_model import CurvesModel
from ui.panels.rows_model import RowsModel
from ui.panels.rows_order import RowsOrder
from ui.panels.rows_view import RowsView
from ui.theme import Theme

TOLD_SITES = 3


class _Empty(NamedTuple):
    title: str
    words: str


EMPTY = {
    "sites": _Empty("No site yet", "Begin with a site: one metered location with its grid connection."),
    "lots": _Empty("No lot yet", "A lot is a number of equal machines bought together for one site."),
    "contracts": _Empty("No contract yet", "Each site with machines needs one power contract, or a hosting contract."),
    "debts": _Empty("No debt yet", "Loans and notes: what is owed, at which rate, and when it is due."),
    "hedges": _Empty("No hedge yet", "Forwards, options and swaps that settle in cash."),
    "price_curves": _Empty(
        "No hourly prices yet",
        "Import CSV… takes hours and prices of a market from a file (table: prices), counts what is missing and makes "
        "them a market that sites can name. Until then sites use the shipped shapes.",
    ),
    "company": _Empty("", ""),
}
IMPORTED = ("price_curves",)  # tables whose rows come from files only
SITE_FIRST = "Add a site first: lots and contracts belong to one."


class RowsPage(QWidget):
    """One table. Wishes of its view are the screen's to carry out."""

    add_wanted = Signal()
    import_wanted = Signal()
    site_wanted = Signal()

    def __init__(self, table: str, theme: Theme, locale: QLocale, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.table = table
        self._locale = locale
        self._fitted = self._site_missing = False
        self.model = (CurvesModel if table in IMPORTED else RowsModel)(table, locale, self)
        self.order = RowsOrder(self.model, self)
        self.view = RowsView(self.order, self)
        self.editor = CellEditor(theme, self)  # one each: a delegate tells every view it serves of each editor
        self.view.setItemDelegate(self.editor)
        self.view.setFrameShape(QFrame.Shape.NoFrame)
        self.view.setStyleSheet(TABLE_SHEET)
        self.view.setAccessibleName(table.replace("_", " ").capitalize())
        self.total = QLabel()
        self.total.setTextFormat(Qt.TextFormat.PlainText)
        self.total.setWordWrap(True)
        self.total.setAccessibleName(f"Total of {table.replace('_', ' ')}")
        self.legend = QLabel(LEGEND)
        self.none_left = QLabel(f"No {ONE[table]} holds these words. Esc in the filter (Ctrl+F) shows all again.")
        self.none_left.hide()
        self.title, self.words = QLabel(EMPTY[table].title), QLabel(EMPTY[table].words)
        self.add = QPushButton(f"Add {ONE[table]}")
        self.bring = QPushButton("Import CSV…")
        self._build()
        self.set_theme(theme)

    def _build(self) -> None:
        self.title.setProperty("role", "title")
        self._first = self.bring if self.table in IMPORTED else self.add  # the next step where there is nothing
        self._first.setProperty("kind", "primary")
        self.add.setVisible(self._first is self.add)
        self.legend.setVisible(self.table not in IMPORTED)
        self.add.clicked.connect(self._on_add_clicked)
        self.bring.clicked.connect(self.import_wanted)
        empty = QWidget()
        inside = QVBoxLayout(empty)
        inside.addStretch(2)
        for label in (self.title, self.words):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            label.setWordWrap(True)
            inside.addWidget(label)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self.add)
        buttons.addWidget(self.bring)
        buttons.addStretch(1)
        inside.addSpacing(8)
        inside.addLayout(buttons)
        inside.addStretch(3)
        QVBoxLayout(self.view.viewport()).addWidget(self.none_left, 0, Qt.AlignmentFlag.AlignCenter)
        filled = QWidget()
        column = QVBoxLayout(filled)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.view, 1)
        foot = QHBoxLayout()
        foot.setSpacing(0)
        foot.addWidget(self.total, 1)
        foot.addWidget(self.legend)
        column.addLayout(foot)
        for page in (filled, empty):
            page.setProperty("kind", "surface")
            page.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._pages = QStackedLayout(self)
        self._pages.addWidget(filled)
        self._pages.addWidget(empty)

    def set_theme(self, theme: Theme) -> None:
        """Take type, colours and measures from this theme."""
        self.editor.set_theme(theme)
        self.view.verticalHeader().setDefaultSectionSize(round(theme.sizes.subtitle * 2.2))
        quiet = f"border-top: 1px solid {theme.palette.line}; padding: 6px 9px; color: {theme.palette.text2};"
        self.total.setStyleSheet(quiet)
        self.legend.setStyleSheet(f"{quiet} font-style: italic;")
        self._fitted = False

    def show_portfolio(self, portfolio: Portfolio) -> None:
        """What there is of it; the model has been told already."""
        empty = not portfolio.rows(self.table)
        site_missing = self.table in ("lots", "contracts") and not portfolio.sites
        self.words.setText(SITE_FIRST if site_missing else EMPTY[self.table].words)
        self._site_missing = site_missing
        self.add.setText("Add site" if site_missing else f"Add {ONE[self.table]}")
        self._pages.setCurrentIndex(int(empty))
        self.view.hide_unused()
        if self.isVisible():
            self.tell_total(portfolio)

    def tell_total(self, portfolio: Portfolio) -> None:
        """What the rows that are shown add up to."""
        rows = list(portfolio.rows(self.table))
        if self.order.is_filtered:
            rows = [self.model.row_at(self.order.source_place(place)) for place in range(self.order.rowCount())]
        words = {
            "lots": self._lots, "sites": self._sites, "contracts": self._contracts, "debts": self._debts,
            "hedges": self._hedges, "price_curves": self._price_curves,
        }.get(self.table)  # fmt: skip
        self.none_left.setVisible(self.order.is_filtered and not rows)
        self.total.setVisible(words is not None)
        if words is not None:
            of_all = f" of {self._number(len(portfolio.rows(self.table)), 0)}" if self.order.is_filtered else ""
            self.total.setText(words(rows, portfolio, of_all))

    def _lots(self, rows: list[Any], portfolio: Portfolio, of_all: str) -> str:
        total: LotsTotal = lots_total(rows)
        efficiency = total.efficiency_j_per_th
        parts = [
            self._counted(total.lots, of_all, "lot"), self._counted(total.machines, "", "machine"),
            f"{self._number(total.hashrate_eh_s, 2)} EH/s", f"{self._number(total.power_mw, 1)} MW without PUE",
            "no hashrate" if efficiency is None else f"{self._number(efficiency, 1)} J/TH, weighted by hashrate",
        ]  # fmt: skip
        return "   ·   ".join(parts)

    def _sites(self, rows: list[Any], portfolio: Portfolio, of_all: str) -> str:
        draws = site_draws(portfolio)
        mine = [draws[site.id] for site in rows]
        used, held = sum(draw.used_mw for draw in mine), sum(draw.held_mw for draw in mine)
        share = f"{self._number(used, 1)} MW used of {self._number(held, 1)} MW held"
        parts = [self._counted(len(rows), of_all, "site"), f"{share}, at each site's peak, after PUE"]
        over = [draw for draw in mine if draw.excess_mw]
        if over:
            named = "; ".join(f"{draw.name} by {self._number(draw.excess_mw, 1)} MW from {draw.month}"
                              for draw in over[:TOLD_SITES])  # fmt: skip
            more = f" and {len(over) - TOLD_SITES} more" if len(over) > TOLD_SITES else ""
            parts.append(f"over its connection: {named}{more}")
        return "   ·   ".join(parts)

    def _contracts(self, rows: list[Any], portfolio: Portfolio, of_all: str) -> str:
        held = {contract.site_id for contract in portfolio.contracts}
        busy = {lot.site_id for lot in portfolio.lots}
        without = [site.name for site in portfolio.sites if site.id in busy - held]
        parts = [self._counted(len(rows), of_all, "contract")]
        if without:
            more = f" and {len(without) - TOLD_SITES} more" if len(without) > TOLD_SITES else ""
            parts.append(f"machines without a contract: {', '.join(without[:TOLD_SITES])}{more}")
        return "   ·   ".join(parts)

    def _debts(self, rows: list[Any], _portfolio: Portfolio, of_all: str) -> str:
        owed = sum(debt.terms.outstanding_usd for debt in rows)
        interest = sum(debt.terms.outstanding_usd * debt.terms.rate_frac_per_year for debt in rows)
        parts = [self._counted(len(rows), of_all, "debt"), f"{self._number(owed, 0)} USD"]
        parts += [f"{self._number(100 * interest / owed, 2)} % a year, weighted"] if owed else []
        return "   ·   ".join(parts)

    def _hedges(self, rows: list[Any], portfolio: Portfolio, of_all: str) -> str:
        return "   ·   ".join([self._counted(len(rows), of_all, "hedge"), *hedge_notices(portfolio)])

    def _price_curves(self, rows: list[Any], portfolio: Portfolio, of_all: str) -> str:
        markets = {folded(site.power_market) for site in portfolio.sites}
        idle = [curve.name for curve in rows if folded(curve.name) not in markets]
        parts = [self._counted(len(rows), of_all, "price curve")]
        if idle:
            more = f" and {len(idle) - TOLD_SITES} more" if len(idle) > TOLD_SITES else ""
            told = ", ".join(idle[:TOLD_SITES])
            parts.append(f"no site uses {told}{more}: name it as a site's power market")
        return "   ·   ".join([*parts, "a new name takes its sites along"])

    def _counted(self, count: int, of_all: str, one: str) -> str:
        """`1 lot`, and `1 of 12 lots` where some are not shown."""
        return f"{self._number(count, 0)}{of_all} {one}{'s' * (count != 1 or bool(of_all))}"

    def _number(self, value: float, digits: int) -> str:
        return box_text(value, digits, self._locale)

    def take_keys(self) -> None:
        """Put the keyboard where the next step is: into the cell in front, else the first."""
        if self._pages.currentIndex():
            self._first.setFocus()
            return
        if not self.view.currentIndex().isValid():
            self.view.setCurrentIndex(self.order.index(0, 0))
        self.view.setFocus()

    def _on_add_clicked(self) -> None:
        (self.site_wanted if self._site_missing else self.add_wanted).emit()

    def fit_columns(self) -> None:
        """Wide enough for what the columns hold; narrower only in another theme, so that they do not jump."""
        if self.isVisible() and self.model.rowCount():
            self.view.header.fit(anew=not self._fitted)
            self._fitted = True
