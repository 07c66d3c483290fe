"""One cell as it is written: numbers in their shortest form, text that no spreadsheet takes for a formula; and back."""

from __future__ import annotations

Cell = float | int | str | bool | None

# A spreadsheet takes text that begins so for a formula or a command.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")
_APOSTROPHE = "'"


def written_cell(cell: Cell) -> str:
    """A cell of comma-separated text: numbers by `repr`, which knows no locale; text quoted where it must be."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, float):
        return repr(cell + 0.0)  # −0.0 + 0.0 is 0.0
    if isinstance(cell, int):
        return str(cell)
    if needs_guard(cell):
        cell = _APOSTROPHE + cell
    elif not any(mark in cell for mark in ',"\r\n'):
        return cell
    return '"' + cell.replace('"', '""') + '"'


def needs_guard(text: str) -> bool:
    """Whether text is written behind an apostrophe: it begins like a formula, or with or ends in a blank.

    Text that begins with apostrophes counts as what follows them, so that taking one off again is exact.
    """
    inner = text.lstrip(_APOSTROPHE)
    return inner.startswith(FORMULA_STARTS) or inner != inner.strip()


def read_text(written: str) -> str:
    """The text of a cell: without the apostrophe of `written_cell`, else without blanks around it."""
    if written.startswith(_APOSTROPHE) and needs_guard(written[1:]):
        return written[1:]
    return written.strip()
