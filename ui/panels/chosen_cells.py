"""ChosenCells: the cells chosen in a table as a block, to be copied out of it or pasted onto it."""

from __future__ import annotations

from PySide6.QtCore import Qt

from planner.edits import Edit
from planner.reference import Reference
from planner.scenario import Book
from ui.panels.pasted_cells import block_of, block_text, pasted
from ui.panels.rows_view import RowsView


def copied_text(view: RowsView) -> str:
    """The chosen cells as spreadsheets take them: the columns between the outermost; empty where none is chosen."""
    chosen = {(index.row(), index.column()) for index in view.selectedIndexes()}
    if not chosen:
        return ""
    ends = [column for _, column in chosen]
    across = view.shown_columns(min(ends), max(ends))
    cells = [
        [
            str(view.order.index(row, column).data(Qt.ItemDataRole.EditRole) or "") if (row, column) in chosen else ""
            for column in across
        ]
        for row in sorted({row for row, _ in chosen})
    ]
    return block_text(cells)


def paste_onto(view: RowsView, book: Book, reference: Reference, table: str, text: str) -> Edit:
    """The edit of a text pasted at the corner of what is chosen; one cell fills all of it. Raises as `pasted`.

    Refused texts in the cells that are written over go, also where the value is the one that stands there.
    """
    order = view.order
    block = block_of(text)
    chosen = [(index.row(), index.column()) for index in view.selectedIndexes()]
    at = view.currentIndex()
    chosen = chosen or [(max(at.row(), 0), max(at.column(), 0))]
    top, left = min(row for row, _ in chosen), min(column for _, column in chosen)
    if len(block) == 1 and len(block[0]) == 1 and len(chosen) > 1:
        wide = view.shown_columns(left, max(column for _, column in chosen))
        block = [block[0] * len(wide)] * (max(row for row, _ in chosen) - top + 1)
    places = [order.source_place(place) for place in range(top, min(top + len(block), order.rowCount()))]
    columns = [order.rows.columns[across] for across in view.shown_columns(left)]
    edit = pasted(book, reference, table, order.rows, places, columns, block)
    written_over = {column.key for column in columns[: max(len(cells) for cells in block)]}
    order.rows.give_up_in([order.rows.row_id(place) for place in places], written_over)
    return edit
