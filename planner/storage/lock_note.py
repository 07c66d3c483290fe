"""The note beside an open portfolio: who has it open and since when. It informs, it never decides."""

from __future__ import annotations

import contextlib
import datetime
import json
import os
import platform
import sys
from pathlib import Path
from typing import Any

LARGEST_NOTE_BYTES = 4096


def note_path(path: Path) -> Path:
    """Where the note of a portfolio lies."""
    return path.with_name(f"{path.name}.lock")


def write_note(path: Path) -> None:
    """Say that this process has the portfolio open; called once its lock is held."""
    now = datetime.datetime.now().astimezone().isoformat(timespec="minutes")
    note = {"host": platform.node(), "pid": os.getpid(), "since": now}
    # A folder or disk that takes no note is no reason not to work: the lock itself is SQLite's
    with contextlib.suppress(OSError):
        note_path(path).write_text(json.dumps(note), encoding="utf-8")


def remove_note(path: Path) -> None:
    """Take our own note away, and nobody else's."""
    note = _read(path)
    if note.get("pid") == os.getpid() and note.get("host") == platform.node():
        with contextlib.suppress(OSError):
            note_path(path).unlink()


def who(path: Path, now: datetime.datetime | None = None) -> str:
    """`on LAPTOP7 since 09:12` as the note has it; empty where there is none, or the one who wrote it is gone.

    The day is said where it is not today's, which is that of `now` where one is given.
    """
    note = _read(path)
    host, pid, since = note.get("host"), note.get("pid"), note.get("since")
    if not (isinstance(host, str) and isinstance(pid, int) and isinstance(since, str)):
        return ""
    if host == platform.node() and not _is_running(pid):
        return ""
    try:
        moment = datetime.datetime.fromisoformat(since).astimezone()
    except (ValueError, OverflowError, OSError):
        return ""
    today = moment.date() == (now or datetime.datetime.now().astimezone()).date()
    shown_host = "".join(char for char in host if char.isprintable())[:60] or "another computer"
    return f"on {shown_host} since {moment.strftime('%H:%M' if today else '%Y-%m-%d %H:%M')}"


def _read(path: Path) -> dict[str, Any]:
    try:
        with note_path(path).open("rb") as file:
            note = json.loads(file.read(LARGEST_NOTE_BYTES))
    except (OSError, ValueError, RecursionError):
        return {}
    return note if isinstance(note, dict) else {}


def _is_running(pid: int) -> bool:
    if sys.platform == "win32":  # os.kill would end the process there
        return True
    try:
        os.kill(pid, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        return True
    return True
