"""SourceLine: the foot of the assumptions panel: where the input under the pointer or with the focus comes from."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QWidget

from ui.panels.input_row import is_wide, panel_margin
from ui.panels.slider_row import SliderRow
from ui.panels.stated_row import StatedRow
from ui.theme import Theme

HEIGHT = {True: 20, False: 15}  # where there is room for captions, and where not


class SourceLine(QWidget):
    """One line; longer words end in an ellipsis and stand whole in the tooltip."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._words = ""
        self._names: dict[SliderRow | StatedRow, str] = {}
        self._looked_at: SliderRow | StatedRow | None = None
        self._focused: SliderRow | StatedRow | None = None
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

    def follow(self, rows: Mapping[str, SliderRow | StatedRow], application: QApplication) -> None:
        """Tell of these rows by name: of the one under the pointer, else of the one with the focus."""
        for name, row in rows.items():
            self._names[row] = name
            row.looked_at.connect(partial(self._on_row_looked_at, row))
        application.focusChanged.connect(self._on_focus_changed)

    def _on_row_looked_at(self, row: SliderRow | StatedRow, looked: bool) -> None:
        self._looked_at = row if looked else None
        self.tell()

    def _on_focus_changed(self, before: QWidget | None, now: QWidget | None) -> None:
        row = None if now is None else now.parentWidget()
        self._focused = row if isinstance(row, SliderRow | StatedRow) and row in self._names else None
        self.tell()

    def tell(self) -> None:
        """Say what is so now."""
        row = self._looked_at or self._focused
        words = f"{self._names[row]}: {row.provenance}" if row is not None and row.provenance else ""
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
