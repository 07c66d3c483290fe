from __future__ import annotations

import pytest

from planner import engine
from planner.errors import Undefined
from planner.formula import evaluator, names_of
from planner.measures import MEASURES, PARTS, STRIP, part_names
from planner.outcome import Request
from planner.reference import load_reference
from planner.scenario import Book
from tests.generators import portfolio_from

REFERENCE = load_reference()
OUTCOME = engine.run(
    Request(number=1, scenario=Book(portfolio=portfolio_from(6, REFERENCE, sites=6, lots=30)).scenario(REFERENCE))
)


# Of this company: it stays liquid, owes nothing, has no shares, earns before it pays, never earns back its outlay.
UNDEFINED = {
    "irr", "equity_irr",
    "payback_months", "payback_btc_months", "runway_months", "dscr_min", "nav_usd_per_share",
    "implied_mining_ev_usd_per_eh_s", "dilution_frac",
}  # fmt: skip


def test_every_formula_reads_parts_that_exist_and_every_part_is_used() -> None:
    used = {name for key in MEASURES for name in part_names(key)}
    assert used == set(PARTS)


@pytest.mark.parametrize("key", MEASURES)
def test_the_printed_formula_with_the_printed_values_gives_the_figure(key: str) -> None:
    formula = MEASURES[key].formula
    values = {name: PARTS[name].value(OUTCOME) for name in names_of(formula)}
    value = OUTCOME.measures[key]
    if key in UNDEFINED:
        assert isinstance(value, Undefined)
        assert value.reason
        return
    assert all(isinstance(value, float) for value in values.values())
    assert isinstance(value, float)
    assert value == pytest.approx(evaluator(formula)(values), rel=1e-9)  # type: ignore[arg-type]  # floats, as asserted


def test_headline_definitions_against_the_monthly_columns() -> None:
    """COMMANDS: market and fleet figures are the first month's, flows the first twelve months'."""
    fleet, measures, year = OUTCOME.fleet, OUTCOME.measures, slice(0, 12)
    assert measures["hashprice_usd_per_ph_day"] == OUTCOME.market.hashprice_usd_per_ph_day[0]
    assert measures["btc_per_month"] == pytest.approx(fleet.btc_received[year].sum() / 12)
    assert measures["revenue_usd_per_month"] == pytest.approx(fleet.revenue_usd[year].sum() / 12)
    net_power = (fleet.power_usd - fleet.power_credits_usd)[year].sum()
    assert measures["power_price_usd_per_mwh"] == pytest.approx(net_power / fleet.energy_mwh[year].sum())
    kept = (fleet.revenue_usd - fleet.pool_fee_usd)[year].sum()
    assert measures["gross_margin_frac"] == pytest.approx(1 - net_power / kept)
    cash = net_power + (fleet.site_operating_usd + fleet.hosting_usd)[year].sum()
    assert measures["cash_cost_usd_per_btc"] == pytest.approx(cash / fleet.btc_received[year].sum())
    assert measures["fleet_hashrate_eh_s"] == pytest.approx(fleet.online_ph_s[0] / 1000)
    npv = (OUTCOME.money.project_flow_usd * OUTCOME.cash.discount_factor).sum()
    assert measures["npv_usd"] == pytest.approx(npv, rel=1e-9)


def test_the_strip_has_eight_figures() -> None:
    assert len(STRIP) == len(set(STRIP)) == 8
    assert set(STRIP) <= set(MEASURES)


def test_the_strip_shows_the_cash_margin_and_gross_margin_says_what_it_leaves_out() -> None:
    assert "cash_margin_12_months_usd" in STRIP
    assert "gross_margin_frac" not in STRIP
    assert "after power only" in MEASURES["gross_margin_frac"].label
    assert "hosting is apart" in MEASURES["gross_margin_frac"].what


@pytest.mark.parametrize(
    ("key", "value", "shown", "change", "shown_change"),
    [
        ("ebitda_12_months_usd", 26_480_000.0, "26.5", 4_460_000.0, "+USD 4.4 M"),
        ("cash_cost_usd_per_btc", 51_116.2, "51,116", -5_094.0, "−5,094"),
        ("gross_margin_frac", 0.4382, "43.8", 0.06, "+6.0 points"),
        ("btc_12_months", 2_400.2, "2,400", 177.0, "+177 BTC"),
        ("breakeven_power_price_usd_per_mwh", 51.23, "5.12", -6.8, "−0.68"),
        ("hashprice_usd_per_ph_day", 32.473, "32.47", 0.001, ""),
    ],
)
def test_what_is_shown(key: str, value: float, shown: str, change: float, shown_change: str) -> None:
    assert MEASURES[key].shown(value) == shown
    assert MEASURES[key].shown_change(value + change, value) == shown_change


def test_a_change_is_that_of_what_is_shown() -> None:
    measure = MEASURES["btc_12_months"]
    assert (measure.shown(2_230.6), measure.shown(1_423.4)) == ("2,231", "1,423")
    assert measure.shown_change(1_423.4, 2_230.6) == "−808 BTC"


def test_every_ratio_has_a_reason_for_its_zero() -> None:
    empty = engine.run(Request(number=1, scenario=Book().scenario(REFERENCE), horizon_months=12))
    undefined = {key: value for key, value in empty.measures.items() if isinstance(value, Undefined)}
    assert undefined
    assert all(value.reason for value in undefined.values())
