"""Problems: what nobody expected. Hooks that log it, and one crash dialog at a time; the program stays alive.

Errors of `planner.errors` do not come here: the window says them in its notice bar. What comes here is a bug, so
the log has a traceback; the dialog has no portfolio data.
"""

from __future__ import annotations

import faulthandler
import logging
import logging.handlers
import sys
import threading
import traceback
from pathlib import Path
from types import TracebackType
from typing import Any, TextIO

from PySide6.QtCore import QMessageLogContext, QObject, QStandardPaths, Qt, QtMsgType, Signal, qInstallMessageHandler
from PySide6.QtWidgets import QMessageBox

from planner.errors import Unexpected

LOG_BYTES = 1_000_000
LOG_FILES = 3
log = logging.getLogger("reckoner")
_QT_LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG, QtMsgType.QtInfoMsg: logging.INFO, QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR, QtMsgType.QtFatalMsg: logging.CRITICAL,
}  # fmt: skip


def log_folder() -> Path:
    """Where the log is kept."""
    return Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.AppLocalDataLocation)) / "log"


class CrashDesk(QObject):
    """Takes bugs from any thread and shows one dialog at a time, not modal to anything."""

    _bug_arrived = Signal(str)  # from any thread to the GUI thread

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._dialog: QMessageBox | None = None
        self._crash_file: TextIO | None = None
        self._handler: logging.Handler | None = None
        self._bug_arrived.connect(self._on_bug_arrived)

    @property
    def dialog(self) -> QMessageBox | None:
        """The dialog that is open."""
        return self._dialog

    def install(self, folder: Path) -> None:
        """Send whatever nobody catches to the log in `folder`, and here."""
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._handler = logging.handlers.RotatingFileHandler(
                folder / "reckoner.log", maxBytes=LOG_BYTES, backupCount=LOG_FILES, encoding="utf-8"
            )
            self._crash_file = (folder / "crash.log").open("a", encoding="utf-8")
            faulthandler.enable(self._crash_file)
        except OSError:  # without a log the program is still worth having; stderr has it
            self._handler = logging.StreamHandler()
        self._handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
        log.addHandler(self._handler)
        log.setLevel(logging.INFO)
        sys.excepthook = self._on_exception
        threading.excepthook = self._on_thread_exception
        sys.unraisablehook = self._on_unraisable
        qInstallMessageHandler(_on_qt_message)

    def remove(self) -> None:
        """Put the interpreter's own hooks back."""
        sys.excepthook = sys.__excepthook__
        threading.excepthook = threading.__excepthook__
        sys.unraisablehook = sys.__unraisablehook__
        qInstallMessageHandler(None)
        if self._handler is not None:
            log.removeHandler(self._handler)
            self._handler.close()
        if self._crash_file is not None:
            faulthandler.disable()
            self._crash_file.close()
        if self._dialog is not None:
            self._dialog.close()

    def report(self, bug: BaseException) -> None:
        """Log a bug that somebody caught at a boundary, and show it."""
        self._on_exception(type(bug), bug, bug.__traceback__)

    def _on_exception(self, kind: type[BaseException], bug: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, bug, trace)
            return
        log.error("".join(traceback.format_exception(kind, bug, trace)))
        self._bug_arrived.emit(kind.__name__)

    def _on_thread_exception(self, arguments: threading.ExceptHookArgs) -> None:
        if arguments.exc_value is not None:
            self._on_exception(arguments.exc_type, arguments.exc_value, arguments.exc_traceback)

    def _on_unraisable(self, unraisable: Any) -> None:
        log.error("unraisable: %s %r", unraisable.err_msg or "", unraisable.exc_value)

    def _on_bug_arrived(self, kind: str) -> None:
        if self._dialog is not None:
            return
        error = Unexpected(f"Something went wrong inside Reckoner ({kind}).", saved="Every saved change is safe.")
        dialog = QMessageBox()
        dialog.setTextFormat(Qt.TextFormat.PlainText)
        dialog.setWindowTitle("Reckoner")
        dialog.setIcon(QMessageBox.Icon.Warning)
        dialog.setText(error.message)
        dialog.setInformativeText(f"{error.saved} {error.next}")
        dialog.setWindowModality(Qt.WindowModality.NonModal)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.finished.connect(self._on_dialog_finished)
        self._dialog = dialog
        dialog.show()

    def _on_dialog_finished(self, result: int) -> None:
        self._dialog = None


def _on_qt_message(level: QtMsgType, context: QMessageLogContext, message: str) -> None:
    log.log(_QT_LEVELS.get(level, logging.WARNING), "Qt: %s", message)
