"""AssumptionsPanel: the sliders by group. What moves under the hand is a preview, what is let go of is one edit."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from PySide6.QtCore import QLocale, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from planner.assumptions import idle_inputs
from planner.edits import Edit, joined
from planner.errors import ReckonerError
from planner.outcome import Outcome, Request
from planner.scenario import Book
from ui.panels.group_header import GroupHeader
from ui.panels.input_row import panel_margin
from ui.panels.power_unit import slider_in
from ui.panels.slider_edits import SliderEdits, default_of, origin_of, stated_in
from ui.panels.slider_inputs import (
    SLIDERS,
    SliderInput,
    highest_stated,
    note_of,
)
from ui.panels.slider_row import SliderRow
from ui.panels.source_line import SourceLine
from ui.panels.stated_group import StatedGroup
from ui.panels.stated_row import StatedRow
from ui.settings import PowerChoice
from ui.theme import Theme
from ui.theme.tokens import WIDE


class AssumptionsPanel(QFrame):
    """The left panel of the workbench."""

    edit_previewed = Signal(object)  # Edit: it is still moving
    edit_proposed = Signal(object)  # Edit: the hand has let go
    preview_abandoned = Signal()  # the hand let go where it began
    dragging_changed = Signal(bool)
    refusals_changed = Signal(bool)  # whether a box holds something unusable

    def __init__(self, theme: Theme, locale: QLocale, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "surface")
        self._theme = theme
        self._request: Request | None = None
        self._edits = SliderEdits()
        self._outcome: Outcome | None = None
        self.rows = {slider.address: SliderRow(slider, theme, locale) for slider in SLIDERS}
        self.stated = StatedGroup(theme, locale)
        self.headers: list[GroupHeader] = []
        self._title = QLabel("Assumptions")
        self.reset = QPushButton()
        self.reset.setProperty("kind", "link")
        self.reset.setCursor(Qt.CursorShape.PointingHandCursor)
        self.reset.clicked.connect(self._on_reset_clicked)
        policy = self.reset.sizePolicy()
        policy.setRetainSizeWhenHidden(True)  # else everything below moves when it appears
        self.reset.setSizePolicy(policy)
        self.sources = SourceLine(theme)
        self._build()
        self.set_theme(theme)

    def _build(self) -> None:
        self._head = QHBoxLayout()
        self._head.addWidget(self._title)
        self._head.addStretch(1)
        self._head.addWidget(self.reset)
        inner = QWidget()
        inner.setProperty("kind", "surface")
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 0, 2)
        column.setSpacing(0)
        groups: dict[str, GroupHeader] = {}
        for slider in SLIDERS:
            if slider.group not in groups:
                groups[slider.group] = GroupHeader(slider.group, self._theme)
                self.headers.append(groups[slider.group])
                column.addWidget(groups[slider.group])
                for stated in (row for row in self.stated.rows.values() if row.stated.group == slider.group):
                    groups[slider.group].folded.connect(stated.set_folded)
                    column.addWidget(stated)
            row = self.rows[slider.address]
            groups[slider.group].folded.connect(row.set_folded)
            column.addWidget(row)
            self._wire(row)
        column.addWidget(self.stated)
        self.stated.edit_proposed.connect(self.edit_proposed)
        self.stated.refusals_changed.connect(self._on_row_refused)
        column.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(inner)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addLayout(self._head)
        whole.addWidget(scroll, 1)
        whole.addWidget(self.sources)
        self._scroll = scroll
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        named: dict[str, SliderRow | StatedRow] = {row.slider.name: row for row in self.rows.values()}
        self.sources.follow(named | {row.stated.name: row for row in self.stated.rows.values()}, application)

    def _wire(self, row: SliderRow) -> None:
        row.grabbed.connect(self._on_row_grabbed)
        row.moved.connect(lambda shown: self._on_row_moved(row.slider, shown))
        row.settled.connect(lambda shown: self._on_row_settled(row.slider, shown))
        row.reset_wanted.connect(lambda: self._on_row_reset(row.slider))
        row.refused.connect(self._on_row_refused)

    def set_theme(self, theme: Theme) -> None:
        """Take type, colours and measures from this theme."""
        self._theme = theme
        sizes = theme.sizes
        wide = sizes.slider_row >= WIDE.slider_row
        self.setFixedWidth(sizes.panel)
        margin = panel_margin(theme)
        self._head.setContentsMargins(margin, 8 if wide else 5, margin - 2, 4 if wide else 2)
        self._title.setStyleSheet(f"font-size: {round(sizes.title)}px; font-weight: 600;")
        for header in self.headers:
            header.set_theme(theme)
        for row in self.rows.values():
            row.set_theme(theme)
        self.stated.set_theme(theme)
        self.sources.set_theme(theme)
        self._show_changed()

    def set_power(self, power: PowerChoice) -> None:
        """Show and take power prices in this unit."""
        self.flush()
        for slider in SLIDERS:
            row, wanted = self.rows[slider.address], slider_in(slider, power)
            if row.slider != wanted:
                row.set_slider(wanted)
                self._edits.forget(wanted)
        if self._outcome is not None:
            self.show_outcome(self._outcome)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setPen(QColor(self._theme.palette.line))
        painter.drawLine(self.width() - 1, 0, self.width() - 1, self.height())

    # --- told -----------------------------------------------------------------------------------------------------

    def show_scenario(self, book: Book, scenario_id: int, request: Request) -> None:
        """The book that edits are built on, the active scenario, and what is shown of it, preview included."""
        self._request = request
        self._edits.show_scenario(book, scenario_id, request)
        for row in self.rows.values():
            self._show_row(row)
        self.stated.show_scenario(book, scenario_id, request)
        self._show_changed()
        self.sources.tell()

    def show_outcome(self, outcome: Outcome) -> None:
        """The fleet's readings, through which two of the sliders are read."""
        self._outcome = outcome
        self._edits.show_outcome(outcome)
        for row in self.rows.values():
            if not row.is_moving and (scale := self._edits.read(row.slider)) is not None:
                row.limit(scale, highest_stated(row.slider, outcome.scenario.portfolio))
            if row.slider.reading != "plain":
                self._show_row(row)

    @property
    def request(self) -> Request:
        """What it shows. There is one once a file is open."""
        assert self._request is not None
        return self._request

    @property
    def folded(self) -> tuple[str, ...]:
        """Names of the groups that are folded away."""
        return tuple(header.text() for header in self._all_headers() if header.isChecked())

    def fold(self, names: Iterable[str]) -> None:
        """Fold these groups away and show the others."""
        wanted = set(names)
        for header in self._all_headers():
            header.setChecked(header.text() in wanted)

    def _all_headers(self) -> tuple[GroupHeader, ...]:
        return (*self.headers, self.stated.header)

    def editors(self) -> Iterator[tuple[str, QWidget]]:
        """Every input that counts by name, with the box it is typed in."""
        yield from ((row.slider.name, row.box) for row in self.rows.values() if not row.is_idle)
        yield from ((row.stated.name, row.editor) for row in self.stated.rows.values() if not row.is_idle)

    def reveal(self, box: QWidget) -> None:
        """Put the focus into an input's box, unfolding its group and scrolling to it."""
        if box.isHidden() or not box.isVisibleTo(self):
            self.fold(())
        self._scroll.ensureWidgetVisible(box)
        box.setFocus(Qt.FocusReason.ShortcutFocusReason)
        if isinstance(box, QLineEdit):
            box.selectAll()

    def flush(self) -> None:
        """Commit whatever is under the hand or typed."""
        for row in self.rows.values():
            row.flush()
        self.stated.flush()

    def leave_problems(self) -> None:
        """Forget what cannot be used and show what the scenario holds, as Escape does in each box."""
        for row in self.rows.values():
            row.leave_problem()
        for stated_row in self.stated.rows.values():
            stated_row.leave_problem()

    def worst(self) -> tuple[str, str, QWidget] | None:
        """Name, reason and box of what cannot be used: the box with the focus, else the topmost; None for none."""
        held: list[tuple[str, str, QWidget]] = []
        held += [(row.slider.name, row.problem, row.box) for row in self.rows.values() if row.problem]
        held += [(row.stated.name, row.problem, row.editor) for row in self.stated.rows.values() if row.problem]
        return next((one for one in held if one[2].hasFocus()), held[0] if held else None)

    def edit_of(self, stated: Mapping[str, float]) -> Edit | None:
        """One edit that states several inputs at once; None where one of them was refused (said in its row)."""
        sliders = {address: row.slider for address, row in self.rows.items()}
        edits = [self._stated_edit(sliders[address], self._edits.rounded(sliders[address], value))
                 for address, value in stated.items()]  # fmt: skip
        taken = [edit for edit in edits if edit is not None]
        if len(taken) < len(edits):
            return None
        changes = [edit for edit in taken if edit.changes[0].before != edit.changes[0].after] or taken
        return joined(", ".join(edit.label for edit in changes), changes)

    def _show_row(self, row: SliderRow) -> None:
        if self._request is None:
            return
        slider, scenario = row.slider, self._request.scenario
        row.set_idle(slider.address in idle_inputs(scenario.assumptions))
        scale = self._edits.scale(slider)
        stated = stated_in(scenario, slider)
        origin = slider.origin if stated == default_of(scenario, slider) else ""
        row.show_value(
            None if scale is None else scale.shown(stated),
            baseline=self._edits.baseline_shown(slider),
            changed=stated != self._edits.reference_value(slider),
            origin=origin or origin_of(scenario, slider),
            note=note_of(slider, scenario.assumptions),
        )

    def _show_changed(self) -> None:
        if self._request is None:
            self.reset.hide()
            return
        scenario = self._request.scenario
        changed = sum(stated_in(scenario, slider) != self._edits.reference_value(slider) for slider in SLIDERS)
        changed += self.stated.changed
        words = "Reset all" if self._theme.sizes.slider_row >= WIDE.slider_row else "Reset"
        self.reset.setText(f"{changed} changed · {words}")
        self.reset.setVisible(changed > 0)

    # --- the hand -------------------------------------------------------------------------------------------------

    def _on_row_grabbed(self) -> None:
        self.dragging_changed.emit(True)

    def _on_row_moved(self, slider: SliderInput, shown: float) -> None:
        edit = self._edit(slider, shown)
        if edit is not None:
            self.edit_previewed.emit(edit)

    def _on_row_settled(self, slider: SliderInput, shown: float) -> None:
        self.dragging_changed.emit(False)
        edit = self._edit(slider, shown)
        if edit is None or edit.changes[0].before == edit.changes[0].after:
            self.preview_abandoned.emit()
            return
        self.edit_proposed.emit(edit)

    def _on_row_reset(self, slider: SliderInput) -> None:
        assert self._request is not None
        self.rows[slider.address].show_problem("")
        edit = self._stated_edit(slider, self._edits.reference_value(slider))
        if edit is not None and edit.changes[0].before != edit.changes[0].after:
            self.edit_proposed.emit(edit)

    def _on_reset_clicked(self) -> None:
        sliders = [row.slider for row in self.rows.values()]
        edits = [self._stated_edit(slider, self._edits.reference_value(slider)) for slider in sliders]
        changes = [edit for edit in edits if edit is not None and edit.changes[0].before != edit.changes[0].after]
        changes += self.stated.reset_edits()
        if changes:
            label = changes[0].label if len(changes) == 1 else f"Reset {len(changes)} assumptions"
            self.edit_proposed.emit(joined(label, changes))

    def _on_row_refused(self) -> None:
        self.refusals_changed.emit(self.stated.has_problem or any(row.problem for row in self.rows.values()))

    def _edit(self, slider: SliderInput, shown: float) -> Edit | None:
        return self._unless_refused(slider, lambda: self._edits.edit(slider, shown))

    def _stated_edit(self, slider: SliderInput, stated: float) -> Edit | None:
        return self._unless_refused(slider, lambda: self._edits.stated_edit(slider, stated))

    def _unless_refused(self, slider: SliderInput, build: Callable[[], Edit | None]) -> Edit | None:
        """The edit; None where it was refused, which its row says."""
        try:
            return build()
        except ReckonerError as error:
            self.rows[slider.address].show_problem(f"{error.message} {error.next}".strip())
            return None
