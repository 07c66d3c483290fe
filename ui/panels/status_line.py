"""StatusLine: what the program is doing, whether the work is saved, how fast it answers, how old its data are."""

from __future__ import annotations

import datetime
import time
from typing import Literal

from PySide6.QtCore import QLocale, QPointF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QWidget

from ui.form import date_text
from ui.panels.help_windows import PROBLEM_KEY
from ui.theme import Theme

State = Literal["idle", "computing", "stale", "empty"]
WIDEST_PLACE_PX = 420
SECONDS_BETWEEN_READINGS = 0.5
WORDS: dict[State, str] = {
    "idle": "Idle, all results current",
    "computing": "Computing",
    "stale": "Stale, last good results shown",
    "empty": "No portfolio is open",
}


class Lamp(QWidget):
    """The coloured dot before the state."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._state: State = "computing"
        self.setFixedSize(QSize(10, 10))

    def show_state(self, theme: Theme, state: State) -> None:
        """Green: idle; accent: computing; vermilion: stale."""
        self._theme, self._state = theme, state
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        palette = self._theme.palette
        colours = {"idle": palette.green, "computing": palette.accent, "stale": palette.bad, "empty": palette.rest}
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours[self._state]))
        painter.drawEllipse(QPointF(5, 5), 3.5, 3.5)


class StatusLine(QFrame):
    """The line at the foot of the window."""

    problem_wanted = Signal()  # to what cannot be used

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "surface")
        self._theme = theme
        self._state: State = "computing"
        self._shown_at = 0.0
        self._lamp = Lamp(theme)
        self._words = QLabel()
        self.problem = QPushButton()  # where a text stands that cannot be used; hidden while there is none
        self.problem.setProperty("kind", "link")
        self.problem.setToolTip(f"Go there ({PROBLEM_KEY})")
        self.problem.clicked.connect(self.problem_wanted)
        self.problem.hide()
        self._saved = QLabel()  # each is hidden until it has something to say
        self._speed = QLabel()
        self.data = QLabel()
        self._offline = QLabel("offline")
        self._offline.setToolTip("Reckoner never uses a network.")
        self._undo = QLabel()
        self._labels = (self._words, self._saved, self._speed, self.data, self._offline, self._undo)
        self._row = QHBoxLayout(self)
        self._row.addWidget(self._lamp)
        self._row.addWidget(self._words)
        self._row.addWidget(self.problem)
        self._rules: dict[QLabel, QFrame] = {}
        for label in (self._saved, self._speed, self.data, self._offline):
            self._rules[label] = _upright()
            self._row.addWidget(self._rules[label])
            self._row.addWidget(label)
        for label in (self._saved, self._speed, self.data):
            self._say(label, "")
        self._row.addStretch(1)
        self._row.addWidget(self._undo)
        for label in self._labels:
            label.setTextFormat(Qt.TextFormat.PlainText)
        self.set_theme(theme)
        self.show_state("computing")

    def set_theme(self, theme: Theme) -> None:
        """Take type, colours and measures from this theme."""
        self._theme = theme
        self.setFixedHeight(theme.sizes.status)
        self._row.setContentsMargins(theme.sizes.padding, 0, theme.sizes.padding, 1)
        self._row.setSpacing(theme.sizes.gap)
        size = f"font-size: {round(theme.sizes.tick)}px;"
        for label in self._labels:
            label.setStyleSheet(f"{size} color: {theme.palette.text2};")
        self._words.setStyleSheet(f"{size} color: {theme.palette.text}; font-weight: 500;")
        self.problem.setStyleSheet(f"QPushButton {{ {size} padding: 0 2px; }}")
        for rule in self._rules.values():
            rule.setStyleSheet(f"background: {theme.palette.edge};")
        self._lamp.show_state(theme, self._state)

    @property
    def state(self) -> State:
        """What it says the program is doing."""
        return self._state

    def show_state(self, state: State) -> None:
        """Idle, computing or stale."""
        self._state = state
        self._words.setText(WORDS[state])
        self._lamp.show_state(self._theme, state)

    def show_problem(self, where: str) -> None:
        """Where a text stands that cannot be used: `Lots, Llano S21, Machine`; empty for nowhere."""
        words = self.problem.fontMetrics().elidedText(where, Qt.TextElideMode.ElideMiddle, WIDEST_PLACE_PX)
        self.problem.setText(f"{words}  {PROBLEM_KEY}".replace("&", "&&"))
        self.problem.setAccessibleName(f"Go to {where}")
        self.problem.setVisible(bool(where))

    def show_saving(self, saving: bool) -> None:
        """Whether an edit is on its way to the file."""
        self._say(self._saved, "saving" if saving else "saved")

    def show_latency(self, seconds: float) -> None:
        """From the last change to its picture; at most twice a second, or nobody could read it."""
        now = time.monotonic()
        if now - self._shown_at >= SECONDS_BETWEEN_READINGS:
            self._shown_at = now
            self._say(self._speed, f"last picture in {seconds * 1e3:.0f} ms")
            self._speed.setToolTip("From the last change to the picture that shows it, all charts together")

    def show_data_date(self, date: str) -> None:
        """The data date and its age today."""
        days = (datetime.datetime.now(tz=datetime.UTC).date() - datetime.date.fromisoformat(date)).days
        age = f", {days} days old" if days > 1 else ""
        self._say(self.data, f"data to {date_text(date, QLocale())}{age}")

    def show_undo(self, label: str) -> None:
        """What Ctrl+Z would take back; empty for nothing."""
        self._undo.setText(f"Undo: {label}   Ctrl+Z" if label else "")

    def _say(self, label: QLabel, words: str) -> None:
        label.setText(words)
        for widget in (label, self._rules[label]):
            widget.setVisible(bool(words))

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setPen(QColor(self._theme.palette.line))
        painter.drawLine(0, 0, self.width(), 0)


def _upright() -> QFrame:
    rule = QFrame()
    rule.setFixedSize(1, 13)
    return rule
