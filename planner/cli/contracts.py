"""`contracts`: what each site would have paid and earned under every kind of contract, on its own hours."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from planner.cli.file import file_argument
from planner.cli.json_text import json_line
from planner.cli.text_columns import aligned
from planner.contract_words import PRICES_IN, terms_in_words
from planner.contracts import KINDS
from planner.errors import InputRejected, Undefined
from planner.explore.stages import evaluate
from planner.notation import MILLION, number
from planner.outcome import ContractComparison, Outcome, Request
from planner.portfolio import Contract
from planner.quantities import DAYS_PER_YEAR, HOURS_PER_DAY, quantities_of
from planner.reference import load_reference
from planner.storage import Store

MWH_PER_MW_YEAR = DAYS_PER_YEAR * HOURS_PER_DAY
HEADERS = (
    "Contract",
    "Paid, USD M",
    "Earned, USD M",
    "Cash margin, USD M",
    "Used, %",
    "Flexibility, USD/MW-year",
    f"Terms, {PRICES_IN}",
)
NOTE = (
    "First twelve months. Kinds at a fixed price cost at full load what the site's own contract comes to, index takes "
    "spot plus an adder, hosting its usual rate (assumption); "
    "flexibility is the margin over always running; tenants for AI normally cannot curtail, so with them there is none."
)


@click.command()
@file_argument
@click.option("--site", "site_name", metavar="NAME", default="", help="One site instead of all.")
@click.option("--scenario", metavar="NAME", default="", help="A scenario of the file; the first without it.")
@click.option("--json", "as_json", is_flag=True, help="One line of JSON, numbers as computed.")
def contracts(file: Path, site_name: str, scenario: str, as_json: bool) -> None:
    """Compare the kinds of power contract for each site. The file is only read."""
    with Store.open(file, read_only=True) as store:
        book = store.book
    request = Request(number=1, scenario=book.scenario(load_reference(), scenario), with_contracts=True)
    outcome = evaluate(request)
    compared = outcome.contracts
    if compared is None or isinstance(compared, Undefined):
        raise InputRejected("No site has a contract to compare with.", next="Add a contract.")
    portfolio = outcome.scenario.portfolio
    if site_name and not compared.own_kind[portfolio.sites.index(portfolio.by_name("sites", site_name))]:
        raise InputRejected(f"{site_name} has no contract to compare with.", next="Add a contract for this site.")
    chosen = {portfolio.by_name("sites", site_name).name} if site_name else {site.name for site in portfolio.sites}
    places = [
        place for place, site in enumerate(portfolio.sites) if site.name in chosen and compared.own_kind[place]
    ]  # fmt: skip
    if as_json:
        click.echo(json_line({"sites": [_site_json(outcome, compared, place) for place in places], "note": NOTE}))
        return
    click.echo("\n\n".join(_site_text(outcome, compared, place) for place in places) + f"\n\n{NOTE}")


def _site_json(outcome: Outcome, compared: ContractComparison, place: int) -> dict[str, Any]:
    return {
        "site": outcome.scenario.portfolio.sites[place].name,
        "own_kind": compared.own_kind[place],
        "months": compared.months,
        "contracts": {kind: _kind_json(outcome, compared, row, place) for row, kind in enumerate(compared.kinds)},
    }


def _kind_json(outcome: Outcome, compared: ContractComparison, row: int, place: int) -> dict[str, Any]:
    contract = _contract(outcome, compared, row, place)
    load = float(compared.load_mwh[row, place])
    flexible = float(compared.flexibility_usd[row, place])
    return {
        "paid_usd": float(compared.paid_usd[row, place]),
        "earned_usd": float(compared.earned_usd[row, place]),
        "cash_margin_usd": float(compared.cash_margin_usd[row, place]),
        "energy_mwh": float(compared.energy_mwh[row, place]),
        "flexibility_usd": flexible,
        "flexibility_usd_per_mw_year": MWH_PER_MW_YEAR * flexible / load if load > 0.0 else None,
        "terms": {name: getattr(contract.terms, name) for name in quantities_of(contract.terms)},
    }


def _contract(outcome: Outcome, compared: ContractComparison, row: int, place: int) -> Contract:
    site_id = outcome.scenario.portfolio.sites[place].id
    return next(contract for contract in compared.contracts[row] if contract.site_id == site_id)


def _site_text(outcome: Outcome, compared: ContractComparison, place: int) -> str:
    """A table of the kinds, the best margin first; the site's own is marked."""
    rows = []
    for row in sorted(range(len(compared.kinds)), key=lambda row: -float(compared.cash_margin_usd[row, place])):
        load = float(compared.load_mwh[row, place])
        own = " (own)" if compared.kinds[row] == compared.own_kind[place] else ""
        rows.append((
            f"{KINDS[compared.kinds[row]].label}{own}",
            *(number(float(values[row, place]) / MILLION, 2)
              for values in (compared.paid_usd, compared.earned_usd, compared.cash_margin_usd)),
            number(100.0 * float(compared.energy_mwh[row, place]) / load, 1) if load > 0.0 else "",
            number(MWH_PER_MW_YEAR * float(compared.flexibility_usd[row, place]) / load) if load > 0.0 else "",
            terms_in_words(_contract(outcome, compared, row, place).terms),
        ))  # fmt: skip
    title = outcome.scenario.portfolio.sites[place].name
    return f"{title}\n{aligned([HEADERS, *rows], 'lrrrrrl')}"
