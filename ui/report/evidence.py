"""What the pages after the first show: cash flow by year, sites, assumptions, the seal."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from typing import Any

import numpy as np

from planner.assumptions import Assumptions, idle_inputs
from planner.explain import PORTFOLIO, ExplainedInput, explain, input_line
from planner.figure_parts import shortened
from planner.inputs import quantity_of, read
from planner.notation import MILLION, cents_per_kwh, counted, number
from planner.outcome import Array, Outcome
from planner.quantities import month_index, quantities_of, shown_value
from planner.snapshot import bytes_of_content, shown_id

MONTHS_OF_A_YEAR = 12
YEARS_A_TABLE = 9  # that fit the width of the page beside labels and total
MOST_SITES = 60
LONGEST_VALUE = 24
WIDEST = "npv_usd"  # the measure that rests on all of the portfolio
FLEET_INPUTS = ("lots", "contracts", "sites")
LEFT_TO_ATTACHMENT = ("Machine power", "Grid connection")
COMPANY_INPUTS = (
    "company/sga_usd_per_year", "company/cash_usd", "company/btc_held_btc", "company/diluted_shares",
)  # fmt: skip
SHIFT = "power_price_shift_usd_per_mwh"

_REMARK = re.compile(r" \([^()]*\)$")  # on a source's terms; it stands in the attached inputs

# Label, signed columns, and whether it is a subtotal.
CASH_FLOW: tuple[tuple[str, str, bool], ...] = (
    ("BTC revenue", "+fleet.revenue_usd", False),
    ("Hosting revenue", "+fleet.hosting_revenue_usd", False),
    ("Pool fee", "-fleet.pool_fee_usd", False),
    ("Power", "-fleet.power_usd", False),
    ("Power credits", "+fleet.power_credits_usd", False),
    ("Site operating cost", "-fleet.site_operating_usd", False),
    ("Hosting", "-fleet.hosting_usd", False),
    ("Cash margin", "+fleet.cash_margin_usd", True),
    ("SG&A", "-cash.sga_usd", False),
    ("EBITDA", "+cash.ebitda_usd", True),
    ("Machines bought, less those sold",
     "-fleet.machine_capex_usd -fleet.import_duty_usd +fleet.machine_resale_usd", False),
    ("Maintenance capex", "-cash.maintenance_capex_usd", False),
    ("Free cash, before debt service and tax", "+cash.free_cash_usd", True),
    ("Tax", "-money.tax_usd", False),
    ("Hedges, less margin", "+money.hedge_settlement_usd -money.hedge_margin_usd", False),
    ("Interest", "+money.cash_interest_usd -money.interest_usd", False),
    ("Debt drawn, less repaid", "+money.debt_drawn_usd -money.debt_repaid_usd", False),
    ("Coins kept, less those sold", "+money.treasury_sold_usd -money.kept_usd", False),
    ("Credit line and new shares", "+money.line_drawn_usd +money.issued_usd", False),
)  # fmt: skip


def evidence(outcome: Outcome, content: Mapping[str, Any], file_name: str) -> dict[str, Any]:
    """Tables and seal as plain values for the template."""
    return {
        "cash_flow": {"title": cash_flow_title(outcome), "tables": cash_flow_tables(outcome)},
        "sites": _sites(outcome),
        "assumptions": _assumptions(outcome),
        "notices": list(outcome.notices),
        "seal": _seal(outcome, content, file_name),
    }


# --- cash flow by calendar year ----------------------------------------------------------------------------------


def cash_flow_tables(outcome: Outcome) -> list[dict[str, Any]]:
    """Calendar years side by side, as many tables as the width needs; the last one holds the total."""
    years = _years(outcome)
    groups = [list(years)[start : start + YEARS_A_TABLE] for start in range(0, len(years), YEARS_A_TABLE)]
    return [_cash_flow_table(outcome, years, group, total=group is groups[-1]) for group in groups]


def _years(outcome: Outcome) -> dict[str, list[int]]:
    """Months of each calendar year, by its heading: `2026 H2` where it holds just that half, `2026*` other parts."""
    index = month_index(outcome.month[0]) + np.arange(len(outcome.month))
    found = {}
    for year in np.unique(index // MONTHS_OF_A_YEAR).tolist():
        places = np.flatnonzero(index // MONTHS_OF_A_YEAR == year).tolist()
        part = [int(index[place]) % MONTHS_OF_A_YEAR + 1 for place in (places[0], places[-1])]
        heading = {(1, 12): f"{year}", (7, 12): f"{year} H2", (1, 6): f"{year} H1"}.get(
            (part[0], part[1]), f"{year}, {part[0]}–{part[1]}"
        )
        found[heading] = places
    return found


def _cash_flow_table(outcome: Outcome, years: dict[str, list[int]], group: list[str], *, total: bool) -> dict[str, Any]:
    rows = []
    for label, columns, strong in CASH_FLOW:
        usd = np.sum([_signed_column(outcome, column) for column in columns.split()], axis=0)
        if not strong and not usd.any():
            continue
        cells = [_usd_m(float(usd[years[heading]].sum())) for heading in group]
        rows.append(_row(label, [*cells, *([_usd_m(float(usd.sum()))] if total else [])], strong))
    ends = [_usd_m(float(outcome.cash.cash_eom_usd[years[heading][-1]])) for heading in group]
    rows.append(_row("Cash at end", [*ends, *([""] if total else [])], True))
    return {"headings": [*group, *(["Total"] if total else [])], "rows": rows}


def _signed_column(outcome: Outcome, column: str) -> Array:
    group, name = column[1:].split(".")
    values: Array = getattr(getattr(outcome, group), name)
    return -values if column[0] == "-" else values


def _row(label: str, cells: list[str], strong: bool) -> dict[str, Any]:
    return {"label": label, "cells": cells, "strong": strong}


def _usd_m(usd: float) -> str:
    return number(usd / MILLION, 1)


def cash_flow_title(outcome: Outcome) -> str:
    """The calendar year in which EBITDA changes its sign, if it does."""
    ebitda = {heading: float(outcome.cash.ebitda_usd[places].sum()) for heading, places in _years(outcome).items()}
    negative = [heading for heading, usd in ebitda.items() if usd < 0.0]
    first = next(iter(ebitda))
    if not negative:
        return "EBITDA is never negative in a year" if any(ebitda.values()) else "No cash flows in these years"
    if len(negative) == len(ebitda):
        return "EBITDA is negative in every year"
    if negative[0] != first:
        halved = any(halving.date[:4] == negative[0] for halving in outcome.halvings)
        return f"EBITDA turns negative in {'the halving year ' if halved else ''}{negative[0]}"
    turned = next(heading for heading, usd in ebitda.items() if usd >= 0.0)
    return f"EBITDA turns positive in {turned}"


# --- sites -------------------------------------------------------------------------------------------------------


def _sites(outcome: Outcome) -> dict[str, Any]:
    portfolio, flows = outcome.scenario.portfolio, outcome.sites
    year = slice(0, MONTHS_OF_A_YEAR)
    terms = {contract.site_id: contract.terms.label for contract in portfolio.contracts}
    before = _site_margins(outcome.baseline)
    margin = flows.cash_margin_usd[:, year].sum(axis=1)
    revenue = flows.revenue_usd[:, year].sum(axis=1)
    power = (flows.power_usd + flows.hosting_usd - flows.power_credits_usd)[:, year].sum(axis=1)
    order = np.argsort(-margin, kind="stable").tolist()
    rows = []
    for place in order[:MOST_SITES]:
        site = portfolio.sites[place]
        change = "" if outcome.baseline is None else _change(float(margin[place]), before.get(site.id))
        rows.append(
            [site.name, terms.get(site.id, "no contract"),
             number(float(flows.online_mw[place, 0]), 1), number(float(flows.online_ph_s[place, 0]) / 1000.0, 2),
             cents_per_kwh(float(outcome.contract_price_usd_per_mwh[place])),
             _usd_m(float(revenue[place])), _usd_m(-float(power[place])),
             _usd_m(-float(revenue[place] - power[place] - margin[place])), _usd_m(float(margin[place])), change]
        )  # fmt: skip
    left_out = order[MOST_SITES:]
    rest = f"{len(left_out):,} more sites earn USD {_usd_m(float(margin[left_out].sum()))} M." if left_out else ""
    return {"rows": rows, "rest": rest, "plan": outcome.baseline is not None}


def _site_margins(outcome: Outcome | None) -> dict[int, float]:
    if outcome is None:
        return {}
    margin = outcome.sites.cash_margin_usd[:, :MONTHS_OF_A_YEAR].sum(axis=1)
    return {site.id: float(usd) for site, usd in zip(outcome.scenario.portfolio.sites, margin, strict=True)}


def _change(now: float, before: float | None) -> str:
    return "new" if before is None else number((now - before) / MILLION, 1, sign=True)


# --- assumptions -------------------------------------------------------------------------------------------------


def _assumptions(outcome: Outcome) -> list[dict[str, Any]]:
    """Every assumption that counts, then the portfolio in summary; `plan` where the baseline says otherwise."""
    stated = outcome.scenario.assumptions
    unused = set(idle_inputs(stated))
    if stated.tip_time == outcome.scenario.reference.market.tip_time:
        unused |= {"tip_height", "tip_time"}  # the seal gives the date
    names = [name for name in quantities_of(Assumptions) if name not in unused]
    rows = {name: _assumption_row(outcome, input_line(outcome, name)) for name in names}
    before = {} if outcome.baseline is None else {line.label: line.shown for line in _fleet_lines(outcome.baseline)}
    fleet = _fleet_lines(outcome)
    summed = [line_row(line, _other(before.get(line.label, line.shown), line.shown)) for line in fleet]
    prices = [row for line, row in zip(fleet, summed, strict=True) if line.address == "contracts"]
    company = [_assumption_row(outcome, input_line(outcome, address)) for address in COMPANY_INPUTS]
    # What the shift comes to stands right below it
    listed = [row for name in names for row in (rows[name], *(prices if name == SHIFT else ()))]
    return [*listed, *(row for row in summed if row not in prices), *company]


def _fleet_lines(outcome: Outcome) -> list[ExplainedInput]:
    lines = [line for line in explain(outcome, WIDEST).inputs if line.address in FLEET_INPUTS]
    return [line for line in lines if not line.label.startswith(LEFT_TO_ATTACHMENT)]


def _assumption_row(outcome: Outcome, line: ExplainedInput) -> dict[str, Any]:
    plan = ""
    if outcome.baseline is not None:
        scenario = outcome.baseline.scenario
        plan, _ = shown_value(quantity_of(scenario, line.address), read(scenario, line.address))
    return line_row(line, _other(plan, line.shown))


def _other(plan: str, shown: str) -> str:
    return plan if plan != shown else ""


def line_row(line: ExplainedInput, plan: str) -> dict[str, Any]:
    """An input as a row of a table; `plan` is what the baseline says."""
    return {
        "label": line.label,
        "value": shortened(line.shown, LONGEST_VALUE),
        "unit": line.shown_unit,
        "plan": shortened(plan, LONGEST_VALUE) if plan else "",
        "source": _REMARK.sub("", line.source.removeprefix(f"{PORTFOLIO}, ")),
        "date": line.date,
        "assumption": line.kind == "assumption",
    }


# --- seal -----------------------------------------------------------------------------------------------------


def _seal(outcome: Outcome, content: Mapping[str, Any], file_name: str) -> list[list[str]]:
    portfolio = outcome.scenario.portfolio
    counts = f"{counted(len(portfolio.sites), 'site')}, {counted(len(portfolio.lots), 'lot')}"
    return [
        ["Snapshot", shown_id(content["snapshot_id"])],
        ["Portfolio", f"{counts}, {file_name}" if file_name else counts],
        ["Data date", outcome.scenario.reference.market.data_date],
        ["Versions", f"program {content['program_version']}, model {content['model_version']}"],
        ["Paths", _paths(content)],
        ["Data version", content["data_version"][:12]],
        ["SHA-256 of snapshot.json", f"{attached_digest(content)[:16]}… (first 16 of 64)"],
        ["Horizon", f"{counted(content['horizon_months'], 'month')}, {outcome.month[0]} to {outcome.month[-1]}"],
    ]


def _paths(content: Mapping[str, Any]) -> str:
    return f"{number(content['n_paths'])}, seed {content['seed']}" if content["n_paths"] else "one, no probabilities"


def attached_digest(content: Mapping[str, Any]) -> str:
    """What `sha256sum` says of the attached file."""
    return hashlib.sha256(bytes_of_content(content)).hexdigest()
