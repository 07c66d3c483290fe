"""Importing: a CSV file on its way into a table: read once, previewed beside the window, taken whole or not at all."""

from __future__ import annotations

import functools
from pathlib import Path

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from planner.errors import ReckonerError
from planner.exchange.csv_columns import PRICES
from planner.exchange.csv_guess import guess_reading
from planner.exchange.csv_text import bytes_of
from planner.exchange.prices_csv import preview_prices
from planner.exchange.table_out import table_csv
from planner.exchange.tables_csv import Choices, Preview, preview
from planner.exchange.whole_files import write_whole
from planner.reference import Reference, load_reference
from planner.scenario import Book
from ui.main_window import TABS, MainWindow
from ui.preview_thread import PreviewThread
from ui.session import Session


class Importing(QObject):
    """What becomes of a file of rows, and of rows that become a file. Lives in the GUI thread."""

    rest_wanted = Signal(bool)  # whether the other threads are to leave the interpreter to the window

    def __init__(self, window: MainWindow, parent: QObject) -> None:
        super().__init__(parent)
        self._window = window
        self._session: Session | None = None
        self._path: Path | None = None  # of the portfolio
        self._raw: bytes | None = None
        self._source = ""
        self._number = 0
        self._wish: tuple[str, Choices, str] = ("lots", Choices(), "utf-8")
        self._asked: Book | None = None  # what the newest preview is held against
        self.thread_of_previews = PreviewThread("The file could not be read because of a fault in Reckoner.", self)
        desk = window.desk
        window.menus.import_wanted.connect(self._on_menus_import_wanted)
        desk.csv_chosen.connect(self.begin)
        desk.import_ended.connect(self._on_desk_import_ended)
        desk.preview.choices_changed.connect(self._on_preview_choices_changed)
        desk.preview.accepted.connect(self._on_preview_accepted)
        desk.tables.export_wanted.connect(self._on_tables_export_wanted)
        self.thread_of_previews.previewed.connect(self._on_previewed)
        self.thread_of_previews.failed.connect(self._on_failed)

    def show_file(self, path: Path, session: Session) -> None:
        """The portfolio that is open now; a file on its way belonged to the one before."""
        if self._raw is not None:
            self._window.desk.end_import()
        if session is not self._session:
            session.book_changed.connect(self._on_session_book_changed)
        self._path, self._session = path, session
        self._window.desk.folder = path.parent

    def close(self) -> None:
        """Wait for the preview that is being made."""
        self.thread_of_previews.close()

    def begin(self, path: Path, table: str = "") -> None:
        """Read a file and show what it would change."""
        if self._session is None:
            self._window.notice.show_words("Open a portfolio first, then import the file into it.", bad=True)
            return
        try:
            self._raw = bytes_of(path)
        except ReckonerError as error:
            self._window.notice.show_error(error)
            return
        self._source = path.name
        desk = self._window.desk
        desk.folder = path.parent
        self._show_desk()
        desk.begin_import(path.name, table or desk.table)

    def _on_menus_import_wanted(self) -> None:
        self._show_desk()
        self._window.desk.ask_for_file()

    def _show_desk(self) -> None:
        self._window.header.tabs.setCurrentIndex(TABS.index("Portfolio"))

    # --- previews -------------------------------------------------------------------------------------------------

    def _on_preview_choices_changed(self, table: str, choices: Choices, encoding: str) -> None:
        self._wish = (table, choices, encoding)
        self._ask()

    def _on_session_book_changed(self, book: Book) -> None:
        if self._raw is not None and (self._asked is None or book.portfolio is not self._asked.portfolio):
            self._window.desk.preview.show_working()
            self._ask()

    def _ask(self) -> None:
        if self._session is None or self._raw is None:
            return
        self._number += 1
        self._asked = self._session.book
        work = functools.partial(_preview, self._asked, load_reference(), self._raw, self._source, *self._wish)
        self.thread_of_previews.ask(self._number, work)

    def _on_previewed(self, number: int, found: Preview) -> None:
        if number == self._number and self._raw is not None and self._asked is not None:
            self._window.desk.preview.show_preview(found, self._asked, load_reference())

    def _on_failed(self, number: int, error: ReckonerError) -> None:
        if number == self._number and self._raw is not None:
            self._window.desk.preview.show_error(error)

    def _on_preview_accepted(self, found: Preview) -> None:
        session = self._session
        if session is None or self._asked is None or found.edit is None:
            return
        if session.book.portfolio is not self._asked.portfolio:  # a new preview is on its way
            return
        self._raw = None
        # Else both would be at the same rows while these are shown, and the window stood still three times as long.
        self.rest_wanted.emit(True)
        if not session.propose(found.edit, after=found.after):
            self.rest_wanted.emit(False)
            return
        counts = self._window.desk.preview.counts.text()
        self._window.notice.show_notice(f"Imported {found.brings()}: {counts}. Undo takes it back as one step.")
        QTimer.singleShot(0, self, functools.partial(self._show_taken, found.table))

    def _show_taken(self, table: str) -> None:
        """Show the table the rows came into; in a turn of its own, so that a hand is heard before."""
        self._window.painted.connect(self._on_window_painted, Qt.ConnectionType.SingleShotConnection)
        self._window.desk.end_import("price_curves" if table == PRICES else table)

    def _on_window_painted(self, number: int) -> None:
        self.rest_wanted.emit(False)

    def _on_desk_import_ended(self) -> None:
        self._raw = None

    # --- out ------------------------------------------------------------------------------------------------------

    def _on_tables_export_wanted(self, table: str) -> None:
        if self._session is None or self._path is None:
            return
        try:
            name = f"{self._path.stem} {table}.csv"
            written = write_whole(self._path.parent, {name: table_csv(self._session.book, table)})
        except ReckonerError as error:
            self._window.notice.show_error(error)
            return
        self._window.notice.show_notice(f"The {table} {'is' if table == 'company' else 'are'} in {written[0]}")


def _preview(
    book: Book, reference: Reference, raw: bytes, source: str, table: str, choices: Choices, encoding: str
) -> Preview:
    """The preview of a wish; how the file is read is guessed where nobody said."""
    if choices.reading is None:
        reading = guess_reading(raw, encoding=encoding)
        choices = Choices(reading=reading, mapping=choices.mapping, machines=choices.machines, site=choices.site)
    if table == PRICES:
        return preview_prices(book, reference, raw, source=source, choices=choices)
    return preview(book, reference, table, raw, source=source, choices=choices)
