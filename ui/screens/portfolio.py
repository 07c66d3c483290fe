"""Portfolio: lots, contracts, sites and company as tables. Each gesture is one Edit with a label in words."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QLocale, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QStackedWidget,
    QTabBar,
    QVBoxLayout,
    QWidget,
)

from planner.edits import Edit, add_row
from planner.errors import ReckonerError
from planner.kinds import ONE
from planner.outcome import Request
from planner.scenario import Book
from planner.table_edits import delete_rows, duplicate_rows
from ui.panels.chosen_cells import copied_text, paste_onto
from ui.panels.machine_picker import MachinePicker
from ui.panels.new_row import new_row
from ui.panels.rows_page import IMPORTED, RowsPage
from ui.screens.machine_choice import MachineChoice
from ui.screens.tables_head import TABLES, TablesHead
from ui.settings import PowerChoice
from ui.theme import Theme

FROM_FILES = "Price curves come from files: use Import CSV. Here one can be renamed, or deleted while no site uses it."


class PortfolioScreen(QWidget):
    """The second screen."""

    edit_proposed = Signal(object)  # Edit
    edit_refused = Signal(object)  # ReckonerError: nothing was proposed
    problems_changed = Signal(bool)  # whether a cell holds what cannot stand
    import_wanted = Signal(str)  # table
    export_wanted = Signal(str)  # table

    def __init__(self, theme: Theme, locale: QLocale, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._book: Book | None = None
        self._request: Request | None = None
        self.pages = {table: RowsPage(table, theme, locale, self) for table in TABLES}
        self.models = {table: page.model for table, page in self.pages.items()}
        self.views = {table: page.view for table, page in self.pages.items()}
        self.head = TablesHead(self)
        self.bar, self.look_for, self.add, self.duplicate = (
            self.head.bar, self.head.look_for, self.head.add, self.head.duplicate
        )  # fmt: skip
        self.delete, self.bring, self.export = self.head.delete, self.head.bring, self.head.export
        self.problem = QLabel()
        self.problem.setTextFormat(Qt.TextFormat.PlainText)
        self.problem.setProperty("role", "bad")
        self.problem.setWordWrap(True)
        self.problem.hide()
        self.picker = MachinePicker(theme, locale)
        self._machines = MachineChoice(self.picker, self.pages["lots"], self)
        self._pages = QStackedWidget()
        self._build()
        self._wire()
        self.set_theme(theme)
        self.show_table("lots")

    def _build(self) -> None:
        self._frame = QFrame()
        self._frame.setProperty("kind", "card")
        inside = QHBoxLayout(self._frame)
        inside.setContentsMargins(1, 1, 1, 1)
        inside.setSpacing(0)
        inside.addWidget(self._pages, 1)
        inside.addWidget(self.picker)
        self._whole = QVBoxLayout(self)
        self._whole.addWidget(self.head)
        self._whole.addWidget(self.problem)
        self._whole.addWidget(self._frame, 1)
        for page in self.pages.values():
            self._pages.addWidget(page)
        stops = [*self.head.stops]
        stops += [stop for page in self.pages.values() for stop in (page.view, page.add, page.bring)]
        for before, after in itertools.pairwise((*stops, self.picker.search)):
            QWidget.setTabOrder(before, after)

    def _wire(self) -> None:
        self.bar.currentChanged.connect(self._on_table_chosen)
        self.look_for.textChanged.connect(self._on_looked_for)
        self.head.filter_left.connect(self._on_filter_left)
        self.add.clicked.connect(self._on_add_wanted)
        self.duplicate.clicked.connect(self._on_duplicate_wanted)
        self.delete.clicked.connect(self._on_delete_wanted)
        self.bring.clicked.connect(self._on_import_wanted)
        self.export.clicked.connect(self._on_export_wanted)
        self._machines.edit_proposed.connect(self.edit_proposed)
        for keys, asked in ((QKeySequence(QKeySequence.StandardKey.Find), self._on_find_wanted),
                            (QKeySequence("Ins"), self._on_add_wanted),
                            (QKeySequence("Ctrl+PgUp"), partial(self._on_step_wanted, -1)),
                            (QKeySequence("Ctrl+PgDown"), partial(self._on_step_wanted, 1))):  # fmt: skip
            shortcut = QShortcut(keys, self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(asked)
        for page in self.pages.values():
            page.model.edit_proposed.connect(self.edit_proposed)
            page.model.problems_changed.connect(self._on_problems_changed)
            page.add_wanted.connect(self._on_add_wanted)
            page.import_wanted.connect(self._on_import_wanted)
            page.site_wanted.connect(self._on_site_wanted)
            view = page.view
            view.copy_wanted.connect(self._on_copy_wanted)
            view.paste_wanted.connect(self._on_paste_wanted)
            view.add_wanted.connect(self._on_add_wanted)
            view.duplicate_wanted.connect(self._on_duplicate_wanted)
            view.delete_wanted.connect(self._on_delete_wanted)
            view.give_up_wanted.connect(self._on_give_up_wanted)

    def set_power(self, power: PowerChoice) -> None:
        """Show and take power prices in this unit."""
        for model in self.models.values():
            model.set_power(power)
        self.page.fit_columns()

    def set_theme(self, theme: Theme) -> None:
        """Take type, colours and measures from this theme."""
        self._theme = theme
        gap = theme.sizes.gap
        self._whole.setContentsMargins(gap, gap // 2, gap, gap)
        self.look_for.setFixedWidth(round(theme.sizes.subtitle * 15))
        for page in self.pages.values():
            page.set_theme(theme)
        self.picker.set_theme(theme)
        if self.isVisible():
            self.page.fit_columns()

    # --- told -----------------------------------------------------------------------------------------------------

    def show_scenario(self, book: Book, scenario_id: int, request: Request) -> None:
        """The book that edits are built on. A preview moves assumptions only, so it is not shown here."""
        if book is self._book:
            return
        self._machines.show_book(book, request.scenario.reference)
        if not book.portfolio.sites and (self._book is None or self._book.portfolio.sites):
            self.show_table("sites")  # nothing can stand without one
        self._book, self._request = book, request
        for table, page in self.pages.items():
            place, across = page.view.currentIndex().row(), max(page.view.currentIndex().column(), 0)
            row_id = page.order.row_id(place) if place >= 0 else 0
            page.model.show_book(book, request.scenario.reference)
            if row_id and not page.view.currentIndex().isValid():  # the model was read anew
                page.view.go_to(row_id, across)
            page.show_portfolio(book.portfolio)
            self.head.tell_count(table, len(book.portfolio.rows(table)))
        self.page.fit_columns()

    @property
    def table(self) -> str:
        """The table in front."""
        return list(TABLES)[self.bar.currentIndex()]

    def show_table(self, table: str) -> None:
        """Bring a table to the front."""
        self.bar.setCurrentIndex(list(TABLES).index(table))

    @property
    def page(self) -> RowsPage:
        """The page in front."""
        return self.pages[self.table]

    @property
    def has_problems(self) -> bool:
        """Whether a cell of any table holds what cannot stand."""
        return any(model.has_problems for model in self.models.values())

    def problem_place(self) -> str:
        """Table, row and column of the text that was refused last, in words; empty when every cell can stand."""
        table = self._table_with_problem()
        return f"{TABLES[table]}, {self.models[table].problem_place()}" if table else ""

    def flush(self) -> None:
        """Commit the cell that is being edited: a change of rows would end its editor with what is typed in it."""
        for view in self.views.values():
            view.commit()

    def go_to_problem(self) -> None:
        """Bring the cell of the text that was refused last under the keys."""
        self.flush()
        table = self._table_with_problem()
        if not table or (problem := self.models[table].newest_problem()) is None:
            return
        row_id, key = problem
        self.look_for.clear()
        self.show_table(table)
        self.page.view.go_to(row_id, [column.key for column in self.page.model.columns].index(key))
        self.page.view.setFocus()

    def _table_with_problem(self) -> str:
        front = (self.table, *TABLES)
        return next((table for table in front if self.models[table].has_problems), "")

    def take_keys(self) -> None:
        """Put the keyboard into the table in front."""
        self.page.take_keys()

    # --- gestures -------------------------------------------------------------------------------------------------

    def _propose(self, make: Callable[[], Edit]) -> bool:
        """Propose what `make` makes of the book; say why not where it refuses."""
        try:
            edit = make()
        except ReckonerError as error:
            self.edit_refused.emit(error)
            return False
        if edit.changes:
            self.edit_proposed.emit(edit)
        return True

    def _on_add_wanted(self) -> None:
        self.flush()
        if self.table in IMPORTED:
            self._on_import_wanted()
            return
        if self._book is None or self._request is None or self.table == "company":
            return
        book, reference, table = self._book, self._request.scenario.reference, self.table
        self.look_for.clear()
        near = self.page.view.chosen_ids()
        if self._propose(lambda: add_row(book, reference, table, new_row(book, reference, table, near))):
            self._go_to_last()

    def _on_site_wanted(self) -> None:
        self.show_table("sites")
        self._on_add_wanted()

    def _on_duplicate_wanted(self) -> None:
        self.flush()
        if self.table in IMPORTED:
            self._say(FROM_FILES)
        elif self._book is not None and (ids := self._ids("duplicate")):
            book = self._book
            self.look_for.clear()
            if self._propose(lambda: duplicate_rows(book, self.table, ids)):
                self._go_to_last()

    def _on_delete_wanted(self) -> None:
        self.flush()
        if self._book is not None and (ids := self._ids("delete")):
            book = self._book
            self._propose(lambda: delete_rows(book, self.table, ids))
            self.page.view.setFocus()

    def _ids(self, verb: str) -> list[int]:
        if self.table == "company":
            return []
        ids = self.page.view.chosen_ids()
        if not ids:
            self._say(f"Choose the {ONE[self.table]} to {verb} first.")
        return ids

    def _go_to_last(self) -> None:
        """The row that was added, under the keys."""
        assert self._book is not None
        self.page.view.go_to(self._book.portfolio.rows(self.table)[-1].id)
        self.page.view.setFocus()

    def _on_copy_wanted(self) -> None:
        if text := copied_text(self.page.view):
            QGuiApplication.clipboard().setText(text)

    def _on_paste_wanted(self) -> None:
        self.flush()
        if self._book is None or self._request is None:
            return
        if self.table in IMPORTED:
            self._say(FROM_FILES)
            return
        book, reference, table = self._book, self._request.scenario.reference, self.table
        self._propose(lambda: paste_onto(self.page.view, book, reference, table, QGuiApplication.clipboard().text()))

    def _on_give_up_wanted(self) -> None:
        order = self.page.order
        self.page.model.give_up(order.mapToSource(self.page.view.currentIndex()))

    # --- around the table -----------------------------------------------------------------------------------------

    def showEvent(self, event: object) -> None:
        super().showEvent(event)  # type: ignore[arg-type]  # QShowEvent; only passed on
        self._on_table_chosen(self.bar.currentIndex())
        if not isinstance(QApplication.focusWidget(), QTabBar | QLineEdit):  # else whoever walks along the tabs is lost
            self.page.take_keys()

    def _on_table_chosen(self, place: int) -> None:
        self._pages.setCurrentIndex(place)
        self.picker.hide()
        self.head.show_for(self.table)
        self._on_looked_for(self.look_for.text())
        self._tell_problem()
        self.page.fit_columns()

    def _on_looked_for(self, written: str) -> None:
        self.page.order.look_for(written if self.table != "company" else "")
        if self._book is not None:
            self.page.tell_total(self._book.portfolio)

    def _on_find_wanted(self) -> None:
        if self.look_for.isVisible():
            self.look_for.setFocus()
            self.look_for.selectAll()

    def _on_filter_left(self) -> None:
        self.page.view.setFocus()

    def _on_step_wanted(self, by: int) -> None:
        self.flush()
        self.head.step(by)
        if not self.bar.hasFocus():
            self.take_keys()

    def _on_problems_changed(self, sentence: str) -> None:
        self._tell_problem()
        self.page.fit_columns()
        self.problems_changed.emit(self.has_problems)

    def _tell_problem(self) -> None:
        self._say(self.page.model.problem_sentence())

    def _say(self, words: str) -> None:
        self.problem.setText(words)
        self.problem.setVisible(bool(words))

    def _on_import_wanted(self) -> None:
        self.import_wanted.emit(self.table)

    def _on_export_wanted(self) -> None:
        self.export_wanted.emit(self.table)
