"""Request, Cases and Outcome: what crosses from the window to the worker and back. Frozen, no callables.

Months are `(month,)`, sites `(site, month)`, lots `(lot,)`. All arrays are float64, read-only and finite.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from planner.errors import Undefined
from planner.portfolio import Contract
from planner.scenario import Scenario

Array = npt.NDArray[np.float64]

MODEL_VERSION = "0.1.0"
DEFAULT_HORIZON_MONTHS = 60
DEFAULT_SEED = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One question: evaluate this scenario, and the baseline beside it. `number` ascends within a session."""

    number: int
    scenario: Scenario
    baseline: Scenario | None = None
    with_contracts: bool = False  # also every site under every kind of contract, which takes runs of its own
    beside: tuple[Scenario, ...] = ()  # shown side by side; no part of the question a snapshot's id names
    horizon_months: int = DEFAULT_HORIZON_MONTHS
    n_paths: int = 0
    seed: int = DEFAULT_SEED


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Cases:
    """One row per what-if. A column that does not vary may have length 1."""

    btc_price_usd: Array  # (case,) or (1,): price of the first month
    power_price_shift_usd_per_mwh: Array  # (case,) or (1,)

    @property
    def count(self) -> int:
        """How many cases there are."""
        return max(self.btc_price_usd.size, self.power_price_shift_usd_per_mwh.size)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Market:
    """The market month by month. All `(month,)`."""

    days: Array
    btc_price_usd: Array  # at which the month's coins are sold
    difficulty: Array  # harmonic mean over the month
    network_hashrate_eh_s: Array
    subsidy_btc: Array  # time-weighted where the month holds a halving
    fees_btc_per_block: Array
    hashprice_usd_per_ph_day: Array  # gross of the pool fee, time-weighted


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Flows:
    """Layers from revenue to EBITDA; USD a month unless the name says otherwise.

    `(month,)` for the fleet, `(site, month)` for sites, where company costs are left out.
    """

    btc_received: Array  # BTC, net of the pool fee
    revenue_usd: Array  # of own machines, gross of the pool fee
    hosting_revenue_usd: Array  # what clients pay for their machines at own sites
    pool_fee_usd: Array
    power_usd: Array  # own contracts, before credits
    power_credits_usd: Array  # resale of must-take energy, peaks avoided, standing ready, interruptible load
    site_operating_usd: Array
    hosting_usd: Array
    cash_margin_usd: Array  # revenue + hosting revenue − pool fee − power + credits − site operating − hosting
    depreciation_usd: Array
    write_off_usd: Array  # what machines still stand in the books for when they retire; no cash
    machine_capex_usd: Array  # machines that go online within the horizon, paid in that month
    import_duty_usd: Array  # on those machines; depreciated with them
    machine_resale_usd: Array  # proceeds of machines that retire
    flexibility_usd: Array  # what the machines leave less what they would leave if they always ran
    energy_mwh: Array  # metered at own sites, PUE included
    hosted_energy_mwh: Array
    contract_cost_usd: Array  # what energy at full load costs under the contracts, before any choice to stop
    contract_mwh: Array  # that energy, hosted included
    running_ph_s: Array  # mean hashrate that ran
    online_ph_s: Array  # own machines installed and online, at their nominal points and their age
    online_mw: Array  # of those, machine MW without PUE


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Cash:
    """The company's cash; free cash is before debt service and tax. All `(month,)`, USD."""

    sga_usd: Array
    ebitda_usd: Array
    maintenance_capex_usd: Array
    free_cash_usd: Array  # EBITDA less machine and maintenance capex and import duty, with resale
    cash_bom_usd: Array
    cash_eom_usd: Array
    cumulative_free_cash_usd: Array
    discount_factor: Array


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Money:
    """What becomes of free cash: tax, debt, hedges, coins, funding. All `(month,)`, USD unless the name says otherwise.

    Cash at the end is cash at the beginning + `after_debt_usd` − `kept_usd` + `treasury_sold_usd` + `line_drawn_usd`
    + `issued_usd`.
    """

    share_based_pay_usd: Array  # no cash
    interest_usd: Array  # on debts and the credit line
    cash_interest_usd: Array  # earned
    hedge_settlement_usd: Array  # received; negative: paid
    hedge_margin_usd: Array  # deposited; negative: returned
    hedge_margin_eom_usd: Array  # that stands deposited
    tax_usd: Array
    net_income_usd: Array  # EBITDA less depreciation, share-based pay, interest and tax, with hedges and machines sold
    debt_drawn_usd: Array
    debt_repaid_usd: Array  # negative: interest added to what is owed
    debt_converted_usd: Array  # turned into shares
    debt_eom_usd: Array  # without the credit line
    after_debt_usd: Array  # free cash after tax, hedges and debt service, all coins counted as sold, before funding
    kept_btc: Array  # mined coins kept
    kept_usd: Array  # those at production
    treasury_sold_usd: Array  # coins held that had to be sold
    opening_sold_usd: Array  # of those, coins held since the start
    treasury_eom_btc: Array
    opening_eom_btc: Array  # of those, held since the start
    line_drawn_usd: Array  # negative: repaid
    line_eom_usd: Array
    issued_usd: Array
    eom_shares: Array  # diluted
    missing_usd: Array  # below the minimum of cash, and nothing left to bring it
    machine_value_usd: Array  # what the own machines would fetch
    project_tax_usd: Array  # without debt and hedges
    project_kept_usd: Array  # coins that the policy keeps, at production
    project_flow_usd: Array  # unlevered, after tax; kept coins count in the last month, at its price
    equity_flow_usd: Array  # after debt service; coins, margin and debt at the end count in the last month
    equity_discount_factor: Array


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class DebtState:
    """Each debt, in the order of the portfolio."""

    owed_eom_usd: Array  # (debt, month)
    due_years: tuple[int, ...]  # calendar years, first to last in which anything falls due
    due_usd: Array  # (debt, year) principal; what is owed after the horizon stands in its year of maturity


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class LotState:
    """Each lot in the first month. All `(lot,)`."""

    site: npt.NDArray[np.int64]  # index of its site
    online_ph_s: Array
    running_frac: Array  # share of available hours (with operating points: of energy) it runs, of what the site serves
    served_frac: Array  # share of its machines that the connection serves; 1 where all of them fit
    hashcost_usd_per_ph_day: Array  # what an hour's running costs: energy price and variable site cost
    stop_hashprice_usd_per_ph_day: Array  # net hashprice below which all of it stops in the mean hour
    efficiency_j_per_th: Array
    energy_mwh: Array
    btc_received: Array
    margin_usd: Array


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Breakevens:
    """Where the fleet's cash margin of the first month is 0, at today's difficulty; or why nowhere.

    The parts are those of the state at the breakeven hashprice: there revenue net of the pool fee equals cost.
    """

    net_hashprice_usd_per_ph_day: float | Undefined
    cost_usd: float  # power − credits + hosting + site operating, at the breakeven hashprice
    ph_days: float  # that run at it
    power_price_shift_usd_per_mwh: float | Undefined
    contract_price_usd_per_mwh: float | Undefined  # first year, at full load, before any shift
    hashprice_per_usd: float  # gross hashprice per USD of BTC price
    btc_price_after_network_usd: float | Undefined  # once the network has answered for three months


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class NetworkState:
    """The world's machines in order of merit, scaled to the data date; classes `(class,)`, the curve `(knot,)`."""

    data_date: str
    installed_eh_s: float
    on_frac: float  # of installed, at the data date
    elasticity: float  # d ln hashrate / d ln hashprice along the stack, first month
    class_from_month: tuple[str, ...]  # in which each half-year of releases begins
    class_share: Array
    class_efficiency_j_per_th: Array
    hashprice_usd_per_ph_day: Array  # of the curve, ascending
    on_eh_s: Array  # installed machines that earn their power at it, data date


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class FieldResult:
    """Cash margin of the first month over BTC price × fleet power price, at today's difficulty."""

    btc_price_usd: Array  # (column,)
    power_price_shift_usd_per_mwh: Array  # (row,)
    contract_price_usd_per_mwh: Array  # (row,): the same rows as people read them
    cash_margin_usd: Array  # (row, column), USD in the month


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ContractComparison:
    """Every site under every kind of contract, first twelve months; arrays `(kind, site)`."""

    kinds: tuple[str, ...]
    contracts: tuple[tuple[Contract, ...], ...]  # by kind: the terms that were compared
    own_kind: tuple[str, ...]  # by site; empty where it has no contract
    months: int
    paid_usd: Array  # power less credits, and hosting
    earned_usd: Array  # revenue net of the pool fee
    cash_margin_usd: Array
    energy_mwh: Array
    flexibility_usd: Array
    load_mwh: Array  # at full load


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Halving:
    """A halving inside the horizon: its height, when it comes (month index with fraction) and the day."""

    height: int
    at_month: float
    date: str


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Outcome:
    """What one run found. A stage adds to it: curves first, then sensitivities."""

    number: int
    request: Request
    month: tuple[str, ...]
    market: Market
    fleet: Flows
    sites: Flows
    cash: Cash
    money: Money
    debts: DebtState
    runway_months: int | None  # before cash falls below its minimum with issuance off; None: not within the horizon
    lots: LotState
    halvings: tuple[Halving, ...]
    notices: tuple[str, ...]
    contract_price_usd_per_mwh: Array  # (site,): first year, at full load
    breakevens: Breakevens
    network: NetworkState
    measures: Mapping[str, float | Undefined] = field(default_factory=dict)
    sensitivities: FieldResult | None = None
    contracts: ContractComparison | Undefined | None = None
    baseline: Outcome | None = None
    beside: tuple[Outcome | Undefined, ...] = ()  # of the request's `beside`, or why there is none

    @property
    def scenario(self) -> Scenario:
        """The scenario that was evaluated."""
        return self.request.scenario


def columns_of(group: Flows | Market | Cash | Money) -> dict[str, Array]:
    """The arrays of a result group by name, in declared order."""
    return {item.name: getattr(group, item.name) for item in dataclasses.fields(group)}
