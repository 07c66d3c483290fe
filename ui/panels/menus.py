"""Menus: every command of the window, its key, and the row that holds them with the file's name in its middle."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QGridLayout, QLabel, QMenu, QMenuBar, QWidget

from planner.scenario import Book
from ui.theme import Theme

SCENARIO_SCREENS = "Workbench, Scenarios"
THEMES = (("system", "As the system"), ("light", "Light"), ("dark", "Dark"))


class Menus(QWidget):
    """The menu row. It says what was asked for and knows nothing of how it is done."""

    new_wanted = Signal()
    sample_wanted = Signal(str)
    open_wanted = Signal()
    import_wanted = Signal()
    recent_wanted = Signal(object)  # Path
    recent_clear_wanted = Signal()
    copy_wanted = Signal()
    snapshot_wanted = Signal()
    export_wanted = Signal()
    quit_wanted = Signal()
    undo_wanted = Signal()
    redo_wanted = Signal()
    preferences_wanted = Signal()
    scenario_add_wanted = Signal()
    scenario_duplicate_wanted = Signal()
    scenario_rename_wanted = Signal()
    scenario_delete_wanted = Signal()
    scenario_wanted = Signal(int)  # row id
    pin_wanted = Signal()
    unpin_wanted = Signal()
    tab_wanted = Signal(int)
    theme_wanted = Signal(str)  # light, dark or system
    layout_reset_wanted = Signal()
    palette_wanted = Signal()
    explain_wanted = Signal()
    check_wanted = Signal()
    guide_wanted = Signal()
    keys_wanted = Signal()
    diagnostics_wanted = Signal()
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
        self._fill_file(self._menu("&File"), samples)
        edit = self._menu("&Edit")
        self.undo = self._action(edit, "Undo", self.undo_wanted, QKeySequence.StandardKey.Undo)
        self.redo = self._action(edit, "Redo", self.redo_wanted, QKeySequence.StandardKey.Redo, "Ctrl+Y")
        edit.addSeparator()
        self._action(edit, "Preferences…", self.preferences_wanted, "Ctrl+,").setMenuRole(
            QAction.MenuRole.PreferencesRole
        )
        self._fill_scenario(self._menu("&Scenario"))
        self._fill_view(self._menu("&View"), tabs)
        self._fill_tools(self._menu("&Tools"))
        self._fill_help(self._menu("&Help"))
        self.show_steps("", "")
        self.show_pinned(False)
        self.show_recent(())
        self.show_open(False)
        self.set_theme(theme)

    def _fill_file(self, menu: QMenu, samples: Sequence[str]) -> None:
        self._action(menu, "New portfolio", self.new_wanted, QKeySequence.StandardKey.New)
        fresh = menu.addMenu("New from sample")
        for name in samples:
            action = fresh.addAction(name.capitalize())
            action.setData(name)
        fresh.triggered.connect(self._on_sample_triggered)
        self._action(menu, "Open…", self.open_wanted, QKeySequence.StandardKey.Open)
        self.recent = menu.addMenu("Open recent")
        self.recent.triggered.connect(self._on_recent_triggered)
        menu.addSeparator()
        self.bring = self._action(menu, "Import CSV…", self.import_wanted, "Ctrl+Shift+I")
        self.copy = self._action(menu, "Save a copy as…", self.copy_wanted, QKeySequence.StandardKey.SaveAs,
                                 "Ctrl+Shift+S")  # fmt: skip
        self.snapshot = self._action(menu, "Snapshot", self.snapshot_wanted, "F6")
        self.export = self._action(menu, "Export data", self.export_wanted, "Ctrl+Shift+E")
        menu.addSeparator()
        quit_action = self._action(menu, "Quit", self.quit_wanted, "Ctrl+Q")
        quit_action.setMenuRole(QAction.MenuRole.QuitRole)

    def _fill_scenario(self, menu: QMenu) -> None:
        self.add = self._action(menu, "New scenario", self.scenario_add_wanted)
        self.duplicate = self._action(menu, "Duplicate scenario", self.scenario_duplicate_wanted, "Ctrl+D")
        self.rename = self._action(menu, "Rename scenario", self.scenario_rename_wanted, "F2")
        self._scenario_keys = {action: first_key(action) for action in (self.duplicate, self.rename)}
        self.delete = self._action(menu, "Delete scenario", self.scenario_delete_wanted)
        self.switch = menu.addMenu("Switch to")
        self.switch.triggered.connect(lambda action: self.scenario_wanted.emit(action.data()))
        menu.addSeparator()
        self.pin = self._action(menu, "Pin as baseline", self.pin_wanted, "Ctrl+B")
        self.unpin = self._action(menu, "Unpin", self.unpin_wanted)

    def _fill_view(self, menu: QMenu, tabs: Sequence[str]) -> None:
        self.tabs: list[QAction] = []
        for place, name in enumerate(tabs):
            action = menu.addAction(name)
            action.setShortcut(QKeySequence(f"Ctrl+{place + 1}"))
            action.triggered.connect(lambda _checked, place=place: self.tab_wanted.emit(place))
            self.tabs.append(action)
        menu.addSeparator()
        self.themes = menu.addMenu("Theme")
        one_of = QActionGroup(self)
        for name, words in THEMES:
            action = self.themes.addAction(words)
            action.setCheckable(True)
            action.setData(name)
            one_of.addAction(action)
        self.themes.triggered.connect(lambda action: self.theme_wanted.emit(action.data()))
        self._action(menu, "Reset layout", self.layout_reset_wanted)

    def _fill_tools(self, menu: QMenu) -> None:
        self._action(menu, "Command palette…", self.palette_wanted, "Ctrl+K")
        menu.addSeparator()
        self.explain = self._action(menu, "Explain a figure", self.explain_wanted, "Ctrl+E")
        self.check = self._action(menu, "Check model", self.check_wanted, "F7")

    def _fill_help(self, menu: QMenu) -> None:
        self._action(menu, "Method guide", self.guide_wanted, "F1")
        self._action(menu, "Keys", self.keys_wanted, "?", "Shift+?")
        menu.addSeparator()
        self._action(menu, "Copy diagnostics", self.diagnostics_wanted)
        self._action(menu, "About Reckoner", self.about_wanted).setMenuRole(QAction.MenuRole.AboutRole)

    def _menu(self, name: str) -> QMenu:
        return self.bar.addMenu(name)

    def _action(self, menu: QMenu, words: str, wanted: object, *keys: QKeySequence.StandardKey | str) -> QAction:
        action = menu.addAction(words)
        shortcuts: list[QKeySequence] = []
        for key in keys:
            shortcuts += [QKeySequence(key)] if isinstance(key, str) else QKeySequence.keyBindings(key)
        action.setShortcuts(list(dict.fromkeys(shortcuts)))
        action.triggered.connect(lambda _checked: wanted.emit())  # type: ignore[attr-defined]  # a bound Signal
        return action

    def commands(self) -> Iterator[tuple[str, QAction]]:
        """Every command with the name of its menu, submenus included."""
        for top in self.bar.actions():
            yield from _commands(top.text().replace("&", ""), _menu_of(top))

    def open_first(self) -> None:
        """Open the first menu; from there the arrows lead everywhere."""
        self.bar.setActiveAction(self.bar.actions()[0])

    def keys(self) -> Iterator[tuple[str, str, str]]:
        """Every key: where it works, what it does, the key. Whatever screen is in front and undo would do just now."""
        for where, action in self.commands():
            words = {self.undo: "Undo", self.redo: "Redo"}.get(action, action.text().replace("&&", "&"))
            if action in self._scenario_keys:
                yield SCENARIO_SCREENS, words, self._scenario_keys[action]
            elif key := first_key(action):
                yield f"Everywhere: {where}", words, key

    def set_theme(self, theme: Theme) -> None:
        """Take type, colours and measures from this theme."""
        self.setFixedHeight(theme.sizes.menu)
        self.file_name.setStyleSheet(f"color: {theme.palette.text2};")
        # The row's height is ours; the general rule's least height would push the names into an overflow menu.
        self.bar.setStyleSheet("QMenuBar { min-height: 0; padding: 0; } QMenuBar::item { padding: 2px 7px; }")

    # --- told -----------------------------------------------------------------------------------------------------

    def show_file(self, name: str) -> None:
        """The name of the open file."""
        self.file_name.setText(name)

    def show_open(self, is_open: bool) -> None:
        """Whether there is a portfolio that commands could be about."""
        for action in (self.copy, self.snapshot, self.export, self.add, self.duplicate, self.rename, self.delete,
                       self.switch.menuAction(), self.pin, self.explain, self.check, *self.tabs):  # fmt: skip
            action.setEnabled(is_open)

    def show_recent(self, paths: Sequence[Path]) -> None:
        """Files that were opened before, newest first."""
        self.recent.clear()
        for path in paths:
            action = self.recent.addAction(f"{path.stem}    {path.parent}".replace("&", "&&"))
            action.setData(str(path))
        if paths:
            self.recent.addSeparator()
            self.recent.addAction("Clear this list").setData("")
        self.recent.menuAction().setEnabled(bool(paths))

    def show_scenarios(self, book: Book, active: int) -> None:
        """The scenarios there are to switch to."""
        self.switch.clear()
        for row in book.scenarios:
            action = self.switch.addAction(row.name.replace("&", "&&"))
            action.setData(row.id)
            action.setCheckable(True)
            action.setChecked(row.id == active)
        self.delete.setEnabled(len(book.scenarios) > 1)
        self.show_pinned(book.baseline is not None)

    def show_theme(self, name: str) -> None:
        """Which theme is chosen."""
        for action in self.themes.actions():
            action.setChecked(action.data() == name)

    def give_scenario_keys(self, given: bool) -> None:
        """F2 and Ctrl+D mean the scenario, or belong to the table in front."""
        for action, key in self._scenario_keys.items():
            action.setShortcut(QKeySequence(key if given else ""))

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

    def _on_recent_triggered(self, action: QAction) -> None:
        if action.data():
            self.recent_wanted.emit(Path(action.data()))
        else:
            self.recent_clear_wanted.emit()


def first_key(action: QAction) -> str:
    """Its first key: further ones are those of other systems, or of keyboards with a key for each command."""
    return action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)


def _menu_of(action: QAction) -> QMenu:
    menu = action.menu()
    assert isinstance(menu, QMenu)
    return menu


def _commands(where: str, menu: QMenu) -> Iterator[tuple[str, QAction]]:
    for action in menu.actions():
        if action.menu() is not None:
            yield from _commands(f"{where} › {action.text()}", _menu_of(action))
        elif not action.isSeparator():
            yield where, action
