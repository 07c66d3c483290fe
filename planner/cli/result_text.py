"""Results as text tables, for people at a terminal: names left, numbers right, units beside them."""

from __future__ import annotations

import numpy as np

from planner.cli.text_columns import Footnotes, aligned
from planner.errors import NOT_A_FORECAST, Undefined
from planner.explain import ExplainedPart, Explanation
from planner.figures import WORKBENCH
from planner.measures import MEASURES, Measure
from planner.notation import cents_per_kwh, millions, number
from planner.outcome import Outcome
from planner.quantities import plain_number
from planner.snapshot import shown_id, snapshot_id

YEAR = slice(0, 12)


def outcome_text(outcome: Outcome) -> str:
    """Headline with changes against the baseline, sites, what the figures say, notices."""
    scenario = outcome.scenario
    span, identity = _span(outcome), shown_id(snapshot_id(outcome.request))
    head = (
        f"{scenario.portfolio.company.name} · {scenario.name}\n"
        f"{span} · snapshot {identity} · data to {scenario.reference.market.data_date}"
    )
    blocks = [head, _headline(outcome)]
    if scenario.portfolio.sites:
        blocks.append(_sites(outcome))
    blocks.append("\n".join(dict.fromkeys(figure(outcome).takeaway for figure in WORKBENCH.values())))
    if outcome.halvings:
        lines = (f"Halving on {halving.date} at block {halving.height:,}." for halving in outcome.halvings)
        blocks.append("\n".join(lines))
    if outcome.notices:
        blocks.append("\n".join(outcome.notices))
    return "\n\n".join((*blocks, NOT_A_FORECAST))


def _span(outcome: Outcome) -> str:
    return f"{outcome.month[0]} to {outcome.month[-1]}"


def figure_in_words(measure: Measure, value: float | Undefined) -> str:
    """`USD 26.5 M`, `51,116 USD`, or why there is no number."""
    if isinstance(value, Undefined):
        return f"{value.word}: {value.reason}"
    return " ".join(part for part in (measure.prefix, measure.shown(value), measure.shown_unit) if part)


def change_in_words(measure: Measure, value: float | Undefined, before: float | Undefined) -> str:
    """The change with its sign; `unchanged` where it rounds to nothing, empty where one of the two is undefined."""
    if isinstance(value, Undefined) or isinstance(before, Undefined):
        return ""
    return measure.shown_change(value, before) or "unchanged"


def _headline(outcome: Outcome) -> str:
    reasons = Footnotes()
    rows = [_figure_row(MEASURES[key], value, reasons) for key, value in outcome.measures.items()]
    if outcome.baseline is None:
        return reasons.below(aligned(rows, "lrl"))
    changes = (
        change_in_words(MEASURES[key], value, outcome.baseline.measures[key]) for key, value in outcome.measures.items()
    )
    header = ("", "", "", f"against {outcome.baseline.scenario.name}")
    return reasons.below(
        aligned([header, *((*row, change) for row, change in zip(rows, changes, strict=True))], "lrlr")
    )


def _figure_row(measure: Measure, value: float | Undefined, reasons: Footnotes) -> tuple[str, str, str]:
    if isinstance(value, Undefined):
        return measure.label, "none", reasons.mark(value.reason)
    return measure.label, f"{measure.prefix} {measure.shown(value)}".strip(), measure.shown_unit


def _sites(outcome: Outcome) -> str:
    header = ("Site", "¢/kWh", "revenue", "power net", "other", "cash margin")
    flows = outcome.sites
    rows = [("First 12 months, USD M", "", "", "", "", ""), header]
    sites = outcome.scenario.portfolio.sites
    for place in np.argsort(-flows.cash_margin_usd[:, YEAR].sum(axis=1), kind="stable").tolist():
        site = sites[place]
        revenue, margin = (float(array[place, YEAR].sum()) for array in (flows.revenue_usd, flows.cash_margin_usd))
        power = float((flows.power_usd + flows.hosting_usd - flows.power_credits_usd)[place, YEAR].sum())
        price = cents_per_kwh(float(outcome.contract_price_usd_per_mwh[place]))
        rows.append((site.name, price, millions(revenue), millions(power), millions(revenue - power - margin),
                     millions(margin)))  # fmt: skip
    return aligned(rows, "lrrrrr")


def explanation_text(outcome: Outcome, found: Explanation) -> str:
    """One result: figure, formula, values, parts, inputs."""
    measure = found.measure
    result = "none" if isinstance(found.result, Undefined) else repr(found.result)
    put_in = f"  {found.values_put_in} = {result}" if found.values_put_in else "  none, since a part has no value"
    head = f"{measure.label}: {figure_in_words(measure, found.result)}"
    blocks = [
        f"{head}\n{measure.what}. {outcome.scenario.name}, {_span(outcome)}.",
        f"Formula\n  {found.formula}",
        f"Values put in\n{put_in}",
        _parts(found),
        "Inputs\n" + aligned(
            [(line.label, line.shown, line.shown_unit, line.source, line.date, line.kind) for line in found.inputs],
            "lrllll", indent="  ",
        ),
    ]  # fmt: skip
    return "\n\n".join(blocks)


def _parts(found: Explanation) -> str:
    """Each part with its value; in a sum, what it adds or takes away, with its sign, and its share of the result."""
    reasons = Footnotes()
    rows = [_part_row(found.measure, part, reasons) for part in found.parts]
    if any(part.contribution is not None for part in found.parts):
        rows.insert(0, ("", "value", "", "contribution", "", "of the result"))
    return reasons.below("Parts\n" + aligned(rows, "lrlrlr", indent="  "))


def _part_row(measure: Measure, part: ExplainedPart, reasons: Footnotes) -> tuple[str, ...]:
    if isinstance(part.value, Undefined):
        return part.label, "none", reasons.mark(part.value.reason), "", "", ""
    shown = plain_number(part.value)
    if part.contribution is None:
        return part.label, shown, part.unit, "", "", ""
    added = number(part.contribution, 0 if abs(part.contribution) >= 1000 else 4, sign=True)
    share = "" if part.share is None else f"{number(100 * part.share, 1)} %"
    return part.label, shown, part.unit, added, measure.unit, share
