"""Keys that close a window beside the work: Escape and the system's own for closing."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget


def close_by_keys(window: QWidget) -> None:
    """Let Escape and Ctrl+W close it. Its parts keep neither key."""
    for key in (QKeySequence(Qt.Key.Key_Escape), QKeySequence("Ctrl+W")):
        shortcut = QShortcut(key, window)
        shortcut.setContext(Qt.ShortcutContext.WindowShortcut)  # the window itself may have the focus, or nothing in it
        shortcut.activated.connect(window.close)
