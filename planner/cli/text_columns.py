"""Columns of text for a terminal, and what is said once below them instead of in every cell."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

WIDTH = 100


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


class Footnotes:
    """Sentences too long for a cell. Each stands once below the table, under the number its cells carry."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}

    def mark(self, sentence: str) -> str:
        """The number of a sentence, as `(1)`."""
        return f"({self._numbers.setdefault(sentence, len(self._numbers) + 1)})"

    def below(self, table: str) -> str:
        """The table with the sentences below it; as it is where there are none."""
        notes = (
            textwrap.fill(f"({number}) {sentence}", WIDTH, subsequent_indent="    ")
            for sentence, number in self._numbers.items()
        )
        return "\n".join((table, *notes))
