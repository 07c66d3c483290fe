"""`new`, `check`, `dump`, `edits`, `undo`, `redo`, `snapshots`: the portfolio file without a window."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from planner.assumptions import Assumptions
from planner.canonical import canonical_json
from planner.cli.json_text import json_input
from planner.edits import (
    Change,
    Edit,
    add_row,
    baseline_of,
    book_of,
    content_of,
    delete_row,
    row_of_baseline,
    row_of_scenario,
    set_cell,
    set_input,
)
from planner.errors import NOTHING_CHANGED, InputRejected, NotFound, ReckonerError
from planner.notation import counted
from planner.quantities import nearest, quantities_of
from planner.reference import Reference, load_reference, sample_edit_rows, sample_names
from planner.scenario import Book
from planner.storage import CheckReport, Store

LINE_KEYS = ("table", "id", "column", "value")
FORM_OF_A_LINE = 'Write one edit a line, like {"table": "lots", "id": 3, "column": "count", "value": 1200}.'
DECLARED = quantities_of(Assumptions)

file_argument = click.argument("file", type=click.Path(path_type=Path))


@click.command()
@file_argument
@click.option("--sample", metavar="NAME", help=f"Start from a shipped sample: {', '.join(sample_names())}.")
def new(file: Path, sample: str | None) -> None:
    """Make a new portfolio, empty or a copy of a sample. An existing file is never replaced."""
    book = Book() if sample is None else book_of(sample_edit_rows(sample))
    Store.create(file, book).close()
    click.echo(f"Made {file}.")


@click.command()
@file_argument
@click.option("--full", is_flag=True, help="Also verify every index, every logged edit and every snapshot.")
def check(file: Path, full: bool) -> None:
    """Check that a portfolio is sound. The file is only read."""
    with Store.open(file, read_only=True) as store:
        report = store.check(full)
    click.echo(f"{file.name} is sound.")
    click.echo(_counted(report))
    if full:
        click.echo(f"Verified: every index and logged edit, {counted(report.snapshots_verified, 'snapshot')}.")


def _counted(report: CheckReport) -> str:
    counts = ("site", "lot", "contract", "debt", "hedge", "price_curve", "scenario", "edit", "snapshot")
    return ", ".join(counted(getattr(report, f"{name}s"), name.replace("_", " ")) for name in counts) + "."


@click.command()
@file_argument
def dump(file: Path) -> None:
    """Print what a portfolio holds as canonical JSON: sorted keys, no times. The file is only read."""
    with Store.open(file, read_only=True) as store:
        book, taken = store.book, store.snapshots()
    content = {
        **content_of(book.portfolio),
        "scenarios": [row_of_scenario(row) for row in book.scenarios],
        "baseline": None if book.baseline is None else row_of_baseline(book.baseline),
        "snapshots": [{"id": item.id, "name": item.name, "scenario": item.scenario, "sha256": item.digest}
                      for item in taken],
    }  # fmt: skip
    click.echo(canonical_json(content))


@click.command()
@file_argument
def snapshots(file: Path) -> None:
    """List the snapshots of a portfolio, oldest first: id, when it was taken (UTC), scenario, name."""
    with Store.open(file, read_only=True) as store:
        taken = store.snapshots()
    for item in taken:
        click.echo(f"{item.shown_id}  {item.taken}  {item.scenario}  {item.name}")
    if not taken:
        click.echo("No snapshots yet.")


@click.command()
@file_argument
def undo(file: Path) -> None:
    """Take the last edit back."""
    with Store.open(file) as store:
        edit = store.undo()
    click.echo("Nothing to undo." if edit is None else f"Undone: {edit.label}")


@click.command()
@file_argument
def redo(file: Path) -> None:
    """Bring back the edit that was undone last."""
    with Store.open(file) as store:
        edit = store.redo()
    click.echo("Nothing to redo." if edit is None else f"Redone: {edit.label}")


# --- edits by script ---------------------------------------------------------------------------------------------


@click.command()
@file_argument
@click.option("--script", required=True, metavar="S", help="A file with one edit a line, or - for standard input.")
def edits(file: Path, script: str) -> None:
    """Apply one edit a line, as JSON with table, id, column and value.

    Column * adds a row, or deletes it when value is null. Each edit is one transaction; ACK and its number, 1 for the
    first edit of the script, are printed after it is on the disk. A line that cannot stand ends the script; the lines
    before it stay.
    """
    reference = load_reference()
    with Store.open(file) as store:
        for done, (number, raw) in enumerate(_lines(script)):
            try:
                store.commit(edit_of_line(store.book, reference, _text_of(raw)))
            except ReckonerError as error:
                saved = f"The {counted(done, 'edit')} before it {'is' if done == 1 else 'are'} saved."
                raise type(error)(f"Line {number}: {error.message}", saved=saved if done else NOTHING_CHANGED,
                                  next=error.next) from error  # fmt: skip
            click.echo(f"ACK {done + 1}")
            sys.stdout.flush()


def _lines(script: str) -> Iterator[tuple[int, bytes]]:
    """Numbered lines of the script as they come, without the empty ones."""
    with contextlib.ExitStack() as stack:
        try:
            stream = sys.stdin.buffer if script == "-" else stack.enter_context(Path(script).open("rb"))
        except OSError as error:
            raise NotFound(f"The script {script} cannot be read: {error.strerror}.") from error
        yield from ((number, raw) for number, raw in enumerate(stream, start=1) if raw.strip())


def _text_of(raw: bytes) -> str:
    try:
        return raw.decode("utf-8-sig").strip()
    except UnicodeDecodeError as error:
        raise InputRejected(f"Byte {error.start + 1} is not UTF-8 text.", next="Save the script as UTF-8.") from error


def edit_of_line(book: Book, reference: Reference, line: str) -> Edit:
    """The edit one line asks for. Raises `InputRejected` or `NotFound` where it cannot stand."""
    written = json_input(line) if line != "-" else None  # "-" would read standard input
    if not isinstance(written, dict) or not {"table", "column", "value"} <= set(written) <= set(LINE_KEYS):
        raise InputRejected(f"An edit has the keys {', '.join(LINE_KEYS)} and no others.", next=FORM_OF_A_LINE)
    table, row_id, column, value = (written.get(key) for key in LINE_KEYS)
    if not isinstance(table, str) or not isinstance(column, str):
        raise InputRejected("The table and the column of an edit are names in quotes.", next=FORM_OF_A_LINE)
    if table == "baseline":
        return _baseline_edit(book, column, value)
    adds = column == "*" and value is not None
    if row_id is None and adds:
        return _row_edit(book, reference, table, None, value)
    if isinstance(row_id, bool) or not isinstance(row_id, int):
        raise InputRejected("The id of an edit is a whole number; it may be left out only for a new row.",
                            next=FORM_OF_A_LINE)  # fmt: skip
    if table == "assumptions":
        return _assumption_edit(book, reference, row_id, column, value)
    if column == "*":
        return _row_edit(book, reference, table, row_id, value)
    if table == "scenarios":
        return _scenario_edit(book, row_id, column, value)
    if not isinstance(value, str | int | float) or isinstance(value, bool):
        raise InputRejected(f"{column} needs a number or text.", next='0 counts; empty text is written "".')
    return set_cell(book, reference, table, row_id, column, value)


def _row_edit(book: Book, reference: Reference, table: str, row_id: Any, value: Any) -> Edit:
    if value is None:
        return delete_row(book, table, row_id)
    if not isinstance(value, dict):
        raise InputRejected("A new row is an object of columns.", next='Write it like {"name": "West", "pue": 1.05}.')
    return add_row(book, reference, table, value, row_id)


def _scenario_edit(book: Book, row_id: Any, column: str, value: Any) -> Edit:
    row = next((row for row in book.scenarios if row.id == row_id), None)
    if row is None:
        raise NotFound(f"There is no scenario {row_id}.")
    before = row_of_scenario(row).get(column)
    label = f"{row.name}: {column} → {value}" if column == "name" else f"{row.name}: {column}"
    return Edit(label=label, changes=(Change(table="scenarios", id=row_id, column=column, before=before, after=value),))


def _assumption_edit(book: Book, reference: Reference, row_id: Any, column: str, value: Any) -> Edit:
    if column not in DECLARED:
        close = nearest(column, DECLARED)
        raise NotFound(f"There is no input {column!r}.", next=f"Did you mean {' or '.join(close)}?" if close else "")
    if value is not None:
        return set_input(book, reference, row_id, column, value)
    row = next((row for row in book.scenarios if row.id == row_id), None)
    before = None if row is None else row.stated.get(column)
    change = Change(table="assumptions", id=row_id, column=column, before=before, after=None)
    return Edit(label=f"{DECLARED[column].label} back to its default", changes=(change,))


def _baseline_edit(book: Book, column: str, value: Any) -> Edit:
    if column != "*":
        raise InputRejected("The baseline is pinned or taken away as a whole.", next="Use the column *.")
    before = None if book.baseline is None else row_of_baseline(book.baseline)
    if value is None:
        if before is None:
            raise NotFound("No baseline is pinned.")
        return Edit(label="Take the baseline away",
                    changes=(Change(table="baseline", id=1, column="*", before=before, after=None),))  # fmt: skip
    try:
        pinned = baseline_of(value)
    except (KeyError, TypeError, AttributeError, IndexError) as error:
        raise InputRejected("A baseline has a name, a portfolio, stated inputs and a plan.",
                            next="Take its form from what reckoner dump prints.") from error  # fmt: skip
    change = Change(table="baseline", id=1, column="*", before=before, after=row_of_baseline(pinned))
    return Edit(label=f"Pin {pinned.name} as the baseline", changes=(change,))
