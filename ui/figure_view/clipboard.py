"""A figure on the clipboard: picture, PDF, and its table as text."""

from __future__ import annotations

import io

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QImage

from planner.figure import Figure, Table
from ui.figure_view.paper import figure_pdf


def clipboard_content(figure: Figure, picture: QImage) -> QMimeData:
    """The picture as it is on screen, a PDF of the same size, and the table as tab-separated text."""
    mime = QMimeData()
    mime.setImageData(picture)
    size = picture.deviceIndependentSize()
    mime.setData("application/pdf", figure_pdf(figure, round(size.width()), round(size.height())))
    table = table_tsv(figure.table)
    mime.setText(table)
    mime.setData("text/tab-separated-values", table.encode("utf-8"))
    return mime


def table_tsv(table: Table) -> str:
    """The table as tab-separated text for a spreadsheet: header with units, plain numbers, empty where undefined."""
    text = io.StringIO()
    text.write("\t".join(f"{c.header} ({c.unit})" if c.unit else c.header for c in table.columns) + "\n")
    for row in table.rows:
        cells = (
            "" if cell is None else f"{cell:.{column.digits}f}" if isinstance(cell, (int, float)) else cell
            for cell, column in zip(row, table.columns, strict=True)
        )
        text.write("\t".join(cells) + "\n")
    return text.getvalue()
