"""Edits of stored scenarios: new, duplicate, rename, note, delete. Each gesture is one Edit, undone as one."""

from __future__ import annotations

from collections.abc import Iterable

from planner.edits import Change, Edit, apply, delete_row, row_of_scenario, scenario_row_of
from planner.errors import NotFound
from planner.portfolio import folded
from planner.rows import new_id
from planner.scenario import Book, ScenarioRow

LONGEST_NAME = 200


def new_scenario(book: Book, name: str = "New scenario") -> Edit:
    """The edit that adds a scenario which states nothing: every assumption at its default."""
    return _added(book, ScenarioRow(id=new_id(book.scenarios), name=free_name(book, name)), "Add")


def duplicate_scenario(book: Book, scenario_id: int) -> Edit:
    """The edit that adds a copy of a scenario: what it states, its plan and its note, under a name of its own."""
    row = scenario_row(book, scenario_id)
    copy = {**row_of_scenario(row), "id": new_id(book.scenarios), "name": free_name(book, f"{row.name} copy")}
    return _added(book, scenario_row_of(copy), "Duplicate", of=row.name)


def rename_scenario(book: Book, scenario_id: int, name: str) -> Edit:
    """The edit that gives a scenario another name. Raises `InputRejected` for an empty or taken one."""
    row = scenario_row(book, scenario_id)
    change = Change(table="scenarios", id=scenario_id, column="name", before=row.name, after=name.strip())
    return _checked(book, Edit(label=f"Rename {row.name} to {name.strip()}", changes=(change,)))


def note_scenario(book: Book, scenario_id: int, note: str) -> Edit:
    """The edit that changes a scenario's note."""
    row = scenario_row(book, scenario_id)
    change = Change(table="scenarios", id=scenario_id, column="note", before=row.note, after=note)
    return _checked(book, Edit(label=f"Note of {row.name}", changes=(change,)))


def delete_scenario(book: Book, scenario_id: int) -> Edit:
    """The edit that deletes a scenario; the pinned baseline stays. Raises `InputRejected` for the last one."""
    return delete_row(book, "scenarios", scenario_id)


def scenario_row(book: Book, scenario_id: int) -> ScenarioRow:
    """The stored scenario of that id. Raises `NotFound`."""
    for row in book.scenarios:
        if row.id == scenario_id:
            return row
    raise NotFound(f"There is no scenario {scenario_id}.")


def added_id(edit: Edit) -> int:
    """Id of the scenario an edit adds; 0 where it adds none."""
    added: Iterable[int] = (
        change.id for change in edit.changes if change.table == "scenarios" and change.column == "*"
        and change.before is None
    )  # fmt: skip
    return next(iter(added), 0)


def free_name(book: Book, name: str) -> str:
    """The name, or the first free one of `name 2`, `name 3`, …, within the longest name there may be."""
    taken = {folded(row.name) for row in book.scenarios}
    number, tried = 1, name[:LONGEST_NAME]
    while folded(tried) in taken:
        number += 1
        tail = f" {number}"
        tried = name[: LONGEST_NAME - len(tail)] + tail
    return tried


def _added(book: Book, row: ScenarioRow, verb: str, of: str = "") -> Edit:
    change = Change(table="scenarios", id=row.id, column="*", before=None, after=row_of_scenario(row))
    return _checked(book, Edit(label=f"{verb} {of or row.name}", changes=(change,)))


def _checked(book: Book, edit: Edit) -> Edit:
    apply(book, edit)
    return edit
