"""Lots as columns: operating points, what age leaves of them, what they cost, and what they bring when they retire.

A *step* is what one more operating point adds to the one below it: hashrate, power, marginal J/TH. Each lot's steps
lie on the convex hull of its points, so that marginal J/TH rises from step to step and a kernel that runs each step
where it earns runs each lot at the best of its points. Steps are to the rest of the engine what lots would be.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from planner.columns import Collateral, Index, Resales
from planner.figure import Array, frozen
from planner.portfolio import Lot
from planner.quantities import HOURS_PER_DAY, MONTHS_PER_YEAR, TH_PER_PH, WATTS_PER_MEGAWATT, month_index
from planner.reference.machine_prices import MachinePrice, price_of_class

Point = tuple[float, float]  # TH/s, W
NEVER = np.iinfo(np.int64).max
_PURCHASE = "purchase_hashprice_usd_per_ph_day"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Machines:
    """All lots of a portfolio over the months; figures per lot are those of its nominal point."""

    online: Index  # (lot,) months since year 0
    retired: Index  # (lot,)
    present: Array  # (lot, month) 1 while it stands at its site; of a client's, the share whose owners still pay
    left_frac: Array  # (lot, month) hashrate that age has left, or (lot, 1) where no lot degrades
    ph_s: Array  # (lot,) as new
    mw: Array  # (lot,)
    cost_usd: Array  # (lot,) price and import duty; 0 for a client's
    duty_usd: Array  # (lot,) of that, import duty
    life_months: Array  # (lot,)
    availability_frac: Array  # (lot,)
    own: Array  # (lot,) 1 for the company's, 0 for a client's
    step_lot: Index  # (step,) lots in order, steps from the first upwards
    step_mw: Array  # (step,)
    step_j_per_th: Array  # (step,) marginal, as new
    idle_points: tuple[str, ...]  # lots of which a point is above the hull

    @property
    def own_present(self) -> Array:
        """The company's own, `(lot, month)`."""
        return self.present * self.own[:, None]

    @property
    def own_ph_s(self) -> Array:
        """The company's hashrate online, `(lot, month)`."""
        return self.own_present * self.left_frac * self.ph_s[:, None]


def machines_of(lots: Sequence[Lot], span: Index) -> Machines:
    """The machines of these lots; `span` is months since year 0, `(month,)`."""
    online = np.array([month_index(lot.online_month) for lot in lots], dtype=np.int64)
    retired = np.array([month_index(lot.retire_month) if lot.retire_month else NEVER for lot in lots], dtype=np.int64)
    own = np.array([lot.owner == "own" for lot in lots], dtype=np.float64)
    ph_s = _of(lots, lambda lot: lot.count * lot.hashrate_th_s / TH_PER_PH)
    price_usd = _of(lots, lambda lot: lot.machine_price_usd_per_th) * ph_s * TH_PER_PH * own
    duty_usd = price_usd * _of(lots, lambda lot: lot.import_duty_frac)
    there = (span >= online[:, None]) & (span < retired[:, None])
    step_lot, step_mw, step_j_per_th, idle_points = _steps(lots)
    return Machines(
        online=online, retired=retired, present=there * _paying_frac(lots, own, span),
        left_frac=_left_frac(lots, online, span), ph_s=ph_s,
        mw=_of(lots, lambda lot: lot.count * lot.power_w / WATTS_PER_MEGAWATT), cost_usd=price_usd + duty_usd,
        duty_usd=duty_usd, life_months=_of(lots, lambda lot: lot.machine_life_years * MONTHS_PER_YEAR),
        availability_frac=_of(lots, lambda lot: lot.availability_frac), own=own, step_lot=step_lot, step_mw=step_mw,
        step_j_per_th=step_j_per_th, idle_points=idle_points,
    )  # fmt: skip


def point_notices(machines: Machines, lots: Sequence[Lot]) -> list[str]:
    """Which lots have a point that is never used, because it never pays or because half of it is missing."""
    said = []
    if idle := machines.idle_points:
        more = f" and {len(idle) - 1:,} more lots" if len(idle) > 1 else ""
        said.append(
            f"{idle[0]}{more}: an operating point is never used, since the points beside it make the same hashrate "
            "with less power."
        )
    half = "an operating point is half stated and not used; it needs hashrate and power."
    return said + [f"{lot.name}: {half}" for lot in lots if _has_half_a_point(lot)]


def _has_half_a_point(lot: Lot) -> bool:
    return bool(lot.low_hashrate_th_s) != bool(lot.low_power_w) or bool(lot.high_hashrate_th_s) != bool(
        lot.high_power_w
    )


def used_points(points: Sequence[Point]) -> list[Point]:
    """Of points with rising hashrate, those on the lower hull from standing still: what is above it never pays."""
    hull: list[Point] = [(0.0, 0.0)]
    for point in points:
        while len(hull) > 1 and _marginal(hull[-2], hull[-1]) >= _marginal(hull[-1], point):
            hull.pop()
        hull.append(point)
    return hull[1:]


def _marginal(below: Point, above: Point) -> float:
    return (above[1] - below[1]) / (above[0] - below[0])


def _steps(lots: Sequence[Lot]) -> tuple[Index, Array, Array, tuple[str, ...]]:
    """Lot, MW and marginal J/TH of every step, and the lots with a point that is never used."""
    lot_of, watts, j_per_th, idle = [], [], [], []
    for place, lot in enumerate(lots):
        if not (lot.low_hashrate_th_s or lot.high_hashrate_th_s):
            lot_of.append(place)
            watts.append(lot.count * lot.power_w)
            j_per_th.append(lot.power_w / lot.hashrate_th_s)
            continue
        used = used_points(lot.points)
        if len(used) < len(lot.points):
            idle.append(lot.name)
        for below, above in zip([(0.0, 0.0), *used], used, strict=False):
            lot_of.append(place)
            watts.append(lot.count * (above[1] - below[1]))
            j_per_th.append(_marginal(below, above))
    mw = np.array(watts, dtype=np.float64) / WATTS_PER_MEGAWATT
    return np.array(lot_of, dtype=np.int64), mw, np.array(j_per_th, dtype=np.float64), tuple(idle)


def _of(lots: Sequence[Lot], figure: Callable[[Lot], float]) -> Array:
    return np.array([figure(lot) for lot in lots], dtype=np.float64)


def _left_frac(lots: Sequence[Lot], online: Index, span: Index) -> Array:
    lost = _of(lots, lambda lot: lot.degradation_frac_per_year)
    if not lost.any():
        return np.ones((len(lots), 1))
    age_years = np.maximum(span - online[:, None], 0) / MONTHS_PER_YEAR
    return np.asarray((1.0 - lost[:, None]) ** age_years)


def _paying_frac(lots: Sequence[Lot], own: Array, span: Index) -> Array:
    """The share of a client's machines whose owners still pay, from 1 in the first month; 1 for own ones."""
    if own.all():
        return np.ones((len(lots), 1))
    lost = _of(lots, lambda lot: lot.client_default_frac_per_year) * (1.0 - own)
    return np.asarray((1.0 - lost[:, None]) ** ((span - span[0]) / MONTHS_PER_YEAR))


# --- what stands in the books, and what is left of it ------------------------------------------------------------


def depreciation_usd(machines: Machines, span: Index) -> Array:
    """Straight line over the life, from the first month online until it retires, `(lot, month)`."""
    age = span - machines.online[:, None]
    running = np.clip(machines.life_months[:, None] - age, 0.0, 1.0) * ((age >= 0) & (span < machines.retired[:, None]))
    return np.asarray(running * (machines.cost_usd / machines.life_months)[:, None])


def write_off_usd(machines: Machines, span: Index) -> Array:
    """What a lot still stands in the books for in the month it retires, `(lot, month)`."""
    life = machines.life_months
    served = np.where(machines.retired == NEVER, 0, machines.retired - machines.online)
    book = machines.cost_usd * np.clip(1.0 - served / life, 0.0, 1.0)
    return np.asarray(np.where(span == machines.retired[:, None], book[:, None], 0.0))


def network_change_ph_s(machines: Machines, lots: Sequence[Lot], data_month: int, span: Index) -> Array:
    """Own PH/s against the data date, `(month,)`: new machines that arrive, own ones that age, retire or are sold."""
    effective = machines.ph_s * machines.availability_frac * machines.own
    at_data = (machines.online <= data_month) & (machines.retired > data_month)
    joins = np.array([lot.origin == "new" for lot in lots], dtype=bool)
    counted = ((machines.present > 0.0) & (at_data | joins)[:, None]) * machines.left_frac
    then = at_data * _left_frac(lots, machines.online, np.array([data_month]))[:, 0]
    change: Array = np.sum((counted - then[:, None]) * effective[:, None], axis=0)
    return change


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Bought:
    """What lots cost, and the hashprice that the price moves from. `(lot,)`."""

    price_usd_per_th: Array
    month: Index  # in which that price is paid; −1: at the hashprice beside it
    usd_per_ph_day: Array


def _bought(machines: Machines, lots: Sequence[Lot], first: int, prices: tuple[MachinePrice, ...]) -> _Bought:
    """A lot that goes online within the months moves from the price paid and that month's hashprice; one that was
    online before from what it states, else from the dated list by efficiency.
    """  # fmt: skip
    price, then = (_of(lots, operator.attrgetter(name)) for name in ("machine_price_usd_per_th", _PURCHASE))
    listed = np.flatnonzero((machines.online < first) & (then == 0.0))
    for place in listed.tolist():
        of_class = price_of_class(prices, lots[place].power_w / lots[place].hashrate_th_s)
        price[place], then[place] = of_class.price_usd_per_th, of_class.hashprice_usd_per_ph_day
    month = np.where(then > 0.0, -1, machines.online - first)
    return _Bought(price_usd_per_th=price, month=month, usd_per_ph_day=then)


def resales_of(
    machines: Machines, lots: Sequence[Lot], site: Index, span: Index, prices: tuple[MachinePrice, ...]
) -> Resales:
    """The lots sold within these months: what each holds then, and the price and hashprice that price moves from."""
    sold = np.flatnonzero((machines.retired >= span[0]) & (machines.retired <= span[-1]) & (machines.own > 0.0))
    month, bought = machines.retired[sold] - span[0], _bought(machines, lots, int(span[0]), prices)
    left = machines.left_frac[sold, month if machines.left_frac.shape[1] > 1 else 0]
    return Resales(
        site=site[sold], month=month, th_s=frozen(machines.ph_s[sold] * left * TH_PER_PH),
        price_usd_per_th=frozen(bought.price_usd_per_th[sold]), bought_month=bought.month[sold],
        bought_usd_per_ph_day=frozen(bought.usd_per_ph_day[sold]),
    )  # fmt: skip


def collateral_of(machines: Machines, lots: Sequence[Lot], span: Index, prices: tuple[MachinePrice, ...]) -> Collateral:
    """The company's machines, those with the same price and hashprice at purchase together; clients' are not there."""
    bought = _bought(machines, lots, int(span[0]), prices)
    own = np.flatnonzero((machines.own > 0.0) & (machines.online <= span[-1]) & (machines.retired > span[0]))
    price, month, then = bought.price_usd_per_th[own], bought.month[own], bought.usd_per_ph_day[own]
    order = np.lexsort((then, month, price))
    keys = np.stack([price, month, then])[:, order]
    begins = np.flatnonzero(np.append(True, (np.diff(keys, axis=1) != 0.0).any(axis=0))[: own.size])
    th_s = machines.own_ph_s[own[order]] * TH_PER_PH
    kinds = order[begins]
    return Collateral(
        th_s=frozen(np.add.reduceat(th_s, begins, axis=0) if begins.size else th_s),
        price_usd_per_th=frozen(price[kinds]), bought_month=month[kinds], bought_usd_per_ph_day=frozen(then[kinds]),
    )  # fmt: skip


# --- rows of load ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class RowFigures:
    """What rows have from their steps; `(row,)`."""

    lot: Index  # −1 for a row without machines
    is_first_step: npt.NDArray[np.bool_]
    clients: npt.NDArray[np.bool_]
    ph_days_per_mwh: Array  # (row, month), or (row, 1) where no lot degrades; at the plug, without PUE
    availability_frac: Array


def row_figures(machines: Machines, steps: Index) -> RowFigures:
    """Figures of rows by their steps; a row without machines has step −1 and figures of 0."""
    lots = machines.step_lot
    first = np.diff(lots, prepend=-1) > 0
    lot = np.append(lots, -1)[steps]
    rate = np.append(TH_PER_PH / (HOURS_PER_DAY * machines.step_j_per_th), 0.0)[steps]
    left = np.concatenate([machines.left_frac, np.ones((1, machines.left_frac.shape[1]))])
    return RowFigures(
        lot=lot, is_first_step=np.append(first, False)[steps], clients=np.append(machines.own, 1.0)[lot] == 0.0,
        ph_days_per_mwh=rate[:, None] * left[lot],
        availability_frac=np.append(machines.availability_frac, 0.0)[lot],
    )  # fmt: skip
