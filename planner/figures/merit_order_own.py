"""Own merit order: the lots of the first month by hashcost, as wide as their hashrate, against net hashprice."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from planner.figure import (
    Array,
    Axis,
    Bars,
    BarText,
    Figure,
    Handle,
    Mark,
    Note,
    Panel,
    Role,
    Rule,
    TableColumn,
    frozen,
)
from planner.figure_parts import (
    baseline_label,
    baseline_name,
    cells,
    empty_figure,
    extent,
    shortened,
    table_of,
    titled,
)
from planner.notation import number, percent
from planner.outcome import Outcome
from planner.quantities import PH_PER_EH

Index = npt.NDArray[np.int64]

KEY = "merit_order_own"
UNIT = "Hashcost by lot, USD/PH/day; width is EH/s"
RUNS_FRAC = 0.005  # a lot that rounds to 0 % of hours is off
ALL_HOURS_FRAC = 0.995
MOST_BARS = 150
TALLEST = 4.0  # no bar reaches beyond this multiple of the hashprice line
NARROWEST_NAMED = 0.035  # share of the width from which a bar can hold upright words


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Order:
    """The lots online in the first month, cheapest first. All `(place,)`."""

    lot: Index  # index in the portfolio
    hashcost: Array
    eh_s: Array
    running: Array
    right: Array  # cumulative EH/s

    @property
    def off(self) -> npt.NDArray[np.bool_]:
        """Which of them stand still."""
        return self.running < RUNS_FRAC

    @property
    def marginal(self) -> int | None:
        """The place of the dearest lot that still runs."""
        on = np.flatnonzero(~self.off)
        return int(on[-1]) if on.size else None


def merit_order_own(outcome: Outcome) -> Figure:
    """Lots as bars by hashcost; the hashprice line can be dragged and moves the BTC price."""
    if not outcome.scenario.portfolio.sites or not outcome.fleet.online_ph_s.any():
        return empty_figure(outcome, KEY, UNIT)
    order = order_of(outcome)
    if not order.lot.size:
        why = f"No machines are online in {outcome.month[0]}. Set a lot's month earlier under Portfolio."
        return Figure(key=KEY, takeaway=f"No machines are online in {outcome.month[0]}", unit=UNIT, panels=(),
                      table=table_of(), sentence=why, empty=why)  # fmt: skip
    net = net_hashprice(outcome)
    bars = _bars(outcome, order)
    marks: list[Mark] = [bars]
    high = max(float(bars.top.max()), net)
    if outcome.baseline:
        before = net_hashprice(outcome.baseline)
        high = max(high, before)
        ghosts = _ghosts(outcome, outcome.baseline, order)
        if ghosts is not None:
            marks.append(ghosts)
            high = max(high, float(ghosts.top.max()))
        caption = f"{baseline_label(outcome)} {number(before, 1)}"
        marks.append(Rule(axis="y", at=before, role="baseline", caption=caption, style="dashed"))
    ceiling = TALLEST * max(net, float(order.hashcost[~order.off].max(initial=0.0)), 1.0)
    high = min(high, ceiling)
    marks.append(Rule(axis="y", at=net, role="current", caption=f"Hashprice net of pool fee {number(net, 1)}",
                      strong=True))  # fmt: skip
    low, high = extent(bars.bottom, including=(0.0, 1.18 * high))
    marks += _notes(outcome, order, net, low, high)
    panel = Panel(
        x=Axis(low=0.0, high=float(order.right[-1]), ticks="number", last_tick_suffix=" EH/s"),
        y=Axis(low=low, high=high), marks=tuple(marks),
    )  # fmt: skip
    takeaway = _takeaway(outcome, order, net)
    return Figure(key=KEY, takeaway=takeaway, unit=UNIT, panels=(panel,), handles=_handles(outcome, net),
                  table=table_of(*_columns(outcome, order)),
                  sentence=_sentence(outcome, order, net, takeaway))  # fmt: skip


def order_of(outcome: Outcome) -> Order:
    """The lots that are online in the first month by hashcost, cheapest first."""
    lots = outcome.lots
    online = np.flatnonzero(lots.online_ph_s > 0.0)
    lot = online[np.argsort(lots.hashcost_usd_per_ph_day[online], kind="stable")]
    eh_s = lots.online_ph_s[lot] / PH_PER_EH
    return Order(lot=lot, hashcost=lots.hashcost_usd_per_ph_day[lot], eh_s=eh_s, running=lots.running_frac[lot],
                 right=np.cumsum(eh_s))  # fmt: skip


def net_hashprice(outcome: Outcome) -> float:
    """Hashprice of the first month net of the pool fee, USD/PH/day: what a lot's hashcost stands against."""
    return float(outcome.market.hashprice_usd_per_ph_day[0]) * (1.0 - outcome.scenario.assumptions.pool_fee_frac)


# --- marks --------------------------------------------------------------------------------------------------


def _bars(outcome: Outcome, order: Order) -> Bars:
    """A bar a lot; beyond 150 lots neighbours of one role share a bar at their mean hashcost."""
    role = np.where(order.off, 2, 0)
    if order.marginal is not None:
        role[order.marginal] = 1
    first = _bar_starts(order, role)
    width = np.add.reduceat(order.eh_s, first)
    height = np.add.reduceat(order.hashcost * order.eh_s, first) / width
    right = np.cumsum(width)
    names = tuple(_bar_texts(outcome, order, first, width)) if first.size == order.lot.size else ()
    roles: tuple[Role, Role, Role] = ("sky", "orange", "rest")
    return Bars(
        name="Lots", left=frozen(right - width), right=frozen(right), bottom=frozen(np.minimum(height, 0.0)),
        top=frozen(np.maximum(height, 0.0)), roles=tuple(roles[number] for number in role[first]), texts=names,
        top_edge=True,
    )  # fmt: skip


def _bar_starts(order: Order, role: Index) -> Index:
    """Where each bar begins: at every lot, or where a stretch of the width or a role ends."""
    if order.lot.size <= MOST_BARS:
        return np.arange(order.lot.size)
    stretch = np.floor((order.right - order.eh_s / 2) / order.right[-1] * (MOST_BARS - 20)).astype(np.int64)
    return np.flatnonzero(np.concatenate([[True], (np.diff(stretch) != 0) | (np.diff(role) != 0)]))


def _bar_texts(outcome: Outcome, order: Order, first: Index, width: Array) -> Iterator[tuple[BarText, ...]]:
    lots = outcome.scenario.portfolio.lots
    share = (width / order.right[-1]).tolist()
    marginal = order.marginal
    off = order.off.tolist()
    for place, lot in enumerate(order.lot[first].tolist()):
        if share[place] < NARROWEST_NAMED:
            yield ()
            continue
        name = shortened(lots[lot].name, 22)
        yield (
            BarText(text=name, anchor="inside_bottom", role="quiet" if off[place] else "ink",
                    strong=place == marginal),
        )  # fmt: skip


def _ghosts(outcome: Outcome, baseline: Outcome, order: Order) -> Bars | None:
    """A dash at what each lot cost in the baseline, over the lot's own width."""
    if order.lot.size > MOST_BARS:
        return None
    places = {lot.id: place for place, lot in enumerate(baseline.scenario.portfolio.lots)}
    lots = outcome.scenario.portfolio.lots
    there = np.array([places.get(lots[lot].id, -1) for lot in order.lot.tolist()])
    known = there >= 0
    known[known] = baseline.lots.online_ph_s[there[known]] > 0.0
    if not known.any():
        return None
    cost = baseline.lots.hashcost_usd_per_ph_day[there[known]]
    ghost: Role = "baseline"
    return Bars(
        name=baseline_name(outcome), left=frozen((order.right - order.eh_s)[known]), right=frozen(order.right[known]),
        bottom=frozen(cost), top=frozen(cost), roles=(ghost,) * int(known.sum()),
    )  # fmt: skip


def _notes(outcome: Outcome, order: Order, net: float, low: float, high: float) -> list[Mark]:
    """What the marginal lot earns, and which sites are off."""
    marks: list[Mark] = []
    place = order.marginal
    if place is not None:
        x = float(order.right[place] - order.eh_s[place] / 2)
        text = f"{_site_of(outcome, order, place)} {_earning(order, place, net)}"
        y = min(max(net, float(order.hashcost[place])) + 0.3 * (high - net), high)
        marks.append(
            Note(x=x, y=y, text=text, anchor="left", strong=True, leader_to_y=min(float(order.hashcost[place]), high))
        )
    sites = _sites_off(outcome, order)
    if sites:
        text = f"{shortened(sites[0])} off" if len(sites) == 1 else f"{len(sites)} sites off"
        marks.append(Note(x=float(order.right[-1]), y=high, text=text, anchor="left", role="quiet"))
    return marks


def _earning(order: Order, place: int, net: float) -> str:
    running = float(order.running[place])
    if running < ALL_HOURS_FRAC and net <= order.hashcost[place]:
        return f"runs {percent(running)} of hours"
    gap = net - float(order.hashcost[place])
    return f"{'earns' if gap >= 0.0 else 'loses'} {number(abs(gap), 1)}"


def _handles(outcome: Outcome, net: float) -> tuple[Handle, ...]:
    price = outcome.scenario.assumptions.btc_price_usd
    if net <= 0.0 or price <= 0.0:  # hashprice no longer moves with the price
        return ()
    return (Handle(axis="y", panel=0, at=net, moves="btc_price_usd", per_unit=price / net),)


# --- words --------------------------------------------------------------------------------------------------


def _site_of(outcome: Outcome, order: Order, place: int) -> str:
    site = outcome.scenario.portfolio.sites[int(outcome.lots.site[order.lot[place]])]
    return shortened(site.name)


def _sites_off(outcome: Outcome, order: Order) -> list[str]:
    """Sites none of whose online lots run, in portfolio order."""
    site = outcome.lots.site[order.lot]
    running = set(site[~order.off].tolist())
    return [outcome.scenario.portfolio.sites[place].name for place in sorted(set(site.tolist()) - running)]


def _takeaway(outcome: Outcome, order: Order, net: float) -> str:
    sites = outcome.scenario.portfolio.sites
    place = order.marginal
    lots_off = int(order.off.sum())
    here = len(set(outcome.lots.site[order.lot].tolist()))
    if place is None:
        if here == 1:
            return titled("{} is switched off", sites[int(outcome.lots.site[order.lot[0]])].name)
        return f"All {here} sites are switched off"
    marginal = sites[int(outcome.lots.site[order.lot[place]])].name
    if here == 1:
        if not lots_off:
            return titled(f"{{}}: {'every lot runs' if order.lot.size > 1 else 'its only lot runs'}", marginal)
        return titled(f"{{}}: {lots_off} of {order.lot.size} lots {'is' if lots_off == 1 else 'are'} off", marginal)
    off = _sites_off(outcome, order)
    if len(off) == 1:
        return titled("{} is the marginal site; {} is off", marginal, off[0])
    if off:
        return titled(f"{{}} is the marginal site; {len(off)} sites are off", marginal)
    if lots_off:
        which = "a lot is off" if lots_off == 1 else f"{lots_off} lots are off"
        return titled(f"{{}} is the marginal site; {which}", marginal)
    return titled("{} is the marginal site; all run", marginal)


def _columns(outcome: Outcome, order: Order) -> Sequence[tuple[TableColumn, Sequence[float | str | None]]]:
    portfolio = outcome.scenario.portfolio
    lots = [portfolio.lots[lot] for lot in order.lot.tolist()]
    count = len(lots)
    columns: list[tuple[TableColumn, Sequence[float | str | None]]] = [
        (TableColumn(key="lot", header="Lot", unit=""), [lot.name for lot in lots]),
        (
            TableColumn(key="site", header="Site", unit=""),
            [portfolio.sites[site].name for site in outcome.lots.site[order.lot].tolist()],
        ),
        (TableColumn(key="online_eh_s", header="Online", unit="EH/s", digits=3), cells(order.eh_s)),
        (TableColumn(key="hashcost_usd_per_ph_day", header="Hashcost", unit="USD/PH/day"), cells(order.hashcost)),
        (TableColumn(key="running_frac", header="Runs", unit="share of hours"), cells(order.running)),
        (
            TableColumn(key="net_hashprice_usd_per_ph_day", header="Hashprice, net", unit="USD/PH/day"),
            [net_hashprice(outcome)] * count,
        ),
    ]
    if outcome.baseline:
        before = TableColumn(key="baseline_net_hashprice_usd_per_ph_day", header=baseline_name(outcome),
                             unit="USD/PH/day")  # fmt: skip
        columns.append((before, [net_hashprice(outcome.baseline)] * count))
    return columns


def _sentence(outcome: Outcome, order: Order, net: float, takeaway: str) -> str:
    on, total = float(order.eh_s[~order.off].sum()), float(order.right[-1])
    text = (
        f"{takeaway}. In {outcome.month[0]}, {order.lot.size} lots with {number(total, 2)} EH/s are online and lots "
        f"with {number(on, 2)} EH/s run; their hashcost goes from {number(float(order.hashcost[0]), 2)} to "
        f"{number(float(order.hashcost[-1]), 2)} USD/PH/day against a hashprice net of pool fee of {number(net, 2)}."
    )
    if order.marginal is not None:
        lot = outcome.scenario.portfolio.lots[int(order.lot[order.marginal])]
        text += f" The marginal lot is {lot.name}: it {_earning(order, order.marginal, net)}."
    if outcome.baseline:
        text += f" {baseline_name(outcome)}: {number(net_hashprice(outcome.baseline), 2)}."
    return text
