"""Contract comparison: the cash margin of all sites, or of one, under each kind of contract, beside today's."""

from __future__ import annotations

import numpy as np

from planner.columns import Index
from planner.contract_words import PRICES_IN, terms_in_words
from planner.contracts import KINDS
from planner.errors import Undefined
from planner.figure import Array, Axis, Bars, Column, Figure, Name, Panel, Role, Rule, Table, TableColumn, frozen
from planner.figure_parts import empty_figure, extent, million_digits, shortened, table_of, usd_words
from planner.notation import MILLION, millions
from planner.outcome import ContractComparison, Outcome

KEY = "contract_comparison"
UNIT = "Cash margin{} under one kind, USD M, first 12 months"
ALL_SITES = ", all sites"
HALF_BAR = 0.3
NOT_YET = "Contracts are compared in runs of their own, which have not been made yet."


def contract_comparison(outcome: Outcome, site_name: str = "") -> Figure:
    """A bar a kind, the best on top, and a line where today's contracts stand; of one site where it is named."""
    unit = UNIT.format(f" of {shortened(site_name)}" if site_name else ALL_SITES)
    if not outcome.scenario.portfolio.sites:
        return empty_figure(outcome, KEY, unit)
    compared = outcome.contracts
    if compared is None or isinstance(compared, Undefined):
        why = NOT_YET if compared is None else f"{compared.reason[0].upper()}{compared.reason[1:]}. Add a contract."
        return Figure(key=KEY, takeaway="No contracts compared", unit=unit, panels=(), sentence=why, empty=why,
                      table=Table(columns=(), rows=()))  # fmt: skip
    places = [
        place for place, site in enumerate(outcome.scenario.portfolio.sites) if site_name in ("", site.name)
    ]  # fmt: skip
    margin = compared.cash_margin_usd[:, places].sum(axis=1)
    today = _today_usd(compared, places)
    order = np.argsort(-margin, kind="stable")
    panel = _panel(order, margin, today, compared.kinds, compared.paid_usd[:, places].sum(axis=1))
    best = KINDS[compared.kinds[int(order[0])]].label
    gain = float(margin[order[0]]) - today
    takeaway = f"{best} leaves {usd_words(gain)} more" if gain >= 0.5 else f"Today's {_contracts(places)} the most"
    return Figure(
        key=KEY, takeaway=takeaway, unit=unit, panels=(panel,), table=_table(outcome, compared, places),
        sentence=_sentence(takeaway, compared, order, margin, today, site_name),
        shorter=(best,) if gain >= 0.5 else (),
    )  # fmt: skip


def compared_sites(outcome: Outcome) -> tuple[str, ...]:
    """Names of the sites that were compared, those with a contract of their own; empty before there is a comparison."""
    if not isinstance(outcome.contracts, ContractComparison):
        return ()
    named = zip(outcome.scenario.portfolio.sites, outcome.contracts.own_kind, strict=True)
    return tuple(site.name for site, kind in named if kind)


def _contracts(places: list[int]) -> str:
    return "contract leaves" if len(places) == 1 else "contracts leave"


def _today_usd(compared: ContractComparison, places: list[int]) -> float:
    """Each site under its own kind; one without a contract is the same under each."""
    rows = [compared.kinds.index(kind) if (kind := compared.own_kind[place]) else 0 for place in places]
    return float(compared.cash_margin_usd[rows, places].sum())


def _panel(order: Index, margin: Array, today: float, kinds: tuple[str, ...], paid_usd: Array) -> Panel:
    place = np.arange(order.size, dtype=np.float64)[::-1]
    usd_m = margin[order] / MILLION
    roles: tuple[Role, ...] = tuple("bad" if value < 0.0 else "current" for value in usd_m.tolist())
    names = [KINDS[kinds[kind]].label for kind in order.tolist()]
    bars = Bars(
        name="Kinds", left=frozen(np.minimum(usd_m, 0.0)), right=frozen(np.maximum(usd_m, 0.0)),
        bottom=frozen(place - HALF_BAR), top=frozen(place + HALF_BAR), roles=roles, names=tuple(names),
    )  # fmt: skip
    digits = million_digits(*margin.tolist())
    shown = tuple(millions(usd, digits) for usd in margin[order].tolist())
    quiet: tuple[Role, ...] = tuple("rest" for _ in shown)
    paid = paid_usd[order].tolist()
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


def _table(outcome: Outcome, compared: ContractComparison, places: list[int]) -> Table:
    """Every kind a site, the best first."""
    sites = outcome.scenario.portfolio.sites
    margin = compared.cash_margin_usd
    rows = [
        (kind, site)
        for site in places
        if compared.own_kind[site]
        for kind in np.argsort(-margin[:, site], kind="stable").tolist()
    ]
    terms = [{contract.site_id: contract.terms for contract in offered} for offered in compared.contracts]

    def usd(key: str, header: str, values: Array, unit: str = "USD") -> tuple[TableColumn, list[float]]:
        return TableColumn(key=key, header=header, unit=unit, digits=0), [float(values[at]) for at in rows]

    own = ["yes" if compared.kinds[kind] == compared.own_kind[site] else "" for kind, site in rows]
    return table_of(
        (TableColumn(key="site", header="Site", unit=""), [sites[site].name for _, site in rows]),
        (
            TableColumn(key="contract", header="Contract", unit=""),
            [KINDS[compared.kinds[kind]].label for kind, _ in rows],
        ),
        (TableColumn(key="own", header="Own", unit=""), own),
        usd("paid_usd", "Paid", compared.paid_usd),
        usd("earned_usd", "Earned", compared.earned_usd),
        usd("cash_margin_usd", "Cash margin", compared.cash_margin_usd),
        usd("flexibility_usd", "Flexibility", compared.flexibility_usd),
        usd("energy_mwh", "Energy used", compared.energy_mwh, "MWh"),
        (
            TableColumn(key="terms", header="Terms", unit=PRICES_IN),
            [terms_in_words(terms[kind][sites[site].id]) for kind, site in rows],
        ),
    )


def _sentence(
    takeaway: str, compared: ContractComparison, order: Index, margin: Array, today: float, site_name: str
) -> str:
    who, own = (site_name, "today's contract") if site_name else ("all sites", "today's contracts")
    digits = million_digits(*margin.tolist(), today)
    parts = ", ".join(
        f"{KINDS[compared.kinds[kind]].label.lower()} {millions(float(margin[kind]), digits)}"
        for kind in order.tolist()
    )
    return (
        f"{takeaway}. Cash margin in USD M over {compared.months} months with {who} under one kind: {parts}; "
        f"{own} {millions(today, digits)}. Kinds at a fixed price cost at full load what each site "
        "pays now, index and block and index take spot plus an adder, hosting its usual rate: an assumption."
    )
