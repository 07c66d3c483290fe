"""Welcome: what stands in the window while no portfolio is open, and the ways on."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from ui.theme import Theme

MOST_RECENT = 5


class Welcome(QWidget):
    """Empty until it is told that nothing could be opened."""

    open_wanted = Signal()
    new_wanted = Signal()
    sample_wanted = Signal(str)
    recent_wanted = Signal(object)  # Path

    def __init__(self, theme: Theme, samples: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = QLabel("No portfolio is open")
        self._words = QLabel("Open one, drop one on this window, or start from a fictional sample.")
        self.open = QPushButton("Open…")
        self.open.clicked.connect(self.open_wanted)
        self.new = QPushButton("New portfolio")
        self.new.clicked.connect(self.new_wanted)
        self.samples = [QPushButton(f"Sample {name.capitalize()}") for name in samples]
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self.open)
        buttons.addWidget(self.new)
        for button, name in zip(self.samples, samples, strict=True):
            button.setProperty("kind", "primary")
            button.clicked.connect(lambda _checked, name=name: self.sample_wanted.emit(name))
            buttons.addWidget(button)
        buttons.addStretch(1)
        self._all = QWidget()
        inside = QVBoxLayout(self._all)
        for label in (self._title, self._words):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            inside.addWidget(label)
        inside.addLayout(buttons)
        self._recent_words = QLabel("Opened before")
        self._recent_words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        inside.addWidget(self._recent_words)
        self._recent = QVBoxLayout()
        self._recent.setSpacing(2)
        inside.addLayout(self._recent)
        inside.setSpacing(16)
        self.recent: list[QPushButton] = []
        whole = QVBoxLayout(self)
        whole.addStretch(2)
        whole.addWidget(self._all)
        whole.addStretch(3)
        self._all.hide()
        self.set_theme(theme)
        self.show_recent(())

    def set_theme(self, theme: Theme) -> None:
        """Take type and colours from this theme."""
        self._title.setStyleSheet(f"font-size: {round(theme.sizes.page_title)}px; font-weight: 600;")
        for words in (self._words, self._recent_words):
            words.setStyleSheet(f"color: {theme.palette.text2};")

    def show_choices(self) -> None:
        """Nothing is open and nothing is on its way."""
        self._all.show()

    def show_recent(self, paths: Sequence[Path]) -> None:
        """Files that were opened before, newest first."""
        for button in self.recent:
            self._recent.removeWidget(button)
            button.deleteLater()
        self.recent = []
        for path in paths[:MOST_RECENT]:
            button = QPushButton(f"{path.stem}    {path.parent}".replace("&", "&&"))
            button.setProperty("kind", "link")
            button.clicked.connect(lambda _checked, path=path: self.recent_wanted.emit(path))
            self._recent.addWidget(button, 0, Qt.AlignmentFlag.AlignHCenter)
            self.recent.append(button)
        self._recent_words.setVisible(bool(self.recent))
