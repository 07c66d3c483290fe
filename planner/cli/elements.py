"""Arrays through a formula for single numbers: element by element, an element that fails answers for itself."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from planner.errors import InputRejected, Problem, ReckonerError, Undefined
from planner.quantities import nearest

Inputs = Mapping[str, Any]
Result = dict[str, Any]
Shape = tuple[int, ...]

DEEPEST = 8


def check_keys(inputs: Inputs, required: Sequence[str], optional: Sequence[str] = ()) -> None:
    """Raise `InputRejected` naming every unknown and every missing key."""
    known = (*required, *optional)
    problems = []
    for key in inputs:
        if key not in known:
            close = nearest(key, known, count=1)
            hint = f"; did you mean {close[0]}?" if close else ""
            problems.append(Problem(where=key, value="", reason=f"is not an input of this formula{hint}"))
    problems += [Problem(where=key, value="", reason="is missing") for key in required if key not in inputs]
    if problems:
        raise InputRejected.of(problems)


def each_element(inputs: Inputs, outputs: Sequence[str], formula: Callable[[Inputs], Result]) -> Result:
    """`formula` over inputs of which any may be an array; scalars go with every element.

    Parameters
    ----------
    inputs
        Values, or arrays (lists) that all have one shape, at most eight deep.
    outputs
        The keys that `formula` returns, in order.
    formula
        From inputs without arrays to numbers, text or `Undefined`; raises `ReckonerError`.

    Returns
    -------
    dict
        Each output, null with `<output>_reason` beside it where it is undefined. With arrays in, arrays of that
        shape out, and `{"error", "message"}` in the place of an element that failed.

    Raises
    ------
    InputRejected
        Arrays of different or ragged shapes; without arrays, what `formula` raises.
    """
    shapes = {key: _shape(key, value) for key, value in inputs.items() if isinstance(value, list)}
    if not shapes:
        return _computed(inputs, outputs, formula)
    if len(set(shapes.values())) > 1:
        sizes = ", ".join(f"{key} has {' × '.join(map(str, shape))}" for key, shape in shapes.items())
        raise InputRejected(f"Arrays need one shape: {sizes}.", next="Scalars go with every element of an array.")
    shape = next(iter(shapes.values()))
    size = math.prod(shape)
    columns = [_flat(value) if key in shapes else [value] * size for key, value in inputs.items()]
    elements = [dict(zip(inputs, values, strict=True)) for values in zip(*columns, strict=True)]
    results = each_object(elements, lambda element: _computed(element, outputs, formula))
    found: Result = {}
    for key in outputs:
        found[key] = _nested([result if "error" in result else result[key] for result in results], shape)
        reasons = [result.get(f"{key}_reason") for result in results]
        if any(reasons):
            found[f"{key}_reason"] = _nested(reasons, shape)
    return found


def each_object(elements: Iterable[Any], formula: Callable[[Any], Result]) -> list[Result]:
    """`formula` of each element, or `{"error", "message"}` in the place of one that fails."""
    results = []
    for element in elements:
        try:
            results.append(formula(element))
        except ReckonerError as error:
            results.append({"error": error.word, "message": error.message})
    return results


def _computed(inputs: Inputs, outputs: Sequence[str], formula: Callable[[Inputs], Result]) -> Result:
    """Undefined as null and reason; a figure that left the range of floats is refused."""
    try:
        result = formula(inputs)
    except ArithmeticError as error:
        raise InputRejected("These inputs are too small or too large to compute with.") from error
    found: Result = {}
    for key in outputs:
        value = result[key]
        if isinstance(value, float) and not math.isfinite(value):
            raise InputRejected(f"With these inputs {key} is too large to be a number.")
        found[key] = None if isinstance(value, Undefined) else value
        if isinstance(value, Undefined):
            found[f"{key}_reason"] = value.reason
    return found


def _shape(key: str, value: Any, depth: int = 1) -> Shape:
    if not isinstance(value, list):
        return ()
    if depth > DEEPEST:
        raise InputRejected(f"The array {key} is more than {DEEPEST} deep.")
    inner = {_shape(key, item, depth + 1) for item in value}
    if len(inner) > 1:
        raise InputRejected(f"The array {key} is ragged.", next="Give each row of it the same length.")
    return (len(value), *(inner.pop() if inner else ()))


def _flat(value: Any) -> list[Any]:
    def walk(item: Any) -> Iterator[Any]:
        if isinstance(item, list):
            for inner in item:
                yield from walk(inner)
        else:
            yield item

    return list(walk(value))


def _nested(flat: Sequence[Any], shape: Shape) -> list[Any]:
    if len(shape) == 1:
        return list(flat)
    step = math.prod(shape[1:])
    return [_nested(flat[row * step : (row + 1) * step], shape[1:]) for row in range(shape[0])]
