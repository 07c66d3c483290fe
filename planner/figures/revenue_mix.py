"""Revenue mix: what the company's income is made of, month by month, layer upon layer; what hedges cost is below 0."""

from __future__ import annotations

import numpy as np

from planner.figure import Array, Axis, Band, Cells, Figure, Line, Mark, Panel, Role, Table, TableColumn, frozen
from planner.figure_parts import (
    baseline_name,
    empty_figure,
    extent,
    first_months,
    halving_rules,
    million_digits,
    month_axis,
    month_middles,
    table_of,
)
from planner.notation import MILLION, millions, percent
from planner.outcome import Outcome

KEY = "revenue_mix"
UNIT = "Income by month before any cost, USD M"
LAYERS: tuple[tuple[str, str, Role], ...] = (
    ("subsidy_usd", "Subsidy", "current"), ("fees_usd", "Fees", "total"), ("hosting_revenue_usd", "Hosting", "orange"),
    ("power_credits_usd", "Power credits", "sky"), ("hedges_usd", "Hedges", "rest"),
)  # fmt: skip
OPACITY = 0.85
SLIGHT_FRAC = 0.03  # of the highest: so little below zero does not lower the axis
A_DOLLAR = 1.0
BELOW_THE_LEGEND = 0.03  # share of the panel: at its top the caption would stand in the legend


def revenue_mix(outcome: Outcome) -> Figure:
    """Stacked areas over the horizon; the total of the baseline as a dashed line."""
    layers = layers_usd(outcome)
    earns = outcome.fleet.online_ph_s.any() or any(values.any() for values in layers.values())
    if not outcome.scenario.portfolio.sites or not earns:
        return empty_figure(outcome, KEY, UNIT)
    x = month_middles(outcome)
    marks: list[Mark] = [*halving_rules(outcome, captions="Halving", caption_at=BELOW_THE_LEGEND)]
    up, down = np.zeros(x.size), np.zeros(x.size)
    for key, _, role in LAYERS:
        values = layers[key] / MILLION
        if not values.any():
            continue
        over, under = up + np.maximum(values, 0.0), down + np.minimum(values, 0.0)
        marks += [Band(x=x, lower=frozen(lower), upper=frozen(upper), role=role, opacity=OPACITY)
                  for lower, upper in ((up, over), (under, down)) if (upper > lower).any()]  # fmt: skip
        up, down = over, under
    total = _total(layers)
    if outcome.baseline is not None:
        before = _total(layers_usd(outcome.baseline))
        marks.append(Line(name=baseline_name(outcome), x=month_middles(outcome.baseline), y=frozen(before / MILLION),
                          role="baseline"))  # fmt: skip
    digits = million_digits(*total.tolist())
    marks.append(Line(name="Income", x=x, y=frozen(total / MILLION), role="ink", label="Income",
                      value=millions(float(total[-1]), digits), strong=True))  # fmt: skip
    low, high = extent(up, down, *(mark.y for mark in marks if isinstance(mark, Line)), including=(0.0,))
    low = 0.0 if -low < SLIGHT_FRAC * high else low
    panel = Panel(
        x=month_axis(outcome),
        y=Axis(low=low, high=high, ticks="usd_m", unit="USD M"),
        marks=tuple(marks),
        end_labels=True,
        legend=tuple((name.lower(), role) for key, name, role in LAYERS if layers[key].any()),
    )
    takeaway = _takeaway(outcome, layers)
    return Figure(
        key=KEY, takeaway=takeaway, unit=UNIT, panels=(panel,), table=_table(outcome, layers, total),
        sentence=_sentence(outcome, takeaway, layers), shorter=_shorter(outcome, layers),
    )  # fmt: skip


def layers_usd(outcome: Outcome) -> dict[str, Array]:
    """Each layer by month, `(month,)`; revenue is split as a block's reward is."""
    market, fleet = outcome.market, outcome.fleet
    reward = market.subsidy_btc + market.fees_btc_per_block
    subsidy = fleet.revenue_usd * market.subsidy_btc / np.where(reward > 0.0, reward, 1.0)
    return {
        "subsidy_usd": subsidy,
        "fees_usd": fleet.revenue_usd - subsidy,
        "hosting_revenue_usd": fleet.hosting_revenue_usd,
        "power_credits_usd": fleet.power_credits_usd,
        "hedges_usd": outcome.money.hedge_settlement_usd,
    }


def _total(layers: dict[str, Array]) -> Array:
    return np.asarray(sum(layers.values()))


def _shares(outcome: Outcome, layers: dict[str, Array]) -> dict[str, float]:
    """What each layer brings in the first twelve months, USD."""
    return {key: float(values[: first_months(outcome)].sum()) for key, values in layers.items()}


def _period(outcome: Outcome) -> str:
    months = first_months(outcome)
    return f"{months} months" if months > 1 else "first month"


def _takeaway(outcome: Outcome, layers: dict[str, Array]) -> str:
    """The share of the largest layer, of all that bring something."""
    brought = {key: max(usd, 0.0) for key, usd in _shares(outcome, layers).items()}
    total = sum(brought.values())
    if total < A_DOLLAR:
        return f"No income in the {'first ' if first_months(outcome) > 1 else ''}{_period(outcome)}"
    name, share = _largest(brought)
    bring = "bring" if name.endswith("s") else "brings"
    return f"{name} {bring} {_percent(share)} of income, {_period(outcome)}"


def _percent(share: float) -> str:
    """`100 %` only for all of it."""
    return "over 99 %" if 0.995 <= share < 1.0 else percent(share)


def _largest(brought: dict[str, float]) -> tuple[str, float]:
    key = max(brought, key=lambda key: brought[key])
    return {key: name for key, name, _ in LAYERS}[key], brought[key] / sum(brought.values())


def _shorter(outcome: Outcome, layers: dict[str, Array]) -> tuple[str, ...]:
    brought = {key: max(usd, 0.0) for key, usd in _shares(outcome, layers).items()}
    if sum(brought.values()) < A_DOLLAR:
        return ("No income at first",)
    name, share = _largest(brought)
    return (f"{name}: {_percent(share)} of income",)


def _table(outcome: Outcome, layers: dict[str, Array], total: Array) -> Table:
    columns: list[tuple[TableColumn, Cells]] = [(TableColumn(key="month", header="Month", unit=""), outcome.month)]
    for key, name, _ in LAYERS:
        columns.append((TableColumn(key=key, header=name, unit="USD", digits=0), layers[key]))
    columns.append((TableColumn(key="income_usd", header="Income", unit="USD", digits=0), total))
    baseline = outcome.baseline
    if baseline is not None and baseline.month == outcome.month:
        head = TableColumn(key="baseline_income_usd", header=baseline_name(outcome), unit="USD", digits=0)
        columns.append((head, _total(layers_usd(baseline))))
    return table_of(*columns)


def _sentence(outcome: Outcome, takeaway: str, layers: dict[str, Array]) -> str:
    shares = _shares(outcome, layers)
    digits = million_digits(*shares.values())
    parts = [f"{name.lower()} {millions(shares[key], digits)}" for key, name, _ in LAYERS if layers[key].any()]
    return (
        f"{takeaway}. In USD M, first {first_months(outcome)} months: {', '.join(parts)}. Mining is gross of the pool "
        "fee and split as a block's reward is; hedges are what they pay, below zero where they cost."
    )
