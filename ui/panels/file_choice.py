"""Choosing a file: by a dialog that blocks nothing, or by dropping it on the window."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import Qt, QUrl
from PySide6.QtWidgets import QFileDialog, QWidget

FILE_SUFFIXES = (".reckoner", ".pdf")


def ask_for_file(folder: Path, chosen: Callable[[str], None], parent: QWidget) -> QFileDialog:
    """Show a dialog for one portfolio or report; `chosen` is a slot that gets its name."""
    dialog = QFileDialog(parent, "Open", str(folder), "Portfolios and snapshots (*.reckoner *.pdf)")
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
