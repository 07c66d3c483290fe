"""Which arguments open the window and which run a command."""

from __future__ import annotations

import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from ui import __main__ as entry


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[Path | None]:
    """The paths with which a window was asked for; none is opened."""
    asked: list[Path | None] = []

    def open_window(path: Path | None) -> int:
        asked.append(path)
        return 0

    monkeypatch.setitem(sys.modules, "ui.app", SimpleNamespace(open_window=open_window))
    return asked


@pytest.mark.parametrize(
    ("arguments", "path"),
    [
        ([], None),
        (["desert.reckoner"], Path("desert.reckoner")),
        (["/a folder/Desert.RECKONER"], Path("/a folder/Desert.RECKONER")),
        (["2026-06-14 0EA5B4A4999A.pdf"], Path("2026-06-14 0EA5B4A4999A.pdf")),
    ],
)
def test_nothing_a_portfolio_or_a_report_opens_the_window(
    arguments: list[str], path: Path | None, opened: list[Path | None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "argv", ["reckoner", *arguments])
    assert entry.main() == 0
    assert opened == [path]


@pytest.mark.parametrize(
    ("arguments", "status"), [(["catalogue"], 0), (["no-such"], 2), (["a.reckoner", "b.reckoner"], 2), (["a.txt"], 2)]
)
def test_anything_else_is_a_command(
    arguments: list[str],
    status: int,
    opened: list[Path | None],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(sys, "argv", ["reckoner", *arguments])
    assert entry.main() == status
    assert opened == []
    assert bool(capsys.readouterr().out) == (status == 0)


def test_reports_are_made_by_the_window_s_module(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[tuple[object, ...]] = []
    monkeypatch.setitem(sys.modules, "ui.report", SimpleNamespace(write_pdf=lambda *args, **options: made.append(args)))
    entry._write_pdf("snapshot", out="x.pdf")
    assert made == [("snapshot",)]
