"""Shares: typed in percent, and refused where a share could be meant."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QLocale

from planner.errors import InputRejected
from planner.portfolio import Lot
from planner.quantities import quantities_of
from ui.panels.shares import share_text, typed_value, unit_on_screen

AVAILABILITY = quantities_of(Lot)["availability_frac"]
ENGLISH, GERMAN = QLocale("en_US"), QLocale("de_DE")


@pytest.mark.parametrize("share", [0.0, 0.07, 0.29, 0.824, 0.875, 0.95, 1.0, 0.123456789])
def test_what_is_shown_is_read_back_to_the_last_bit(share: float) -> None:
    for locale in (ENGLISH, GERMAN):
        assert typed_value(share_text(share, locale), AVAILABILITY, locale) == share


@pytest.mark.parametrize(
    ("written", "locale", "share"),
    [
        ("95", ENGLISH, 0.95),
        ("95%", ENGLISH, 0.95),
        ("0.5 %", ENGLISH, 0.005),
        ("97,5 %", GERMAN, 0.975),
        ("0", GERMAN, 0),
    ],
)
def test_percent_is_typed_with_the_sign_or_without(written: str, locale: QLocale, share: float) -> None:
    assert typed_value(written, AVAILABILITY, locale) == share


@pytest.mark.parametrize("written", ["0.95", "1", "-0.5"])
def test_what_could_be_either_is_refused_with_both(written: str) -> None:
    with pytest.raises(InputRejected, match="could be a share or a percentage") as caught:
        typed_value(written, AVAILABILITY, ENGLISH)
    assert caught.value.next.startswith("Write ")


def test_a_header_says_percent() -> None:
    assert unit_on_screen("share of hours") == "% of hours"
    assert unit_on_screen("MW") == "MW"
    assert unit_on_screen("shares") == "shares"
