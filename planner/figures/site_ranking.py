"""Site ranking: efficiency against power price, a bubble a site; below the curve a site earns its power."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from planner.figure import Array, Axis, Figure, Line, Mark, Panel, Points, Role, Table, TableColumn, frozen
from planner.figure_parts import baseline_name, empty_figure, net_hashprice, shortened, table_of, titled
from planner.notation import cents_per_kwh, number
from planner.outcome import Outcome
from planner.quantities import (
    CENTS_PER_KWH_PER_USD_PER_MWH,
    HOURS_PER_DAY,
    KWH_PER_MWH,
    PH_PER_EH,
    TH_PER_PH,
    WATTS_PER_MEGAWATT,
)

KEY = "site_ranking"
UNIT = "J/TH at the meter × contract price, ¢/kWh; area is PH/s"
CURVE_POINTS = 60
MOST_LABELS = 60
MOST_BUBBLES = 200
MOST_SAID = 30
FARTHEST = 2.0  # times the highest power price: a curve above is told by the title alone
ROOM = 0.12  # of the span, around the bubbles
NAME_LENGTH = 18


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Places:
    """Where sites with machines online in the first month stand, cheapest hash first. All `(site,)`."""

    site: npt.NDArray[np.intp]
    efficiency_j_per_th: Array  # PUE included
    price_usd_per_mwh: Array
    online_ph_s: Array
    hashcost_usd_per_ph_day: Array  # power alone


def site_ranking(outcome: Outcome) -> Figure:
    """Bubbles over two curves of equal hashcost: today's net hashprice, and half of it."""
    places = ranked_sites(outcome)
    if not outcome.scenario.portfolio.sites or not places.site.size:
        return empty_figure(outcome, KEY, UNIT)
    net = net_hashprice(outcome)
    earns = places.hashcost_usd_per_ph_day < net
    highest = net if outcome.baseline is None else max(net, net_hashprice(outcome.baseline))
    x, y = _axes(places, highest)
    marks: list[Mark] = []
    if outcome.baseline is not None:
        marks += _curve(baseline_name(outcome), net_hashprice(outcome.baseline), x, y, "baseline", "")
    marks += _curve("Half of hashprice", net / 2.0, x, y, "rest", "half")
    marks += _curve("Hashprice", net, x, y, "ink", f"earns {number(net, 1)}")
    coloured: tuple[tuple[npt.NDArray[np.bool_], Role], ...] = ((~earns, "orange"), (earns, "sky"))
    drawn = places.online_ph_s >= np.sort(places.online_ph_s)[-min(MOST_BUBBLES, places.site.size)]
    marks += [_points(outcome, places, chosen & drawn, role) for chosen, role in coloured if (chosen & drawn).any()]
    takeaway = _takeaway(outcome, places, earns)
    panel = Panel(x=x, y=y, marks=tuple(marks), end_labels=True)
    return Figure(
        key=KEY, takeaway=takeaway, unit=UNIT, panels=(panel,), table=_table(outcome, places),
        sentence=_sentence(outcome, takeaway, places, net), shorter=(takeaway.removesuffix(" today"),),
    )  # fmt: skip


def ranked_sites(outcome: Outcome) -> Places:
    """Sites with own machines online in the first month, by what the power of a PH/s costs them a day."""
    portfolio, sites = outcome.scenario.portfolio, outcome.sites
    hosted = {row.site_id for row in portfolio.contracts if any(piece.hosted for piece in row.terms.settle())}
    pue = np.array([1.0 if site.id in hosted else site.pue for site in portfolio.sites])
    online = sites.online_ph_s[:, 0] if portfolio.sites else np.zeros(0)
    there = np.flatnonzero(online > 0.0)
    watts_per_th = sites.online_mw[there, 0] * WATTS_PER_MEGAWATT / (online[there] * TH_PER_PH)
    efficiency = watts_per_th * pue[there]
    price = outcome.contract_price_usd_per_mwh[there]
    cost = efficiency * HOURS_PER_DAY * price / KWH_PER_MWH
    order = np.argsort(cost, kind="stable")
    return Places(
        site=there[order], efficiency_j_per_th=frozen(efficiency[order]), price_usd_per_mwh=frozen(price[order]),
        online_ph_s=frozen(online[there][order]), hashcost_usd_per_ph_day=frozen(cost[order]),
    )  # fmt: skip


def _axes(places: Places, highest: float) -> tuple[Axis, Axis]:
    """All bubbles with room around, and the curve of today's hashprice where it passes near them."""
    efficiency, cents = places.efficiency_j_per_th, places.price_usd_per_mwh * CENTS_PER_KWH_PER_USD_PER_MWH
    low, high = float(efficiency.min()), float(efficiency.max())
    span = max(high - low, 0.3 * high)
    x_low, x_high = max(low - ROOM * span, 0.05 * low), high + ROOM * span
    even = _even_cents(highest, 0.5 * (x_low + x_high))
    least = _even_cents(highest, x_high)  # where the curve ends
    bottom, top = (
        min(float(cents.min()), max(least, float(cents.min()) / 2.0)),
        max(float(cents.max()), min(even, FARTHEST * float(cents.max()))),
    )
    room = max(top - bottom, 0.3 * abs(top), 0.5)
    bottom -= 0.2 * room
    return (
        Axis(low=x_low, high=x_high, label="J/TH at the meter", unit="J/TH"),
        Axis(low=bottom if cents.min() < 0.0 else max(bottom, 0.0), high=top + ROOM * room, ticks="cents_per_kwh",
             unit="¢/kWh"),
    )  # fmt: skip


def _even_cents(hashcost_usd_per_ph_day: float, efficiency_j_per_th: float) -> float:
    """The power price at which a PH/s costs so much a day."""
    usd_per_mwh = hashcost_usd_per_ph_day * KWH_PER_MWH / (HOURS_PER_DAY * efficiency_j_per_th)
    return usd_per_mwh * CENTS_PER_KWH_PER_USD_PER_MWH


def _curve(name: str, hashcost: float, x: Axis, y: Axis, role: Role, label: str) -> list[Mark]:
    efficiency = np.linspace(x.low, x.high, CURVE_POINTS)
    cents = np.array([_even_cents(hashcost, float(at)) for at in efficiency])
    inside = (cents >= y.low) & (cents <= y.high)
    if not inside.any() or (role == "rest" and not inside[-1]):  # its name stands at the right
        return []
    return [Line(name=name, x=frozen(efficiency[inside]), y=frozen(cents[inside]), role=role, label=label,
                 strong=role == "ink")]  # fmt: skip


def _points(outcome: Outcome, places: Places, chosen: npt.NDArray[np.bool_], role: Role) -> Points:
    """The bubbles of one colour; the largest sites have their names beside them."""
    sites = outcome.scenario.portfolio.sites
    named = set(np.argsort(-places.online_ph_s, kind="stable")[:MOST_LABELS].tolist())
    rows = np.flatnonzero(chosen).tolist()
    return Points(
        x=frozen(places.efficiency_j_per_th[chosen]),
        y=frozen(places.price_usd_per_mwh[chosen] * CENTS_PER_KWH_PER_USD_PER_MWH),
        role=role,
        labels=tuple(shortened(sites[places.site[row]].name, NAME_LENGTH) if row in named else "" for row in rows),
        sizes=frozen(places.online_ph_s[chosen] / places.online_ph_s.max()),
    )


# --- words --------------------------------------------------------------------------------------------------


def _takeaway(outcome: Outcome, places: Places, earns: npt.NDArray[np.bool_]) -> str:
    count, earning = earns.size, int(earns.sum())
    sites = "sites" if count == len(outcome.scenario.portfolio.sites) else "sites online"
    if count == 1:
        name = outcome.scenario.portfolio.sites[places.site[0]].name
        return titled(f"{{}} {'earns' if earning else 'does not earn'} its power today", name)
    if earning in (0, count):
        return (
            f"{'All' if earning else 'None of'} {count} {sites} {'earn their' if earning else 'earns its'} power today"
        )
    return f"{earning} of {count} {sites} {'earns its' if earning == 1 else 'earn their'} power today"


def _table(outcome: Outcome, places: Places) -> Table:
    sites = outcome.scenario.portfolio.sites
    return table_of(
        (TableColumn(key="site", header="Site", unit=""), [sites[site].name for site in places.site]),
        (TableColumn(key="efficiency_j_per_th", header="Efficiency, PUE included", unit="J/TH", digits=1),
         places.efficiency_j_per_th),
        (TableColumn(key="contract_price_usd_per_mwh", header="Contract price", unit="USD/MWh"),
         places.price_usd_per_mwh),
        (TableColumn(key="online_ph_s", header="Online", unit="PH/s", digits=0), places.online_ph_s),
        (TableColumn(key="hashcost_usd_per_ph_day", header="Hashcost, power", unit="USD/PH/day"),
         places.hashcost_usd_per_ph_day),
    )  # fmt: skip


def _sentence(outcome: Outcome, takeaway: str, places: Places, net: float) -> str:
    sites = outcome.scenario.portfolio.sites
    parts = [
        f"{sites[site].name} {number(cost, 1)} ({number(efficiency, 1)} J/TH, {cents_per_kwh(price)} ¢/kWh, "
        f"{number(online / PH_PER_EH, 2)} EH/s)"
        for site, cost, efficiency, price, online in zip(
            places.site, places.hashcost_usd_per_ph_day, places.efficiency_j_per_th, places.price_usd_per_mwh,
            places.online_ph_s, strict=True,
        )
    ][:MOST_SAID]  # fmt: skip
    if places.site.size > MOST_SAID:
        parts.append(f"{places.site.size - MOST_SAID:,} more")
    return (
        f"{takeaway}: hashprice net of the pool fee is {number(net, 1)} USD/PH/day. Cheapest hash first, power alone, "
        f"USD/PH/day: {'; '.join(parts)}."
    )
