"""Without a display: the figures on the terminal, PDF and CSV on disk, in a process of its own."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

from planner.exchange import pdf_snapshot
from planner.snapshot import shown_id

ROOT = Path(__file__).resolve().parents[3]


def start(home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    hidden = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    environment = {key: value for key, value in os.environ.items() if key not in hidden} | {"HOME": str(home)}
    return subprocess.run(
        [sys.executable, "-m", "ui", *arguments],
        cwd=ROOT, env=environment, check=False, capture_output=True, text=True, timeout=60,
    )  # fmt: skip


def test_the_samples_snapshot_is_computed_and_written(tmp_path: Path) -> None:
    done = start(tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert "Cash cost per BTC" in done.stdout
    pdf = Path(next(line for line in done.stdout.splitlines() if line.startswith("PDF")).removeprefix("PDF").strip())
    csv = Path(next(line for line in done.stdout.splitlines() if line.startswith("CSV")).removeprefix("CSV").strip())
    assert tmp_path in pdf.parents
    identity = shown_id(pdf_snapshot.read(pdf)["snapshot_id"])
    assert re.fullmatch(rf"\d{{4}}-\d\d-\d\d {identity}", pdf.stem), "as the window names it"
    assert csv == pdf.with_name(f"{pdf.stem} csv")
    assert (csv / "headline.csv").is_file()


def test_a_named_file_is_read_and_not_written(tmp_path: Path, small_file: Path) -> None:
    before = small_file.read_bytes()
    done = start(tmp_path, str(small_file))
    assert done.returncode == 0
    assert small_file.read_bytes() == before
    assert list(small_file.parent.glob("North snapshots/*.pdf"))


def test_a_foreign_file_gets_its_sentence_and_status(tmp_path: Path) -> None:
    foreign = tmp_path / "foreign.reckoner"
    foreign.write_text("not a portfolio " * 100)
    done = start(tmp_path, str(foreign))
    assert done.returncode == 4
    assert '"NOT_A_PORTFOLIO"' in done.stderr
