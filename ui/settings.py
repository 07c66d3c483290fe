"""Settings: what the desk remembers between two starts. Nothing of a portfolio's content but the paths of files."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal, get_args

from PySide6.QtCore import QByteArray, QSettings, QStandardPaths

from planner.outcome import DEFAULT_SEED

ORGANISATION = "Reckoner"
DOCUMENTS_FOLDER = "Reckoner"
MOST_RECENT = 8
LARGEST_SEED = 2**31 - 1

ThemeChoice = Literal["system", "light", "dark"]
PowerChoice = Literal["usual", "cents", "megawatt_hours"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Preferences:
    """What the user prefers, for every file. The seed belongs to the desk, so that scenarios meet the same draws."""

    theme: ThemeChoice = "system"
    power: PowerChoice = "usual"  # in what power prices are shown and typed
    seed: int = DEFAULT_SEED


class Settings:
    """Preferences, window, folder and recent files, in the system's own store of settings or in the file given."""

    def __init__(self, path: Path | None = None) -> None:
        if path is None:
            self._stored = QSettings(QSettings.Format.IniFormat, QSettings.Scope.UserScope, ORGANISATION, ORGANISATION)
        else:
            self._stored = QSettings(str(path), QSettings.Format.IniFormat)

    @property
    def geometry(self) -> QByteArray | None:
        """Place and size of the window; None at the first start."""
        found = self._stored.value("window/geometry")
        return found if isinstance(found, QByteArray) and not found.isEmpty() else None

    @geometry.setter
    def geometry(self, geometry: QByteArray) -> None:
        self._stored.setValue("window/geometry", geometry)

    @property
    def layout(self) -> dict[str, Any]:
        """How the inside of the window was left, as `ui.app.desk.arrangement` says it; empty at the first start."""
        found = _json(self._stored.value("window/layout"))
        return found if isinstance(found, dict) else {}

    @layout.setter
    def layout(self, layout: Mapping[str, Any]) -> None:
        self._stored.setValue("window/layout", json.dumps(dict(layout)))

    @property
    def folder(self) -> Path:
        """The folder a file was opened from last; the user's own folder for portfolios at the first start."""
        found = self._stored.value("files/folder")
        return Path(found) if isinstance(found, str) and Path(found).is_dir() else documents_folder()

    @folder.setter
    def folder(self, folder: Path) -> None:
        self._stored.setValue("files/folder", str(folder))

    @property
    def recent(self) -> tuple[Path, ...]:
        """The files that were opened, newest first, without those that are gone."""
        found = _json(self._stored.value("files/recent"))
        paths = [Path(item) for item in found if isinstance(item, str)] if isinstance(found, list) else []
        return tuple(path for path in paths if path.is_file())

    def remember_file(self, path: Path) -> None:
        """Put a file in front of the recent ones."""
        others = [other for other in self.recent if other != path]
        self._stored.setValue("files/recent", json.dumps([str(item) for item in [path, *others][:MOST_RECENT]]))

    def forget_files(self) -> None:
        """Empty the list of recent files; the files stay."""
        self._stored.remove("files/recent")

    @property
    def preferences(self) -> Preferences:
        """What the user prefers; whatever cannot be read is at its default."""
        theme, power = self._stored.value("preferences/theme"), self._stored.value("preferences/power")
        default = Preferences()
        return Preferences(
            theme=theme if theme in get_args(ThemeChoice) else default.theme,
            power=power if power in get_args(PowerChoice) else default.power,
            seed=_seed(self._stored.value("preferences/seed")),
        )

    @preferences.setter
    def preferences(self, preferences: Preferences) -> None:
        for name, value in asdict(preferences).items():
            self._stored.setValue(f"preferences/{name}", value)

    def save(self) -> None:
        """Write to disk now."""
        self._stored.sync()


def _seed(stored: object) -> int:
    written = str(stored)
    if written.isascii() and written.isdecimal() and len(written) <= len(str(LARGEST_SEED)):
        return min(int(written), LARGEST_SEED)
    return DEFAULT_SEED


def _json(stored: object) -> Any:
    try:
        return json.loads(str(stored))
    except ValueError:
        return None


def documents_folder() -> Path:
    """Where portfolios are kept unless the user says otherwise: a folder of our own among the documents."""
    documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    return Path(documents or Path.home()) / DOCUMENTS_FOLDER
