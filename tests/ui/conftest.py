"""The whole program on a small file, and on the sample; closed in order after each test."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from pytestqt.exceptions import TimeoutError as WaitedInVain
from pytestqt.qtbot import QtBot

from planner.storage import Store
from tests.portfolio_files import small_book
from ui.app import Program, build
from ui.main_window import MainWindow
from ui.session import Session
from ui.settings import Settings

PATIENCE_MS = 10_000


@dataclass(frozen=True, slots=True)
class Opened:
    """A window with everything behind it."""

    window: MainWindow
    program: Program
    qtbot: QtBot

    @property
    def session(self) -> Session:
        """The session; there is one once a file is open."""
        assert self.program.session is not None
        return self.program.session

    def settle(self) -> None:
        """Wait until everything is computed and saved."""
        self.until(lambda: self.window.is_current and self.session.is_saved)

    def until(self, condition: Callable[[], bool]) -> None:
        """Wait until something is so; when it never is, say what the window said."""
        try:
            self.qtbot.waitUntil(condition, timeout=PATIENCE_MS)
        except WaitedInVain as error:
            said = f"{self.window.status.state}; {self.window.notice.text or 'no notice'}"
            raise AssertionError(f"waited in vain: {said}") from error


@pytest.fixture
def small_file(tmp_path: Path) -> Path:
    """A closed portfolio file with the small book."""
    with Store.create(tmp_path / "North.reckoner", small_book()) as store:
        return store.path


@pytest.fixture
def opened(qtbot: QtBot, small_file: Path) -> Iterator[Opened]:
    """The program on the small file, everything computed."""
    yield from running(qtbot, small_file, small_file.parent)


@pytest.fixture
def on_sample(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Opened]:
    """The program as it starts without arguments, its documents in a folder of the test."""
    monkeypatch.setattr("ui.app.program.documents_folder", lambda: tmp_path / "documents")
    yield from running(qtbot, None, tmp_path)


def running(qtbot: QtBot, path: Path | None, folder: Path) -> Iterator[Opened]:
    window = build(path, Settings(folder / "settings.ini"))
    program = window.findChild(Program)
    assert program is not None
    found = Opened(window, program, qtbot)
    window.resize(1366, 768)
    window.show()
    try:
        found.until(lambda: program.session is not None)
        found.settle()
        yield found
    finally:
        window.close()
        window.deleteLater()
