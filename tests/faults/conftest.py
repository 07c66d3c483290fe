"""Broken worlds: a disk of a few blocks, an ordinary user, a program that holds the file."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
NOBODY = 65534
HOLDER = """
import sys
from planner.storage import Store
with Store.open(sys.argv[1]):
    print("READY", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that every user may enter; pytest's own are for their owner alone."""
    folder = Path(tempfile.mkdtemp(prefix="reckoner-faults-"))
    folder.chmod(0o755)
    yield folder
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o755)
    shutil.rmtree(folder)


@pytest.fixture
def ordinary_user() -> Iterator[None]:
    """The process without the rights of root, for whom nothing is read-only."""
    if sys.platform == "win32" or os.getuid() != 0:
        yield
        return
    os.setresuid(NOBODY, NOBODY, 0)
    yield
    os.setresuid(0, 0, 0)


@pytest.fixture
def tiny_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 600 kB; mounting one needs root on Linux."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = sys.platform == "linux" and os.getuid() == 0 and _mount("-t", "tmpfs", "-o", "size=600k", "none", folder)
    if not mounted:
        pytest.skip("a small file system cannot be mounted here; test_store fills a disk by other means")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def _mount(*arguments: str | Path) -> bool:
    with contextlib.suppress(OSError):
        return subprocess.run(["mount", *map(str, arguments)], capture_output=True, check=False).returncode == 0
    return False


@pytest.fixture
def remount_read_only(tiny_disk: Path) -> Callable[[], None]:
    """Turn the small file system into one that takes no writes."""

    def remount() -> None:
        assert _mount("-o", "remount,ro", tiny_disk)

    return remount


@pytest.fixture
def hold() -> Iterator[Callable[[Path], subprocess.Popen[str]]]:
    """Open a portfolio in another process, which keeps it until it is ended."""
    held: list[subprocess.Popen[str]] = []

    def start(path: Path) -> subprocess.Popen[str]:
        process = subprocess.Popen([sys.executable, "-c", HOLDER, str(path)], cwd=ROOT, text=True,
                                   stdin=subprocess.PIPE, stdout=subprocess.PIPE)  # fmt: skip
        held.append(process)
        assert process.stdout is not None
        assert process.stdout.readline() == "READY\n"
        return process

    yield start
    for process in held:
        process.kill()
        process.communicate()
