from __future__ import annotations

from planner.cli.text_columns import aligned


def test_columns_have_one_width_and_lines_no_tail() -> None:
    assert aligned([("a", "1.0"), ("long", "12.5")], "lr") == "a      1.0\nlong  12.5"
    assert aligned([("a", "b"), ("long", "")], "ll", indent="  ") == "  a     b\n  long"
