"""Formulas in field words, read as arithmetic: `(power_usd - credits_usd) / btc_received`.

The text is the code: measures are computed from it and explain prints it, so the two cannot differ.
"""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Mapping

Evaluate = Callable[[Mapping[str, float]], float]

_OPERATORS: dict[type[ast.operator], Callable[[float, float], float]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}


def names_of(formula: str) -> tuple[str, ...]:
    """The names a formula uses, each once, in reading order."""
    nodes = [node for node in ast.walk(ast.parse(formula, mode="eval")) if isinstance(node, ast.Name)]
    return tuple(dict.fromkeys(node.id for node in sorted(nodes, key=lambda node: node.col_offset)))


def evaluator(formula: str) -> Evaluate:
    """A function from the values of the names to the value of the formula; 0 in a denominator raises as floats do.

    Raises
    ------
    ValueError
        When the text is more than names, numbers, + − × ÷ and parentheses.
    """
    return _evaluate(ast.parse(formula, mode="eval").body)


def _evaluate(node: ast.expr) -> Evaluate:
    match node:
        case ast.Name(id=name):
            return lambda values: values[name]
        case ast.Constant(value=int() | float() as constant):
            fixed = float(constant)
            return lambda values: fixed
        case ast.BinOp(left=left, op=op, right=right) if type(op) in _OPERATORS:
            apply, first, second = _OPERATORS[type(op)], _evaluate(left), _evaluate(right)
            return lambda values: apply(first(values), second(values))
        case _:
            raise ValueError(f"a formula cannot contain {ast.dump(node)}")
