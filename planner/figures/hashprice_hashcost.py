"""Hashprice against hashcost, month by month: what 1 PH/s earns a day, and what running it costs in cash.

The cost is cash cost ÷ PH-days run, pool fee included, so that the gap to the gross hashprice times the PH-days
is the cash margin. Where (nearly) nothing runs that month, it is what running at full load would cost.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from planner.figure import Array, Axis, Band, Figure, Line, Mark, Note, Panel, Role, TableColumn, frozen
from planner.figure_parts import (
    baseline_name,
    cells,
    empty_figure,
    extent,
    halving_rules,
    month_axis,
    month_middles,
    shortened,
    table_of,
    titled,
)
from planner.notation import number
from planner.outcome import Flows, Outcome
from planner.quantities import HOURS_PER_DAY, MONTHS_PER_YEAR, month_index

KEY = "hashprice_hashcost"
UNIT = "Hashprice and cash cost incl. pool fee, USD/PH/day"
OFF_SHARE = 0.01  # below this share of its full-load PH-days a site counts as switched off
EARNS_USD = 0.5  # a margin that rounds to at least one dollar
LABELLED_SITES = 8
DRAWN_SITES = 24
TALLEST = 2.5  # the axis reaches at most this multiple of the fleet's own curves


def hashprice_hashcost(outcome: Outcome) -> Figure:
    """Hashprice, fleet cost and each site's cost over the horizon; the band between is what is earned."""
    if not outcome.sites.online_ph_s.any():
        return empty_figure(outcome, KEY, UNIT)
    hashprice = outcome.market.hashprice_usd_per_ph_day
    site_cost, fleet_cost = _costs(outcome)
    x = month_middles(outcome)
    drawn = _sites_drawn(site_cost, hashprice)
    marks = [*_fleet_band(x, hashprice, fleet_cost), *_site_lines(outcome, x, site_cost, drawn)]
    marks += halving_rules(outcome)
    always = bool(np.isfinite(fleet_cost).all())
    marks += _pieces("Fleet cost", x, fleet_cost, "ink", whole=always, label="Fleet cost", strong=True)
    ghost = _baseline_marks(outcome)
    marks += ghost
    marks.append(
        Line(name="Hashprice", x=x, y=hashprice, role="current", label="Hashprice",
             value=number(hashprice[-1], 1), strong=True)
    )  # fmt: skip
    panel = Panel(x=month_axis(outcome), y=_axis(hashprice, fleet_cost, site_cost[drawn], outcome),
                  marks=tuple(marks), end_labels=True)  # fmt: skip
    sites = outcome.scenario.portfolio.sites
    columns = [
        (TableColumn(key="month", header="Month", unit=""), outcome.month),
        (_column("hashprice_usd_per_ph_day", "Hashprice"), cells(hashprice)),
        (_column("fleet_hashcost_usd_per_ph_day", "Fleet cost"), cells(fleet_cost)),
        *(
            (_column(f"site_{sites[site].id}_hashcost_usd_per_ph_day", sites[site].name), cells(site_cost[site]))
            for site in sorted(drawn)
        ),
    ]
    if outcome.baseline and outcome.baseline.month == outcome.month:
        before = outcome.baseline.market.hashprice_usd_per_ph_day
        columns.append((_column("baseline_hashprice_usd_per_ph_day", baseline_name(outcome)), cells(before)))
    here = int((outcome.sites.online_ph_s.max(axis=1) > 0.0).sum())
    unit = UNIT if len(drawn) == here else f"{UNIT}; {len(drawn)} of {here} sites"
    takeaway = _takeaway(outcome)
    return Figure(key=KEY, takeaway=takeaway, unit=unit, panels=(panel,), table=table_of(*columns),
                  sentence=_sentence(outcome, takeaway, fleet_cost))  # fmt: skip


def _column(key: str, header: str) -> TableColumn:
    return TableColumn(key=key, header=header, unit="USD/PH/day")


# --- cost ---------------------------------------------------------------------------------------------------


def _costs(outcome: Outcome) -> tuple[Array, Array]:
    """Cost of sites `(site, month)` and of the fleet `(month,)`; NaN where there are no machines."""
    days = outcome.market.days
    sites, fleet = outcome.sites, outcome.fleet
    fee = outcome.scenario.assumptions.pool_fee_frac * outcome.market.hashprice_usd_per_ph_day
    stated = outcome.scenario.portfolio
    hosted = {row.site_id for row in stated.contracts if any(piece.hosted for piece in row.terms.settle())}
    pue = np.array([1.0 if site.id in hosted else site.pue for site in stated.sites])
    variable = np.array([0.0 if site.id in hosted else site.variable_cost_usd_per_mwh for site in stated.sites])
    with np.errstate(divide="ignore", invalid="ignore"):
        mwh_per_ph_day = sites.online_mw * (pue * HOURS_PER_DAY)[:, None] / sites.online_ph_s
        full_ph_days = np.where(sites.online_ph_s > 0.0, sites.contract_mwh / mwh_per_ph_day, 0.0)
        full_cost = sites.contract_cost_usd + variable[:, None] * sites.contract_mwh + sites.site_operating_usd
        site_cost = _cost_per_ph_day(sites, days, full_ph_days, full_cost, fee)
        fleet_cost = _cost_per_ph_day(fleet, days, full_ph_days.sum(axis=0), full_cost.sum(axis=0), fee)
    return site_cost, fleet_cost


def _cost_per_ph_day(flows: Flows, days: Array, full_ph_days: Array, full_cost: Array, fee: Array) -> Array:
    run_ph_days = flows.running_ph_s * days
    off = run_ph_days <= OFF_SHARE * full_ph_days
    cost = np.where(off, full_cost / full_ph_days + fee, (flows.revenue_usd - flows.cash_margin_usd) / run_ph_days)
    return frozen(np.where(np.isfinite(cost), cost, np.nan))


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
    spread = np.unique(np.linspace(0, len(others) - 1, min(len(others), DRAWN_SITES - LABELLED_SITES)).round())
    return chosen + [others[int(place)] for place in spread]


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
    spans = [(0, y.size)]
    if not whole:
        defined = np.concatenate([[0], np.isfinite(y).astype(np.int64), [0]])
        spans = [(int(start), int(stop)) for start, stop in np.flatnonzero(np.diff(defined)).reshape(-1, 2)]
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


def _baseline_marks(outcome: Outcome) -> list[Mark]:
    if outcome.baseline is None:
        return []
    x, y = month_middles(outcome.baseline), outcome.baseline.market.hashprice_usd_per_ph_day
    name = baseline_name(outcome)
    at = min(len(x) - 1, max(1, len(x) // 12))
    above = y[at] >= np.interp(x[at], month_middles(outcome), outcome.market.hashprice_usd_per_ph_day)
    return [
        Line(name=name, x=x, y=y, role="baseline"),
        Note(x=float(x[at]), y=float(y[at]), text=name, anchor="above" if above else "below", role="quiet"),
    ]


def _axis(hashprice: Array, fleet_cost: Array, site_cost: Array, outcome: Outcome) -> Axis:
    """All curves, but a site far above the fleet does not flatten it."""
    fleet = fleet_cost[np.isfinite(fleet_cost)]
    sites = site_cost[np.isfinite(site_cost)]
    own = [hashprice, fleet] + ([outcome.baseline.market.hashprice_usd_per_ph_day] if outcome.baseline else [])
    low, high = extent(*own)
    reach = TALLEST * max(abs(low), abs(high))
    all_low, all_high = extent(*own, np.clip(sites, -reach, reach))
    return Axis(low=all_low, high=all_high)


# --- words --------------------------------------------------------------------------------------------------


def _takeaway(outcome: Outcome) -> str:
    """Which sites earn a cash margin in the twelve months after the first halving, else over the horizon."""
    margin, online = outcome.sites.cash_margin_usd, outcome.sites.online_ph_s
    names = [site.name for site in outcome.scenario.portfolio.sites]
    months = len(outcome.month)
    first = month_index(outcome.month[0])
    places = [int(halving.at_month) - first for halving in outcome.halvings]  # the month that holds it
    halved = next((place for place in places if place < months - 1), None)
    if halved is None:
        here = np.flatnonzero(online.max(axis=1) > 0.0).tolist()
        earning = [site for site in here if margin[site].sum() > EARNS_USD]
        return _sites_that(names, here, earning, f"over the {months} months shown" if months > 1 else "in this month")
    after = slice(halved + 1, halved + 1 + MONTHS_PER_YEAR)
    here = np.flatnonzero(online[:, after].max(axis=1) > 0.0).tolist()
    earning = [site for site in here if margin[site, after].sum() > EARNS_USD]
    earned = [site for site in range(len(names)) if margin[site, :halved].sum() > EARNS_USD]
    if not here:
        return "No machines are online after the halving"
    if len(here) == 1 and not earning:
        before = here[0] in earned
        return titled("After the halving {} no longer earns" if before else "{} does not earn after the halving",
                      names[here[0]])  # fmt: skip
    still = "still " if set(earning) <= set(earned) else ""
    if len(earning) == 1:
        only = "only " if len(here) > 1 else ""
        return titled(f"After the halving {only}{{}} {still}earns", names[earning[0]])
    if not earning:
        return "After the halving no site earns"
    if len(earning) == len(here):
        return f"After the halving every site {still}earns"
    return f"After the halving {len(earning)} of {len(here)} sites {still}earn"


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


def _sentence(outcome: Outcome, takeaway: str, fleet_cost: Array) -> str:
    hashprice = outcome.market.hashprice_usd_per_ph_day
    text = (
        f"{takeaway}. Hashprice goes from {number(hashprice[0], 2)} in {outcome.month[0]} to "
        f"{number(hashprice[-1], 2)} USD/PH/day in {outcome.month[-1]}."
    )
    defined = np.flatnonzero(np.isfinite(fleet_cost))
    if defined.size:
        first, last = int(defined[0]), int(defined[-1])
        text += (
            f" The fleet's cash cost, pool fee included, is {number(fleet_cost[first], 2)} in {outcome.month[first]} "
            f"and {number(fleet_cost[last], 2)} USD/PH/day in {outcome.month[last]}; where a site is switched off, "
            "its line is what running would cost."
        )
    if outcome.halvings:
        text += f" Halving on {' and '.join(halving.date for halving in outcome.halvings)}."
    if outcome.baseline:
        before = outcome.baseline.market.hashprice_usd_per_ph_day
        text += f" {baseline_name(outcome)}: hashprice from {number(before[0], 2)} to {number(before[-1], 2)}."
    return text
