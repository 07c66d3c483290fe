"""ImportChoices: what a header or a machine's name of a file can be settled as, and what it is settled as now."""

from __future__ import annotations

from collections.abc import Mapping

from planner.exchange.csv_columns import columns_of, suggest_mapping
from planner.exchange.tables_csv import Preview
from planner.portfolio import folded
from planner.reference import Reference
from ui.panels.choice_grid import Choice

LEAVE_OUT = "Leave out"


def header_choices(found: Preview, mapping: Mapping[str, str | None]) -> list[Choice]:
    """A choice for every header: the suggested column first where it is not settled, then leaving it out."""
    columns = columns_of(found.table)
    asked = {problem.column for problem in found.problems if problem.asks == "column"}
    suggested = {item.header: item.column for item in suggest_mapping(found.headers, found.table)}
    dropped = {folded(header) for header, column in mapping.items() if column is None}
    choices = []
    for header, column in dict(zip(found.headers, found.columns, strict=True)).items():
        if not header:
            continue
        unsettled = header in asked and (column is None or mapping.get(header, "") != column)
        unsettled = unsettled and folded(header) not in dropped
        likely = suggested[header] if unsettled else None
        order = [likely, *(key for key in columns if key != likely)] if likely is not None else list(columns)
        words = [(_words(found.table, key), key) for key in order]
        entries = (*words[:1], (LEAVE_OUT, None), *words[1:]) if likely is not None else ((LEAVE_OUT, None), *words)
        choices.append(Choice(name=header, entries=entries, chosen=column, unsettled=unsettled))
    return choices


def _words(table: str, key: str) -> str:
    column = columns_of(table)[key]
    unit = f", {column.unit}" if column.unit else ""
    return f"{column.labels[0]}{unit}"


def machine_choices(found: Preview, machines: Mapping[str, str], reference: Reference) -> list[Choice]:
    """A choice for every machine the catalogue does not have: the nearest first, then a machine of one's own."""
    asked: dict[str, tuple[str, ...]] = {}
    for problem in found.problems:
        if problem.asks == "machine" and problem.value not in asked:
            asked[problem.value] = problem.nearest
    settled = {name: model for name, model in machines.items() if name not in asked}
    choices = []
    for name in (*asked, *settled):
        near = asked.get(name, ())
        own = ("A machine of its own, with the file's figures", name)
        entries = (*((model, model) for model in near), own,
                   *((model, model) for model in reference.machines if model not in near))  # fmt: skip
        choices.append(Choice(name=name, entries=entries, chosen=settled.get(name), unsettled=name in asked))
    return choices
