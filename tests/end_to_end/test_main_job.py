"""The main job from outside: open, drag a slider with a real mouse, undo, snapshot, and open the snapshot again."""

from __future__ import annotations

import csv
import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader
from pypdf.generic import DictionaryObject

from planner.measures import MEASURES, STRIP
from planner.reference import sample_names
from planner.snapshot import shown_id
from tests.end_to_end.display import Hand, virtual_display
from tests.end_to_end.program import Facts, WatchedProgram, reckoner
from ui.panels.slider_inputs import SLIDERS

pytestmark = [
    pytest.mark.end_to_end,
    pytest.mark.skipif(shutil.which("Xvfb") is None, reason="Xvfb is not installed; on Debian: apt-get install xvfb"),
]

MOVES = 40
SLIDER = next(slider for slider in SLIDERS if slider.address == "btc_price_usd")
RTOL = 1e-12


@pytest.fixture(params=[(1366, 768), (1920, 1080)], ids=["1366x768", "1920x1080"])
def screen(request: pytest.FixtureRequest) -> tuple[int, int]:
    size: tuple[int, int] = request.param
    return size


@pytest.fixture
def display(screen: tuple[int, int]) -> Iterator[str]:
    with virtual_display(*screen) as name:
        yield name


@pytest.fixture
def hand(display: str) -> Iterator[Hand]:
    hand = Hand(display)
    yield hand
    hand.close()


def test_drag_undo_snapshot_and_back(tmp_path: Path, screen: tuple[int, int], display: str, hand: Hand) -> None:
    portfolio, again = tmp_path / "Job.reckoner", tmp_path / "Fresh.reckoner"
    for path in (portfolio, again):
        reckoner(tmp_path, "new", str(path), "--sample", sample_names()[0])
    with WatchedProgram(tmp_path, display, portfolio) as program:
        before = opened(program, hand, screen)
        after = drag(program, hand, before)
        run = json.loads(
            reckoner(
                tmp_path, "run", str(again), "--json", "--figures", "--set", f"{SLIDER.address}={after['price']!r}"
            )
        )
        assert_same_results(after, run)
        undo_and_redo(program, hand, before, after)
        pdf = snapshot(program, hand, portfolio)
        quit_by_key(program, hand)
    identity = shown_id(after["snapshot_id"])
    assert identity in pdf.stem
    assert_on_paper(pdf, run)
    assert_as_csv(pdf.with_name(f"{pdf.stem} csv"), run)
    exported = tmp_path / "Exported.pdf"
    reckoner(tmp_path, "export", str(portfolio), identity, "--pdf", str(exported), "--csv", str(tmp_path / "csv"))
    assert exported.read_bytes() == pdf.read_bytes()
    for table in pdf.with_name(f"{pdf.stem} csv").iterdir():
        assert (tmp_path / "csv" / table.name).read_bytes() == table.read_bytes()
    with WatchedProgram(tmp_path, display, pdf) as program:
        reopened = opened(program, hand, screen)
        said = program.wait_for("the comparison", lambda facts: identity in facts["notice"])
        quit_by_key(program, hand)
    assert "every figure is the same" in said["notice"]
    assert reopened["snapshot_id"] == after["snapshot_id"]
    assert_same_results(reopened, run)


def opened(program: WatchedProgram, hand: Hand, screen: tuple[int, int]) -> Facts:
    """The window over the whole screen, with the keyboard, its first results complete."""
    program.wait_for("a file", lambda facts: facts["title"].endswith("– Reckoner"))
    assert hand.place_window("Reckoner", *screen), "the window is not on the screen"
    return program.wait_for(
        "results over the whole screen",
        lambda facts: facts["size"] == list(screen) and facts["active"] and facts["current"] and "figures" in facts,
    )


def drag(program: WatchedProgram, hand: Hand, before: Facts) -> Facts:
    """Take the thumb to three quarters of the track; halfway the hand rests, and the figures are there already."""
    (left, y), (right, _) = before["track"]
    start, end = before["thumb"][0], round(left + 0.75 * (right - left))
    path = [(start + round((end - start) * step / MOVES), y) for step in range(MOVES + 1)]
    hand.move(path[0])
    hand.button(down=True)
    hand.glide(path[1 : MOVES // 2 + 1])
    halfway = program.wait_for(
        "figures that follow the hand",
        lambda facts: facts["held"] and facts["current"] and facts["price"] > before["price"],
    )
    assert (halfway["undo"], halfway["saved"]) == ("", False), "nothing is an edit before the hand lets go"
    assert halfway["figures"] != before["figures"]
    hand.glide(path[MOVES // 2 + 1 :])
    hand.button(down=False)
    after = program.wait_for(
        "the drag, saved and evaluated",
        lambda facts: not facts["held"] and facts["saved"] and facts["current"] and facts["undo"] != "",
    )
    per_px = (SLIDER.high - SLIDER.low) / (right - left)
    assert after["price"] == pytest.approx(SLIDER.low + 0.75 * (SLIDER.high - SLIDER.low), abs=2 * per_px + SLIDER.step)
    assert after["price"] % SLIDER.step == 0
    assert after["box"] == f"{after['price']:,.0f}"
    return after


def undo_and_redo(program: WatchedProgram, hand: Hand, before: Facts, after: Facts) -> None:
    """The whole drag is one step, and no other stands behind it."""
    hand.press("Control_L", "z")
    undone = program.wait_for("undo", lambda facts: facts["undo"] == "" and facts["saved"] and facts["current"])
    assert (undone["price"], undone["box"], undone["figures"]) == (before["price"], before["box"], before["figures"])
    assert undone["snapshot_id"] == before["snapshot_id"]
    assert undone["redo"] != ""
    hand.press("Control_L", "Shift_L", "z")
    redone = program.wait_for("redo", lambda facts: facts["redo"] == "" and facts["saved"] and facts["current"])
    assert redone["undo"] == after["undo"]
    assert redone["figures"] == after["figures"]


def snapshot(program: WatchedProgram, hand: Hand, portfolio: Path) -> Path:
    """F6: the PDF it wrote, with a CSV folder beside it."""
    folder = portfolio.with_name(f"{portfolio.stem} snapshots")
    hand.press("F6")
    program.wait_for("the snapshot", lambda facts: "PDF" in facts["notice"] and str(folder) in facts["notice"])
    (pdf,) = folder.glob("*.pdf")
    assert pdf.with_name(f"{pdf.stem} csv").is_dir()
    return pdf


def quit_by_key(program: WatchedProgram, hand: Hand) -> None:
    """Ctrl+Q: the program ends by itself, in order and without a word."""
    hand.press("Control_L", "q")
    assert program.wait_for_end() == 0
    assert program.errors == ""


def assert_same_results(shown: Facts, run: dict[str, Any]) -> None:
    """What the window shows is what a fresh process computes: each table within 1e-12, the strip as displayed."""
    assert shown["snapshot_id"] == run["snapshot_id"]
    assert list(shown["figures"]) == list(run["figures"])[:6]
    assert len(run["figures"]) > 6, "those of the other screens follow"
    for key, rows in shown["figures"].items():
        fresh = run["figures"][key]["rows"]
        assert len(rows) == len(fresh) > 0, key
        for row, other in zip(rows, fresh, strict=True):
            assert row == [_close_to(cell) for cell in other], key
    for key, value in shown["headline"].items():
        assert run["headline"][key] == (None if value is None else pytest.approx(value, rel=RTOL)), key
    for key in STRIP:
        assert shown["strip"][key] == MEASURES[key].shown(run["headline"][key])


def _close_to(cell: Any) -> Any:
    return pytest.approx(cell, rel=RTOL, abs=0.0) if isinstance(cell, float) else cell


def assert_on_paper(pdf: Path, run: dict[str, Any]) -> None:
    """The headline figures stand in the text at the digits shown; no picture is a raster; the snapshot is inside."""
    text = subprocess.run(["pdftotext", "-layout", str(pdf), "-"], capture_output=True, text=True, check=True).stdout
    for key in STRIP:
        measure = MEASURES[key]
        assert measure.shown(run["headline"][key]) in text, key
    assert shown_id(run["snapshot_id"]) in text
    reader = PdfReader(pdf)
    assert len(reader.pages) >= 2
    numbers = {*reader.xref[0], *reader.xref_objStm}
    whole = [reader.get_object(number) for number in numbers]
    assert len(whole) > 20
    assert not [found for found in whole if isinstance(found, DictionaryObject) and found.get("/Subtype") == "/Image"]
    (attached,) = reader.attachments["snapshot.json"]
    assert json.loads(attached)["snapshot_id"] == run["snapshot_id"]


def assert_as_csv(folder: Path, run: dict[str, Any]) -> None:
    """Every monthly column of `run --json` stands in a CSV, within 1e-12."""
    found: dict[str, list[str]] = {}
    for path in folder.glob("*.csv"):
        header, units, *rows = list(csv.reader(path.read_text(encoding="utf-8-sig").splitlines()))
        assert len(units) == len(header), f"{path.name} has a row of units"
        if header[:1] == ["month"] and len(rows) == len(run["monthly"]["month"]):
            found |= {key: [row[place] for row in rows] for place, key in enumerate(header)}
    assert found["month"] == run["monthly"]["month"]
    compared = [key for key in run["monthly"] if key != "month"]
    assert len(compared) > 10
    for key in compared:
        assert [float(cell) for cell in found[key]] == pytest.approx(run["monthly"][key], rel=RTOL), key
