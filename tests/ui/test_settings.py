"""Settings: what is remembered, and what becomes of a store that somebody else wrote."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QByteArray, QSettings

from planner.outcome import DEFAULT_SEED
from ui.settings import MOST_RECENT, Preferences, Settings


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return tmp_path / "settings.ini"


def test_everything_comes_back_at_the_next_start(store: Path) -> None:
    settings = Settings(store)
    assert (settings.geometry, settings.layout, settings.recent, settings.preferences) == (None, {}, (), Preferences())
    settings.geometry = QByteArray(b"place")
    settings.layout = {"folded": ["Market"], "scenarios": [300, 900]}
    settings.preferences = Preferences(theme="dark", power="megawatt_hours", seed=11)
    settings.save()
    again = Settings(store)
    assert again.geometry == QByteArray(b"place")
    assert again.layout == {"folded": ["Market"], "scenarios": [300, 900]}
    assert again.preferences == Preferences(theme="dark", power="megawatt_hours", seed=11)


def test_recent_files_are_newest_first_once_each_and_only_while_they_are_there(store: Path, tmp_path: Path) -> None:
    settings = Settings(store)
    paths = [tmp_path / f"{number}.reckoner" for number in range(MOST_RECENT + 2)]
    for path in paths:
        path.touch()
        settings.remember_file(path)
    assert settings.recent == tuple(reversed(paths))[:MOST_RECENT]
    settings.remember_file(paths[-2])
    assert settings.recent[:2] == (paths[-2], paths[-1])
    paths[-1].unlink()
    assert paths[-1] not in settings.recent
    settings.forget_files()
    assert settings.recent == ()
    assert paths[0].is_file()


@pytest.mark.parametrize("seed", ["", "-1", "1e9", "nine", "999999999999"])
def test_what_cannot_be_read_is_at_its_default(store: Path, seed: str) -> None:
    foreign = QSettings(str(store), QSettings.Format.IniFormat)
    for key, value in (("preferences/theme", "pink"), ("preferences/power", "joule"), ("preferences/seed", seed),
                       ("files/recent", "{"), ("window/layout", "[1]"), ("window/geometry", 5)):  # fmt: skip
        foreign.setValue(key, value)
    foreign.sync()
    settings = Settings(store)
    assert settings.preferences == Preferences(seed=DEFAULT_SEED)
    assert (settings.recent, settings.layout, settings.geometry) == ((), {}, None)
