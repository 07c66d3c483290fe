"""NoticeBar: one sentence above the status line, never in the way. What happened · state of the work · what to do."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QWidget

from planner.errors import ReckonerError
from ui.theme import Theme


class NoticeBar(QFrame):
    """Shows the newest notice until it is closed or another takes its place. Plain text only."""

    closed = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("notice")
        self._bad = False
        self._words = QLabel()
        self._words.setTextFormat(Qt.TextFormat.PlainText)
        self._words.setWordWrap(True)
        self._words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._words.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._close = QPushButton("Close")
        self._close.setProperty("kind", "link")
        self._close.setAccessibleName("Close the notice")
        self._close.clicked.connect(self.clear)
        self._row = QHBoxLayout(self)
        self._row.addWidget(self._words, 1)
        self._row.addWidget(self._close)
        self.set_theme(theme)
        self.hide()

    @property
    def text(self) -> str:
        """What it says; empty when hidden."""
        return self._words.text()

    def set_theme(self, theme: Theme) -> None:
        """Take type, colours and measures from this theme."""
        self._theme = theme
        self._row.setContentsMargins(theme.sizes.padding, 4, theme.sizes.padding, 4)
        self._paint_ground()

    def show_error(self, error: ReckonerError, more: str = "") -> None:
        """An error's three sentences, and `more` of them."""
        self.show_words(f"{error.sentence()} {more}".strip(), bad=True)

    def show_notice(self, words: str) -> None:
        """Something worth knowing that is not an error."""
        self.show_words(words, bad=False)

    def clear(self) -> None:
        """Say nothing."""
        self._words.clear()
        self.hide()
        self.closed.emit()

    def show_words(self, words: str, *, bad: bool) -> None:
        """Any sentence; `bad` marks it vermilion."""
        self._bad = bad
        self._words.setText(words)
        self._paint_ground()
        self.show()

    def _paint_ground(self) -> None:
        palette = self._theme.palette
        edge = palette.bad if self._bad else palette.accent
        self.setStyleSheet(
            f"QFrame#notice {{ background: {palette.surface}; border: none; border-top: 1px solid {palette.line};"
            f" border-left: 4px solid {edge}; }}"
        )
