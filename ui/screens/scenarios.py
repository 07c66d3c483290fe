"""Scenarios: two to six side by side, inputs and measures, only what differs, live while anything changes."""

from __future__ import annotations

from decimal import Decimal

from PySide6.QtCore import QEvent, QLocale, QModelIndex, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QSplitter,
    QStackedLayout,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from planner.assumptions import Assumptions
from planner.errors import ReckonerError, Undefined
from planner.explore.compare import FEWEST, Compared, Comparison, comparison
from planner.measures import MEASURES
from planner.outcome import Outcome, Request
from planner.quantities import Value, quantities_of
from planner.scenario import Book
from ui.form import typed_number
from ui.panels.cell_editor import TABLE_SHEET
from ui.panels.comparison_cell import ComparisonCell, ComparisonHeader
from ui.panels.comparison_model import FIRST, ComparisonModel, per_stated, shown_unit
from ui.panels.list_box import ListBox
from ui.panels.scenario_list import ScenarioList
from ui.panels.tick_box import TickBox
from ui.settings import PowerChoice
from ui.theme import Theme

LIST_WIDTH = 300
NAME_EMS, UNIT_EMS, LEAST_EMS, MOST_EMS = 23.0, 10.0, 14.0, 21.0  # column widths in type sizes
AGAINST_FIRST, AGAINST_PIN = "first", "pin"


class ScenariosScreen(QWidget):
    """The list left, the table right."""

    compared_changed = Signal(object)  # tuple of row ids that stand side by side
    stated = Signal(int, str, object)  # row id, address, Value: typed into the table
    refused = Signal(object)  # ReckonerError
    explain_wanted = Signal(str)  # measure

    def __init__(self, theme: Theme, locale: QLocale, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._locale = locale
        self._power: PowerChoice = "usual"
        self._outcome: Outcome | None = None
        self._book: Book | None = None
        self._front = ("", FIRST)  # key of the row and column in front
        self.list = ScenarioList(theme)
        self.list.compared_changed.connect(self._on_compared_changed)
        self.model = ComparisonModel(locale, self)
        self.model.typed.connect(self._on_model_typed)
        self._cell = ComparisonCell(theme, self)
        self.table = QTableView()
        self.table.setModel(self.model)
        self.table.setItemDelegate(self._cell)
        self._header = ComparisonHeader(theme, self.table)
        self.table.setHorizontalHeader(self._header)
        self.table.setAccessibleName("Scenarios side by side")
        self.table.setFrameShape(QFrame.Shape.NoFrame)
        self.table.setShowGrid(False)
        self.table.setTabKeyNavigation(False)
        # Else Ctrl with a cursor key moves the cell in front and leaves the chosen one behind
        self.table.setSelectionMode(QTableView.SelectionMode.SingleSelection)
        self.table.activated.connect(self._on_table_activated)
        self.table.verticalHeader().hide()
        self.table.setStyleSheet(TABLE_SHEET)
        self.table.setHorizontalScrollMode(QTableView.ScrollMode.ScrollPerPixel)
        self.model.modelReset.connect(self._fit)
        self.only = TickBox("Only differences")
        self.only.setChecked(True)
        self.only.toggled.connect(self._show)
        self.against = ListBox(theme)
        self.against.setAccessibleName("Changes against")
        self.against.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.against.activated.connect(self._show)
        self._title = QLabel("Side by side")
        self._title.setProperty("role", "title")
        self._empty = QLabel()
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._empty.setWordWrap(True)
        self._build()
        self.list.list.installEventFilter(self)
        self.table.viewport().installEventFilter(self)
        self.set_theme(theme)

    def _build(self) -> None:
        head = QHBoxLayout()
        head.addWidget(self._title)
        head.addStretch(1)
        head.addWidget(self.only)
        head.addSpacing(12)
        words = QLabel("Changes against")
        words.setProperty("role", "quiet")
        words.setBuddy(self.against)
        head.addWidget(words)
        head.addWidget(self.against)
        frame = QFrame()
        frame.setProperty("kind", "card")
        self._stack = QStackedLayout(frame)
        self._stack.setContentsMargins(1, 1, 1, 1)
        self._stack.addWidget(self.table)
        self._stack.addWidget(self._empty)
        right = QWidget()
        column = QVBoxLayout(right)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(head)
        column.addWidget(frame, 1)
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.addWidget(self.list)
        self.splitter.addWidget(right)
        self.splitter.setStretchFactor(1, 1)
        self.place(())
        self._whole = QVBoxLayout(self)
        self._whole.addWidget(self.splitter)
        QWidget.setTabOrder(self.list.notes["date"], self.only)

    def place(self, widths: tuple[int, ...]) -> None:
        """Give list and table these widths; those of the first start where there are none."""
        self.splitter.setSizes(list(widths) if len(widths) == 2 else [LIST_WIDTH, 4 * LIST_WIDTH])

    def set_theme(self, theme: Theme) -> None:
        """Take type, colours and measures from this theme."""
        self._theme = theme
        gap = theme.sizes.gap
        self._whole.setContentsMargins(gap, gap // 2, gap, gap)
        self.splitter.setHandleWidth(gap)
        self.splitter.setStyleSheet("QSplitter::handle { background: transparent; }")
        self._empty.setStyleSheet(f"color: {theme.palette.text2};")
        self.list.set_theme(theme)
        self._cell.set_theme(theme)
        self._header.set_theme(theme)
        self.against.set_theme(theme)
        self.table.verticalHeader().setDefaultSectionSize(round(theme.sizes.subtitle * 2.1))
        self._fit()

    def set_power(self, power: PowerChoice) -> None:
        """Show power prices in this unit."""
        self._power = power
        self._show()

    # --- told -----------------------------------------------------------------------------------------------------

    def show_scenario(self, book: Book, scenario_id: int, request: Request) -> None:
        """The file's scenarios and its pin."""
        if self._book is not None and book is not self._book and book.baseline != self._book.baseline:
            self._book = None
        if self._book is None:
            self._show_against(book)
        self._book = book
        self.list.show_book(book, scenario_id)

    def show_outcome(self, outcome: Outcome) -> None:
        """What a stage found; the table waits for the stage that has what stands beside."""
        if outcome.beside:
            self._outcome = outcome
            self._show()

    def set_stale(self, stale: bool) -> None:
        """Grey as long as the inputs have left the results behind."""
        self._cell.set_stale(stale)
        self.table.viewport().update()

    def flush(self) -> None:
        """Commit what stands typed."""
        self.list.flush()

    @property
    def comparison(self) -> Comparison | None:
        """What the table shows; None where fewer than two are ticked or nothing has been computed."""
        outcome = self._outcome
        if outcome is None or len(outcome.beside) < FEWEST or len(self.list.compared()) != len(outcome.beside):
            return None
        columns = [
            Compared(scenario=scenario, outcome=None, reason=found.reason)
            if isinstance(found, Undefined)
            else Compared(scenario=scenario, outcome=found)
            for scenario, found in zip(outcome.request.beside, outcome.beside, strict=True)
        ]
        pinned = None
        if self.against.currentData() == AGAINST_PIN and outcome.baseline is not None:
            pinned = Compared(scenario=outcome.baseline.scenario, outcome=outcome.baseline)
        return comparison(columns, pinned)

    def _show_against(self, book: Book) -> None:
        kept = self.against.currentData()
        self.against.clear()
        self.against.addItem("the first column", AGAINST_FIRST)
        if book.baseline is not None:
            self.against.addItem(f"pinned: {book.baseline.name}", AGAINST_PIN)
        self.against.setCurrentIndex(max(0, self.against.findData(kept or AGAINST_PIN)))

    def _show(self) -> None:
        found = self.comparison
        front = self.table.currentIndex()
        if key := self.model.key_at(front.row()):
            self._front = (key, front.column())
        self.model.show(found, only_differences=self.only.isChecked(), power=self._power)
        if found is not None and not self.model.rows:
            self._empty.setText("These scenarios state the same and find the same. Untick Only differences to see all.")
        elif len(self.list.compared()) < FEWEST:
            self._empty.setText("Tick two to six scenarios on the left. Ctrl+D makes a copy of the one in front: "
                                "change it on the workbench, and see here what that does.")  # fmt: skip
        else:
            self._empty.setText("Computing.")
        if not self.table.currentIndex().isValid():  # the rows are others; a table that comes into view takes the head
            self.table.setCurrentIndex(self.model.index(self.model.place_of(self._front[0]), self._front[1]))
        self._stack.setCurrentIndex(0 if self.model.rows else 1)

    def _fit(self) -> None:
        header, size = self.table.horizontalHeader(), self._theme.sizes.subtitle
        count = self.model.columnCount()
        for across in range(count):
            header.resizeSection(across, round(size * (NAME_EMS, UNIT_EMS)[across] if across < FIRST else self._wide()))
        self.table.clearSpans()
        for place, row in enumerate(self.model.rows):
            if isinstance(row, str):
                self.table.setSpan(place, 0, 1, self.model.columnCount())

    def _wide(self) -> float:
        """Width of a scenario's column: as much as there is, up to what its numbers need."""
        size, count = self._theme.sizes.subtitle, self.model.columnCount() - FIRST
        room = self.table.viewport().width() - size * (NAME_EMS + UNIT_EMS)
        return max(size * LEAST_EMS, min(room / max(1, count), size * MOST_EMS))

    # --- the hand -------------------------------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.list.list:
            pressed = isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress
            if pressed and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Delete:
                self.list.delete_current()
                return True
        elif event.type() == QEvent.Type.Resize:
            self._fit()
        return super().eventFilter(watched, event)

    def _on_compared_changed(self, ids: tuple[int, ...]) -> None:
        self.compared_changed.emit(ids)
        self._show()

    def _on_table_activated(self, index: QModelIndex) -> None:
        """A result is explained, an input is typed."""
        if (key := self.model.key_at(index.row())) in MEASURES:
            self.explain_wanted.emit(key)
        elif key and index.column() >= FIRST and self.table.state() != QTableView.State.EditingState:
            self.table.edit(index)

    def _on_model_typed(self, place: int, address: str, written: str) -> None:
        declared = quantities_of(Assumptions)[address]
        value: Value = written
        if declared.kind in ("number", "integer"):
            try:
                number = typed_number(written, self._locale, unit=shown_unit(declared, self._power))
            except ReckonerError as error:
                self.refused.emit(error)
                return
            value = float(
                Decimal(repr(number)) / Decimal(repr(per_stated(declared, self._power)))
            )  # 82.4 / 100 is not 0.824
            value = int(value) if declared.kind == "integer" and value.is_integer() else value
        self.stated.emit(self.list.compared()[place], address, value)
