"""CellLook: all that is painted of one cell of the portfolio's tables; one question for it instead of one a role."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from planner.capacity import SiteDraw


class CellLook(NamedTuple):
    """What stands in a cell and how.

    `noted`: nobody has stated the value, or nothing uses it; the tooltip says which. `draw`: a site's connection and
    what is drawn of it. `refused`: the text cannot stand.
    """

    text: str
    numeric: bool
    noted: bool = False
    draw: SiteDraw | None = None
    refused: bool = False


def paint_frame(painter: QPainter, cell: QRectF, colour: str, inset: int = 1) -> None:
    """A frame in this colour, so many pixels inside the cell: the cell in front, or one whose text cannot stand."""
    painter.save()
    painter.setPen(QPen(QColor(colour), 2))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(cell.adjusted(inset, inset, -inset - 1, -inset - 1))
    painter.restore()


def aligned(*, numeric: bool) -> Qt.AlignmentFlag:
    """Numbers end where their column ends, words begin where it begins."""
    return (Qt.AlignmentFlag.AlignRight if numeric else Qt.AlignmentFlag.AlignLeft) | Qt.AlignmentFlag.AlignVCenter
