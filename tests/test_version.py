"""One version number, wherever it stands."""

from __future__ import annotations

import tomllib
from pathlib import Path

from planner import PROGRAM_VERSION

ROOT = Path(__file__).resolve().parent.parent


def test_the_program_has_the_version_of_the_project() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["version"] == PROGRAM_VERSION
