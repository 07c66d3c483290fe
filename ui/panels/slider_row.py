"""SliderRow: one input of the assumptions panel: dot, name, typed box, track, caption.

The row moves under the hand at once. It proposes numbers as shown and is told what the scenario holds; the panel
turns one into the other.
"""

from __future__ import annotations

import math

from PySide6.QtCore import QLocale, QRect, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QFontMetricsF, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from planner.errors import InputRejected
from ui.form import box_text, typed_number
from ui.panels.input_row import BOX_HEIGHT, PROBLEM_LINES, InputRow, panel_margin
from ui.panels.slider_inputs import Scale, SliderInput, is_shown_as, range_with
from ui.panels.track import HEIGHT as TRACK_HEIGHT
from ui.panels.track import Track
from ui.panels.value_box import ValueBox
from ui.theme import Theme, advance_px

REST_MS = 400  # after this long without key or wheel a nudged value is committed
NOTE_PX = 9.0  # beside the name, where there is no room for captions


class SliderRow(InputRow):
    """One slider with its box. `moved` while the value moves, `settled` once when the hand lets go."""

    grabbed = Signal()
    moved = Signal(float)  # as shown
    settled = Signal(float)  # as shown: one edit
    reset_wanted = Signal()

    def __init__(self, slider: SliderInput, theme: Theme, locale: QLocale, parent: QWidget | None = None) -> None:
        super().__init__(theme, locale, parent)
        self.slider = slider
        self._value: float | None = None
        self._moving: float | None = None
        self._note = ""
        self._plan = ""
        self.box = ValueBox(theme, slider.unit, self)
        self.track = Track(theme, self)
        self._typed: float | None = None  # the newest typed value, which may lie beyond the track's usual ends
        self._highest = math.inf  # what the portfolio allows
        self._fit_range()
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(REST_MS)
        self._rest.timeout.connect(self.flush)
        self.track.pressed.connect(self._on_track_pressed)
        self.track.moved.connect(self._on_track_moved)
        self.track.released.connect(self.flush)
        self.track.confirmed.connect(self.flush)
        self.track.nudged.connect(self._on_track_nudged)
        self.track.reset_wanted.connect(self.reset_wanted)
        self.box.typed.connect(self._on_box_typed)
        self.box.abandoned.connect(self._on_box_abandoned)
        self.box.key_offered.connect(self._on_box_key_offered)
        for widget, what in ((self.box, "value"), (self.track, "slider")):
            widget.setAccessibleName(f"{slider.name}, {what}")
            widget.setAccessibleDescription(f"in {slider.unit}")
        self._fit()

    # --- told -----------------------------------------------------------------------------------------------------

    def set_theme(self, theme: Theme) -> None:
        """Take type, colours and measures from this theme."""
        self._theme = theme
        self.box.set_theme(theme)
        self.track.set_theme(theme)
        self._fit()
        self.update()

    def show_value(
        self, value: float | None, *, baseline: float | None, changed: bool, origin: str, note: str = ""
    ) -> None:
        """What the scenario holds, all as shown. A row under the hand keeps its own value.

        `origin` is its source, `note` a word about it.
        """
        self._value = value
        self._fit_range()
        plan = "" if baseline is None else box_text(baseline, self.slider.digits, self._locale)
        plan = "" if not plan or (value is not None and plan == self._text_of(value)) else f"plan {plan}"
        if (changed, origin, plan) != (self._changed, self._origin, self._plan):
            self._changed, self._origin, self._plan = changed, origin, plan
            self.update()
        if note != self._note:
            self._note = note
            self.update()
        self.setToolTip(self.provenance)
        self.setEnabled(value is not None)
        if self._moving is not None:
            self.track.show_values(self._moving, baseline)
            return
        self.track.show_values(value, baseline)
        if not self._problem:
            self.box.show_text("" if value is None else self._text_of(value))

    @property
    def provenance(self) -> str:
        """Where its value comes from, in a sentence without its name."""
        return " · ".join(filter(None, (self._note, self._origin)))

    @property
    def value(self) -> float | None:
        """What the scenario holds, as shown; None where it cannot be told."""
        return self._value

    @property
    def is_changed(self) -> bool:
        """Whether the dot stands before its name."""
        return self._changed

    @property
    def is_moving(self) -> bool:
        """Whether a value is under the hand that has not been committed."""
        return self._moving is not None

    def set_slider(self, slider: SliderInput) -> None:
        """The same input, read and typed in another unit."""
        self.flush()
        self.slider = slider
        self.box.set_unit(slider.unit)
        self._typed, self._highest = None, math.inf
        self._fit_range()
        for widget in (self.box, self.track):
            widget.setAccessibleDescription(f"in {slider.unit}")

    def limit(self, scale: Scale, highest_stated: float) -> None:
        """Keep the track below what the portfolio allows."""
        self._highest = scale.shown(highest_stated)
        self._fit_range()

    def flush(self) -> None:
        """Commit what is under the hand, or what stands typed in the box."""
        self._rest.stop()
        moving, self._moving = self._moving, None
        if moving is not None:
            self.settled.emit(moving)
        elif self.box.isModified():
            self._on_box_typed(self.box.text())

    # --- the hand -------------------------------------------------------------------------------------------------

    def _on_track_pressed(self) -> None:
        self.flush()
        self.show_problem("")
        self.track.setFocus(Qt.FocusReason.MouseFocusReason)
        self.grabbed.emit()

    def _on_track_moved(self, value: float) -> None:
        self._move(value)

    def _on_track_nudged(self, amount: float, absolute: bool) -> None:
        start = self._moving if self._moving is not None else self._value
        if start is None:
            return
        self.show_problem("")
        slider = self.slider
        target = amount if absolute else round((start + amount) / slider.step) * slider.step
        self._move(min(max(target, min(self._low, start)), max(self._high, start)))
        self._rest.start()

    def _move(self, value: float) -> None:
        self._moving = value
        self.track.show_values(value, self.track.baseline)
        self.box.setModified(False)
        self.box.show_text(self._text_of(value))
        self.moved.emit(value)

    def _on_box_typed(self, written: str) -> None:
        if not self.box.isModified():
            self.flush()
            return
        self.box.setModified(False)
        try:
            value = typed_number(written, self._locale, unit=self.slider.unit)
        except InputRejected as rejected:
            self.show_problem(f"{rejected.message} {rejected.next}")
            return
        self.show_problem("")
        if self._value is not None and is_shown_as(value, self._value, self.slider.digits):
            self.box.show_text(self._text_of(self._value))
            return
        self._typed = value
        self.settled.emit(value)

    def _on_box_key_offered(self, event: QKeyEvent) -> None:
        if self.track.handle_key(event, in_box=True):
            event.accept()

    def _on_box_abandoned(self) -> None:
        self.box.setModified(False)
        self.show_problem("")
        self.box.show_text("" if self._value is None else self._text_of(self._value))

    # --- looks ----------------------------------------------------------------------------------------------------

    def _fit_range(self) -> None:
        """The track's usual ends, or as far as a typed value that still stands beyond them."""
        slider = self.slider
        if self._moving is None:
            typed = None if self._typed is None else self._value
            self._ends = (slider.low, slider.high) if typed is None else range_with(slider, typed)
        self._low, self._high = self._ends[0], min(self._ends[1], self._highest)
        self.track.set_range(self._low, self._high, slider.step, slider.arrow, slider.page)

    def _text_of(self, value: float) -> str:
        return box_text(value, self.slider.digits, self._locale)

    def _mark_refused(self, refused: bool) -> None:
        self.box.set_invalid(refused)
        self.track.set_stale(refused)

    def _fit(self) -> None:
        """Height: the box, the track, a caption where there is room for it, the problem where there is one."""
        caption = PROBLEM_LINES * self._caption_px if self._problem else self._caption_px if self._wide else 0
        rest = 8 if self._wide else 4
        self.setFixedHeight(BOX_HEIGHT + TRACK_HEIGHT + caption + rest)
        self._place()

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._place()

    def _place(self) -> None:
        padding = panel_margin(self._theme)
        width = 128 if self._wide else 108
        whole = self._theme.sizes.panel  # also where a scroll bar narrows the row: it stays in the margin
        self.box.setGeometry(whole - padding - width, 0, width, BOX_HEIGHT)
        self.track.setGeometry(padding - 2, BOX_HEIGHT, whole - 2 * padding + 4, TRACK_HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        padding = panel_margin(self._theme)
        painter = QPainter(self)
        name_room = QRectF(padding, 0, self.box.x() - padding - 4, BOX_HEIGHT)
        if event.region().intersects(QRect(0, 0, self.box.x() - 4, BOX_HEIGHT)):  # in motion only box and track
            self._paint_name(painter, self.slider.name, name_room)
            self._paint_note(painter, name_room)
        self._paint_caption(painter, padding)

    def _paint_note(self, painter: QPainter, room: QRectF) -> None:
        """A word about the value between name and box, where captions have no room and it has."""
        note = self._note or ("assumption" if self._origin == "assumption" else "")
        taken = advance_px(self.slider.name, self._theme.sizes.subtitle, 500) + 6
        if taken + advance_px(note, NOTE_PX) > room.width():
            note = note.partition(":")[0]
        if self._wide or not note or taken + advance_px(note, NOTE_PX) > room.width():
            return
        painter.setFont(self._theme.font(NOTE_PX))
        painter.setPen(QColor(self._theme.palette.text3))
        painter.drawText(
            room.adjusted(taken, 1, 0, 1), Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, note
        )

    def _paint_caption(self, painter: QPainter, padding: int) -> None:
        palette, sizes = self._theme.palette, self._theme.sizes
        top = BOX_HEIGHT + TRACK_HEIGHT - 1
        if self._problem:
            self._paint_problem(painter, top)
            return
        if not self._wide:
            return
        font = self._theme.font(sizes.tick)
        painter.setFont(font)
        room = QRectF(padding, top, sizes.panel - 2 * padding, self.height() - top)
        left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop
        painter.setPen(QColor(palette.text3))
        metrics = QFontMetricsF(font)
        taken = metrics.horizontalAdvance(self._plan) + 12 if self._plan else 0.0
        words = self.provenance
        origin = metrics.elidedText(words, Qt.TextElideMode.ElideRight, room.width() - taken)
        painter.drawText(room, left, origin)
        painter.setPen(QColor(palette.text2))
        painter.drawText(room, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop, self._plan)
