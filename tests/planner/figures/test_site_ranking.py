"""Site ranking: places by hand, the curve is where a site just earns its power, bubbles by hashrate, titles true."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from planner.figure import Points, frozen
from planner.figures.site_ranking import ranked_sites, site_ranking
from planner.outcome import Outcome
from tests.planner.figures.outcomes import SiteCase, by_hand, column, evaluated, invented_scenario, lines


def priced(usd_per_mwh: list[float], **stated: object) -> Outcome:
    """Sites of 20 J/TH, one a price, 1,000, 2,000, … PH/s; at 20 J/TH 1 USD/MWh costs 0.48 USD/PH/day."""
    cases = [SiteCase(name=f"Site {place + 1}", online_ph_s=1_000.0 * (place + 1)) for place in range(len(usd_per_mwh))]
    outcome = by_hand(cases, **stated)  # type: ignore[arg-type]  # the keywords of `by_hand`
    return replace(outcome, contract_price_usd_per_mwh=frozen(usd_per_mwh))


def points(outcome: Outcome) -> list[Points]:
    return [mark for mark in site_ranking(outcome).panels[0].marks if isinstance(mark, Points)]


def test_places_by_hand() -> None:
    figure = site_ranking(priced([50.0, 30.0]))
    assert column(figure, "site") == ["Site 2", "Site 1"]
    assert column(figure, "efficiency_j_per_th") == pytest.approx([20.0, 20.0])
    assert column(figure, "hashcost_usd_per_ph_day") == pytest.approx([14.4, 24.0])
    (mark,) = points(priced([50.0, 30.0]))
    assert mark.y == pytest.approx([3.0, 5.0])
    assert mark.sizes == pytest.approx([1.0, 0.5])


def test_a_site_on_the_curve_just_earns_its_power() -> None:
    outcome = priced([50.0, 30.0])
    curve = lines(site_ranking(outcome))["Hashprice"]
    cents = float(np.interp(20.0, curve.x, curve.y))
    even = 32.0 * 0.99 / 0.48  # hashprice net of a pool fee of 1 %
    assert cents == pytest.approx(even / 10.0, rel=1e-3)
    below, above = points(priced([even - 0.1])), points(priced([even + 0.1]))
    assert [mark.role for mark in (*below, *above)] == ["sky", "orange"]


@pytest.mark.parametrize(
    ("prices", "takeaway"),
    [
        ([40.0], "Site 1 earns its power today"),
        ([90.0], "Site 1 does not earn its power today"),
        ([40.0, 50.0], "All 2 sites earn their power today"),
        ([90.0, 95.0], "None of 2 sites earns its power today"),
        ([40.0, 95.0], "1 of 2 sites earns its power today"),
        ([40.0, 41.0, 95.0], "2 of 3 sites earn their power today"),
    ],
)
def test_the_title_counts_sites_that_earn(prices: list[float], takeaway: str) -> None:
    assert site_ranking(priced(prices)).takeaway == takeaway


def test_of_very_many_sites_the_largest_are_drawn_and_all_tabulated() -> None:
    outcome = priced([30.0 + place / 50 for place in range(1_000)])
    figure = site_ranking(outcome)
    marks = points(outcome)
    assert sum(mark.x.size for mark in marks) == 200
    sizes = np.concatenate([mark.sizes for mark in marks if mark.sizes is not None])
    assert sizes.min() == pytest.approx(0.801)  # of 1 to 1,000
    assert len(figure.table.rows) == 1_000
    assert figure.sentence.endswith("; 970 more.")


def test_sites_without_machines_do_not_count() -> None:
    cases = [SiteCase(name="A"), SiteCase(name="B"), SiteCase(name="C", online_ph_s=0.0)]
    assert site_ranking(by_hand(cases)).takeaway == "All 2 sites online earn their power today"


def test_pue_counts_except_where_others_host() -> None:
    outcome = evaluated(invented_scenario(4, 8), months=12)
    held = outcome.scenario.portfolio
    places = ranked_sites(outcome)
    hosted = {contract.site_id for contract in held.contracts if contract.terms.kind == "hosting"}
    assert hosted
    for site, efficiency in zip(places.site, places.efficiency_j_per_th, strict=True):
        plug = 1e3 * outcome.sites.online_mw[site, 0] / outcome.sites.online_ph_s[site, 0]
        pue = 1.0 if held.sites[site].id in hosted else held.sites[site].pue
        assert efficiency == pytest.approx(plug * pue)


def test_the_largest_sites_have_names() -> None:
    marks = points(priced([40.0 + place / 9 for place in range(70)]))
    named = [label for mark in marks for label in mark.labels if label]
    assert sorted(named) == sorted(f"Site {place}" for place in range(11, 71))
