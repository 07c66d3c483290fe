"""Choosing a file: by a dialog that blocks nothing, or by dropping it on the window."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import Qt, QUrl
from PySide6.QtWidgets import QFileDialog, QWidget

FILE_SUFFIXES = (".reckoner", ".pdf", ".csv")


def ask_for_file(folder: Path, chosen: Callable[[str], None], parent: QWidget) -> QFileDialog:
    """Show a dialog for one portfolio or report; `chosen` is a slot that gets its name."""
    dialog = QFileDialog(parent, "Open", str(folder), "Portfolios and snapshots (*.reckoner *.pdf)")
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    dialog.fileSelected.connect(chosen)
    dialog.show()
    return dialog


def ask_for_new_file(folder: Path, chosen: Callable[[str], None], parent: QWidget) -> QFileDialog:
    """Show a dialog for the name of a new portfolio file; `chosen` is a slot that gets it. No file is replaced."""
    dialog = QFileDialog(parent, "Save a copy as", str(folder), "Portfolios (*.reckoner)")
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setOption(QFileDialog.Option.DontConfirmOverwrite)
    dialog.setDefaultSuffix("reckoner")
    dialog.fileSelected.connect(chosen)
    dialog.show()
    return dialog


def ask_for_csv(folder: Path, chosen: Callable[[str], None], parent: QWidget) -> QFileDialog:
    """Show a dialog for one table of rows; `chosen` is a slot that gets its name."""
    dialog = QFileDialog(parent, "Import", str(folder), "Tables (*.csv *.tsv *.txt)")
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    dialog.fileSelected.connect(chosen)
    dialog.show()
    return dialog


def dropped_file(urls: Sequence[QUrl]) -> Path | None:
    """The one local file that was dropped, if it is one that Reckoner opens."""
    if len(urls) != 1 or not urls[0].isLocalFile():
        return None
    path = Path(urls[0].toLocalFile())
    return path if path.suffix.casefold() in FILE_SUFFIXES else None
