"""FittedHeader: columns as wide as what they hold; those the user has dragged stay as wide as they were dragged."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QHeaderView, QTableView

MEASURED_ROWS = 50  # widths are taken from this many rows, beginning with those on screen
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
        self.setResizeContentsPrecision(MEASURED_ROWS)
        self.sectionHandleDoubleClicked.connect(self._dragged.discard)

    def fit(self, *, anew: bool) -> None:
        """Make columns wide enough. `anew`: also narrower, where they are wider than need be."""
        last = self.count() - 1 if self.stretchLastSection() else -1
        for across in range(self.count()):
            if self.isSectionHidden(across) or across in self._dragged or across == last:
                continue
            held = min(self._table.sizeHintForColumn(across), WIDEST_PX)
            width = max(held, self.sectionSizeHint(across), self.minimumSectionSize())
            if anew or width > self.sectionSize(across):
                self.resizeSection(across, width)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._at_press = self._sizes()
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        pairs = zip(self._at_press, self._sizes(), strict=False)
        self._dragged |= {across for across, (was, now) in enumerate(pairs) if was != now}

    def _sizes(self) -> list[int]:
        return [self.sectionSize(across) for across in range(self.count())]
