"""MainWindow: menus, tabs, screens, notice and status. It says what the user wants and shows what it is handed."""

from __future__ import annotations

import datetime
from pathlib import Path

from PySide6.QtCore import QEvent, QLocale, Qt, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QResizeEvent
from PySide6.QtWidgets import (
    QApplication,
    QMainWindow,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

import resources
from planner.edits import pin_baseline, unpin_baseline
from planner.errors import InputRejected, ReckonerError
from planner.outcome import Outcome, Request
from planner.reference import sample_names
from planner.scenario import Book
from ui.panels.file_choice import ask_for_file, dropped_file
from ui.panels.header import Header
from ui.panels.help_windows import GuideWindow, show_about
from ui.panels.menus import Menus
from ui.panels.notice_bar import NoticeBar
from ui.panels.result_clock import ResultClock
from ui.panels.status_line import StatusLine
from ui.screens.portfolio import PortfolioScreen
from ui.screens.snapshots import SnapshotsScreen
from ui.screens.welcome import Welcome
from ui.screens.workbench import Workbench
from ui.theme import Theme, apply_theme, system_theme_name, theme_named

TABS = ("Workbench", "Portfolio", "Snapshots")
LEAST_WIDTH, LEAST_HEIGHT = 1180, 660


class MainWindow(QMainWindow):
    """The window. Every signal is a wish; every `show_…` is told."""

    edit_previewed = Signal(object)  # Edit
    edit_proposed = Signal(object)  # Edit
    preview_abandoned = Signal()
    undo_wanted = Signal()
    redo_wanted = Signal()
    scenario_chosen = Signal(int)
    snapshot_wanted = Signal()
    export_wanted = Signal()
    file_wanted = Signal(object)  # Path
    sample_wanted = Signal(str)
    snapshot_open_wanted = Signal(str)  # name
    snapshot_export_wanted = Signal(str)  # name
    painted = Signal(int)  # number of the result that the paint which has just ended shows
    closed = Signal()

    def __init__(self, theme_name: str = "system", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme_name = theme_name
        self._theme = self._theme_for(1920)
        self._request: Request | None = None
        self._book: Book | None = None
        self._scenario_id = 0
        self._said = ""  # of the run, in its own notice bar
        self._folder = Path.home()
        self._guide: GuideWindow | None = None
        locale = QLocale()
        self.menus = Menus(self._theme, TABS, sample_names())
        self.header = Header(self._theme, TABS)
        self.workbench = Workbench(self._theme, locale)
        self.portfolio = PortfolioScreen(self._theme, locale)
        self.snapshots = SnapshotsScreen(self._theme)
        self.welcome = Welcome(self._theme)
        self.notice = NoticeBar(self._theme)
        self.run_note = NoticeBar(self._theme)
        self.status = StatusLine(self._theme)
        self._screens = QStackedWidget()
        self._clock = ResultClock(self)
        self._build()
        self._wire()
        apply_theme(_application(), self._theme)

    def _build(self) -> None:
        self.setWindowTitle("Reckoner")
        self.setMinimumSize(LEAST_WIDTH, LEAST_HEIGHT)
        self.resize(1440, 860)
        self.setAcceptDrops(True)
        self.setMenuWidget(self.menus)
        for screen in (self.workbench, self.portfolio, self.snapshots, self.welcome):
            self._screens.addWidget(screen)
        self._screens.setCurrentWidget(self.welcome)
        self.header.setEnabled(False)
        centre = QWidget()
        column = QVBoxLayout(centre)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.header)
        column.addWidget(self._screens, 1)
        column.addWidget(self.run_note)
        column.addWidget(self.notice)
        column.addWidget(self.status)
        self.setCentralWidget(centre)

    def _wire(self) -> None:
        menus = self.menus
        menus.sample_wanted.connect(self.sample_wanted)
        menus.open_wanted.connect(self._on_open_asked)
        menus.snapshot_wanted.connect(self._on_snapshot_asked)
        menus.export_wanted.connect(self._on_export_asked)
        menus.quit_wanted.connect(self.close)
        menus.undo_wanted.connect(self._on_undo_asked)
        menus.redo_wanted.connect(self._on_redo_asked)
        menus.pin_wanted.connect(self._on_pin_asked)
        menus.unpin_wanted.connect(self._on_unpin_asked)
        menus.tab_wanted.connect(self.header.tabs.setCurrentIndex)
        menus.theme_wanted.connect(self._on_theme_asked)
        menus.guide_wanted.connect(self._on_guide_asked)
        menus.about_wanted.connect(self._on_about_asked)
        self.welcome.open_wanted.connect(self._on_open_asked)
        self.welcome.sample_wanted.connect(self._on_welcome_sample_wanted)
        self.header.tab_chosen.connect(self._on_tab_chosen)
        self.header.scenario_chosen.connect(self.scenario_chosen)
        self.header.pin_wanted.connect(self._on_pin_asked)
        self.header.snapshot_wanted.connect(self._on_snapshot_asked)
        self.workbench.edit_previewed.connect(self.edit_previewed)
        self.workbench.edit_proposed.connect(self.edit_proposed)
        self.workbench.preview_abandoned.connect(self.preview_abandoned)
        self.workbench.refusals_changed.connect(self._on_refusals_changed)
        self._clock.state_changed.connect(self.status.show_state)
        self._clock.overdue_changed.connect(self.workbench.set_overdue)
        self.portfolio.edit_proposed.connect(self.edit_proposed)
        self.portfolio.edit_refused.connect(self.notice.show_error)
        self.snapshots.open_wanted.connect(self.snapshot_open_wanted)
        self.snapshots.export_wanted.connect(self.snapshot_export_wanted)
        _application().styleHints().colorSchemeChanged.connect(self._on_colours_changed)

    # --- told -----------------------------------------------------------------------------------------------------

    def show_file(self, path: Path) -> None:
        """The file that is open."""
        self._folder = path.parent
        self.menus.show_file(path.name)
        self.setWindowTitle(f"{path.name} – Reckoner")

    def show_nothing_open(self) -> None:
        """No file could be opened: say how one can be."""
        self.welcome.show_choices()
        self.status.show_state("empty")

    def show_scenario(self, book: Book, scenario_id: int, request: Request) -> None:
        """What is stated: the book that edits are built on, and the request that shows it, preview included."""
        if self._book is None:
            self.header.setEnabled(True)
            self._on_tab_chosen(self.header.tabs.currentIndex())
        self._book, self._scenario_id, self._request = book, scenario_id, request
        self._clock.change(request.number)
        self.header.show_book(book, scenario_id)
        self.menus.show_pinned(book.baseline is not None)
        self.workbench.show_scenario(book, scenario_id, request)
        self.portfolio.show_scenario(book, scenario_id, request)
        if self._clock.shown == 0:
            self.status.show_data_date(request.scenario.assumptions.tip_time[:10])

    def show_outcome(self, outcome: Outcome) -> None:
        """What a stage of the run found."""
        self._clock.show(outcome.number)
        self.workbench.show_outcome(outcome)
        if self._request is not None and outcome.number == self._request.number:
            self.status.show_data_date(outcome.scenario.assumptions.tip_time[:10])

    def show_finished(self, number: int) -> None:
        """All stages of a request are there."""
        if not self._clock.finish(number):
            return
        self._tell_run_note(" ".join(self.workbench.notices), bad=False)

    def show_failed(self, number: int, error: ReckonerError) -> None:
        """A request could not be evaluated: the last good results stay, grey."""
        if self._clock.fail(number):
            self._tell_run_note(error.sentence(), bad=True)

    def _tell_run_note(self, words: str, *, bad: bool) -> None:
        """Said once, so that it may be closed; it goes with its cause."""
        if words == self._said:
            return
        self._said = words
        if words:
            self.run_note.show_words(words, bad=bad)
        else:
            self.run_note.clear()

    def show_steps(self, undo: str, redo: str) -> None:
        """What undo and redo would do, in words."""
        self.menus.show_steps(undo, redo)
        self.status.show_undo(undo)

    @property
    def is_current(self) -> bool:
        """Whether every result shown, all stages, belongs to what is stated."""
        return self._clock.is_current

    @property
    def shown_number(self) -> int:
        """Number of the request whose results are shown."""
        return self._clock.shown

    @property
    def has_failed(self) -> bool:
        """Whether what is stated could not be evaluated."""
        return self._clock.has_failed

    @property
    def theme(self) -> Theme:
        """The theme it is shown in."""
        return self._theme

    # --- looks ----------------------------------------------------------------------------------------------------

    def _theme_for(self, width: int) -> Theme:
        name = system_theme_name() if self._theme_name == "system" else self._theme_name
        return theme_named(name, width)

    def _retheme(self) -> None:
        theme = self._theme_for(self.width())
        if theme == self._theme:
            return
        self._theme = theme
        apply_theme(_application(), theme)
        screens = (self.workbench, self.portfolio, self.snapshots, self.welcome)
        for part in (self.menus, self.header, *screens, self.run_note, self.notice, self.status):
            part.set_theme(theme)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._retheme()

    def event(self, event: QEvent) -> bool:
        handled = super().event(event)
        if event.type() == QEvent.Type.UpdateRequest:  # the paint of everything that was due has just ended
            self._on_painted()
        return handled

    def _on_painted(self) -> None:
        if (seconds := self._clock.paint()) is not None:
            self.status.show_latency(seconds)
        self.painted.emit(self._clock.shown)

    def _on_colours_changed(self, scheme: Qt.ColorScheme) -> None:
        self._retheme()

    def _on_theme_asked(self, name: str) -> None:
        self._theme_name = name
        self._retheme()

    # --- the user -------------------------------------------------------------------------------------------------

    def _on_refusals_changed(self, refused: bool) -> None:
        self._clock.refuse(refused)

    def _on_welcome_sample_wanted(self) -> None:
        self.sample_wanted.emit(sample_names()[0])

    def _on_tab_chosen(self, place: int) -> None:
        self.workbench.flush()
        self._screens.setCurrentIndex(place)

    def _on_undo_asked(self) -> None:
        self.workbench.flush()
        self.undo_wanted.emit()

    def _on_redo_asked(self) -> None:
        self.workbench.flush()
        self.redo_wanted.emit()

    def _on_snapshot_asked(self) -> None:
        if self._may_keep("snapshot"):
            self.snapshot_wanted.emit()

    def _on_export_asked(self) -> None:
        if self._may_keep("export"):
            self.export_wanted.emit()

    def _may_keep(self, what: str) -> bool:
        if self._book is None:
            return False
        self.workbench.flush()
        if not self.workbench.has_refused_input:
            return True
        self.notice.show_error(
            InputRejected(f"There is no {what} yet: a box holds something that cannot be used.",
                          next="Correct the box with the red outline, or press Escape in it.")
        )  # fmt: skip
        return False

    def _on_pin_asked(self) -> None:
        self.workbench.flush()
        if self._book is None or self._request is None:
            return
        today = datetime.datetime.now(tz=datetime.UTC).astimezone().date()
        name = f"{self._request.scenario.name} {today.isoformat()}"
        self.edit_proposed.emit(pin_baseline(self._book, self._scenario_id, name))

    def _on_unpin_asked(self) -> None:
        if self._book is not None and self._book.baseline is not None:
            self.edit_proposed.emit(unpin_baseline(self._book))

    def _on_open_asked(self) -> None:
        ask_for_file(self._folder, self._on_file_selected, self)

    def _on_file_selected(self, name: str) -> None:
        self.file_wanted.emit(Path(name))

    def _on_guide_asked(self) -> None:
        if self._guide is None:
            face = self._theme.font(self._theme.sizes.title)
            self._guide = GuideWindow(resources.text("guide/method.md"), face, self)
        self._guide.show()
        self._guide.raise_()

    def _on_about_asked(self) -> None:
        show_about("" if self._request is None else self._request.scenario.reference.data_version, self)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if dropped_file(event.mimeData().urls()) is not None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        if (path := dropped_file(event.mimeData().urls())) is not None:
            event.acceptProposedAction()
            self.file_wanted.emit(path)

    def closeEvent(self, event: QCloseEvent) -> None:
        self.workbench.flush()
        self._clock.stop()
        event.accept()
        self.closed.emit()


def _application() -> QApplication:
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    return application
