"""Columns of text for a terminal."""

from __future__ import annotations

from collections.abc import Sequence


def aligned(rows: Sequence[Sequence[str]], sides: str, indent: str = "") -> str:
    """Rows as columns of one width each; `sides` says l or r for each column."""
    widths = [max(len(row[place]) for row in rows) for place in range(len(sides))]
    lines = []
    for row in rows:
        cells = [
            cell.ljust(width) if side == "l" else cell.rjust(width)
            for cell, width, side in zip(row, widths, sides, strict=True)
        ]
        lines.append((indent + "  ".join(cells)).rstrip())
    return "\n".join(lines)
