from __future__ import annotations

import datetime
import hashlib
import random
from collections.abc import Callable

import pytest

from planner.edits import apply
from planner.errors import InputRejected, NotFound
from planner.exchange.csv_guess import guess_reading
from planner.exchange.prices_csv import preview_prices
from planner.exchange.tables_csv import Choices, Preview, rejection
from planner.reference import load_reference
from planner.scenario import Book
from tests.portfolio_files import small_book

REFERENCE = load_reference()
START = datetime.datetime(2025, 1, 1)  # noqa: DTZ001  # the clock on the wall, without a zone
HEADER = "hour,price_usd_per_mwh"


def lines_of_year(price: Callable[[int], float] = lambda hour: 30.0 + hour % 24) -> list[str]:
    return [f"{START + datetime.timedelta(hours=hour):%Y-%m-%dT%H:%M},{price(hour)}" for hour in range(8_760)]


def previewed(lines: list[str], *, header: str = HEADER, book: Book | None = None, encoding: str = "utf-8",
              **choices: object) -> Preview:  # fmt: skip
    raw = "\n".join([header, *lines]).encode({"windows-1252": "cp1252"}.get(encoding, encoding))
    reading = guess_reading(raw, encoding=encoding)
    chosen = Choices(**{"reading": reading, "market": "West hub", **choices})  # type: ignore[arg-type]  # by name
    return preview_prices(book or small_book(), REFERENCE, raw, source="west.csv", choices=chosen)


def problems_of(found: Preview) -> list[tuple[int, str, str]]:
    return [(problem.line, problem.column, problem.reason) for problem in found.problems]


def test_a_year_of_hours_becomes_a_curve_with_level_and_digest() -> None:
    lines = lines_of_year()
    found = previewed(lines)
    assert found.edit is not None
    (change,) = found.edit.changes
    assert (change.table, change.column, change.before) == ("price_curves", "*", None)
    after = apply(small_book(), found.edit).portfolio
    assert after == found.after
    (curve,) = after.price_curves
    assert (curve.name, curve.hours, curve.missing_hours, curve.months_without_hours) == ("West hub", 8_760, 0, "")
    assert curve.source_sha256 == hashlib.sha256("\n".join([HEADER, *lines]).encode()).hexdigest()
    assert curve.level_usd_per_mwh == pytest.approx(41.5, rel=1e-12)
    assert (curve.first_hour, curve.last_hour) == ("2025-01-01T00:00", "2025-12-31T23:00")
    assert found.brings() == "8,760 prices from west.csv"


def test_the_site_takes_the_curve_and_the_mean_in_one_step_of_undo() -> None:
    book = small_book()
    site = book.portfolio.sites[0]
    found = previewed(lines_of_year(), book=book, site=site.name, market="")
    assert found.edit is not None
    after = apply(book, found.edit)
    moved = after.portfolio.sites[0]
    assert (moved.power_market, moved.spot_price_usd_per_mwh) == (f"{site.name} prices", pytest.approx(41.5))
    assert apply(after, found.edit.inverse()) == book
    again = previewed(lines_of_year(), book=after, site=site.name, market="")
    assert again.edit is not None
    assert (again.edit.changes, again.counts()) == ((), "8,760 unchanged")


def test_a_later_file_replaces_the_curve_of_that_name() -> None:
    book = small_book()
    first = previewed(lines_of_year())
    assert first.edit is not None
    book = apply(book, first.edit)
    second = previewed(lines_of_year(lambda hour: 50.0 + hour % 3), book=book, market="west HUB")
    assert second.edit is not None
    (curve,) = apply(book, second.edit).portfolio.price_curves
    assert (curve.id, curve.name) == (1, "West hub")
    assert curve.level_usd_per_mwh == pytest.approx(51.0)
    assert second.count("changed") == 8_760


def test_rows_may_stand_in_any_order() -> None:
    lines = lines_of_year(lambda hour: float(hour % 97))
    shuffled = list(lines)
    random.Random(7).shuffle(shuffled)
    one, other = previewed(lines).after, previewed(shuffled).after
    assert one is not None
    assert other is not None
    assert one.price_curves[0].multiples == other.price_curves[0].multiples


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "windows-1252"])
def test_german_marks_and_encodings_are_the_same_prices(encoding: str) -> None:
    german = [
        line.replace("T", " ").replace(",", ";").replace(".", ",") for line in lines_of_year(lambda h: h % 7 - 2.5)
    ]
    german = [line for line in german if line]
    mapping = {"Zeit": "hour", "Börsenpreis": "price_usd_per_mwh"}
    plain = previewed(lines_of_year(lambda hour: hour % 7 - 2.5))
    found = previewed(german, header="Zeit;Börsenpreis", encoding=encoding, mapping=mapping)
    assert found.problems == ()
    assert (found.after, plain.after) != (None, None)
    assert found.after.price_curves[0].multiples == plain.after.price_curves[0].multiples  # type: ignore[union-attr]  # above


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        ("nan", "is not a number"),
        ("inf", "is not a number"),
        ("1e400", "too large"),
        ("", "is empty"),
        ("n/a", "is not a number"),
        ("12_000", "underscore"),
        ("200000", "beyond 100,000 USD/MWh"),
    ],
)
def test_a_price_that_is_none_is_refused_with_line_and_column(cell: str, reason: str) -> None:
    lines = lines_of_year()
    lines[6] = f"2025-01-01T06:00,{cell}"
    found = previewed(lines)
    ((line, column, said),) = problems_of(found)
    assert (line, column) == (8, "price_usd_per_mwh")
    assert reason in said
    assert found.edit is None
    assert "line 8 'price_usd_per_mwh'" in str(rejection(found).message)


def test_hours_that_are_none_or_stand_twice_are_refused() -> None:
    lines = lines_of_year()
    lines[3], lines[9], lines[20] = "2025-01-01,30", "2025-01-01T08:00,30", "2025-01-01T20:00Z,30"
    found = problems_of(previewed(lines))
    assert [(line, column) for line, column, _ in found] == [(5, "hour"), (11, "hour"), (22, "hour")]
    assert "is the hour of line 10 again" in found[1][2]
    assert "names a zone, unlike those before it" in found[2][2]


def test_missing_hours_are_said_and_too_many_refused() -> None:
    lines = lines_of_year()
    some = previewed(lines[:100] + lines[110:])
    assert any("10 hours of 8,760 are missing, the first 2025-01-05T04:00" in notice for notice in some.notices)
    assert some.after is not None
    assert some.after.price_curves[0].missing_hours == 10
    many = previewed([line for place, line in enumerate(lines) if place % 15])
    ((line, _, reason),) = problems_of(many)
    assert line == 0
    assert "6.7 %" in reason
    assert "more than the 5 % that may be" in reason


def test_less_than_a_year_says_which_months_are_missing_and_what_they_use() -> None:
    found = previewed(lines_of_year()[: (31 + 28 + 31) * 24])
    assert found.after is not None
    assert found.after.price_curves[0].months_without_hours == "Apr, May, Jun, Jul, Aug, Sep, Oct, Nov, Dec"
    assert any("take the curve of all hours" in notice and "Apr, May" in notice for notice in found.notices)
    few = previewed(lines_of_year()[:200])
    assert "no month has half of its hours" in problems_of(few)[0][2]


def test_what_is_missing_or_named_wrong_is_told() -> None:
    assert "no column for the USD/MWh" in problems_of(previewed(["2025-01-01T00:00"], header="hour"))[0][2]
    found = previewed(lines_of_year(), header="hour,price EUR/MWh", mapping={"price EUR/MWh": "price_usd_per_mwh"})
    assert "is in EUR/MWh" in problems_of(found)[0][2]
    assert "has no hours" in problems_of(previewed([]))[0][2]
    assert "has 3 cells" in problems_of(previewed(["2025-01-01T00:00,1,2"]))[0][2]
    with pytest.raises(InputRejected, match="a shipped market"):
        previewed(lines_of_year(), market="ercot west")
    with pytest.raises(NotFound):
        previewed(lines_of_year(), site="Nowhere")


def test_negative_hours_are_fine_and_a_negative_mean_is_not() -> None:
    found = previewed(lines_of_year(lambda hour: -20.0 if hour % 4 == 0 else 40.0))
    assert any("2,190 hours below 0" in notice for notice in found.notices)
    below = previewed(lines_of_year(lambda hour: -20.0))
    assert "the mean of the year" in problems_of(below)[0][2]
