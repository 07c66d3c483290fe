"""Settings: what the window remembers between two starts. Nothing of a portfolio's content."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QByteArray, QSettings, QStandardPaths

ORGANISATION = "Reckoner"
DOCUMENTS_FOLDER = "Reckoner"


class Settings:
    """The window's place and the folder that was used last, in the system's own store of settings."""

    def __init__(self) -> None:
        self._stored = QSettings(QSettings.Format.IniFormat, QSettings.Scope.UserScope, ORGANISATION, ORGANISATION)

    @property
    def geometry(self) -> QByteArray | None:
        """Place and size of the window; None at the first start."""
        found = self._stored.value("window/geometry")
        return found if isinstance(found, QByteArray) and not found.isEmpty() else None

    @geometry.setter
    def geometry(self, geometry: QByteArray) -> None:
        self._stored.setValue("window/geometry", geometry)

    @property
    def folder(self) -> Path:
        """The folder a file was opened from last; the user's own folder for portfolios at the first start."""
        found = self._stored.value("files/folder")
        return Path(found) if isinstance(found, str) and Path(found).is_dir() else documents_folder()

    @folder.setter
    def folder(self, folder: Path) -> None:
        self._stored.setValue("files/folder", str(folder))

    def save(self) -> None:
        """Write to disk now."""
        self._stored.sync()


def documents_folder() -> Path:
    """Where portfolios are kept unless the user says otherwise: a folder of our own among the documents."""
    documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    return Path(documents or Path.home()) / DOCUMENTS_FOLDER
