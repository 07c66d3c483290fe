"""Portfolio: lots, contracts, sites and company as plain tables. Each cell that changes is one edit."""

from __future__ import annotations

from PySide6.QtCore import QLocale, Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QStackedWidget,
    QTabBar,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from planner.edits import add_row, delete_row
from planner.errors import NotFound, ReckonerError
from planner.outcome import Request
from planner.portfolio import folded
from planner.quantities import Value
from planner.scenario import Book
from ui.panels.cell_editor import TABLE_SHEET, CellEditor
from ui.panels.rows_model import RowsModel
from ui.theme import Theme

TABLES = {"lots": ("Lots", "lot"), "contracts": ("Contracts", "contract"), "sites": ("Sites", "site"),
          "company": ("Company", "")}  # fmt: skip
CHECKED_ROWS = 50  # column widths are taken from this many rows


class PortfolioScreen(QWidget):
    """The second screen."""

    edit_proposed = Signal(object)  # Edit
    edit_refused = Signal(object)  # ReckonerError: adding or deleting a row

    def __init__(self, theme: Theme, locale: QLocale, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._book: Book | None = None
        self._request: Request | None = None
        self._fitted = False
        self.models = {table: RowsModel(table, locale, self) for table in TABLES}
        self.views = {table: self._view(table) for table in TABLES}
        # One each: a delegate tells every view it serves of each editor that closes.
        self._editors = {table: CellEditor(theme, self) for table in TABLES}
        self.bar = QTabBar()
        self.bar.setDrawBase(False)
        self.bar.setExpanding(False)
        self.problem = QLabel()
        self.problem.setTextFormat(Qt.TextFormat.PlainText)
        self.problem.setProperty("role", "bad")
        self.add = QPushButton("Add")
        self.delete = QPushButton("Delete")
        self._pages = QStackedWidget()
        self._build()
        self.set_theme(theme)

    def _view(self, table: str) -> QTableView:
        view = QTableView(self)
        view.setModel(self.models[table])
        view.setAccessibleName(TABLES[table][0])
        view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        view.setEditTriggers(
            QAbstractItemView.EditTrigger.DoubleClicked
            | QAbstractItemView.EditTrigger.EditKeyPressed
            | QAbstractItemView.EditTrigger.AnyKeyPressed
        )
        view.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        view.setTabKeyNavigation(False)
        view.setShowGrid(True)
        view.verticalHeader().hide()
        view.horizontalHeader().setStretchLastSection(not self.models[table].columns[-1].numeric)
        view.setStyleSheet(TABLE_SHEET)
        view.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        return view

    def _build(self) -> None:
        head = QHBoxLayout()
        head.addWidget(self.bar)
        head.addSpacing(12)
        head.addWidget(self.problem, 1)
        head.addWidget(self.add)
        head.addWidget(self.delete)
        self._frame = QFrame()
        self._frame.setProperty("kind", "card")
        inside = QVBoxLayout(self._frame)
        inside.setContentsMargins(1, 1, 1, 1)
        inside.addWidget(self._pages)
        self._whole = QVBoxLayout(self)
        self._whole.addLayout(head)
        self._whole.addWidget(self._frame, 1)
        for table, (title, _) in TABLES.items():
            self.bar.addTab(title)
            view = self.views[table]
            view.setItemDelegate(self._editors[table])
            view.setFrameShape(QFrame.Shape.NoFrame)
            self._pages.addWidget(view)
            self.models[table].edit_proposed.connect(self.edit_proposed)
            self.models[table].problems_changed.connect(self._on_problems_changed)
        self.bar.currentChanged.connect(self._on_table_chosen)
        self.add.clicked.connect(self._on_add_clicked)
        self.delete.clicked.connect(self._on_delete_clicked)
        self._on_table_chosen(0)

    def set_theme(self, theme: Theme) -> None:
        """Take type, colours and measures from this theme."""
        self._theme = theme
        for editor in self._editors.values():
            editor.set_theme(theme)
        gap = theme.sizes.gap
        self._whole.setContentsMargins(gap, gap // 2, gap, gap)
        for view in self.views.values():
            view.verticalHeader().setDefaultSectionSize(round(theme.sizes.subtitle * 2.2))
        self._fitted = False

    def show_scenario(self, book: Book, scenario_id: int, request: Request) -> None:
        """The book that edits are built on. A preview moves assumptions only, so it is not shown here."""
        if book is self._book:
            return
        self._book, self._request = book, request
        for model in self.models.values():
            model.show_book(book, request.scenario.reference)
        self._tell_counts()
        self._fit_columns()

    @property
    def table(self) -> str:
        """The table in front."""
        return list(TABLES)[self.bar.currentIndex()]

    def _tell_counts(self) -> None:
        assert self._book is not None
        for place, (table, (title, one)) in enumerate(TABLES.items()):
            self.bar.setTabText(place, f"{title} {len(self._book.portfolio.rows(table))}" if one else title)

    def _fit_columns(self) -> None:
        """Once for each theme, so that widths the user set stay."""
        if self._fitted or not self.isVisible():
            return
        self._fitted = True
        for view in self.views.values():
            view.horizontalHeader().setResizeContentsPrecision(CHECKED_ROWS)
            view.resizeColumnsToContents()

    def showEvent(self, event: object) -> None:
        super().showEvent(event)  # type: ignore[arg-type]  # QShowEvent; only passed on
        self._fit_columns()

    def _on_table_chosen(self, place: int) -> None:
        table = list(TABLES)[place]
        one = TABLES[table][1]
        self._pages.setCurrentIndex(place)
        for button, verb in ((self.add, "Add"), (self.delete, "Delete")):
            button.setVisible(bool(one))
            button.setText(f"{verb} {one}")
        self._on_problems_changed(self.models[table].problem_sentence())

    def _on_problems_changed(self, sentence: str) -> None:
        self.problem.setText(sentence)

    def _on_add_clicked(self) -> None:
        if self._book is None or self._request is None:
            return
        one = TABLES[self.table][1]
        names = {folded(row.name) for row in self._book.portfolio.rows(self.table)}
        name = next(
            text
            for text in (f"New {one}", *(f"New {one} {n}" for n in range(2, len(names) + 3)))
            if folded(text) not in names
        )
        row: dict[str, Value] = {"name": name}
        try:
            if self.table != "sites":
                row["site_id"] = self._site_for_new_row()
            if self.table == "lots":
                row |= {"machine": self._machine_for_new_row(), "count": 0}
            if self.table == "contracts":
                row["kind"] = "fixed"
            self.edit_proposed.emit(add_row(self._book, self._request.scenario.reference, self.table, row))
        except ReckonerError as error:
            self.edit_refused.emit(error)
            return
        view = self.views[self.table]
        view.scrollToBottom()
        view.setCurrentIndex(self.models[self.table].index(self.models[self.table].rowCount() - 1, 0))
        view.setFocus()

    def _on_delete_clicked(self) -> None:
        place = self.views[self.table].currentIndex()
        if self._book is None or not place.isValid():
            self.problem.setText(f"Choose the {TABLES[self.table][1]} to delete first.")
            return
        try:
            self.edit_proposed.emit(delete_row(self._book, self.table, self.models[self.table].row_id(place.row())))
        except ReckonerError as error:
            self.edit_refused.emit(error)

    def _site_for_new_row(self) -> int:
        """The site of the row in front; for a contract the first site without one, else the first site."""
        assert self._book is not None
        portfolio = self._book.portfolio
        if not portfolio.sites:
            raise NotFound("There is no site yet.", next="Add a site first.")
        if self.table == "contracts":
            taken = {contract.site_id for contract in portfolio.contracts}
            return next((site.id for site in portfolio.sites if site.id not in taken), portfolio.sites[0].id)
        place = self.views["lots"].currentIndex()
        return portfolio.lots[place.row()].site_id if place.isValid() else portfolio.sites[0].id

    def _machine_for_new_row(self) -> str:
        assert self._book is not None
        assert self._request is not None
        lots = self._book.portfolio.lots
        return lots[-1].machine if lots else next(iter(self._request.scenario.reference.machines))
