"""NoticeBar: one sentence above the status line, never in the way. What happened · state of the work · what to do."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QEvent, QObject, Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QGuiApplication, QKeyEvent
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

from planner.errors import ReckonerError
from ui.theme import Theme


class NoticeBar(QFrame):
    """Shows the newest notice until it is closed, its cause is gone, or another takes its place. Plain text only."""

    height_changed = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("notice")
        self._bad = False
        self._cause = ""
        self._path: Path | None = None
        self._back: QWidget | None = None  # had the focus before one of the buttons
        self._words = QLabel()
        self._words.setTextFormat(Qt.TextFormat.PlainText)
        self._words.setWordWrap(True)
        self._words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._words.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.folder = _link("Open folder")
        self.folder.clicked.connect(self._on_folder_clicked)
        self.copy = _link("Copy path")
        self.copy.clicked.connect(self._on_copy_clicked)
        self._close = _link("Close")
        self._close.setAccessibleName("Close the notice")
        self._close.setToolTip("Esc")
        self._close.clicked.connect(self.clear)
        self._row = QHBoxLayout(self)
        self._row.addWidget(self._words, 1)
        for button in (self.folder, self.copy, self._close):
            self._row.addWidget(button)
        self.set_theme(theme)
        self.hide()
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.focusChanged.connect(self._on_focus_changed)

    @property
    def text(self) -> str:
        """What it says; empty when hidden."""
        return self._words.text()

    def set_theme(self, theme: Theme) -> None:
        """Take type, colours and measures from this theme."""
        self._theme = theme
        self._row.setContentsMargins(theme.sizes.padding, 4, theme.sizes.padding, 4)
        self._paint_ground()

    def show_error(self, error: ReckonerError, more: str = "", *, cause: str = "") -> None:
        """An error's three sentences, and `more` of them."""
        self.show_words(f"{error.sentence()} {more}".strip(), bad=True, cause=cause)

    def show_notice(self, words: str, path: Path | None = None) -> None:
        """Something worth knowing that is not an error, and the file or folder it is about."""
        self.show_words(words, bad=False, path=path)

    def clear(self) -> None:
        """Say nothing, and give the focus back."""
        if self._holds(QApplication.focusWidget()) and self._back is not None and isValid(self._back):
            self._back.setFocus()
        self._words.clear()
        self._cause = ""
        self.hide()
        self.height_changed.emit()

    def clear_cause(self, cause: str) -> None:
        """The cause of this name is gone: say nothing more of it."""
        if cause == self._cause:
            self.clear()

    def show_words(self, words: str, *, bad: bool, cause: str = "", path: Path | None = None) -> None:
        """Any sentence; `bad` marks it vermilion. `cause` names what ends it."""
        self._bad, self._cause, self._path = bad, cause, path
        self._words.setText(words)
        for button in (self.folder, self.copy):
            button.setVisible(path is not None)
        self._paint_ground()
        self.show()
        self.height_changed.emit()

    def _holds(self, widget: QWidget | None) -> bool:
        return widget is not None and self.isAncestorOf(widget)

    def _on_focus_changed(self, old: QWidget | None, new: QWidget | None) -> None:
        if self._holds(new) and not self._holds(old):
            self._back = old

    def _on_folder_clicked(self) -> None:
        if self._path is not None:
            folder = self._path if self._path.is_dir() else self._path.parent
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))

    def _on_copy_clicked(self) -> None:
        if self._path is not None:
            QGuiApplication.clipboard().setText(str(self._path))

    def _paint_ground(self) -> None:
        palette = self._theme.palette
        edge = palette.bad if self._bad else palette.accent
        self.setStyleSheet(
            f"QFrame#notice {{ background: {palette.surface}; border: none; border-top: 1px solid {palette.line};"
            f" border-left: 4px solid {edge}; }}"
        )


class NoticeStack(QWidget):
    """The bars one above the other at the foot of the screens; Escape closes the lowest.

    Screens with something to press at their foot make room. The others are covered, so that no chart changes its size
    for a sentence.
    """

    def __init__(
        self, bars: tuple[NoticeBar, ...], foot: QWidget, parent: QWidget, make_room: tuple[QWidget, ...] = ()
    ) -> None:
        super().__init__(parent)
        self._bars = bars
        self._foot = foot
        self._make_room = make_room
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for bar in bars:
            column.addWidget(bar)
            bar.height_changed.connect(self._place)
        for watched in (parent, foot, parent.window()):
            watched.installEventFilter(self)
        self._place()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Resize, QEvent.Type.Move):
            self._place()
        elif watched is self.window() and _is_escape(event) and (shown := self._shown()):
            shown[-1].clear()
            return True
        return super().eventFilter(watched, event)

    def _shown(self) -> list[NoticeBar]:
        return [bar for bar in self._bars if not bar.isHidden()]

    def _place(self) -> None:
        shown, width = self._shown(), self._foot.width()
        height = sum(max(bar.heightForWidth(width), bar.minimumSizeHint().height()) for bar in shown)
        for screen in self._make_room:
            screen.setContentsMargins(0, 0, 0, height)
        self.setVisible(bool(shown))
        if shown:
            self.setGeometry(0, self._foot.y() - height, width, height)
            self.raise_()


def _is_escape(event: QEvent) -> bool:
    """Whether it is that key, and nobody else had a use for it: it has come up to the window."""
    return isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and event.key() == Qt.Key.Key_Escape


def _link(words: str) -> QPushButton:
    button = QPushButton(words)
    button.setProperty("kind", "link")
    return button
