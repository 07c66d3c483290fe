"""Hourly prices of a market from a CSV file: a preview of the curve they become, then one edit.

Every row is an hour and its price in USD/MWh. Prices may be negative. Hours that are missing are counted and said;
above a stated share, or with a row that cannot be read, nothing is imported.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from planner.edits import Change, Edit
from planner.errors import InputRejected
from planner.exchange.csv_columns import HOUR, PRICE, PRICES
from planner.exchange.csv_guess import guess_reading
from planner.exchange.csv_headers import Headers, settled_headers
from planner.exchange.csv_numbers import NOT_SETTLED, NotRead, number_in
from planner.exchange.csv_rows import PreviewRow, What
from planner.exchange.csv_text import CellProblem, Line, Reading, Sheet, cell_problem, sheet_of, shown
from planner.exchange.price_hours import MOST_MISSING, Span, Stamp, hour_in, is_a_year, repeats_of, span_of
from planner.exchange.tables_csv import Choices, Preview
from planner.notation import counted, number
from planner.portfolio import Portfolio, folded
from planner.price_curves import PriceCurve, check_curve_name, curves_of_hours
from planner.quantities import Value
from planner.reference import Reference
from planner.rows import new_id, row_of, sites_of_curve, with_row
from planner.scenario import Book

TABLE = "price_curves"
MOST_EXTREME_USD_PER_MWH = 100_000.0  # assumption: no market clears beyond
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Hour:
    line: int
    stamp: Stamp
    price_usd_per_mwh: float


def preview_prices(
    book: Book, reference: Reference, raw: bytes, *, source: str, choices: Choices | None = None
) -> Preview:
    """What the hours of a file would become: a curve of the name `choices.market`, and the market of `choices.site`.

    Without a market's name the curve is named after the site, else after the file. A site takes the curve as its
    market and the mean of the year as its spot price; its basis and escalator stay.

    Raises
    ------
    InputRejected, NotFound
        When the name is a shipped market's, or a choice names a column or site that does not exist.
    LimitExceeded
        When the file has too many rows or columns.
    """
    choices = choices or Choices()
    reading = choices.reading or guess_reading(raw)
    site = book.portfolio.by_name("sites", choices.site) if choices.site else None
    name = choices.market or (f"{site.name} prices" if site else _stem(source))
    check_curve_name(reference, name)
    found = Preview(table=PRICES, source=shown(source), reading=reading, sheet=None, headers=(), columns=(), rows=(),
                    problems=(), notices=(), edit=None, after=None)  # fmt: skip
    try:
        sheet = sheet_of(raw, reading)
    except InputRejected as refusal:
        return replace(found, problems=tuple(item for item in refusal.problems if isinstance(item, CellProblem)))
    headers = settled_headers(sheet, PRICES, choices.mapping)
    found = replace(found, sheet=sheet, headers=headers.written, columns=headers.columns, problems=headers.problems)
    if headers.problems:
        return found
    hours, problems = _hours(sheet, headers, reading)
    explained, wrong = repeats_of((hour.line, hour.stamp) for hour in hours)
    problems += [
        cell_problem(repeat.line, headers.header_of(HOUR), _words(repeat.stamp),
                     f"is the hour of line {repeat.first_line} again")
        for repeat in wrong
    ]  # fmt: skip
    span = span_of(hour.stamp for hour in hours) if hours else None
    if span is None and not problems:
        problems.append(cell_problem(0, "", "", "has no hours"))
    if span is not None and span.missing_frac > MOST_MISSING and not problems:
        problems.append(cell_problem(0, "", "", _too_many_missing(span)))
    if problems or span is None:
        rows = tuple(_preview_row(hour, "refused") for hour in hours)
        return replace(found, rows=rows, problems=tuple(sorted(problems, key=lambda item: item.line)))
    by_month: dict[int, list[float]] = defaultdict(list)
    for hour in hours:
        by_month[hour.stamp.local.month].append(hour.price_usd_per_mwh)
    try:
        level, multiples, without = curves_of_hours(by_month)
    except InputRejected as refusal:
        reason = f"cannot become a curve: {refusal.message[0].lower()}{refusal.message[1:].removesuffix('.')}"
        return replace(found, problems=(cell_problem(0, "", "", reason),))
    there = next((curve for curve in book.portfolio.price_curves if folded(curve.name) == folded(name)), None)
    curve = PriceCurve(
        id=new_id(book.portfolio.price_curves) if there is None else there.id,
        name=name if there is None else there.name, source=found.source, source_sha256=hashlib.sha256(raw).hexdigest(),
        first_hour=_words(span.first), last_hour=_words(span.last), hours=len(hours), missing_hours=len(span.missing),
        months_without_hours=", ".join(MONTHS[month - 1] for month in without), level_usd_per_mwh=level,
        multiples=tuple(multiples.ravel().tolist()),
    )  # fmt: skip
    changes = tuple(_changes(book.portfolio, curve, there, choices.site))
    what: What = "unchanged" if not changes else "new" if there is None else "changed"
    notices = (
        *_notices(hours, span, len(explained), without), _told_level(level, hours),
        *_told_use(book.portfolio, curve, choices.site),
    )  # fmt: skip
    found = replace(found, rows=tuple(_preview_row(hour, what) for hour in hours), notices=notices)
    label = f"Import {found.brings()} as {curve.name}"
    return replace(found, edit=Edit(label=label, changes=changes), after=_after(book.portfolio, changes))


def _stem(source: str) -> str:
    return source.rpartition("/")[2].rpartition(".")[0].strip() or "Imported prices"


# --- rows --------------------------------------------------------------------------------------------------------


def _hours(sheet: Sheet, headers: Headers, reading: Reading) -> tuple[list[_Hour], list[CellProblem]]:
    """Every row that reads as an hour and its price, in their order, and what is wrong with the others."""
    hours: list[_Hour] = []
    problems: list[CellProblem] = []
    zoned: bool | None = None
    for line in sheet.rows:
        before = len(problems)
        stamp, price = _read(line, headers, reading, problems)
        if stamp is not None:
            zoned = (stamp.utc is not None) if zoned is None else zoned
            if zoned != (stamp.utc is not None):
                reason = "names no zone, as the hours before it do" if zoned else "names a zone, unlike those before it"
                problems.append(cell_problem(line.number, headers.header_of(HOUR), _words(stamp), reason))
        if len(problems) == before and stamp is not None and price is not None:
            hours.append(_Hour(line=line.number, stamp=stamp, price_usd_per_mwh=price))
    return hours, problems


def _read(
    line: Line, headers: Headers, reading: Reading, problems: list[CellProblem]
) -> tuple[Stamp | None, float | None]:
    if len(line.cells) != len(headers.columns):
        reason = f"has {counted(len(line.cells), 'cell')}, the header {len(headers.columns)}"
        problems.append(cell_problem(line.number, "", "", reason))
        return None, None
    written_hour = line.cells[headers.columns.index(HOUR)]
    written_price = line.cells[headers.columns.index(PRICE)]
    stamp, price = None, None
    try:
        stamp = hour_in(written_hour)
    except NotRead as refusal:
        problems.append(cell_problem(line.number, headers.header_of(HOUR), written_hour, str(refusal)))
    try:
        price = number_in(written_price, reading.decimal_mark, reading.thousands_mark)
        if abs(price) > MOST_EXTREME_USD_PER_MWH:
            raise NotRead(f"is beyond {MOST_EXTREME_USD_PER_MWH:,.0f} USD/MWh either way; is that its unit?")
    except NotRead as refusal:
        asks = "decimal mark" if str(refusal) == NOT_SETTLED else ""
        header = headers.header_of(PRICE)
        problems.append(cell_problem(line.number, header, written_price, str(refusal), asks=asks))  # type: ignore[arg-type]  # one of the two
    return stamp, price


def _preview_row(hour: _Hour, what: What) -> PreviewRow:
    row: dict[str, Value] = {HOUR: _words(hour.stamp), PRICE: hour.price_usd_per_mwh}
    return PreviewRow(line=hour.line, what=what, row=row, changed=(PRICE,) if what == "changed" else ())


def _words(stamp: Stamp) -> str:
    """An hour in one form: 2025-01-31T23:00, with its zone where it has one."""
    written = f"{stamp.local:%Y-%m-%dT%H:%M}"
    if stamp.utc is None:
        return written
    minutes = round((stamp.local - stamp.utc).total_seconds() / 60)
    sign, minutes = ("-" if minutes < 0 else "+"), abs(minutes)
    return f"{written}{sign}{minutes // 60:02d}:{minutes % 60:02d}"


# --- the edit ----------------------------------------------------------------------------------------------------


def _changes(portfolio: Portfolio, curve: PriceCurve, there: PriceCurve | None, site_name: str) -> Iterator[Change]:
    if curve != there:
        before = None if there is None else row_of(there)
        yield Change(table=TABLE, id=curve.id, column="*", before=before, after=row_of(curve))
    if site_name:
        site = portfolio.by_name("sites", site_name)
        for column, value in (("power_market", curve.name), ("spot_price_usd_per_mwh", curve.level_usd_per_mwh)):
            if (now := getattr(site, column)) != value:
                yield Change(table="sites", id=site.id, column=column, before=now, after=value)


def _after(portfolio: Portfolio, changes: Sequence[Change]) -> Portfolio:
    for change in changes:
        whole = change.column == "*"
        row = (
            change.after if whole else row_of(portfolio.by_id(change.table, change.id)) | {change.column: change.after}
        )
        portfolio = with_row(portfolio, change.table, change.id, row)  # type: ignore[arg-type]  # rows and cells as made above
    return portfolio


# --- what is no problem, but should be seen ------------------------------------------------------------------------


def _too_many_missing(span: Span) -> str:
    return (
        f"misses {len(span.missing):,} of {span.expected:,} hours ({number(100 * span.missing_frac, 1)} %), more than "
        f"the {number(100 * MOST_MISSING)} % that may be; the first is {span.missing[0]:%Y-%m-%dT%H:%M}"
    )


def _notices(hours: Sequence[_Hour], span: Span, twice: int, without: Sequence[int]) -> Iterator[str]:
    yield f"{counted(len(hours), 'hour')} from {_words(span.first)} to {_words(span.last)}."
    if twice:
        words = "One hour stands" if twice == 1 else f"{twice} hours stand"
        yield f"{words} twice, as where clocks go back; both count."
    if span.missing:
        count = len(span.missing)
        yield (f"{counted(count, 'hour')} of {span.expected:,} {'is' if count == 1 else 'are'} missing, the first "
               f"{span.missing[0]:%Y-%m-%dT%H:%M}; each month's curve is that of the hours it has.")  # fmt: skip
    if span.months_absent:
        yield f"No hours at all in {', '.join(span.months_absent)}."
    if without:
        months = ", ".join(MONTHS[month - 1] for month in without)
        yield f"Less than half of the hours, so these months take the curve of all hours, without a season: {months}."
    elif not is_a_year(span):
        yield "The hours reach over less than a year, though each month has half of its hours."


def _told_level(level: float, hours: Sequence[_Hour]) -> str:
    prices = [hour.price_usd_per_mwh for hour in hours]
    below = sum(price < 0.0 for price in prices)
    return (
        f"Mean of the year {number(level, 2)} USD/MWh; dearest hour {number(max(prices), 2)}, cheapest "
        f"{number(min(prices), 2)}, {counted(below, 'hour')} below 0."
    )


def _told_use(portfolio: Portfolio, curve: PriceCurve, site_name: str) -> Iterator[str]:
    if site_name:
        level = number(curve.level_usd_per_mwh, 2)
        yield f"{site_name} takes {curve.name} as its market and {level} USD/MWh as its spot price."
        return
    if users := [site.name for site in sites_of_curve(portfolio.sites, curve)]:
        yield f"Used by {', '.join(users)}; spot prices stay as stated there."
    else:
        yield f"No site uses it yet: choose {curve.name} as a site's power market."
