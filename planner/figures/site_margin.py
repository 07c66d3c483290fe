"""Revenue by site, split into power, other cost and cash margin, first twelve months; largest margin on top."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from planner.figure import (
    Array,
    Axis,
    Bars,
    Cells,
    Column,
    Figure,
    Mark,
    Name,
    Note,
    Panel,
    Role,
    Table,
    TableColumn,
    frozen,
)
from planner.figure_parts import (
    baseline_name,
    empty_figure,
    extent,
    first_months,
    million_digits,
    net_hashprice,
    shortened,
    table_of,
    titled,
    usd_words,
)
from planner.notation import MILLION, MINUS, cents_per_kwh, digits_apart, millions, number, percent, shown_difference
from planner.outcome import Outcome

KEY = "site_margin"
MOST_ROWS = 8
BEST, WORST = 5, 3
MOST_TIMES_WIDER = 2.5  # the sum of the others, against the largest single site
HALF_BAR, HALF_GHOST = 0.28, 0.36
NAME_LENGTH = 18
RUNS_FRAC = 0.005
EARNS_USD = 0.5
LEGEND: tuple[tuple[str, Role], ...] = (
    ("power", "total"), ("other", "rest"), ("margin", "current"), ("uncovered cost", "bad"),
)  # fmt: skip
WORDS = {role: word for word, role in LEGEND}


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One bar: a site, or the sum of several. USD over the first twelve months."""

    name: str
    detail: str = ""
    sites: tuple[int, ...]
    revenue_usd: float
    energy_usd: float  # power + hosting − credits
    other_usd: float  # pool fee + site operating
    words: tuple[str, ...] = ()  # beside the bar: why it stands still, in fewer and fewer words
    drawn: bool = True

    @property
    def is_site(self) -> bool:
        """One site, not a sum."""
        return len(self.sites) == 1

    @property
    def margin_usd(self) -> float:
        """What is left."""
        return self.revenue_usd - self.energy_usd - self.other_usd


def site_margin(outcome: Outcome) -> Figure:
    """A stacked bar a site; more than eight sites: the best five, the worst three, and the sum of the others."""
    if not outcome.scenario.portfolio.sites:
        return empty_figure(outcome, KEY, _unit(outcome))
    sums = _yearly(outcome)
    margin = sums["cash_margin_usd"]
    order = np.argsort(-margin, kind="stable").tolist()
    rows = _rows(outcome, sums, order)
    before = _baseline_by_site(outcome)
    place = np.arange(len(rows), dtype=np.float64)[::-1]  # the first row stands on top
    marks: list[Mark] = []
    if before is not None:
        drawn = [index for index, row in enumerate(rows) if row.drawn]
        revenue = np.array([sum(before["revenue_usd"][site] for site in rows[index].sites) for index in drawn])
        marks.append(_ghosts(baseline_name(outcome), place[drawn], revenue))
    bars = _bars(rows, place)
    marks += [bars, *_notes(rows, place, float(bars.right.max(initial=0.0)))]
    low, high = extent(*(mark.right for mark in marks if isinstance(mark, Bars)), including=(0.0,))
    panel = Panel(
        x=Axis(low=low, high=high, ticks="usd_m", unit="USD M"),
        y=Axis(low=-0.5, high=len(rows) - 0.5, ticks="names", names=_names(rows, place)),
        marks=tuple(marks), columns=_columns(rows, before), legend=LEGEND,
    )  # fmt: skip
    takeaway = _takeaway(outcome, margin)
    return Figure(
        key=KEY, takeaway=takeaway, unit=_unit(outcome), panels=(panel,), table=_table(outcome, sums, order, before),
        sentence=_sentence(outcome, takeaway, rows), shorter=_shorter(outcome, margin),
    )  # fmt: skip


def _unit(outcome: Outcome) -> str:
    months = first_months(outcome)
    return f"Revenue = power + other cost + margin, USD M, {f'{months} months' if months > 1 else 'first month'}"


LAYERS = (
    "revenue_usd", "power_usd", "power_credits_usd", "hosting_usd", "pool_fee_usd", "site_operating_usd",
    "cash_margin_usd",
)  # fmt: skip


def _yearly(outcome: Outcome) -> dict[str, Array]:
    """Each layer by site over the first twelve months, `(site,)`."""
    year = first_months(outcome)
    return {name: getattr(outcome.sites, name)[:, :year].sum(axis=1) for name in LAYERS}


def _baseline_by_site(outcome: Outcome) -> dict[str, list[float]] | None:
    """The baseline's revenue and margin of each of today's sites; a site it did not have earned nothing."""
    if outcome.baseline is None:
        return None
    places = {site.id: place for place, site in enumerate(outcome.baseline.scenario.portfolio.sites)}
    sums = _yearly(outcome.baseline)
    wanted = [places.get(site.id) for site in outcome.scenario.portfolio.sites]
    return {
        name: [0.0 if place is None else float(sums[name][place]) for place in wanted]
        for name in ("revenue_usd", "cash_margin_usd")
    }


# --- rows and marks -----------------------------------------------------------------------------------------


def _rows(outcome: Outcome, sums: dict[str, Array], order: list[int]) -> list[Row]:
    groups = [[site] for site in order]
    if len(order) > MOST_ROWS:
        groups = [*groups[:BEST], order[BEST:-WORST], *groups[-WORST:]]
    energy = sums["power_usd"] + sums["hosting_usd"] - sums["power_credits_usd"]
    other = sums["pool_fee_usd"] + sums["site_operating_usd"]
    rows: list[Row] = []
    for sites in groups:
        alone = len(sites) == 1
        site = outcome.scenario.portfolio.sites[sites[0]]
        price = outcome.contract_price_usd_per_mwh[sites[0]]
        rows.append(
            Row(
                name=shortened(site.name, NAME_LENGTH) if alone else f"… {len(sites)} more",
                detail=f"{cents_per_kwh(price, 1)} ¢/kWh" if alone and price else "",
                sites=tuple(sites),
                revenue_usd=float(sums["revenue_usd"][sites].sum()),
                energy_usd=float(energy[sites].sum()),
                other_usd=float(other[sites].sum()),
                words=_why_still(outcome, sites[0]) if alone else (),
            )
        )
    return [_within(row, rows) for row in rows]


def _within(row: Row, rows: list[Row]) -> Row:
    """A sum that would dwarf every single site is written, not drawn."""
    widest = max(max(other.revenue_usd, other.revenue_usd - other.margin_usd) for other in rows if other.is_site)
    if row.is_site or row.revenue_usd <= MOST_TIMES_WIDER * widest:
        return row
    return replace(row, drawn=False, words=(f"revenue {millions(row.revenue_usd, 1)} together",))


def _why_still(outcome: Outcome, site: int) -> tuple[str, ...]:
    """Why a site does not run in the first twelve months, hashcost against net hashprice; none where it runs."""
    year = first_months(outcome)
    online = float(outcome.sites.online_ph_s[site, :year].sum())
    if online == 0.0:
        return ("no machines online",)
    if float(outcome.sites.running_ph_s[site, :year].sum()) >= RUNS_FRAC * online:
        return ()
    lots = np.flatnonzero((outcome.lots.site == site) & (outcome.lots.online_ph_s > 0.0))
    if not lots.size:
        return ("switched off",)
    cost = outcome.lots.hashcost_usd_per_ph_day[lots]
    net, least = net_hashprice(outcome), float(cost.min())
    digits = digits_apart(least, net, 1)
    low, high = number(least, digits), number(float(cost.max()), digits)
    spent, earned = f"costs {low if low == high else f'{low}–{high}'}", f"earns {number(net, digits)}"
    return (
        f"switched off: {spent}, {earned} USD/PH/day", f"off: {spent}, {earned} USD/PH/day",
        f"off: {spent}, {earned}", f"off: {spent}", "off",
    )  # fmt: skip


def _bars(rows: list[Row], place: Array) -> Bars:
    """Power, other cost, then margin; cost beyond the revenue stands out, income beyond it too."""
    left: list[float] = []
    right: list[float] = []
    at: list[float] = []
    roles: list[Role] = []
    names: list[str] = []
    for index, row in enumerate(rows):
        if not row.drawn:
            continue
        energy = max(row.energy_usd, 0.0)
        cost = energy + max(row.other_usd, 0.0)
        parts: list[tuple[float, float, Role]] = [
            (0.0, min(energy, row.revenue_usd), "total"),
            (min(energy, row.revenue_usd), min(cost, row.revenue_usd), "rest"),
        ]
        if row.margin_usd >= 0.0:
            parts.append((cost, cost + row.margin_usd, "current"))
        else:
            parts.append((row.revenue_usd, row.revenue_usd - row.margin_usd, "bad"))
        for start, end, role in parts:
            left.append(start / MILLION)
            right.append(max(start, end) / MILLION)
            at.append(float(place[index]))
            roles.append(role)
            names.append(f"{row.name}, {WORDS[role]}")
    middle = np.array(at)
    return Bars(name="Sites", left=frozen(left), right=frozen(right), bottom=frozen(middle - HALF_BAR),
                top=frozen(middle + HALF_BAR), roles=tuple(roles), names=tuple(names))  # fmt: skip


def _ghosts(name: str, place: Array, revenue_usd: Array) -> Bars:
    return Bars(
        name=name, left=frozen(np.zeros(place.size)), right=frozen(revenue_usd / MILLION),
        bottom=frozen(place - HALF_GHOST), top=frozen(place + HALF_GHOST), roles=_all("baseline", place.size),
    )  # fmt: skip


def _all(role: Role, count: int) -> tuple[Role, ...]:
    return (role,) * count


def _notes(rows: list[Row], place: Array, widest: float) -> list[Mark]:
    return [
        Note(x=max(-row.margin_usd * row.drawn, 0.0) / MILLION + 0.01 * widest, y=float(at), text=row.words[0],
             anchor="right", role="quiet", shorter=row.words[1:])
        for row, at in zip(rows, place, strict=True)
        if row.words
    ]  # fmt: skip


def _names(rows: list[Row], place: Array) -> tuple[Name, ...]:
    return tuple(
        Name(at=float(at), text=row.name, detail=row.detail, strong=row.is_site)
        for row, at in zip(rows, place, strict=True)
    )


def _columns(rows: list[Row], before: dict[str, list[float]] | None) -> tuple[Column, ...]:
    earned = tuple(row.margin_usd for row in rows)
    digits = million_digits(*earned)
    shown = tuple(millions(usd, digits, sign=True) for usd in earned)
    inks: dict[str, Role] = {"+": "current", MINUS: "bad"}
    columns = [
        Column(
            header="margin", texts=shown, strong=True, roles=tuple(inks.get(text[0], "rest") for text in shown),
        )
    ]  # fmt: skip
    if before is not None:
        was = [sum(before["cash_margin_usd"][site] for site in row.sites) / MILLION for row in rows]
        change = [shown_difference(usd / MILLION, old, digits) for usd, old in zip(earned, was, strict=True)]
        columns.append(
            Column(header="vs pinned", texts=tuple(number(usd_m, digits, sign=True) for usd_m in change),
                   roles=_all("rest", len(rows)))
        )  # fmt: skip
    return tuple(columns)


# --- words --------------------------------------------------------------------------------------------------


def _takeaway(outcome: Outcome, margin: Array) -> str:
    names = [site.name for site in outcome.scenario.portfolio.sites]
    total = float(margin.sum())
    if len(names) == 1:
        if total > EARNS_USD:
            return titled(f"{{}} earns {usd_words(total)} before SG&A", names[0])
        if total < -EARNS_USD:
            return titled(f"{{}} loses {usd_words(total)} before SG&A", names[0])
        return titled("{} earns nothing", names[0])
    earning = int((margin > EARNS_USD).sum())
    if not earning:
        return f"None of {len(names)} sites earns a cash margin"
    if total <= EARNS_USD:
        earn = "earns" if earning == 1 else "earn"
        return f"{earning} of {len(names)} sites {earn}; the fleet loses {usd_words(total)}"
    best = int(np.argmax(margin))
    share = float(margin[best]) / total
    if earning == 1:
        return titled("Only {} earns a cash margin", names[best])
    if share > 1.0:
        return titled("{} earns more than all sites together", names[best])
    return titled(f"{{}} earns {percent(share)} of the cash margin", names[best])


def _shorter(outcome: Outcome, margin: Array) -> tuple[str, ...]:
    """The title with the best site's name in half its room, or the fleet's sum alone."""
    names, total, best = [site.name for site in outcome.scenario.portfolio.sites], float(margin.sum()), 0
    earning = int((margin > EARNS_USD).sum())
    if total <= EARNS_USD:
        return (f"{earning} of {len(names)} earn; fleet loses {usd_words(total)}",)
    best = int(np.argmax(margin))
    share = float(margin[best]) / total
    words = f"earns {usd_words(total)}" if len(names) == 1 else f"earns {percent(share)} of margin"
    return (f"{shortened(names[best])} {words}", f"{shortened(names[best], 10)} {words}")


def _table(
    outcome: Outcome, sums: dict[str, Array], order: list[int], before: dict[str, list[float]] | None
) -> Table:  # fmt: skip
    """A row for every site, largest margin first, however many have a bar of their own."""
    sites = outcome.scenario.portfolio.sites
    columns: list[tuple[TableColumn, Cells]] = [
        (TableColumn(key="site", header="Site", unit=""), [sites[place].name for place in order]),
        (
            TableColumn(key="contract_price_usd_per_mwh", header="Power cost", unit="USD/MWh"),
            outcome.contract_price_usd_per_mwh[order].tolist(),
        ),
    ]
    for name in LAYERS:
        header = name.removesuffix("_usd").replace("_", " ").capitalize()
        columns.append((TableColumn(key=name, header=header, unit="USD", digits=0), sums[name][order]))
    if before is not None:
        for name, values in before.items():
            head = TableColumn(key=f"baseline_{name}", header=baseline_name(outcome), unit="USD", digits=0)
            columns.append((head, [values[place] for place in order]))
    return table_of(*columns)


def _sentence(outcome: Outcome, takeaway: str, rows: list[Row]) -> str:
    parts = []
    digits = million_digits(*(row.revenue_usd for row in rows))
    for row in rows:
        why = f" ({row.words[0]})" if row.words else ""
        margin, revenue = millions(row.margin_usd, digits, sign=True), millions(row.revenue_usd, digits)
        parts.append(f"{row.name} {margin} of {revenue} revenue{why}")
    months = first_months(outcome)
    return f"{takeaway}. Cash margin in USD M over the first {months} months: {'; '.join(parts)}."
