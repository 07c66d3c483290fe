"""Site margin: revenue splits without rest, sums equal the fleet, the title's share is true."""

from __future__ import annotations

import pytest

from planner.figure import Note
from planner.figures.site_margin import BEST, LAYERS, WORST, site_margin
from planner.outcome import Outcome
from tests.planner.figures.outcomes import SiteCase, bars, by_hand, column, evaluated, invented_scenario, six_sites


def notes(outcome: Outcome) -> list[str]:
    return [mark.text for mark in site_margin(outcome).panels[0].marks if isinstance(mark, Note)]


def site(name: str, power: float, online_ph_s: float = 1_000.0) -> SiteCase:
    return SiteCase(name=name, power=power, online_ph_s=online_ph_s)


@pytest.mark.parametrize(
    ("cases", "takeaway"),
    [
        ([site("A", 10, 3_000), site("B", 10)], "A earns 75 % of the cash margin"),
        ([site("A", 10), site("B", 60)], "1 of 2 sites earns; the fleet loses USD 3.1 M"),
        ([site("A", 10), site("B", 25), site("C", 90)], "2 of 3 sites earn; the fleet loses USD 11.9 M"),
        ([site("A", 10), site("B", 45)], "Only A earns a cash margin"),
        ([site("A", 10), site("B", 30), site("C", 45)], "A earns more than all sites together"),
        ([site("A", 60), site("B", 61)], "None of 2 sites earns a cash margin"),
        ([site("A", 10)], "A earns USD 7.4 M before SG&A"),
        ([site("A", 60)], "A loses USD 10.6 M before SG&A"),
        ([SiteCase(name="A", online_ph_s=0.0)], "A earns nothing"),
    ],
)
def test_the_title_says_who_earns(cases: list[SiteCase], takeaway: str) -> None:
    assert site_margin(by_hand(cases)).takeaway == takeaway


def test_the_largest_margin_stands_on_top() -> None:
    names = site_margin(six_sites()).panels[0].y.names
    assert [name.text for name in names] == [
        "Llano North", "Pecos Bend", "Salt Creek", "Tug Fork", "Ohio Bluff", "Mill Pond",
    ]  # fmt: skip
    assert [name.at for name in names] == [5.0, 4.0, 3.0, 2.0, 1.0, 0.0]
    assert names[0].detail == "4.2 ¢/kWh"


def test_revenue_splits_into_power_other_cost_and_margin() -> None:
    outcome = six_sites()
    (drawn,) = bars(site_margin(outcome))
    year = slice(0, 12)
    power, other, margin = ((drawn.right[place] - drawn.left[place]) * 1e6 for place in range(3))
    flows = outcome.sites
    assert power == pytest.approx(float(flows.power_usd[0, year].sum()))
    assert other == pytest.approx(float((flows.pool_fee_usd + flows.site_operating_usd)[0, year].sum()))
    assert margin == pytest.approx(float(flows.cash_margin_usd[0, year].sum()))
    assert drawn.right[2] * 1e6 == pytest.approx(float(flows.revenue_usd[0, year].sum()))
    assert drawn.roles[:3] == ("total", "rest", "current")


def test_a_loss_stands_out_beyond_the_revenue() -> None:
    outcome = by_hand([site("A", 60)])
    (drawn,) = bars(site_margin(outcome))
    revenue = float(outcome.sites.revenue_usd[0, :12].sum()) / 1e6
    cost = revenue - float(outcome.sites.cash_margin_usd[0, :12].sum()) / 1e6
    assert drawn.roles == ("total", "rest", "bad")
    assert (drawn.left[2], drawn.right[2]) == (pytest.approx(revenue), pytest.approx(cost))
    assert drawn.right[0] == pytest.approx(revenue)


def test_credits_above_the_bill_lift_the_margin_above_the_revenue() -> None:
    outcome = by_hand([SiteCase(name="A", power=20.0, credits=30.0)])
    (drawn,) = bars(site_margin(outcome))
    margin = float(outcome.sites.cash_margin_usd[0, :12].sum()) / 1e6
    assert drawn.right[2] - drawn.left[2] == pytest.approx(margin)
    assert drawn.right[2] > float(outcome.sites.revenue_usd[0, :12].sum()) / 1e6


def test_columns_are_margin_and_change() -> None:
    baseline = six_sites(name="Board plan 2026-05", hashprice=36.0)
    (margin,) = site_margin(six_sites()).panels[0].columns
    assert (margin.texts[0], margin.roles[0]) == ("+39.3", "current")
    assert (margin.texts[-1], margin.roles[-1]) == ("−0.2", "bad")
    (before,) = site_margin(baseline).panels[0].columns
    _, change = site_margin(six_sites(baseline=baseline)).panels[0].columns
    assert change.header == "vs pinned"
    for now, was, by in zip(margin.texts, before.texts, change.texts, strict=True):
        shown_now, shown_was, shown_by = (float(text.replace("−", "-")) for text in (now, was, by))
        assert round(shown_now - shown_was, 1) == shown_by
    assert change.texts[-1] == "0.0"


def test_a_margin_of_nothing_is_grey_and_every_fill_has_a_word() -> None:
    outcome = by_hand([site("A", 10), SiteCase(name="B", power=43.0, operating=0.0, running_frac=0.0)])
    (panel,) = site_margin(outcome).panels
    assert (panel.columns[0].texts[-1], panel.columns[0].roles[-1]) == ("0.0", "rest")
    assert [word for word, _ in panel.legend] == ["power", "other", "margin", "uncovered cost"]
    assert {role for mark in bars(site_margin(by_hand([site("A", 60), site("B", 10)]))) for role in mark.roles} == {
        role for _, role in panel.legend
    }


def test_a_site_the_baseline_did_not_have_earned_nothing_there() -> None:
    baseline = by_hand([site("A", 10)])
    outcome = by_hand([site("A", 10), site("B", 20)], baseline=baseline)
    figure = site_margin(outcome)
    assert figure.panels[0].columns[1].texts == ("0.0", figure.panels[0].columns[0].texts[1])
    assert column(figure, "baseline_cash_margin_usd")[1] == 0.0


@pytest.mark.parametrize(
    ("case", "words"),
    [
        (SiteCase(name="A", power=43.0, running_frac=0.0), ["switched off: costs 44.0, earns 31.7 USD/PH/day"]),
        (SiteCase(name="A", online_ph_s=0.0), ["no machines online"]),
        (SiteCase(name="A", power=43.0, running_frac=0.02), []),
    ],
)
def test_a_site_that_stands_still_says_why(case: SiteCase, words: list[str]) -> None:
    assert notes(by_hand([case])) == words
    for mark in site_margin(by_hand([case])).panels[0].marks:
        if isinstance(mark, Note) and mark.shorter:
            assert mark.shorter[0] == "off: costs 44.0, earns 31.7 USD/PH/day"
            assert sorted(mark.shorter, key=len, reverse=True) == list(mark.shorter)


def test_of_many_sites_the_best_the_worst_and_the_sum_are_drawn() -> None:
    outcome = by_hand([site(f"S{place}", 10.0 + place) for place in range(24)])
    figure = site_margin(outcome)
    names = [name.text for name in figure.panels[0].y.names]
    assert names == ["S0", "S1", "S2", "S3", "S4", "… 16 more", "S21", "S22", "S23"]
    assert BEST + WORST == 8
    margins = figure.panels[0].columns[0].texts
    shown = sum(float(text.replace("−", "-").replace("+", "")) for text in margins)
    assert shown == pytest.approx(float(outcome.fleet.cash_margin_usd[:12].sum()) / 1e6, abs=0.05 * len(margins))
    assert len(figure.table.rows) == 24


def test_a_sum_that_would_dwarf_the_sites_is_written() -> None:
    many = by_hand([site(f"S{place}", 10.0 + place / 10) for place in range(100)])
    (drawn,) = bars(site_margin(many))
    assert drawn.left.size == 3 * 8
    assert any(text.startswith("revenue ") and text.endswith(" together") for text in notes(many))
    few = by_hand([site("Big", 10, 50_000)] + [site(f"S{place}", 20) for place in range(9)])
    assert bars(site_margin(few))[0].left.size == 3 * 9


def test_the_table_adds_up_to_the_fleet() -> None:
    outcome = evaluated(invented_scenario(12, 40), months=14)
    figure = site_margin(outcome)
    for name in LAYERS:
        total = sum(cell for cell in column(figure, name) if isinstance(cell, float))
        assert total == pytest.approx(float(getattr(outcome.fleet, name)[:12].sum()), rel=1e-9)
    assert column(figure, "cash_margin_usd") == sorted(column(figure, "cash_margin_usd"), reverse=True)  # type: ignore[type-var]  # floats


def test_a_cost_beside_a_revenue_never_reads_the_same() -> None:
    outcome = by_hand([SiteCase(name="A", power=35.6, operating=0.0, running_frac=0.0), SiteCase(name="B", power=5.0)],
                      hashprice=35.56, fee=0.0)  # fmt: skip
    notes = [mark for mark in site_margin(outcome).panels[0].marks if isinstance(mark, Note)]
    assert notes[0].text == "switched off: costs 35.60, earns 35.56 USD/PH/day"
