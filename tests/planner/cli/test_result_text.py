from __future__ import annotations

import pytest

from planner.cli.result_text import change_in_words, explanation_text, figure_in_words, outcome_text
from planner.errors import Undefined
from planner.explain import explain
from planner.measures import MEASURES
from planner.notation import number
from tests.portfolio_files import outcome

NONE = Undefined(reason="no BTC is mined")


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [
        ("ebitda_12_months_usd", 26_480_000.0, "USD 26.5 M"),
        ("ebitda_12_months_usd", -3_140_000.0, "USD −3.1 M"),
        ("cash_cost_usd_per_btc", 51_116.2, "51,116 USD"),
        ("gross_margin_frac", 0.421, "42.1 %"),
        ("cash_cost_usd_per_btc", NONE, "none: no BTC is mined"),
    ],
)
def test_a_figure_in_words(key: str, value: float | Undefined, words: str) -> None:
    assert figure_in_words(MEASURES[key], value) == words


def test_a_change_has_a_sign_or_is_none() -> None:
    ebitda = MEASURES["ebitda_12_months_usd"]
    assert change_in_words(ebitda, 26.5e6, 22e6) == "+USD 4.5 M"
    assert change_in_words(ebitda, 22e6, 22e6) == "unchanged"
    assert change_in_words(ebitda, NONE, 22e6) == ""


def test_the_page_names_company_period_snapshot_and_sites() -> None:
    text = outcome_text(outcome())
    scenario = outcome().scenario
    assert text.startswith(f"{scenario.portfolio.company.name} · {scenario.name}\n")
    assert f"{outcome().month[0]} to {outcome().month[-1]} · snapshot " in text
    assert all(site.name in text for site in scenario.portfolio.sites)
    assert text.endswith("Model output on stated assumptions, not a forecast or investment advice.")


def test_sites_stand_by_margin_and_a_halving_names_its_block() -> None:
    text, sites = outcome_text(outcome()), outcome().scenario.portfolio.sites
    margin = outcome().sites.cash_margin_usd[:, :12].sum(axis=1).tolist()
    expected = [site.name for _, site in sorted(zip(margin, sites, strict=True), key=lambda pair: -pair[0])]
    table = text.partition("First 12 months")[2]
    assert sorted(expected, key=lambda name: table.index(f"\n{name} ")) == expected
    for halving in outcome().halvings:
        assert f"Halving on {halving.date} at block {halving.height:,}." in text


def test_what_a_part_adds_or_takes_away_has_its_sign() -> None:
    found = explain(outcome(), "npv_usd")
    text = explanation_text(outcome(), found)
    contributions = [part.contribution for part in found.parts]
    assert len(contributions) > 2
    assert any(value is not None and value < 0.0 for value in contributions)
    for value in contributions:
        assert value is not None
        assert f"{number(value, sign=True)}  USD" in text
    assert sum(filter(None, contributions)) == pytest.approx(found.result, rel=1e-12)
    assert "contribution" not in explanation_text(outcome(), explain(outcome(), "gross_margin_frac"))
