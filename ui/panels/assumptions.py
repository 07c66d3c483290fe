"""AssumptionsPanel: the sliders by group. What moves under the hand is a preview, what is let go of is one edit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from PySide6.QtCore import QLocale, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from planner.edits import Edit, joined, set_input
from planner.errors import ReckonerError, Undefined
from planner.inputs import provenance_of
from planner.notation import number
from planner.outcome import Outcome, Request
from planner.scenario import Assumptions, Book, Scenario, default_assumptions, stated_over_defaults
from ui.panels.group_header import GroupHeader
from ui.panels.slider_inputs import SLIDERS, Scale, SliderInput, highest_stated, scale_from
from ui.panels.slider_row import SliderRow, panel_margin
from ui.panels.stated_group import StatedGroup
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
        self._book: Book | None = None
        self._request: Request | None = None
        self._scenario_id = 0
        self._scales: dict[str, Scale] = {}
        self._outcome: Outcome | None = None
        self.rows = {slider.address: SliderRow(slider, theme, locale) for slider in SLIDERS}
        self.stated = StatedGroup(theme, locale)
        self.headers: list[GroupHeader] = []
        self._title = QLabel("Assumptions")
        self.reset = QPushButton()
        self.reset.setProperty("kind", "link")
        self.reset.setCursor(Qt.CursorShape.PointingHandCursor)
        self.reset.clicked.connect(self._on_reset_clicked)
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
        column.setContentsMargins(0, 0, 0, 8)
        column.setSpacing(0)
        groups: dict[str, GroupHeader] = {}
        for slider in SLIDERS:
            if slider.group not in groups:
                groups[slider.group] = GroupHeader(slider.group, self._theme)
                self.headers.append(groups[slider.group])
                column.addWidget(groups[slider.group])
            row = self.rows[slider.address]
            groups[slider.group].folded.connect(row.setHidden)
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

    def _wire(self, row: SliderRow) -> None:
        slider = row.slider
        row.grabbed.connect(self._on_row_grabbed)
        row.moved.connect(lambda shown: self._on_row_moved(slider, shown))
        row.settled.connect(lambda shown: self._on_row_settled(slider, shown))
        row.reset_wanted.connect(lambda: self._on_row_reset(slider))
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
        self._show_changed()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setPen(QColor(self._theme.palette.line))
        painter.drawLine(self.width() - 1, 0, self.width() - 1, self.height())

    # --- told -----------------------------------------------------------------------------------------------------

    def show_scenario(self, book: Book, scenario_id: int, request: Request) -> None:
        """The book that edits are built on, the active scenario, and what is shown of it, preview included."""
        self._book, self._scenario_id, self._request = book, scenario_id, request
        for row in self.rows.values():
            self._show_row(row)
        self.stated.show_scenario(book, scenario_id, request)
        self._show_changed()

    def show_outcome(self, outcome: Outcome) -> None:
        """The fleet's readings, through which two of the sliders are read."""
        self._outcome = outcome
        for row in self.rows.values():
            scale = scale_from(row.slider, outcome)
            if scale is not None and not row.is_moving:
                self._scales[row.slider.address] = scale
                row.limit(scale, highest_stated(row.slider, outcome.scenario.portfolio))
            if row.slider.reading != "plain":
                self._show_row(row)

    @property
    def request(self) -> Request:
        """What it shows. There is one once a file is open."""
        assert self._request is not None
        return self._request

    def flush(self) -> None:
        """Commit whatever is under the hand or typed."""
        for row in self.rows.values():
            row.flush()
        self.stated.flush()

    def edit_of(self, stated: Mapping[str, float]) -> Edit | None:
        """One edit that states several inputs at once; None where one of them was refused (said in its row)."""
        sliders = {slider.address: slider for slider in SLIDERS}
        edits = [self._stated_edit(sliders[address], self._rounded(sliders[address], value))
                 for address, value in stated.items()]  # fmt: skip
        taken = [edit for edit in edits if edit is not None]
        if len(taken) < len(edits):
            return None
        changes = [edit for edit in taken if edit.changes[0].before != edit.changes[0].after] or taken
        return joined(", ".join(edit.label for edit in changes), changes)

    def _rounded(self, slider: SliderInput, stated: float) -> float:
        """To the slider's step, as shown, and within what the portfolio allows."""
        scale = self._scales.get(slider.address) or Scale(slope=slider.per_unit)
        return scale.stated(round(scale.shown(stated) / slider.step) * slider.step)

    def _show_row(self, row: SliderRow) -> None:
        if self._request is None:
            return
        slider, scenario = row.slider, self._request.scenario
        scale = self._scales.get(slider.address) or scale_from(slider, None)
        stated = _stated(scenario, slider)
        origin = slider.origin if stated == _default(scenario, slider) else ""
        row.show_value(
            None if scale is None else scale.shown(stated),
            baseline=self._baseline_shown(slider),
            changed=stated != self._reference_value(slider),
            origin=origin or _origin(scenario, slider),
        )

    def _baseline_shown(self, slider: SliderInput) -> float | None:
        if self._request is None or self._request.baseline is None:
            return None
        if slider.reading == "plain":
            return Scale(slope=slider.per_unit).shown(_stated(self._request.baseline, slider))
        baseline = None if self._outcome is None else self._outcome.baseline
        reading = None if baseline is None else baseline.measures.get(slider.measure)
        return None if reading is None or isinstance(reading, Undefined) else reading * slider.per_unit

    def _reference_value(self, slider: SliderInput) -> float:
        """What a slider is reset to and compared with: the baseline's value, else the default."""
        assert self._request is not None
        if self._request.baseline is not None:
            return _stated(self._request.baseline, slider)
        return _default(self._request.scenario, slider)

    def _show_changed(self) -> None:
        if self._request is None:
            self.reset.hide()
            return
        scenario = self._request.scenario
        changed = sum(_stated(scenario, slider) != self._reference_value(slider) for slider in SLIDERS)
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
        edit = self._stated_edit(slider, self._reference_value(slider))
        if edit is not None and edit.changes[0].before != edit.changes[0].after:
            self.edit_proposed.emit(edit)

    def _on_reset_clicked(self) -> None:
        edits = [self._stated_edit(slider, self._reference_value(slider)) for slider in SLIDERS]
        changes = [edit for edit in edits if edit is not None and edit.changes[0].before != edit.changes[0].after]
        changes += self.stated.reset_edits()
        if changes:
            label = changes[0].label if len(changes) == 1 else f"Reset {len(changes)} assumptions"
            self.edit_proposed.emit(joined(label, changes))

    def _on_row_refused(self) -> None:
        self.refusals_changed.emit(self.stated.has_problem or any(row.problem for row in self.rows.values()))

    def _edit(self, slider: SliderInput, shown: float) -> Edit | None:
        scale = self._scales.get(slider.address) or scale_from(slider, None)
        if scale is None or self._request is None:
            return None
        highest = highest_stated(slider, self._request.scenario.portfolio)
        stated = scale.stated(shown)
        if stated > highest:
            if stated > highest * (1 + 1e-9):
                unit = f"{number(scale.shown(highest), slider.digits)} {slider.unit}"
                self.rows[slider.address].show_problem(f"Above {unit} a lot would run more than all hours.")
                return None
            stated = highest
        return self._stated_edit(slider, stated)

    def _stated_edit(self, slider: SliderInput, stated: float) -> Edit | None:
        """The edit that states a value, with a label in the words of the slider; None where it was refused."""
        if self._book is None or self._request is None:
            return None
        reference = self._request.scenario.reference
        try:
            edit = set_input(self._book, reference, self._scenario_id, slider.address, stated)
        except ReckonerError as error:
            self.rows[slider.address].show_problem(f"{error.message} {error.next}".strip())
            return None
        return replace(edit, label=self._label(slider, stated))

    def _label(self, slider: SliderInput, stated: float) -> str:
        assert self._book is not None
        assert self._request is not None
        scale = self._scales.get(slider.address) or Scale(slope=slider.per_unit)
        row = next(row for row in self._book.scenarios if row.id == self._scenario_id)
        before = float(getattr(stated_over_defaults(self._request.scenario.reference, row.stated), slider.address))
        texts = [number(scale.shown(value), slider.digits) for value in (before, stated)]
        return f"{slider.name} {texts[0]} → {texts[1]} {slider.unit}"


def _stated(scenario: Scenario, slider: SliderInput) -> float:
    return float(getattr(scenario.assumptions, slider.address))


def _default(scenario: Scenario, slider: SliderInput) -> float:
    return float(getattr(default_assumptions(scenario.reference), slider.address))


def _origin(scenario: Scenario, slider: SliderInput) -> str:
    source, as_of = provenance_of(scenario, slider.address)
    return f"{source.partition(',')[0]}, {as_of}" if as_of else source


assert all(slider.address in Assumptions.__dataclass_fields__ for slider in SLIDERS)
