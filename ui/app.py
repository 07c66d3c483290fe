"""The program: every connection between parts stands here.

edit → Session → store thread; Session → Request → runner → Outcome → window.
"""

from __future__ import annotations

import datetime
import json
import os
import sys
from pathlib import Path

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QApplication

from planner.edits import book_of
from planner.errors import ExportFailed, ReckonerError, Undefined
from planner.exchange.outcome_csv import write_csv
from planner.explore import stages
from planner.measures import MEASURES, STRIP
from planner.outcome import Outcome, Request
from planner.reference import load_reference, sample_edit_rows, sample_names
from planner.scenario import Baseline, Book, ScenarioRow, stated_of
from planner.snapshot import differences, request_of_content, shown_id, snapshot_id
from planner.storage import Snapshot, Store
from ui.engine_runner import EngineRunner
from ui.main_window import MainWindow
from ui.problems import CrashDesk, log_folder
from ui.report import content_of_pdf, write_pdf
from ui.session import Session
from ui.settings import Settings, documents_folder
from ui.store_thread import OpenedFile, StoreThread

SWITCH_INTERVAL_S = 0.0005  # Python-bound work in the worker else holds a frame back for 45 ms (p95, measured)
NO_FILE = "File ▸ Open… opens another, File ▸ New from sample makes one."


class Program(QObject):
    """One window, one session, one store thread, one runner; and what needs more than one of them."""

    def __init__(self, window: MainWindow, settings: Settings) -> None:
        super().__init__(window)
        self.window = window
        self.settings = settings
        self.store = StoreThread(self)
        self.runner = EngineRunner(stages.run, self)
        self.session: Session | None = None
        self.outcome: Outcome | None = None  # the newest with all its stages
        self._path: Path | None = None
        self._snapshots: tuple[Snapshot, ...] = ()
        self._wanted = ""  # "snapshot" or "export", until the run is complete and the work saved
        self._reading = ""  # "open" or "export": what a snapshot is read for
        self._expected: dict[str, object] | None = None  # content of the snapshot that was opened again
        self._connect()
        self.store.start()
        self.runner.start()

    def _connect(self) -> None:
        window, store, runner = self.window, self.store, self.runner
        window.file_wanted.connect(self._on_window_file_wanted)
        window.sample_wanted.connect(self._on_window_sample_wanted)
        window.snapshot_wanted.connect(self._on_window_snapshot_wanted)
        window.export_wanted.connect(self._on_window_export_wanted)
        window.snapshot_open_wanted.connect(self._on_window_snapshot_open_wanted)
        window.snapshot_export_wanted.connect(self._on_window_snapshot_export_wanted)
        window.closed.connect(self.close)
        store.opened.connect(self._on_store_opened)
        store.open_failed.connect(self._on_store_open_failed)
        store.labels_changed.connect(window.show_steps)
        store.snapshots_changed.connect(self._on_store_snapshots_changed)
        store.snapshot_taken.connect(self._on_store_snapshot_taken)
        store.snapshot_read.connect(self._on_store_snapshot_read)
        store.failed.connect(window.notice.show_error)
        runner.stage_ready.connect(self._on_runner_stage_ready)
        runner.run_finished.connect(self._on_runner_run_finished)
        runner.run_failed.connect(window.show_failed)

    def _connect_session(self, session: Session) -> None:
        window, store = self.window, self.store
        session.scenario_changed.connect(self._on_session_scenario_changed)
        session.commit_wanted.connect(store.commit)
        session.undo_wanted.connect(store.undo)
        session.redo_wanted.connect(store.redo)
        session.saving_changed.connect(self._on_session_saving_changed)
        session.edit_refused.connect(window.notice.show_error)
        session.edits_dropped.connect(self._on_session_edits_dropped)
        store.committed.connect(session.on_store_committed)
        store.commit_failed.connect(session.on_store_commit_failed)
        store.stepped.connect(session.on_store_stepped)
        window.edit_previewed.connect(session.preview)
        window.edit_proposed.connect(session.propose)
        window.preview_abandoned.connect(session.drop_preview)
        window.undo_wanted.connect(session.undo)
        window.redo_wanted.connect(session.redo)
        window.scenario_chosen.connect(session.choose_scenario)

    def catch_bugs(self, desk: CrashDesk) -> None:
        """Send what is caught at the threads' boundaries to the log and the crash dialog."""
        self.store.bug_found.connect(desk.report)
        self.runner.bug_found.connect(desk.report)

    def close(self) -> None:
        """Wait for the queue of edits, then for both threads."""
        self.settings.geometry = self.window.saveGeometry()
        self.settings.save()
        self.runner.close()
        self.store.close()

    # --- files ----------------------------------------------------------------------------------------------------

    def open_sample(self) -> None:
        """The shipped sample: the copy made at the first start, or a new one."""
        name = sample_names()[0]
        folder = documents_folder()
        if _made(folder):
            self.store.open_or_create(folder, name, book_of(sample_edit_rows(name)))
        else:
            self._on_store_open_failed(ExportFailed(f"{folder} cannot be made.", next=NO_FILE))

    def _on_window_sample_wanted(self, name: str) -> None:
        folder = documents_folder()
        if _made(folder):
            self.store.create(folder, name, book_of(sample_edit_rows(name)))
        else:
            self.window.notice.show_error(ExportFailed(f"{folder} cannot be made."))

    def _on_window_file_wanted(self, path: Path) -> None:
        if path.suffix.casefold() == ".pdf":
            try:
                self._open_content(content_of_pdf(path), path.parent, path.stem)
            except ReckonerError as error:
                self.window.notice.show_error(error)
            return
        self.store.open(path)

    def _on_store_opened(self, opened: OpenedFile) -> None:
        self._path = opened.path
        self._wanted = ""
        self.settings.folder = opened.path.parent
        self.window.notice.clear()
        self.window.show_file(opened.path)
        self.window.show_steps(opened.undo_label, opened.redo_label)
        self._on_store_snapshots_changed(opened.snapshots)
        if self.session is None:
            self.session = Session(load_reference(), opened.book, self)
            self._connect_session(self.session)
        self.session.load(opened.book)

    def _on_store_open_failed(self, error: ReckonerError) -> None:
        self._expected = None
        if self._path is None and not error.next:
            error.next = NO_FILE
        self.window.notice.show_error(error)

    # --- edits and runs -------------------------------------------------------------------------------------------

    def _on_session_scenario_changed(self, request: Request) -> None:
        assert self.session is not None
        self.window.show_scenario(self.session.book, self.session.scenario_id, request)
        self.runner.submit(request)

    def _on_session_saving_changed(self, saving: bool) -> None:
        self.window.status.show_saving(saving)
        self._do_wanted()

    def _on_session_edits_dropped(self, error: ReckonerError, labels: tuple[str, ...]) -> None:
        self._wanted = ""
        named = "; ".join(labels)
        self.window.notice.show_notice(f"{error.sentence()} Not saved: {named}." if named else error.sentence())

    def _on_runner_stage_ready(self, outcome: Outcome) -> None:
        if outcome.number < self.runner.newest_emitted:  # a newer picture is on its way
            return
        self.window.show_outcome(outcome)
        if outcome.sensitivities is not None:
            self.outcome = outcome

    def _on_runner_run_finished(self, number: int) -> None:
        self.window.show_finished(number)
        self._compare_expected()
        self._do_wanted()

    # --- snapshots and exports ------------------------------------------------------------------------------------

    def _on_window_snapshot_wanted(self) -> None:
        self._wanted = "snapshot"
        self._do_wanted()

    def _on_window_export_wanted(self) -> None:
        self._wanted = "export"
        self._do_wanted()

    def _do_wanted(self) -> None:
        """Take the snapshot or export once the run is complete and everything is saved."""
        if not self._wanted or self.session is None or self._path is None:
            return
        if self.window.has_failed:
            self._wanted = ""
            self.window.notice.show_error(ExportFailed("There are no results to keep: the calculation failed."))
            return
        outcome = self.outcome
        if not self.session.is_saved or not self.window.is_current or outcome is None:
            return
        wanted, self._wanted = self._wanted, ""
        if wanted == "snapshot":
            self.store.take_snapshot(self._snapshot_name(), outcome)
        else:
            stamp = datetime.datetime.now(tz=datetime.UTC).astimezone().strftime("%Y-%m-%d %H-%M-%S")
            self._export_csv(outcome, self._folder() / f"Data {stamp}")

    def _snapshot_name(self) -> str:
        now = datetime.datetime.now(tz=datetime.UTC).astimezone()
        name = f"Snapshot {now:%Y-%m-%d %H:%M}"
        taken = {snapshot.name for snapshot in self._snapshots}
        return next(text for text in (name, *(f"{name} ({n})" for n in range(2, len(taken) + 3))) if text not in taken)

    def _folder(self) -> Path:
        assert self._path is not None
        return self._path.with_name(f"{self._path.stem} snapshots")

    def _on_store_snapshots_changed(self, snapshots: tuple[Snapshot, ...]) -> None:
        self._snapshots = snapshots
        self.window.snapshots.show_snapshots(snapshots)

    def _on_store_snapshot_taken(self, snapshot: Snapshot, outcome: Outcome, is_new: bool) -> None:
        words = f"{snapshot.name} is stored" if is_new else f"This state was taken already, as {snapshot.name}"
        self._export_snapshot(snapshot, outcome, words)

    def _export_snapshot(self, snapshot: Snapshot, outcome: Outcome, words: str) -> None:
        # Names are the user's and never become a path; day and id are ours.
        base = self._folder() / f"{snapshot.taken[:10]} {snapshot.shown_id}"
        pdf = base.with_name(f"{base.name}.pdf")
        try:
            base.parent.mkdir(exist_ok=True)
            write_pdf(outcome, pdf)
            write_csv(outcome, base.with_name(f"{base.name} csv"))
        except ReckonerError as error:
            error.saved = f"{words} in the portfolio. {error.saved}"
            self.window.notice.show_error(error)
            return
        except OSError as error:
            failed = ExportFailed(f"{base.parent} could not be made: {error.strerror}.", saved=f"{words}.")
            self.window.notice.show_error(failed)
            return
        self.window.notice.show_notice(f"{words} ({snapshot.shown_id}). PDF and CSV: {pdf}")

    def _export_csv(self, outcome: Outcome, folder: Path) -> None:
        try:
            folder.parent.mkdir(exist_ok=True)
            write_csv(outcome, folder)
        except ReckonerError as error:
            self.window.notice.show_error(error)
            return
        except OSError as error:
            self.window.notice.show_error(ExportFailed(f"{folder.parent} could not be made: {error.strerror}."))
            return
        self.window.notice.show_notice(f"The data are in {folder}")

    def _on_window_snapshot_open_wanted(self, identity: str) -> None:
        self._reading = "open"
        self.store.read_snapshot(identity)

    def _on_window_snapshot_export_wanted(self, identity: str) -> None:
        self._reading = "export"
        self.store.read_snapshot(identity)

    def _on_store_snapshot_read(self, snapshot: Snapshot) -> None:
        assert snapshot.content is not None
        try:
            if self._reading == "open":
                folder = self._folder()
                if not _made(folder):
                    raise ExportFailed(f"{folder} cannot be made.")
                self._open_content(dict(snapshot.content), folder, f"{snapshot.taken[:10]} {snapshot.shown_id}")
                return
            outcome = stages.evaluate(request_of_content(snapshot.content, load_reference()))
            self._export_snapshot(snapshot, outcome, f"{snapshot.name} is exported again")
        except ReckonerError as error:
            self.window.notice.show_error(error)

    def _open_content(self, content: dict[str, object], folder: Path, stem: str) -> None:
        """Open a snapshot as a portfolio of its own, in a new file; what it says is compared with what is computed."""
        request = request_of_content(content, load_reference())
        self._expected = content
        self.store.create(folder, stem, _book_of_request(request))

    def _compare_expected(self) -> None:
        if self._expected is None or self.outcome is None or self.outcome.number != self.window.shown_number:
            return
        content, self._expected = self._expected, None
        identity = str(content["snapshot_id"])
        if snapshot_id(self.outcome.request) != identity:  # the file before it
            return
        differing = differences(content, self.outcome)
        words = f"Snapshot {shown_id(identity)} is open as a portfolio of its own"
        if differing:
            self.window.notice.show_notice(f"{words}. {len(differing)} of its figures are computed otherwise now: "
                                           f"{differing[0]}, …")  # fmt: skip
        else:
            self.window.notice.show_notice(f"{words}; recomputed, every figure is the same.")


def _book_of_request(request: Request) -> Book:
    scenario = request.scenario
    row = ScenarioRow(
        id=1, name=scenario.name, stated=stated_of(scenario.reference, scenario.assumptions), plan=scenario.plan
    )
    pinned = request.baseline
    baseline = None if pinned is None else Baseline(
        name=pinned.name, portfolio=pinned.portfolio, plan=pinned.plan,
        stated=stated_of(pinned.reference, pinned.assumptions),
    )  # fmt: skip
    return Book(portfolio=scenario.portfolio, scenarios=(row,), baseline=baseline)


def _made(folder: Path) -> bool:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return False
    return True


def build(path: Path | None, settings: Settings | None = None) -> MainWindow:
    """The window with everything behind it, opening `path` or the sample. Closing it ends both threads."""
    settings = settings or Settings()
    window = MainWindow()
    if settings.geometry is not None:
        window.restoreGeometry(settings.geometry)
    program = Program(window, settings)
    if path is None:
        program.open_sample()
    else:
        program.store.open(path)
    return window


def open_window(path: Path | None) -> int:
    """Run the program on a portfolio, or on the sample. Returns the exit status."""
    if not _has_display():
        return run_without_display(path)
    sys.setswitchinterval(SWITCH_INTERVAL_S)
    application = QApplication.instance() or QApplication(sys.argv[:1])
    _name(application)
    desk = CrashDesk()
    desk.install(log_folder())
    window = build(path)
    program = window.findChild(Program)
    assert program is not None
    program.catch_bugs(desk)
    window.show()
    try:
        return int(application.exec())
    finally:
        desk.remove()


def _name(application: object) -> None:
    assert isinstance(application, QApplication)
    application.setApplicationName("Reckoner")
    application.setOrganizationName("Reckoner")
    application.setStyle("Fusion")
    application.setAttribute(Qt.ApplicationAttribute.AA_DontShowIconsInMenus)


def _has_display() -> bool:
    if not sys.platform.startswith("linux"):
        return True
    return any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))


def run_without_display(path: Path | None) -> int:
    """Compute a portfolio's snapshot, the sample's unless one is named, and say where its PDF and CSV lie."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    application = QApplication.instance() or QApplication(sys.argv[:1])
    _name(application)
    try:
        say, folder = _snapshot_without_display(path)
    except ReckonerError as error:
        sys.stderr.write(json.dumps(error.as_record(), ensure_ascii=False) + "\n")
        return error.exit_status
    sys.stdout.write("\n".join([*say, f"PDF and CSV: {folder}", ""]))
    return 0


def _snapshot_without_display(path: Path | None) -> tuple[list[str], Path]:
    if path is None:
        name = sample_names()[0]
        book, folder = book_of(sample_edit_rows(name)), documents_folder()
    else:
        with Store.open(path, read_only=True) as store:
            name, book, folder = path.stem, store.book, path.absolute().parent
    request = Request(number=1, scenario=book.scenario(load_reference()),
                      baseline=book.baseline_scenario(load_reference()))  # fmt: skip
    outcome = stages.evaluate(request)
    target = folder / f"{name} snapshots"
    if not _made(target):
        raise ExportFailed(f"{target} cannot be made.")
    base = target / shown_id(snapshot_id(request))
    write_pdf(outcome, base.with_name(f"{base.name}.pdf"))
    write_csv(outcome, base.with_name(f"{base.name} csv"))
    lines = [f"No display: {book.portfolio.company.name}, snapshot {base.name}"]
    for key in STRIP:
        measure, value = MEASURES[key], outcome.measures[key]
        said = f"undefined: {value.reason}" if isinstance(value, Undefined) else " ".join(
            filter(None, (measure.prefix, measure.shown(value), measure.shown_unit)))  # fmt: skip
        lines.append(f"  {measure.label:<22} {said}")
    return lines, target
