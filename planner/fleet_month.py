"""The fleet's cash margin of the first month as a function of hashprice and power price, at today's difficulty.

It is convex and piecewise linear in both, so Newton's method ends on the exact root after a few steps: no
tolerance decides where the fleet stops earning.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from planner.assumptions import Assumptions
from planner.chain import network_hashrate_eh_s
from planner.client_hosting import client_charges
from planner.columns import Columns
from planner.errors import Undefined
from planner.figure import Array, frozen
from planner.models.dispatch import Moments, fixed_shares, group_standing, spot_shares
from planner.models.mining import hashprice_usd_per_ph_day
from planner.network import NetworkPath, network_reaction, price_after_reaction_usd
from planner.network_reaction import BLOCKS_PER_DAY
from planner.outcome import Breakevens
from planner.quantities import HOURS_PER_DAY, PH_PER_EH
from planner.scenario import Scenario

FIRST_YEAR_MONTHS = 12
NEWTON_STEPS = 200
ENTRIES_AT_ONCE = 65_536  # rows × cases: what stays in a processor's cache, and a millisecond or two of work
HIGHEST_HASHPRICE = 1e6  # USD/PH/day: every row runs, so the first step lands at or above the root
LOWEST_SHIFT = -1e7  # USD/MWh
EARNS_ANYWAY = Undefined(
    reason="the first month earns at any hashprice: what does not come from mining covers its cost"
)
NO_MACHINES = Undefined(reason="no machines are online in the first month", input="lots")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class FleetMargin:
    """The first month in each case, `(case,)`."""

    cash_margin_usd: Array
    cost_usd: Array  # power − credits + hosting + site operating − what clients pay whatever hashprice is
    ph_days: Array  # by which a higher hashprice adds: own ones, and the share in what clients mine
    charged_mwh: Array  # energy on which a shift of the power price is paid, less what clients pay of it


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstMonth:
    """What the fleet's first month rests on besides hashprice and power price; equal for the same columns."""

    columns: Columns
    spot_level_frac: float
    uptime_factor: float
    flexibility_captured_frac: float

    def margin(self, net_hashprice_usd_per_ph_day: Array, price_shift_usd_per_mwh: Array) -> FleetMargin:
        """Cash margin for any number of cases; both arguments `(case,)`."""
        blocks = list(self.margins(net_hashprice_usd_per_ph_day, price_shift_usd_per_mwh))
        if len(blocks) == 1:
            return blocks[0]
        return FleetMargin(
            **{name: np.concatenate([getattr(block, name) for block in blocks]) for name in FleetMargin.__slots__}
        )

    def margins(self, net_hashprice_usd_per_ph_day: Array, price_shift_usd_per_mwh: Array) -> Iterator[FleetMargin]:
        """The same, block by block of the cases, each computed when it is asked for."""
        rows = self.columns.fixed.group.size + self.columns.spot.group.size
        size = max(16, ENTRIES_AT_ONCE // max(rows, 1))
        for start in range(0, net_hashprice_usd_per_ph_day.size, size):
            block = slice(start, start + size)
            yield self._block(net_hashprice_usd_per_ph_day[block], price_shift_usd_per_mwh[block])

    def moments(self, net_hashprice: Array, shift: Array) -> Moments:
        """Each case as a moment of the first month."""
        return Moments(
            month=np.zeros(1, dtype=np.int64),
            hours=self.columns.days[:1] * HOURS_PER_DAY,
            net_hashprice_usd_per_ph_day=net_hashprice,
            price_shift_usd_per_mwh=shift,
            spot_level_frac=self.spot_level_frac,
            uptime_factor=self.uptime_factor,
            flexibility_captured_frac=self.flexibility_captured_frac,
        )

    def _block(self, net_hashprice: Array, shift: Array) -> FleetMargin:
        columns = self.columns
        moments = self.moments(net_hashprice, shift)
        per_mwh = _per_mwh(columns)
        taken, owed = _owed_anyway(self)
        charged, ph_days, cost = np.full(shift.size, taken), np.zeros(shift.size), np.full(shift.size, owed)
        for rows, shares_of in ((columns.fixed, fixed_shares), (columns.spot, spot_shares)):
            if not rows.group.size:
                continue
            shares = shares_of(columns, rows, moments)
            used = shares.running_frac
            used *= shares.available_mwh
            charged_here, ph_days_here, cost_here = per_mwh[rows is columns.spot] @ used
            charged += charged_here
            ph_days += ph_days_here
            cost += cost_here
            if rows is columns.spot:
                cost += shares.spot_usd.sum(axis=0)
            elif shares.demand_usd.size:
                cost += shares.demand_usd.sum(axis=0)
        cost += charged * shift
        margin = net_hashprice * ph_days - cost
        if columns.clients.rows.lot.size:
            paid = client_charges(columns, moments)
            income = paid.usd.sum(axis=0)
            margin += income
            ph_days = ph_days + paid.ph_days_shared.sum(axis=0)
            charged = charged - paid.charged_mwh.sum(axis=0)
            cost = net_hashprice * ph_days - margin
        return FleetMargin(cash_margin_usd=margin, cost_usd=cost, ph_days=ph_days, charged_mwh=charged)

    def contract_price_usd_per_mwh(self) -> float | Undefined:
        """MWh-weighted contract price of the first year at full load, before any shift: fleet, hosting included.

        A year, as the measure of that name: slider, map and breakeven then speak of the same price.
        """
        columns = self.columns
        months = np.arange(min(FIRST_YEAR_MONTHS, columns.days.size))
        moments = Moments(
            month=months,
            hours=columns.days[months] * HOURS_PER_DAY,
            net_hashprice_usd_per_ph_day=np.zeros(months.size),
            price_shift_usd_per_mwh=np.zeros(months.size),
            spot_level_frac=self.spot_level_frac,
            uptime_factor=self.uptime_factor,
            flexibility_captured_frac=self.flexibility_captured_frac,
        )
        standing = group_standing(columns, moments)
        load = standing.load_mwh.sum()
        if not load > 0.0:
            return Undefined(reason="no machines are online in the first twelve months", input="lots")
        return float((standing.full_load_price_usd_per_mwh * standing.load_mwh).sum() / load)


@functools.lru_cache(maxsize=4)
def _owed_anyway(month: FirstMonth) -> tuple[float, float]:
    """MWh of must-take blocks, and USD before any shift that are owed if no machine runs."""
    columns, case = month.columns, np.zeros(1)
    standing = group_standing(columns, month.moments(case, case))
    blocks = columns.groups.take_price_usd_per_mwh[:, 0] @ standing.taken_mwh[:, 0]
    credited = standing.resold_whole_usd.sum() + columns.site_credit_usd[:, 0].sum()
    return float(standing.taken_mwh.sum()), float(blocks + columns.site_fixed_cost_usd[:, 0].sum() - credited)


@functools.lru_cache(maxsize=4)
def _per_mwh(columns: Columns) -> tuple[Array, Array]:
    """Of fixed and of spot rows, per MWh that runs: MWh on which a shift is paid, PH-days, cost before any shift.

    What a must-take block uses is paid with the block; it costs the resale it forgoes, which is spot value.
    `(3, row)` each.
    """
    groups = columns.groups
    found = []
    for rows in (columns.fixed, columns.spot):
        usual = np.where(groups.must_take[rows.group], 0.0, 1.0)
        cost = usual * groups.energy_price_usd_per_mwh[rows.group, 0] + rows.variable_cost_usd_per_mwh
        cost -= groups.ready_usd_per_mwh[rows.group, 0]
        found.append(frozen([usual, rows.ph_days_per_mwh[:, 0], cost]))
    return found[0], found[1]


def first_month(assumptions: Assumptions, columns: Columns) -> FirstMonth:
    """The first month under these assumptions."""
    return FirstMonth(
        columns=columns, spot_level_frac=assumptions.spot_level_frac, uptime_factor=assumptions.uptime_factor,
        flexibility_captured_frac=assumptions.flexibility_captured_frac,
    )  # fmt: skip


def hashprice_per_usd(assumptions: Assumptions, network: NetworkPath) -> float:
    """Gross hashprice of the first month per USD of BTC price, at today's difficulty."""
    segments = network.segments
    first = segments.month == 0
    subsidy = float((segments.subsidy_btc[first] * segments.month_share[first]).sum())
    return float(hashprice_usd_per_ph_day(assumptions.difficulty, subsidy, assumptions.fees_btc_per_block, 1.0))


def breakevens(scenario: Scenario, columns: Columns, network: NetworkPath) -> Breakevens:
    """The fleet's breakevens on the cash layer, first month, at today's difficulty; BTC price also after reaction."""
    assumptions = scenario.assumptions
    month = first_month(assumptions, columns)
    per_usd = hashprice_per_usd(assumptions, network)
    shift = assumptions.power_price_shift_usd_per_mwh
    hashprice, cost, ph_days = _breakeven_hashprice(month, shift)
    net = per_usd * assumptions.btc_price_usd * (1.0 - assumptions.pool_fee_frac)
    return Breakevens(
        net_hashprice_usd_per_ph_day=hashprice,
        cost_usd=cost,
        ph_days=ph_days,
        power_price_shift_usd_per_mwh=_breakeven_shift(month, net, shift),
        contract_price_usd_per_mwh=month.contract_price_usd_per_mwh(),
        hashprice_per_usd=per_usd,
        btc_price_after_network_usd=_after_network(scenario, per_usd, hashprice),
    )


def _after_network(scenario: Scenario, per_usd: float, net_hashprice: float | Undefined) -> float | Undefined:
    """Breakeven BTC price once the network has answered it: machines switch off as it falls, which helps who stay."""
    if isinstance(net_hashprice, Undefined):
        return net_hashprice
    assumptions = scenario.assumptions
    network = network_reaction(assumptions, scenario.reference)
    gross = net_hashprice / (1.0 - assumptions.pool_fee_frac)
    reward_btc = per_usd * float(network_hashrate_eh_s(assumptions.difficulty)) * PH_PER_EH / BLOCKS_PER_DAY
    price = price_after_reaction_usd(network, reward_btc, gross)
    return Undefined(reason="no revenue can be earned: subsidy and fees are 0") if price is None else price


@functools.lru_cache(maxsize=8)
def _breakeven_hashprice(month: FirstMonth, shift: float) -> tuple[float | Undefined, float, float]:
    """Breakeven net hashprice, cost and PH-days there. Remembered: it does not move while bitcoin's price does."""
    if not month.columns.lot_online_ph_s.sum() > 0.0:
        return NO_MACHINES, 0.0, 0.0
    shifts = np.array([shift])

    def value_and_slope(net_hashprice: float) -> tuple[float, float]:
        there = month.margin(np.array([net_hashprice]), shifts)
        return float(there.cash_margin_usd[0]), float(there.ph_days[0])

    highest = value_and_slope(HIGHEST_HASHPRICE)
    if highest[1] <= 0.0:
        return Undefined(reason="no machine can run: availability or connection is 0"), 0.0, 0.0
    root = _newton(value_and_slope, HIGHEST_HASHPRICE, highest)
    if root is None or root[0] <= 0.0:
        return EARNS_ANYWAY, 0.0, 0.0
    hashprice, ph_days = root
    return hashprice, hashprice * ph_days, ph_days  # revenue is cost there


def _breakeven_shift(month: FirstMonth, net_hashprice: float, now: float) -> float | Undefined:
    if not month.columns.lot_online_ph_s.sum() > 0.0:
        return NO_MACHINES
    hashprice = np.array([net_hashprice])

    def value_and_slope(shift: float) -> tuple[float, float]:
        there = month.margin(hashprice, np.array([shift]))
        return float(there.cash_margin_usd[0]), -float(there.charged_mwh[0])

    lowest = now
    while (there := value_and_slope(lowest))[0] < 0.0:
        lowest -= max(100.0, abs(lowest))  # left of the root every step of Newton's method stays left of it
        if lowest < LOWEST_SHIFT:
            return Undefined(reason="the fleet earns nothing at any power price")
    root = _newton(value_and_slope, lowest, there)
    return Undefined(reason="no power price takes the whole margin: what is dear stops") if root is None else root[0]


def _newton(
    value_and_slope: Callable[[float], tuple[float, float]], start: float, there: tuple[float, float]
) -> tuple[float, float] | None:
    """The root of a convex piecewise-linear function from the side on which it is positive, and the slope there.

    `there` are value and slope at the start. Convexity keeps every step on that side, and each step ends on the root
    of one linear piece, so the steps end on the piece that holds the root; the slope is that piece's. None: it stays
    positive, so there is no root.
    """
    at, running, (value, slope) = start, 0.0, there
    for _ in range(NEWTON_STEPS):
        if slope == 0.0:
            return (at, running) if value <= 0.0 and running else None
        step, running = value / slope, slope
        at -= step
        if abs(step) <= 1e-13 * max(1.0, abs(at)):
            return at, running
        value, slope = value_and_slope(at)
    return None
