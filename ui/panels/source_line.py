"""SourceLine: the foot of the assumptions panel: where the input under the pointer or with the focus comes from."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from ui.panels.slider_row import is_wide, panel_margin
from ui.theme import Theme

HEIGHT = {True: 20, False: 15}  # where there is room for captions, and where not


class SourceLine(QWidget):
    """One line; longer words end in an ellipsis and stand whole in the tooltip."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._words = ""
        self.setFixedHeight(HEIGHT[is_wide(theme)])

    @property
    def text(self) -> str:
        """What it says."""
        return self._words

    def set_theme(self, theme: Theme) -> None:
        """Take type, colours and measures from this theme."""
        self._theme = theme
        self.setFixedHeight(HEIGHT[is_wide(theme)])
        self.update()

    def show_source(self, name: str, source: str) -> None:
        """An input and its source; both empty for none."""
        words = f"{name}: {source}" if name and source else ""
        if words != self._words:
            self._words = words
            self.setToolTip(words)
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        margin = panel_margin(self._theme)
        font = self._theme.font(self._theme.sizes.tick)
        painter = QPainter(self)
        painter.setFont(font)
        painter.setPen(QColor(self._theme.palette.text2))
        room = self.rect().adjusted(margin, 0, -margin, -2)
        words = QFontMetricsF(font).elidedText(self._words, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, words)
