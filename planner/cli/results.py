"""`run`, `snapshot`, `export`, `explain`: a scenario evaluated, and what becomes of the numbers."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

import click

from planner.cli.file import file_argument
from planner.cli.json_text import json_line
from planner.cli.result_text import explanation_text, outcome_text
from planner.edits import apply, set_input
from planner.errors import ExportFailed, InputRejected, NotFound, SnapshotDamaged, Undefined
from planner.exchange import pdf_snapshot
from planner.exchange.outcome_csv import write_csv
from planner.exchange.outcome_tables import lots_table, monthly_columns, stated_values
from planner.explain import explain as explained
from planner.explore import stages
from planner.figure import Table
from planner.figures import FIGURES
from planner.inputs import place_of, quantity_of
from planner.outcome import MODEL_VERSION, Outcome, Request, columns_of
from planner.quantities import is_share, shown_value, typed
from planner.reference import Reference, load_reference
from planner.scenario import Book, Scenario
from planner.snapshot import book_of_request, differences, request_of_content, snapshot_id
from planner.storage import Store

LONGEST_NAME = 200
Command = TypeVar("Command", bound=Callable[..., Any])


class _OfScenario(click.Command):
    """A command whose scenario is named by an option; a name that stands free is told so."""

    allow_extra_args = True

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        rest = super().parse_args(ctx, args)
        if free := " ".join(ctx.args):
            raise click.UsageError(f"A scenario is named by an option: --scenario {shlex.quote(free)}.", ctx)
        return rest


def _scenario_options(command: Command) -> Command:
    setting = click.option(
        "--set", "settings", multiple=True, metavar="INPUT=VALUE",
        help="Another value for one input, like btc_price_usd=60000; may be repeated.",
    )  # fmt: skip
    named = click.option("--scenario", metavar="NAME", default="", help="A stored scenario; else the first.")
    return named(setting(command))


@click.command(cls=_OfScenario)
@file_argument
@_scenario_options
@click.option("--seed", type=click.IntRange(min=0, max=2**63 - 1), help="Seed of everything random.")
@click.option("--json", "as_json", is_flag=True, help="All results as one line of JSON.")
@click.option("--figures", is_flag=True, help="With --json: the table of each figure too.")
def run(file: Path, scenario: str, settings: tuple[str, ...], seed: int | None, as_json: bool, figures: bool) -> None:
    """Evaluate a scenario month by month, and the pinned baseline beside it. The file is only read.

    FILE is a portfolio, or a report that Reckoner made (.pdf): the snapshot inside is computed again.
    """
    if figures and not as_json:
        raise click.UsageError("--figures goes with --json.")
    outcome = _evaluated(file, scenario, settings, seed)
    if not as_json:
        click.echo(outcome_text(outcome))
        return
    found = outcome_json(outcome)
    if figures:
        found["figures"] = {key: _figure_json(figure(outcome).table) for key, figure in FIGURES.items()}
    click.echo(json_line(found))


@click.command(cls=_OfScenario)
@file_argument
@click.argument("name")
@_scenario_options
def snapshot(file: Path, name: str, scenario: str, settings: tuple[str, ...]) -> None:
    """Keep a scenario with its results under a name, and print the id that stands for its question."""
    with Store.open(file) as store:
        taken, _ = store.add_snapshot(name, stages.evaluate(_request(store.book, scenario, settings)))
    click.echo(taken.shown_id)


@click.command()
@file_argument
@click.argument("snapshot_name", metavar="ID")
@click.option("--pdf", type=click.Path(path_type=Path), metavar="OUT", help="The report, with the snapshot inside.")
@click.option("--csv", "folder", type=click.Path(path_type=Path), metavar="DIR", help="All results as tables.")
@click.pass_context
def export(context: click.Context, file: Path, snapshot_name: str, pdf: Path | None, folder: Path | None) -> None:
    """Write a snapshot, by id or name, as PDF or CSV. Its numbers are computed again and compared first."""
    if pdf is None and folder is None:
        raise click.UsageError("Say where to: --pdf OUT, --csv DIR, or both.")
    with Store.open(file, read_only=True) as store:
        taken = store.snapshot(snapshot_name)
    content = taken.content or {}
    outcome = stages.evaluate(request_of_content(content, load_reference()))
    if unlike := differences(content, outcome):
        raise _changed(taken.shown_id, content, unlike)
    if pdf is not None:
        context.find_root().obj(outcome, content, pdf, name=taken.name, taken=taken.taken, file_name=file.name)
        click.echo(f"Wrote {pdf}.")
    if folder is not None:
        written = write_csv(outcome, folder)
        click.echo(f"Wrote {', '.join(path.name for path in written)} in {folder}.")


def _changed(identity: str, content: Any, unlike: Sequence[str]) -> ExportFailed | SnapshotDamaged:
    if content["model_version"] != MODEL_VERSION:
        return ExportFailed(
            f"Snapshot {identity} was taken with model {content['model_version']}; model {MODEL_VERSION} gives other "
            f"results, {unlike[0]} first.",
            next="Take the snapshot again, or export it with the version that took it.",
        )
    return SnapshotDamaged(f"The results of snapshot {identity} are not what its inputs give: {unlike[0]} differs.")


@click.command(cls=_OfScenario)
@file_argument
@click.argument("result")
@_scenario_options
def explain(file: Path, result: str, scenario: str, settings: tuple[str, ...]) -> None:
    """Take one result apart: formula, values put in, parts, inputs with source and date."""
    outcome = _evaluated(file, scenario, settings)
    click.echo(explanation_text(outcome, explained(outcome, result)))


# --- the question ------------------------------------------------------------------------------------------------


def _evaluated(file: Path, scenario: str, settings: Sequence[str], seed: int | None = None) -> Outcome:
    """A scenario of a portfolio file, or of the snapshot inside a report."""
    if file.suffix.casefold() == ".pdf":
        asked = request_of_content(pdf_snapshot.read(file), load_reference())
        request = replace(
            _request(book_of_request(asked), scenario, settings),
            horizon_months=asked.horizon_months, n_paths=asked.n_paths, seed=asked.seed,
        )  # fmt: skip
    else:
        with Store.open(file, read_only=True) as store:
            request = _request(store.book, scenario, settings)
    return stages.evaluate(request if seed is None else replace(request, seed=seed))


def _request(book: Book, scenario_name: str, settings: Sequence[str]) -> Request:
    reference = load_reference()
    return Request(number=1, scenario=scenario_with(book, reference, scenario_name, settings),
                   baseline=book.baseline_scenario(reference))  # fmt: skip


def scenario_with(book: Book, reference: Reference, name: str, settings: Sequence[str]) -> Scenario:
    """The stored scenario of that name (the first, where empty) with other values, as an edit would put them.

    Raises
    ------
    InputRejected, NotFound
        In the words of the input.
    """
    row, words = book.row(name), []
    for setting in settings:
        scenario = book.scenario(reference, row.name)
        address, written = _split_setting(scenario, setting)
        declaration = quantity_of(scenario, address)
        value = typed(declaration, written)
        try:
            book = apply(book, set_input(book, reference, row.id, address, value))
        except InputRejected as rejected:
            if is_share(declaration.unit):
                rejected.next = "Shares are written from 0 to 1 here: 0.05 is 5 %."
            raise
        _, _, column = address.rpartition("/")
        where = "" if address == column else f"{address.split('/', 1)[1].removesuffix('/' + column)}, "
        words.append(f"{where}{declaration.label} {' '.join(shown_value(declaration, value))}".strip())
    scenario = book.scenario(reference, row.name)
    if not words:
        return scenario
    named = f"{scenario.name} with {'; '.join(words)}"
    return replace(scenario, name=named if len(named) <= LONGEST_NAME else named[: LONGEST_NAME - 1] + "…")


def _split_setting(scenario: Scenario, setting: str) -> tuple[str, str]:
    """Address and value of `INPUT=VALUE`; a name in the address may itself hold the sign."""
    places = [place for place, mark in enumerate(setting) if mark == "="]
    if not places:
        raise InputRejected(f"{setting!r} is not INPUT=VALUE.", next="Write it like --set btc_price_usd=60000.")
    refused = None
    for place in places:
        address = setting[:place].strip()
        try:
            place_of(scenario, address)
        except NotFound as error:
            refused = refused or error
        else:
            return address, setting[place + 1 :]
    assert refused is not None, "every place was refused"
    raise refused


# --- the answer as JSON --------------------------------------------------------------------------------------------


def outcome_json(outcome: Outcome) -> dict[str, Any]:
    """All results as plain JSON values; `baseline` only where one is pinned."""
    found = {
        "snapshot_id": snapshot_id(outcome.request),
        "inputs": {address: value for address, _, value in stated_values(outcome.scenario)},
        "monthly": {"month": list(outcome.month)} | _lists(monthly_columns(outcome)),
        "sites": _sites_json(outcome),
        "lots": _lots_json(outcome),
        "debts": _debts_json(outcome),
        "headline": _headline_json(outcome),
        "notices": list(outcome.notices),
        "halvings": [
            {"height": halving.height, "date": halving.date, "month": halving.date[:7]} for halving in outcome.halvings
        ],
    }
    if outcome.baseline is not None:
        found["baseline"] = {"name": outcome.baseline.scenario.name, "headline": _headline_json(outcome.baseline)}
    return found


def _headline_json(outcome: Outcome) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in outcome.measures.items():
        if isinstance(value, Undefined):
            found |= {key: None, f"{key}_reason": value.reason}
        else:
            found[key] = value
    return found


def _sites_json(outcome: Outcome) -> list[dict[str, Any]]:
    flows = columns_of(outcome.sites)
    return [
        {"site": site.name, "contract_price_usd_per_mwh": float(outcome.contract_price_usd_per_mwh[place])}
        | {name: array[place].tolist() for name, array in flows.items()}
        for place, site in enumerate(outcome.scenario.portfolio.sites)
    ]


def _lots_json(outcome: Outcome) -> list[dict[str, Any]]:
    table = lots_table(outcome)
    return [dict(zip(table.keys, row, strict=True)) for row in table.rows]


def _debts_json(outcome: Outcome) -> list[dict[str, Any]]:
    """Each debt: what is owed month by month, and what falls due in each calendar year."""
    state = outcome.debts
    return [
        {
            "debt": debt.name, "kind": debt.terms.kind, "owed_eom_usd": state.owed_eom_usd[place].tolist(),
            "due_usd": dict(zip(map(str, state.due_years), state.due_usd[place].tolist(), strict=True)),
        }
        for place, debt in enumerate(outcome.scenario.portfolio.debts)
    ]  # fmt: skip


def _lists(columns: dict[str, Any]) -> dict[str, Any]:
    return {name: array.tolist() for name, array in columns.items()}


def _figure_json(table: Table) -> dict[str, Any]:
    columns = [{"key": column.key, "header": column.header, "unit": column.unit} for column in table.columns]
    return {"columns": columns, "rows": [list(row) for row in table.rows]}
