"""Hashprice against hashcost, month by month: what 1 PH/s earns a day, and what running it costs in cash.

Hashprice is net of the pool fee. Cost is that of full load: contract price and site operating cost, before any
choice to stop, so the cost lines stand still while the BTC price moves, and the fleet's is the mean of its sites',
weighted by hashrate. Which sites earn is read from their cash margin, with what they stop and resell; of one that
earns above the hashprice, by resale, the words say so.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from planner.figure import Array, Axis, Band, Cells, Figure, Line, Mark, Note, Panel, Role, TableColumn, frozen
from planner.figure_parts import (
    baseline_label,
    baseline_name,
    contract_end_rules,
    costs_usd_per_ph_day,
    defined_spans,
    empty_figure,
    extent,
    halving_rules,
    month_axis,
    month_middles,
    net_hashprice_usd_per_ph_day,
    shortened,
    table_of,
    titled,
)
from planner.notation import number
from planner.outcome import Outcome
from planner.quantities import MONTHS_PER_YEAR, month_index

KEY = "hashprice_hashcost"
UNIT = "Net hashprice, cost at full load, USD/PH/day"
EARNS_USD = 0.5  # a margin that rounds to at least one dollar
LABELLED_SITES = 8
DRAWN_SITES = 24
TALLEST = 3.0  # the axis reaches at most this multiple of the fleet's own curves


def hashprice_hashcost(outcome: Outcome) -> Figure:
    """Hashprice, fleet cost and each site's cost over the horizon; the band between is what is earned."""
    if not outcome.sites.online_ph_s.any():
        return empty_figure(outcome, KEY, UNIT)
    hashprice = net_hashprice_usd_per_ph_day(outcome)
    site_cost, fleet_cost = costs_usd_per_ph_day(outcome)
    x = month_middles(outcome)
    drawn = _sites_drawn(site_cost, hashprice)
    marks = [*_fleet_band(x, hashprice, fleet_cost), *_site_lines(outcome, x, site_cost, drawn)]
    marks += (*halving_rules(outcome), *contract_end_rules(outcome))
    always = bool(np.isfinite(fleet_cost).all())
    marks += _pieces("Fleet cost", x, fleet_cost, "ink", whole=always, label="Fleet cost", strong=True)
    before = _baseline_line(outcome)
    y = _axis(hashprice, fleet_cost, site_cost[drawn], before)
    marks += [mark for line in before for mark in (line, _baseline_name(outcome, hashprice, line, y))]
    marks.append(
        Line(name="Hashprice", x=x, y=hashprice, role="current", label="Hashprice",
             value=number(hashprice[-1], 1), strong=True)
    )  # fmt: skip
    panel = Panel(x=month_axis(outcome), y=y,
                  marks=tuple(marks), end_labels=True)  # fmt: skip
    sites = outcome.scenario.portfolio.sites
    columns: list[tuple[TableColumn, Cells]] = [
        (TableColumn(key="month", header="Month", unit=""), outcome.month),
        (_column("net_hashprice_usd_per_ph_day", "Hashprice, net"), hashprice),
        (_column("fleet_hashcost_usd_per_ph_day", "Fleet cost"), fleet_cost),
        *zip(
            [_column(f"site_{sites[site].id}_hashcost_usd_per_ph_day", sites[site].name) for site in sorted(drawn)],
            site_cost[sorted(drawn)],
            strict=True,
        ),
    ]
    if outcome.baseline and outcome.baseline.month == outcome.month:
        columns += [(_column("baseline_net_hashprice_usd_per_ph_day", line.name), line.y) for line in before]
    here = int((outcome.sites.online_ph_s.max(axis=1) > 0.0).sum())
    unit = UNIT if len(drawn) == here else f"{UNIT}; {len(drawn)} of {here} sites"
    after = _after(outcome)
    takeaway = _takeaway(outcome, after)
    return Figure(key=KEY, takeaway=takeaway, unit=unit, panels=(panel,), table=table_of(*columns),
                  sentence=_sentence(outcome, takeaway, after, fleet_cost), shorter=_shorter(after))  # fmt: skip


@lru_cache(maxsize=256)  # a column a site, the same for each figure of a moving slider
def _column(key: str, header: str) -> TableColumn:
    return TableColumn(key=key, header=header, unit="USD/PH/day")


# --- marks --------------------------------------------------------------------------------------------------


def _sites_drawn(site_cost: Array, hashprice: Array) -> list[int]:
    """Sites worth a line, those to be labelled first: nearest to hashprice, dearest, cheapest; then the rest."""
    end, month = _last(site_cost)
    there = np.flatnonzero(np.isfinite(end))
    by_cost: list[int] = there[np.argsort(end[there], kind="stable")].tolist()
    if len(by_cost) <= LABELLED_SITES:
        return by_cost
    gap = np.abs(end - hashprice[month])
    chosen = [*by_cost[-2:], *by_cost[:2]]
    chosen += [site for site in sorted(by_cost, key=lambda site: gap[site]) if site not in chosen]
    chosen = chosen[:LABELLED_SITES]
    others = [site for site in by_cost if site not in chosen]
    spread = np.linspace(0, len(others) - 1, min(len(others), DRAWN_SITES - LABELLED_SITES)).round()
    return chosen + [others[int(place)] for place in sorted(set(spread.tolist()))]


def _last(site_cost: Array) -> tuple[Array, npt.NDArray[np.intp]]:
    """Each site's last defined cost and its month; NaN where it never has machines."""
    defined = np.isfinite(site_cost)
    month = site_cost.shape[1] - 1 - np.argmax(defined[:, ::-1], axis=1)
    return site_cost[np.arange(len(site_cost)), month], month


def _site_lines(outcome: Outcome, x: Array, site_cost: Array, drawn: list[int]) -> list[Mark]:
    sites = outcome.scenario.portfolio.sites
    whole: list[bool] = np.logical_and.reduce(np.isfinite(site_cost), axis=1).tolist()
    marks: list[Mark] = []
    for rank, site in enumerate(drawn):
        label = shortened(sites[site].name) if rank < LABELLED_SITES else ""
        marks += _pieces(sites[site].name, x, site_cost[site], "rest", whole=whole[site], label=label)
    return marks


def _pieces(
    name: str, x: Array, y: Array, role: Role, *, whole: bool, label: str = "", strong: bool = False
) -> list[Line]:  # fmt: skip
    """A curve, cut where it is undefined unless it is `whole`; the last piece carries label and value."""
    spans = [(0, y.size)] if whole else defined_spans(y)
    return [
        Line(
            name=name, x=x[start:stop], y=y[start:stop], role=role, label=label if stop == spans[-1][1] else "",
            value=number(float(y[stop - 1]), 1) if label and stop == spans[-1][1] else "", strong=strong,
        )
        for start, stop in spans
    ]  # fmt: skip


def _fleet_band(x: Array, hashprice: Array, fleet_cost: Array) -> list[Mark]:
    cost = np.where(np.isfinite(fleet_cost), fleet_cost, hashprice)  # no machines: nothing between the curves
    return [Band(x=x, lower=frozen(cost), upper=hashprice, role="current", role_below="bad")]


def _baseline_line(outcome: Outcome) -> list[Line]:
    if outcome.baseline is None:
        return []
    y = net_hashprice_usd_per_ph_day(outcome.baseline)
    return [Line(name=baseline_name(outcome), x=month_middles(outcome.baseline), y=y, role="baseline")]


def _baseline_name(outcome: Outcome, hashprice: Array, before: Line, axis: Axis) -> Note:
    """The baseline's name at the left, clear of both hashprices."""
    start = max(1, len(outcome.month) // 4)
    high = max(float(before.y[:start].max()), float(hashprice[:start].max()))
    y = min(high + 0.05 * (axis.high - axis.low), axis.high)
    return Note(x=month_axis(outcome).low, y=y, text=baseline_label(outcome), anchor="right", role="quiet")


def _axis(hashprice: Array, fleet_cost: Array, site_cost: Array, before: list[Line]) -> Axis:
    """All curves, but a site far above the fleet does not flatten it."""
    own = [hashprice, fleet_cost[np.isfinite(fleet_cost)], *(line.y for line in before)]
    low, high = extent(*own)
    reach = TALLEST * max(abs(low), abs(high))
    all_low, all_high = extent(*own, np.clip(site_cost[np.isfinite(site_cost)], -reach, reach))
    return Axis(low=all_low, high=all_high, unit="USD/PH/day")


# --- words --------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class After:
    """What the twelve months after the first halving bring. Sites by their place in the portfolio."""

    months: int  # 12, or as many as the horizon has
    here: list[int]  # with machines online
    earning: list[int]  # a cash margin over these months
    earned: list[int]  # before the halving
    lasting: list[int]  # over the last twelve months of the horizon
    reselling: list[int]  # of those earning, the ones that would not without what they resell
    sometimes: list[int]  # not of those earning, but with a month after the halving in which they do

    @property
    def span(self) -> str:
        """These months in words."""
        return "year" if self.months == MONTHS_PER_YEAR else "month" if self.months == 1 else f"{self.months} months"


def _after(outcome: Outcome) -> After | None:
    """None where no halving falls inside the horizon."""
    flows, months = outcome.sites, len(outcome.month)
    margin = flows.cash_margin_usd
    first = month_index(outcome.month[0])
    places = [int(halving.at_month) - first for halving in outcome.halvings]  # the month that holds it
    halved = next((place for place in places if place < months - 1), None)
    if halved is None:
        return None
    after = slice(halved + 1, min(halved + 1 + MONTHS_PER_YEAR, months))
    last = slice(max(halved + 1, months - MONTHS_PER_YEAR), months)

    def over(usd: Array, span: slice) -> list[int]:
        return np.flatnonzero(usd[:, span].sum(axis=1) > EARNS_USD).tolist()

    earning = over(margin, after)
    mining = over(margin - flows.power_credits_usd, after)
    in_a_month: list[int] = np.flatnonzero(margin[:, halved + 1 :].max(axis=1) > EARNS_USD).tolist()
    return After(
        months=after.stop - after.start,
        here=np.flatnonzero(flows.online_ph_s[:, after].max(axis=1) > 0.0).tolist(),
        earning=earning, earned=over(margin, slice(0, halved)), lasting=over(margin, last),
        reselling=[site for site in earning if site not in mining],
        sometimes=[site for site in in_a_month if site not in earning],
    )  # fmt: skip


def _until(outcome: Outcome, site: int) -> str:
    """The last month in which a site earns."""
    return outcome.month[int(np.flatnonzero(outcome.sites.cash_margin_usd[site] > 0.0)[-1])]


def _takeaway(outcome: Outcome, found: After | None) -> str:
    """Which sites earn a cash margin in the twelve months after the first halving, else over the horizon.

    Of a site that stops earning later it is said until when; of several, how many earn at the end. Where others earn
    in single months, the words are of the year.
    """
    names = [site.name for site in outcome.scenario.portfolio.sites]
    months = len(outcome.month)
    if found is None:
        here = np.flatnonzero(outcome.sites.online_ph_s.max(axis=1) > 0.0).tolist()
        earning = [site for site in here if outcome.sites.cash_margin_usd[site].sum() > EARNS_USD]
        return _sites_that(names, here, earning, f"over the {months} months shown" if months > 1 else "in this month")
    if not found.here:
        return f"No machines online in the {found.span} after the halving"
    if not found.earning:
        return _none_earns(names, found)
    if len(found.earning) == 1:
        return _one_earns(outcome, names[found.earning[0]], found)
    online, earners = len(found.here), len(found.earning)
    when = f"In the {found.span} after the halving" if found.sometimes else "After the halving"
    if found.lasting == found.earning:
        if earners == online:
            return f"{when} every site {_still(found)}earns"
        return f"{when} {earners} of {online} sites {'' if found.sometimes else _still(found)}earn"
    when = f"{found.span.capitalize()} after halving:" if found.sometimes else when
    earn = "every site earns" if earners == online else f"{earners} of {online} earn"
    return f"{when} {earn}; {len(found.lasting) or 'none'} at the end"


def _none_earns(names: list[str], found: After) -> str:
    """No site earns over the year; where one does in a month of it, or later, only that is said."""
    if len(found.here) == 1:
        site = found.here[0]
        if found.sometimes:
            return titled(f"{found.span.capitalize()} after halving: {{}} does not earn", names[site])
        return titled("After the halving {} no longer earns" if site in found.earned
                      else "{} does not earn after the halving", names[site])  # fmt: skip
    if found.sometimes:
        return f"In the {found.span} after the halving no site earns"
    return "After the halving no site earns" if found.earned else "No site earns, before or after the halving"


def _one_earns(outcome: Outcome, name: str, found: After) -> str:
    site, halving = found.earning[0], outcome.halvings[0].date[:7]
    only = "only " if len(found.here) > 1 and not found.sometimes else ""
    if site not in found.lasting:
        return titled(f"After {halving} {only}{{}} earns, to {_until(outcome, site)}", name)
    if site in found.reselling:
        return titled(f"After {halving} {only}{{}} earns, by resale", name)
    if found.sometimes:
        return titled(f"{found.span.capitalize()} after halving: only {{}} earns", name)
    return titled(f"After the halving {only}{{}} {_still(found)}earns", name)


def _still(found: After) -> str:
    return "still " if set(found.earning) <= set(found.earned) else ""


def _shorter(found: After | None) -> tuple[str, ...]:
    if found is None or not found.here:
        return ()
    here, earning = len(found.here), len(found.earning)
    when = f"{found.span.capitalize()} after halving:" if found.sometimes else "After halving"
    if here == 1:
        return (f"{when} it {'earns' if earning else 'does not earn'}",)
    if not earning:
        return (f"{when} no site earns",)
    ends = "" if found.lasting == found.earning else f", {len(found.lasting) or 'none'} at the end"
    return (f"{when} {earning} of {here} {'earns' if earning == 1 else 'earn'}{ends}",)


def _sites_that(names: list[str], here: list[int], earning: list[int], when: str) -> str:
    if len(here) == 1:
        return titled(f"{{}} {'earns' if earning else 'does not earn'} {when}", names[here[0]])
    if len(earning) == 1:
        return titled(f"Only {{}} earns {when}", names[earning[0]])
    if not earning:
        return f"No site earns {when}"
    if len(earning) == len(here):
        return f"Every site earns {when}"
    return f"{len(earning)} of {len(here)} sites earn {when}"


def _earning_words(outcome: Outcome, found: After | None) -> str:
    """Of the sites that earn after the halving, until when, and which owe it to what they resell."""
    if found is None:
        return ""
    names = [site.name for site in outcome.scenario.portfolio.sites]
    ending = [f"{names[site]} until {_until(outcome, site)}" for site in found.earning if site not in found.lasting]
    text = f" Earning for a while only: {', '.join(ending)}." if ending else ""
    if found.reselling:
        text += f" Earning by reselling power: {', '.join(names[site] for site in found.reselling)}."
    if found.sometimes:
        text += f" Earning in single months after the halving: {', '.join(names[site] for site in found.sometimes)}."
    return text


def _sentence(outcome: Outcome, takeaway: str, after: After | None, fleet_cost: Array) -> str:
    hashprice = net_hashprice_usd_per_ph_day(outcome)
    text = (
        f"{takeaway}. Hashprice net of the pool fee goes from {number(hashprice[0], 2)} in {outcome.month[0]} to "
        f"{number(hashprice[-1], 2)} USD/PH/day in {outcome.month[-1]}."
    )
    defined = np.flatnonzero(np.isfinite(fleet_cost))
    if defined.size:
        first, last = int(defined[0]), int(defined[-1])
        text += (
            f" The fleet's cash cost at full load is {number(fleet_cost[first], 2)} in {outcome.month[first]} and "
            f"{number(fleet_cost[last], 2)} in {outcome.month[last]}."
        )
    text += _earning_words(outcome, after)
    if outcome.halvings:
        text += f" Halving on {' and '.join(halving.date for halving in outcome.halvings)}."
    if outcome.baseline:
        before = net_hashprice_usd_per_ph_day(outcome.baseline)
        text += f" {baseline_name(outcome)}: hashprice from {number(before[0], 2)} to {number(before[-1], 2)}."
    return text
