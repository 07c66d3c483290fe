"""SideWindows: explanation, guide, keys, about, preferences, palette: what opens beside the work, never stopping it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QLocale, QObject, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QWidget

from planner.measures import MEASURES, STRIP
from planner.outcome import Outcome
from ui.panels.explain_window import ExplainWindow
from ui.panels.help_windows import GuideWindow, KeysWindow, diagnostics, show_about
from ui.panels.laws_window import LawsWindow
from ui.panels.menus import Menus, first_key
from ui.panels.palette import Palette, PaletteEntry
from ui.panels.preferences import PreferencesPanel
from ui.settings import Preferences
from ui.theme import Theme


class SideWindows(QObject):
    """Makes each of them when it is first asked for, and keeps them in the theme of the window."""

    preferences_changed = Signal(object)  # Preferences

    def __init__(self, window: QWidget, menus: Menus, theme: Theme, guide: Callable[[], str]) -> None:
        super().__init__(window)
        self._window = window
        self._menus = menus
        self._theme = theme
        self._guide_text = guide
        self._data_version = ""
        self._preferences = Preferences()
        self._outcome: Outcome | None = None
        self.explanation: ExplainWindow | None = None
        self.laws: LawsWindow | None = None
        self.guide: GuideWindow | None = None
        self.keys: KeysWindow | None = None
        self.preferences: PreferencesPanel | None = None
        self.palette = Palette(theme, window)
        menus.explain_wanted.connect(self.show_explanation)
        menus.guide_wanted.connect(self.show_guide)
        menus.keys_wanted.connect(self.show_keys)
        menus.about_wanted.connect(self.show_about)
        menus.diagnostics_wanted.connect(self.copy_diagnostics)
        menus.preferences_wanted.connect(self.show_preferences)

    def set_theme(self, theme: Theme) -> None:
        """Take type, colours and measures from this theme."""
        self._theme = theme
        self.palette.set_theme(theme)
        for made in (self.explanation, self.laws, self.preferences):
            if made is not None:
                made.set_theme(theme)

    def set_preferences(self, preferences: Preferences) -> None:
        """What counts now."""
        self._preferences = preferences
        if self.preferences is not None:
            self.preferences.show_preferences(preferences)
        if self.explanation is not None:
            self.explanation.set_power(preferences.power)

    def show_outcome(self, outcome: Outcome) -> None:
        """What the newest run found."""
        self._outcome = outcome
        if self.explanation is not None:
            self.explanation.show_outcome(outcome)

    def show_explanation(self, key: str = "") -> None:
        """The explanation of a measure; without one that of the measure shown last."""
        if self._outcome is None:
            return
        if self.explanation is None:
            self.explanation = ExplainWindow(self._theme, self._window)
            self.explanation.set_power(self._preferences.power)
            self.explanation.show_outcome(self._outcome)
            self.explanation.choose(STRIP[0])
        if key:
            self.explanation.choose(key)
        _to_front(self.explanation)

    def set_data_version(self, data_version: str) -> None:
        """The version of the reference data in use."""
        self._data_version = data_version

    def show_laws(self) -> LawsWindow:
        """The laws, for whoever checks them."""
        if self.laws is None:
            self.laws = LawsWindow(self._theme, self._window)
        _to_front(self.laws)
        return self.laws

    def show_guide(self) -> None:
        """The method guide."""
        if self.guide is None:
            face = self._theme.font(self._theme.sizes.title)
            self.guide = GuideWindow(self._guide_text(), face, self._window)
        _to_front(self.guide)

    def show_keys(self) -> None:
        """Every key."""
        if self.keys is not None:
            self.keys.deleteLater()
        self.keys = KeysWindow(tuple(self._menus.keys()), self._window)
        _to_front(self.keys)

    def show_about(self) -> None:
        """Versions and licences."""
        show_about(self._data_version, self._theme, self._window)

    def copy_diagnostics(self) -> None:
        """Versions and screen on the clipboard; nothing of the portfolio."""
        QGuiApplication.clipboard().setText(diagnostics(self._data_version, self._theme))

    def show_preferences(self) -> None:
        """Theme, units, seed."""
        if self.preferences is None:
            self.preferences = PreferencesPanel(self._preferences, self._theme, QLocale(), self._window)
            self.preferences.changed.connect(self.preferences_changed)
        _to_front(self.preferences)

    def show_palette(self, places: Sequence[PaletteEntry]) -> None:
        """Every command of the menus but to switch scenarios, which are among these places to go to."""
        commands = [
            PaletteEntry(words=f"{where.partition(' › ')[2]} {action.text()}".strip().replace("&&", "&"),
                         kind=where, run=action.trigger, key=first_key(action))
            for where, action in self._menus.commands()
            if action.isEnabled() and action.text() != "Command palette…" and action not in self._menus.switch.actions()
        ]  # fmt: skip
        explained = [
            PaletteEntry(words=f"Explain: {measure.label}", kind="Figure", run=partial(self.show_explanation, key))
            for key, measure in MEASURES.items() if self._outcome is not None
        ]  # fmt: skip
        self.palette.open_with([*commands, *places, *explained], QApplication.focusWidget())


def _to_front(widget: QWidget) -> None:
    widget.show()
    widget.raise_()
    widget.activateWindow()
