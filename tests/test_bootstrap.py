"""bootstrap.py names what is missing, writes nothing when asked to check, and installs only what it must."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import bootstrap

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """What a fresh clone has of interest to the script."""
    for name in ("bootstrap.py", "requirements.lock", "pyproject.toml"):
        shutil.copy(ROOT / name, tmp_path)
    return tmp_path


def _bootstrap(clone: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(clone / "bootstrap.py"), *arguments], capture_output=True, text=True, check=False
    )


def test_check_in_a_fresh_clone_names_the_remedy_and_writes_nothing(clone: Path) -> None:
    before = sorted(clone.rglob("*"))
    done = _bootstrap(clone, "check")
    assert done.returncode == 1
    assert "no .venv with Python 3.11 or newer\n    remedy: python3 bootstrap.py run" in done.stdout
    assert sorted(clone.rglob("*")) == before


def test_an_unknown_command_is_a_usage_error(clone: Path) -> None:
    done = _bootstrap(clone, "dance")
    assert done.returncode == 2
    assert "run|test|check|bench|bundle" in done.stdout


def test_the_stamp_changes_with_the_lock(clone: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bootstrap, "LOCK", clone / "requirements.lock")
    before = bootstrap.wanted_stamp()
    with (clone / "requirements.lock").open("a", encoding="utf-8") as lock:
        lock.write("# one more line\n")
    assert bootstrap.wanted_stamp() != before


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="system packages are Debian's")
def test_a_library_the_loader_does_not_find_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bootstrap, "LIBRARIES", {"libc6": "libc.so.6", "libnone1": "libnone.so.1"})
    monkeypatch.setattr(bootstrap, "TOOLS", {"coreutils": "ls", "no-tool": "no-such-program"})
    assert bootstrap.missing_libraries() == ["libnone1"]
    assert bootstrap.missing_tools() == ["no-tool"]


def test_without_root_the_line_to_copy_is_named_and_nothing_is_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr(os, "geteuid", lambda: 1000, raising=False)
    monkeypatch.setattr(subprocess, "run", lambda *_, **__: pytest.fail("a command was run"))
    with pytest.raises(SystemExit, match="sudo apt-get update && sudo apt-get install -y .* libnone1"):
        bootstrap.install_for_debian(["libnone1"])


def test_the_lock_has_a_hash_for_every_package_and_no_index() -> None:
    lines = (ROOT / "requirements.lock").read_text(encoding="utf-8").splitlines()
    pinned = [number for number, line in enumerate(lines) if line and line[0].isalnum()]
    assert len(pinned) > 30
    assert [lines[number] for number in pinned if "--hash=sha256:" not in lines[number + 1]] == []
    assert [line for line in lines if "://" in line or "index-url" in line] == []
