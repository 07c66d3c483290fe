"""Program: one window, one session, one store thread, one runner, and the connections between them.

edit → Session → store thread; Session → Request → runner → Outcome → window.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QTimer

from planner.edits import Edit, book_of
from planner.errors import ReckonerError
from planner.explore import stages
from planner.outcome import Outcome, Request
from planner.reference import load_reference, sample_edit_rows, sample_names
from planner.scenario import Book
from ui.app.checking import Checking
from ui.app.desk import Desk
from ui.app.files import make_folder
from ui.app.importing import Importing
from ui.app.keeping import Keeping
from ui.engine_runner import EngineRunner
from ui.main_window import MainWindow
from ui.problems import CrashDesk
from ui.session import Session
from ui.settings import Settings, documents_folder
from ui.store_thread import OpenedFile, StoreThread

NEW_STEM = "Portfolio"
SCREENS = {"assumptions": "Workbench", "scenarios": "Scenarios", "baseline": "Workbench"}  # others: Portfolio


class Program(QObject):
    """Everything behind the window; it lives and ends with it."""

    def __init__(self, window: MainWindow, settings: Settings) -> None:
        super().__init__(window)
        self.window = window
        self.settings = settings
        self.store = StoreThread(self)
        self.runner = EngineRunner(stages.run, self)
        self.keeping = Keeping(window, self.store, self)
        self.desk = Desk(window, settings, self)
        self.importing = Importing(window, self)
        self.checking = Checking(window, self)
        self.session: Session | None = None
        self._is_new = False  # what is being opened was just made, in a place that nobody chose
        self._connect()
        self.store.start()
        self.runner.start()

    def _connect(self) -> None:
        window, store, runner, keeping = self.window, self.store, self.runner, self.keeping
        window.file_wanted.connect(self.open)
        window.sample_wanted.connect(self._on_window_sample_wanted)
        window.new_wanted.connect(self._on_window_new_wanted)
        window.copy_wanted.connect(store.copy_to)
        window.snapshot_wanted.connect(keeping.on_window_snapshot_wanted)
        window.export_wanted.connect(keeping.on_window_export_wanted)
        window.snapshot_open_wanted.connect(keeping.on_window_snapshot_open_wanted)
        window.snapshot_export_wanted.connect(keeping.on_window_snapshot_export_wanted)
        window.painted.connect(self._on_window_painted)
        window.closed.connect(self.close)
        store.opened.connect(self._on_store_opened)
        store.open_failed.connect(self._on_store_open_failed)
        store.labels_changed.connect(window.show_steps)
        window.money.contracts.export_wanted.connect(keeping.on_contracts_export_wanted)
        window.snapshots.headline_wanted.connect(store.read_headline)
        store.headline_read.connect(keeping.on_store_headline_read)
        store.snapshots_changed.connect(keeping.on_store_snapshots_changed)
        store.snapshot_taken.connect(keeping.on_store_snapshot_taken)
        store.snapshot_read.connect(keeping.on_store_snapshot_read)
        store.copied.connect(self._on_store_copied)
        store.failed.connect(window.notice.show_error)
        for thread in (runner, store):
            self.importing.rest_wanted.connect(thread.rest)
        runner.stage_ready.connect(self._on_runner_stage_ready)
        runner.run_finished.connect(self._on_runner_run_finished)
        runner.run_failed.connect(self._on_runner_run_failed)

    def _connect_session(self, session: Session) -> None:
        window, store = self.window, self.store
        session.scenario_changed.connect(self._on_session_scenario_changed)
        session.scenario_changed.connect(self.checking.on_session_scenario_changed)
        session.commit_wanted.connect(store.commit)
        session.undo_wanted.connect(store.undo)
        session.redo_wanted.connect(store.redo)
        session.saving_changed.connect(self._on_session_saving_changed)
        session.edit_refused.connect(partial(window.notice.show_error, cause="edit"))
        store.committed.connect(self._on_store_worked)
        store.stepped.connect(self._on_store_worked)
        session.edits_dropped.connect(self._on_session_edits_dropped)
        store.committed.connect(session.on_store_committed)
        store.commit_failed.connect(session.on_store_commit_failed)
        store.stepped.connect(session.on_store_stepped)
        session.stepped.connect(self._on_session_stepped)
        window.edit_previewed.connect(session.preview)
        window.edit_proposed.connect(session.propose)
        window.preview_abandoned.connect(session.drop_preview)
        window.undo_wanted.connect(session.undo)
        window.redo_wanted.connect(session.redo)
        window.scenario_chosen.connect(session.choose_scenario)
        window.comparison_wanted.connect(session.compare)
        window.money.contracts.comparison_wanted.connect(session.compare_contracts)

    def catch_bugs(self, desk: CrashDesk) -> None:
        """Send what is caught at the threads' boundaries to the log and the crash dialog."""
        self.store.bug_found.connect(desk.report)
        self.runner.bug_found.connect(desk.report)
        self.importing.thread_of_previews.bug_found.connect(desk.report)
        self.checking.thread_of_laws.bug_found.connect(desk.report)

    def close(self) -> None:
        """Wait for the queue of edits, then for both threads."""
        self.desk.save()
        self.importing.close()
        self.checking.close()
        self.runner.close()
        self.store.close()

    # --- files ----------------------------------------------------------------------------------------------------

    def open(self, path: Path) -> None:
        """Open a portfolio, the snapshot inside a report, or a table for the portfolio that is open."""
        if path.suffix.casefold() == ".pdf":
            self.keeping.open_pdf(path)
        elif path.suffix.casefold() == ".csv":
            self.importing.begin(path)
        else:
            self.store.open(path)

    def open_sample(self) -> None:
        """The shipped sample: the copy made at the first start, else a new one."""
        self._open_sample(sample_names()[0], fresh=False)

    def _on_window_new_wanted(self) -> None:
        folder = documents_folder()
        try:
            make_folder(folder)
        except ReckonerError as error:
            self._on_store_open_failed(error)
            return
        self._is_new = True
        self.store.create(folder, NEW_STEM, Book())

    def _on_store_copied(self, path: Path) -> None:
        self.window.notice.show_notice(f"The copy is verified: {path}. The file itself stays open.")

    def _on_window_sample_wanted(self, name: str) -> None:
        self._open_sample(name, fresh=True)

    def _open_sample(self, name: str, *, fresh: bool) -> None:
        folder, book = documents_folder(), book_of(sample_edit_rows(name))
        try:
            make_folder(folder)
        except ReckonerError as error:
            self._on_store_open_failed(error)
            return
        if fresh:
            self._is_new = True
            self.store.create(folder, name, book)
        else:
            self.store.open_or_create(folder, name, book)

    def _on_store_opened(self, opened: OpenedFile) -> None:
        self.desk.remember_file(opened.path)
        self.window.notice.clear()
        self.window.show_file(opened.path)
        self.window.show_steps(opened.undo_label, opened.redo_label)
        if self.session is None:
            self.session = Session(load_reference(), opened.book, self)
            self._connect_session(self.session)
            self.desk.set_session(self.session)
        self.session.set_seed(self.keeping.expected_seed(self.settings.preferences.seed))
        self.keeping.show_file(opened.path, self.session, opened.snapshots)
        self.importing.show_file(opened.path, self.session)
        self.session.load(opened.book)
        if opened.read_only:
            self.window.notice.show_notice(
                f"{opened.path.name} may be read but not written: changes cannot be saved, and neither can snapshots. "
                "Copy it to a folder you may write to, and open the copy."
            )
        elif self._is_new:
            self.window.notice.show_notice(
                f"The new portfolio is kept in {opened.path}. For another name or folder: File ▸ Save a copy as…, "
                "then open the copy.", opened.path,
            )  # fmt: skip
        self._is_new = False

    def _on_store_open_failed(self, error: ReckonerError) -> None:
        self.keeping.forget()
        self._is_new = False
        if self.session is None:
            self.window.show_nothing_open()
        self.window.notice.show_error(error)

    # --- edits and runs -------------------------------------------------------------------------------------------

    def _on_session_scenario_changed(self, request: Request) -> None:
        assert self.session is not None
        self.window.show_scenario(self.session.book, self.session.scenario_id, request)
        if request.number == self.session.number:  # else showing it has asked for more beside it already
            self.runner.submit(request)

    def _on_session_saving_changed(self, saving: bool) -> None:
        self.window.show_saving(saving)
        self.keeping.go_on()

    def _on_session_edits_dropped(self, error: ReckonerError, labels: tuple[str, ...]) -> None:
        self.keeping.forget()
        more = f"Not saved: {'; '.join(labels)}." if labels else ""
        self.window.notice.show_error(error, more=more, cause="edit")

    def _on_session_stepped(self, edit: Edit, forward: bool) -> None:
        """Say what a step did and where it is seen: it may be on no screen that is in front."""
        assert self.session is not None
        change = edit.changes[0]
        screen = SCREENS.get(change.table, f"Portfolio, {change.table.replace('_', ' ')}")
        if change.table == "assumptions" and change.id != self.session.scenario_id:
            screen = "Scenarios"
        words = f"{'Redone' if forward else 'Undone'}: {edit.label}. It is seen under {screen}."
        self.window.notice.show_words(words, bad=False, cause="edit")

    def _on_store_worked(self, *told: object) -> None:
        """An edit or a step went through: what was said of a refused one is over."""
        self.window.notice.clear_cause("edit")

    def _on_runner_stage_ready(self, outcome: Outcome) -> None:
        if outcome.number >= self.runner.newest_emitted:  # else a newer picture is on its way
            self.window.show_outcome(outcome)
            self.keeping.show_outcome(outcome)

    def _on_window_painted(self, number: int) -> None:
        # Not at once: what the hand did during the paint is read first, so that the next run begins with the newest.
        QTimer.singleShot(0, lambda: self.runner.go_on(number))

    def _on_runner_run_finished(self, number: int) -> None:
        self.window.show_finished(number)
        self.keeping.go_on()

    def _on_runner_run_failed(self, number: int, error: ReckonerError) -> None:
        assert self.session is not None
        self.window.show_failed(number, error, saved=self.session.is_saved)
        self.keeping.go_on()
