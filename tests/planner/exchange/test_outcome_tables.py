from __future__ import annotations

from dataclasses import replace

import pytest

from planner.contracts import KINDS
from planner.debt import Debt
from planner.debts import Convertible, TermLoan
from planner.exchange.outcome_tables import (
    about_table,
    assumptions_table,
    contracts_table,
    debts_due_table,
    debts_table,
    headline_table,
    lots_table,
    monthly_columns,
    monthly_table,
    sites_table,
    stated_values,
    unit_of_key,
)
from planner.explore import stages
from planner.figures.contract_comparison import compared_sites
from planner.inputs import all_addresses, quantity_of, read
from planner.outcome import Request
from tests.portfolio_files import outcome

WITHOUT_UNIT = {"month", "site", "lot", "machine", "difficulty", "discount_factor", "equity_discount_factor"}
TABLES = [about_table, monthly_table, sites_table, lots_table, headline_table, assumptions_table]


@pytest.mark.parametrize("table", TABLES)
def test_every_row_is_as_long_as_the_header(table) -> None:  # type: ignore[no-untyped-def]  # five functions of one type
    found = table(outcome())
    assert found.rows
    assert len(found.keys) == len(set(found.keys)) == len(found.units)
    assert {len(row) for row in found.rows} == {len(found.keys)}


def test_every_number_says_its_unit() -> None:
    keys = {*monthly_table(outcome()).keys, *sites_table(outcome()).keys, *lots_table(outcome()).keys}
    assert {key for key in keys if not unit_of_key(key)} == WITHOUT_UNIT


@pytest.mark.parametrize(
    ("key", "unit"),
    [
        ("hashprice_usd_per_ph_day", "USD/PH/day"),
        ("btc_received", "BTC"),
        ("energy_mwh", "MWh"),
        ("online_mw", "MW"),
        ("network_hashrate_eh_s", "EH/s"),
        ("running_frac", "share"),
        ("days", "days"),
        ("cash_eom_usd", "USD"),
    ],
)
def test_units_are_those_of_the_names(key: str, unit: str) -> None:
    assert unit_of_key(key) == unit


def test_sites_add_up_to_the_fleet() -> None:
    table, fleet = sites_table(outcome()), monthly_columns(outcome())["revenue_usd"]
    place = table.keys.index("revenue_usd")
    for month, total in zip(outcome().month, fleet.tolist(), strict=True):
        assert sum(float(str(row[place])) for row in table.rows if row[1] == month) == pytest.approx(total, rel=1e-12)


def test_what_debts_owe_and_what_falls_due_adds_up() -> None:
    scenario = outcome().scenario
    loan = Debt(id=1, name="Loan", terms=TermLoan(outstanding_usd=6e6, maturity_month="2027-06"))
    notes = Debt(id=2, name="Notes", terms=Convertible(outstanding_usd=4e6, maturity_month="2033-03"))
    held = replace(scenario.portfolio, debts=(loan, notes))
    found = stages.evaluate(Request(number=1, scenario=replace(scenario, portfolio=held), horizon_months=24))
    owed, due = debts_table(found), debts_due_table(found)
    assert (owed.units, due.units) == (("", "", "", "USD"), ("", "", "", "USD"))
    assert [row[0] for row in owed.rows] == ["Loan"] * 24 + ["Notes"] * 24
    for month in found.month:
        at_end = sum(float(str(row[3])) for row in owed.rows if row[2] == month)
        assert at_end == pytest.approx(found.money.debt_eom_usd[found.month.index(month)])
    for debt, usd in (("Loan", 6e6), ("Notes", 4e6)):
        assert sum(float(str(row[3])) for row in due.rows if row[0] == debt) == pytest.approx(usd)


def test_inputs_are_every_address_with_its_value() -> None:
    scenario = outcome().scenario
    found = list(stated_values(scenario))
    assert [address for address, _, _ in found] == list(all_addresses(scenario))
    for address, declaration, value in found:
        assert (declaration, value) == (quantity_of(scenario, address), read(scenario, address))


def test_market_figures_keep_their_source_and_date() -> None:
    rows = {row[0]: row for row in assumptions_table(outcome()).rows}
    sourced = outcome().scenario.reference.market.btc_price_usd
    assert rows["btc_price_usd"][4:] == (sourced.source, sourced.as_of)
    assert rows["pool_fee_frac"][4:] == ("assumption", "")


def test_contracts_have_a_row_a_site_and_kind_and_the_own_ones_add_up_to_the_fleet() -> None:
    found = stages.evaluate(replace(outcome().request, with_contracts=True, horizon_months=12))
    table = contracts_table(found)
    assert len(table.rows) == len(KINDS) * len(compared_sites(found)) > 0
    assert {len(row) for row in table.rows} == {len(table.keys)}
    margin = table.keys.index("cash_margin_usd")
    own = [float(row[margin] or 0.0) for row in table.rows if row[table.keys.index("own")] == "yes"]
    assert sum(own) == pytest.approx(found.fleet.cash_margin_usd.sum(), rel=1e-9)
    assert table.units[margin] == "USD"
    assert contracts_table(outcome()).rows == ()
