from __future__ import annotations

from dataclasses import replace

import pytest

from planner.contracts import KINDS
from planner.errors import Undefined
from planner.explore.stages import evaluate
from planner.figure import Bars, Rule
from planner.figure_parts import NO_SITES, TITLE_LENGTH
from planner.figures import FIGURES, ON_REQUEST
from planner.figures.contract_comparison import NOT_YET, compared_sites, contract_comparison
from planner.notation import MILLION
from planner.outcome import ContractComparison, Outcome, Request
from planner.reference import load_reference
from planner.scenario import Book
from tests.generators import portfolio_from
from tests.planner.figures.outcomes import all_finite, by_hand

REFERENCE = load_reference()


@pytest.fixture(scope="module")
def outcome() -> Outcome:
    portfolio = portfolio_from(4, REFERENCE, sites=4, lots=16, every_kind=True)
    scenario = Book(portfolio=portfolio).scenario(REFERENCE)
    return evaluate(Request(number=1, scenario=scenario, horizon_months=12, with_contracts=True))


def test_a_bar_a_kind_the_best_on_top_and_a_line_for_today(outcome: Outcome) -> None:
    figure = contract_comparison(outcome)
    compared = outcome.contracts
    assert isinstance(compared, ContractComparison)
    (panel,) = figure.panels
    bars = next(mark for mark in panel.marks if isinstance(mark, Bars))
    lengths = (bars.right + bars.left).tolist()
    assert lengths == sorted(lengths, reverse=True)
    assert sum(lengths) * MILLION == pytest.approx(compared.cash_margin_usd.sum(), rel=1e-9)
    rule = next(mark for mark in panel.marks if isinstance(mark, Rule))
    assert rule.at * MILLION == pytest.approx(outcome.fleet.cash_margin_usd.sum(), rel=1e-9)
    assert len(panel.columns[0].texts) == len(panel.y.names) == len(KINDS)
    assert 0 < len(figure.takeaway) <= TITLE_LENGTH
    assert all_finite(figure)
    assert len(figure.table.rows) == 4 * len(KINDS)
    assert figure.sentence.endswith("an assumption.")


def test_one_site_has_its_own_bars_line_and_table(outcome: Outcome) -> None:
    compared = outcome.contracts
    assert isinstance(compared, ContractComparison)
    names = compared_sites(outcome)
    assert len(names) == sum(bool(kind) for kind in compared.own_kind)
    for place, site in enumerate(outcome.scenario.portfolio.sites):
        figure = contract_comparison(outcome, site.name)
        (panel,) = figure.panels
        bars = next(mark for mark in panel.marks if isinstance(mark, Bars))
        assert (bars.right + bars.left) * MILLION == pytest.approx(sorted(compared.cash_margin_usd[:, place])[::-1])
        rule = next(mark for mark in panel.marks if isinstance(mark, Rule))
        assert rule.at * MILLION == pytest.approx(outcome.sites.cash_margin_usd[place].sum(), rel=1e-9)
        assert {row[0] for row in figure.table.rows} == ({site.name} if compared.own_kind[place] else set())
        assert site.name in figure.sentence
        assert len(figure.takeaway) <= TITLE_LENGTH


def test_without_a_comparison_it_says_why() -> None:
    assert contract_comparison(by_hand([])).empty == NO_SITES
    portfolio = portfolio_from(4, REFERENCE, sites=2, lots=4)
    plain = evaluate(Request(number=1, scenario=Book(portfolio=portfolio).scenario(REFERENCE), horizon_months=3))
    assert contract_comparison(plain).empty == NOT_YET
    reason = Undefined(reason="no site has a contract to compare with")
    assert contract_comparison(replace(plain, contracts=reason)).empty.startswith("No site has a contract")


def test_it_is_drawn_only_where_it_was_asked_for() -> None:
    assert "contract_comparison" in ON_REQUEST
    assert not set(ON_REQUEST) & set(FIGURES)
