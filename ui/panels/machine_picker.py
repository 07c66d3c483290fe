"""MachinePicker: the catalogue beside the lots. Type to search, arrows to move, Enter to choose, Esc to leave."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QEvent, QLocale, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPushButton,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from planner.portfolio import Lot
from planner.reference import Machine
from ui.panels.catalogue_chart import CatalogueChart
from ui.panels.catalogue_model import RELEASE, CatalogueModel, CatalogueOrder
from ui.panels.own_machine import OwnMachine
from ui.theme import Theme

_MOVES = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)
_RETURNS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


MEASURED_ROWS = 40


class MachinePicker(QFrame):
    """Hidden until it is asked for. It proposes a machine and does not know the portfolio."""

    values_chosen = Signal(object)  # what the lot is to hold, by column
    closed = Signal()

    def __init__(self, theme: Theme, locale: QLocale, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("picker")
        self._present = ""
        self.model = CatalogueModel(locale, self)
        self.order = CatalogueOrder(self.model, self)
        self.title = QLabel()
        self.title.setProperty("role", "title")
        self.title.setTextFormat(Qt.TextFormat.PlainText)
        self.close_button = QPushButton("Close")
        self.close_button.setProperty("kind", "link")
        self.close_button.setAccessibleName("Close the catalogue")
        self.search = QLineEdit()
        self.search.setPlaceholderText("Search maker or model")
        self.search.setAccessibleName("Search the machine catalogue")
        self.search.setClearButtonEnabled(True)
        self.list = QTableView()
        self.chart = CatalogueChart(theme)
        self.own_toggle = QPushButton("Not in the catalogue…")
        self.own_toggle.setCheckable(True)
        self.own = OwnMachine(locale)
        self.own.hide()
        self.words = QLabel()
        self.words.setProperty("role", "quiet")
        self._build()
        self._wire()
        self.set_theme(theme)
        self.hide()

    def _build(self) -> None:
        self.list.setModel(self.order)
        self.list.setAccessibleName("Machines")
        self.list.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.list.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.list.setTabKeyNavigation(False)
        self.list.setShowGrid(False)
        self.list.horizontalHeader().setSortIndicator(RELEASE, Qt.SortOrder.DescendingOrder)
        self.list.setSortingEnabled(True)
        self.list.verticalHeader().hide()
        # Fitted when it is asked for: a header that fits itself measures every row at each change of the style sheet.
        self.list.horizontalHeader().setResizeContentsPrecision(MEASURED_ROWS)
        self.list.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        head = QHBoxLayout()
        head.addWidget(self.title, 1)
        head.addWidget(self.close_button)
        foot = QHBoxLayout()
        foot.addWidget(self.words, 1)
        foot.addWidget(self.own_toggle)
        self._column = QVBoxLayout(self)
        self._column.addLayout(head)
        self._column.addWidget(self.search)
        self._column.addWidget(self.list, 1)
        self._column.addWidget(self.chart)
        self._column.addLayout(foot)
        self._column.addWidget(self.own)

    def _wire(self) -> None:
        self.search.installEventFilter(self)
        self.list.installEventFilter(self)
        self.search.textChanged.connect(self._on_searched)
        self.list.doubleClicked.connect(self._choose)
        self.list.selectionModel().currentRowChanged.connect(self._tell_chosen)
        self.order.layoutChanged.connect(self._tell_chosen)
        self.chart.machine_clicked.connect(self._on_dot_clicked)
        self.own_toggle.toggled.connect(self._on_own_toggled)
        self.own.machine_stated.connect(self.values_chosen)
        self.close_button.clicked.connect(self.leave)

    def set_theme(self, theme: Theme) -> None:
        """Take type, colours and measures from this theme."""
        self.chart.set_theme(theme)
        self.setFixedWidth(round(theme.sizes.subtitle * 56))
        self.list.verticalHeader().setDefaultSectionSize(round(theme.sizes.subtitle * 2))
        self._column.setSpacing(theme.sizes.gap // 2 + 2)
        pad = theme.sizes.padding
        self._column.setContentsMargins(pad, pad // 2, pad, pad // 2)
        self.setStyleSheet(
            f"QFrame#picker {{ background: {theme.palette.surface}; border: none;"
            f" border-left: 1px solid {theme.palette.edge}; }} QTableView {{ border: none; }}"
            " QHeaderView::section { padding: 4px 5px; }"
        )

    def show_machines(self, machines: Iterable[Machine]) -> None:
        """The catalogue."""
        self.model.show_machines(machines)
        if self.isHidden():  # the list is filled when somebody asks: it takes a while
            self.chart.show_machines(self.order.machines())
        else:
            self._on_searched(self.search.text())

    def ask(self, lot: Lot, count: int, typed: str) -> None:
        """Choose a machine for a lot, or for `count` of them; `typed` is the beginning of the search."""
        self._present = lot.machine
        self.title.setText(f"Machine of {lot.name}" if count == 1 else f"Machine of {count} lots")
        self.own.show_lot(lot)
        self.own_toggle.setChecked(bool(lot.machine_source))
        self.show()
        self.search.setText(typed)
        self._on_searched(typed)
        self.list.resizeColumnsToContents()
        self.search.setFocus()

    def show_problem(self, sentence: str) -> None:
        """Why what was chosen cannot stand."""
        self.own.show_problem(sentence)

    def leave(self) -> None:
        """Close without a choice."""
        self.hide()
        self.closed.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.key() in _RETURNS:
                self._choose()
                return True
            if watched is self.search and event.key() in _MOVES:
                self.list.keyPressEvent(event)
                return True
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.leave()
        else:
            super().keyPressEvent(event)

    def _on_searched(self, written: str) -> None:
        self.order.look_for(written)
        self.chart.show_machines(self.order.machines())
        count = self.order.rowCount()
        self.words.setText(f"{count} machine{'s' * (count != 1)} · Enter chooses, Esc leaves" if count else
                           "No machine is called that.")  # fmt: skip
        place = max(self.order.place_of(self._present), 0)
        if count:
            self.list.selectRow(place)
            self.list.scrollTo(self.order.index(place, 0))
        self._tell_chosen()

    def _on_dot_clicked(self, model: str) -> None:
        place = self.order.place_of(model)
        self.list.selectRow(place)
        self.list.scrollTo(self.order.index(place, 0))

    def _on_own_toggled(self, own: bool) -> None:
        self.own.setVisible(own)
        self.chart.setVisible(not own)
        if own and self.own_toggle.hasFocus():
            self.own.boxes["machine"].setFocus()
            self.own.boxes["machine"].selectAll()

    def _tell_chosen(self) -> None:
        machine = self._machine()
        self.chart.show_chosen("" if machine is None else machine.model, self._present)

    def _machine(self) -> Machine | None:
        index = self.list.currentIndex()
        return self.order.machine_at(index.row()) if index.isValid() else None

    def _choose(self) -> None:
        if (machine := self._machine()) is not None:
            self.values_chosen.emit({
                "machine": machine.model, "hashrate_th_s": machine.hashrate_th_s, "power_w": machine.power_w,
                "machine_source": "",
            })  # fmt: skip
