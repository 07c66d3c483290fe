"""Rates of return against MODEL §7, exact fractions with Sturm's theorem, and pyxirr where that finds a rate."""

from __future__ import annotations

import datetime
import itertools

import numpy as np
import pytest
import pyxirr
from hypothesis import assume, example, given
from hypothesis import strategies as st

from planner.errors import LimitExceeded, Undefined
from planner.finance.rates import irr, mirr, xirr
from planner.finance.worth import npv, xnpv
from tests.oracles import finance as oracle

START = datetime.date(2026, 7, 1)
CENTS = st.integers(-100_000, 100_000).map(lambda cents: cents / 100)
FLOWS = st.lists(CENTS, min_size=2, max_size=8)


def days(*after: int) -> list[datetime.date]:
    return [START + datetime.timedelta(days=count) for count in after]


@pytest.mark.parametrize(
    ("flows", "roots"),
    [
        ([-1600, 10000, -10000], [0.25, 4.0]),
        ([-1000, 3600, -4310, 1716], [0.1, 0.2, 0.3]),
        ([1000, -3000, 2500], []),
        ([-100, 220, -121], [0.1]),  # touches
        ([-1000, 3300, -3630, 1331], [0.1]),  # three times over
        ([1, -4, 6, -4, 1], [0.0]),
        ([-1, 50], [49.0]),
        ([-1, 101], [100.0]),
        ([-1, 102], []),
        ([-1, 1 - 0.999999], []),  # −99.9999 % itself is out
        ([-100, 0.001], [-0.99999]),
        ([-1, 103, -204], [1.02020614, 99.97979386]),
        ([0, -100, 110], [0.1]),
        ([100, -110, 0], [0.1]),
        ([-100, 100], [0.0]),
    ],
)
def test_all_rates_of_known_flows(flows: list[float], roots: list[float]) -> None:
    found = irr(flows)
    assert found.roots == pytest.approx(roots, rel=1e-8, abs=1e-12)
    assert found.status == ("several" if len(roots) > 1 else "unique" if roots else "none")
    assert (found.reason == "") == (found.status == "unique")
    assert list(found.roots) == sorted(found.roots)
    assert all(-0.999999 < rate <= 100 for rate in found.roots)
    assert len(found.roots) <= found.sign_changes == oracle.sign_changes(flows)


def test_the_published_conversion() -> None:
    """MODEL §6, billions of USD: with shell and GPU residual the same flows go from −3.05 to 9.62 to 12.21 %."""
    flows = [-6.86, 1.649, 1.649, 1.0023, 1.0023, 1.0023]
    for residual, percent in ((0.0, -3.05), (3.0, 9.62), (3.87, 12.21)):
        assert irr([*flows[:-1], flows[-1] + residual]).roots == pytest.approx([percent / 100], abs=5e-5)


@pytest.mark.parametrize(
    ("flows", "reason"),
    [
        ([], "All flows are 0"),
        ([0, 0.0], "All flows are 0"),
        ([-100, 0, 0], "no flow is positive"),
        ([-100], "no flow is positive"),
        ([0, 5], "no flow is negative"),
        ([1000, -3000, 2500], "worth more than nothing at every rate"),
        ([-1000, 3000, -2500], "worth less than nothing at every rate"),
        ([-1, 1e-7], "at or below −99.9999 %"),
        ([-1, 1 - 0.999999], "at or below −99.9999 %"),
        ([-1, 102], "above 10,000 %"),
    ],
)
def test_where_there_is_no_rate_the_reason_says_why(flows: list[float], reason: str) -> None:
    found = irr(flows)
    assert (found.roots, found.status) == ((), "none")
    assert reason in found.reason
    assert found.reason.endswith(".")


def test_a_rate_outside_the_range_is_not_kept_quiet() -> None:
    assert irr([-1, 250, -10_200]).reason == "Another rate lies above 10,000 %."
    assert irr([-1e-8, 1, -1]).reason == "Another rate lies above 10,000 %."


@given(FLOWS)
@example([-0.01, 1000.0, 0.0, -1000.0])
@example([1.0, 0.0, 0.0, -1.0, 0.0, 0.01])
def test_as_many_rates_as_sturm_counts(flows: list[float]) -> None:
    expected = oracle.rates(flows)
    assume(all(later - one > 1e-4 * (1 + one) for one, later in itertools.pairwise(expected)))
    assert irr(flows).roots == pytest.approx(expected, rel=1e-6, abs=1e-8)


@given(st.lists(st.integers(1, 9), min_size=1, max_size=2), st.integers(-50, 50).filter(bool))
def test_rates_that_touch_and_rates_that_cross(tenths: list[int], scale: int) -> None:
    """Products of (1 + r − q)² over whole q: exact in floats, so each is a double root to the last bit."""
    factors = np.polynomial.polynomial.polyfromroots([float(tenth) for tenth in tenths for _ in (0, 1)])
    flows = [float(factor * scale) for factor in factors[::-1]]
    assert irr(flows).roots == pytest.approx(sorted({tenth - 1.0 for tenth in tenths}), abs=1e-6)
    assert oracle.rates(flows) == pytest.approx(sorted({tenth - 1.0 for tenth in tenths}), abs=1e-9)


@given(FLOWS, st.sampled_from([1e-290, 1e-9, 1e12, 1e290]))
def test_the_currency_does_not_matter(flows: list[float], scale: float) -> None:
    found, scaled = irr(flows), irr([flow * scale for flow in flows])
    assert (scaled.status, scaled.reason) == (found.status, found.reason)
    assert scaled.roots == pytest.approx(found.roots, rel=1e-7, abs=1e-9)


@given(FLOWS)
def test_at_each_rate_the_flows_are_worth_nothing(flows: list[float]) -> None:
    for rate in irr(flows).roots:
        gross = npv(rate, [abs(flow) for flow in flows])
        assert npv(rate, flows) == pytest.approx(0.0, abs=1e-7 * gross)


def test_thirty_years_of_months() -> None:
    assert irr([-100, *[1.0] * 360]).roots == pytest.approx([0.00968924582258194], rel=1e-12)
    assert irr([(-1.0) ** month * (1 + month % 7) for month in range(361)]).sign_changes == 360


def test_more_changes_of_sign_than_are_looked_into_are_refused() -> None:
    with pytest.raises(LimitExceeded, match="1,999 times"):
        irr([-1.0, 1.0] * 1_000)


# --- dated flows -----------------------------------------------------------------------------------------------------

PUBLISHED = [-10_000, 2_750, 4_250, 3_250, 2_750]
ON = [datetime.date(2008, 1, 1), datetime.date(2008, 3, 1), datetime.date(2008, 10, 30), datetime.date(2009, 2, 15),
      datetime.date(2009, 4, 1)]  # fmt: skip


def test_the_published_dated_flows() -> None:
    found = xirr(PUBLISHED, ON)
    assert found.status == "unique"
    assert found.roots == pytest.approx([0.3733625335], abs=5e-11)


@given(st.permutations(range(5)))
def test_dates_come_in_any_order_and_more_than_once(order: list[int]) -> None:
    flows, dates = [PUBLISHED[place] for place in order], [ON[place] for place in order]
    halves = [flow / 2 for flow in flows]
    assert xirr(flows, dates).roots == pytest.approx(xirr(PUBLISHED, ON).roots, rel=1e-12)
    assert xirr([*halves, *halves], [*dates, *dates]).roots == pytest.approx(xirr(PUBLISHED, ON).roots, rel=1e-12)


@given(FLOWS)
def test_years_of_365_days_are_periods(flows: list[float]) -> None:
    yearly = xirr(flows, days(*(365 * year for year in range(len(flows)))))
    assert yearly == irr(flows)


def test_all_on_one_day_has_no_rate() -> None:
    found = xirr([-100, 110], days(3, 3))
    assert found.status == "none"
    assert found.reason.startswith("Added up by date: there is no sign change")
    assert xirr([-100, 100], days(3, 3)).reason.startswith("Added up by date: all flows are 0")


@given(st.lists(st.tuples(CENTS, st.integers(0, 4_000)), min_size=2, max_size=10))
def test_pyxirr_finds_a_rate_that_is_among_them(dated: list[tuple[float, int]]) -> None:
    flows, dates = [flow for flow, _ in dated], days(*(after for _, after in dated))
    assume(any(flow > 0 for flow in flows) and any(flow < 0 for flow in flows))
    theirs = pyxirr.xirr(dates, flows, silent=True)
    if theirs is None or not -0.99 < theirs < 90:
        return
    gross = xnpv(theirs, [abs(flow) for flow in flows], dates)
    assume(abs(xnpv(theirs, flows, dates)) < 1e-9 * gross)  # it may stop early
    assert any(rate == pytest.approx(theirs, rel=1e-3, abs=1e-3) for rate in xirr(flows, dates).roots)


# --- modified --------------------------------------------------------------------------------------------------------


def test_the_published_modified_rate() -> None:
    found = mirr([-120_000, 39_000, 30_000, 21_000, 37_000, 46_000], 0.10, 0.12)
    assert found == pytest.approx(0.1260941, abs=5e-8)


@given(FLOWS, st.floats(-0.5, 2.0), st.floats(-0.5, 2.0))
def test_the_modified_rate_agrees_with_fractions(flows: list[float], finance: float, reinvest: float) -> None:
    found = mirr(flows, finance, reinvest)
    if not (any(flow > 0 for flow in flows) and any(flow < 0 for flow in flows)):
        assert isinstance(found, Undefined)
        return
    expected = oracle.mirr(flows, finance, reinvest)
    assert found == pytest.approx(expected, rel=1e-12, abs=1e-12 * (1 + abs(expected)))


def test_the_modified_rate_of_what_no_float_holds() -> None:
    assert mirr([-1e308, -1e308, 1.5e308, 1.5e308], 0.0, 0.0) == pytest.approx(1.5 ** (1 / 3) - 1)
    assert mirr([-1.0, *[0.0] * 3_000, 1.0], 0.1, 0.5) == pytest.approx(0.0, abs=1e-12)
