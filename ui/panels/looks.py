"""Looks: which theme is meant, by preference or by the system, and everybody who may ask for another."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication

from ui.panels.menus import Menus
from ui.panels.side_windows import SideWindows
from ui.settings import Preferences, ThemeChoice
from ui.theme import Theme, system_theme_name, theme_named


class Looks(QObject):
    """Holds the preferences the window is shown in."""

    changed = Signal(object)  # Preferences: others are preferred
    system_changed = Signal()  # the system shows light or dark otherwise than before

    def __init__(self, preferences: Preferences, parent: QObject) -> None:
        super().__init__(parent)
        self._preferences = preferences
        self._menus: Menus | None = None
        self._sides: SideWindows | None = None
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._on_system_changed)

    def listen_to(self, menus: Menus, sides: SideWindows) -> None:
        """Take what is asked for in menus and preferences, and show there what counts."""
        self._menus, self._sides = menus, sides
        menus.theme_wanted.connect(self._on_theme_asked)
        sides.preferences_changed.connect(self._take)
        self._show()

    @property
    def preferences(self) -> Preferences:
        """What is preferred."""
        return self._preferences

    def theme_for(self, width_px: int) -> Theme:
        """The theme for a window of this width; what the system does not say means light."""
        name = self._preferences.theme
        return theme_named(system_theme_name() if name == "system" else name, width_px)

    def _on_theme_asked(self, name: ThemeChoice) -> None:
        self._take(replace(self._preferences, theme=name))

    def _on_system_changed(self) -> None:
        self.system_changed.emit()

    def _take(self, preferences: Preferences) -> None:
        self._preferences = preferences
        self._show()
        self.changed.emit(preferences)

    def _show(self) -> None:
        if self._menus is not None and self._sides is not None:
            self._menus.show_theme(self._preferences.theme)
            self._sides.set_preferences(self._preferences)
