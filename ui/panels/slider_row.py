"""SliderRow: one input of the assumptions panel: dot, name, typed box, track, caption.

The row moves under the hand at once. It proposes numbers as shown and is told what the scenario holds; the panel
turns one into the other.
"""

from __future__ import annotations

from PySide6.QtCore import QLocale, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QFontMetricsF, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from planner.errors import InputRejected
from ui.form import box_text, typed_number
from ui.panels.slider_inputs import Scale, SliderInput
from ui.panels.track import HEIGHT as TRACK_HEIGHT
from ui.panels.track import Track
from ui.panels.value_box import ValueBox
from ui.theme import Theme
from ui.theme.tokens import WIDE

REST_MS = 400  # after this long without key or wheel a nudged value is committed
LINE_HEIGHT = 1.3
BOX_HEIGHT = 20
PROBLEM_LINES = 2


def is_wide(theme: Theme) -> bool:
    """Whether there is room for captions."""
    return theme.sizes.slider_row >= WIDE.slider_row


def panel_margin(theme: Theme) -> int:
    """Pixels left and right of what stands in the panel."""
    return 24 if is_wide(theme) else 16


class SliderRow(QWidget):
    """One slider with its box. `moved` while the value moves, `settled` once when the hand lets go."""

    grabbed = Signal()
    moved = Signal(float)  # as shown
    settled = Signal(float)  # as shown: one edit
    reset_wanted = Signal()
    refused = Signal(bool)  # whether something unusable stands in the box

    def __init__(self, slider: SliderInput, theme: Theme, locale: QLocale, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.slider = slider
        self._locale = locale
        self._theme = theme
        self._value: float | None = None
        self._moving: float | None = None
        self._changed = False
        self._problem = ""
        self._origin = ""
        self._plan = ""
        self.box = ValueBox(theme, slider.unit, self)
        self.track = Track(theme, self)
        self._limit_high(slider.high)
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

    def show_value(self, value: float | None, *, baseline: float | None, changed: bool, origin: str) -> None:
        """What the scenario holds, all as shown. A row under the hand keeps its own value."""
        self._value = value
        plan = "" if baseline is None else box_text(baseline, self.slider.digits, self._locale)
        plan = "" if not plan or (value is not None and plan == self._text_of(value)) else f"plan {plan}"
        if (changed, origin, plan) != (self._changed, self._origin, self._plan):
            self._changed, self._origin, self._plan = changed, origin, plan
            self.box.setToolTip(origin)
            self.update()
        self.setEnabled(value is not None)
        if self._moving is not None:
            self.track.show_values(self._moving, baseline)
            return
        self.track.show_values(value, baseline)
        if not self._problem:
            self.box.show_text("" if value is None else self._text_of(value))

    def show_problem(self, reason: str) -> None:
        """Say in place why what was given cannot be used; empty once it can."""
        if reason == self._problem:
            return
        had = bool(self._problem)
        self._problem = reason
        self.box.set_invalid(bool(reason))
        self.track.set_stale(bool(reason))
        self._fit()
        self.update()
        if had != bool(reason):
            self.refused.emit(bool(reason))

    @property
    def problem(self) -> str:
        """Why the text in the box cannot be used; empty when it can."""
        return self._problem

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

    def limit(self, scale: Scale, highest_stated: float) -> None:
        """Keep the track below what the portfolio allows."""
        self._limit_high(min(self.slider.high, scale.shown(highest_stated)))

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
        self._move(min(max(target, min(slider.low, start)), max(self._high, start)))
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
        if self._value is not None and written == self._text_of(self._value):
            self.show_problem("")
            return
        try:
            value = typed_number(written, self._locale, unit=self.slider.unit)
        except InputRejected as rejected:
            self.show_problem(f"{rejected.message} {rejected.next}")
            return
        self.show_problem("")
        self.settled.emit(value)

    def _on_box_key_offered(self, event: QKeyEvent) -> None:
        if self.track.handle_key(event, in_box=True):
            event.accept()

    def _on_box_abandoned(self) -> None:
        self.show_problem("")
        self.box.show_text("" if self._value is None else self._text_of(self._value))

    # --- looks ----------------------------------------------------------------------------------------------------

    def _limit_high(self, high: float) -> None:
        slider = self.slider
        self._high = high
        self.track.set_range(slider.low, high, slider.step, slider.arrow, slider.page)

    def _text_of(self, value: float) -> str:
        return box_text(value, self.slider.digits, self._locale)

    @property
    def _wide(self) -> bool:
        return is_wide(self._theme)

    @property
    def _caption_px(self) -> int:
        return round(self._theme.sizes.tick * LINE_HEIGHT)

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
        self.box.setGeometry(self.width() - padding - width, 0, width, BOX_HEIGHT)
        self.track.setGeometry(padding - 2, BOX_HEIGHT, self.width() - 2 * padding + 4, TRACK_HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        palette, sizes = self._theme.palette, self._theme.sizes
        padding = panel_margin(self._theme)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._changed:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(palette.accent))
            painter.drawEllipse(QRectF(padding - 10, BOX_HEIGHT / 2 - 2, 4, 4))
        painter.setFont(self._theme.font(sizes.subtitle, 500))
        painter.setPen(QColor(palette.text))
        name_room = QRectF(padding, 0, self.box.x() - padding - 4, BOX_HEIGHT)
        painter.drawText(name_room, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, self.slider.name)
        self._paint_caption(painter, padding)

    def _paint_caption(self, painter: QPainter, padding: int) -> None:
        palette, sizes = self._theme.palette, self._theme.sizes
        if not self._problem and not self._wide:
            return
        font = self._theme.font(sizes.tick)
        painter.setFont(font)
        top = BOX_HEIGHT + TRACK_HEIGHT - 1
        room = QRectF(padding, top, self.width() - 2 * padding, self.height() - top)
        left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop
        if self._problem:
            painter.setPen(QColor(palette.bad_text))
            painter.drawText(room, left | Qt.TextFlag.TextWordWrap, self._problem)
            return
        painter.setPen(QColor(palette.text3))
        metrics = QFontMetricsF(font)
        taken = metrics.horizontalAdvance(self._plan) + 12 if self._plan else 0.0
        origin = metrics.elidedText(self._origin, Qt.TextElideMode.ElideRight, room.width() - taken)
        painter.drawText(room, left, origin)
        painter.setPen(QColor(palette.text2))
        painter.drawText(room, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop, self._plan)
