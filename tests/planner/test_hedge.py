from __future__ import annotations

from dataclasses import fields

import pytest

from planner.errors import InputRejected
from planner.hedge import Hedge
from planner.hedges import KINDS, BtcPut, PowerSwap
from planner.quantities import quantities_of


@pytest.mark.parametrize("kind", KINDS.values())
def test_every_kind_states_its_months(kind: type) -> None:
    terms = kind()
    assert {"first_month", "last_month"} <= set(quantities_of(terms)) == {item.name for item in fields(kind)}
    with pytest.raises(InputRejected, match=r"Last month .*is before the first month \(2028-02\)"):
        kind(first_month="2028-02", last_month="2028-01")
    assert kind(first_month="2028-02", last_month="2028-02").first_month == "2028-02"


def test_a_hedge_has_a_site_where_its_terms_are_of_one() -> None:
    assert Hedge(id=1, site_id=3, terms=PowerSwap()).site_id == 3
    with pytest.raises(InputRejected, match="Power swap.* needs the site"):
        Hedge(id=1, terms=PowerSwap())
    with pytest.raises(InputRejected, match="BTC put.* settles without a site"):
        Hedge(id=1, site_id=3, terms=BtcPut())
