from __future__ import annotations

import dataclasses
import typing

import numpy as np
import pytest

from planner import figure


def test_arrays_are_copied_and_cannot_be_written() -> None:
    source = np.array([1.0, 2.0])
    held = figure.frozen(source)
    source[0] = 9.0
    assert held.tolist() == [1.0, 2.0]
    with pytest.raises(ValueError, match="read-only"):
        held[0] = 3.0


def test_figures_hold_no_callables() -> None:
    """What crosses to the window is data: a figure can be stored, compared, printed."""
    for kind in vars(figure).values():
        if dataclasses.is_dataclass(kind):
            hints = typing.get_type_hints(kind)
            assert not any("Callable" in str(hint) for hint in hints.values()), kind
