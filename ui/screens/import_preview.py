"""ImportPreview: what a CSV file would change, before anything is changed. All of it is taken, or nothing."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QLocale, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from planner.errors import ReckonerError
from planner.exchange.csv_columns import IMPORT_TABLES, PRICES, SITE, columns_of, suggest_mapping
from planner.exchange.csv_text import Reading
from planner.exchange.tables_csv import Choices, Preview
from planner.reference import Reference
from planner.scenario import Book
from ui.panels.choice_grid import ChoiceGrid
from ui.panels.import_choices import header_choices, machine_choices
from ui.panels.import_rows import show_problem_rows, show_rows
from ui.panels.list_box import ListBox
from ui.panels.reading_bar import ReadingBar
from ui.panels.text_table import TextTable
from ui.theme import Theme

_EACH_NAMES_IT = "Each row names its site"
_NO_SITE_YET = "No site's market yet"


class ImportPreview(QWidget):
    """Shown by whoever reads the file; every choice is a wish for another preview."""

    choices_changed = Signal(str, object, str)  # table, Choices, encoding
    accepted = Signal(object)  # Preview
    cancelled = Signal()

    def __init__(self, theme: Theme, locale: QLocale, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._locale = locale
        self._choices = Choices()
        self._encoding = "utf-8"
        self._preview: Preview | None = None
        self._fresh = False  # the first preview of a file says where the keys begin
        self.title = QLabel()
        self.title.setProperty("role", "title")
        self.title.setTextFormat(Qt.TextFormat.PlainText)
        self.tables = ListBox(theme)
        self.tables.setAccessibleName("Table to import into")
        self.sites = ListBox(theme)
        self.sites.setAccessibleName("Site of rows that name none")
        self.sites.setSizeAdjustPolicy(ListBox.SizeAdjustPolicy.AdjustToContents)
        self.reading = ReadingBar(theme)
        self.headers = ChoiceGrid(theme, "Column for the header")
        self.machines = ChoiceGrid(theme, "Machine for the name")
        self.suggest = QPushButton("Accept suggestions")
        self.drop = QPushButton("Leave the rest out")
        self.counts = QLabel()
        self.counts.setProperty("role", "title")
        self.problem = QLabel()
        self.notices = QLabel()
        self.problems = TextTable(self)
        self.rows = TextTable(self)
        self.problem_list = _list(self.problems, "Problems")
        self.row_list = _list(self.rows, "Rows as they would be")
        self.cancel = QPushButton("Cancel")
        self.accept = QPushButton("Import")
        self.accept.setProperty("kind", "primary")
        self._themed = (self.tables, self.sites, self.reading, self.headers, self.machines)
        self._build()
        self._wire()
        self.set_theme(theme)

    def _build(self) -> None:
        for table in IMPORT_TABLES:
            self.tables.addItem(table.capitalize(), table)
        for label in (self.problem, self.notices):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
        self.problem.setProperty("role", "bad")
        self.notices.setProperty("role", "quiet")
        head = QHBoxLayout()
        for widget in (self.title, QLabel("into"), self.tables, self.sites):
            head.addWidget(widget)
        head.addStretch(1)
        head.addWidget(self.cancel)
        head.addWidget(self.accept)
        self._left = _card(QLabel("Headers of the file"), self.headers)
        buttons = QHBoxLayout()
        buttons.addWidget(self.suggest)
        buttons.addWidget(self.drop)
        buttons.addStretch(1)
        inside = self._left.layout()
        assert isinstance(inside, QVBoxLayout)
        inside.insertLayout(1, buttons)
        self._machines_title = QLabel("Machines the catalogue does not have")
        inside.addWidget(self._machines_title)
        inside.addWidget(self.machines, 1)
        self._problems_title = QLabel("Problems")
        right = _card(self.counts, self.notices, self._problems_title, self.problem_list, self.row_list)
        body = QHBoxLayout()
        body.addWidget(self._left, 2)
        body.addWidget(right, 5)
        self._whole = QVBoxLayout(self)
        self._whole.addLayout(head)
        self._whole.addWidget(self.reading)
        self._whole.addWidget(self.problem)
        self._whole.addLayout(body, 1)

    def _wire(self) -> None:
        self.tables.activated.connect(self._on_table_chosen)
        self.sites.activated.connect(self._on_site_chosen)
        self.reading.encoding_chosen.connect(self._on_encoding_chosen)
        self.reading.reading_chosen.connect(self._on_reading_chosen)
        self.reading.refused.connect(self.show_error)
        self.headers.chosen.connect(self._on_header_chosen)
        self.machines.chosen.connect(self._on_machine_chosen)
        self.suggest.clicked.connect(self._on_suggestions_accepted)
        self.drop.clicked.connect(self._on_rest_dropped)
        self.cancel.clicked.connect(self.cancelled)
        self.accept.clicked.connect(self._on_accepted)

    def set_theme(self, theme: Theme) -> None:
        """Take type, colours and measures from this theme."""
        gap = theme.sizes.gap
        self._whole.setContentsMargins(gap, gap // 2, gap, gap)
        for part in self._themed:
            part.set_theme(theme)
        for view in (self.problem_list, self.row_list):
            view.verticalHeader().setDefaultSectionSize(round(theme.sizes.subtitle * 2))

    # --- told -----------------------------------------------------------------------------------------------------

    def begin(self, name: str, table: str) -> None:
        """Another file: nothing is settled yet."""
        self._choices, self._encoding, self._preview, self._fresh = Choices(), "utf-8", None, True
        self.title.setText(f"Import {name}")
        self.tables.setCurrentIndex(self.tables.findData(table))
        self.show_working()
        self._ask()

    def show_working(self) -> None:
        """A preview is on its way: the one shown is not the one that would be imported."""
        self.accept.setEnabled(False)
        self.counts.setText("Reading…")

    def show_error(self, error: ReckonerError) -> None:
        """There is no preview for what was chosen."""
        self.problem.setText(error.sentence())
        self.problem.show()
        self.accept.setEnabled(False)

    def show_preview(self, found: Preview, book: Book, reference: Reference) -> None:
        """What the file would change."""
        self._preview = found
        self.problem.hide()
        self.reading.show_reading(found.reading)
        self._show_sites(found, book)
        self.headers.show_choices(header_choices(found, self._choices.mapping))
        machines = machine_choices(found, self._choices.machines, reference)
        self.machines.show_choices(machines)
        self.machines.setVisible(bool(machines))
        self._machines_title.setVisible(bool(machines))
        unsettled = self._unsettled()
        self.drop.setEnabled(bool(unsettled))
        self.suggest.setEnabled(bool(self._suggested()))
        self.notices.setText("\n".join(found.notices))
        self.notices.setVisible(bool(found.notices))
        show_problem_rows(self.problems, found)
        count = len(found.problems)
        self._problems_title.setText(f"{count:,} problem{'s' * (count != 1)}: settle each, or correct the file")
        for widget in (self._problems_title, self.problem_list):
            widget.setVisible(bool(found.problems))
        show_rows(self.rows, found, book, self._locale)
        self.row_list.setVisible(bool(found.rows))
        for view in (self.problem_list, self.row_list):
            view.resizeColumnsToContents()
        nothing = found.edit is not None and not found.edit.changes
        words = found.counts() if found.rows else "Settle the headers first" if found.headers else "Nothing can be read"
        self.counts.setText("Every row is as it was: there is nothing to import." if nothing else words)
        self.accept.setEnabled(found.edit is not None and bool(found.edit.changes))
        rows = found.count("new") + found.count("changed")
        ready = f"Import {rows:,} row{'s' * (rows != 1)}" if self.accept.isEnabled() else "Import"
        self.accept.setText(ready)
        if self._fresh:
            self._fresh = False
            (self.suggest if self.suggest.isEnabled() else self.accept).setFocus()

    def _show_sites(self, found: Preview, book: Book) -> None:
        """One site for all rows, where the file has no column for it; or the site that takes the prices."""
        prices = found.table == PRICES
        self.sites.clear()
        self.sites.addItem(_NO_SITE_YET if prices else _EACH_NAMES_IT, "")
        for site in book.portfolio.sites:
            self.sites.addItem(f"{'Market of' if prices else 'All rows:'} {site.name}", site.name)
        self.sites.setCurrentIndex(max(self.sites.findData(self._choices.site), 0))
        self.sites.setVisible(prices or (SITE in columns_of(found.table) and SITE not in found.columns))

    # --- the user -------------------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.cancelled.emit()
        else:
            super().keyPressEvent(event)

    def _ask(self) -> None:
        self.show_working()
        self.choices_changed.emit(self.tables.currentData(), self._choices, self._encoding)

    def _settle(self, **changed: object) -> None:
        self._choices = replace(self._choices, **changed)  # type: ignore[arg-type]  # fields of Choices by name
        self._ask()

    def _on_table_chosen(self) -> None:
        self._choices = Choices(reading=self._choices.reading)
        self._ask()

    def _on_site_chosen(self) -> None:
        self._settle(site=self.sites.currentData())

    def _on_encoding_chosen(self, encoding: str) -> None:
        self._encoding = encoding
        self._settle(reading=None)

    def _on_reading_chosen(self, reading: Reading) -> None:
        self._settle(reading=reading)

    def _on_header_chosen(self, header: str, column: str | None) -> None:
        self._settle(mapping={**self._choices.mapping, header: column})

    def _on_machine_chosen(self, name: str, model: str | None) -> None:
        self._settle(machines={**self._choices.machines, name: model})

    def _on_suggestions_accepted(self) -> None:
        self._settle(mapping={**self._choices.mapping, **self._suggested()})

    def _on_rest_dropped(self) -> None:
        self._settle(mapping={**self._choices.mapping, **dict.fromkeys(self._unsettled())})

    def _unsettled(self) -> list[str]:
        if self._preview is None:
            return []
        return [choice.name for choice in header_choices(self._preview, self._choices.mapping) if choice.unsettled]

    def _suggested(self) -> dict[str, str]:
        """A column for each header that is not settled, where one is suggested."""
        if self._preview is None:
            return {}
        unsettled = set(self._unsettled())
        return {
            item.header: item.column
            for item in suggest_mapping(self._preview.headers, self._preview.table)
            if item.column is not None and item.header in unsettled
        }

    def _on_accepted(self) -> None:
        if self._preview is not None and self.accept.isEnabled():
            self.accept.setEnabled(False)
            self.accepted.emit(self._preview)


def _list(model: TextTable, name: str) -> QTableView:
    view = QTableView()
    view.setModel(model)
    view.setAccessibleName(name)
    view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    view.setTabKeyNavigation(False)
    view.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    view.verticalHeader().hide()
    view.horizontalHeader().setStretchLastSection(True)
    view.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
    view.horizontalHeader().setResizeContentsPrecision(50)
    return view


def _card(*widgets: QWidget) -> QFrame:
    card = QFrame()
    card.setProperty("kind", "card")
    column = QVBoxLayout(card)
    for widget in widgets:
        column.addWidget(widget, int(isinstance(widget, QTableView | ChoiceGrid)))
    return card
