"""ReadingBar: how a file is read, shown and changeable: encoding, delimiter, decimal and thousands mark."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from planner.errors import InputRejected
from planner.exchange.csv_text import CODECS, DELIMITERS, Reading
from ui.panels.list_box import ListBox
from ui.theme import Theme

CHOICES: dict[str, tuple[str, dict[str, str]]] = {
    "encoding": ("Encoding", {name: name.upper() if name.startswith("utf") else name.capitalize() for name in CODECS}),
    "delimiter": ("Delimiter", {mark: name.capitalize() for name, mark in DELIMITERS.items()}),
    "decimal_mark": ("Decimal mark", {"": "Not settled", ".": "Point  1.5", ",": "Comma  1,5"}),
    "thousands_mark": ("Thousands mark", {"": "None", ",": "Comma  1,000", ".": "Point  1.000", " ": "Space  1 000",
                                          "'": "Apostrophe  1'000"}),
}  # fmt: skip


class ReadingBar(QWidget):
    """Four lists. Another encoding lets the rest be guessed anew."""

    encoding_chosen = Signal(str)
    reading_chosen = Signal(object)  # Reading
    refused = Signal(object)  # InputRejected

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._reading = Reading()
        self.boxes: dict[str, ListBox] = {}
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        for key, (title, words) in CHOICES.items():
            label = QLabel(title)
            box = ListBox(theme)
            box.setAccessibleName(title)
            label.setBuddy(box)
            for value, shown in words.items():
                box.addItem(shown, value)
            box.setMinimumContentsLength(max(len(shown) for shown in words.values()))
            box.activated.connect(lambda _place, key=key: self._on_activated(key))
            self.boxes[key] = box
            row.addWidget(label)
            row.addWidget(box)
            row.addSpacing(8)
        row.addStretch(1)

    def set_theme(self, theme: Theme) -> None:
        """Take the colours from this theme."""
        for box in self.boxes.values():
            box.set_theme(theme)

    def show_reading(self, reading: Reading) -> None:
        """How the file is read now."""
        self._reading = reading
        for key, box in self.boxes.items():
            box.setCurrentIndex(box.findData(getattr(reading, key), flags=Qt.MatchFlag.MatchExactly))

    def _thousands_with(self, decimal_mark: str) -> dict[str, str]:
        """The other mark for thousands, where the two would be the same, or nothing was settled before."""
        held = self._reading.thousands_mark
        unsettled = not self._reading.decimal_mark and not held
        return {"thousands_mark": "," if decimal_mark == "." else "."} if held == decimal_mark or unsettled else {}

    def _on_activated(self, key: str) -> None:
        value = self.boxes[key].currentData()
        if value == getattr(self._reading, key):
            return
        if key == "encoding":
            self.encoding_chosen.emit(value)
            return
        changed: dict[str, str] = {key: value}
        if key == "decimal_mark" and value:
            changed |= self._thousands_with(value)
        try:
            self.reading_chosen.emit(replace(self._reading, **changed))
        except InputRejected as error:
            self.show_reading(self._reading)
            self.refused.emit(error)
