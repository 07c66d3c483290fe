"""StatedRow: an assumption without a slider: its name, a box or a list, and its origin as a tooltip."""

from __future__ import annotations

import math
from dataclasses import dataclass

from PySide6.QtCore import QLocale, QRectF, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from planner.assumptions import Assumptions
from planner.errors import InputRejected
from planner.quantities import Quantity, Value, quantities_of
from ui.form import cell_text, typed_number
from ui.panels.input_row import BOX_HEIGHT, PROBLEM_LINES, InputRow, is_wide, panel_margin
from ui.panels.list_box import ListBox
from ui.panels.value_box import ValueBox
from ui.theme import Theme

CHOICE_HEIGHT = {True: 26, False: 22}  # where there is room for captions, and where not


@dataclass(frozen=True, slots=True, kw_only=True)
class StatedInput:
    """One input that is typed. Numbers are shown as stated × `per_unit`."""

    address: str
    name: str
    unit: str = ""
    per_unit: float = 1.0
    digits: int = 0  # after the decimal mark, at most
    example: str = ""
    group: str = ""  # of the sliders it stands among; empty: below them all

    @property
    def declared(self) -> Quantity:
        """What the input is declared as."""
        return quantities_of(Assumptions)[self.address]

    def text(self, value: Value, locale: QLocale) -> str:
        """The value as people read it."""
        if isinstance(value, str):
            return value
        return cell_text(round(float(value) * self.per_unit, self.digits), locale)

    def shows_alike(self, one: Value, other: Value, locale: QLocale) -> bool:
        """Whether the first, as typed, is the second as it is shown: the same digits and no more of them."""
        if self.declared.kind != "number":
            return one == other
        typed = float(one) * self.per_unit
        whole = math.isclose(typed, round(typed, self.digits), rel_tol=1e-12, abs_tol=1e-12)
        return whole and self.text(one, locale) == self.text(other, locale)

    def stated(self, written: str, locale: QLocale) -> Value:
        """What was written, as the scenario holds it. Raises `InputRejected`."""
        if self.declared.kind not in ("number", "integer"):
            return written.strip()
        value = typed_number(written, locale, unit=self.unit) / self.per_unit
        return int(value) if self.declared.kind == "integer" and value.is_integer() else value


STATED: tuple[StatedInput, ...] = (
    StatedInput(address="difficulty", name="Network difficulty", unit="T", per_unit=1e-12, digits=4),
    StatedInput(address="tip_height", name="Chain tip, height", unit="blocks"),
    StatedInput(address="tip_time", name="Chain tip, UTC"),
    StatedInput(
        address="btc_price_drift_frac_per_year", name="BTC price drift", unit="% a year", per_unit=100, digits=2
    ),
    StatedInput(address="network_mode", name="Network follows", group="Network"),
    StatedInput(address="network_path", name="Network path", unit="EH/s", example="2028-06=1000", group="Network"),
    StatedInput(address="network_power_price_usd_per_mwh", name="Others' power", unit="USD/MWh", digits=1),
    StatedInput(address="network_power_sigma", name="Others' spread", digits=2),
    StatedInput(address="network_machine_usd_per_th", name="Machine price", unit="USD/TH", digits=1),
    StatedInput(
        address="network_switch_off_frac_per_month",
        name="Switching off",
        unit="% of the gap a month",
        per_unit=100,
        digits=0,
    ),
    StatedInput(
        address="network_switch_on_frac_per_month",
        name="Switching on",
        unit="% of the gap a month",
        per_unit=100,
        digits=0,
    ),
)


class StatedRow(InputRow):
    """One of them. `settled` says what was stated, once, when the hand lets go."""

    settled = Signal(object)  # Value

    def __init__(self, stated: StatedInput, theme: Theme, locale: QLocale, parent: QWidget | None = None) -> None:
        super().__init__(theme, locale, parent)
        self.stated = stated
        self._value: Value | None = None
        self.box: ValueBox | None = None
        self.choice: ListBox | None = None
        if stated.declared.choices:
            self.choice = ListBox(theme, self)
            self.choice.addItems(list(stated.declared.choices))
            self.choice.activated.connect(self._on_choice_activated)
        else:
            self.box = ValueBox(theme, stated.unit, self)
            self.box.setPlaceholderText(stated.example)
            self.box.typed.connect(self._on_box_typed)
            self.box.abandoned.connect(self._on_box_abandoned)
        self.editor.setAccessibleName(stated.name)
        self._fit()

    @property
    def editor(self) -> QWidget:
        """The box or the list."""
        found = self.box or self.choice
        assert found is not None
        return found

    @property
    def provenance(self) -> str:
        """Where its value comes from."""
        return self._origin

    def set_theme(self, theme: Theme) -> None:
        """Take type, colours and measures from this theme."""
        self._theme = theme
        if self.box is not None:
            self.box.set_theme(theme)
        if self.choice is not None:
            self.choice.set_theme(theme)
        self._fit()
        self.update()

    def show_value(self, value: Value, *, changed: bool, origin: str) -> None:
        """What the scenario holds."""
        hint = self.stated.declared.hint
        self._origin = origin
        self.setToolTip(f"{origin}. {hint}" if hint else origin)
        if changed != self._changed:
            self._changed = changed
            self.update()
        self._value = value
        if self._problem:
            return
        if self.choice is not None:
            self.choice.setCurrentText(str(value))
        elif self.box is not None:
            self.box.show_text(self.stated.text(value, self._locale))
            if not self.box.hasFocus():
                self.box.setCursorPosition(0)

    def flush(self) -> None:
        """State what stands typed in the box."""
        if self.box is not None and self.box.isModified():
            self._on_box_typed(self.box.text())

    def _on_choice_activated(self, place: int) -> None:
        assert self.choice is not None
        self.show_problem("")
        if self.choice.itemText(place) != self._value:
            self.settled.emit(self.choice.itemText(place))

    def _on_box_typed(self, written: str) -> None:
        assert self.box is not None
        if not self.box.isModified():
            return
        self.box.setModified(False)
        self.show_problem("")
        if self._value is not None and written == self.stated.text(self._value, self._locale):
            return
        try:
            value = self.stated.stated(written, self._locale)
        except InputRejected as rejected:
            self.show_problem(f"{rejected.message} {rejected.next}")
            return
        self.settled.emit(value)

    def _on_box_abandoned(self) -> None:
        assert self.box is not None
        self.box.setModified(False)
        self.show_problem("")
        if self._value is not None:
            self.box.show_text(self.stated.text(self._value, self._locale))

    # --- looks ----------------------------------------------------------------------------------------------------

    def _mark_refused(self, refused: bool) -> None:
        if self.box is not None:
            self.box.set_invalid(refused)

    @property
    def _editor_height(self) -> int:
        return BOX_HEIGHT if self.choice is None else CHOICE_HEIGHT[is_wide(self._theme)]

    def _fit(self) -> None:
        problem = PROBLEM_LINES * self._caption_px if self._problem else 0
        self.setFixedHeight(self._editor_height + problem + (12 if is_wide(self._theme) else 7))
        self._place()

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._place()

    def _place(self) -> None:
        width = 184 if is_wide(self._theme) else 154
        right = self._theme.sizes.panel - panel_margin(self._theme)  # a scroll bar stays in the margin
        self.editor.setGeometry(right - width, 0, width, self._editor_height)

    def paintEvent(self, event: QPaintEvent) -> None:
        margin = panel_margin(self._theme)
        painter = QPainter(self)
        room = QRectF(margin, 0, self.editor.x() - margin - 4, self._editor_height)
        self._paint_name(painter, self.stated.name, room)
        if self._problem:
            self._paint_problem(painter, BOX_HEIGHT + 3)
