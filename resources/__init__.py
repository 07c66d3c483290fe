"""What ships beside the code: catalogue, chain, market, samples, report template, guide, fonts, icons.

Opened by four modules only: `planner.reference`, `ui.theme`, `ui.report` and `ui.main_window`.
"""

from __future__ import annotations

from importlib.resources import files
from importlib.resources.abc import Traversable


def path(name: str) -> Traversable:
    """The resource called `name`, a relative path with forward slashes such as `fonts/Inter-Regular.ttf`."""
    return files(__name__).joinpath(*name.split("/"))


def text(name: str) -> str:
    """The content of a UTF-8 text resource; FileNotFoundError where there is none."""
    return path(name).read_text(encoding="utf-8")


def data(name: str) -> bytes:
    """The content of any resource; FileNotFoundError where there is none."""
    return path(name).read_bytes()
