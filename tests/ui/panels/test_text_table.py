"""TextTable: rows are asked for only when they are looked at."""

from __future__ import annotations

from PySide6.QtCore import Qt
from pytestqt.modeltest import ModelTester

from ui.panels.text_table import TextTable


def test_the_table_keeps_qts_rules_and_asks_for_what_is_seen(qtmodeltester: ModelTester) -> None:
    asked: list[int] = []

    def texts(place: int) -> tuple[str, str]:
        asked.append(place)
        return (str(place), f"row {place}")

    table = TextTable()
    table.show_rows(("Line", "Row"), 50_000, texts, right=(0,))
    assert asked == []
    assert table.index(7, 1).data() == "row 7"
    assert asked == [7]
    assert table.headerData(1, Qt.Orientation.Horizontal) == "Row"
    assert table.index(0, 0).data(Qt.ItemDataRole.TextAlignmentRole) & Qt.AlignmentFlag.AlignRight
    table.show_rows(("Line", "Row"), 3, texts)
    qtmodeltester.check(table)
