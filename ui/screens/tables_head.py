"""TablesHead: the tabs of the portfolio's tables and what can be done to the one in front."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QTabBar, QWidget

from planner.kinds import ONE
from ui.panels.rows_page import IMPORTED

# In the order in which a portfolio is entered, and its file and the command line name them.
TABLES = {
    "company": "Company", "sites": "Sites", "lots": "Lots", "contracts": "Contracts", "debts": "Debts",
    "hedges": "Hedges", "price_curves": "Price curves",
}  # fmt: skip


class TablesHead(QWidget):
    """The row above the table. The screen carries out what its buttons say."""

    filter_left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.bar = QTabBar()
        self.bar.setDrawBase(False)
        self.bar.setExpanding(False)
        self.bar.setUsesScrollButtons(False)
        self.bar.setAccessibleName("Tables of the portfolio")
        for title in TABLES.values():
            self.bar.addTab(title)
        self.look_for = QLineEdit()
        self.look_for.setClearButtonEnabled(True)
        self.look_for.setPlaceholderText("Filter (Ctrl+F)")
        self.look_for.setAccessibleName("Show only rows that hold these words")
        self.look_for.returnPressed.connect(self.filter_left)
        for keys, asked in (("Esc", self._on_filter_given_up), ("Ctrl+Tab", self.filter_left),
                            ("Ctrl+Shift+Tab", self.bar.setFocus)):  # fmt: skip
            shortcut = QShortcut(QKeySequence(keys), self.look_for)
            shortcut.setContext(Qt.ShortcutContext.WidgetShortcut)
            shortcut.activated.connect(asked)
        self.bar.currentChanged.connect(self.look_for.clear)  # the words were for the table that goes
        self.add = _button("Add", "Ins")
        self.duplicate = _button("Duplicate", "Ctrl+D")
        self.delete = _button("Delete", "Ctrl+Del")
        self.bring = _button("Import CSV…", "")
        self.export = _button("Export CSV", "")
        self.stops = (self.bar, self.look_for, self.add, self.duplicate, self.delete, self.bring, self.export)
        across = QHBoxLayout(self)
        across.setContentsMargins(0, 0, 0, 0)
        across.addWidget(self.bar)
        across.addStretch(1)
        for widget in self.stops[1:]:
            across.addWidget(widget)

    def _on_filter_given_up(self) -> None:
        self.look_for.clear()
        self.filter_left.emit()

    def tell_count(self, table: str, count: int) -> None:
        """How many rows a table has."""
        title = TABLES[table] if table == "company" else f"{TABLES[table]} {count}"
        self.bar.setTabText(list(TABLES).index(table), title)

    def step(self, by: int) -> None:
        """Bring the table that many tabs on to the front, round the end."""
        self.bar.setCurrentIndex((self.bar.currentIndex() + by) % self.bar.count())

    def show_for(self, table: str) -> None:
        """What can be done to a table: the company is one, price curves come from files and stay there."""
        made_here = table != "company" and table not in IMPORTED
        self.add.setVisible(made_here)
        self.duplicate.setVisible(made_here)
        self.delete.setVisible(table != "company")
        self.look_for.setVisible(table != "company")
        self.export.setVisible(table not in IMPORTED)
        self.add.setText(f"Add {ONE[table]}")
        for button, verb in ((self.add, "Add"), (self.duplicate, "Duplicate"), (self.delete, "Delete")):
            button.setAccessibleName(f"{verb} {ONE[table]}")


def _button(words: str, keys: str) -> QPushButton:
    button = QPushButton(words)
    button.setAccessibleName(words.removesuffix("…"))
    if keys:
        button.setToolTip(QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText))
    return button
