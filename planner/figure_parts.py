"""What the figures of an outcome are built from: time axis, halvings, titles that fit, tables, the empty figure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from planner.errors import Undefined
from planner.figure import Array, Axis, Cells, Figure, Panel, Rows, Rule, Table, TableColumn, frozen
from planner.notation import MILLION, number, thousands
from planner.outcome import Outcome
from planner.quantities import HOURS_PER_DAY, MONTHS_PER_YEAR, month_index

TITLE_LENGTH = 50  # what fits at a width of 1366 pixels
LABEL_LENGTH = 16
BASELINE_LABEL_LENGTH = 20
LOT_NAME_LENGTH, LOT_NAME_END = 22, 13
_DATE = re.compile(r" (\d{4}-\d\d(?:-\d\d)?)$")
ELLIPSIS = "…"
NO_SITES = "No sites yet. Add a site under Portfolio, or choose File ▸ New from sample."
NO_MACHINES = "No machines are online in these months. Add a lot, or set its month earlier, under Portfolio."


# --- words --------------------------------------------------------------------------------------------------


def shortened(text: str, length: int = LABEL_LENGTH) -> str:
    """The text, or its beginning with an ellipsis, in at most `length` (>= 2) characters."""
    return text if len(text) <= length else text[: length - 1].rstrip() + ELLIPSIS


def titled(template: str, *names: str) -> str:
    """The template with names in its `{}`, the longest of them shortened until all fit a title."""
    room = TITLE_LENGTH - len(template.format(*("" for _ in names)))
    longest = max((len(name) for name in names), default=0)
    while longest > 2 and sum(min(len(name), longest) for name in names) > room:
        longest -= 1
    return template.format(*(shortened(name, max(longest, 2)) for name in names))


def million_digits(*values_usd: float) -> int:
    """Decimals with which amounts that stand together are written as millions: by the largest of them."""
    largest = max((abs(value) for value in values_usd), default=0.0)
    return 1 if largest >= 2 * MILLION or largest == 0.0 else 2 if largest >= 0.2 * MILLION else 3


def usd_words(value_usd: float) -> str:
    """`USD 3.1 M`; below a hundred thousand `USD 83k`. Always the size, without its sign."""
    size = abs(value_usd)
    return f"USD {number(size / MILLION, 1)} M" if size >= 0.0995 * MILLION else f"USD {thousands(size, 0)}"


def baseline_name(outcome: Outcome) -> str:
    """The name the baseline was pinned under; empty without a baseline."""
    return outcome.baseline.scenario.name if outcome.baseline else ""


def baseline_label(outcome: Outcome) -> str:
    """The pinned name as a label holds it; the date at its end stays, since it tells two pins apart."""
    name = baseline_name(outcome)
    date = _DATE.search(name)
    if len(name) <= BASELINE_LABEL_LENGTH or date is None:
        return shortened(name, BASELINE_LABEL_LENGTH)
    return shortened(name[: date.start()], BASELINE_LABEL_LENGTH - len(date[0])) + date[0]


def first_months(outcome: Outcome) -> int:
    """How many months "the first twelve months" are: fewer where the horizon is shorter."""
    return min(MONTHS_PER_YEAR, len(outcome.month))


@lru_cache(maxsize=8)
def distinct_names(lots: tuple[tuple[str, str], ...]) -> tuple[tuple[str, ...], ...]:
    """Shorter forms of `Llano S21 Pro` at Llano North: `L. S21 Pro`, `S21 Pro`; only those no other lot could have."""
    forms: list[list[str]] = []
    for name, site in lots:
        words, known = name.split(), {word.casefold() for word in site.split()}
        shared = 0
        while shared < len(words) - 1 and words[shared].casefold() in known:
            shared += 1
        rest = " ".join(words[shared:])
        whole = name
        if len(name) > LOT_NAME_LENGTH:
            whole = f"{name[: LOT_NAME_LENGTH - LOT_NAME_END - 1].rstrip()}{ELLIPSIS}{name[-LOT_NAME_END:].lstrip()}"
        forms.append([whole, *([f"{words[0][0]}. {rest}", rest] if shared else [])])
    count = Counter(form for those in forms for form in set(those))
    return tuple(
        (those[0], *(form for form in those[1:] if count[form] == 1 and len(form) < len(those[0]))) for those in forms
    )


# --- time ---------------------------------------------------------------------------------------------------


def month_axis(outcome: Outcome) -> Axis:
    """The whole horizon, from the start of its first month to the end of its last."""
    first = month_index(outcome.month[0])
    return Axis(low=float(first), high=float(first + len(outcome.month)), ticks="month")


def month_middles(outcome: Outcome) -> Array:
    """Where a month's figure stands on a month axis: in the middle of the month. `(month,)`, read-only."""
    return _middles(month_index(outcome.month[0]), len(outcome.month))


@lru_cache(maxsize=32)
def _middles(first: int, months: int) -> Array:
    return frozen(np.arange(first, first + months) + 0.5)


def month_ends(outcome: Outcome) -> Array:
    """Where a balance stands on a month axis: at the end of the month. `(month,)`, read-only."""
    return _ends(month_index(outcome.month[0]), len(outcome.month))


@lru_cache(maxsize=32)
def _ends(first: int, months: int) -> Array:
    return frozen(np.arange(first, first + months) + 1.0)


def halving_rules(outcome: Outcome, *, captions: str = "Halving {}", caption_at: float = 0.0) -> tuple[Rule, ...]:
    """A thin vertical at each halving of the horizon; `{}` in `captions` becomes its month."""
    return tuple(
        Rule(
            axis="x", at=halving.at_month, role="ink", caption=captions.format(halving.date[:7]), caption_at=caption_at
        )
        for halving in outcome.halvings
    )


def contract_end_rules(outcome: Outcome, *, most: int = 3) -> tuple[Rule, ...]:
    """A dotted vertical where a contract ends inside the horizon, the earliest ones, each with its name."""
    first = month_index(outcome.month[0])
    ends = sorted(
        (month_index(contract.expiry_month), contract.name)
        for contract in outcome.scenario.portfolio.contracts
        if contract.expiry_month and first < month_index(contract.expiry_month) < first + len(outcome.month)
    )
    return tuple(
        Rule(axis="x", at=float(month), role="quiet", style="dotted", caption=f"{shortened(name, 22)} ends",
             caption_at=0.12 * (place + 1))
        for place, (month, name) in enumerate(ends[:most])
    )  # fmt: skip


# --- numbers ------------------------------------------------------------------------------------------------


def measure(outcome: Outcome, key: str) -> float | None:
    """A measure's number, or None where it is undefined."""
    value = outcome.measures.get(key)
    return None if value is None or isinstance(value, Undefined) else value


def net_hashprice(outcome: Outcome) -> float:
    """Hashprice of the first month net of the pool fee, USD/PH/day: what a lot's hashcost stands against."""
    return float(outcome.market.hashprice_usd_per_ph_day[0]) * (1.0 - outcome.scenario.assumptions.pool_fee_frac)


def net_hashprice_usd_per_ph_day(outcome: Outcome) -> Array:
    """Hashprice net of the pool fee, `(month,)`."""
    return frozen(outcome.market.hashprice_usd_per_ph_day * (1.0 - outcome.scenario.assumptions.pool_fee_frac))


def costs_usd_per_ph_day(outcome: Outcome) -> tuple[Array, Array]:
    """Cost of sites `(site, month)` and of the fleet `(month,)` at full load; NaN where there are no machines."""
    sites = outcome.sites
    stated = outcome.scenario.portfolio
    hosted = {row.site_id for row in stated.contracts if any(piece.hosted for piece in row.terms.settle())}
    pue = np.array([1.0 if site.id in hosted else site.pue for site in stated.sites])
    variable = np.array([0.0 if site.id in hosted else site.variable_cost_usd_per_mwh for site in stated.sites])
    fixed_cost = sites.site_operating_usd - variable[:, None] * sites.energy_mwh
    cost = sites.contract_cost_usd + variable[:, None] * sites.contract_mwh + fixed_cost
    with np.errstate(divide="ignore", invalid="ignore"):
        mwh_per_ph_day = sites.online_mw * (pue * HOURS_PER_DAY)[:, None] / sites.online_ph_s
        ph_days = np.where(sites.online_ph_s > 0.0, sites.contract_mwh / mwh_per_ph_day, 0.0)
        here = ph_days > 0.0
        return _defined(cost / ph_days), _defined((cost * here).sum(axis=0) / ph_days.sum(axis=0))


def _defined(cost: Array) -> Array:
    return frozen(np.where(np.isfinite(cost), cost, np.nan))


def cost_layers_usd(outcome: Outcome) -> dict[str, Array]:
    """What mining costs, layer by layer from power to all-in, without the pool fee; `(month,)` each.

    A cost per BTC is a sum of them over BTC received net of that fee, else the fee would count twice.
    """
    fleet, money = outcome.fleet, outcome.money
    return {
        "power_net": fleet.power_usd - fleet.power_credits_usd,
        "site_operating": fleet.site_operating_usd,
        "hosting_net": fleet.hosting_usd - fleet.hosting_revenue_usd,
        "sga": outcome.cash.sga_usd,
        "worn": fleet.depreciation_usd + fleet.write_off_usd - fleet.machine_resale_usd,
        "pay_interest_tax": money.share_based_pay_usd + money.interest_usd + money.tax_usd,
    }


def defined_spans(values: Array) -> list[tuple[int, int]]:
    """The stretches, start and stop, over which every value of `(month,)` is a number."""
    defined = np.concatenate([[0], np.isfinite(values).astype(np.int64), [0]])
    return [(int(start), int(stop)) for start, stop in np.flatnonzero(np.diff(defined)).reshape(-1, 2)]


def extent(*arrays: Array, including: Sequence[float] = ()) -> tuple[float, float]:
    """Lowest and highest of all values; 0 to 1 where there are none or all are one and the same zero."""
    lows = [float(array.min()) for array in arrays if array.size] + list(including)
    highs = [float(array.max()) for array in arrays if array.size] + list(including)
    low, high = min(lows, default=0.0), max(highs, default=0.0)
    return (low, high) if high > low else (min(low, 0.0), max(high, 0.0, low + 1.0))


def table_of(*columns: tuple[TableColumn, Cells]) -> Table:
    """A table from its columns, each with as many cells as there are rows; what is not finite is undefined."""
    rows = Rows([values for _, values in columns])
    return Table(columns=tuple(column for column, _ in columns), rows=rows)


def empty_figure(outcome: Outcome, key: str, unit: str) -> Figure:
    """The figure of a portfolio without sites, or without machines in the horizon: words and a next step."""
    why = NO_MACHINES if outcome.scenario.portfolio.sites else NO_SITES
    takeaway = "No machines are online" if outcome.scenario.portfolio.sites else "No sites yet"
    table = Table(columns=(), rows=())
    panels: tuple[Panel, ...] = ()
    return Figure(key=key, takeaway=takeaway, unit=unit, panels=panels, table=table, sentence=why, empty=why)
