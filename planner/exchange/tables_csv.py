"""A table of the portfolio from a file somebody mailed: a preview of what it would change, then one edit.

All or nothing: the edit exists only where no row has a problem, and is one step of undo. Nothing is written here.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any

from planner.edits import Change, Edit
from planner.errors import InputRejected
from planner.exchange.csv_columns import COMPANY, REQUIRED, SITE, columns_of, one_of
from planner.exchange.csv_guess import guess_reading
from planner.exchange.csv_headers import Headers, settled_headers
from planner.exchange.csv_machines import FIGURES, Machines
from planner.exchange.csv_rows import PreviewRow, RowsReader
from planner.exchange.csv_text import CellProblem, Reading, Sheet, cell_problem, sheet_of, shown
from planner.exchange.csv_values import Values
from planner.portfolio import Portfolio, folded
from planner.quantities import Quantity, quantities_of
from planner.reference import Reference
from planner.rows import row_of
from planner.scenario import Book

MOST_TOLD = 3


def _nothing() -> Mapping[str, Any]:
    return MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """What the user settled about a file.

    `reading` None: as guessed. `mapping` gives a column for a header, or nothing to leave it out; `machines` a
    catalogue model for a name, or the name itself for a custom machine; `site` the site of rows that name none.
    """

    reading: Reading | None = None
    mapping: Mapping[str, str | None] = field(default_factory=_nothing)
    machines: Mapping[str, str] = field(default_factory=_nothing)
    site: str = ""
    market: str = ""  # the name of imported prices


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What a file would change: how it was read, what its headers mean, every row as it would be, every problem.

    `edit` is None where there are problems, and has no changes where every row is as it was. `after` is the
    portfolio after it, so that whoever shows it need not apply fifty thousand changes again.
    """

    table: str
    source: str
    reading: Reading
    sheet: Sheet | None  # None where the text could not be cut into rows
    headers: tuple[str, ...]
    columns: tuple[str | None, ...]  # beside `headers`
    rows: tuple[PreviewRow, ...]
    problems: tuple[CellProblem, ...]
    notices: tuple[str, ...]
    edit: Edit | None
    after: Portfolio | None

    def count(self, what: str) -> int:
        """How many rows are new, changed, unchanged or refused."""
        return sum(row.what == what for row in self.rows)

    def brings(self) -> str:
        """What comes in, for `Import …` and `Imported …`: the rows that are new or changed, and the file."""
        count = self.count("new") + self.count("changed")
        return f"{count:,} {one_of(self.table, count)} from {self.source}"

    def counts(self) -> str:
        """The counts in words, without those that are nought."""
        counted = [f"{number:,} {what}" for what in ("new", "changed", "unchanged", "refused")
                   if (number := self.count(what))]  # fmt: skip
        return ", ".join(counted) or "no rows"


def preview(
    book: Book, reference: Reference, table: str, raw: bytes, *, source: str, choices: Choices | None = None
) -> Preview:
    """What the bytes of a file would change in a table; `source` is the file's name, for the edit's label.

    Raises
    ------
    InputRejected, NotFound
        When a choice names a column, machine or site that does not exist. What is wrong with the file itself stands
        in the preview.
    LimitExceeded
        When the file has too many rows or columns.
    """
    choices = choices or Choices()
    columns_of(table)
    reading = choices.reading or guess_reading(raw)
    found = Preview(table=table, source=shown(source), reading=reading, sheet=None, headers=(), columns=(), rows=(),
                    problems=(), notices=(), edit=None, after=None)  # fmt: skip
    machines = Machines(reference, choices.machines)
    try:
        sheet = sheet_of(raw, reading)
    except InputRejected as refusal:
        return replace(found, problems=tuple(item for item in refusal.problems if isinstance(item, CellProblem)))
    headers = settled_headers(sheet, table, choices.mapping)
    found = replace(found, sheet=sheet, headers=headers.written, columns=headers.columns, problems=headers.problems)
    if headers.problems:
        return found
    reader = RowsReader(book.portfolio, table, headers, Values(table, reading), machines, site=choices.site,
                        source=found.source)  # fmt: skip
    rows = reader.rows(sheet)
    problems = [*reader.problems, *_lacking(reader, headers, table)]
    if table == "contracts":
        problems += _second_contracts(book.portfolio, headers, rows)
    found = replace(found, rows=rows, problems=tuple(sorted(problems, key=lambda item: item.line)))
    made = _told("The file names no lots, so they are named after site and machine: ", [*map(shown, reader.made_names)])
    own = {folded(curve.name) for curve in book.portfolio.price_curves}
    found = replace(found, notices=(*made, *_notices(found, reference, own, machines, choices)))
    if problems:
        return found
    return replace(found, edit=_edit(book.portfolio, found), after=_after(book.portfolio, table, rows))


def rejection(found: Preview) -> InputRejected:
    """The refusal of a file whose preview has problems, with the first of them in words."""
    rows = {problem.line for problem in found.problems} - {0, found.sheet.header.number if found.sheet else 0}
    told = "; ".join(str(problem) for problem in found.problems[:MOST_TOLD])
    more = len(found.problems) - MOST_TOLD
    what = f"{len(rows):,} row{' has' if len(rows) == 1 else 's have'} problems" if rows else "The file has problems"
    return InputRejected(
        f"Nothing was imported. {what}: {told}{f'; and {more:,} more' if more > 0 else ''}.",
        next="Settle each, or correct the file.", problems=found.problems,
    )  # fmt: skip


# --- what the rows are as a whole ----------------------------------------------------------------------------------


def _edit(portfolio: Portfolio, found: Preview) -> Edit:
    """One change a row. A contract that moves to another site leaves first, since two may change places."""
    there = {item.id: item for item in portfolio.rows(found.table)}
    leaving: list[Change] = []
    changes: list[Change] = []
    for row in found.rows:
        if row.what not in ("new", "changed"):
            continue
        before = row_of(there[row.item.id]) if row.what == "changed" else None
        if before is not None and found.table == "contracts" and before["site_id"] != row.row["site_id"]:
            leaving.append(Change(table=found.table, id=row.item.id, column="*", before=before, after=None))
            before = None
        changes.append(Change(table=found.table, id=row.item.id, column="*", before=before, after=dict(row.row)))
    return Edit(label=f"Import {found.brings()}", changes=(*leaving, *changes))


def _after(portfolio: Portfolio, table: str, rows: Iterable[PreviewRow]) -> Portfolio:
    items = {item.id: item for item in portfolio.rows(table)}
    items |= {row.item.id: row.item for row in rows}
    if table == COMPANY:
        return replace(portfolio, company=items[portfolio.company.id])
    changed: dict[str, Any] = {table: tuple(items[row_id] for row_id in sorted(items))}
    return replace(portfolio, **changed)


def _lacking(reader: RowsReader, headers: Headers, table: str) -> list[CellProblem]:
    needed = ", ".join(REQUIRED[table])
    return [
        cell_problem(headers.line, key, "", f"is missing: {len(lines):,} {one_of(table, len(lines))} from line "
                     f"{lines[0]} on would be new, and a new {one_of(table)} needs {needed}", asks="column")
        for key, lines in reader.lacking.items()
    ]  # fmt: skip


def _second_contracts(portfolio: Portfolio, headers: Headers, rows: Sequence[PreviewRow]) -> list[CellProblem]:
    """Contracts for a site that has one already, or would have."""
    read = {row.item.id for row in rows if row.item is not None}
    holders = {item.site_id: item.name for item in portfolio.contracts if item.id not in read}
    site_names = {site.id: site.name for site in portfolio.sites}
    problems = []
    for row in sorted((row for row in rows if row.item is not None), key=lambda row: row.what == "new"):
        other = holders.setdefault(row.item.site_id, row.item.name)
        if other != row.item.name:
            problems.append(cell_problem(row.line, headers.header_of(SITE), site_names[row.item.site_id],
                                         f"already has the contract {shown(other)}"))  # fmt: skip
    return problems


# --- what is no problem, but should be seen ------------------------------------------------------------------------


def _told(before: str, said: Sequence[str]) -> list[str]:
    if not said:
        return []
    more = f" and {len(said) - MOST_TOLD:,} more" if len(said) > MOST_TOLD else ""
    return [f"{before}{', '.join(said[:MOST_TOLD])}{more}."]


def _notices(
    found: Preview, reference: Reference, own: Collection[str], machines: Machines, choices: Choices
) -> list[str]:
    """`own` holds the names of the file's price curves, folded."""
    dropped = [repr(shown(header)) for header, key in zip(found.headers, found.columns, strict=True)
               if key is None and header]  # fmt: skip
    blank = found.sheet.blank_rows if found.sheet else 0
    touched = [row for row in found.rows if row.what in ("new", "changed")]
    strange = [
        f"line {row.line}, {said}" for row in touched if (said := _strange(found.table, row, reference, own, machines))
    ]
    unused = [repr(shown(given)) for given in choices.machines if folded(given) not in machines.seen]
    return [
        *_told("Columns left out: ", dropped),
        *_told("Empty rows left out: ", [f"{blank:,}"] * bool(blank)),
        *_defaults_taken(found),
        *_told("Worth a look: ", strange),
        *_told("No row names the machine ", unused),
    ]


def _strange(table: str, row: PreviewRow, reference: Reference, own: Collection[str], machines: Machines) -> str:
    if table == "lots":
        return machines.unlikely(row.row)
    market = str(row.row.get("power_market", ""))
    if table == "sites" and market not in reference.power_markets and folded(market) not in own:
        return f"there is no power market {shown(market)!r}, and without one the site cannot be evaluated"
    return ""


def _defaults_taken(found: Preview) -> list[str]:
    """Which declared defaults new rows take, since the file has no column for them; 0 takes nothing for granted."""
    new = [row.item for row in found.rows if row.what == "new"]
    declared: dict[str, Quantity] = {}
    for item in {type(getattr(item, "terms", item)): getattr(item, "terms", item) for item in new}.values():
        declared |= quantities_of(item)
    said = [
        f"{item.label} {item.default} {item.unit}".rstrip()
        for key, item in declared.items()
        if key not in found.columns and key not in (*FIGURES, "name", "machine") and item.default not in ("", None, 0.0)
    ]
    return [f"Not in the file, so new {found.table} take: {', '.join(said)}."] if said else []
