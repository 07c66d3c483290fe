from __future__ import annotations

from planner.cli.text_columns import WIDTH, Footnotes, aligned


def test_columns_have_one_width_and_lines_no_tail() -> None:
    assert aligned([("a", "1.0"), ("long", "12.5")], "lr") == "a      1.0\nlong  12.5"
    assert aligned([("a", "b"), ("long", "")], "ll", indent="  ") == "  a     b\n  long"


def test_a_footnote_stands_once_below_the_table_however_often_it_is_marked() -> None:
    notes = Footnotes()
    assert [notes.mark(sentence) for sentence in ("first", "second", "first")] == ["(1)", "(2)", "(1)"]
    assert notes.below("a  (1)") == "a  (1)\n(1) first\n(2) second"
    assert Footnotes().below("a") == "a"


def test_a_long_footnote_is_wrapped_under_itself() -> None:
    notes = Footnotes()
    notes.mark("word " * 40)
    _, first, *rest = notes.below("a").splitlines()
    assert first.startswith("(1) word")
    assert rest
    assert all(line.startswith("    word") for line in rest)
    assert max(map(len, (first, *rest))) <= WIDTH
