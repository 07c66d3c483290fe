"""`compare`: scenarios of one file side by side, inputs that differ and all measures, against the first of them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from planner.cli.file import file_argument
from planner.cli.json_text import json_line
from planner.cli.result_text import change_in_words, figure_in_words
from planner.cli.text_columns import Footnotes, aligned
from planner.errors import InputRejected, Undefined
from planner.explore.compare import MOST, ComparedRow, Comparison, comparison, evaluated
from planner.measures import MEASURES, Measure
from planner.portfolio import folded
from planner.quantities import Value, shown_value
from planner.reference import load_reference
from planner.scenario import Book
from planner.storage import Store


@click.command()
@file_argument
@click.argument("names", nargs=-1, required=True, metavar="A B [C…]")
@click.option("--baseline", is_flag=True, help="Against the pinned baseline instead of the first one named.")
@click.option("--all", "all_inputs", is_flag=True, help="All inputs, not only those that differ.")
@click.option("--json", "as_json", is_flag=True, help="One line of JSON, numbers as computed.")
def compare(file: Path, names: tuple[str, ...], baseline: bool, all_inputs: bool, as_json: bool) -> None:
    """Put two to six scenarios side by side: inputs that differ, and every measure with its change.

    The file is only read.
    """
    with Store.open(file, read_only=True) as store:
        book = store.book
    found = comparison_of(book, names, against_baseline=baseline)
    click.echo(json_line(comparison_json(found)) if as_json else comparison_text(found, all_inputs=all_inputs))


def comparison_of(book: Book, names: Sequence[str], *, against_baseline: bool = False) -> Comparison:
    """The named scenarios of a book side by side. Raises `NotFound`, `InputRejected`."""
    if len({folded(book.row(name).name) for name in names}) < len(names):
        raise InputRejected("A scenario is named twice.", next="Name each once.")
    if len(names) > MOST:
        raise InputRejected(f"{len(names)} scenarios cannot stand side by side.", next=f"Name at most {MOST}.")
    reference = load_reference()
    pinned = book.baseline_scenario(reference) if against_baseline else None
    if against_baseline and pinned is None:
        raise InputRejected("No baseline is pinned in this file.", next="Pin one, or leave out --baseline.")
    columns = [evaluated(book.scenario(reference, name)) for name in names]
    return comparison(columns, None if pinned is None else evaluated(pinned))


# --- as JSON -----------------------------------------------------------------------------------------------------


def comparison_json(found: Comparison) -> dict[str, Any]:
    """Names, inputs and measures by key; an undefined measure is null beside its reason."""
    return {
        "scenarios": list(found.names),
        "against": found.against,
        "inputs": {row.key: _row_json(row) for row in found.inputs if row.differs},
        "headline": {row.key: _row_json(row) for row in found.measures},
    }


def _row_json(row: ComparedRow) -> dict[str, Any]:
    columns = {
        "values": [None if isinstance(value, Undefined) else value for value in row.values],
        "changes": [row.change(place) for place in range(len(row.values))],
        "against": None if isinstance(row.against, Undefined) else row.against,
    }
    reasons = [value.reason if isinstance(value, Undefined) else "" for value in row.values]
    return columns | ({"reasons": reasons} if any(reasons) else {})


# --- as text -----------------------------------------------------------------------------------------------------


def comparison_text(found: Comparison, *, all_inputs: bool = False) -> str:
    """Two tables for a terminal: inputs, then measures with the change below each figure's name."""
    places = range(len(found.names))
    sides = "l" * (1 + len(found.names))
    inputs = [row for row in found.inputs if row.differs or all_inputs]
    stated = [(row.label, *(_input_text(row, row.values[place]) for place in places)) for row in inputs]
    if not stated:
        stated = [("They state the same.", *("" for _ in places))]
    reasons = Footnotes()
    measured = []
    for row in found.measures:
        measure = MEASURES[row.key]
        measured.append((row.label, *(_figure_text(measure, value, reasons) for value in row.values)))
        changes = [
            "" if place == found.reference else change_in_words(measure, _figure(row.values[place]),
                                                                _figure(row.against))
            for place in places
        ]  # fmt: skip
        if any(changes):
            measured.append(("", *changes))
    inputs_table = aligned([("Inputs", *found.names), *stated], sides)
    results_table = aligned([(f"Results, changes against {found.against}", *found.names), *measured], sides)
    return f"{inputs_table}\n\n{reasons.below(results_table)}"


def _figure_text(measure: Measure, value: Value | Undefined, reasons: Footnotes) -> str:
    if isinstance(value, Undefined):
        return f"none {reasons.mark(value.reason)}"
    return figure_in_words(measure, float(value))


def _figure(value: Value | Undefined) -> float | Undefined:
    return value if isinstance(value, Undefined) else float(value)


def _input_text(row: ComparedRow, value: Value | Undefined) -> str:
    if row.declared is None or isinstance(value, Undefined):
        return value.reason if isinstance(value, Undefined) else str(value)
    return " ".join(filter(None, shown_value(row.declared, value)))
