"""SliderEdits: what a slider's reading means as an input, and the edit that states it, labelled in its own words."""

from __future__ import annotations

from dataclasses import replace

from planner.assumptions import Assumptions, default_assumptions, stated_over_defaults
from planner.edits import Edit, set_input
from planner.errors import InputRejected, Undefined
from planner.inputs import provenance_of
from planner.notation import number
from planner.outcome import Outcome, Request
from planner.quantities import plain_number
from planner.scenario import Book, Scenario
from ui.panels.slider_inputs import SLIDERS, Scale, SliderInput, highest_stated, is_shown_as, scale_from


class SliderEdits:
    """Builds edits on the book it was shown. Readings through a measure need an outcome first."""

    def __init__(self) -> None:
        self._book: Book | None = None
        self._scenario_id = 0
        self._request: Request | None = None
        self._outcome: Outcome | None = None
        self._scales: dict[str, Scale] = {}

    def show_scenario(self, book: Book, scenario_id: int, request: Request) -> None:
        """The book that edits are built on, the active scenario, and what is shown of it."""
        self._book, self._scenario_id, self._request = book, scenario_id, request

    def show_outcome(self, outcome: Outcome) -> None:
        """The fleet's readings of the newest run."""
        self._outcome = outcome

    def read(self, slider: SliderInput) -> Scale | None:
        """Take how a slider reads from the newest run; None where it cannot be told, and the one before it stays."""
        scale = None if self._outcome is None else scale_from(slider, self._outcome)
        if scale is not None:
            self._scales[slider.address] = scale
        return scale

    def forget(self, slider: SliderInput) -> None:
        """Its unit has changed: how it reads must be taken again."""
        self._scales.pop(slider.address, None)

    def scale(self, slider: SliderInput) -> Scale | None:
        """How a slider reads; None where it cannot be told."""
        return self._scales.get(slider.address) or scale_from(slider, None)

    def baseline_shown(self, slider: SliderInput) -> float | None:
        """The pinned baseline's reading; None where there is none."""
        if self._request is None or self._request.baseline is None:
            return None
        if slider.reading == "plain":
            return Scale(slope=slider.per_unit).shown(stated_in(self._request.baseline, slider))
        baseline = None if self._outcome is None else self._outcome.baseline
        reading = None if baseline is None else baseline.measures.get(slider.measure)
        return None if reading is None or isinstance(reading, Undefined) else reading * slider.per_unit

    def reference_value(self, slider: SliderInput) -> float:
        """What a slider is reset to and compared with: the baseline's value, else the default."""
        assert self._request is not None
        if self._request.baseline is not None:
            return stated_in(self._request.baseline, slider)
        return default_of(self._request.scenario, slider)

    def rounded(self, slider: SliderInput, stated: float) -> float:
        """To the slider's step, as shown."""
        scale = self._scale_or_plain(slider)
        return scale.stated(round(scale.shown(stated) / slider.step) * slider.step)

    def edit(self, slider: SliderInput, shown: float) -> Edit | None:
        """The edit for a reading; None where it cannot be told. Raises `ReckonerError` where it cannot stand."""
        scale = self.scale(slider)
        if scale is None or self._request is None:
            return None
        highest = highest_stated(slider, self._request.scenario.portfolio)
        stated = scale.stated(shown)
        if stated > highest:
            if stated > highest * (1 + 1e-9):
                unit = f"{number(scale.shown(highest), slider.digits)} {slider.unit}"
                raise InputRejected(f"Above {unit} a lot would run more than all hours.")
            stated = highest
        return self.stated_edit(slider, self._exact(slider, scale, shown, stated))

    def stated_edit(self, slider: SliderInput, stated: float) -> Edit | None:
        """The edit that states a value; None before a file is open. Raises `ReckonerError` where it cannot stand."""
        if self._book is None or self._request is None:
            return None
        edit = set_input(self._book, self._request.scenario.reference, self._scenario_id, slider.address, stated)
        return replace(edit, label=self._label(slider, stated))

    def _exact(self, slider: SliderInput, scale: Scale, shown: float, stated: float) -> float:
        """The baseline's or the default value itself where a value is shown like it: a box shows fewer digits."""
        assert self._request is not None
        for known in (self.reference_value(slider), default_of(self._request.scenario, slider)):
            if is_shown_as(shown, scale.shown(known), slider.digits):
                return known
        return stated

    def _label(self, slider: SliderInput, stated: float) -> str:
        assert self._book is not None
        assert self._request is not None
        scale = self._scale_or_plain(slider)
        row = next(row for row in self._book.scenarios if row.id == self._scenario_id)
        before = float(getattr(stated_over_defaults(self._request.scenario.reference, row.stated), slider.address))
        texts = [number(scale.shown(value), slider.digits) for value in (before, stated)]
        if texts[0] == texts[1]:
            texts = [plain_number(scale.shown(value)) for value in (before, stated)]
        return f"{row.name}: {slider.name} {texts[0]} → {texts[1]} {slider.unit}"

    def _scale_or_plain(self, slider: SliderInput) -> Scale:
        return self._scales.get(slider.address) or Scale(slope=slider.per_unit)


def stated_in(scenario: Scenario, slider: SliderInput) -> float:
    """The input's value in a scenario."""
    return float(getattr(scenario.assumptions, slider.address))


def default_of(scenario: Scenario, slider: SliderInput) -> float:
    """The input's default."""
    return float(getattr(default_assumptions(scenario.reference), slider.address))


def origin_of(scenario: Scenario, slider: SliderInput) -> str:
    """Who says so, and when."""
    source, as_of = provenance_of(scenario, slider.address)
    return f"{source.partition(',')[0]}, {as_of}" if as_of else source


assert all(slider.address in Assumptions.__dataclass_fields__ for slider in SLIDERS)
