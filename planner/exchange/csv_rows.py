"""The rows of a file as rows of a portfolio: matched by name, checked cell by cell, each new, changed or as it was.

A column that the file does not have leaves a row as it is, and gives a new one the declared default. An empty cell is
not 0: it is empty text where text may be empty, the catalogue's figure for the hashrate or power of a machine, and a
problem everywhere else.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from planner.errors import InputRejected, Problem
from planner.exchange.csv_cells import read_text
from planner.exchange.csv_columns import COMPANY, ID, KIND, REQUIRED, SITE, columns_of
from planner.exchange.csv_headers import Headers
from planner.exchange.csv_machines import FIGURES, Machines
from planner.exchange.csv_numbers import NOT_SETTLED
from planner.exchange.csv_text import Asks, CellProblem, Line, Sheet, cell_problem, shown
from planner.exchange.csv_values import Refused, Values
from planner.hedges import KINDS as HEDGES
from planner.kinds import KINDS, ONE, declarations
from planner.portfolio import Portfolio, folded
from planner.quantities import Value, nearest
from planner.rows import item_of, row_of

SOURCE = "machine_source"
LONGEST_MADE_NAME = 180
What = Literal["new", "changed", "unchanged", "refused"]
Row = dict[str, Value]


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviewRow:
    """A row as it would be, with the columns that change; a refused one as far as it could be read."""

    line: int
    what: What
    row: Mapping[str, Value]
    changed: tuple[str, ...] = ()
    item: Any = None  # the checked site, lot, contract or company; None where the row is refused


class RowsReader:
    """Reads the rows of one sheet; problems gather meanwhile, and in `lacking` what new rows cannot do without."""

    def __init__(
        self, portfolio: Portfolio, table: str, headers: Headers, values: Values, machines: Machines, *, site: str,
        source: str,
    ) -> None:  # fmt: skip
        self.problems: list[CellProblem] = []
        self.lacking: dict[str, list[int]] = {}  # lines of new rows by the column they need
        self.made_names: dict[str, int] = {}  # how many lots were named alike, where the file names none
        self._table, self._headers, self._values, self._machines = table, headers, values, machines
        self._places = {key: place for place, key in enumerate(headers.columns) if key is not None}
        self._items = {folded(item.name): item for item in portfolio.rows(table)}
        self._sites = {folded(item.name): item for item in portfolio.sites}
        self._site_for_all = portfolio.by_name("sites", site) if site else None
        self._ids = {item.id for item in portfolio.rows(table)}
        self._next_id = max(self._ids, default=0) + 1
        self._read: dict[str, tuple[int, str]] = {}  # line and spelling of each name so far
        self._source = source
        # Which columns a row of a kind has
        self._own = {kind: set(declarations(table, kind)) for kind in KINDS.get(table, ())}

    def rows(self, sheet: Sheet) -> tuple[PreviewRow, ...]:
        """Every row of the sheet, in its order."""
        if ID in self._places:
            place = self._places[ID]
            numbers = (self._values.value(ID, line.cells[place]) for line in sheet.rows if place < len(line.cells))
            self._next_id = max([self._next_id, *(number + 1 for number in numbers if isinstance(number, int))])
        return tuple(self._row(line) for line in sheet.rows)

    def _row(self, line: Line) -> PreviewRow:
        complaints = len(self.problems)
        if len(line.cells) != len(self._headers.columns):
            many = f"{len(line.cells)} cell{'' if len(line.cells) == 1 else 's'}"
            reason = f"has {many}, the header {len(self._headers.columns)}"
            self.problems.append(cell_problem(line.number, "", "", reason))
            return PreviewRow(line=line.number, what="refused", row={})
        cells = {key: line.cells[place] for key, place in self._places.items()}
        there, stated = self._named(line, cells)
        before: Row = {} if there is None else row_of(there)
        written_id = cells.pop(ID, "")
        if SITE in columns_of(self._table):
            self._place(line, cells, stated)
        if self._table == "lots":
            self._take_machine(line, cells, stated, before)
        if self._table in KINDS:
            before = self._take_kind(line, cells, stated, before)
        kind = str(stated.get(KIND, before.get(KIND, "")))
        for key, written in cells.items():
            self._put(stated, line, key, written, kind)
        row = before | stated
        if there is None:
            lacks = self._lacks(line, row)
            row[ID] = self._new_id(line, written_id)
        else:
            lacks = False
        if lacks or len(self.problems) > complaints:
            return PreviewRow(line=line.number, what="refused", row=row)
        return self._checked(line, row, there)

    def _checked(self, line: Line, row: Row, there: Any) -> PreviewRow:
        before = {} if there is None else row_of(there)
        if row == before:
            return PreviewRow(line=line.number, what="unchanged", row=row, item=there)
        try:
            item = item_of(self._table, row)
        except InputRejected as refusal:
            said = refusal.problems or (Problem(where="", value="", reason=refusal.message),)
            self.problems += [self._located(line, problem) for problem in said]
            return PreviewRow(line=line.number, what="refused", row=row)
        row = row_of(item)
        changed = tuple(key for key in row if key not in before or before[key] != row[key])
        return PreviewRow(line=line.number, what="changed" if there else "new", row=row, changed=changed, item=item)

    def _located(self, line: Line, problem: Problem) -> CellProblem:
        """A problem of a whole row at the cell that its last words name."""
        key = next((key for key, column in columns_of(self._table).items()
                    if problem.where.endswith(f", {column.labels[0]}")), "")  # fmt: skip
        return cell_problem(line.number, self._headers.header_of(key), problem.value, problem.reason)

    def _complain(
        self, line: Line, key: str, written: str, reason: str, asks: Asks = "", close: Sequence[str] = ()
    ) -> None:
        header = self._headers.header_of(key)
        self.problems.append(cell_problem(line.number, header, written, reason, asks=asks, nearest=close))

    def _put(self, stated: Row, line: Line, key: str, written: str, kind: str = "") -> None:
        if self._table in KINDS and key not in self._own.get(kind, ()):
            if written.strip() and kind:
                reason = f"is no term of a {ONE[self._table]} of kind {kind}; leave it empty"
                self._complain(line, key, written, reason)
            return
        value = self._values.value(key, written, kind)
        if isinstance(value, Refused):
            settles: Asks = "decimal mark" if value.reason == NOT_SETTLED else ""
            self._complain(line, key, written, value.reason, settles)
        else:
            stated[key] = value

    # --- what ties a row to others -----------------------------------------------------------------------------

    def _named(self, line: Line, cells: dict[str, str]) -> tuple[Any, Row]:
        """The row of that name that is there already, and the name: as it is there, else as the file has it."""
        stated: Row = {}
        if self._table == COMPANY:
            return self._the_company(line), stated
        if "name" in cells:
            self._put_text(stated, line, "name", cells.pop("name"))
        else:
            stated["name"] = self._made_name(cells)
        name = str(stated.get("name", ""))
        there = self._items.get(folded(name)) if name else None
        if name and folded(name) in self._read:
            number, spelt = self._read[folded(name)]
            twin = "" if spelt == name else f", spelt {shown(spelt)!r} there"
            self._complain(line, "name", name, f"is on line {number} already{twin}")
        elif name:
            self._read[folded(name)] = line.number, name
        return there, stated if there is None else {"name": there.name}

    def _the_company(self, line: Line) -> Any:
        """The one company, whatever the row calls it."""
        (company,) = self._items.values()
        first, _ = self._read.setdefault(folded(company.name), (line.number, company.name))
        if first != line.number:
            self.problems.append(
                cell_problem(line.number, "", "", f"is too much: the company stands on line {first} already")
            )
        return company

    def _made_name(self, cells: dict[str, str]) -> str:
        """The name of a lot in a list that names none: its site and machine, and which of them it is."""
        given = read_text(cells["machine"])
        machine = self._machines.found(given)
        site = self._sites.get(folded(read_text(cells[SITE]))) if SITE in cells else self._site_for_all
        model = machine.model if machine else given
        name = (f"{site.name}, {model}" if site else model)[:LONGEST_MADE_NAME]
        number = self.made_names[name] = self.made_names.get(name, 0) + 1
        return name if number == 1 else f"{name} {number}"

    def _put_text(self, stated: Row, line: Line, key: str, written: str) -> None:
        value = self._values.value(key, written)
        if isinstance(value, Refused):
            self._complain(line, key, written, value.reason)
        else:
            stated[key] = value

    def _place(self, line: Line, cells: dict[str, str], stated: Row) -> None:
        """The site of a lot, contract or hedge: by name, else the one named for all, else where it is already."""
        if SITE not in cells:
            if self._site_for_all is not None:
                stated["site_id"] = self._site_for_all.id
            return
        written = read_text(cells.pop(SITE))
        if (site := self._sites.get(folded(written))) is not None:
            stated["site_id"] = site.id
            return
        if not written and self._table == "hedges":
            stated["site_id"] = 0
            return
        close = nearest(written, (site.name for site in self._sites.values())) if written else ()
        meant = f"; nearest: {', '.join(close)}" if close else ""
        self._complain(line, SITE, written, f"is no site of this portfolio{meant}" if written else "is empty",
                       close=close)  # fmt: skip

    def _take_machine(self, line: Line, cells: dict[str, str], stated: Row, before: Row) -> None:
        """The machine of a lot, with the catalogue's figures where the file leaves them to it."""
        if "machine" not in cells and not before:
            return  # told once for all rows
        given = read_text(cells.pop("machine")) if "machine" in cells else str(before["machine"])
        same = bool(before) and folded(given) == folded(str(before["machine"]))
        machine = self._machines.found(given)
        source = read_text(cells.get(SOURCE, "")) or (str(before[SOURCE]) if same else "")
        if machine is not None:
            stated["machine"] = machine.model
            if before and not same:
                stated[SOURCE] = ""  # that of the machine before
        elif same or (given and source):
            stated["machine"] = unicodedata.normalize("NFC", given)
        elif self._machines.is_own(given):
            cells.pop(SOURCE, None)
            stated |= {"machine": unicodedata.normalize("NFC", given), SOURCE: self._source}
        else:
            self._complain_of_machine(line, given)
            return
        for key in FIGURES:
            empty = key in cells and not cells[key].strip()
            if machine is not None and (empty or (key not in cells and not same)):
                stated[key] = getattr(machine, key)
                cells.pop(key, None)
            elif machine is None and (empty or (key not in cells and not same)):
                cells.pop(key, None)
                self._complain(line, key, "", f"is needed, since the catalogue does not have {shown(given)!r}")

    def _complain_of_machine(self, line: Line, given: str) -> None:
        close = self._machines.nearest(given) if given else ()
        meant = f"; nearest: {', '.join(close)}" if close else ""
        reason = f"is not in the catalogue{meant}" if given else "is empty"
        self._complain(line, "machine", given, reason, "machine" if given else "", close)

    def _take_kind(self, line: Line, cells: dict[str, str], stated: Row, before: Row) -> Row:
        """The kind of a row; returned is what stays of the row as it was: the terms that both kinds have."""
        if KIND in cells:
            self._put_text(stated, line, KIND, cells.pop(KIND))
        kind = str(stated.get(KIND, before.get(KIND, "")))
        if self._table == "hedges" and SITE not in self._places and kind in self._own and not HEDGES[kind].of_site:
            stated["site_id"] = 0  # whatever site is named for the rest, or was its own under another kind
        own = {ID, "site_id", KIND} | self._own.get(kind, set())
        return {key: value for key, value in before.items() if key in own}

    # --- new rows ------------------------------------------------------------------------------------------------

    def _lacks(self, line: Line, row: Row) -> bool:
        """Whether a new row misses a column that the file does not have; those are told once for all rows."""
        missing = [key for key in REQUIRED[self._table]
                   if key not in self._places and ("site_id" if key == SITE else key) not in row]  # fmt: skip
        for key in missing:
            self.lacking.setdefault(key, []).append(line.number)
        return bool(missing)

    def _new_id(self, line: Line, written: str) -> int:
        """The number a new row brings, where it is free, else the next one."""
        number = self._values.value(ID, written) if written.strip() else 0
        if isinstance(number, Refused):
            self._complain(line, ID, written, number.reason)
        if not isinstance(number, int) or number < 1 or number in self._ids:
            number, self._next_id = self._next_id, self._next_id + 1
        self._ids.add(number)
        return number
