"""FittedHeader: columns as wide as what they hold; those the user has dragged stay as wide as they were dragged."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QHeaderView, QTableView

MEASURED_ROWS = 30  # widths are taken from this many rows, beginning with those on screen
MEASURED_TEXTS = 5  # of them: letters differ in width, so the one with the most need not be the widest
GRID_PX = 2  # the line beside a cell, and widths that were rounded down
WIDEST_PX = 420


class FittedHeader(QHeaderView):
    """The header of a table, and the widths below it."""

    def __init__(self, table: QTableView) -> None:
        super().__init__(Qt.Orientation.Horizontal, table)
        self._table = table
        self._dragged: set[int] = set()
        self._at_press: list[int] = []
        self.setSectionsClickable(True)
        self.setHighlightSections(True)
        self.sectionHandleDoubleClicked.connect(self._dragged.discard)

    def fit(self, *, anew: bool) -> None:
        """Make columns wide enough. `anew`: also narrower, where they are wider than need be."""
        last = self.count() - 1 if self.stretchLastSection() else -1
        for across in range(self.count()):
            if self.isSectionHidden(across) or across in self._dragged or across == last:
                continue
            width = max(min(self._held_px(across), WIDEST_PX), self.sectionSizeHint(across), self.minimumSectionSize())
            if anew or width > self.sectionSize(across):
                self.resizeSection(across, width)

    def _held_px(self, across: int) -> int:
        """Room for the longest text of some rows; asking the style about every cell takes ten times longer."""
        model = self._table.model()
        top = max(self._table.rowAt(0), 0)
        rows = range(min(top, max(model.rowCount() - MEASURED_ROWS, 0)), model.rowCount())[:MEASURED_ROWS]
        if not rows:
            return 0
        texts = [(str(model.index(row, across).data() or ""), row) for row in rows]
        longest = sorted(texts, key=lambda told: len(told[0]))[-MEASURED_TEXTS:]
        width = self._table.fontMetrics().horizontalAdvance
        text, row = longest[-1]
        around = self._table.sizeHintForIndex(model.index(row, across)).width() - width(text)
        return around + max(width(text) for text, _ in longest) + GRID_PX

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._at_press = self._sizes()
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        pairs = zip(self._at_press, self._sizes(), strict=False)
        self._dragged |= {across for across, (was, now) in enumerate(pairs) if was != now}

    def _sizes(self) -> list[int]:
        return [self.sectionSize(across) for across in range(self.count())]
