"""RowsColumns: which columns a table of the portfolio has on screen; all but the computed ones come from quantities."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from planner.kinds import KINDS, declarations, has_sites, terms_by_kind
from planner.portfolio import Lot
from planner.quantities import Quantity, quantities_of
from ui.panels.shares import unit_on_screen


@dataclass(frozen=True, slots=True, kw_only=True)
class RowsColumn:
    """One column: the key of the flat row, and what its header says."""

    key: str
    label: str
    unit: str
    hint: str = ""
    numeric: bool = False
    computed: bool = False  # shown beside what is stated; nobody types it
    term: bool = False  # of some kinds only: hidden while no row has it

    @property
    def header(self) -> str:
        """Label, and the unit in a line of its own."""
        return f"{self.label}\n{unit_on_screen(self.unit)}" if self.unit else self.label


USED = RowsColumn(key="used_mw", label="Used, peak", unit="MW after PUE", numeric=True, computed=True,
                  hint="What the machines of the site draw at most, from the first month on, times PUE.")  # fmt: skip
EFFICIENCY = RowsColumn(key="efficiency_j_per_th", label="Efficiency", unit="J/TH", numeric=True, computed=True,
                        hint="Power over hashrate, at the wall plug.")  # fmt: skip
USED_BY = RowsColumn(key="used_by", label="Sites that use it", unit="", computed=True,
                     hint="Their power market has its name.")  # fmt: skip
LEVEL = "level_usd_per_mwh"  # of a price curve: the mean of its year


def columns_for(table: str) -> tuple[RowsColumn, ...]:
    """The columns of a table; contracts, debts and hedges have those of every kind."""
    columns = [_column(key, declared) for key, declared in declarations(table).items()]
    if has_sites(table):
        columns.insert(1, RowsColumn(key="site_id", label="Site", unit=""))
    if table == "sites":
        columns.insert(_place_after(columns, "interconnect_mw"), USED)
    if table == "lots":
        columns.insert(_place_after(columns, "power_w"), EFFICIENCY)
        columns = [replace(column, term=column.key.startswith("client_")) for column in columns]
    if table == "price_curves":
        columns = [*(column for column in columns if column.key != "source_sha256"), USED_BY]
    if table in KINDS:
        columns.insert(2 if has_sites(table) else 1, RowsColumn(key="kind", label="Kind", unit=""))
        # What several kinds share has the label of the first
        shared = {key: next(iter(by_kind.values())) for key, by_kind in terms_by_kind(table).items()}
        columns += [replace(_column(key, declared), term=True) for key, declared in shared.items()]
    return tuple(columns)


def has_use_for(row: Any, term: str) -> bool:
    """Whether a row has a term: its kind knows it, or the lot is a client's, who pays by it."""
    return row.owner == "client" if isinstance(row, Lot) else term in quantities_of(row.terms)


def _place_after(columns: list[RowsColumn], key: str) -> int:
    return next(place for place, column in enumerate(columns) if column.key == key) + 1


def _column(key: str, declared: Quantity) -> RowsColumn:
    return RowsColumn(key=key, label=declared.label, unit=declared.unit, hint=declared.hint,
                      numeric=declared.kind in ("number", "integer"))  # fmt: skip
