"""MainWindow: menus, tabs, screens, notice and status. It says what the user wants and shows what it is handed."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QEvent, QLocale, Signal, SignalInstance
from PySide6.QtGui import QCloseEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QMainWindow, QStackedWidget, QVBoxLayout, QWidget

import resources
from planner.errors import ReckonerError
from planner.outcome import Outcome, Request
from planner.reference import sample_names
from planner.scenario import Book
from ui.panels.file_choice import FileDrops, ask_for_file, ask_for_new_file
from ui.panels.header import Header
from ui.panels.looks import Looks
from ui.panels.menus import Menus
from ui.panels.notice_bar import NoticeBar, NoticeStack
from ui.panels.result_clock import ResultClock
from ui.panels.run_note import RunNote, no_keeping
from ui.panels.side_windows import SideWindows
from ui.panels.status_line import StatusLine
from ui.screens.money import MoneyScreen
from ui.screens.portfolio_desk import PortfolioDesk
from ui.screens.scenario_desk import ScenarioDesk
from ui.screens.scenarios import ScenariosScreen
from ui.screens.snapshots import SnapshotsScreen
from ui.screens.welcome import Welcome
from ui.screens.window_keys import WindowKeys
from ui.screens.workbench import Workbench
from ui.settings import Preferences
from ui.store_thread import free_path
from ui.theme import Theme, apply_theme

TABS = ("Workbench", "Portfolio", "Scenarios", "Money", "Snapshots")
WORKBENCH, DESK, SCENARIOS = (TABS.index(name) for name in ("Workbench", "Portfolio", "Scenarios"))
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
    new_wanted = Signal()
    copy_wanted = Signal(object)  # Path
    recent_clear_wanted = Signal()
    comparison_wanted = Signal(object)  # tuple of row ids to evaluate beside the active scenario
    preferences_changed = Signal(object)  # Preferences
    layout_reset_wanted = Signal()
    sample_wanted = Signal(str)
    snapshot_open_wanted = Signal(str)  # name
    snapshot_export_wanted = Signal(str)  # name
    painted = Signal(int)  # number of the result that the paint which has just ended shows
    closed = Signal()

    def __init__(self, preferences: Preferences | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._looks = Looks(preferences or Preferences(), self)
        self._theme = self._looks.theme_for(_application().primaryScreen().availableSize().width())
        apply_theme(_application(), self._theme)  # before there are widgets: with them it takes ten times as long
        self._dressed = False  # whether it was ever shown, so that its width is known
        self._request: Request | None = None
        self._book: Book | None = None
        self._folder = Path.home()
        locale = QLocale()
        self.menus = Menus(self._theme, TABS, sample_names())
        self.header = Header(self._theme, TABS)
        self.workbench = Workbench(self._theme, locale)
        self.desk = PortfolioDesk(self._theme, locale)
        self.portfolio = self.desk.tables
        self.scenarios = ScenariosScreen(self._theme, locale)
        self.money = MoneyScreen(self._theme)
        self.snapshots = SnapshotsScreen(self._theme)
        self.welcome = Welcome(self._theme, sample_names())
        self.notice = NoticeBar(self._theme)
        self.run_note = RunNote(self._theme)
        self.status = StatusLine(self._theme)
        self.sides = SideWindows(self, self.menus, self._theme, lambda: resources.text("guide/method.md"))
        may_pin = partial(self._may_keep, "baseline")
        self.scenario_desk = ScenarioDesk(self.menus, self.header, self.scenarios, self._flush, may_pin, self)
        self._content = (self.workbench, self.desk, self.scenarios, self.money, self.snapshots)
        self._keys = WindowKeys(self, self.menus, self.header.tabs, self.status, self._content)
        self._screens = QStackedWidget()
        self._clock = ResultClock(self)
        self._build()
        self._wire()
        self._looks.listen_to(self.menus, self.sides)
        self._show_power(self._looks.preferences)

    def _build(self) -> None:
        self.setWindowTitle("Reckoner")
        self.setMinimumSize(LEAST_WIDTH, LEAST_HEIGHT)
        self.resize(1440, 860)
        self.setMenuWidget(self.menus)
        for screen in (*self._content, self.welcome):
            self._screens.addWidget(screen)
        self._screens.setCurrentWidget(self.welcome)
        self.header.setEnabled(False)
        centre = QWidget()
        column = QVBoxLayout(centre)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for part in (self.header, self._screens, self.status):
            column.addWidget(part, 1 if part is self._screens else 0)
        self.setCentralWidget(centre)
        with_feet = (self.desk, self.scenarios, self.snapshots, self.welcome)
        NoticeStack((self.run_note, self.notice), self.status, centre, with_feet)

    def _wire(self) -> None:
        menus = self.menus
        for leaving in (menus.new_wanted, menus.sample_wanted, menus.recent_wanted, menus.open_wanted):
            leaving.connect(self._flush)
        for asked, wanted in (
            (menus.new_wanted, self.new_wanted), (menus.sample_wanted, self.sample_wanted),
            (menus.recent_wanted, self.file_wanted), (menus.recent_clear_wanted, self.recent_clear_wanted),
            (menus.layout_reset_wanted, self.layout_reset_wanted), (self.welcome.new_wanted, self.new_wanted),
            (self.welcome.sample_wanted, self.sample_wanted), (self.welcome.recent_wanted, self.file_wanted),
            (self.scenario_desk.edit_proposed, self.edit_proposed), (self.portfolio.edit_proposed, self.edit_proposed),
            (self.workbench.edit_proposed, self.edit_proposed), (self.workbench.edit_previewed, self.edit_previewed),
            (self.workbench.preview_abandoned, self.preview_abandoned),
            (self.scenario_desk.scenario_chosen, self.scenario_chosen),
            (self.snapshots.open_wanted, self.snapshot_open_wanted),
            (self.snapshots.export_wanted, self.snapshot_export_wanted),
        ):  # fmt: skip
            asked.connect(wanted)
        FileDrops(self).dropped.connect(self.file_wanted)
        menus.open_wanted.connect(self._on_open_asked)
        for keeping in (menus.snapshot_wanted, self.header.snapshot_wanted):
            keeping.connect(partial(self._on_keeping_asked, "snapshot", self.snapshot_wanted))
        menus.export_wanted.connect(partial(self._on_keeping_asked, "export", self.export_wanted))
        menus.quit_wanted.connect(self.close)
        menus.undo_wanted.connect(partial(self._on_step_asked, self.undo_wanted))
        menus.redo_wanted.connect(partial(self._on_step_asked, self.redo_wanted))
        menus.copy_wanted.connect(self._on_copy_asked)
        self._looks.changed.connect(self._on_looks_changed)
        self._looks.system_changed.connect(self._retheme)
        menus.palette_wanted.connect(self._on_palette_asked)
        for screen in (self.workbench, self.money):
            screen.results.explain_wanted.connect(self.sides.show_explanation)
        self.scenarios.explain_wanted.connect(self.sides.show_explanation)
        self.welcome.open_wanted.connect(self._on_open_asked)
        self.scenario_desk.refused.connect(partial(self.notice.show_error, cause="edit"))
        self.scenarios.compared_changed.connect(self._on_compared_changed)
        self.header.tab_chosen.connect(self._on_tab_chosen)
        self.workbench.refusals_changed.connect(self._on_refusals_changed)
        self._clock.state_changed.connect(self.status.show_state)
        for told in (self.workbench.set_overdue, self.scenarios.set_stale, self.money.set_stale):
            self._clock.overdue_changed.connect(told)
        self.portfolio.edit_refused.connect(partial(self.notice.show_error, cause="edit"))
        self.portfolio.problems_changed.connect(self._on_refusals_changed)

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
            self.menus.show_open(True)
            self._on_tab_chosen(self.header.tabs.currentIndex())
        self._book, self._request = book, request
        self._clock.change(request.number)
        self.sides.set_data_version(request.scenario.reference.data_version)
        self.workbench.show_scenario(book, scenario_id, request)
        self.portfolio.show_scenario(book, scenario_id, request)
        self.scenario_desk.show_scenario(book, scenario_id, request)
        if self._clock.shown == 0:
            self.status.show_data_date(request.scenario.assumptions.tip_time[:10])

    def show_outcome(self, outcome: Outcome) -> None:
        """What a stage of the run found."""
        self._clock.show(outcome.number)
        for part in (self.workbench, self.scenarios, self.money, self.sides):
            part.show_outcome(outcome)
        if self._request is not None and outcome.number == self._request.number:
            self.status.show_data_date(outcome.scenario.assumptions.tip_time[:10])

    def show_finished(self, number: int) -> None:
        """All stages of a request are there."""
        if self._clock.finish(number):
            self.notice.clear_cause("run")
            self.run_note.tell_notices(self.workbench.notices)

    def show_failed(self, number: int, error: ReckonerError, *, saved: bool) -> None:
        """A request could not be evaluated: the last good results stay, grey. `saved`: what is stated is saved."""
        if self._clock.fail(number):
            self.run_note.tell_failure(error, has_results=self.shown_number > 0, saved=saved)

    def show_saving(self, saving: bool) -> None:
        """Whether an edit is on its way to the file."""
        self.status.show_saving(saving)
        self.run_note.tell_saving(saving)

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

    def setVisible(self, visible: bool) -> None:
        if visible and not self._dressed:
            self._dressed = True
            self._retheme()
        super().setVisible(visible)

    def _retheme(self) -> None:
        theme = self._looks.theme_for(self.width())
        if theme == self._theme or not self._dressed:
            return
        self._theme = theme
        apply_theme(_application(), theme)
        around = (self.menus, self.header, self.run_note, self.notice, self.status, self.sides)
        for part in (*self._content, self.welcome, *around):
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

    def _on_looks_changed(self, preferences: Preferences) -> None:
        self._show_power(preferences)
        self._retheme()
        self.preferences_changed.emit(preferences)

    def _show_power(self, preferences: Preferences) -> None:
        for part in (self.workbench, self.scenarios, self.portfolio, self.money):
            part.set_power(preferences.power)

    # --- the user -------------------------------------------------------------------------------------------------

    def _on_refusals_changed(self, refused: bool) -> None:
        refused = self._keys.tell_refused()
        self._clock.refuse(refused)
        if not refused:
            self.notice.clear_cause("box")

    def _on_tab_chosen(self, place: int) -> None:
        self._flush()
        self._screens.setCurrentIndex(place)
        self.menus.give_scenario_keys(place in (WORKBENCH, SCENARIOS))
        self._on_compared_changed(self.scenarios.list.compared())

    def _on_compared_changed(self, ids: tuple[int, ...]) -> None:
        self.comparison_wanted.emit(ids if self._screens.currentWidget() is self.scenarios else ())

    def _flush(self) -> None:
        self.workbench.flush()
        self.portfolio.flush()
        self.scenarios.flush()

    def _on_step_asked(self, wanted: SignalInstance) -> None:
        self._flush()
        self.workbench.assumptions.leave_problems()  # what cannot be used was never stated
        wanted.emit()

    def _on_keeping_asked(self, what: str, wanted: SignalInstance) -> None:
        if self._may_keep(what):
            wanted.emit()

    def _may_keep(self, what: str) -> bool:
        if self._book is None:
            return False
        self._flush()
        worst = self.workbench.assumptions.worst()
        in_tables = self.portfolio.has_problems
        error = no_keeping(what, None if worst is None else worst[:2], in_tables=in_tables, failed=self.has_failed)
        if error is None:
            return True
        self.notice.show_error(error, cause="box" if worst or in_tables else "run")
        if worst is not None and self._screens.currentWidget() is self.workbench:
            self.workbench.assumptions.reveal(worst[2])
        return False

    def _on_palette_asked(self) -> None:
        to_workbench, to_desk = (partial(self.header.tabs.setCurrentIndex, place) for place in (WORKBENCH, DESK))
        inside = (*self.desk.places(to_desk), *self.workbench.places(to_workbench)) if self._book else ()
        self.sides.show_palette([*self.scenario_desk.places(), *inside])

    def _on_copy_asked(self) -> None:
        self._flush()
        name = free_path(self._folder, f"{Path(self.menus.file_name.text()).stem} copy").name
        ask_for_new_file(self._folder, name, lambda name: self.copy_wanted.emit(Path(name)), self)

    def _on_open_asked(self) -> None:
        ask_for_file(self._folder, lambda name: self.file_wanted.emit(Path(name)), self)

    def closeEvent(self, event: QCloseEvent) -> None:
        self._flush()
        self._clock.stop()
        event.accept()
        self.closed.emit()


def _application() -> QApplication:
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    return application
