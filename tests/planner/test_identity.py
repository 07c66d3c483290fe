from __future__ import annotations

from planner.identity import Same


def test_equal_things_that_are_not_the_same_object_differ() -> None:
    first, second = [1], [1]
    assert Same(first) == Same(first)
    assert Same(first) != Same(second)
    assert hash(Same(first)) == hash(Same(first))
    assert Same(first) != first
