"""What the user states of the company: sites, lots, contracts, debts, hedges, price curves. Frozen; see `replace`.

Rows refer to each other by `id`, people by `name`; names are unique within a table, case-folded.
An address names one value: `company/cash_usd`, `sites/Llano North/pue`, `contracts/Pecos block/price_usd_per_mwh`.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from planner.company import Company
from planner.contract import Settlement, Terms
from planner.debt import Debt
from planner.errors import InputRejected, NotFound, Problem
from planner.hedge import Hedge
from planner.price_curves import PriceCurve
from planner.quantities import (
    Value,
    check,
    choice,
    month,
    nearest,
    plain_number,
    quantity,
    text,
)

Row = Mapping[str, Value]
TABLES = ("company", "sites", "lots", "contracts", "debts", "hedges", "price_curves")
NO_POINT = "0: no such point. Used in the hours in which its marginal J/TH earns."


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """One metered location. `interconnect_mw` is gross MW: machines times PUE must fit below it."""

    id: int
    name: str = text("New site", "Site")
    power_market: str = text("ERCOT West", "Power market")
    interconnect_mw: float = quantity(50.0, "Grid connection", "MW", 0, 100_000)
    pue: float = quantity(1.05, "PUE", "", 1, 3, hint="Annual site energy over machine energy.")
    spot_price_usd_per_mwh: float = quantity(
        38.0,
        "Spot price, annual mean",
        "USD/MWh",
        0.01,
        5_000,
        hint="Forward level of the market; times the basis it is the level at this site's node.",
    )
    spot_escalator_frac_per_year: float = quantity(0.02, "Spot escalator", "share a year", -0.5, 0.5)
    spot_basis_frac: float = quantity(1.0, "Basis", "times the market's price", 0.01, 20)
    fixed_cost_usd_per_year: float = quantity(0.0, "Site operating cost, fixed", "USD/year", 0, 1e10)
    variable_cost_usd_per_mwh: float = quantity(0.0, "Site operating cost, variable", "USD/MWh", 0, 1_000)
    infrastructure_usd: float = quantity(0.0, "Infrastructure, cost", "USD", 0, 1e12)
    infrastructure_month: str = month("2022-01", "Infrastructure, in service since")
    infrastructure_life_years: float = quantity(15.0, "Infrastructure, life", "years", 1, 50)
    maintenance_capex_usd_per_year: float = quantity(0.0, "Maintenance capex", "USD/year", 0, 1e10, as_of="2026-06")
    coincident_peak_avoided_frac: float = quantity(
        0.0, "Coincident peaks avoided", "share of the load", 0, 1, hint="4CP in ERCOT; saved a calendar year later."
    )
    coincident_peak_usd_per_kw_year: float = quantity(53.0, "Coincident peak charge", "USD/kW-year", 0, 1_000)
    coincident_peak_last_summer: int = quantity(
        2026, "Coincident peaks, last summer", "", 2_000, 2_100, integer=True,
        hint="The rule must change by the end of 2026, so no later summer counts by default.",
    )  # fmt: skip
    demand_response_mw: float = quantity(
        0.0, "Demand response, capacity", "MW", 0, 100_000, hint="Paid while it runs; ancillary services too."
    )
    demand_response_usd_per_mw_hour: float = quantity(5.0, "Demand response, price", "USD/MW-hour", 0, 5_000)
    demand_response_performance_frac: float = quantity(0.95, "Demand response, performance", "share of the price", 0, 1)
    interruptible_mw: float = quantity(0.0, "Interruptible load", "MW", 0, 100_000)
    interruptible_usd_per_kw_month: float = quantity(3.0, "Interruptible discount", "USD/kW-month", 0, 200)

    def __post_init__(self) -> None:
        check(self, self.name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lot:
    """A number of equal machines bought together for one site; figures per machine are at the wall plug."""

    id: int
    name: str = text("New lot", "Lot")
    site_id: int
    machine: str = text("Antminer S21 (200Th)", "Machine")
    hashrate_th_s: float = quantity(200.0, "Hashrate a machine", "TH/s", 0.001, 100_000)
    power_w: float = quantity(3_500.0, "Power a machine", "W", 1, 1_000_000)
    count: int = quantity(1_000, "Machines", "", 0, 10_000_000, integer=True)
    availability_frac: float = quantity(0.95, "Availability", "share of hours", 0, 1)
    online_month: str = month("2024-06", "Online from")
    retire_month: str = month("", "Retired from", optional=True)
    machine_price_usd_per_th: float = quantity(12.0, "Machine price", "USD/TH", 0, 1_000)
    machine_life_years: float = quantity(4.0, "Machine life", "years", 0.5, 20)
    origin: str = choice("new", "Bought", ("new", "from another miner"))
    machine_source: str = text(
        "", "Machine source", optional=True, hint="Where a machine outside the catalogue is from."
    )
    low_hashrate_th_s: float = quantity(0.0, "Low-power point, hashrate", "TH/s", 0, 100_000, hint=NO_POINT)
    low_power_w: float = quantity(0.0, "Low-power point, power", "W", 0, 1_000_000, hint=NO_POINT)
    high_hashrate_th_s: float = quantity(0.0, "Overclocked point, hashrate", "TH/s", 0, 100_000, hint=NO_POINT)
    high_power_w: float = quantity(0.0, "Overclocked point, power", "W", 0, 1_000_000, hint=NO_POINT)
    degradation_frac_per_year: float = quantity(
        0.0, "Degradation", "share a year", 0, 0.5, hint="Of the hashrate, from the month it goes online; power stays."
    )
    purchase_hashprice_usd_per_ph_day: float = quantity(
        0.0, "Hashprice at purchase", "USD/PH/day", 0, 100_000,
        hint="Resale follows hashprice from the price paid. 0: that of the month it goes online; before the first "
        "month the dated price list stands for both.",
    )  # fmt: skip
    import_duty_frac: float = quantity(0.0, "Import duty", "share of the price", 0, 5)
    owner: str = choice("own", "Owner", ("own", "client"), hint="A client's machines pay for their hosting.")
    client_rate_usd_per_mwh: float = quantity(
        0.0, "Client's hosting rate", "USD/MWh", 0, 2_000, hint="On machine energy; only where a client owns it."
    )
    client_power_frac: float = quantity(
        0.0, "Power passed through", "share of its energy cost", 0, 1, hint="Paid by the client beside the rate."
    )
    client_profit_frac: float = quantity(
        0.0, "Share in the client's profit", "share", 0, 1, hint="Of its coins less rate and power; never negative."
    )
    client_default_frac_per_year: float = quantity(
        0.0, "Client default", "share a year", 0, 1, hint="Of the clients still there; their machines leave with them."
    )

    def __post_init__(self) -> None:
        check(self, self.name)
        if problems := tuple(self._problems()):
            raise InputRejected.of(problems)

    @property
    def points(self) -> tuple[tuple[float, float], ...]:
        """TH/s and W of its operating points, ascending; one that is half stated, as while it is typed, is none yet."""
        low, high = (self.low_hashrate_th_s, self.low_power_w), (self.high_hashrate_th_s, self.high_power_w)
        return tuple(point for point in (low, (self.hashrate_th_s, self.power_w), high) if all(point))

    def _problems(self) -> Iterator[Problem]:
        """What two columns of a lot disagree about."""
        if self.retire_month and self.retire_month <= self.online_month:
            reason = f"is not after the month it goes online ({self.online_month})"
            yield Problem(where=f"{self.name}, Retired from", value=self.retire_month, reason=reason)
        if self.low_hashrate_th_s and self.low_power_w:
            hashrate, power = self.low_hashrate_th_s, self.low_power_w
            if not (hashrate < self.hashrate_th_s and power < self.power_w):
                yield self._point_problem("Low-power point", hashrate, power, "below")
        if self.high_hashrate_th_s and self.high_power_w:
            hashrate, power = self.high_hashrate_th_s, self.high_power_w
            if not (hashrate > self.hashrate_th_s and power > self.power_w):
                yield self._point_problem("Overclocked point", hashrate, power, "above")

    def _point_problem(self, point: str, hashrate_th_s: float, power_w: float, side: str) -> Problem:
        nominal = f"{plain_number(self.hashrate_th_s)} TH/s and {plain_number(self.power_w)} W"
        value = f"{plain_number(hashrate_th_s)} TH/s and {plain_number(power_w)} W"
        return Problem(where=f"{self.name}, {point}", value=value, reason=f"must lie {side} {nominal} in both")


@dataclass(frozen=True, slots=True, kw_only=True)
class Contract:
    """One power agreement of one site, or the hosting agreement of machines at a site of others."""

    id: int
    name: str = text("New contract", "Contract")
    site_id: int
    escalator_frac_per_year: float = quantity(
        0.0, "Escalator", "share a year", -0.5, 0.5, hint="Raises every price of the contract, a year after the start."
    )
    expiry_month: str = month("", "Ends in", optional=True, hint="From that month on the site buys at market.")
    after_expiry_adder_usd_per_mwh: float = quantity(
        6.0, "Adder after its end", "USD/MWh", -500, 2_000, hint="On spot, once the contract has ended."
    )
    terms: Terms

    def __post_init__(self) -> None:
        check(self, self.name)

    def after_expiry(self) -> Settlement:
        """What load is bought at once the contract has ended: spot plus an adder."""
        hosted = any(piece.hosted for piece in self.terms.settle())
        adder = self.after_expiry_adder_usd_per_mwh
        return Settlement(energy_price_usd_per_mwh=adder, spot_frac=1.0, hosted=hosted)


@dataclass(frozen=True, slots=True, kw_only=True)
class Portfolio:
    """One company's sites, lots, contracts, debts, hedges and price curves, in id order.

    Rows check themselves. What they say of each other is checked by `with_row` for the row that changes and by
    `check_portfolio` for all of them, so that an edit of one lot does not read the other fifty thousand.
    """

    company: Company = Company()
    sites: tuple[Site, ...] = ()
    lots: tuple[Lot, ...] = ()
    contracts: tuple[Contract, ...] = ()
    debts: tuple[Debt, ...] = ()
    hedges: tuple[Hedge, ...] = ()
    price_curves: tuple[PriceCurve, ...] = ()

    def rows(self, table: str) -> tuple[Any, ...]:
        """The objects of a table; the company is a table of one."""
        if table not in TABLES:
            raise NotFound(f"There is no table {table!r}.", next=f"Use one of {', '.join(TABLES)}.")
        return (self.company,) if table == "company" else getattr(self, table)

    def at_sites(self) -> tuple[Lot | Contract | Hedge, ...]:
        """Every row that belongs to a site."""
        return (*self.lots, *self.contracts, *filter(is_placed, self.hedges))

    def by_id(self, table: str, row_id: int) -> Any:
        """The row with this id. Raises `NotFound`."""
        for row in self.rows(table):
            if row.id == row_id:
                return row
        raise no_row(table, row_id)

    def by_name(self, table: str, name: str) -> Any:
        """The row with this name, case-folded; `NotFound` names the nearest."""
        rows = self.rows(table)
        for row in rows:
            if folded(row.name) == folded(name):
                return row
        close = nearest(name, (row.name for row in rows))
        hint = f"Did you mean {' or '.join(close)}?" if close else ""
        raise NotFound(f"There is no {name!r} in {table}.", next=hint)


def folded(name: str) -> str:
    """The form in which two names are the same."""
    if name.isascii():  # the same form at half the price: a new name is held against fifty thousand others
        return name.strip().lower()
    return unicodedata.normalize("NFC", name).strip().casefold()


def check_portfolio(portfolio: Portfolio) -> None:
    """Raise `InputRejected` with everything that two rows of the portfolio disagree about."""
    problems: list[Problem] = []
    for table in TABLES[1:]:
        names: set[str] = set()
        ids: set[int] = set()
        for row in portfolio.rows(table):
            name = folded(row.name)
            if name in names:
                problems.append(name_taken(table, row))
            if row.id in ids:
                problems.append(
                    Problem(
                        where=row.name,
                        value=str(row.id),
                        reason="has an id that is already taken",
                    )
                )
            names.add(name)
            ids.add(row.id)
    site_ids = {site.id for site in portfolio.sites}
    problems += [no_site(row) for row in portfolio.at_sites() if row.site_id not in site_ids]
    contracted: set[int] = set()
    for contract in portfolio.contracts:
        if contract.site_id in contracted:
            problems.append(second_contract(contract))
        contracted.add(contract.site_id)
    if problems:
        raise InputRejected.of(problems)


def is_placed(row: Any) -> bool:
    """Whether a row belongs to a site: lots and contracts always, a hedge where it names one."""
    return isinstance(row, Lot | Contract) or (isinstance(row, Hedge) and row.site_id != 0)


def no_row(table: str, row_id: int) -> NotFound:
    """A row that is not there."""
    return NotFound(f"There is no row {row_id} in {table}.")


def name_taken(table: str, row: Any) -> Problem:
    """A name that another row of the table has."""
    return Problem(where=f"{table}, Name", value=row.name, reason="is already taken")


def no_site(row: Any) -> Problem:
    """A lot, contract or hedge whose site is not there."""
    return Problem(
        where=row.name,
        value=str(row.site_id),
        reason="belongs to a site that does not exist",
    )


def second_contract(contract: Contract) -> Problem:
    """A contract for a site that has one already."""
    return Problem(where=contract.name, value="", reason="its site already has a contract")
