"""Figures like those of the workbench, with a fictional company. The numbers only illustrate."""

from __future__ import annotations

import numpy as np

from planner.figure import (
    Array,
    Axis,
    Band,
    Bars,
    BarText,
    Column,
    Field,
    Figure,
    Handle,
    Line,
    Mark,
    Name,
    Note,
    Panel,
    Points,
    Role,
    Rule,
    Table,
    TableColumn,
    frozen,
)

FIRST_MONTH = 2026 * 12 + 6.0
HALVING = 2028 * 12 + 3.0
CONTRACT_ENDS = 2029 * 12 + 1.5
MONTHS = 60
GHOST: Role = "baseline"
X = frozen(FIRST_MONTH + np.arange(MONTHS))
TIME = Axis(low=FIRST_MONTH, high=FIRST_MONTH + MONTHS - 1, ticks="month")


def all_six(shift: float = 0.0) -> tuple[Figure, ...]:
    """The six of the workbench; `shift` moves their numbers a little, as a drag does."""
    return (
        hashprice_hashcost(shift),
        margin_bridge(shift),
        merit_order_own(shift),
        breakeven_map(shift),
        projection(shift),
        site_margin(shift),
    )


def hashprice_hashcost(shift: float = 0.0) -> Figure:
    months = np.arange(MONTHS)
    after = X >= HALVING
    wave = np.sin(months / 4.0)
    hashprice = np.where(after, 19.0 + 0.5 * wave - 2.6 * np.exp(-(X - HALVING) / 2.0), 32.8 - 0.15 * months) + shift
    plan = np.where(after, 20.6 + 0.5 * wave - 3.4 * np.exp(-(X - HALVING) / 2.0), 34.9 - 0.15 * months)
    cost = 23.3 + 0.5 * wave + 0.5 * (X > CONTRACT_ENDS)
    pecos = np.where(X > CONTRACT_ENDS, 24.3, 21.9)
    sites = [("Mill Pond", np.full(MONTHS, 45.4)), ("Ohio Bluff", np.full(MONTHS, 31.5)),
             ("Tug Fork", np.full(MONTHS, 27.1)), ("Salt Creek", np.full(MONTHS, 21.3)),
             ("Llano North", 16.7 + 0.8 * np.cos(months / 2.2))]  # fmt: skip
    lines: list[Mark] = [
        Line(name=name, x=X, y=frozen(y), role="rest", label=name, value=f"{y[-1]:.1f}") for name, y in sites
    ]
    edges = frozen(FIRST_MONTH + np.arange(MONTHS + 1) - 0.5)
    marks: tuple[Mark, ...] = (
        Band(x=X, lower=frozen(cost), upper=frozen(hashprice), role="current", role_below="bad"),
        *lines,
        Line(name="Pecos Bend", x=edges, y=frozen(pecos), role="rest", label="Pecos Bend", value="24.3", step=True),
        Line(name="Board plan", x=X, y=frozen(plan), role="baseline"),
        Note(x=FIRST_MONTH, y=float(plan[0]) + 0.4, text="Board plan", anchor="above", role="quiet"),
        Line(name="Fleet cost", x=X, y=frozen(cost), role="ink", label="Fleet cost", value="24.0", strong=True),
        Line(name="Hashprice", x=X, y=frozen(hashprice), role="current", label="Hashprice",
             value=f"{hashprice[-1]:.1f}", strong=True),
        Rule(axis="x", at=HALVING, role="ink", caption="Halving 2028-04"),
        Rule(axis="x", at=CONTRACT_ENDS, role="quiet", caption="Pecos contract ends", style="dotted", caption_at=0.28),
    )  # fmt: skip
    table = Table(
        columns=(TableColumn(key="month", header="Month", unit="", digits=0),
                 TableColumn(key="hashprice_usd_per_ph_day", header="Hashprice", unit="USD/PH/day")),
        rows=tuple((f"month {index}", float(value)) for index, value in enumerate(hashprice)),
    )  # fmt: skip
    return Figure(
        key="hashprice_hashcost", takeaway="After the halving only Llano North still earns",
        unit="Hashprice against site hashcost, USD/PH/day",
        panels=(Panel(x=TIME, y=Axis(low=13.0, high=49.0), marks=marks, end_labels=True),), table=table,
        sentence="Hashprice falls below the fleet's hashcost at the halving in 2028-04.",
    )  # fmt: skip


def margin_bridge(shift: float = 0.0) -> Figure:
    names = ("Revenue", "Power", "Credits", "Site\n+ pool", "Cash\nmargin", "SG&A", "EBITDA", "Deprec.", "All-in")
    change = (171.2 + shift, -112.9, 2.4, -12.1, 48.5 + shift, -22.0, 26.5 + shift, -48.1, -21.6 + shift)
    totals = (True, False, False, False, True, False, True, False, True)
    plan = (169.0, -119.0, 2.0, -12.8, 39.2, -22.0, 17.2, -48.1, -30.9)

    def waterfall(steps: tuple[float, ...]) -> tuple[list[float], list[float]]:
        bottoms, tops, level = [], [], 0.0
        for step, is_total in zip(steps, totals, strict=True):
            start = 0.0 if is_total else level
            bottoms.append(start)
            tops.append(step if is_total else start + step)
            level = tops[-1]
        return bottoms, tops

    bottom, top = waterfall(change)
    plan_bottom, plan_top = waterfall(plan)
    at = np.arange(9.0)
    roles: tuple[Role, ...] = tuple(
        "total" if total else "bad" if step < 0 else "current" for step, total in zip(change, totals, strict=True)
    )
    texts = tuple(
        (
            BarText(
                text=f"{step:.1f}".replace("-", "−") if total else f"{step:+.1f}".replace("-", "−"),
                anchor="above" if total or step > 0 else "below", strong=total, role="ink" if total else "rest",
            ),
        )
        for step, total in zip(change, totals, strict=True)
    )  # fmt: skip
    marks: tuple[Mark, ...] = (
        Bars(name="Bridge", left=frozen(at - 0.33), right=frozen(at + 0.33), bottom=frozen(bottom), top=frozen(top),
             roles=roles, texts=texts, connectors=True),
        Bars(name="Board plan", left=frozen(at - 0.38), right=frozen(at + 0.38), bottom=frozen(plan_bottom),
             top=frozen(plan_top), roles=(GHOST,) * 9),
    )  # fmt: skip
    entries = tuple(
        Name(at=float(index), text=name, strong=totals[index]) for index, name in enumerate(names)
    )  # fmt: skip
    axis = Axis(low=-0.5, high=8.5, ticks="names", names=entries)
    table = Table(
        columns=(TableColumn(key="step", header="Step", unit="", digits=0),
                 TableColumn(key="change_usd_m", header="Change", unit="USD M", digits=1)),
        rows=tuple((name.replace("\n", " "), step) for name, step in zip(names, change, strict=True)),
    )  # fmt: skip
    return Figure(
        key="margin_bridge", takeaway="Power takes 66 cents of each revenue dollar",
        unit="Revenue to all-in result, USD M, next 12 months",
        panels=(Panel(x=axis, y=Axis(low=-48.0, high=185.0, ticks="usd_m"), marks=marks),), table=table,
        sentence="Of USD 171.2 M revenue, power takes 112.9 M; EBITDA is 26.5 M.",
    )  # fmt: skip


def merit_order_own(shift: float = 0.0) -> Figure:
    lots: tuple[tuple[str, float, float, Role, float], ...] = (
        ("Llano\nS21 Pro", 2.3, 15.2, "sky", 17.5), ("Salt S21 XP", 0.6, 16.9, "sky", 19.0),
        ("Llano\nS21", 3.6, 17.6, "sky", 20.5), ("Pecos\nS21", 2.3, 19.8, "sky", 22.8),
        ("Salt\nM60S", 1.5, 23.2, "sky", 26.2), ("Pecos\nS19 XP", 1.9, 24.3, "sky", 27.8),
        ("Tug M60S", 1.3, 25.4, "sky", 28.6), ("Tug S19 XP", 1.0, 29.4, "sky", 33.0),
        ("Ohio S19 XP", 1.5, 31.5, "orange", 35.2), ("Mill M50S", 0.8, 43.7, "rest", 48.0),
        ("Mill S19", 0.3, 49.6, "rest", 54.5),
    )  # fmt: skip
    width = np.array([lot[1] for lot in lots])
    right = np.cumsum(width)
    cost = np.array([lot[2] for lot in lots])
    plan = np.array([lot[4] for lot in lots])
    hashprice = 32.1 + shift
    texts = tuple(
        (
            BarText(
                text=name, anchor="inside_bottom", strong=role == "orange", role="quiet" if role == "rest" else "ink"
            ),
        )
        for name, _, _, role, _ in lots
    )
    marks: tuple[Mark, ...] = (
        Bars(name="Lots", left=frozen(right - width), right=frozen(right), bottom=frozen(np.zeros(len(lots))),
             top=frozen(cost), roles=tuple(lot[3] for lot in lots), texts=texts, top_edge=True),
        Bars(name="Board plan", left=frozen(right - width), right=frozen(right), bottom=frozen(plan), top=frozen(plan),
             roles=(GHOST,) * len(lots)),
        Rule(axis="y", at=34.3, role="baseline", caption="plan 34.3", style="dashed"),
        Rule(axis="y", at=hashprice, role="current", caption=f"Hashprice net of pool fee {hashprice:.1f}", strong=True),
        Note(x=float(right[8] - 0.75), y=47.0, text="Ohio Bluff earns 0.6", anchor="left", strong=True,
             leader_to_y=31.5),
        Note(x=float(right[-1]), y=57.5, text="Mill Pond off", anchor="left", role="total"),
    )  # fmt: skip
    table = Table(
        columns=(TableColumn(key="lot", header="Lot", unit="", digits=0),
                 TableColumn(key="hashcost_usd_per_ph_day", header="Hashcost", unit="USD/PH/day", digits=1)),
        rows=tuple((lot[0].replace("\n", " "), lot[2]) for lot in lots),
    )  # fmt: skip
    return Figure(
        key="merit_order_own", takeaway="Ohio Bluff is the marginal site; Mill Pond is off",
        unit="Hashcost by lot, USD/PH/day; width is EH/s",
        panels=(
            Panel(x=Axis(low=0.0, high=float(right[-1]) + 0.4, last_tick_suffix=" EH/s"), y=Axis(low=0.0, high=58.0),
                  marks=marks),
        ),
        table=table, sentence="Eleven lots by hashcost; the line at 32.1 USD/PH/day divides them.",
        handles=(Handle(axis="y", panel=0, at=hashprice, moves="btc_price_usd", per_unit=2200.0),),
    )  # fmt: skip


def breakeven_map(shift: float = 0.0, due: bool = True) -> Figure:
    price = np.linspace(40_000.0, 120_000.0, 41)
    power = np.linspace(3.0, 8.0, 41)
    z = _ebitda(price[None, :], power[:, None])
    field = Field(x=frozen(price), y=frozen(power), z=frozen(z), step=20.0,
                  contours=((0.0, "EBITDA zero"), (50.0, "+50"), (100.0, "+100")), due=due)  # fmt: skip
    now_x = 71_329.0 + 400.0 * shift
    marks: tuple[Mark, ...] = (
        field,
        Line(name="Change", x=frozen([now_x, 76_000.0]), y=frozen([5.12, 5.8]), role="baseline"),
        Points(x=frozen([76_000.0]), y=frozen([5.8]), role="ink", labels=("plan",), hollow=True),
        Points(x=frozen([now_x]), y=frozen([5.12]), role="ink", labels=("now",), strong=True),
    )
    table = Table(
        columns=(TableColumn(key="btc_price_usd", header="BTC price", unit="USD", digits=0),
                 TableColumn(key="ebitda_usd_m", header="EBITDA", unit="USD M", digits=1)),
        rows=((now_x, float(_ebitda(np.array(now_x), np.array(5.12)))), (76_000.0, None)),
    )  # fmt: skip
    return Figure(
        key="breakeven_map", takeaway="At today’s power cost it earns above 57.5k",
        unit="EBITDA at today’s difficulty, USD M a year",
        panels=(
            Panel(x=Axis(low=40_000.0, high=120_000.0, ticks="thousands", label="BTC price, USD"),
                  y=Axis(low=3.0, high=8.0, ticks="cents_per_kwh"), marks=marks),
        ),
        table=table, sentence="EBITDA is zero at 57.5 thousand dollars for today's power cost.",
        handles=(Handle(axis="x", panel=0, at=now_x, moves="btc_price_usd"),
                 Handle(axis="y", panel=0, at=5.12, moves="power_shift_usd_per_mwh", per_unit=10.0)),
    )  # fmt: skip


def _ebitda(price: Array, power: Array) -> Array:
    return np.asarray(2.1e-3 * (price - 57_500.0) - 21.0 * (power - 5.12), dtype=np.float64)


def projection(shift: float = 0.0) -> Figure:
    after = X >= HALVING
    months = np.arange(MONTHS)
    middle = np.where(after, -2.0, 2.3 - 0.1 * months) + 0.1 * shift
    spread = np.where(after, 4.0, 0.4 + 0.22 * months)
    cash = 52.0 + np.cumsum(np.where(after, -2.45, 0.4 - 0.02 * months)) + shift
    cash_spread = 4.0 * months
    minimum = 5.0
    halving = Rule(axis="x", at=HALVING, role="ink", caption="Halving")
    margin = Panel(
        x=TIME, y=Axis(low=-3.8, high=11.0, ticks="usd_m"), title="Monthly EBITDA", end_labels=True, weight=0.42,
        marks=(
            Band(x=X, lower=frozen(np.maximum(middle - spread, -2.0)), upper=frozen(middle + spread), role="current"),
            Band(x=X, lower=frozen(np.maximum(middle - spread / 2, -2.0)), upper=frozen(middle + spread / 2.5),
                 role="current", opacity=0.22),
            Line(name="Board plan", x=X, y=frozen(np.where(after, -2.0, 2.0 - 0.1 * months)), role="baseline"),
            Line(name="P90", x=X, y=frozen(middle + spread), role="rest", label="P90", value="2.2"),
            Line(name="P50", x=X, y=frozen(middle), role="current", label="P50", value="−2.0", strong=True),
            Line(name="P10", x=X, y=frozen(np.full(MONTHS, -2.0)), role="rest", label="P10", value="−2.0"),
            halving,
        ),
    )  # fmt: skip
    balance = Panel(
        x=TIME, y=Axis(low=-60.0, high=170.0, ticks="usd_m"), title="Cash balance", end_labels=True, weight=0.58,
        marks=(
            Band(x=X, lower=frozen(cash - 0.26 * cash_spread), upper=frozen(cash + 0.8 * cash_spread), role="current"),
            Band(x=X, lower=frozen(cash - 0.1 * cash_spread), upper=frozen(cash + 0.3 * cash_spread), role="current",
                 opacity=0.22),
            Line(name="Board plan", x=X, y=frozen(cash - 8.0 * months / MONTHS), role="baseline"),
            Line(name="P50", x=X, y=frozen(cash), role="current", label="P50", value="−38", strong=True),
            Rule(axis="y", at=minimum, role="bad", caption="minimum cash 5"),
            Rule(axis="x", at=HALVING, role="ink"),
        ),
    )  # fmt: skip
    table = Table(
        columns=(TableColumn(key="month", header="Month", unit="", digits=0),
                 TableColumn(key="cash_usd_m", header="Cash", unit="USD M", digits=1)),
        rows=tuple((f"month {index}", float(value)) for index, value in enumerate(cash)),
    )  # fmt: skip
    return Figure(
        key="projection", takeaway="On the median path cash runs out in late 2029",
        unit="USD M; P10–P90 and P25–P75 of 10,000 paths, seed 7", panels=(margin, balance), table=table,
        sentence="On the median path cash falls below the minimum of 5 M in late 2029.",
    )  # fmt: skip


def site_margin(shift: float = 0.0) -> Figure:
    rows: tuple[tuple[str, str, float, float, float, float, str, str], ...] = (
        ("Llano North", "4.2 ¢/kWh", 34.8, 3.2, 28.5 + shift, 70.0, "+28.5", "+1.6"),
        ("Pecos Bend", "4.7 ¢/kWh", 31.8, 2.4, 12.3, 48.6, "+12.3", "+1.7"),
        ("Salt Creek", "5.2 ¢/kWh", 15.8, 1.3, 6.4, 24.8, "+6.4", "+0.6"),
        ("Tug Fork", "5.7 ¢/kWh", 22.3, 1.5, 2.2, 25.6, "+2.2", "+0.9"),
        ("Ohio Bluff", "6.1 ¢/kWh", 8.6, 0.3, -0.6, 9.2, "−0.6", "−0.2"),
        ("Mill Pond", "7.0 ¢/kWh", 0.0, 0.0, 0.0, 0.0, "−0.3", "0.0"),
    )
    left, right, bottom, top, texts = [], [], [], [], []
    roles: list[Role] = []
    for index, (_, _, power, other, margin, _, _, _) in enumerate(rows):
        at = 0.0
        pieces: tuple[tuple[float, Role, str], ...] = (
            (power, "total", "power" if index == 0 else ""),
            (other, "rest", ""),
            (abs(margin), "current" if margin >= 0 else "bad", "margin" if index == 0 else ""),
        )
        for size, role, word in pieces:
            if size == 0.0:
                continue
            left.append(at)
            right.append(at + size)
            bottom.append(-index - 0.24)
            top.append(-index + 0.24)
            roles.append(role)
            texts.append((BarText(text=word, anchor="centre", strong=role == "current"),) if word else ())
            at += size
    ghosts = [(index, row[5]) for index, row in enumerate(rows) if row[5]]
    place = np.array([-float(index) for index, _ in ghosts])
    marks: tuple[Mark, ...] = (
        Bars(name="Sites", left=frozen(left), right=frozen(right), bottom=frozen(bottom), top=frozen(top),
             roles=tuple(roles), texts=tuple(texts)),
        Bars(name="Board plan", left=frozen(np.zeros(len(ghosts))), right=frozen([size for _, size in ghosts]),
             bottom=frozen(place - 0.28), top=frozen(place + 0.28), roles=(GHOST,) * len(ghosts)),
        Note(x=2.0, y=-5.0, text="switched off: 43.7 and 49.6 against 32.1", role="total"),
    )  # fmt: skip
    names = tuple(Name(at=-float(index), text=row[0], detail=row[1]) for index, row in enumerate(rows))
    columns = (
        Column(header="margin", texts=tuple(row[6] for row in rows),
               roles=tuple("current" if row[4] > 0 else "bad" for row in rows), strong=True),
        Column(header="vs pinned", texts=tuple(row[7] for row in rows), roles=("rest",) * 6),
    )  # fmt: skip
    table = Table(
        columns=(TableColumn(key="site", header="Site", unit="", digits=0),
                 TableColumn(key="margin_usd_m", header="Margin", unit="USD M", digits=1)),
        rows=tuple((row[0], row[4]) for row in rows),
    )  # fmt: skip
    return Figure(
        key="site_margin", takeaway="Llano North earns 59 % of the cash margin",
        unit="Revenue split into power, other cost and cash margin, USD M, 12 months",
        panels=(
            Panel(x=Axis(low=0.0, high=80.0, ticks="usd_m"), y=Axis(low=-5.5, high=0.5, ticks="names", names=names),
                  marks=marks, columns=columns),
        ),
        table=table, sentence="Llano North earns 28.5 of 48.5 million dollars.",
    )  # fmt: skip


def empty(words: str = "No sites yet. Add a site under Portfolio, or open a sample.") -> Figure:
    return Figure(
        key="margin_bridge", takeaway="Nothing to show yet", unit="USD M", panels=(), sentence=words, empty=words,
        table=Table(columns=(), rows=()),
    )  # fmt: skip
