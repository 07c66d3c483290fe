"""Starts Reckoner as processes of their own: commands, and the watched window with the facts it prints."""

from __future__ import annotations

import json
import os
import selectors
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any, Self

ROOT = Path(__file__).resolve().parent.parent.parent
PATIENCE_S = 40.0

Facts = dict[str, Any]


def environment(home: Path, **extra: str) -> dict[str, str]:
    """The tests' environment with a home of its own and no display but the one given."""
    kept = {name: value for name, value in os.environ.items() if name not in ("DISPLAY", "WAYLAND_DISPLAY")}
    own = {"HOME": str(home), "XDG_CONFIG_HOME": str(home / "config"), "XDG_DATA_HOME": str(home / "data")}
    return {**kept, "PYTHONPATH": str(ROOT), **own, **extra}


def reckoner(home: Path, *arguments: str) -> str:
    """Run one command; what it printed."""
    command = [sys.executable, "-m", "ui", *arguments]
    done = subprocess.run(
        command, cwd=home, env=environment(home), capture_output=True, text=True, check=False, timeout=PATIENCE_S
    )
    assert done.returncode == 0, f"{' '.join(command)} ended with {done.returncode}: {done.stderr}"
    return done.stdout


class WatchedProgram:
    """The real window in a process of its own; a context manager that ends it."""

    def __init__(self, home: Path, display: str, path: Path) -> None:
        self._errors = home / "stderr.txt"
        self._error_file = self._errors.open("wb")
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.end_to_end.watched", str(path)], cwd=home,
            env=environment(home, DISPLAY=display, QT_QPA_PLATFORM="xcb"), stdout=subprocess.PIPE,
            stderr=self._error_file,
        )  # fmt: skip
        assert self._process.stdout is not None
        self._pipe = self._process.stdout
        os.set_blocking(self._pipe.fileno(), False)
        self._selector = selectors.DefaultSelector()
        self._selector.register(self._pipe, selectors.EVENT_READ)
        self._rest = b""
        self.facts: list[Facts] = []  # all that were printed, oldest first

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._process.poll() is None:
            self._process.terminate()
            try:
                self._process.wait(5)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait(5)
        self._selector.close()
        self._pipe.close()
        self._error_file.close()

    def wait_for(self, what: str, condition: Callable[[Facts], bool]) -> Facts:
        """The newest facts once they fulfil a condition. Fails with what was wanted and what is."""
        deadline = time.monotonic() + PATIENCE_S
        while not (self.facts and condition(self.facts[-1])):
            left = deadline - time.monotonic()
            assert left > 0, f"waited for {what}; {self._state()}"
            assert self._read(left) or self._process.poll() is None, f"ended before {what}; {self._state()}"
        return self.facts[-1]

    def wait_for_end(self) -> int:
        """The exit status, once the window has closed by itself."""
        deadline = time.monotonic() + PATIENCE_S
        while self._read(1.0):
            assert time.monotonic() < deadline, f"it does not end; {self._state()}"
        return self._process.wait(PATIENCE_S)

    @property
    def errors(self) -> str:
        """What it wrote to standard error."""
        return self._errors.read_text(encoding="utf-8", errors="replace")

    def _read(self, seconds: float) -> bool:
        """Take in what has been printed, waiting at most so long; False at the end of the output."""
        if not self._selector.select(min(seconds, 1.0)):
            return True
        received = self._pipe.read()
        if not received:
            return False
        *lines, self._rest = (self._rest + received).split(b"\n")
        self.facts += [json.loads(line) for line in lines if line.startswith(b"{")]
        return True

    def _state(self) -> str:
        last = {key: value for key, value in self.facts[-1].items() if key != "figures"} if self.facts else {}
        return f"facts: {last}; stderr: {self.errors[-2000:]}"
