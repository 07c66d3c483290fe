"""Palette: every command, screen, scenario and input by a few letters of its name (Ctrl+K)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QLabel, QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from ui.theme import Theme

MOST_SHOWN = 12
WIDTH, TOP = 560, 90
_WORD_START, _TOGETHER, _GAP = 8, 4, -1


@dataclass(frozen=True, slots=True, kw_only=True)
class PaletteEntry:
    """One thing that can be done or gone to."""

    words: str
    kind: str  # Command, Screen, Scenario, Input
    run: Callable[[], object]
    key: str = ""


def match_score(words: str, written: str) -> int | None:
    """How well letters typed in order stand in a name: more at word starts and next to each other; None: not in it."""
    name, score, place, before = words.casefold(), 0, 0, -2
    for letter in written.casefold().replace(" ", ""):
        at = name.find(letter, place)
        if at < 0:
            return None
        if at == before + 1:
            score += _TOGETHER
        else:
            at = next((later for later in _word_starts(name, place) if name[later] == letter), at)
            score += _WORD_START if at in _word_starts(name, at) else _GAP
        place, before = at + 1, at
    return score - len(name) // 20


def _word_starts(name: str, place: int) -> list[int]:
    """Where words begin, from a place on."""
    return [at for at in range(place, len(name)) if name[at].isalnum() and (at == 0 or not name[at - 1].isalnum())]


def found(entries: Sequence[PaletteEntry], written: str) -> list[PaletteEntry]:
    """The entries that match, best first; those of the same score in their order."""
    scored = [(match_score(entry.words, written), place) for place, entry in enumerate(entries)]
    good = sorted((-score, place) for score, place in scored if score is not None)
    return [entries[place] for _, place in good]


class Palette(QFrame):
    """A box over the window. Up and Down choose, Enter does it, Escape closes."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("palette")
        self._entries: Sequence[PaletteEntry] = ()
        self._shown: list[PaletteEntry] = []
        self._back: QWidget | None = None
        self.line = QLineEdit()
        self.line.setPlaceholderText("A command, a screen, a scenario, an input…")
        self.line.setAccessibleName("Command palette")
        self.line.textChanged.connect(self._on_text_changed)
        self.line.installEventFilter(self)
        self.list = QListWidget()
        self.list.setAccessibleName("Matches")
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.itemClicked.connect(self._on_item_clicked)
        self._nothing = QLabel("Nothing has these letters in its name.")
        self._nothing.setProperty("role", "quiet")
        self._column = column = QVBoxLayout(self)
        column.setContentsMargins(10, 10, 10, 10)
        for widget in (self.line, self.list, self._nothing):
            column.addWidget(widget)
        self.set_theme(theme)
        self.hide()

    def set_theme(self, theme: Theme) -> None:
        """Take colours and measures from this theme."""
        palette = theme.palette
        self.setStyleSheet(
            f"QFrame#palette {{ background: {palette.surface}; border: 1px solid {palette.baseline};"
            f" border-radius: {theme.sizes.radius}px; }}"
        )
        self.list.setStyleSheet(f"QListView {{ border: none; }} QListView::item {{ color: {palette.text}; }}")

    def open_with(self, entries: Sequence[PaletteEntry], back: QWidget | None) -> None:
        """Show these entries; on Escape the focus goes `back`."""
        self._entries, self._back = entries, back
        parent = self.parentWidget()
        assert parent is not None
        width = min(WIDTH, parent.width() - 40)
        self.setGeometry((parent.width() - width) // 2, TOP, width, 10)
        self.line.clear()
        self._on_text_changed("")
        self.show()
        self.raise_()
        self.line.setFocus()

    @property
    def shown(self) -> tuple[PaletteEntry, ...]:
        """What matches, best first, as far as it is listed."""
        return tuple(self._shown)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusOut:
            self.hide()
        if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress:
            return super().eventFilter(watched, event)
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 6, Qt.Key.Key_PageUp: -6}.get(
            Qt.Key(event.key())
        )
        if step is not None:
            last = max(0, self.list.count() - 1)
            self.list.setCurrentRow(min(last, max(0, self.list.currentRow() + step)))
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._do(self.list.currentRow())
        elif event.key() == Qt.Key.Key_Escape:
            self.close_back()
        else:
            return super().eventFilter(watched, event)
        return True

    def close_back(self) -> None:
        """Close, and give the focus back to whoever had it."""
        back, self._back = self._back, None
        self.hide()
        if back is not None:
            back.setFocus()

    def _on_text_changed(self, written: str) -> None:
        self._shown = found(self._entries, written)[:MOST_SHOWN]
        self.list.clear()
        for entry in self._shown:
            hint = f"{entry.kind}   {entry.key}" if entry.key else entry.kind
            item = QListWidgetItem(f"{entry.words}    ·  {hint}")
            self.list.addItem(item)
        self.list.setCurrentRow(0)
        self.list.setVisible(bool(self._shown))
        self._nothing.setVisible(not self._shown)
        row = self.list.sizeHintForRow(0) if self._shown else 0
        self.list.setFixedHeight(row * len(self._shown) + 4)
        self._column.activate()
        self.resize(self.width(), self._column.sizeHint().height())

    def _on_item_clicked(self, item: QListWidgetItem) -> None:
        self._do(self.list.row(item))

    def _do(self, place: int) -> None:
        if 0 <= place < len(self._shown):
            entry = self._shown[place]
            self.close_back()
            entry.run()
