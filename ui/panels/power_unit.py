"""Power prices as the user prefers them: ¢/kWh, USD/MWh, or as people say them in each place.

Only what is shown and typed changes; the file, CSV, the command line and paper keep the unit of the model.
"""

from __future__ import annotations

from dataclasses import replace

from planner.measures import Measure
from planner.quantities import CENTS_PER_KWH_PER_USD_PER_MWH
from ui.panels.slider_inputs import SliderInput
from ui.settings import PowerChoice

CENTS, MEGAWATT_HOURS = "¢/kWh", "USD/MWh"
WORDS: dict[PowerChoice, str] = {
    "usual": "¢/kWh on the workbench, USD/MWh in tables",
    "cents": "¢/kWh everywhere",
    "megawatt_hours": "USD/MWh everywhere",
}
_TIMES = 1 / CENTS_PER_KWH_PER_USD_PER_MWH
_DIGITS = 1  # fewer after the point of a number that is ten times as large


def slider_in(slider: SliderInput, choice: PowerChoice) -> SliderInput:
    """A slider in the preferred unit; others stay as they are."""
    if slider.unit != CENTS or choice != "megawatt_hours":
        return slider
    return replace(
        slider, unit=MEGAWATT_HOURS, digits=slider.digits - _DIGITS, per_unit=slider.per_unit * _TIMES,
        low=slider.low * _TIMES, high=slider.high * _TIMES, step=slider.step * _TIMES, arrow=slider.arrow * _TIMES,
        page=slider.page * _TIMES,
    )  # fmt: skip


def measure_in(measure: Measure, choice: PowerChoice) -> Measure:
    """A headline figure in the preferred unit; others stay as they are."""
    if measure.shown_unit != CENTS or choice != "megawatt_hours":
        return measure
    return replace(measure, shown_unit=MEGAWATT_HOURS, digits=measure.digits - _DIGITS, scale=measure.scale * _TIMES)


def table_unit(unit: str, choice: PowerChoice) -> tuple[str, float]:
    """The unit of a table's column, and the number shown for one of the model's."""
    if unit == MEGAWATT_HOURS and choice == "cents":
        return CENTS, CENTS_PER_KWH_PER_USD_PER_MWH
    return unit, 1.0
