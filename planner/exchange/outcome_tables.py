"""The tables of an outcome as they leave the program: the same cells for CSV, JSON and whoever reads them back.

Keys are snake case with units in the name; a column's unit is said once more beside it. Numbers are as computed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from planner import PROGRAM_VERSION
from planner.assumptions import Assumptions
from planner.contract_words import terms_in_words
from planner.errors import NOT_A_FORECAST, Undefined
from planner.exchange.csv_cells import Cell
from planner.inputs import provenance_of
from planner.kinds import KINDS
from planner.measures import MEASURES
from planner.outcome import MODEL_VERSION, Array, ContractComparison, Outcome, columns_of
from planner.portfolio import TABLES, Portfolio
from planner.quantities import Quantity, Value, quantities_of
from planner.scenario import Scenario
from planner.snapshot import shown_id, snapshot_id

# What the end of a key says about its unit; longest first, so that `usd_per_ph_day` is not a day.
_UNITS = (
    ("usd_per_ph_day", "USD/PH/day"),
    ("btc_per_block", "BTC/block"),
    ("usd_per_mwh", "USD/MWh"),
    ("j_per_th", "J/TH"),
    ("received", "BTC"),
    ("shares", "shares"),
    ("eh_s", "EH/s"),
    ("ph_s", "PH/s"),
    ("days", "days"),
    ("frac", "share"),
    ("mwh", "MWh"),
    ("usd", "USD"),
    ("btc", "BTC"),
    ("mw", "MW"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultTable:
    """One table: keys, units (empty where there is none) and rows, each as long as the keys."""

    keys: tuple[str, ...]
    units: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


def unit_of_key(key: str) -> str:
    """The unit a result's key ends in; empty for words, months and pure numbers."""
    return next((unit for ending, unit in _UNITS if key == ending or key.endswith(f"_{ending}")), "")


def monthly_columns(outcome: Outcome) -> dict[str, Array]:
    """Market, fleet, cash and money by key, each `(month,)`."""
    groups = (outcome.market, outcome.fleet, outcome.cash, outcome.money)
    return {name: array for group in groups for name, array in columns_of(group).items()}


def monthly_table(outcome: Outcome) -> ResultTable:
    """A row per month: market, fleet, cash, money."""
    return _of_columns({"month": outcome.month, **_listed(monthly_columns(outcome))})


def sites_table(outcome: Outcome) -> ResultTable:
    """A row per site and month, site by site."""
    flows = columns_of(outcome.sites)
    keys = ("site", "month", *flows)
    listed = {name: array.tolist() for name, array in flows.items()}
    rows = tuple(
        (site.name, month, *(listed[name][place][at] for name in flows))
        for place, site in enumerate(outcome.scenario.portfolio.sites)
        for at, month in enumerate(outcome.month)
    )
    return _keyed(keys, rows)


def lots_table(outcome: Outcome) -> ResultTable:
    """A row per lot, its first month."""
    portfolio, state = outcome.scenario.portfolio, outcome.lots
    sites = [portfolio.sites[int(place)].name for place in state.site]
    figures = {name: getattr(state, name) for name in type(state).__slots__ if name != "site"}
    return _of_columns(
        {"lot": [lot.name for lot in portfolio.lots], "site": sites,
         "machine": [lot.machine for lot in portfolio.lots], **_listed(figures)}
    )  # fmt: skip


def debts_table(outcome: Outcome) -> ResultTable:
    """A row per debt and month: what it owes at the end."""
    owed = outcome.debts.owed_eom_usd.tolist()
    rows = tuple(
        (debt.name, debt.terms.kind, month, owed[place][at])
        for place, debt in enumerate(outcome.scenario.portfolio.debts)
        for at, month in enumerate(outcome.month)
    )
    return _keyed(("debt", "kind", "month", "owed_eom_usd"), rows)


def debts_due_table(outcome: Outcome) -> ResultTable:
    """A row per debt and calendar year: the principal due; negative where interest is added to what is owed."""
    due = outcome.debts.due_usd.tolist()
    rows = tuple(
        (debt.name, debt.terms.kind, str(year), due[place][at])
        for place, debt in enumerate(outcome.scenario.portfolio.debts)
        for at, year in enumerate(outcome.debts.due_years)
    )
    return _keyed(("debt", "kind", "year", "due_usd"), rows)


def contracts_table(outcome: Outcome) -> ResultTable:
    """A row per site with a contract and kind of contract: paid, earned, left; empty without the run."""
    keys = ("paid_usd", "earned_usd", "cash_margin_usd", "flexibility_usd", "energy_mwh", "load_mwh")
    rows: list[tuple[Cell, ...]] = []
    compared = outcome.contracts
    if isinstance(compared, ContractComparison):
        for place, site in enumerate(outcome.scenario.portfolio.sites):
            own = compared.own_kind[place]
            for row, kind in enumerate(compared.kinds if own else ()):
                terms = next(held.terms for held in compared.contracts[row] if held.site_id == site.id)
                figures = (float(getattr(compared, key)[row, place]) for key in keys)
                rows.append((site.name, kind, "yes" if kind == own else "no", *figures, terms_in_words(terms)))
    return _keyed(("site", "contract", "own", *keys, "terms"), tuple(rows))


def about_table(outcome: Outcome) -> ResultTable:
    """What the tables beside it are of, a row per fact: company, scenario, baseline, snapshot, versions, data."""
    scenario, request, baseline = outcome.scenario, outcome.request, outcome.baseline
    facts: tuple[tuple[str, Cell], ...] = (
        ("company", scenario.portfolio.company.name),
        ("scenario", scenario.name),
        ("baseline", "" if baseline is None else baseline.scenario.name),
        ("snapshot_id", shown_id(snapshot_id(request))),
        ("first_month", outcome.month[0]),
        ("last_month", outcome.month[-1]),
        ("paths", request.n_paths),
        ("model_version", MODEL_VERSION),
        ("data_version", scenario.reference.data_version),
        ("data_date", scenario.reference.market.data_date),
        ("program_version", PROGRAM_VERSION),
        ("note", NOT_A_FORECAST),
    )
    return ResultTable(keys=("key", "value"), units=("", ""), rows=facts)


def headline_table(outcome: Outcome) -> ResultTable:
    """A row per measure: key, label, unit, value (empty where there is none) and the reason why.

    With a baseline, its value and the change against it, empty where one of the two has no number.
    """
    baseline = outcome.baseline
    keys = ("key", "label", "unit", "value", "reason", *(() if baseline is None else ("baseline", "change")))
    rows: list[tuple[Cell, ...]] = []
    for key, value in outcome.measures.items():
        number, reason = (None, value.reason) if isinstance(value, Undefined) else (value, "")
        row: tuple[Cell, ...] = (key, MEASURES[key].label, MEASURES[key].unit, number, reason)
        if baseline is not None:
            found = baseline.measures[key]
            before = None if isinstance(found, Undefined) else found
            row = (*row, before, None if number is None or before is None else number - before)
        rows.append(row)
    return ResultTable(keys=keys, units=("",) * len(keys), rows=tuple(rows))


def assumptions_table(outcome: Outcome) -> ResultTable:
    """A row per input, by address: label, value, unit, source and date."""
    scenario = outcome.scenario
    rows = []
    for address, declaration, value in stated_values(scenario):
        source, date = provenance_of(scenario, address) if "/" not in address else ("portfolio", "")
        rows.append((address, declaration.label, value, declaration.unit, source, date))
    return ResultTable(keys=("address", "label", "value", "unit", "source", "date"), units=("",) * 6, rows=tuple(rows))


def stated_values(scenario: Scenario) -> Iterator[tuple[str, Quantity, Value]]:
    """Every input with its address and declaration, in the order of `planner.inputs.all_addresses`."""
    for name, declaration in quantities_of(Assumptions).items():
        yield name, declaration, getattr(scenario.assumptions, name)
    yield from _portfolio_values(scenario.portfolio)


def _portfolio_values(portfolio: Portfolio) -> Iterator[tuple[str, Quantity, Value]]:
    for name, declaration in quantities_of(portfolio.company).items():
        yield f"company/{name}", declaration, getattr(portfolio.company, name)
    for table in TABLES[1:]:
        for row in portfolio.rows(table):
            for owner in (row, row.terms) if table in KINDS else (row,):
                for name, declaration in quantities_of(owner).items():
                    yield f"{table}/{row.name}/{name}", declaration, getattr(owner, name)


def _listed(columns: dict[str, Array]) -> dict[str, list[Cell]]:
    return {name: array.tolist() for name, array in columns.items()}


def _of_columns(columns: dict[str, Sequence[Cell]]) -> ResultTable:
    return _keyed(tuple(columns), tuple(zip(*columns.values(), strict=True)))


def _keyed(keys: tuple[str, ...], rows: tuple[tuple[Cell, ...], ...]) -> ResultTable:
    return ResultTable(keys=keys, units=tuple(map(unit_of_key, keys)), rows=rows)
