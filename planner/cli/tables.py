"""`import`, `table`: a table of the portfolio from a file somebody mailed, and as the file that import reads back."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, TypeVar

import click

from planner.cli.file import file_argument
from planner.errors import InputRejected
from planner.exchange.csv_columns import CSV_TABLES, IMPORT_TABLES, PRICES, one_of, suggest_mapping
from planner.exchange.csv_guess import guess_reading
from planner.exchange.csv_text import CODECS, DELIMITERS, bytes_of, shown
from planner.exchange.prices_csv import preview_prices
from planner.exchange.table_out import table_csv
from planner.exchange.tables_csv import Choices, Preview, preview, rejection
from planner.exchange.whole_files import write_whole
from planner.notation import counted
from planner.reference import load_reference
from planner.storage import Store

DECIMAL_MARKS = {"point": ".", "comma": ","}
THOUSANDS_MARKS = {"none": "", "comma": ",", "point": ".", "space": " ", "apostrophe": "'"}
MOST_SHOWN = 10
Command = TypeVar("Command", bound=Callable[..., Any])

table_option = click.option("--table", required=True, type=click.Choice(CSV_TABLES), help="Which table.")
import_option = click.option(
    "--table", required=True, type=click.Choice(IMPORT_TABLES), help="Which table; prices: the hours of a market."
)


def _mark_option(option: str, names: Mapping[str, str], help: str) -> Callable[[Command], Command]:
    """An option that takes a mark by its name or as it is; without it the file decides."""
    known = {**names, **{mark: mark for mark in names.values() if mark}}
    words = "|".join(names)

    def mark_of(ctx: click.Context, param: click.Parameter, value: str | None) -> str | None:
        if value is not None and value.lower() not in known:
            raise click.BadParameter(f"{value!r} is none of {', '.join(names)}.", ctx, param)
        return None if value is None else known[value.lower()]

    return click.option(option, callback=mark_of, metavar=words, help=f"{help}; without it, as the file shows.")


@click.command("import")
@file_argument
@click.argument("source", metavar="TABLE.csv", type=click.Path(path_type=Path))
@import_option
@click.option("--site", metavar="NAME", default="",
              help="The site of all rows, where the file has no column for it; of prices, who takes them.")  # fmt: skip
@click.option("--market", metavar="NAME", default="", help="What imported prices are called.")
@click.option("--map", "mapped", multiple=True, metavar="HEADER=COLUMN",
              help="What a header means; HEADER= leaves its column out. Repeatable.")  # fmt: skip
@click.option("--machine", "machines", multiple=True, metavar="GIVEN=MODEL",
              help="The catalogue's model for a name; GIVEN=GIVEN: a machine of one's own. Repeatable.")  # fmt: skip
@click.option("--encoding", type=click.Choice(tuple(CODECS)), default="utf-8", show_default=True)
@_mark_option("--delimiter", DELIMITERS, "What stands between cells")
@_mark_option("--decimal", DECIMAL_MARKS, "The decimal mark")
@_mark_option("--thousands", THOUSANDS_MARKS, "The thousands mark")
@click.option("--dry-run", is_flag=True, help="Show how the file is read and what it would change; change nothing.")
def import_table(
    file: Path,
    source: Path,
    table: str,
    site: str,
    market: str,
    mapped: tuple[str, ...],
    machines: tuple[str, ...],
    encoding: str,
    delimiter: str | None,
    decimal: str | None,
    thousands: str | None,
    dry_run: bool,
) -> None:
    """Bring a table of the portfolio, or the company, in: all rows, or none when one has a problem.

    Rows are matched by name; the company is the one row of its table. The header names the columns by the keys that
    `reckoner table` writes, or by their labels; any other header is mapped or left out. A column that the file does not
    have leaves a row as it is, and gives a new one the default; an empty cell is empty text, never 0. One import is one
    step of undo.

    prices: one row an hour, with a column for the hour (ISO, with or without a zone) and one for USD/MWh. They become a
    price curve that sites may name as their power market; with --site it is that site's from then on.
    """
    raw = bytes_of(source)
    reading = guess_reading(
        raw, encoding=encoding, delimiter=delimiter or "", decimal_mark=decimal or "", thousands_mark=thousands
    )
    mapping = {header: column or None for header, column in map(_split_pair, mapped)}
    choices = Choices(
        reading=reading, mapping=mapping, machines=dict(map(_split_pair, machines)), site=site, market=market
    )
    if market and table != PRICES:
        raise InputRejected("--market names imported prices.", next=f"Leave it out, or use --table {PRICES}.")
    with Store.open(file, read_only=dry_run) as store:
        if table == PRICES:
            found = preview_prices(store.book, load_reference(), raw, source=source.name, choices=choices)
        else:
            found = preview(store.book, load_reference(), table, raw, source=source.name, choices=choices)
        if dry_run:
            click.echo("\n".join(_preview_lines(found)))
        if found.edit is None:
            raise _told_how(rejection(found), found)
        if not dry_run:
            store.commit(found.edit)
    if dry_run:
        click.echo("Nothing was written: this was a dry run.")
        return
    for notice in found.notices:
        click.echo(notice)
    done = f"Imported {found.brings()}" if found.edit.changes else f"Nothing to import from {found.source}"
    click.echo(f"{done}: {found.counts()}.")


@click.command("table")
@file_argument
@table_option
@click.argument("out", metavar="OUT.csv", type=click.Path(path_type=Path))
def export_table(file: Path, table: str, out: Path) -> None:
    """Write a table in the form that `import` reads back unchanged. The portfolio is only read."""
    if out.suffix.lower() != ".csv":
        raise InputRejected(f"{out.name} is not a name for a table.", next="Let it end in .csv.")
    with Store.open(file, read_only=True) as store:
        written, count = table_csv(store.book, table), len(store.book.portfolio.rows(table))
    write_whole(out.parent, {out.name: written})
    click.echo(f"Wrote {count:,} {one_of(table, count)} to {out}.")


def _split_pair(written: str) -> tuple[str, str]:
    """Both sides of `GIVEN=MODEL`; what is given may itself hold the sign, a column or a model does not."""
    given, sign, meant = written.rpartition("=")
    if not sign or not given.strip():
        raise InputRejected(f"{written!r} has no two sides.", next="Write it like --map Standort=site.")
    return given.strip(), meant.strip()


def _preview_lines(found: Preview) -> Iterator[str]:
    """How the file is read, what its headers mean, what it would change, and the first of its problems."""
    reading = found.reading
    yield (f"Read as {reading.encoding}, cells between {_named(DELIMITERS, reading.delimiter)}s, decimal mark "
           f"{_named(DECIMAL_MARKS, reading.decimal_mark) or 'not settled'}, thousands mark "
           f"{_named(THOUSANDS_MARKS, reading.thousands_mark)}.")  # fmt: skip
    width = max((len(shown(header)) for header in found.headers), default=0)
    for header, column in zip(found.headers, found.columns, strict=True):
        yield f"  {shown(header):<{width}}  {column or '(no column)'}"
    unread = len(found.sheet.rows) if found.sheet and not found.rows else 0
    counts = f"{counted(unread, 'row')}, not compared yet" if unread else found.counts()
    yield f"{found.table.capitalize()}: {counts}."
    yield from found.notices
    for problem in found.problems[:MOST_SHOWN]:
        yield f"  {problem}"
    if len(found.problems) > MOST_SHOWN:
        yield f"  and {counted(len(found.problems) - MOST_SHOWN, 'more problem')}"


def _named(names: Mapping[str, str], mark: str) -> str:
    return next((name for name, known in names.items() if known == mark), "")


def _told_how(refusal: InputRejected, found: Preview) -> InputRejected:
    """The refusal with the options that would settle what it asks for."""
    asked = {problem.asks for problem in found.problems}
    how = []
    if "encoding" in asked:
        how.append("--encoding windows-1252")
    if "decimal mark" in asked:
        how.append("--decimal comma or --decimal point")
    if "column" in asked:
        suggested = (item for item in suggest_mapping(found.headers, found.table) if item.confidence != "exact")
        how += [_option("--map", item.header, item.column or "") for item in suggested if item.header]
    unknown = {problem.value: problem.nearest for problem in found.problems if problem.asks == "machine"}
    how += [_option("--machine", given, close[0] if close else given) for given, close in unknown.items()]
    refusal.next = f"For instance: {' '.join(how)}." if how else "Correct the file and try again."
    return refusal


def _option(name: str, given: str, meant: str) -> str:
    pair = f"{given}={meant}"
    return f"{name} {pair}" if re.fullmatch(r"[\w=.-]+", pair) else f'{name} "{pair}"'
