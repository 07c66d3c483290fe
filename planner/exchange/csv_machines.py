"""Machines as lists name them: the catalogue's, those chosen for a name, and those that bring figures of their own."""

from __future__ import annotations

import re
from collections.abc import Mapping

from planner.portfolio import folded
from planner.quantities import Value, nearest
from planner.reference import Machine, Reference

FIGURES = ("hashrate_th_s", "power_w")
OFFERED = 3
UNLIKELY_FACTOR = 3.0  # no firmware moves a machine further from its nameplate; a wrong unit does


class Machines:
    """Finds the machine behind a name.

    `choices` gives a catalogue model for a name that is not in the catalogue, or the name itself: then it is a machine
    of one's own, with hashrate and power from the file, and the file as its source.

    Raises
    ------
    InputRejected
        When a chosen model is neither in the catalogue nor the given name itself.
    """

    def __init__(self, reference: Reference, choices: Mapping[str, str]) -> None:
        self._models = {folded(model): machine for model, machine in reference.machines.items()}
        self._own: set[str] = set()
        self._chosen: dict[str, Machine] = {}
        self._nearest: dict[str, tuple[str, ...]] = {}
        for given, model in choices.items():
            if folded(given) == folded(model) and folded(model) not in self._models:
                self._own.add(folded(given))
            else:
                self._chosen[folded(given)] = reference.machine(model)
        self.seen: set[str] = set()  # names that were asked for, folded

    def found(self, given: str) -> Machine | None:
        """The catalogue's machine of a name, or the one chosen for it."""
        key = folded(given)
        self.seen.add(key)
        return self._chosen.get(key) or self._models.get(key)

    def is_own(self, given: str) -> bool:
        """Whether a name was chosen for itself."""
        return folded(given) in self._own

    def nearest(self, given: str) -> tuple[str, ...]:
        """The catalogue's models that are most like a name."""
        if given not in self._nearest:
            models = [machine.model for machine in self._models.values()]
            words = _words(given)
            shared = {model: len(words & _words(model)) for model in models}
            most = max(shared.values(), default=0)
            likeliest = [model for model in models if most and shared[model] == most]
            close = (*nearest(given, likeliest), *likeliest[:OFFERED], *nearest(given, models))
            self._nearest[given] = tuple(dict.fromkeys(close))[:OFFERED]
        return self._nearest[given]

    def unlikely(self, row: Mapping[str, Value]) -> str:
        """What is unlike the catalogue's machine in a lot's figures, as a sentence part; empty where nothing is."""
        machine = self._models.get(folded(str(row["machine"])))
        if machine is None:
            return ""
        stated, known = float(row["hashrate_th_s"]), machine.hashrate_th_s
        if _is_far(stated, known):
            return f"{stated:g} TH/s is far from the {known:g} TH/s of {machine.model}"
        stated, known = float(row["power_w"]), machine.power_w
        if _is_far(stated, known):
            return f"{stated:g} W is far from the {known:g} W of {machine.model}"
        return ""


def _words(name: str) -> set[str]:
    """The parts of a machine's name that tell it from others: S21, XP, 270."""
    parts = re.findall(r"[0-9]+(?:\.[0-9]+)?(?=t(?:h(?:/s)?)?\b)|[a-z0-9+]+", folded(name))
    return {part for part in parts if part not in ("t", "th", "s")}


def _is_far(stated: float, known: float) -> bool:
    return not known / UNLIKELY_FACTOR <= stated <= known * UNLIKELY_FACTOR
