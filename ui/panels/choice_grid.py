"""ChoiceGrid: names of a file, each beside a list of what it may stand for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QScrollArea, QWidget

from ui.panels.list_box import ListBox
from ui.theme import Theme

UNSETTLED = "choose"  # data of the entry that settles nothing


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One name, what can be chosen for it as (words, value), and what is chosen; None is a value, too."""

    name: str
    entries: tuple[tuple[str, str | None], ...]
    chosen: str | None
    unsettled: bool = False


class ChoiceGrid(QScrollArea):
    """Two columns. What is not settled yet comes with a mark and words, not by colour alone."""

    chosen = Signal(str, object)  # name, value or None

    def __init__(self, theme: Theme, words: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._words = words
        self._choices: tuple[Choice, ...] = ()
        self.boxes: dict[str, ListBox] = {}
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(words)
        self.setObjectName("choices")
        self.setStyleSheet("#choices, #choices > QWidget > QWidget { background: transparent; border: none; }")

    def set_theme(self, theme: Theme) -> None:
        """Take the colours from this theme."""
        self._theme = theme
        for box in self.boxes.values():
            box.set_theme(theme)

    def show_choices(self, choices: Sequence[Choice]) -> None:
        """Show these; boxes that stay keep the keyboard."""
        choices = tuple(choices)
        if choices == self._choices:
            return
        focused = next((name for name, box in self.boxes.items() if box.hasFocus()), "")
        place = self.verticalScrollBar().value()
        self._choices = choices
        self.boxes = {}
        inside = QWidget()
        grid = QGridLayout(inside)
        grid.setContentsMargins(0, 0, 8, 0)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        for row, choice in enumerate(choices):
            label = QLabel(f"● {choice.name}" if choice.unsettled else choice.name)
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setToolTip(choice.name)
            label.setProperty("role", "bad" if choice.unsettled else "")
            label.setMinimumWidth(40)
            grid.addWidget(label, row, 0)
            grid.addWidget(self._box(choice), row, 1)
        grid.setRowStretch(len(choices), 1)
        self.setWidget(inside)
        self.verticalScrollBar().setValue(place)
        if focused in self.boxes:
            self.boxes[focused].setFocus()

    def _box(self, choice: Choice) -> ListBox:
        box = ListBox(self._theme)
        box.setAccessibleName(f"{self._words}: {choice.name}")
        box.setMinimumContentsLength(12)
        box.setSizeAdjustPolicy(ListBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        if choice.unsettled:
            box.addItem("Choose…", UNSETTLED)
        for words, value in choice.entries:
            box.addItem(words, value)
        if not choice.unsettled:
            values = [value for _, value in choice.entries]
            box.setCurrentIndex(values.index(choice.chosen) if choice.chosen in values else -1)
        box.activated.connect(lambda _place, name=choice.name, box=box: self._on_activated(name, box))
        self.boxes[choice.name] = box
        return box

    def _on_activated(self, name: str, box: ListBox) -> None:
        value = box.currentData()
        if value != UNSETTLED:
            self.chosen.emit(name, value)
