"""Desk: what outlives a file: window, preferences, recent files. Kept in the settings, never in a portfolio."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QPoint, QRect, QSize

from ui.main_window import MainWindow
from ui.session import Session
from ui.settings import Preferences, Settings

LARGEST_FIRST = QSize(1920, 1080)


class Desk(QObject):
    """Carries the user's habits between window and settings."""

    def __init__(self, window: MainWindow, settings: Settings, parent: QObject) -> None:
        super().__init__(parent)
        self._window = window
        self._settings = settings
        self._session: Session | None = None
        window.preferences_changed.connect(self._on_window_preferences_changed)
        window.layout_reset_wanted.connect(self._on_window_layout_reset_wanted)
        window.recent_clear_wanted.connect(self._on_window_recent_clear_wanted)

    def set_session(self, session: Session) -> None:
        """The session that draws with the desk's seed."""
        self._session = session

    def remember_file(self, path: Path) -> None:
        """A file was opened."""
        self._settings.folder = path.parent
        self._settings.remember_file(path)
        show_recent(self._window, self._settings)

    def save(self) -> None:
        """The window closes: remember how it was."""
        self._settings.geometry = self._window.saveGeometry()
        self._settings.layout = arrangement(self._window)
        self._settings.save()

    def _on_window_preferences_changed(self, preferences: Preferences) -> None:
        self._settings.preferences = preferences
        self._settings.save()
        if self._session is not None and self._session.seed != preferences.seed:
            self._session.set_seed(preferences.seed)
            self._session.ask_again()

    def _on_window_layout_reset_wanted(self) -> None:
        arrange(self._window, {})
        self._window.showNormal()
        place_first(self._window)

    def _on_window_recent_clear_wanted(self) -> None:
        self._settings.forget_files()
        show_recent(self._window, self._settings)


def show_recent(window: MainWindow, settings: Settings) -> None:
    """Files that were opened before, newest first, in menu and welcome page."""
    window.menus.show_recent(settings.recent)
    window.welcome.show_recent(settings.recent)


def arrangement(window: MainWindow) -> dict[str, Any]:
    """How the inside of the window is arranged, as JSON can hold it."""
    return {"folded": list(window.workbench.assumptions.folded), "scenarios": window.scenarios.splitter.sizes()}


def arrange(window: MainWindow, arrangement: Mapping[str, Any]) -> None:
    """Arrange the inside so; whatever is missing or of another kind is as at the first start."""
    folded, widths = arrangement.get("folded"), arrangement.get("scenarios")
    window.workbench.assumptions.fold(folded if isinstance(folded, list) else ())
    good = isinstance(widths, list) and all(isinstance(width, int) for width in widths)
    window.scenarios.place(tuple(widths) if good and isinstance(widths, list) else ())


def place_first(window: MainWindow) -> None:
    """As at the first start: as much of the screen as the charts can use, in its middle."""
    room = window.screen().availableGeometry()
    size = room.size().boundedTo(LARGEST_FIRST)
    window.resize(size)
    window.move(room.center() - QRect(QPoint(0, 0), size).center())
