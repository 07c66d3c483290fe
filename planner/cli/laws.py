"""`laws`: the sanity laws, checked on one scenario of a portfolio file."""

from __future__ import annotations

from pathlib import Path

import click

from planner import laws as sanity
from planner.cli.file import file_argument
from planner.cli.json_text import json_line
from planner.errors import Unexpected
from planner.outcome import Request
from planner.reference import load_reference
from planner.storage import Store


@click.command()
@file_argument
@click.option("--scenario", default="", help="A stored scenario; without it the first one.")
@click.option("--json", "as_json", is_flag=True, help="One line of JSON.")
def laws(file: Path, scenario: str, as_json: bool) -> None:
    """Check what must hold of any portfolio on this one: a contradiction is an error in Reckoner.

    The file is only read.
    """
    with Store.open(file, read_only=True) as store:
        book = store.book
    request = Request(number=1, scenario=book.scenario(load_reference(), scenario))
    found = []
    for law in sanity.check(request):
        found.append(law)
        if not as_json:
            click.echo(f"{'holds ' if law.holds else 'BROKEN'}  {law.law}{'' if law.holds else f': {law.where}'}")
    if as_json:
        click.echo(json_line({law.key: {"law": law.law, "holds": law.holds, "where": law.where} for law in found}))
    if broken := [law.key for law in found if not law.holds]:
        count = f"{len(broken)} law{' is' if len(broken) == 1 else 's are'}"
        raise Unexpected(f"{count} contradicted by this portfolio: {', '.join(broken)}.")
    if not as_json:
        click.echo(f"All {len(found)} laws hold for {request.scenario.name}.")
