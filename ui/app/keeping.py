"""Keeping: taking snapshots, exporting them, opening them again. It waits for the run and for the file."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject

from planner.errors import ExportFailed, ReckonerError
from planner.exchange import pdf_snapshot
from planner.exchange.outcome_csv import csv_text, write_csv
from planner.exchange.outcome_tables import contracts_table
from planner.exchange.whole_files import write_whole
from planner.explore import stages
from planner.measures import MEASURES
from planner.notation import number
from planner.outcome import Outcome
from planner.reference import load_reference
from planner.snapshot import book_of_request, differences, request_of_content, shown_id, snapshot_id
from planner.storage import Snapshot
from ui.app.files import make_folder, snapshots_folder, stem_of, write_snapshot
from ui.main_window import MainWindow
from ui.session import Session
from ui.store_thread import StoreThread

HEADLINE_MEASURES = ("ebitda_12_months_usd", "npv_usd")


class Keeping(QObject):
    """What the user wants kept. Lives in the GUI thread, where figures are painted for paper."""

    def __init__(self, window: MainWindow, store: StoreThread, parent: QObject) -> None:
        super().__init__(parent)
        self._window = window
        self._store = store
        self._path: Path | None = None
        self._session: Session | None = None
        self._outcome: Outcome | None = None  # the newest; complete once the window is current
        self._wanted = ""  # "snapshot" or "export", until the run is complete and the work saved
        self._reading = ""  # "open" or "export": what a snapshot is read for
        self._came_from = ""  # name of the file that was open before it
        self._expected: dict[str, Any] | None = None  # content of the snapshot that was opened again

    def show_file(self, path: Path, session: Session, snapshots: tuple[Snapshot, ...]) -> None:
        """The file that is open now; what was wanted of the one before it is off."""
        self._path, self._session, self._wanted, self._outcome = path, session, "", None
        self.on_store_snapshots_changed(snapshots)

    def show_outcome(self, outcome: Outcome) -> None:
        """A stage of the run; the last one stands once the window says that all are there."""
        self._outcome = outcome

    def expected_seed(self, desk_seed: int) -> int:
        """The seed of the snapshot that is being opened again, else the desk's."""
        return desk_seed if self._expected is None else int(self._expected["seed"])

    def forget(self) -> None:
        """What was wanted is off: the edit it was to show could not be saved, or the file could not be opened."""
        self._wanted, self._expected = "", None

    def go_on(self) -> None:
        """A run is complete, or the file is: do what waits for both."""
        self._compare_expected()
        if not self._wanted or self._session is None or self._path is None:
            return
        if self._window.has_failed:
            self._wanted = ""
            error = ExportFailed("There are no results to keep: the calculation failed.",
                                 next="Correct what the note above names, or undo it.")  # fmt: skip
            self._window.notice.show_error(error, cause="run")
            return
        if not self._session.is_saved or not self._window.is_current or self._outcome is None:
            return
        wanted, self._wanted = self._wanted, ""
        if wanted == "snapshot":
            self._store.take_snapshot(f"Snapshot {_now():%Y-%m-%d %H:%M}", self._outcome)
        else:
            self._export_data(self._path, self._outcome)

    # --- the user's wishes ----------------------------------------------------------------------------------------

    def on_window_snapshot_wanted(self) -> None:
        """Store the state of now, and write its PDF and CSV."""
        self._wanted = "snapshot"
        self.go_on()

    def on_window_export_wanted(self) -> None:
        """Write the tables of now."""
        self._wanted = "export"
        self.go_on()

    def on_contracts_export_wanted(self) -> None:
        """Write the comparison of contracts that is shown, beside the portfolio."""
        outcome = self._window.money.contracts.outcome
        if self._path is None or outcome is None:
            return
        try:
            text = csv_text(contracts_table(outcome))
            written = write_whole(self._path.parent, {f"{self._path.stem} contract comparison.csv": text})
        except ReckonerError as error:
            self._window.notice.show_error(error)
            return
        self._window.notice.show_notice(f"The comparison is in {written[0]}", written[0])

    def on_window_snapshot_open_wanted(self, name: str) -> None:
        """Open a stored snapshot as a portfolio of its own."""
        self._reading = "open"
        self._store.read_snapshot(name)

    def on_window_snapshot_export_wanted(self, name: str) -> None:
        """Write a stored snapshot's PDF and CSV again."""
        self._reading = "export"
        self._store.read_snapshot(name)

    def open_pdf(self, path: Path) -> None:
        """Open the snapshot inside a report as a portfolio of its own, in a new file beside the report."""
        try:
            self._open_content(pdf_snapshot.read(path), path.absolute().parent, path.stem)
        except ReckonerError as error:
            self._window.notice.show_error(error)

    # --- the store's answers --------------------------------------------------------------------------------------

    def on_store_snapshots_changed(self, snapshots: tuple[Snapshot, ...]) -> None:
        """The file's snapshots, oldest first."""
        self._window.snapshots.show_snapshots(snapshots)

    def on_store_headline_read(self, digest: str, content: Mapping[str, Any] | None) -> None:
        """A snapshot's content, for the figures that tell it apart in the list."""
        self._window.snapshots.show_headline(digest, headline_of(content))

    def on_store_snapshot_taken(self, snapshot: Snapshot, outcome: Outcome, is_new: bool) -> None:
        """A snapshot is stored, or was already: its files follow."""
        words = f"{snapshot.name} is stored" if is_new else f"This state was taken already, as {snapshot.name}"
        self._export(snapshot, outcome, words)

    def on_store_snapshot_read(self, snapshot: Snapshot) -> None:
        """A stored snapshot with its content."""
        assert snapshot.content is not None
        assert self._path is not None
        try:
            if self._reading == "open":
                folder = snapshots_folder(self._path)
                make_folder(folder)
                stem = stem_of(folder, snapshot.id, snapshot.taken, snapshot.digest)
                self._open_content(dict(snapshot.content), folder, stem)
            else:
                outcome = stages.evaluate(request_of_content(snapshot.content, load_reference()))
                self._export(snapshot, outcome, f"{snapshot.name} is written again")
        except ReckonerError as error:
            self._window.notice.show_error(error)

    # --- doing it -------------------------------------------------------------------------------------------------

    def _export(self, snapshot: Snapshot, outcome: Outcome, words: str) -> None:
        assert self._path is not None
        try:
            pdf = write_snapshot(self._path, snapshot, outcome)
        except ReckonerError as error:
            error.saved = f"{words} in the portfolio. {error.saved}"
            self._window.notice.show_error(error)
            return
        self._window.notice.show_notice(f"{words} ({snapshot.shown_id}). PDF, and CSV beside it: {pdf}", pdf)

    def _export_data(self, path: Path, outcome: Outcome) -> None:
        folder = snapshots_folder(path) / f"Data {_now():%Y-%m-%d %H-%M-%S}"
        try:
            make_folder(folder)
            write_csv(outcome, folder)
        except ReckonerError as error:
            self._window.notice.show_error(error)
            return
        self._window.notice.show_notice(f"The tables are in {folder}", folder)

    def _open_content(self, content: dict[str, Any], folder: Path, stem: str) -> None:
        request = request_of_content(content, load_reference())
        self._expected = content
        self._came_from = "" if self._path is None else self._path.name
        self._store.create(folder, stem, book_of_request(request))

    def _compare_expected(self) -> None:
        """Say whether a snapshot that was opened again still gives its own figures."""
        outcome = self._outcome
        if self._expected is None or outcome is None or not self._window.is_current:
            return
        identity = str(self._expected["snapshot_id"])
        if snapshot_id(outcome.request) != identity:  # still the file before it
            return
        content, self._expected = self._expected, None
        words = f"Snapshot {shown_id(identity)} is open as a portfolio of its own, {self._path}"
        if differing := differences(content, outcome):
            more = f"{len(differing)} of its figures come out otherwise now ({differing[0]}, …)."
        else:
            more = "Computed again, every figure is the same."
        back = f" File ▸ Open recent leads back to {self._came_from}." if self._came_from else ""
        self._window.notice.show_notice(f"{words}. {more}{back}", self._path)


def headline_of(content: Mapping[str, Any] | None) -> tuple[str, ...]:
    """BTC price, EBITDA and NPV of a snapshot as people read them; what it cannot say is said."""
    if content is None:
        return tuple("cannot be read" for _ in range(1 + len(HEADLINE_MEASURES)))
    found = [f"{number(float(content['inputs']['assumptions']['btc_price_usd']), 0)} USD"]
    for key in HEADLINE_MEASURES:
        measure, value = MEASURES[key], content["results"]["measures"].get(key)
        known = isinstance(value, float | int)
        found.append(f"{measure.prefix} {measure.shown(value)} {measure.shown_unit}".strip() if known else "undefined")
    return tuple(found)


def _now() -> datetime.datetime:
    return datetime.datetime.now(tz=datetime.UTC).astimezone()
