"""JSON in and out of the command line: strict where it reads, canonical where it writes."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from typing import Any, NoReturn

from planner.errors import InputRejected


def json_input(written: str) -> Any:
    """What an option says as JSON, or standard input says where the option is `-`.

    Raises
    ------
    InputRejected
        Text that is no JSON or no UTF-8, a key that stands twice, NaN or Infinity.
    """
    if written == "-":
        try:
            written = sys.stdin.buffer.read().decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise InputRejected(f"Standard input is not UTF-8 text (byte {error.start}).") from error
    try:
        return json.loads(written, object_pairs_hook=_object_without_repeats, parse_constant=_no_constant)
    except json.JSONDecodeError as error:
        raise InputRejected(f"This is not JSON: {error.msg} at line {error.lineno}, column {error.colno}.") from error
    except RecursionError as error:
        raise InputRejected("This JSON is nested too deeply.") from error
    except ValueError as error:  # a whole number of more than 4,300 digits
        raise InputRejected("A number in this JSON has too many digits.") from error


def _object_without_repeats(pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise InputRejected(f"The key {key!r} stands twice in one JSON object.", next="Keep one of them.")
        found[key] = value
    return found


def _no_constant(name: str) -> NoReturn:
    raise InputRejected(f"{name} is not a number.", next="Leave the key out or give a finite number.")


def json_line(result: Any) -> str:
    """One line of ASCII JSON; floats in their shortest form that reads back the same. A NaN is a bug and raises."""
    return json.dumps(result, allow_nan=False)
