from __future__ import annotations

from dataclasses import replace

import pytest

from planner.company import Company
from planner.contracts import Fixed
from planner.errors import InputRejected, NotFound
from planner.portfolio import Contract, Lot, Portfolio, Site, check_portfolio, folded

SITE = Site(id=1, name="North")
LOT = Lot(id=1, name="S21", site_id=1)
CONTRACT = Contract(id=1, name="Tariff", site_id=1, terms=Fixed())
PORTFOLIO = Portfolio(sites=(SITE,), lots=(LOT,), contracts=(CONTRACT,))


def test_rows_check_themselves_and_report_every_field_together() -> None:
    with pytest.raises(InputRejected) as caught:
        Site(id=1, name="North", pue=0.4, interconnect_mw=-1.0)
    assert len(caught.value.problems) == 2
    assert "North, PUE (0.4): must lie between 1 and 3" in caught.value.message
    with pytest.raises(InputRejected, match="Company, Cash"):
        Company(cash_usd=-1.0)


def test_a_lot_cannot_retire_before_it_is_online() -> None:
    with pytest.raises(InputRejected, match="is not after the month it goes online"):
        replace(LOT, online_month="2026-07", retire_month="2026-07")


@pytest.mark.parametrize(
    ("portfolio", "words"),
    [
        (replace(PORTFOLIO, sites=(SITE, replace(SITE, id=2, name=" NORTH "))), "is already taken"),
        (replace(PORTFOLIO, lots=(LOT, replace(LOT, name="Other"))), "id that is already taken"),
        (replace(PORTFOLIO, lots=(replace(LOT, site_id=9),)), "a site that does not exist"),
        (replace(PORTFOLIO, contracts=(CONTRACT, replace(CONTRACT, id=2, name="Second"))), "already has a contract"),
    ],
)
def test_rows_that_contradict_each_other_are_named(portfolio: Portfolio, words: str) -> None:
    with pytest.raises(InputRejected, match=words):
        check_portfolio(portfolio)
    check_portfolio(PORTFOLIO)


def test_rows_are_found_by_id_and_by_folded_name() -> None:
    assert PORTFOLIO.by_id("lots", 1) is LOT
    assert PORTFOLIO.by_name("sites", " north") is SITE
    with pytest.raises(NotFound) as caught:
        PORTFOLIO.by_name("sites", "Nort")
    assert caught.value.next == "Did you mean North?"
    with pytest.raises(NotFound, match="no table"):
        PORTFOLIO.rows("machines")


def test_unicode_twins_are_the_same_name() -> None:
    assert folded("Rivière") == folded("RIVIE\u0300RE ")
