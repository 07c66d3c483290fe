"""InputRow: what the rows of the assumptions panel share: dot and name, and the reason why a value cannot be used."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QLocale, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QEnterEvent, QPainter
from PySide6.QtWidgets import QWidget

from ui.theme import Theme
from ui.theme.tokens import WIDE

LINE_HEIGHT = 1.3
BOX_HEIGHT = 20
PROBLEM_LINES = 2


def is_wide(theme: Theme) -> bool:
    """Whether there is room for captions."""
    return theme.sizes.slider_row >= WIDE.slider_row


def panel_margin(theme: Theme) -> int:
    """Pixels left and right of what stands in the panel."""
    return 24 if is_wide(theme) else 16


class InputRow(QWidget):
    """One input with its name. A row says itself what it is edited with and how high it is."""

    refused = Signal(bool)  # whether something unusable stands in it
    looked_at = Signal(bool)  # whether the pointer is on it

    def __init__(self, theme: Theme, locale: QLocale, parent: QWidget | None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._locale = locale
        self._changed = False
        self._problem = ""
        self._origin = ""
        self._folded = False
        self._idle = False

    @property
    def is_idle(self) -> bool:
        """Whether the value has no effect now: such a row is not shown."""
        return self._idle

    def set_idle(self, idle: bool) -> None:
        """Whether the value has no effect now. What cannot be used is forgotten with the row."""
        if idle:
            self.leave_problem()
        self._idle = idle
        self.setHidden(self._idle or self._folded)

    def set_folded(self, folded: bool) -> None:
        """Whether its group is folded away."""
        self._folded = folded
        self.setHidden(self._idle or self._folded)

    @property
    def problem(self) -> str:
        """Why the text in the box cannot be used; empty when it can."""
        return self._problem

    def show_problem(self, reason: str) -> None:
        """Say in place why what was given cannot be used; empty once it can."""
        if reason == self._problem:
            return
        had, self._problem = bool(self._problem), reason
        self._mark_refused(bool(reason))
        self._fit()
        self.update()
        if had != bool(reason):
            self.refused.emit(bool(reason))

    def leave_problem(self) -> None:
        """Forget what cannot be used and show what the scenario holds."""
        if self._problem:
            self._on_box_abandoned()

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self.looked_at.emit(True)

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.looked_at.emit(False)

    # --- what each row says itself --------------------------------------------------------------------------------

    def _mark_refused(self, refused: bool) -> None:
        raise NotImplementedError

    def _fit(self) -> None:
        raise NotImplementedError

    def _on_box_abandoned(self) -> None:
        raise NotImplementedError

    # --- looks ----------------------------------------------------------------------------------------------------

    @property
    def _wide(self) -> bool:
        return is_wide(self._theme)

    @property
    def _caption_px(self) -> int:
        return round(self._theme.sizes.tick * LINE_HEIGHT)

    def _paint_name(self, painter: QPainter, name: str, room: QRectF) -> None:
        """The name, and before it the dot of what is changed."""
        palette = self._theme.palette
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._changed:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(palette.accent))
            painter.drawEllipse(QRectF(room.left() - 10, room.height() / 2 - 2, 4, 4))
        painter.setFont(self._theme.font(self._theme.sizes.subtitle, 500))
        painter.setPen(QColor(palette.text))
        painter.drawText(room, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, name)

    def _paint_problem(self, painter: QPainter, top: int) -> None:
        """The reason, in as many lines as `_fit` has made room for."""
        margin = panel_margin(self._theme)
        painter.setFont(self._theme.font(self._theme.sizes.tick))
        painter.setPen(QColor(self._theme.palette.bad_text))
        room = QRectF(margin, top, self._theme.sizes.panel - 2 * margin, self.height() - top)
        flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap
        painter.drawText(room, flags, self._problem)
