"""The snapshot on paper: page 1 the story, then the evidence, with the snapshot itself attached."""

from __future__ import annotations

from ui.report.document import write_pdf

__all__ = ["write_pdf"]
