"""The program: the window with session, threads and engine behind it. Every connection between parts stands here."""

from __future__ import annotations

from ui.app.no_display import run_without_display
from ui.app.program import Program
from ui.app.start import SWITCH_INTERVAL_S, build, open_window

__all__ = ["SWITCH_INTERVAL_S", "Program", "build", "open_window", "run_without_display"]
