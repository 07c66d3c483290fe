"""Own merit order: the lots of the first month by hashcost, as wide as their hashrate, against net hashprice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from planner.figure import (
    Array,
    Axis,
    Bars,
    BarText,
    Cells,
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
    distinct_names,
    empty_figure,
    extent,
    net_hashprice,
    shortened,
    table_of,
    titled,
)
from planner.notation import digits_apart, number, percent
from planner.outcome import Outcome
from planner.quantities import PH_PER_EH

Names = tuple[tuple[str, ...], ...]
Index = npt.NDArray[np.int64]
KEY = "merit_order_own"
UNIT = "First month’s hashcost, USD/PH/day; width EH/s, grey off"
RUNS_FRAC = 0.005  # a lot that rounds to 0 % of hours is off
ALL_HOURS_FRAC = 0.995
MOST_BARS = 150
MOST_STRETCHES = 80  # of more lots than that, each with a part that ran and one that did not
TALLEST = 4.0  # no bar reaches beyond this multiple of the hashprice line
NARROWEST_NAMED = 0.035  # share of the width from which a bar can hold upright words
DRAWN_FRAC = 1e-4  # of the width: what is narrower belongs to its neighbour
IDLE_EH_S = 0.005  # what rounds to 0.01 EH/s


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Order:
    """The lots online in the first month, cheapest first. All `(place,)`."""

    lot: Index  # index in the portfolio
    hashcost: Array
    eh_s: Array
    running: Array  # share of hours, of the machines that the connection serves
    served: Array  # share of the machines that the connection serves
    right: Array  # cumulative EH/s

    @property
    def off(self) -> npt.NDArray[np.bool_]:
        """Which of them stand still."""
        return self.running < RUNS_FRAC

    @property
    def on_frac(self) -> Array:
        """The share of each lot's hashrate that ran in the mean hour; who hardly stops, or hardly runs, is whole."""
        whole = np.where(self.running > ALL_HOURS_FRAC, 1.0, self.running)
        return np.where(self.off, 0.0, whole * self.served)

    @property
    def idle_eh_s(self) -> float:
        """What stands still because the connection does not serve it."""
        return float((self.eh_s * (1.0 - self.served)).sum())

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
        ghosts = _ghosts(outcome, outcome.baseline, order)
        if ghosts is not None:
            marks.append(ghosts)
        high = max(high, before, 0.0 if ghosts is None else float(ghosts.top.max()))
        caption = f"{baseline_label(outcome)} {number(before, 1)}"
        marks.append(Rule(axis="y", at=before, role="baseline", caption=caption, style="dashed"))
    ceiling = TALLEST * max(net, float(order.hashcost[~order.off].max(initial=0.0)), 1.0)
    high = min(high, ceiling)
    marks.append(Rule(axis="y", at=net, role="current", caption=f"Hashprice net of pool fee {number(net, 1)}",
                      strong=True))  # fmt: skip
    low, high = extent(bars.bottom, including=(0.0, 1.18 * high))
    marks += _notes(outcome, order, net, high)
    panel = Panel(
        x=Axis(low=0.0, high=float(order.right[-1]), ticks="number", last_tick_suffix=" EH/s"),
        y=Axis(low=low, high=high, unit="USD/PH/day"), marks=tuple(marks),
    )  # fmt: skip
    takeaway = _takeaway(outcome, order)
    return Figure(key=KEY, takeaway=takeaway, unit=UNIT, panels=(panel,), handles=_handles(outcome, net),
                  table=table_of(*_columns(outcome, order)),
                  sentence=_sentence(outcome, order, net, takeaway), shorter=_shorter(outcome, order))  # fmt: skip


def order_of(outcome: Outcome) -> Order:
    """The lots that are online in the first month by hashcost, cheapest first."""
    lots = outcome.lots
    online = np.flatnonzero(lots.online_ph_s > 0.0)
    lot = online[np.argsort(lots.hashcost_usd_per_ph_day[online], kind="stable")]
    eh_s = lots.online_ph_s[lot] / PH_PER_EH
    return Order(lot=lot, hashcost=lots.hashcost_usd_per_ph_day[lot], eh_s=eh_s, running=lots.running_frac[lot],
                 served=lots.served_frac[lot], right=np.cumsum(eh_s))  # fmt: skip


# --- marks --------------------------------------------------------------------------------------------------


def _bars(outcome: Outcome, order: Order) -> Bars:
    """A bar a lot, blue as far as it ran and grey for the rest; beyond 150 lots neighbours share one."""
    marginal = np.zeros(order.lot.size, dtype=np.int64)
    if order.marginal is not None:
        marginal[order.marginal] = 1
    first = _bar_starts(order, marginal)
    width = np.add.reduceat(order.eh_s, first)
    height = np.add.reduceat(order.hashcost * order.eh_s, first) / width
    right = np.cumsum(width)
    left, middle = right - width, right - width + np.add.reduceat(order.eh_s * order.on_frac, first)
    least = DRAWN_FRAC * right[-1]
    middle = np.where(right - middle > least, np.where(middle - left > least, middle, left), right)
    begins, ends = _in_turn(left, middle), _in_turn(middle, right)
    drawn = ends > begins
    places = np.flatnonzero(drawn)
    known = _names_of(outcome) if first.size == order.lot.size else ()
    names = [known[lot][0] for lot in order.lot.tolist()] if known else ["Lots"] * first.size
    texts = _bar_texts(known, order, ends - begins, places) if known else ()
    on: tuple[Role, Role] = ("sky", "orange")
    roles: tuple[Role, ...] = tuple("rest" if at % 2 else on[marginal[first[at // 2]]] for at in places.tolist())
    height = np.repeat(height, 2)[drawn]
    return Bars(
        name="Lots", left=frozen(begins[drawn]), right=frozen(ends[drawn]), bottom=frozen(np.minimum(height, 0.0)),
        top=frozen(np.maximum(height, 0.0)), roles=roles, texts=texts, top_edge=True,
        names=tuple(names[at // 2] for at in places.tolist()),
    )  # fmt: skip


def _in_turn(one: Array, other: Array) -> Array:
    """The first of both, the second of both, and so on."""
    return np.stack([one, other], axis=1).ravel()


def _bar_starts(order: Order, marginal: Index) -> Index:
    """Where each bar begins: at every lot, or where a stretch of the width or the marginal lot ends."""
    if order.lot.size <= MOST_BARS:
        return np.arange(order.lot.size)
    stretch = np.floor((order.right - order.eh_s / 2) / order.right[-1] * MOST_STRETCHES).astype(np.int64)
    return np.flatnonzero(np.concatenate([[True], (np.diff(stretch) != 0) | (np.diff(marginal) != 0)]))


def _bar_texts(names: Names, order: Order, wide: Array, places: Index) -> tuple[tuple[BarText, ...], ...]:
    """Each lot's name on the wider of its two parts, and why its other part is idle."""
    share = (wide / order.right[-1]).tolist()
    lots, served, off, marginal = order.lot.tolist(), order.served.tolist(), order.off.tolist(), order.marginal
    found: list[tuple[BarText, ...]] = []
    for place in places.tolist():
        lot, idle = divmod(place, 2)
        if share[place] < NARROWEST_NAMED:
            found.append(())
        elif share[place] >= share[place + (-1 if idle else 1)]:
            role: Role = "quiet" if off[lot] or idle else "ink"
            found.append(tuple(
                BarText(text=name, anchor="inside_bottom", role=role, strong=lot == marginal)
                for name in names[lots[lot]]
            ))  # fmt: skip
        elif idle and served[lot] < ALL_HOURS_FRAC:
            found.append((BarText(text="no grid power", anchor="inside_bottom", role="quiet"),))
        else:
            found.append(())
    return tuple(found)


def _names_of(outcome: Outcome) -> Names:
    """What a bar of each lot may be called, longest first, in portfolio order."""
    sites = {site.id: site.name for site in outcome.scenario.portfolio.sites}
    return distinct_names(tuple((lot.name, sites[lot.site_id]) for lot in outcome.scenario.portfolio.lots))


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


def _notes(outcome: Outcome, order: Order, net: float, high: float) -> list[Mark]:
    """The marginal lot and what it earns: named here even where its bar is too narrow for words."""
    place = order.marginal
    if place is None:
        return []
    x = float(order.right[place] - order.eh_s[place] * (1.0 - order.on_frac[place] / 2.0))
    lot = outcome.scenario.portfolio.lots[int(order.lot[place])].name
    text = f"{distinct_names(((lot, ''),))[0][0]} {_earning(order, place, net)}"  # the longest form is its own
    y = min(max(net, float(order.hashcost[place])) + 0.3 * (high - net), high)
    return [Note(x=x, y=y, text=text, anchor="left", strong=True, leader_to_y=min(float(order.hashcost[place]), high))]


def _earning(order: Order, place: int, net: float) -> str:
    running = float(order.running[place])
    if running <= ALL_HOURS_FRAC and net <= order.hashcost[place]:
        return f"runs {percent(running)} of hours"
    gap = net - float(order.hashcost[place])
    return f"{'earns' if gap >= 0.0 else 'loses'} {number(abs(gap), digits_apart(gap, 0.0, 1))}"


def _handles(outcome: Outcome, net: float) -> tuple[Handle, ...]:
    price = outcome.scenario.assumptions.btc_price_usd
    if net <= 0.0 or price <= 0.0:  # hashprice no longer moves with the price
        return ()
    return (Handle(axis="y", panel=0, at=net, moves="btc_price_usd", per_unit=price / net),)


# --- words --------------------------------------------------------------------------------------------------


def _sites_off(outcome: Outcome, order: Order) -> list[str]:
    """Sites none of whose online lots run, in portfolio order."""
    site = outcome.lots.site[order.lot]
    running = set(site[~order.off].tolist())
    return [outcome.scenario.portfolio.sites[place].name for place in sorted(set(site.tolist()) - running)]


def _takeaway(outcome: Outcome, order: Order) -> str:
    name, place = _marginal_site(outcome, order), order.marginal
    lots_off, here = int(order.off.sum()), len(set(outcome.lots.site[order.lot].tolist()))
    if place is None:
        return titled("{} is switched off", name) if here == 1 else f"All {here} sites are switched off"
    if order.idle_eh_s >= IDLE_EH_S:
        if here == 1:
            served = f"{number(float(order.right[-1]) - order.idle_eh_s, 1)} of {number(float(order.right[-1]), 1)}"
            return titled(f"{{}}: the grid serves {served} EH/s", name)
        return titled(f"{{}} is the marginal site; {_idle_words(order)}", name)
    if here == 1:
        if not lots_off:
            return titled(f"{{}}: {'no lot is off' if order.lot.size > 1 else 'its only lot is on'}", name)
        return titled(f"{{}}: {lots_off} of {order.lot.size} lots {'is' if lots_off == 1 else 'are'} off", name)
    off = _sites_off(outcome, order)
    if len(off) == 1:
        return titled("{} is the marginal site; {} is off", name, off[0])
    return titled(f"{{}} is the marginal site; {_off_words(order, off)}", name)


def _shorter(outcome: Outcome, order: Order) -> tuple[str, ...]:
    name, off = shortened(_marginal_site(outcome, order)), _sites_off(outcome, order)
    if order.marginal is None:
        return ()
    if order.idle_eh_s >= IDLE_EH_S:
        return (f"{name} marginal; {_idle_words(order)}", f"Without grid: {number(order.idle_eh_s, 2)} EH/s")
    words = _off_words(order, off)
    return (f"{name} is marginal; {words}", f"{shortened(name, 12)}; {words}")


def _marginal_site(outcome: Outcome, order: Order) -> str:
    """The marginal lot's site, or the first one where none runs."""
    return outcome.scenario.portfolio.sites[int(outcome.lots.site[order.lot[order.marginal or 0]])].name


def _idle_words(order: Order) -> str:
    return f"{number(order.idle_eh_s, 2)} EH/s lack grid"


def _off_words(order: Order, sites_off: list[str]) -> str:
    lots_off = int(order.off.sum())
    if sites_off:
        return f"{len(sites_off)} {'site is' if len(sites_off) == 1 else 'sites are'} off"
    return "no lot is off" if not lots_off else "a lot is off" if lots_off == 1 else f"{lots_off} lots are off"


def _columns(outcome: Outcome, order: Order) -> Sequence[tuple[TableColumn, Cells]]:
    portfolio = outcome.scenario.portfolio
    lots = [portfolio.lots[lot] for lot in order.lot.tolist()]
    columns: list[tuple[TableColumn, Cells]] = [
        (TableColumn(key="lot", header="Lot", unit=""), [lot.name for lot in lots]),
        (
            TableColumn(key="site", header="Site", unit=""),
            [portfolio.sites[site].name for site in outcome.lots.site[order.lot].tolist()],
        ),
        (TableColumn(key="online_eh_s", header="Online", unit="EH/s", digits=3), order.eh_s),
        (TableColumn(key="hashcost_usd_per_ph_day", header="Hashcost", unit="USD/PH/day"), order.hashcost),
        (TableColumn(key="running_frac", header="Runs", unit="share of hours"), order.running),
        (TableColumn(key="served_frac", header="Has grid power", unit="share of machines"), order.served),
        (
            TableColumn(key="net_hashprice_usd_per_ph_day", header="Hashprice, net", unit="USD/PH/day"),
            [net_hashprice(outcome)] * len(lots),
        ),
    ]
    if outcome.baseline:
        before = TableColumn(key="baseline_net_hashprice_usd_per_ph_day", header=baseline_name(outcome),
                             unit="USD/PH/day")  # fmt: skip
        columns.append((before, [net_hashprice(outcome.baseline)] * len(lots)))
    return columns


def _sentence(outcome: Outcome, order: Order, net: float, takeaway: str) -> str:
    on, total = float((order.eh_s * order.served)[~order.off].sum()), float(order.right[-1])
    text = (
        f"{takeaway}. In {outcome.month[0]}, {order.lot.size} lots with {number(total, 2)} EH/s are online and lots "
        f"with {number(on, 2)} EH/s run; their hashcost goes from {number(float(order.hashcost[0]), 2)} to "
        f"{number(float(order.hashcost[-1]), 2)} USD/PH/day against a hashprice net of pool fee of {number(net, 2)}."
    )
    if order.idle_eh_s >= IDLE_EH_S:
        text += f" {number(order.idle_eh_s, 2)} EH/s stand idle: their sites' connections do not serve them."
    if order.marginal is not None:
        lot = outcome.scenario.portfolio.lots[int(order.lot[order.marginal])]
        text += f" The marginal lot is {lot.name}: it {_earning(order, order.marginal, net)}."
    if outcome.baseline:
        text += f" {baseline_name(outcome)}: {number(net_hashprice(outcome.baseline), 2)}."
    return text
