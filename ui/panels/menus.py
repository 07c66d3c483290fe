"""Menus: every command of the window, its key, and the row that holds them with the file's name in its middle."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QGridLayout, QLabel, QMenu, QMenuBar, QWidget

from ui.theme import Theme


class Menus(QWidget):
    """The menu row. It says what was asked for and knows nothing of how it is done."""

    sample_wanted = Signal(str)
    open_wanted = Signal()
    snapshot_wanted = Signal()
    export_wanted = Signal()
    quit_wanted = Signal()
    undo_wanted = Signal()
    redo_wanted = Signal()
    pin_wanted = Signal()
    unpin_wanted = Signal()
    tab_wanted = Signal(int)
    theme_wanted = Signal(str)  # light, dark or system
    guide_wanted = Signal()
    about_wanted = Signal()

    def __init__(
        self, theme: Theme, tabs: Sequence[str], samples: Sequence[str], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setProperty("kind", "surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.bar = QMenuBar()
        self.file_name = QLabel()
        self.file_name.setTextFormat(Qt.TextFormat.PlainText)
        self.file_name.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.file_name.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        row = QGridLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.bar, 0, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self.file_name, 0, 0, Qt.AlignmentFlag.AlignCenter)
        self._fill_file(self._menu("File"), samples)
        edit = self._menu("Edit")
        self.undo = self._action(edit, "Undo", self.undo_wanted, QKeySequence.StandardKey.Undo)
        self.redo = self._action(edit, "Redo", self.redo_wanted, QKeySequence.StandardKey.Redo, "Ctrl+Y")
        scenario = self._menu("Scenario")
        self._action(scenario, "Pin as baseline", self.pin_wanted, "Ctrl+B")
        self.unpin = self._action(scenario, "Unpin", self.unpin_wanted)
        self._fill_view(self._menu("View"), tabs)
        about = self._menu("Help")
        self._action(about, "Method guide", self.guide_wanted, "F1")
        self._action(about, "About Reckoner", self.about_wanted)
        self.show_steps("", "")
        self.show_pinned(False)
        self.set_theme(theme)

    def _fill_file(self, menu: QMenu, samples: Sequence[str]) -> None:
        fresh = menu.addMenu("New from sample")
        for name in samples:
            action = fresh.addAction(name.capitalize())
            action.setData(name)
        fresh.triggered.connect(self._on_sample_triggered)
        self._action(menu, "Open…", self.open_wanted, QKeySequence.StandardKey.Open)
        menu.addSeparator()
        self._action(menu, "Snapshot", self.snapshot_wanted, "F6")
        self._action(menu, "Export data", self.export_wanted, "Ctrl+Shift+E")
        menu.addSeparator()
        quit_action = self._action(menu, "Quit", self.quit_wanted, "Ctrl+Q")
        quit_action.setMenuRole(QAction.MenuRole.QuitRole)

    def _fill_view(self, menu: QMenu, tabs: Sequence[str]) -> None:
        for place, name in enumerate(tabs):
            action = menu.addAction(name)
            action.setShortcut(QKeySequence(f"Ctrl+{place + 1}"))
            action.setData(place)
        menu.addSeparator()
        for name, words in (("light", "Light colours"), ("dark", "Dark colours"), ("system", "Colours of the system")):
            menu.addAction(words).setData(name)
        menu.triggered.connect(self._on_view_triggered)

    def _menu(self, name: str) -> QMenu:
        return self.bar.addMenu(name)

    def _action(self, menu: QMenu, words: str, wanted: object, *keys: QKeySequence.StandardKey | str) -> QAction:
        action = menu.addAction(words)
        shortcuts: list[QKeySequence] = []
        for key in keys:
            shortcuts += [QKeySequence(key)] if isinstance(key, str) else QKeySequence.keyBindings(key)
        action.setShortcuts(shortcuts)
        action.triggered.connect(lambda _checked: wanted.emit())  # type: ignore[attr-defined]  # a bound Signal
        return action

    def set_theme(self, theme: Theme) -> None:
        """Take type, colours and measures from this theme."""
        self.setFixedHeight(theme.sizes.menu)
        self.file_name.setStyleSheet(f"color: {theme.palette.text2};")
        # The row's height is ours; the general rule's least height would push the names into an overflow menu.
        self.bar.setStyleSheet("QMenuBar { min-height: 0; padding: 0; } QMenuBar::item { padding: 2px 7px; }")

    def show_file(self, name: str) -> None:
        """The name of the open file."""
        self.file_name.setText(name)

    def show_steps(self, undo: str, redo: str) -> None:
        """What undo and redo would do, in words; empty for nothing."""
        for action, verb, label in ((self.undo, "Undo", undo), (self.redo, "Redo", redo)):
            action.setText(f"{verb} {label}".strip().replace("&", "&&"))
            action.setEnabled(bool(label))

    def show_pinned(self, pinned: bool) -> None:
        """Whether there is a baseline to unpin."""
        self.unpin.setEnabled(pinned)

    def _on_sample_triggered(self, action: QAction) -> None:
        self.sample_wanted.emit(action.data())

    def _on_view_triggered(self, action: QAction) -> None:
        wanted = action.data()
        if isinstance(wanted, int):
            self.tab_wanted.emit(wanted)
        else:
            self.theme_wanted.emit(wanted)
