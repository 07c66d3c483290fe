"""Start: the window on the screen, and its end."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from ui.app.collecting import Collecting
from ui.app.desk import arrange, place_first, show_recent
from ui.app.no_display import run_without_display
from ui.app.program import Program
from ui.main_window import MainWindow
from ui.problems import CrashDesk, log_folder
from ui.settings import Settings

# Python-bound work in the other threads else holds the window back: measured, the slowest frames of a drag take 45 ms
# at Python's own 5 ms; the paint after an import of 50,000 lots 1.2 s at 0.5 ms and 0.5 s at 0.1 ms.
SWITCH_INTERVAL_S = 0.0001


def build(path: Path | None, settings: Settings | None = None) -> MainWindow:
    """The window with everything behind it, opening `path` or the sample. Closing it ends both threads."""
    settings = settings or Settings()
    window = MainWindow(settings.preferences)
    if settings.geometry is None or not window.restoreGeometry(settings.geometry):
        place_first(window)
    arrange(window, settings.layout)
    show_recent(window, settings)
    program = Program(window, settings)
    if path is None:
        program.open_sample()
    else:
        program.open(path)
    return window


def open_window(path: Path | None) -> int:
    """Run the program on a portfolio, or on the sample. Returns the exit status."""
    if not has_display():
        return run_without_display(path)
    sys.setswitchinterval(SWITCH_INTERVAL_S)
    QApplication.setAttribute(Qt.ApplicationAttribute.AA_DontShowIconsInMenus)
    application = QApplication(sys.argv[:1])
    application.setApplicationName("Reckoner")
    application.setStyle("Fusion")
    desk = CrashDesk()
    desk.install(log_folder())
    window = build(path)
    program = window.findChild(Program)
    assert program is not None
    program.catch_bugs(desk)
    collecting = Collecting(window)
    window.show()
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # Ctrl+C in a terminal; every edit is in the file already
    try:
        return int(application.exec())
    finally:
        collecting.end()
        desk.remove()


def has_display() -> bool:
    """Whether there is a screen to open a window on."""
    if not sys.platform.startswith("linux"):
        return True
    return any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))
