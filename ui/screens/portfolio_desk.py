"""PortfolioDesk: the tables of the portfolio, and in their place the preview of a file until it is taken or not."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from PySide6.QtCore import QLocale, Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from planner.exchange.csv_columns import PRICES
from ui.panels.file_choice import ask_for_csv
from ui.panels.palette import PaletteEntry
from ui.panels.rows_page import IMPORTED
from ui.screens.import_preview import ImportPreview
from ui.screens.portfolio import PortfolioScreen
from ui.screens.tables_head import TABLES
from ui.theme import Theme


class PortfolioDesk(QStackedWidget):
    """What stands on the tab Portfolio."""

    csv_chosen = Signal(object, str)  # Path, table
    import_ended = Signal()

    def __init__(self, theme: Theme, locale: QLocale, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._table = "lots"
        self.folder = Path.home()
        self.tables = PortfolioScreen(theme, locale)
        self.preview = ImportPreview(theme, locale)
        self.addWidget(self.tables)
        self.addWidget(self.preview)
        self.tables.import_wanted.connect(self.ask_for_file)
        self.preview.cancelled.connect(self.end_import)

    def set_theme(self, theme: Theme) -> None:
        """Take type, colours and measures from this theme."""
        self.tables.set_theme(theme)
        self.preview.set_theme(theme)

    @property
    def table(self) -> str:
        """The table a file is for, until somebody says otherwise: the one in front."""
        return PRICES if self.tables.table in IMPORTED else self.tables.table

    def take_keys(self) -> None:
        """Put the keyboard into what is in front."""
        if self.currentWidget() is self.tables:
            self.tables.take_keys()
        else:
            self.preview.headers.setFocus()

    def places(self, come_here: Callable[[], object]) -> Iterator[PaletteEntry]:
        """The tables as places to go to, once the screen has come to the front."""

        def go_to(table: str) -> None:
            come_here()
            self.tables.show_table(table)
            self.take_keys()

        for table, title in TABLES.items():
            yield PaletteEntry(words=f"Portfolio: {title}", kind="Table", run=partial(go_to, table))

    def ask_for_file(self) -> None:
        """Let a file be chosen."""
        self._table = self.table
        ask_for_csv(self.folder, self._on_file_selected, self)

    def begin_import(self, name: str, table: str) -> None:
        """Show the preview in place of the tables."""
        self.setCurrentWidget(self.preview)
        self.preview.begin(name, table)
        self.preview.headers.setFocus()

    def end_import(self, table: str = "") -> None:
        """Back to the tables, to `table` where one was imported."""
        self.setCurrentWidget(self.tables)
        if table:
            self.tables.show_table(table)
        self.tables.page.view.setFocus()
        self.import_ended.emit()

    def _on_file_selected(self, name: str) -> None:
        self.csv_chosen.emit(Path(name), self._table)
