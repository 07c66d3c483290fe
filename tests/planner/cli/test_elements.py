"""Arrays through a formula: shapes, errors in place, keys."""

from __future__ import annotations

from typing import Any

import pytest

from planner.cli.elements import check_keys, each_element, each_object
from planner.errors import InputRejected, LimitExceeded, Undefined


def ratio(inputs: Any) -> dict[str, Any]:
    """a over b; undefined at 0, refused where b is negative."""
    if inputs["b"] < 0:
        raise InputRejected("b is negative.")
    if inputs["b"] == 0:
        return {"ratio": Undefined(reason="b is 0.")}
    return {"ratio": inputs["a"] / inputs["b"]}


def run(a: Any, b: Any) -> dict[str, Any]:
    return each_element({"a": a, "b": b}, ("ratio",), ratio)


def test_scalars_give_scalars() -> None:
    assert run(1.0, 2.0) == {"ratio": 0.5}
    assert run(1.0, 0) == {"ratio": None, "ratio_reason": "b is 0."}
    with pytest.raises(InputRejected):
        run(1.0, -1)


def test_scalars_go_with_every_element_and_failures_stay_in_place() -> None:
    assert run(6.0, [2, -1, 0]) == {
        "ratio": [3.0, {"error": "INPUT_REJECTED", "message": "b is negative."}, None],
        "ratio_reason": [None, None, "b is 0."],
    }


def test_two_arrays_go_in_step() -> None:
    assert run([2.0, 9.0], [1, 3]) == {"ratio": [2.0, 3.0]}


def test_nested_arrays_keep_their_shape() -> None:
    assert run([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]], 2) == {"ratio": [[0.5, 1.0], [1.5, 2.0], [2.5, 3.0]]}
    assert run([[], []], 2) == {"ratio": [[], []]}
    assert run([], 2) == {"ratio": []}
    assert run([[[8.0]]], [[[2]]]) == {"ratio": [[[4.0]]]}


@pytest.mark.parametrize(
    ("a", "b"), [([1.0], [1, 2]), ([1.0, [2.0]], 1), ([[1.0], [2.0, 3.0]], 1), ([1.0], [[1]]), ([[]], [])]
)
def test_shapes_that_do_not_fit_are_refused_whole(a: Any, b: Any) -> None:
    with pytest.raises(InputRejected, match=r"shape|ragged"):
        run(a, b)


def test_endless_nesting_is_refused() -> None:
    deep: Any = 1.0
    for _ in range(900):
        deep = [deep]
    with pytest.raises(InputRejected, match="deep"):
        run(deep, 1)


def test_overflow_and_arithmetic_errors_are_refused_not_crashes() -> None:
    with pytest.raises(InputRejected, match="too large"):
        each_element({"a": 1e300}, ("x",), lambda inputs: {"x": inputs["a"] * inputs["a"]})
    with pytest.raises(InputRejected, match="too small or too large"):
        each_element({"a": 1e300}, ("x",), lambda inputs: {"x": inputs["a"] ** 2})


def test_each_object_takes_only_errors_of_the_table() -> None:
    def refuse(element: Any) -> dict[str, Any]:
        raise LimitExceeded("Too many.") if element else ValueError("a bug")

    assert each_object([1], refuse) == [{"error": "LIMIT_EXCEEDED", "message": "Too many."}]
    with pytest.raises(ValueError, match="a bug"):
        each_object([0], refuse)


def test_keys_are_checked_together() -> None:
    check_keys({"a": 1, "c": 1}, ("a",), ("b", "c"))
    with pytest.raises(InputRejected) as refused:
        check_keys({"cc": 1}, ("a", "b"), ("ccc",))
    assert [problem.where for problem in refused.value.problems] == ["cc", "a", "b"]
    assert "did you mean ccc?" in refused.value.message
