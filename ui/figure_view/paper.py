"""A figure on paper: vectors and text that can be selected, the same bytes each time."""

from __future__ import annotations

import math
import re
from pathlib import Path
from typing import BinaryIO, Final

from PySide6.QtCore import QBuffer, QByteArray, QHashSeed, QIODevice, QMarginsF, QRectF, QSizeF
from PySide6.QtGui import QPageLayout, QPageSize, QPainter, QPdfWriter
from PySide6.QtWidgets import QGraphicsScene

from planner.figure import Figure
from ui.figure_view.items import FigureItems
from ui.theme import PAPER_THEME, Theme

# At 96 dots per inch a page pixel is a widget pixel; at 72 the axes would shrink against the curves.
RESOLUTION_DPI: Final = 96
POINTS_PER_PX: Final = 0.75
_SNAP_PX: Final = 0.25

_DATE = re.compile(rb"\(D:(\d{14})([^)]*)\)")
_XMP_DATE = re.compile(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d")
_XMP_ID = re.compile(rb"(uuid:)([0-9a-fA-F-]{36})")
# Qt writes the glyph of the space back as a tab, since both share it: in a list of characters, or as a range of one.
_TAB_IN_LIST = re.compile(rb"\[(?:<[0-9A-F]{4}> )+\]")
_TAB_ALONE = re.compile(rb"(\n<[0-9A-F]{4}> <[0-9A-F]{4}> )<0009>")
_HEX = re.compile(rb"[0-9a-fA-F]{16,}")
_FILE_ID = re.compile(rb"/ID\s*\[\s*<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]+)>\s*\]")


def paint_pdf(
    figure: Figure, width_px: int, height_px: int, target: Path | str | BinaryIO, theme: Theme = PAPER_THEME
) -> None:
    """Write a figure as a one-page PDF of `width_px` × `height_px` at 0.75 pt per pixel.

    Needs a QApplication. Two calls with equal figures write equal bytes.

    Raises
    ------
    OSError
        If a path cannot be written.
    """
    content = figure_pdf(figure, width_px, height_px, theme)
    if isinstance(target, (str, Path)):
        Path(target).write_bytes(content)
    else:
        target.write(content)


def figure_pdf(figure: Figure, width_px: int, height_px: int, theme: Theme = PAPER_THEME) -> bytes:
    """The bytes `paint_pdf` writes."""
    scene = QGraphicsScene()
    items = FigureItems(scene)
    items.show(figure, float(width_px), float(height_px), theme, pixel=_SNAP_PX)
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setResolution(RESOLUTION_DPI)
    writer.setTitle(figure.takeaway)
    writer.setCreator("Reckoner")
    # Qt keeps whole points: rounded up, or the last pixel would be cut off.
    points = QSizeF(math.ceil(width_px * POINTS_PER_PX), math.ceil(height_px * POINTS_PER_PX))
    size = QPageSize(points, QPageSize.Unit.Point, figure.key)
    writer.setPageLayout(QPageLayout(size, QPageLayout.Orientation.Portrait, QMarginsF()))
    page = QRectF(0.0, 0.0, float(width_px), float(height_px))
    QHashSeed.setDeterministicGlobalSeed()  # Qt writes fonts in the order of a hash table, else another one each start
    try:
        painter = QPainter(writer)
        scene.render(painter, page, page)
        painter.end()
    finally:
        QHashSeed.resetRandomGlobalSeed()
    buffer.close()
    return _with_spaces(_undated(_bytes(buffer.data())))


def _bytes(content: QByteArray) -> bytes:
    return bytes(content.data())


def _undated(content: bytes) -> bytes:
    """The PDF with dates and identifiers replaced by constants of the same length: offsets stay right."""
    content = _DATE.sub(lambda found: b"(D:20000101000000" + found.group(2) + b")", content)
    content = _XMP_DATE.sub(_FIXED_DATE, content)
    content = _XMP_ID.sub(lambda found: found.group(1) + b"0" * len(found.group(2)), content)
    return _FILE_ID.sub(lambda found: _HEX.sub(_zeros, found.group(0)), content)


def _with_spaces(content: bytes) -> bytes:
    """The PDF whose spaces are read back as spaces; no length changes."""
    content = _TAB_IN_LIST.sub(lambda found: found.group(0).replace(b"<0009>", b"<0020>"), content)
    return _TAB_ALONE.sub(lambda found: found.group(1) + b"<0020>", content)


def _zeros(found: re.Match[bytes]) -> bytes:
    return b"0" * len(found.group(0))


_FIXED_DATE: Final = b"2000-01-01T00:00:00"
