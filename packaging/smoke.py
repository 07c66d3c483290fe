"""See a built program work, away from its source: `python packaging/smoke.py dist/reckoner`.

Evaluate the sample, take a snapshot, export and read PDF and CSV, open the window offscreen. What a bundle can
lack shows here and nowhere else: Qt plug-ins, fonts, typst, the files of `resources`.
"""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import pypdf

SECONDS_A_COMMAND = 120
SECONDS_TO_OPEN = 60.0
SECONDS_TO_STAY = 5.0
LOCKED = 6


def main() -> int:
    """Run every step; 1 and a sentence at the first that fails."""
    folder = Path(sys.argv[1]).resolve()
    program = folder / ("reckoner.exe" if os.name == "nt" else "reckoner")
    with tempfile.TemporaryDirectory(prefix="reckoner-smoke-") as scratch:
        try:
            see(program, Path(scratch))
        except Fault as fault:
            print(f"smoke: FAILED, {fault}")
            return 1
    print("smoke: the built program evaluates, exports and opens its window")
    return 0


class Fault(Exception):
    """What the built program did wrong, as half a sentence."""


def see(program: Path, scratch: Path) -> None:
    """All steps, each a fact seen from outside the program."""
    file, pdf, tables = scratch / "smoke.reckoner", scratch / "smoke.pdf", scratch / "tables"
    said(program, "new", str(file), "--sample", sample_name(program.parent))
    headline = json.loads(said(program, "run", str(file), "--json"))["headline"]
    if not headline["fleet_hashrate_eh_s"] > 0:
        raise Fault("the sample has no hashrate")
    snapshot_id = said(program, "snapshot", str(file), "Smoke test").split()[0]
    said(program, "export", str(file), snapshot_id, "--pdf", str(pdf), "--csv", str(tables))
    read_pdf(pdf, snapshot_id)
    read_tables(tables)
    open_window(program, file)


def sample_name(bundle: Path) -> str:
    """The first shipped sample, which also proves that resources are in the bundle."""
    for found in sorted(bundle.rglob("resources/samples/*.json")):
        return found.stem
    raise Fault("no sample lies in the bundle")


def said(program: Path, *arguments: str) -> str:
    """What one command prints; Fault unless it succeeds."""
    done = subprocess.run(
        [str(program), *arguments], capture_output=True, text=True, encoding="utf-8", check=False,
        timeout=SECONDS_A_COMMAND, env=environment(), cwd=program.parent,
    )  # fmt: skip
    if done.returncode:
        raise Fault(f"{arguments[0]} ended with {done.returncode}: {done.stderr.strip()}")
    if "Traceback" in done.stderr:
        raise Fault(f"{arguments[0]} printed a traceback: {done.stderr.strip()}")
    return done.stdout


def environment() -> dict[str, str]:
    """Ours without what would lead the program back to this Python or to a screen."""
    kept = {name: text for name, text in os.environ.items() if not name.startswith(("PYTHON", "VIRTUAL_ENV", "QT_"))}
    for screen in ("DISPLAY", "WAYLAND_DISPLAY"):
        kept.pop(screen, None)
    return {**kept, "QT_QPA_PLATFORM": "offscreen"}


def read_pdf(path: Path, snapshot_id: str) -> None:
    """The page has its id in words, Inter embedded, drawings that are no pictures, and the snapshot attached."""
    reader = pypdf.PdfReader(path)
    text = "".join(page.extract_text() for page in reader.pages)
    if snapshot_id not in text.replace("\n", ""):
        raise Fault("the PDF does not show the snapshot's id")
    if any(page.images for page in reader.pages):
        raise Fault("the PDF holds a picture instead of a drawing")
    if not reader.attachments:
        raise Fault("the PDF carries no snapshot")
    if b"Inter" not in path.read_bytes() and "Inter" not in str(reader.pages[0].get("/Resources")):
        raise Fault("the PDF does not embed Inter")


def read_tables(folder: Path) -> None:
    """There are tables, each with a header, a row of units and at least one row of numbers."""
    paths = sorted(folder.glob("*.csv"))
    if not paths:
        raise Fault("no CSV table was written")
    for path in paths:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            rows = list(csv.reader(stream))
        if len(rows) < 3:
            raise Fault(f"{path.name} has {len(rows)} rows")


def open_window(program: Path, file: Path) -> None:
    """The window takes the file's lock, keeps running without complaint, and another process is refused."""
    with tempfile.TemporaryFile("w+", encoding="utf-8") as complaints:
        window = subprocess.Popen([str(program), str(file)], stderr=complaints, env=environment(), cwd=program.parent)
        try:
            watch(window, program, file)
        except Fault as fault:
            complaints.seek(0)
            raise Fault(f"{fault}: {complaints.read().strip()}") from fault
        finally:
            window.terminate()
            window.wait(SECONDS_A_COMMAND)
        complaints.seek(0)
        if told := complaints.read().strip():
            raise Fault(f"the window complained: {told}")


def watch(window: subprocess.Popen[bytes], program: Path, file: Path) -> None:
    """Until the window holds the file; then that another process is refused, and that it stays open."""
    note = file.with_name(file.name + ".lock")
    wait_until(note.exists, window, SECONDS_TO_OPEN, "the window did not open the file")
    refused = subprocess.run([str(program), "undo", str(file)], capture_output=True, check=False, env=environment())
    if refused.returncode != LOCKED:
        raise Fault(f"a second process was not refused while the window is open (status {refused.returncode})")
    deadline = time.monotonic() + SECONDS_TO_STAY
    while time.monotonic() < deadline:
        if window.poll() is not None:
            raise Fault(f"the window closed by itself with {window.returncode}")
        time.sleep(0.1)


def wait_until(fact: Callable[[], bool], window: subprocess.Popen[bytes], seconds: float, otherwise: str) -> None:
    """Poll a fact while the window lives."""
    deadline = time.monotonic() + seconds
    while not fact():
        if window.poll() is not None or time.monotonic() > deadline:
            raise Fault(otherwise)
        time.sleep(0.05)


if __name__ == "__main__":
    sys.exit(main())
