"""PreferencesPanel: theme, unit of power prices, seed. A small window beside the work; each choice counts at once."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from PySide6.QtCore import QLocale, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QLineEdit, QWidget

from planner.errors import InputRejected
from ui.form import box_text, typed_number
from ui.panels.list_box import ListBox
from ui.panels.power_unit import WORDS
from ui.settings import LARGEST_SEED, Preferences, ThemeChoice
from ui.theme import Theme

THEMES: dict[ThemeChoice, str] = {"system": "As the system", "light": "Light", "dark": "Dark"}


class PreferencesPanel(QWidget):
    """Not modal: the window behind it answers while it is open. Escape closes it."""

    changed = Signal(object)  # Preferences

    def __init__(self, preferences: Preferences, theme: Theme, locale: QLocale, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Tool)
        self.setWindowTitle("Preferences")
        self.setProperty("kind", "surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._preferences = preferences
        self._locale = locale
        self.theme = _list(theme, THEMES, "Theme")
        self.power = _list(theme, WORDS, "Power prices")
        self.seed = QLineEdit()
        self.seed.setAccessibleName("Seed")
        self.seed.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.problem = QLabel()
        self.problem.setTextFormat(Qt.TextFormat.PlainText)
        self.problem.setProperty("role", "bad")
        self.problem.setWordWrap(True)
        grid = QGridLayout(self)
        grid.setContentsMargins(20, 18, 20, 18)
        grid.setVerticalSpacing(10)
        grid.setHorizontalSpacing(16)
        rows = (
            ("Theme", self.theme, ""),
            ("Power prices", self.power, "Files, CSV and paper always hold USD/MWh."),
            ("Seed", self.seed, "Nothing is random in this version; part of a snapshot's id all the same."),
        )
        for place, (name, widget, hint) in enumerate(rows):
            label = QLabel(name)
            label.setBuddy(widget)
            grid.addWidget(label, 2 * place, 0)
            grid.addWidget(widget, 2 * place, 1)
            words = QLabel(hint)
            words.setProperty("role", "quiet")
            words.setVisible(bool(hint))
            grid.addWidget(words, 2 * place + 1, 1)
        grid.addWidget(self.problem, 6, 1)
        grid.setColumnStretch(1, 1)
        self.theme.activated.connect(self._on_theme_activated)
        self.power.activated.connect(self._on_power_activated)
        self.seed.editingFinished.connect(self._on_seed_finished)
        self.resize(470, 210)
        self.show_preferences(preferences)

    def show_preferences(self, preferences: Preferences) -> None:
        """What counts now."""
        self._preferences = preferences
        self.theme.setCurrentIndex(self.theme.findData(preferences.theme))
        self.power.setCurrentIndex(self.power.findData(preferences.power))
        self.seed.setText(box_text(preferences.seed, 0, self._locale))

    def set_theme(self, theme: Theme) -> None:
        """Take the colours from this theme."""
        self.theme.set_theme(theme)
        self.power.set_theme(theme)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close()
        else:
            super().keyPressEvent(event)

    def _on_theme_activated(self) -> None:
        self._tell(replace(self._preferences, theme=self.theme.currentData()))

    def _on_power_activated(self) -> None:
        self._tell(replace(self._preferences, power=self.power.currentData()))

    def _on_seed_finished(self) -> None:
        try:
            seed = typed_number(self.seed.text(), self._locale)
        except InputRejected as rejected:
            self._refuse(f"{rejected.message} {rejected.next}")
            return
        if not seed.is_integer() or not 0 <= seed <= LARGEST_SEED:
            self._refuse(f"A seed is a whole number from 0 to {box_text(LARGEST_SEED, 0, self._locale)}.")
            return
        self._refuse("")
        self._tell(replace(self._preferences, seed=int(seed)))

    def _refuse(self, reason: str) -> None:
        self.problem.setText(reason)
        self.seed.setProperty("invalid", "true" if reason else "false")
        self.seed.style().polish(self.seed)

    def _tell(self, preferences: Preferences) -> None:
        if preferences != self._preferences:
            self._preferences = preferences
            self.changed.emit(preferences)


def _list(theme: Theme, words: Any, name: str) -> ListBox:
    box = ListBox(theme)
    box.setAccessibleName(name)
    for key, shown in words.items():
        box.addItem(shown, key)
    return box
