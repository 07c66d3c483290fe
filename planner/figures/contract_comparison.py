"""Contract comparison: the fleet's cash margin with all sites under one kind of contract, beside today's contracts."""

from __future__ import annotations

import numpy as np

from planner.columns import Index
from planner.contracts import KINDS
from planner.errors import Undefined
from planner.figure import Array, Axis, Bars, Column, Figure, Name, Panel, Role, Rule, Table, TableColumn, frozen
from planner.figure_parts import empty_figure, extent, million_digits, table_of, usd_words
from planner.notation import MILLION, millions
from planner.outcome import ContractComparison, Outcome

KEY = "contract_comparison"
UNIT = "Cash margin, all sites under one kind, USD M, first 12 months"
HALF_BAR = 0.3
NOT_YET = "Contracts are compared in runs of their own, which have not been made yet."


def contract_comparison(outcome: Outcome) -> Figure:
    """A bar a kind, the best on top, and a line where today's contracts stand."""
    if not outcome.scenario.portfolio.sites:
        return empty_figure(outcome, KEY, UNIT)
    compared = outcome.contracts
    if compared is None or isinstance(compared, Undefined):
        why = NOT_YET if compared is None else f"{compared.reason[0].upper()}{compared.reason[1:]}. Add a contract."
        return Figure(key=KEY, takeaway="No contracts compared", unit=UNIT, panels=(), sentence=why, empty=why,
                      table=Table(columns=(), rows=()))  # fmt: skip
    margin = compared.cash_margin_usd.sum(axis=1)
    today = _today_usd(compared)
    order = np.argsort(-margin, kind="stable")
    place = np.arange(order.size, dtype=np.float64)[::-1]
    panel = _panel(compared, order, place, margin, today)
    best = KINDS[compared.kinds[int(order[0])]].label
    gain = float(margin[order[0]]) - today
    takeaway = f"{best} leaves {usd_words(gain)} more" if gain >= 0.5 else "Today's contracts leave the most"
    return Figure(
        key=KEY, takeaway=takeaway, unit=UNIT, panels=(panel,), table=_table(outcome, compared),
        sentence=_sentence(takeaway, compared, order, margin, today), shorter=(best,) if gain >= 0.5 else (),
    )  # fmt: skip


def _today_usd(compared: ContractComparison) -> float:
    """Each site under its own kind."""
    own = [(compared.kinds.index(kind), site) for site, kind in enumerate(compared.own_kind) if kind]
    without = [site for site, kind in enumerate(compared.own_kind) if not kind]  # the same under each kind
    return sum(float(compared.cash_margin_usd[at]) for at in own) + float(compared.cash_margin_usd[0, without].sum())


def _panel(compared: ContractComparison, order: Index, place: Array, margin: Array, today: float) -> Panel:
    usd_m = margin[order] / MILLION
    roles: tuple[Role, ...] = tuple("bad" if value < 0.0 else "current" for value in usd_m.tolist())
    names = [KINDS[compared.kinds[kind]].label for kind in order.tolist()]
    bars = Bars(
        name="Kinds", left=frozen(np.minimum(usd_m, 0.0)), right=frozen(np.maximum(usd_m, 0.0)),
        bottom=frozen(place - HALF_BAR), top=frozen(place + HALF_BAR), roles=roles, names=tuple(names),
    )  # fmt: skip
    digits = million_digits(*margin.tolist())
    shown = tuple(millions(usd, digits) for usd in margin[order].tolist())
    quiet: tuple[Role, ...] = tuple("rest" for _ in shown)
    paid = compared.paid_usd.sum(axis=1)[order].tolist()
    low, high = extent(bars.left, bars.right, including=(0.0, today / MILLION))
    return Panel(
        x=Axis(low=low, high=high, ticks="usd_m"),
        y=Axis(low=-0.5, high=order.size - 0.5, ticks="names",
               names=tuple(Name(at=float(at), text=name) for at, name in zip(place, names, strict=True))),
        marks=(bars, Rule(axis="x", at=today / MILLION, role="ink", caption="today", style="dotted")),
        columns=(
            Column(header="paid", texts=tuple(millions(usd, million_digits(*paid)) for usd in paid),
                   roles=quiet),
            Column(header="margin", texts=shown, strong=True, roles=roles),
        ),
    )  # fmt: skip


def _table(outcome: Outcome, compared: ContractComparison) -> Table:
    sites = outcome.scenario.portfolio.sites
    rows = [
        (kind, site) for site in range(len(sites)) if compared.own_kind[site] for kind in range(len(compared.kinds))
    ]

    def usd(key: str, header: str, values: Array, unit: str = "USD") -> tuple[TableColumn, list[float]]:
        return TableColumn(key=key, header=header, unit=unit, digits=0), [float(values[at]) for at in rows]

    own = ["yes" if compared.kinds[kind] == compared.own_kind[site] else "no" for kind, site in rows]
    return table_of(
        (TableColumn(key="site", header="Site", unit=""), [sites[site].name for _, site in rows]),
        (TableColumn(key="contract", header="Contract", unit=""), [compared.kinds[kind] for kind, _ in rows]),
        (TableColumn(key="own", header="Own", unit=""), own),
        usd("paid_usd", "Paid", compared.paid_usd),
        usd("earned_usd", "Earned", compared.earned_usd),
        usd("cash_margin_usd", "Cash margin", compared.cash_margin_usd),
        usd("flexibility_usd", "Flexibility", compared.flexibility_usd),
        usd("energy_mwh", "Energy used", compared.energy_mwh, "MWh"),
    )


def _sentence(takeaway: str, compared: ContractComparison, order: Index, margin: Array, today: float) -> str:
    digits = million_digits(*margin.tolist(), today)
    parts = ", ".join(
        f"{KINDS[compared.kinds[kind]].label.lower()} {millions(float(margin[kind]), digits)}"
        for kind in order.tolist()
    )
    return (
        f"{takeaway}. Cash margin in USD M over {compared.months} months with all sites under one kind: {parts}; "
        f"today's contracts {millions(today, digits)}. Kinds at a fixed price cost at full load what each site "
        "pays now, index and block and index take spot plus an adder, hosting its usual rate: an assumption."
    )
