"""The annex: every measure taken apart: formula, values put in, parts, and the inputs it rests on by number."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from planner.errors import Undefined
from planner.explain import ExplainedInput, Explanation, explain
from planner.measures import MEASURES
from planner.notation import number
from planner.outcome import Outcome
from ui.report.evidence import line_row


def annex(outcome: Outcome) -> dict[str, Any]:
    """Every measure and the inputs they rest on, each input once, as plain values for the template.

    Of a portfolio without sites there is nothing to take apart.
    """
    if not outcome.scenario.portfolio.sites:
        return {"measures": [], "inputs": []}
    found = [explain(outcome, key) for key in MEASURES]
    inputs: dict[tuple[str, str], ExplainedInput] = {}
    for entry in (entry for explanation in found for entry in explanation.inputs):
        inputs.setdefault((entry.address, entry.label), entry)
    place = {key: count for count, key in enumerate(inputs, start=1)}
    return {
        "measures": [
            _measure(each, [place[entry.address, entry.label] for entry in each.inputs]) for each in found
        ],
        "inputs": [{"number": str(count), **line_row(entry, "")} for count, entry in enumerate(inputs.values(), 1)],
    }  # fmt: skip


def _measure(found: Explanation, places: list[int]) -> dict[str, Any]:
    measure, result = found.measure, found.result
    sole = len(found.parts) == 1 and found.in_words.in_line == found.parts[0].label  # its part says it all
    value, unit = "", ""
    if isinstance(result, Undefined):
        value, numbers = result.word, f"{result.word}: {result.reason}"
    else:
        value, unit = f"{measure.prefix} {measure.shown(result)}".strip(), measure.shown_unit
        numbers = "" if sole else f"= {found.in_numbers.in_line}"
    return {
        "label": measure.label, "what": measure.what, "words": "" if sole else found.in_words.in_line,
        "value": value, "unit": unit, "numbers": numbers,
        "parts": [
            [part.label, part.shown, part.unit, "" if part.share is None else f"{number(100 * part.share, 0)} %"]
            for part in found.parts
        ],
        "inputs": runs(places),
    }  # fmt: skip


def runs(places: Iterable[int]) -> str:
    """Numbers in order, those that follow each other as one run: `1–3, 7, 9–10`."""
    found: list[list[int]] = []
    for place in sorted(places):
        if found and place == found[-1][1] + 1:
            found[-1][1] = place
        else:
            found.append([place, place])
    return ", ".join(f"{first}" if first == last else f"{first}–{last}" for first, last in found)
