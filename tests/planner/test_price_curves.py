from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.contracts import Index
from planner.edits import apply, delete_row, set_cell
from planner.errors import InputRejected
from planner.explore.stages import evaluate
from planner.outcome import Request
from planner.portfolio import Site
from planner.price_curves import PriceCurve, curves_named, curves_of_hours, steps_of
from planner.reference import load_reference
from planner.reference.power_market import DAYS_OF_MONTH, QUANTILES
from planner.rows import row_of, with_rows
from planner.scenario import Book
from planner.snapshot import content_of_snapshot, differences, request_of_content, snapshot_id
from planner.storage import Store
from tests.oracles.price_curve import duration_curve
from tests.portfolio_files import small_book

MONTHS = range(1, 13)


def year_of(prices: list[float]) -> dict[int, list[float]]:
    """Every month full, the prices over and over."""
    hours = {month: DAYS_OF_MONTH[month - 1] * 24 for month in MONTHS}
    return {month: [prices[(place + month) % len(prices)] for place in range(hours[month])] for month in MONTHS}


def curve_of(by_month: dict[int, list[float]], name: str = "West hub") -> PriceCurve:
    level, multiples, _ = curves_of_hours(by_month)
    return PriceCurve(id=1, name=name, level_usd_per_mwh=level, multiples=tuple(multiples.ravel().tolist()))


@settings(deadline=None, max_examples=30)
@given(prices=st.lists(st.floats(-300, 4_000), min_size=1, max_size=40).filter(lambda drawn: np.mean(drawn) > 5))
def test_the_steps_are_those_of_sorting_the_hours_by_hand(prices: list[float]) -> None:
    by_month = year_of(prices)
    level, multiples, without = curves_of_hours(by_month)
    assert without == ()
    curve = curve_of(by_month)
    for month in (1, 2, 7):
        weights, steps = curve.duration_curve(month)
        edges = np.concatenate([[0.0], np.cumsum(weights)])
        by_hand = duration_curve(by_month[month], edges.tolist())
        np.testing.assert_allclose(steps * level, by_hand, rtol=1e-9, atol=1e-7 * max(map(abs, prices)))
        assert weights @ steps * level == pytest.approx(np.mean(by_month[month]), rel=1e-9, abs=1e-9)
        assert (np.diff(steps) >= 0.0).all()
    hours = sum(map(len, by_month.values()))
    assert level == pytest.approx(sum(map(sum, by_month.values())) / hours, rel=1e-12)
    assert multiples.shape == (12, QUANTILES)


def test_negative_hours_stay_negative() -> None:
    curve = curve_of(year_of([-25.0, 60.0, 60.0, 60.0]))
    weights, steps = curve.duration_curve(3)
    cheapest = steps[np.cumsum(weights) <= 0.25] * curve.level_usd_per_mwh
    assert cheapest.size == 8
    np.testing.assert_allclose(cheapest, -25.0, rtol=1e-12)


def test_a_month_without_half_of_its_hours_takes_the_curve_of_all_hours() -> None:
    by_month = year_of([40.0])
    by_month[2], by_month[7] = [90.0] * 300, [100.0] * 744
    level, multiples, without = curves_of_hours(by_month)
    assert without == (2,)
    days = dict(zip(MONTHS, DAYS_OF_MONTH, strict=True))
    pooled = (40.0 * (365 - 28 - 31) + 100.0 * 31) / (365 - 28)
    assert level == pytest.approx((40.0 * (365 - days[2] - days[7]) + 100.0 * 31 + pooled * 28) / 365, rel=1e-12)
    weights, _ = curve_of(by_month).duration_curve(2)
    assert weights @ multiples[1] * level == pytest.approx(pooled, rel=1e-12)


def test_prices_without_a_full_month_or_a_mean_are_refused() -> None:
    with pytest.raises(InputRejected, match="No month has half of its hours"):
        curves_of_hours({1: [40.0] * 300})
    with pytest.raises(InputRejected, match="mean of the year is −3.00|mean of the year is -3.00"):
        curves_of_hours(year_of([-3.0]))


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda steps: steps[:-1], "need 12 × 48 numbers"),
        (lambda steps: ("a", *steps[1:]), "need 12 × 48 numbers"),
        (lambda steps: (steps[1] + 1.0, *steps[1:]), "ascending"),
        (lambda steps: (*steps[:-1], math.inf), "finite"),
        (lambda steps: tuple(2.0 * step for step in steps), "mean of 1"),
    ],
)
def test_steps_that_are_no_curve_are_refused(change: object, reason: str) -> None:
    curve = curve_of(year_of([20.0, 30.0, 70.0]))
    with pytest.raises(InputRejected, match=reason):
        replace(curve, multiples=change(curve.multiples))  # type: ignore[operator]  # one of the changes above


def test_steps_from_json_are_numbers() -> None:
    assert steps_of([1, 2.5]) == (1.0, 2.5)
    with pytest.raises(InputRejected, match="a list of numbers"):
        steps_of("1, 2")


def test_a_name_means_the_files_own_curve_before_a_shipped_shape() -> None:
    reference, own = load_reference(), curve_of(year_of([40.0, 41.0]), name="ERCOT West")
    assert curves_named(reference, (own,), "ercot west") is own
    assert curves_named(reference, (), "ercot west") is reference.power_markets["ERCOT West"]
    with pytest.raises(InputRejected, match="no power market"):
        curves_named(reference, (own,), "Nowhere at all")


def book_with_curve(name: str = "West hub") -> Book:
    """The small book, its first site at the curve's prices."""
    book = small_book()
    curve = replace(curve_of(year_of([-25.0, 20.0, 60.0, 300.0])), name=name)
    first, *others = book.portfolio.sites
    sites = (replace(first, power_market=name.upper()), *others)
    return replace(book, portfolio=replace(book.portfolio, sites=sites, price_curves=(curve,)))


def question_of(book: Book) -> Request:
    return Request(number=1, scenario=book.scenario(load_reference()), horizon_months=12)


def test_a_curve_comes_back_from_the_file_to_the_last_digit(tmp_path: Path) -> None:
    book = book_with_curve()
    Store.create(tmp_path / "West.reckoner", book).close()
    with Store.open(tmp_path / "West.reckoner", read_only=True) as store:
        assert store.book == book
        store.check(full=True)


def test_a_curve_in_use_stays_and_one_that_is_not_can_go() -> None:
    book = book_with_curve()
    with pytest.raises(InputRejected, match="is the power market of Site 1"):
        delete_row(book, "price_curves", 1)
    with pytest.raises(InputRejected, match="is the power market of Site 1"):
        with_rows(
            book.portfolio, "price_curves", [(1, None), (2, row_of(book.portfolio.price_curves[0]) | {"name": "X"})]
        )
    moved = apply(book, set_cell(book, load_reference(), "sites", 1, "power_market", "Alberta"))
    assert apply(moved, delete_row(moved, "price_curves", 1)).portfolio.price_curves == ()


def test_sites_follow_a_curve_to_its_new_name_and_back() -> None:
    book = book_with_curve()
    edit = set_cell(book, load_reference(), "price_curves", 1, "name", "Hub 2025")
    renamed = apply(book, edit)
    assert renamed.portfolio.price_curves[0].name == renamed.portfolio.by_name("sites", "Site 1").power_market
    assert evaluate(question_of(renamed)).measures == evaluate(question_of(book)).measures
    assert "Hub 2025" in edit.label
    assert apply(renamed, edit.inverse()) == book
    with pytest.raises(InputRejected, match="name of a shipped market"):
        set_cell(book, load_reference(), "price_curves", 1, "name", "ercot west")


def test_an_id_depends_on_the_steps_and_not_on_the_name() -> None:
    one, renamed = question_of(book_with_curve()), question_of(book_with_curve("Somewhere else"))
    assert snapshot_id(one) == snapshot_id(renamed)
    shipped = question_of(small_book())
    assert snapshot_id(one) != snapshot_id(shipped)
    book = book_with_curve()
    flat = replace(book.portfolio.price_curves[0], multiples=(1.0,) * (12 * QUANTILES))
    other = replace(book, portfolio=replace(book.portfolio, price_curves=(flat,)))
    assert snapshot_id(question_of(other)) != snapshot_id(one)


def test_a_snapshot_with_a_curve_asks_the_same_question_again() -> None:
    outcome = evaluate(question_of(book_with_curve()))
    content = content_of_snapshot(outcome, "0.1.0")
    again = request_of_content(content, load_reference())
    assert again.scenario.portfolio == outcome.scenario.portfolio
    assert differences(content, evaluate(again)) == ()


def site_growth(site: Site, month: int) -> float:
    return site.spot_basis_frac * math.pow(1.0 + site.spot_escalator_frac_per_year, month / 12)


def test_negative_hours_work_end_to_end() -> None:
    """An index site is paid for the power of hours below zero; nothing is clamped on the way."""
    book = book_with_curve()
    site = book.portfolio.sites[0]
    contracts = tuple(
        replace(contract, terms=Index(adder_usd_per_mwh=0.0)) if contract.site_id == site.id else contract
        for contract in book.portfolio.contracts
    )
    scenario = replace(book, portfolio=replace(book.portfolio, contracts=contracts)).scenario(load_reference())
    poor = replace(  # runs below zero only
        scenario.assumptions, btc_price_usd=1_000.0, network_mode="growth", flexibility_captured_frac=1.0
    )
    sites = evaluate(Request(number=1, scenario=replace(scenario, assumptions=poor), horizon_months=12)).sites
    assert sites.energy_mwh[0].sum() > 0.0
    assert sites.power_usd[0].sum() < 0.0
    level = site.spot_price_usd_per_mwh * -25.0 / book.portfolio.price_curves[0].level_usd_per_mwh
    assert sites.power_usd[0, 1] / sites.energy_mwh[0, 1] == pytest.approx(level * site_growth(site, 1), rel=1e-9)
