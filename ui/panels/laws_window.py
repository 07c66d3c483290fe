"""LawsWindow: what must hold of any portfolio, checked law by law on the one that is open."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QTextBrowser, QVBoxLayout, QWidget

from ui.panels.closing_keys import close_by_keys
from ui.theme import Theme

SIZE = QSize(640, 520)
MARGIN_PX = 16
FAULT = (
    "A law that is broken is a fault of Reckoner, not of your portfolio: do not rely on the figures it names. "
    "Your work is saved. Please report it: Help ▸ Copy diagnostics, and the line above."
)


class LawsWindow(QWidget):
    """Every law with what came of it as soon as it is known. Closing it ends the check."""

    again_wanted = Signal()
    closed = Signal()

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Tool)
        self.setWindowTitle("Check model")
        self._laws: Mapping[str, str] = {}
        self._found: dict[str, str] = {}
        self._scenario = ""
        self._ended = True
        self._changed = False
        self._problem = ""
        self.summary = QLabel()
        self.summary.setTextFormat(Qt.TextFormat.PlainText)
        self.summary.setWordWrap(True)
        self.page = QTextBrowser()
        self.page.setAccessibleName("Laws")
        self.page.setOpenLinks(False)
        self.page.setFrameShape(QTextBrowser.Shape.NoFrame)
        self.page.document().setDocumentMargin(MARGIN_PX)
        self.again = QPushButton("Check again")
        self.again.clicked.connect(self.again_wanted)
        across = QHBoxLayout()
        across.setContentsMargins(MARGIN_PX, 10, MARGIN_PX, 10)
        across.addWidget(self.summary, 1)
        across.addWidget(self.again)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addLayout(across)
        whole.addWidget(self.page, 1)
        self.resize(SIZE)
        close_by_keys(self)
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        """Take type and colours from this theme."""
        self._theme = theme
        face = theme.font(theme.sizes.label)
        self.page.setFont(face)
        self.page.document().setDefaultFont(face)
        self._tell()

    def begin(self, scenario: str, laws: Mapping[str, str]) -> None:
        """A check of this scenario begins; `laws` in words by key, in the order they are checked."""
        self._scenario, self._laws = scenario, laws
        self._found, self._ended, self._changed, self._problem = {}, False, False, ""
        self._tell()

    def show_law(self, key: str, where: str) -> None:
        """What came of one law: where it is broken, empty when it holds."""
        self._found[key] = where
        self._tell()

    def end(self, problem: str = "") -> None:
        """All laws are checked, or there is a reason why no more can be."""
        self._ended, self._problem = True, problem
        self._tell()

    def show_changed(self) -> None:
        """What was checked is no longer what is stated."""
        if not self._changed and self._laws:
            self._changed = True
            self._tell()

    def closeEvent(self, event: QCloseEvent) -> None:
        super().closeEvent(event)
        self.closed.emit()

    def _tell(self) -> None:
        self.summary.setText(self._said())
        self.again.setEnabled(self._ended)
        quiet, bad = f"color: {self._theme.palette.text2}", f"color: {self._theme.palette.bad_text}"
        lines = "".join(self._line(key, quiet, bad) for key in self._laws)
        broken = f"<p style='{bad}'>{escape(FAULT)}</p>" if any(self._found.values()) else ""
        place = self.page.verticalScrollBar().value()
        self.page.setHtml(f"<table cellpadding='4'>{lines}</table>{broken}")
        self.page.verticalScrollBar().setValue(place)

    def _line(self, key: str, quiet: str, bad: str) -> str:
        where = self._found.get(key)
        word, style = ("waits", quiet) if where is None else (f"<b>{'broken' if where else 'holds'}</b>", "")
        if where:
            style = bad
        told = f"<br><span style='{bad}'>{escape(where)}</span>" if where else ""
        first = f"<td style='white-space: nowrap; {style}'>{word}</td>"
        return f"<tr>{first}<td width='100%'>{escape(self._laws[key])}{told}</td></tr>"

    def _said(self) -> str:
        count, broken = len(self._laws), sum(bool(where) for where in self._found.values())
        about = f"{self._scenario}{', as it was before the last change' if self._changed else ''}"
        if self._problem:
            return f"{about}: {self._problem}"
        if not self._ended:
            return f"{about}: law {len(self._found) + 1} of {count} is being checked…"
        if broken:
            return f"{about}: {broken} of {count} laws {'is' if broken == 1 else 'are'} broken."
        return f"{about}: all {count} laws hold."
