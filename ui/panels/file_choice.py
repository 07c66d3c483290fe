"""Choosing a file: by a dialog that blocks nothing, or by dropping it on the window."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, Qt, QUrl, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QIcon
from PySide6.QtWidgets import QFileDialog, QToolButton, QWidget

ARROWS = {"backButton": "←", "forwardButton": "→", "toParentButton": "↑"}  # Qt's icons are black in any theme
FILE_SUFFIXES = (".reckoner", ".pdf", ".csv")


def ask_for_file(folder: Path, chosen: Callable[[str], None], parent: QWidget) -> QFileDialog:
    """Show a dialog for one portfolio or report; `chosen` is a slot that gets its name."""
    dialog = _dialog(parent, "Open", folder, "Portfolios and snapshots (*.reckoner *.pdf)", chosen)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    dialog.show()
    return dialog


def ask_for_new_file(folder: Path, name: str, chosen: Callable[[str], None], parent: QWidget) -> QFileDialog:
    """Show a dialog for a new portfolio file, `name` suggested, for the slot `chosen`. Nothing is replaced."""
    dialog = _dialog(parent, "Save a copy as", folder, "Portfolios (*.reckoner)", chosen)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setOption(QFileDialog.Option.DontConfirmOverwrite)
    dialog.setDefaultSuffix("reckoner")
    dialog.selectFile(name)
    dialog.show()
    return dialog


def ask_for_csv(folder: Path, chosen: Callable[[str], None], parent: QWidget) -> QFileDialog:
    """Show a dialog for one table of rows; `chosen` is a slot that gets its name."""
    dialog = _dialog(parent, "Import", folder, "Tables (*.csv *.tsv *.txt)", chosen)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    dialog.show()
    return dialog


def _dialog(parent: QWidget, title: str, folder: Path, files: str, chosen: Callable[[str], None]) -> QFileDialog:
    dialog = QFileDialog(parent, title, str(folder), files)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.fileSelected.connect(chosen)
    for name, arrow in ARROWS.items():  # Qt's own dialog alone has them
        button = dialog.findChild(QToolButton, name)
        if button is not None:
            button.setIcon(QIcon())
            button.setText(arrow)
    return dialog


class FileDrops(QObject):
    """Takes what is dropped on a window, if it is one file that Reckoner opens."""

    dropped = Signal(object)  # Path

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        window.setAcceptDrops(True)
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not isinstance(event, QDropEvent) or event.type() not in (QEvent.Type.DragEnter, QEvent.Type.Drop):
            return super().eventFilter(watched, event)
        path = dropped_file(event.mimeData().urls())
        if path is not None:
            event.acceptProposedAction()
            if not isinstance(event, QDragEnterEvent):
                self.dropped.emit(path)
        return True


def dropped_file(urls: Sequence[QUrl]) -> Path | None:
    """The one local file that was dropped, if it is one that Reckoner opens."""
    if len(urls) != 1 or not urls[0].isLocalFile():
        return None
    path = Path(urls[0].toLocalFile())
    return path if path.suffix.casefold() in FILE_SUFFIXES else None
