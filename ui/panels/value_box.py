"""ValueBox: the typed box beside a slider, its unit small and grey inside it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRect, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QFontMetricsF, QKeyEvent, QKeySequence, QPainter, QPaintEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from ui.theme import Theme

UNIT_GAP = 4
UNIT_MARGIN = 7


class ValueBox(QLineEdit):
    """A line edit for one number. What it holds is the row's business; it only says when the hand lets go."""

    typed = Signal(str)  # Enter, or focus leaves, after something was written
    abandoned = Signal()  # Escape
    key_offered = Signal(object)  # QKeyEvent the slider may want: accepted when it did

    def __init__(self, theme: Theme, unit: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._unit = unit
        self._invalid = False
        self.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        """Take type and colours from this theme."""
        self._theme = theme
        self._unit_font = theme.font(theme.sizes.tick)
        value_font = theme.font(theme.sizes.slider_value, 600)
        self.setStyleSheet(
            f"QLineEdit {{ font-size: {value_font.pixelSize()}px; font-weight: 600; padding: 0 0 0 3px; }}"
            'QLineEdit:focus, QLineEdit[invalid="true"] { padding: 0 0 0 2px; }'
        )
        self.setFont(value_font)
        self._unit_width = round(QFontMetricsF(self._unit_font).horizontalAdvance(self._unit))
        self._keep_room()

    def _keep_room(self) -> None:
        room = self._unit_width + UNIT_GAP + UNIT_MARGIN - 2 if self._unit else 2
        self.setTextMargins(0, 0, room, 0)

    def set_unit(self, unit: str) -> None:
        """Another unit for what is typed."""
        self._unit = unit
        self.set_theme(self._theme)

    def set_invalid(self, invalid: bool) -> None:
        """Whether the text cannot be used: a vermilion outline."""
        if invalid != self._invalid:
            self._invalid = invalid
            self.setProperty("invalid", "true" if invalid else "false")
            self.style().unpolish(self)
            self.style().polish(self)
            self._keep_room()

    def show_text(self, text: str) -> None:
        """What the scenario holds; not while the user is writing."""
        if self.isModified() and self.hasFocus():
            return
        if text != self.text():
            self.setText(text)
        self.setModified(False)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setFont(self._unit_font)
        painter.setPen(QColor(self._theme.palette.text3))
        room = QRect(0, 0, self.width() - UNIT_MARGIN, self.height())
        painter.drawText(room, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, self._unit)

    def event(self, event: QEvent) -> bool:
        # Ctrl+Z belongs to the window's undo unless there is typing to take back.
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and not self.isModified():
            undo, redo = QKeySequence.StandardKey.Undo, QKeySequence.StandardKey.Redo
            if event.matches(undo) or event.matches(redo):
                event.ignore()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.typed.emit(self.text())
            self.selectAll()
        elif event.key() == Qt.Key.Key_Escape and (self.isModified() or self._invalid):
            self.setModified(False)
            self.abandoned.emit()
            self.selectAll()
        else:
            event.ignore()
            self.key_offered.emit(event)
            if not event.isAccepted():
                super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason):
            self.selectAll()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        if self.isModified():
            self.typed.emit(self.text())
        super().focusOutEvent(event)
