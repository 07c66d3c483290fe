"""Welcome: what stands in the window while no portfolio is open, and the two ways on."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from ui.theme import Theme


class Welcome(QWidget):
    """Empty until it is told that nothing could be opened."""

    open_wanted = Signal()
    sample_wanted = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = QLabel("No portfolio is open")
        self._words = QLabel("Open one, drop one on this window, or start from the fictional sample.")
        self.open = QPushButton("Open…")
        self.open.clicked.connect(self.open_wanted)
        self.sample = QPushButton("New from sample")
        self.sample.setProperty("kind", "primary")
        self.sample.clicked.connect(self.sample_wanted)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self.open)
        buttons.addWidget(self.sample)
        buttons.addStretch(1)
        self._all = QWidget()
        inside = QVBoxLayout(self._all)
        for label in (self._title, self._words):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            inside.addWidget(label)
        inside.addLayout(buttons)
        inside.setSpacing(16)
        whole = QVBoxLayout(self)
        whole.addStretch(2)
        whole.addWidget(self._all)
        whole.addStretch(3)
        self._all.hide()
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        """Take type and colours from this theme."""
        self._title.setStyleSheet(f"font-size: {round(theme.sizes.page_title)}px; font-weight: 600;")
        self._words.setStyleSheet(f"color: {theme.palette.text2};")

    def show_choices(self) -> None:
        """Nothing is open and nothing is on its way."""
        self._all.show()
