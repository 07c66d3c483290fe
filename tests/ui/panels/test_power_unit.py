"""Power prices in the preferred unit: the same price, other words."""

from __future__ import annotations

import pytest

from planner.measures import MEASURES
from ui.panels.power_unit import CENTS, MEGAWATT_HOURS, WORDS, measure_in, slider_in, table_unit
from ui.panels.slider_inputs import SLIDERS

POWER = next(slider for slider in SLIDERS if slider.address == "power_price_shift_usd_per_mwh")


def test_a_slider_in_usd_per_mwh_covers_the_same_prices() -> None:
    shown = slider_in(POWER, "megawatt_hours")
    assert (shown.unit, shown.digits) == (MEGAWATT_HOURS, 1)
    for name in ("low", "high", "step", "arrow", "page"):
        assert getattr(shown, name) / shown.per_unit == pytest.approx(getattr(POWER, name) / POWER.per_unit)
    assert slider_in(POWER, "usual") is POWER
    assert slider_in(POWER, "cents") is POWER


def test_only_power_prices_change() -> None:
    for slider in SLIDERS:
        assert (slider_in(slider, "megawatt_hours") is slider) == (slider is not POWER)
    for measure in MEASURES.values():
        assert (measure_in(measure, "megawatt_hours") is measure) == (measure.shown_unit != CENTS)
    contract = MEASURES["contract_price_usd_per_mwh"]
    assert contract.shown(51.2) == "5.12"
    assert measure_in(contract, "megawatt_hours").shown(51.2) == "51.2"


def test_tables_show_cents_only_where_they_are_asked_for() -> None:
    assert table_unit("USD/MWh", "cents") == ("¢/kWh", 0.1)
    assert {table_unit("USD/MWh", choice) for choice in ("usual", "megawatt_hours")} == {("USD/MWh", 1.0)}
    assert table_unit("MW", "cents") == ("MW", 1.0)
    assert len(WORDS) == 3
