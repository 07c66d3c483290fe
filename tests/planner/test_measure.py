from __future__ import annotations

import pytest

from planner.measure import Measure

PERCENT = Measure(key="a_frac", label="A", short_label="A", unit="share", formula="a", what="A share", better="up",
                  digits=1, scale=100, shown_unit="%", change_unit="points")  # fmt: skip
MILLIONS = Measure(key="b_usd", label="B", short_label="B", unit="USD", formula="b", what="An amount", better="up",
                   digits=1, scale=1e-6, prefix="USD", shown_unit="M")  # fmt: skip


@pytest.mark.parametrize(
    ("measure", "value", "before", "shown", "change"),
    [
        (PERCENT, 0.4382, 0.3782, "43.8", "+6.0 points"),
        (MILLIONS, 26_480_000.0, 22_020_000.0, "26.5", "+USD 4.5 M"),
        (MILLIONS, -1_000_000.0, 0.0, "−1.0", "−USD 1.0 M"),
        (MILLIONS, 1_000_001.0, 1_000_000.0, "1.0", ""),
    ],
)
def test_a_number_and_its_change_are_shown_in_the_unit_people_read(
    measure: Measure, value: float, before: float, shown: str, change: str
) -> None:
    assert measure.shown(value) == shown
    assert measure.shown_change(value, before) == change
