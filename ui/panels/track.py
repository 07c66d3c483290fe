"""Track: the painted slider itself. It moves under the hand and says so; it never waits for a result."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget

from ui.theme import Theme

THUMB_RADIUS = 6.5
RING_RADIUS = 4.5
TRACK_WIDTH = 2.0
HEIGHT = 18
SNAP_PX = 4.0
WHEEL_NOTCH = 120


class Track(QWidget):
    """A thumb on a line, with the baseline's ring. All values are as shown."""

    pressed = Signal()
    moved = Signal(float)
    released = Signal()
    nudged = Signal(float, bool)  # by how much, as shown; whether the target is absolute (Home and End)
    confirmed = Signal()
    reset_wanted = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._low, self._high = 0.0, 1.0
        self._step, self._arrow, self._page = 0.01, 0.05, 0.2
        self._value: float | None = None
        self._baseline: float | None = None
        self._grab: float | None = None  # pixels between the pointer and the thumb while it is held
        self._stale = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setFixedHeight(HEIGHT)
        self.setMouseTracking(False)

    def set_theme(self, theme: Theme) -> None:
        """Paint in this theme from now on."""
        self._theme = theme
        self.update()

    def set_range(self, low: float, high: float, step: float, arrow: float, page: float) -> None:
        """The ends of the line, what a drag rounds to, and the two sizes of step."""
        now = (low, high, step, arrow, page)
        if now != (self._low, self._high, self._step, self._arrow, self._page):
            self._low, self._high, self._step, self._arrow, self._page = now
            self.update()

    def show_values(self, value: float | None, baseline: float | None) -> None:
        """Where thumb and ring stand; None for none."""
        if (value, baseline) != (self._value, self._baseline):
            self._value, self._baseline = value, baseline
            self.update()

    def set_stale(self, stale: bool) -> None:
        """Whether the value is the last good one while something unusable stands in the box."""
        if stale != self._stale:
            self._stale = stale
            self.update()

    @property
    def is_held(self) -> bool:
        """Whether the thumb is under the mouse."""
        return self._grab is not None

    @property
    def baseline(self) -> float | None:
        """Where the ring stands."""
        return self._baseline

    @property
    def beyond(self) -> int:
        """1 where the value lies past the right end, −1 past the left, else 0."""
        if self._value is None:
            return 0
        slack = self._step / 2
        return int(self._value > self._high + slack) - int(self._value < self._low - slack)

    def x_of(self, value: float) -> float:
        """Pixel of a value, kept on the line."""
        share = (value - self._low) / (self._high - self._low)
        return self._left + min(max(share, 0.0), 1.0) * (self._right - self._left)

    def value_at(self, x: float) -> float:
        """Value of a pixel, rounded to the step and kept on the line."""
        share = min(max((x - self._left) / max(self._right - self._left, 1.0), 0.0), 1.0)
        value = self._low + share * (self._high - self._low)
        return min(max(round(value / self._step) * self._step, self._low), self._high)

    @property
    def _left(self) -> float:
        return THUMB_RADIUS

    @property
    def _right(self) -> float:
        return self.width() - THUMB_RADIUS

    def paintEvent(self, event: QPaintEvent) -> None:
        palette = self._theme.palette
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        middle = self.height() / 2
        line = QColor(palette.total if self.isEnabled() else palette.rest)
        painter.setPen(QPen(line, TRACK_WIDTH, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        painter.drawLine(QPointF(1, middle), QPointF(self.width() - 1, middle))
        if self._value is None:
            return
        accent = QColor(palette.total if self._stale or not self.isEnabled() else palette.accent)
        surface = QColor(palette.surface)
        x = self.x_of(self._value)
        if self._baseline is not None:
            ring = self.x_of(self._baseline)
            painter.setPen(QPen(accent, TRACK_WIDTH))
            painter.drawLine(QPointF(x, middle), QPointF(ring, middle))
            painter.setPen(QPen(QColor(palette.baseline), 1.25))
            painter.setBrush(surface)
            painter.drawEllipse(QPointF(ring, middle), RING_RADIUS, RING_RADIUS)
        if self.hasFocus():
            halo = QColor(palette.accent)
            halo.setAlphaF(0.22)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(halo)
            painter.drawEllipse(QPointF(x, middle), THUMB_RADIUS + 2.5, THUMB_RADIUS + 2.5)
        painter.setPen(QPen(surface, 1.5))
        painter.setBrush(accent)
        if beyond := self.beyond:
            # An arrow in place of the thumb: the value lies past this end.
            foot, tip = x - beyond * THUMB_RADIUS, x + beyond * THUMB_RADIUS
            painter.drawPolygon(QPolygonF([
                QPointF(foot, middle - THUMB_RADIUS), QPointF(tip, middle), QPointF(foot, middle + THUMB_RADIUS),
            ]))  # fmt: skip
            return
        painter.drawEllipse(QRectF(x - THUMB_RADIUS, middle - THUMB_RADIUS, 2 * THUMB_RADIUS, 2 * THUMB_RADIUS))

    # --- mouse ----------------------------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton or self._value is None:
            return
        offset = event.position().x() - self.x_of(self._value)
        on_thumb = abs(offset) <= THUMB_RADIUS + 2
        self._grab = offset if on_thumb else 0.0
        self.pressed.emit()
        if not on_thumb:
            self._move_to(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._grab is not None:
            self._move_to(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self._grab is not None:
            self._grab = None
            self.released.emit()

    def _move_to(self, event: QMouseEvent) -> None:
        x = event.position().x() - (self._grab or 0.0)
        value = self.value_at(x)
        free = event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier)
        if self._baseline is not None and not free and abs(self.x_of(self._baseline) - x) <= SNAP_PX:
            value = self._baseline
        if value != self._value:
            self._value = value
            self.update()
            self.moved.emit(value)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if not self.hasFocus() or self._value is None:  # the panel scrolls
            event.ignore()
            return
        self.nudged.emit(self._arrow * event.angleDelta().y() / WHEEL_NOTCH, False)

    # --- keyboard -------------------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self.handle_key(event):
            super().keyPressEvent(event)

    def handle_key(self, event: QKeyEvent, *, in_box: bool = False) -> bool:
        """Do what a key means for this slider; false when it means nothing. The box passes on some of its keys."""
        by = {
            Qt.Key.Key_Up: self._arrow,
            Qt.Key.Key_Down: -self._arrow,
            Qt.Key.Key_PageUp: self._page,
            Qt.Key.Key_PageDown: -self._page,
        }
        if not in_box:
            by |= {Qt.Key.Key_Right: self._arrow, Qt.Key.Key_Left: -self._arrow}
        key = Qt.Key(event.key())
        if key == Qt.Key.Key_0 and event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self.reset_wanted.emit()
        elif key in by:
            self.nudged.emit(by[key], False)
        elif not in_box and key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self.nudged.emit(self._low if key == Qt.Key.Key_Home else self._high, True)
        elif not in_box and key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.confirmed.emit()
        else:
            return False
        return True

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()
        self.confirmed.emit()
