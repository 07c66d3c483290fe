"""What the first page says: the headline, the sentences below it, the eight figures, the note under the charts."""

from __future__ import annotations

from typing import Any

import numpy as np

from planner.errors import Undefined
from planner.figure_parts import shortened, usd_words
from planner.figures import FIGURES
from planner.measures import MEASURES, STRIP
from planner.notation import MINUS, cents_per_kwh, number
from planner.outcome import Outcome
from planner.quantities import month_index

MONTHS_OF_A_YEAR = 12
LONGEST_NAME = 28  # in the headline, where a word of capitals must not leave the page
NEGLIGIBLE_USD = 500.0  # rounds to nothing in any figure of the page


def story(outcome: Outcome) -> dict[str, Any]:
    """Headline, subtitle, strip and note as plain values for the template."""
    return {
        "headline": headline(outcome),
        "subtitle": subtitle(outcome),
        "strip": [_strip_figure(outcome, key) for key in STRIP],
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
    return f"{first}; {_what_follows(outcome, earned)}"


def _nothing_runs(outcome: Outcome) -> str | None:
    if not outcome.scenario.portfolio.sites:
        return "This portfolio has no sites yet"
    if not outcome.fleet.online_ph_s.any():
        return "No machines are online in these months"
    return None


def _span_words(outcome: Outcome) -> str:
    months = min(MONTHS_OF_A_YEAR, len(outcome.month))
    return "twelve months" if months == MONTHS_OF_A_YEAR else f"{months} months" if months > 1 else "its first month"


def _earns(usd: float) -> str:
    return f"{'loses' if usd < 0.0 else 'earns'} {usd_words(usd)}"


def _against(outcome: Outcome, baseline: Outcome, earned: float) -> str:
    before = float(baseline.cash.ebitda_usd[:MONTHS_OF_A_YEAR].sum())
    plan = shortened(baseline.scenario.name, LONGEST_NAME)
    change = earned - before
    if abs(change) < NEGLIGIBLE_USD:
        return f"EBITDA in {_span_words(outcome)} is as in {plan}"
    return f"EBITDA is {usd_words(change)} {'higher' if change > 0.0 else 'lower'} than in {plan}"


def _what_follows(outcome: Outcome, earned: float) -> str:
    after = after_halving_usd(outcome)
    if after is None:
        return _cash_clause(outcome)
    year, usd = after
    if earned >= 0.0 > usd:
        return f"the {year} halving turns it into a loss"
    if usd < 0.0:
        return f"after the {year} halving it loses {usd_words(usd)} a year"
    return f"after the {year} halving it {'still ' if earned >= 0.0 else ''}earns {usd_words(usd)} a year"


def after_halving_usd(outcome: Outcome) -> tuple[str, float] | None:
    """Year of the first halving that a whole year of the horizon follows, and EBITDA of that year; else None."""
    first = month_index(outcome.month[0])
    for halving in outcome.halvings:
        start = int(halving.at_month) - first + 1
        if start + MONTHS_OF_A_YEAR <= len(outcome.month):
            return halving.date[:4], float(outcome.cash.ebitda_usd[start : start + MONTHS_OF_A_YEAR].sum())
    return None


def _cash_clause(outcome: Outcome) -> str:
    below = np.flatnonzero(outcome.cash.cash_eom_usd < 0.0)
    if below.size:
        return f"cash runs out in {outcome.month[int(below[0])]}"
    return f"cash stays above zero to {outcome.month[-1]}"


def subtitle(outcome: Outcome) -> str:
    """Price, power, EBITDA against the baseline; where the cash margin is zero; sites after the halving; cash."""
    if _nothing_runs(outcome) is not None:
        return FIGURES["projection"](outcome).sentence
    earned = float(outcome.cash.ebitda_usd[:MONTHS_OF_A_YEAR].sum())
    price = outcome.measures["contract_price_usd_per_mwh"]
    power = "" if isinstance(price, Undefined) else f" and {cents_per_kwh(price)} ¢/kWh"
    at = f"At {number(outcome.scenario.assumptions.btc_price_usd)} USD{power}"
    sentences = [f"{at} EBITDA is {_signed(earned)} in {_span_words(outcome)}{_versus(outcome)}, before tax and debt."]
    breakeven = outcome.measures["breakeven_btc_price_usd"]
    if isinstance(breakeven, Undefined):
        sentences.append(f"Cash margin has no breakeven price: {breakeven.reason}.")
    else:
        sentences.append(f"Cash margin is zero at {number(breakeven)} USD, at today’s difficulty.")
    sentences += [f"{FIGURES[key](outcome).takeaway}." for key in ("hashprice_hashcost", "projection")]
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
    change = measure.shown_change(value - before)
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
    if assumptions.network_mode == "growth":
        growth = number(100.0 * assumptions.network_growth_frac_per_year, 1)
        parts.append(f"Network grows {growth} % a year (assumption).")
    else:
        parts.append("Network follows the stated path (assumption).")
    if assumptions.btc_price_drift_frac_per_year == 0.0:
        parts.append("BTC price stays where it is, in nominal USD (assumption).")
    else:
        drift = number(100.0 * assumptions.btc_price_drift_frac_per_year, 1, sign=True)
        parts.append(f"BTC price drifts {drift} % a year (assumption).")
    parts.append("Breakevens: fleet, cash layer, today’s difficulty. One path, no probabilities.")
    return " ".join(parts)
