"""GroupHeader: the name of a group of inputs, which folds them away."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPolygonF
from PySide6.QtWidgets import QAbstractButton, QWidget

from ui.panels.input_row import panel_margin
from ui.theme import Theme
from ui.theme.tokens import WIDE


class GroupHeader(QAbstractButton):
    """The name of a group with a hairline above; a click folds its rows away."""

    folded = Signal(bool)

    def __init__(self, name: str, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setText(name)
        self.setCheckable(True)
        self.setAccessibleName(f"{name}: show or hide the inputs")
        self.toggled.connect(self.folded)
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        """Take type, colours and measures from this theme."""
        self._theme = theme
        self.setFixedHeight(30 if theme.sizes.slider_row >= WIDE.slider_row else 23)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        palette, sizes = self._theme.palette, self._theme.sizes
        padding = panel_margin(self._theme)
        painter = QPainter(self)
        painter.setPen(QColor(palette.line))
        painter.drawLine(padding, 2, self.width() - padding, 2)
        painter.setFont(self._theme.font(sizes.subtitle, 500))
        painter.setPen(QColor(palette.accent_text if self.hasFocus() else palette.text2))
        room = QRectF(padding, 4, self.width() - 2 * padding, self.height() - 5)
        painter.drawText(room, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, self.text())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(palette.text3))
        x, y, half = self.width() - padding - 5.0, room.center().y(), 3.5
        if self.isChecked():
            mark = [QPointF(x - 2.5, y - half), QPointF(x + 2.5, y), QPointF(x - 2.5, y + half)]
        else:
            mark = [QPointF(x - half, y - 2.5), QPointF(x + half, y - 2.5), QPointF(x, y + 2.5)]
        painter.drawPolygon(QPolygonF(mark))
