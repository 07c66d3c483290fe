"""Margin bridge: from revenue to what is left after all costs, first twelve months, at most nine bars.

Credits and hosting get bars of their own only where they exist; hosting joins power where both do. What stands between
EBITDA and all-in (depreciation, write-offs less resale, share-based pay, interest, tax) is one bar and five rows of the
table. Hedges and interest earned are no cost and not in it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from planner.figure import Anchor, Axis, Bars, BarText, Cells, Figure, Name, Panel, Role, Table, TableColumn, frozen
from planner.figure_parts import (
    baseline_name,
    empty_figure,
    extent,
    first_months,
    million_digits,
    table_of,
    usd_words,
)
from planner.notation import MILLION, millions, number, shown_difference
from planner.outcome import Outcome

KEY = "margin_bridge"
LABEL_ROOM = 0.07  # of the height, above the highest bar and below the lowest loss
HALF_BAR, HALF_GHOST = 0.36, 0.42  # of a slot
LAYERS = (
    "revenue_usd", "hosting_revenue_usd", "pool_fee_usd", "power_usd", "power_credits_usd", "site_operating_usd",
    "hosting_usd", "cash_margin_usd", "sga_usd", "ebitda_usd", "depreciation_usd", "write_off_usd",
    "machine_resale_usd", "share_based_pay_usd", "interest_usd", "tax_usd", "all_in_usd",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One bar: a change from where the last one ended, or a total that begins at zero."""

    name: str
    usd: float
    total: bool = False


def margin_bridge(outcome: Outcome) -> Figure:
    """Waterfall of the first twelve months, USD M; the baseline's bars as dashed outlines."""
    if not outcome.scenario.portfolio.sites:
        return empty_figure(outcome, KEY, _unit(outcome))
    now = layers_usd(outcome)
    before = layers_usd(outcome.baseline) if outcome.baseline else None
    both = [now] if before is None else [now, before]
    has_credits = any(layer["power_credits_usd"] != 0.0 for layer in both)
    has_hosting = any(layer["hosting_usd"] != 0.0 for layer in both)
    steps = _steps(now, has_credits, has_hosting)
    ghosts = _steps(before, has_credits, has_hosting) if before else ()
    digits = million_digits(*(step.usd for step in steps))
    texts = tuple((text,) for text in _texts(steps, digits))
    bars = _bars(outcome.scenario.name, steps, HALF_BAR, texts)
    marks = (bars,) if before is None else (_bars(baseline_name(outcome), ghosts, HALF_GHOST), bars)
    low, high = extent(*(mark.bottom for mark in marks), *(mark.top for mark in marks), including=(0.0,))
    label_room = LABEL_ROOM * (high - low)
    lowest_label = float(np.min(bars.bottom, where=np.array(bars.roles) == "bad", initial=label_room))
    names = tuple(Name(at=float(place), text=step.name, strong=step.total) for place, step in enumerate(steps))
    panel = Panel(
        x=Axis(low=-0.5, high=len(steps) - 0.5, ticks="names", names=names),
        y=Axis(low=min(low, lowest_label - label_room), high=high + label_room, ticks="usd_m", unit="USD M"),
        marks=marks,
    )
    takeaway = _takeaway(outcome, now)
    return Figure(
        key=KEY, takeaway=takeaway, unit=_unit(outcome), panels=(panel,), table=_table(outcome, now, before),
        sentence=_sentence(outcome, takeaway, now, before), shorter=_shorter(outcome, now),
    )  # fmt: skip


def layers_usd(outcome: Outcome) -> dict[str, float]:
    """Each layer from revenue to all-in, summed over the first twelve months."""
    year = slice(0, first_months(outcome))
    groups = (outcome.fleet, outcome.cash, outcome.money)
    usd = {name: float(getattr(group, name)[year].sum()) for group in groups for name in LAYERS if hasattr(group, name)}
    return usd | {"all_in_usd": usd["ebitda_usd"] - _below_ebitda_usd(usd)}


def _below_ebitda_usd(usd: dict[str, float]) -> float:
    worn = usd["depreciation_usd"] + usd["write_off_usd"] - usd["machine_resale_usd"]
    return worn + usd["share_based_pay_usd"] + usd["interest_usd"] + usd["tax_usd"]


def _income_usd(usd: dict[str, float]) -> float:
    """Of own machines, and what clients pay for theirs."""
    return usd["revenue_usd"] + usd["hosting_revenue_usd"]


def _steps(usd: dict[str, float], has_credits: bool, has_hosting: bool) -> tuple[Step, ...]:
    joined = has_credits and has_hosting  # ten bars would be one too many
    power = usd["power_usd"] + (usd["hosting_usd"] if joined else 0.0)
    steps = [
        Step(name="Revenue", usd=_income_usd(usd), total=True),
        Step(name="Power\n+ host" if joined else "Power", usd=-power),
        Step(name="Credits", usd=usd["power_credits_usd"]) if has_credits else None,
        Step(name="Hosting", usd=-usd["hosting_usd"]) if has_hosting and not joined else None,
        Step(name="Site\n+ pool", usd=-usd["site_operating_usd"] - usd["pool_fee_usd"]),
        Step(name="Cash margin", usd=usd["cash_margin_usd"], total=True),
        Step(name="SG&A", usd=-usd["sga_usd"]),
        Step(name="EBITDA", usd=usd["ebitda_usd"], total=True),
        Step(name="Deprec.,\nint., tax", usd=-_below_ebitda_usd(usd)),
        Step(name="All-in", usd=usd["all_in_usd"], total=True),
    ]
    return tuple(step for step in steps if step is not None)


def _bars(name: str, steps: Sequence[Step], half: float, texts: tuple[tuple[BarText, ...], ...] = ()) -> Bars:
    """The bars with their texts; without texts they are the ghosts of the baseline."""
    place = np.arange(len(steps), dtype=np.float64)
    change = np.array([step.usd / MILLION for step in steps])
    total = np.array([step.total for step in steps])
    level = np.zeros(len(steps))  # where each bar ends
    for index, step in enumerate(steps):
        level[index] = change[index] if step.total else level[index - 1] + change[index]
    start = np.where(total, 0.0, np.concatenate([[0.0], level[:-1]]))
    roles: tuple[Role, ...] = tuple(
        "baseline" if not texts else "total" if step.total else "bad" if step.usd < 0.0 else "current" for step in steps
    )
    return Bars(
        name=name, left=frozen(place - half), right=frozen(place + half),
        bottom=frozen(np.minimum(start, level)), top=frozen(np.maximum(start, level)), roles=roles,
        texts=texts, connectors=bool(texts),
        names=tuple(step.name.replace("\n", " ") for step in steps) if texts else (),
    )  # fmt: skip


def _texts(steps: Sequence[Step], digits: int) -> list[BarText]:
    """What stands at the bars. A change is that between the levels as they are written, so that they add up."""
    texts: list[BarText] = []
    level = 0.0
    for step in steps:
        before, level = level, step.usd if step.total else level + step.usd
        if step.total:
            shown = millions(step.usd, digits)
        else:
            shown = number(shown_difference(level / MILLION, before / MILLION, digits), digits, sign=True)
        anchor: Anchor = "above" if step.total or step.usd >= 0.0 else "below"
        role: Role = "ink" if step.total else "quiet"
        texts.append(BarText(text=shown, anchor=anchor, strong=step.total, role=role, if_fits=False))
    return texts


def _unit(outcome: Outcome) -> str:
    return f"Revenue to all-in result, USD M, {_period(outcome)}"


def _period(outcome: Outcome) -> str:
    months = first_months(outcome)
    return f"{months} months" if months > 1 else "month"


def _table(outcome: Outcome, now: dict[str, float], before: dict[str, float] | None) -> Table:
    columns: list[tuple[TableColumn, Cells]] = [
        (TableColumn(key="layer", header="Layer", unit=""), LAYERS),
        (TableColumn(key="usd", header=outcome.scenario.name, unit="USD", digits=0), [now[name] for name in LAYERS]),
    ]
    if before is not None:
        baseline = TableColumn(key="baseline_usd", header=baseline_name(outcome), unit="USD", digits=0)
        columns.append((baseline, [before[name] for name in LAYERS]))
    return table_of(*columns)


def _takeaway(outcome: Outcome, usd: dict[str, float]) -> str:
    """Always on one basis: power net of credits, with hosting, against revenue."""
    revenue, bill, net = _income_usd(usd), usd["power_usd"] + usd["hosting_usd"], _net_bill_usd(usd)
    if bill > 0.0 and net < 0.0:
        return f"Power credits exceed the bill by {usd_words(net)}"
    if revenue <= 0.0:
        return f"No revenue in the first {_period(outcome)}"
    if net < 0.0:
        return f"Power earns {usd_words(net)} in the first {_period(outcome)}"
    if bill <= 0.0:
        return f"Power costs nothing in the first {_period(outcome)}"
    share, payer = net / revenue, "Net power and hosting" if _hosts(outcome, usd) else "Net power"
    if share >= 1_000.0:
        return "The power bill dwarfs the revenue"
    if share >= 0.995:
        return f"{payer} {'cost' if 'and' in payer else 'costs'} {number(share, 2)} times revenue"
    if share < 0.005:
        return f"{payer}: under a cent per dollar"
    return f"{payer}: {number(100.0 * share)} cents per revenue dollar"


def _shorter(outcome: Outcome, usd: dict[str, float]) -> tuple[str, ...]:
    revenue, net = _income_usd(usd), _net_bill_usd(usd)
    payer = "Power, hosting" if _hosts(outcome, usd) else "Net power"
    if net < 0.0:
        return (f"Credits exceed the bill by {usd_words(net)}", f"Power earns {usd_words(net)} net")
    if not 0.005 * revenue <= net < 1_000.0 * revenue:
        return ()
    share = net / revenue
    if share >= 0.995:
        return (f"{payer}: {number(share, 2)} times revenue",)
    words = f"{number(100.0 * share)} cents per dollar"
    return (f"{'Net power and hosting' if 'host' in payer else payer}: {words}", f"{payer}: {words}")


def _net_bill_usd(usd: dict[str, float]) -> float:
    return usd["power_usd"] + usd["hosting_usd"] - usd["power_credits_usd"]


def _hosts(outcome: Outcome, usd: dict[str, float]) -> bool:
    """Whether any site is hosted, even if it stands still: the words must not change with the price."""
    contracts = outcome.scenario.portfolio.contracts
    return usd["hosting_usd"] > 0.0 or any(contract.terms.kind == "hosting" for contract in contracts)


def _sentence(outcome: Outcome, takeaway: str, usd: dict[str, float], before: dict[str, float] | None) -> str:
    words = {
        "revenue_usd": "revenue", "hosting_revenue_usd": "hosting revenue", "power_usd": "power",
        "power_credits_usd": "power credits",
        "site_operating_usd": "site operating cost", "pool_fee_usd": "pool fee", "hosting_usd": "hosting",
        "cash_margin_usd": "cash margin", "sga_usd": "SG&A", "ebitda_usd": "EBITDA",
        "depreciation_usd": "depreciation", "write_off_usd": "write-offs", "machine_resale_usd": "resale of machines",
        "share_based_pay_usd": "share-based pay", "interest_usd": "interest", "tax_usd": "tax",
        "all_in_usd": "all-in result",
    }  # fmt: skip
    digits = million_digits(*usd.values())
    parts = ", ".join(f"{word} {millions(usd[name], digits)}" for name, word in words.items())
    text = f"{takeaway}. In USD M over the first {_period(outcome)}: {parts}."
    if before is not None:
        change = usd["ebitda_usd"] - before["ebitda_usd"]
        text += f" EBITDA is {millions(change, digits, sign=True)} against {baseline_name(outcome)}."
    return text + " Hedges and interest earned are not in it."
