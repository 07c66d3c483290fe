"""Cost layers: from power to all-in, what one BTC of the first twelve months costs, against what it sells for."""

from __future__ import annotations

import numpy as np

from planner.figure import Axis, Bars, BarText, Cells, Figure, Name, Panel, Role, Rule, Table, TableColumn, frozen
from planner.figure_parts import baseline_name, cost_layers_usd, empty_figure, extent, first_months, table_of
from planner.notation import number, shown_difference
from planner.outcome import Outcome

KEY = "cost_layers"
LABEL_ROOM = 0.09  # of the height, above the highest bar and below the lowest
HALF_BAR, HALF_GHOST = 0.36, 0.42  # of a slot
A_COIN_BTC = 1e-9
# Key, name on the axis, header of the table, and whether it is a subtotal.
STEPS: tuple[tuple[str, str, str, bool], ...] = (
    ("power_net", "Power", "Power less credits", False),
    ("site_operating", "Site", "Site operating", False),
    ("hosting_net", "Host", "Hosting less hosting revenue", False),
    ("cash_cost", "Cash", "Cash cost", True),
    ("sga", "SG&A", "SG&A", False),
    ("ebitda_cost", "EBITDA", "EBITDA cost", True),
    ("worn", "Deprec.", "Depreciation, write-offs less resale", False),
    ("pay_interest_tax", "Pay, int.\n+ tax", "Share-based pay, interest, tax", False),
    ("all_in_cost", "All-in", "All-in cost", True),
)


def cost_layers(outcome: Outcome) -> Figure:
    """Waterfall of cost per BTC received, thousand USD; subtotals grey, the mean price as a line."""
    if not outcome.scenario.portfolio.sites or not outcome.fleet.online_ph_s.any():
        return empty_figure(outcome, KEY, _unit(outcome))
    now = steps_usd_per_btc(outcome)
    if now is None:
        why = f"No BTC is mined in the first {_period(outcome)}. Set a lot's month earlier under Portfolio."
        return Figure(key=KEY, takeaway="No BTC is mined", unit=_unit(outcome), panels=(),
                      table=Table(columns=(), rows=()), sentence=why, empty=why)  # fmt: skip
    before = None if outcome.baseline is None else steps_usd_per_btc(outcome.baseline)
    shown = [step for step in STEPS if step[0] != "hosting_net" or now["hosting_net"] or (before or now)["hosting_net"]]
    bars = _bars(outcome.scenario.name, shown, now, ghost=False)
    marks: list[Bars] = [] if before is None else [_bars(baseline_name(outcome), shown, before, ghost=True)]
    marks.append(bars)
    price = _mean_price_usd(outcome)
    low, high = extent(*(mark.bottom for mark in marks), *(mark.top for mark in marks), including=(0.0, price / 1e3))
    room = LABEL_ROOM * (high - low)
    panel = Panel(
        x=Axis(low=-0.5, high=len(shown) - 0.5, ticks="names",
               names=tuple(Name(at=float(at), text=step[1], strong=step[3]) for at, step in enumerate(shown))),
        y=Axis(low=low - room if low < 0.0 else 0.0, high=high + room, unit="thousand USD/BTC"),
        marks=(*marks, Rule(axis="y", at=price / 1e3, role="ink", caption=f"BTC sells for {number(price / 1e3, 1)}")),
    )  # fmt: skip
    takeaway = _takeaway(now["all_in_cost"], price)
    return Figure(
        key=KEY, takeaway=takeaway, unit=_unit(outcome), panels=(panel,), table=_table(outcome, now, before),
        sentence=_sentence(outcome, takeaway, now, price), shorter=_shorter(now["all_in_cost"], price),
    )  # fmt: skip


def steps_usd_per_btc(outcome: Outcome) -> dict[str, float] | None:
    """Each layer and subtotal of the first twelve months per BTC received; None where none is."""
    year = slice(0, first_months(outcome))
    btc = float(outcome.fleet.btc_received[year].sum())
    if btc <= A_COIN_BTC:
        return None
    cost = {key: float(usd[year].sum()) / btc for key, usd in cost_layers_usd(outcome).items()}
    cost["cash_cost"] = cost["power_net"] + cost["site_operating"] + cost["hosting_net"]
    cost["ebitda_cost"] = cost["cash_cost"] + cost["sga"]
    cost["all_in_cost"] = cost["ebitda_cost"] + cost["worn"] + cost["pay_interest_tax"]
    return cost


def _mean_price_usd(outcome: Outcome) -> float:
    """What the coins of the first twelve months sell for, on average."""
    year = slice(0, first_months(outcome))
    btc = outcome.fleet.btc_received[year]
    return float((btc * outcome.market.btc_price_usd[year]).sum() / btc.sum())


def _bars(name: str, steps: list[tuple[str, str, str, bool]], cost: dict[str, float], *, ghost: bool) -> Bars:
    level = 0.0
    bottom: list[float] = []
    top: list[float] = []
    roles: list[Role] = []
    texts: list[tuple[BarText, ...]] = []
    for key, _, _, is_total in steps:
        start = 0.0 if is_total else level
        before, level = level, cost[key] / 1e3 if is_total else level + cost[key] / 1e3
        bottom.append(min(start, level))
        top.append(max(start, level))
        roles.append("baseline" if ghost else "total" if is_total else "bad" if cost[key] >= 0.0 else "current")
        shown = number(level, 1) if is_total else number(shown_difference(level, before, 1), 1, sign=True)
        falls = not is_total and cost[key] < 0.0
        texts.append((BarText(text=shown, anchor="below" if falls else "above", strong=is_total,
                              role="ink" if is_total else "quiet", if_fits=False),))  # fmt: skip
    place = np.arange(len(steps), dtype=np.float64)
    half = HALF_GHOST if ghost else HALF_BAR
    return Bars(
        name=name, left=frozen(place - half), right=frozen(place + half), bottom=frozen(bottom), top=frozen(top),
        roles=tuple(roles), texts=() if ghost else tuple(texts), connectors=not ghost,
        names=() if ghost else tuple(header for _, _, header, _ in steps),
    )  # fmt: skip


# --- words --------------------------------------------------------------------------------------------------


def _period(outcome: Outcome) -> str:
    months = first_months(outcome)
    return f"{months} months" if months > 1 else "month"


def _unit(outcome: Outcome) -> str:
    return f"Cost per BTC received, thousand USD, {_period(outcome)}"


def _takeaway(all_in_usd: float, price_usd: float) -> str:
    left = shown_difference(price_usd / 1e3, all_in_usd / 1e3, 1)
    if left > 0.0:
        return f"Each BTC leaves USD {number(left, 1)}k after all costs"
    if left < 0.0:
        return f"Each BTC costs USD {number(-left, 1)}k more than it brings"
    return "Each BTC just covers all its costs"


def _shorter(all_in_usd: float, price_usd: float) -> tuple[str, ...]:
    left = shown_difference(price_usd / 1e3, all_in_usd / 1e3, 1)
    return (f"Each BTC {'loses' if left < 0.0 else 'leaves'} USD {number(abs(left), 1)}k",)


def _table(outcome: Outcome, now: dict[str, float], before: dict[str, float] | None) -> Table:
    columns: list[tuple[TableColumn, Cells]] = [
        (TableColumn(key="layer", header="Layer", unit=""), [header for _, _, header, _ in STEPS]),
        (TableColumn(key="usd_per_btc", header=outcome.scenario.name, unit="USD/BTC", digits=0),
         [now[key] for key, *_ in STEPS]),
    ]  # fmt: skip
    if before is not None:
        head = TableColumn(key="baseline_usd_per_btc", header=baseline_name(outcome), unit="USD/BTC", digits=0)
        columns.append((head, [before[key] for key, *_ in STEPS]))
    return table_of(*columns)


def _sentence(outcome: Outcome, takeaway: str, now: dict[str, float], price_usd: float) -> str:
    parts = ", ".join(f"{header[0].lower() if header[1].islower() else header[0]}{header[1:]} {number(now[key])}"
                      for key, _, header, _ in STEPS)  # fmt: skip
    return (
        f"{takeaway}. USD per BTC received in the first {_period(outcome)}: {parts}; a BTC sells for "
        f"{number(price_usd)}. The pool fee is in no layer, since coins are counted net of it."
    )
