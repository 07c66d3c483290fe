"""Cost of production: what one BTC costs month by month, layer upon layer, against what it sells for."""

from __future__ import annotations

import numpy as np

from planner.figure import Array, Axis, Band, Cells, Figure, Line, Mark, Panel, Role, Table, TableColumn, frozen
from planner.figure_parts import (
    baseline_name,
    cost_layers_usd,
    defined_spans,
    empty_figure,
    extent,
    first_months,
    halving_rules,
    month_axis,
    month_middles,
    table_of,
)
from planner.notation import number, thousands
from planner.outcome import Outcome

KEY = "cost_of_production"
UNIT = "Cost of one BTC received by layer, thousand USD"
NO_COINS = "No BTC is mined in these months. Add a lot, or set its month earlier, under Portfolio."
TALLEST = 5.0  # times the highest BTC price: a month of write-offs or hardly any coins does not flatten the rest
# Key, header and role of each layer, each with all that stands before it.
LAYERS: tuple[tuple[str, str, Role], ...] = (
    ("power", "Power", "rest"), ("cash", "Cash", "orange"), ("ebitda", "EBITDA", "total"), ("all_in", "All-in", "bad"),
)  # fmt: skip
A_COIN_BTC = 1e-9


def cost_of_production(outcome: Outcome) -> Figure:
    """Curves of power, cash, EBITDA and all-in cost, the price above or below them; the baseline's all-in dashed."""
    if not outcome.scenario.portfolio.sites or not outcome.fleet.online_ph_s.any():
        return empty_figure(outcome, KEY, UNIT)
    costs = costs_usd_per_btc(outcome)
    if not np.isfinite(costs["all_in"]).any():
        return Figure(key=KEY, takeaway="No BTC is mined", unit=UNIT, panels=(), table=Table(columns=(), rows=()),
                      sentence=NO_COINS, empty=NO_COINS)  # fmt: skip
    x, price = month_middles(outcome), outcome.market.btc_price_usd
    all_in = np.where(np.isfinite(costs["all_in"]), costs["all_in"], price)  # no coins: nothing between the curves
    marks: list[Mark] = [
        *halving_rules(outcome, captions="Halving"),
        Band(x=x, lower=frozen(all_in / 1e3), upper=frozen(price / 1e3), role="current", role_below="bad"),
    ]
    before: Array = np.empty(0)
    if outcome.baseline is not None:
        before = costs_usd_per_btc(outcome.baseline)["all_in"]
        marks += _pieces(baseline_name(outcome), month_middles(outcome.baseline), before, "baseline", "")
    for key, name, role in LAYERS:
        marks += _pieces(name, x, costs[key], role, name)
    marks.append(Line(name="BTC price", x=x, y=frozen(price / 1e3), role="ink", label="BTC price",
                      value=thousands(float(price[-1])), strong=True))  # fmt: skip
    reach = TALLEST * float(price.max(initial=0.0)) or np.inf
    drawn = [values[np.isfinite(values)] for values in (*costs.values(), before)]
    low, high = extent(price / 1e3, *(np.clip(values, -reach, reach) / 1e3 for values in drawn), including=(0.0,))
    takeaway = _takeaway(outcome, costs["all_in"])
    panel = Panel(
        x=month_axis(outcome), y=Axis(low=low, high=high, unit="thousand USD/BTC"), marks=tuple(marks),
        end_labels=True,
    )  # fmt: skip
    return Figure(
        key=KEY, takeaway=takeaway, unit=UNIT, panels=(panel,), table=_table(outcome, costs),
        sentence=_sentence(outcome, takeaway, costs), shorter=_shorter(takeaway),
    )  # fmt: skip


def costs_usd_per_btc(outcome: Outcome) -> dict[str, Array]:
    """Cost of one BTC received up to each layer, `(month,)`, NaN in months without coins; as the measures count it."""
    layers = layers_usd(outcome)
    btc = outcome.fleet.btc_received
    there = btc > A_COIN_BTC
    coins = np.where(there, btc, 1.0)
    return {key: np.where(there, usd / coins, np.nan) for key, usd in layers.items()}


def layers_usd(outcome: Outcome) -> dict[str, Array]:
    """What is spent up to each layer, `(month,)`, without the pool fee."""
    layers = cost_layers_usd(outcome)
    cash = layers["power_net"] + layers["site_operating"] + layers["hosting_net"]
    ebitda = cash + layers["sga"]
    all_in = ebitda + layers["worn"] + layers["pay_interest_tax"]
    return {"power": layers["power_net"], "cash": cash, "ebitda": ebitda, "all_in": all_in}


def _pieces(name: str, x: Array, usd: Array, role: Role, label: str) -> list[Mark]:
    """A curve, cut where no coins are mined; the last piece carries the label."""
    spans = defined_spans(usd)
    return [
        Line(
            name=name, x=x[start:stop], y=frozen(usd[start:stop] / 1e3), role=role, strong=role == "bad",
            label=label if stop == spans[-1][1] else "",
            value=thousands(float(usd[stop - 1])) if label and stop == spans[-1][1] else "",
        )
        for start, stop in spans
    ]  # fmt: skip


# --- words --------------------------------------------------------------------------------------------------


def _takeaway(outcome: Outcome, all_in: Array) -> str:
    """In how many of the months that mine the price covers all costs."""
    mined = np.isfinite(all_in)
    covered = int((outcome.market.btc_price_usd[mined] >= all_in[mined]).sum())
    months = int(mined.sum())
    if months == 1:
        return f"{'BTC price covers all-in cost' if covered else 'All-in cost is above BTC price'} in its month"
    every = "every month" if mined.all() else "each month mined"
    if covered == months:
        return f"BTC price covers all-in cost in {every}"
    if covered == 0:
        return f"All-in cost is above BTC price in {every}"
    if mined.all():
        return f"Price covers all-in cost in {covered} of {months} months"
    return f"Price covers all-in cost: {covered} of {months} months mined"


def _shorter(takeaway: str) -> tuple[str, ...]:
    words = takeaway.replace("BTC price", "price").replace("all-in cost", "cost").replace("All-in cost", "Cost")
    return (f"{words[0].upper()}{words[1:]}",)


def _table(outcome: Outcome, costs: dict[str, Array]) -> Table:
    columns: list[tuple[TableColumn, Cells]] = [
        (TableColumn(key="month", header="Month", unit=""), outcome.month),
        (TableColumn(key="btc_price_usd", header="BTC price", unit="USD", digits=0), outcome.market.btc_price_usd),
    ]
    for key, name, _ in LAYERS:
        head = TableColumn(key=f"{key}_cost_usd_per_btc", header=f"{name} cost", unit="USD/BTC", digits=0)
        columns.append((head, costs[key]))
    baseline = outcome.baseline
    if baseline is not None and baseline.month == outcome.month:
        head = TableColumn(
            key="baseline_all_in_cost_usd_per_btc", header=baseline_name(outcome), unit="USD/BTC", digits=0
        )
        columns.append((head, costs_usd_per_btc(baseline)["all_in"]))
    return table_of(*columns)


def _sentence(outcome: Outcome, takeaway: str, costs: dict[str, Array]) -> str:
    year = slice(0, first_months(outcome))
    btc = float(outcome.fleet.btc_received[year].sum())
    if btc > A_COIN_BTC:
        sums = {key: float(usd[year].sum()) / btc for key, usd in layers_usd(outcome).items()}
        parts = ", ".join(f"{name} {number(sums[key])}" for key, name, _ in LAYERS)
        first = f"First {first_months(outcome)} months, USD per BTC received: {parts}."
    else:
        first = f"No BTC is mined in the first {first_months(outcome)} months."
    last = int(np.flatnonzero(np.isfinite(costs["all_in"]))[-1])
    return (
        f"{takeaway}. {first} All-in in {outcome.month[last]}: {number(float(costs['all_in'][last]))} against a price "
        f"of {number(float(outcome.market.btc_price_usd[last]))}. Each layer holds those before it; the pool fee is in "
        "none, since coins are counted net of it."
    )
