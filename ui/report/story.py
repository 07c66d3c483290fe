"""What the first page says: the headline, the sentences below it, the eight figures, the note under the charts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from planner.errors import Undefined
from planner.figure_parts import shortened, usd_words
from planner.figures import WORKBENCH
from planner.inputs import provenance_of
from planner.measures import MEASURES, MONEY_STRIP, STRIP
from planner.notation import MINUS, cents_per_kwh, number
from planner.outcome import Outcome
from planner.quantities import month_index
from ui.report.changes import LONGEST_NAME, changes_sentence

MONTHS_OF_A_YEAR = 12
NEGLIGIBLE_USD = 500.0  # rounds to nothing in any figure of the page


def story(outcome: Outcome) -> dict[str, Any]:
    """Headline, subtitle, strips and note as plain values for the template."""
    return {
        "headline": headline(outcome),
        "subtitle": subtitle(outcome),
        "strip": [_strip_figure(outcome, key) for key in STRIP],
        "money_strip": [_strip_figure(outcome, key) for key in MONEY_STRIP],
        "note": _note(outcome),
    }


# --- sentences -------------------------------------------------------------------------------------------------


def headline(outcome: Outcome) -> str:
    """One sentence: what the fleet earns in a year, or how that changed, and what the halving or cash does to it."""
    if (why_not := _nothing_runs(outcome)) is not None:
        return why_not
    earned = float(outcome.cash.ebitda_usd[:MONTHS_OF_A_YEAR].sum())
    if outcome.baseline is None:
        first = f"The fleet {_earns(earned)} in {_span_words(outcome)}"
    else:
        first = _against(outcome, outcome.baseline, earned)
    return f"{first}; {_what_follows(outcome)}"


def _nothing_runs(outcome: Outcome) -> str | None:
    if not outcome.scenario.portfolio.sites:
        return "This portfolio has no sites yet"
    if not outcome.fleet.online_ph_s.any():
        return "No machines are online in these months"
    return None


def _span_words(outcome: Outcome) -> str:
    months = min(MONTHS_OF_A_YEAR, len(outcome.month))
    if months == MONTHS_OF_A_YEAR:
        return "the first twelve months"
    return "one month" if months == 1 else f"{months} months"


def _earns(usd: float) -> str:
    return f"{'loses' if usd < 0.0 else 'earns'} {usd_words(usd)}"


def _against(outcome: Outcome, baseline: Outcome, earned: float) -> str:
    before = float(baseline.cash.ebitda_usd[:MONTHS_OF_A_YEAR].sum())
    plan = shortened(baseline.scenario.name, LONGEST_NAME)
    change, span = earned - before, f"{min(MONTHS_OF_A_YEAR, len(outcome.month))}-month"
    if abs(change) < NEGLIGIBLE_USD:
        return f"{span} EBITDA is as in {plan}"
    return f"{span} EBITDA is {usd_words(change)} {'higher' if change > 0.0 else 'lower'} than in {plan}"


def _what_follows(outcome: Outcome) -> str:
    around = around_halving(outcome)
    if around is None:
        return _cash_clause(outcome)
    fleet = "it" if outcome.baseline is None else "the fleet"
    year, before, after = around.year, around.before_usd, around.after_usd
    if before is None:
        return f"{fleet} {_earns(after)} in the year after the {year} halving"
    if before >= 0.0 > after:
        return f"the {year} halving turns {usd_words(before)} a year into a loss of {usd_words(after)}"
    later = usd_words(after) if (before < 0.0) == (after < 0.0) else _earns(after)
    return f"{fleet} {_earns(before)} in the year before the {year} halving, {later} after it"


@dataclass(frozen=True, slots=True, kw_only=True)
class AroundHalving:
    """EBITDA of the twelve months before and after the month of a halving; None before where they are not known."""

    year: str
    before_usd: float | None
    after_usd: float


def around_halving(outcome: Outcome) -> AroundHalving | None:
    """The first halving that a whole year of the horizon follows; None where there is none."""
    first, ebitda = month_index(outcome.month[0]), outcome.cash.ebitda_usd
    for halving in outcome.halvings:
        place = int(halving.at_month) - first
        after = ebitda[place + 1 : place + 1 + MONTHS_OF_A_YEAR]
        before = ebitda[max(place - MONTHS_OF_A_YEAR, 0) : place]
        if len(after) == MONTHS_OF_A_YEAR:
            whole = len(before) == MONTHS_OF_A_YEAR
            return AroundHalving(
                year=halving.date[:4], before_usd=float(before.sum()) if whole else None, after_usd=float(after.sum())
            )
    return None


def _cash_clause(outcome: Outcome) -> str:
    below = np.flatnonzero(outcome.cash.cash_eom_usd < 0.0)
    if below.size:
        return f"cash runs out in {outcome.month[int(below[0])]}"
    return f"cash stays above zero to {outcome.month[-1]}"


def subtitle(outcome: Outcome) -> str:
    """What was changed; price, power, EBITDA; where the cash margin is zero; sites after the halving; cash."""
    if _nothing_runs(outcome) is not None:
        return WORKBENCH["projection"](outcome).sentence
    earned = float(outcome.cash.ebitda_usd[:MONTHS_OF_A_YEAR].sum())
    price = outcome.measures["contract_price_usd_per_mwh"]
    power = "" if isinstance(price, Undefined) else f" and a contract price of {cents_per_kwh(price)} ¢/kWh"
    at = f"At a BTC price of {number(outcome.scenario.assumptions.btc_price_usd)} USD{power}"
    last = outcome.month[min(MONTHS_OF_A_YEAR, len(outcome.month)) - 1]
    span = f"{outcome.month[0]} to {last}"
    changed = changes_sentence(outcome)
    sentences = [changed] if changed else []
    sentences.append(f"{at}, EBITDA of {span} is {_signed(earned)}{_versus(outcome)}, before tax and debt.")
    breakeven = outcome.measures["breakeven_btc_price_usd"]
    if isinstance(breakeven, Undefined):
        sentences.append(f"There is no breakeven BTC price: {breakeven.reason}.")
    else:
        sentences.append(f"Cash margin is zero at a BTC price of {number(breakeven)} USD, at today’s difficulty.")
    sentences += [f"{WORKBENCH[key](outcome).takeaway}." for key in ("hashprice_hashcost", "projection")]
    return " ".join(sentences)


def _signed(usd: float) -> str:
    """`USD −3.1 M`: the sign stands at the number."""
    words = usd_words(usd)
    return words.replace("USD ", f"USD {MINUS}", 1) if usd < 0.0 else words


def _versus(outcome: Outcome) -> str:
    if outcome.baseline is None:
        return ""
    before = float(outcome.baseline.cash.ebitda_usd[:MONTHS_OF_A_YEAR].sum())
    return f" ({_signed(before)} in {shortened(outcome.baseline.scenario.name, LONGEST_NAME)})"


# --- the strip -------------------------------------------------------------------------------------------------


def _strip_figure(outcome: Outcome, key: str) -> dict[str, str]:
    measure, value = MEASURES[key], outcome.measures[key]
    found = {"label": measure.label, "prefix": "", "value": "", "unit": "", "reason": "", "change": "", "tone": "plain",
             "direction": "none"}  # fmt: skip
    if isinstance(value, Undefined):
        return found | {"value": "none", "reason": value.reason}
    found |= {"prefix": measure.prefix, "value": measure.shown(value), "unit": measure.shown_unit}
    if outcome.baseline is None:
        return found
    before = outcome.baseline.measures[key]
    if isinstance(before, Undefined):
        return found | {"change": f"none in {shortened(outcome.baseline.scenario.name)}"}
    change = measure.shown_change(value, before)
    if not change:
        return found | {"change": "= unchanged"}
    direction = "up" if value > before else "down"
    tone = "plain" if measure.better == "none" else "better" if direction == measure.better else "worse"
    return found | {"change": change, "tone": tone, "direction": direction}


def _note(outcome: Outcome) -> str:
    assumptions = outcome.scenario.assumptions
    parts = []
    if outcome.baseline is not None:
        parts.append(f"Dashed: {shortened(outcome.baseline.scenario.name, LONGEST_NAME)}.")
    if assumptions.network_mode == "merit order":
        parts.append("The network answers what it earns (merit order, assumption).")
    elif assumptions.network_mode == "growth":
        growth = number(100.0 * assumptions.network_growth_frac_per_year, 1)
        parts.append(f"Network grows {growth} % a year ({_whose(outcome, 'network_growth_frac_per_year')}).")
    else:
        parts.append("Network follows the stated path (entered by the analyst).")
    if assumptions.btc_price_drift_frac_per_year == 0.0:
        parts.append("BTC price stays where it is, in nominal USD (assumption).")
    else:
        drift = number(100.0 * assumptions.btc_price_drift_frac_per_year, 1, sign=True)
        whose = _whose(outcome, "btc_price_drift_frac_per_year")
        parts.append(f"BTC price drifts {drift} % a year ({whose}).")
    parts.append("Breakevens: fleet, cash layer, today’s difficulty. One path, no probabilities.")
    return " ".join(parts)


def _whose(outcome: Outcome, address: str) -> str:
    source, _ = provenance_of(outcome.scenario, address)
    return source
