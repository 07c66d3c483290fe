from __future__ import annotations

from dataclasses import replace

import pytest

from planner.assumptions import Assumptions
from planner.company import Company
from planner.edits import book_of
from planner.errors import NotFound, Undefined
from planner.explain import ExplainedPart, Explanation, explain
from planner.explore.stages import evaluate
from planner.inputs import put, quantity_of, read
from planner.measures import MEASURES, PARTS
from planner.outcome import Outcome, Request
from planner.portfolio import Portfolio
from planner.quantities import Value, quantities_of, shown_value
from planner.reference import load_reference, sample_edit_rows
from planner.scenario import Book

SAMPLE = evaluate(
    Request(number=1, scenario=book_of(sample_edit_rows("saltbrush")).scenario(load_reference()), horizon_months=24)
)
LONG = Request(number=1, scenario=SAMPLE.scenario)
RICH = replace(LONG, scenario=put(book_of(sample_edit_rows("tindravatn")).scenario(load_reference()),
                                  "btc_price_usd", 120_000.0))  # fmt: skip
OUTCOMES = (SAMPLE, evaluate(LONG), evaluate(RICH))  # within the first months some measures have no number yet
EMPTY = evaluate(Request(number=1, scenario=Book(portfolio=Portfolio()).scenario(load_reference()), horizon_months=12))


def explained(key: str) -> tuple[Outcome, Explanation]:
    """The measure where it is a number: each is in one of the outcomes."""
    outcome = next(each for each in OUTCOMES if isinstance(each.measures[key], float))
    return outcome, explain(outcome, key)


def arithmetic(text: str, names: dict[str, float] | None = None) -> float:
    """Python's own reading of the expression: an oracle that shares no code with the formula reader."""
    return float(eval(text, {"__builtins__": {}}, names or {}))


@pytest.mark.parametrize("key", MEASURES)
def test_the_printed_values_put_in_give_the_figure(key: str) -> None:
    outcome, found = explained(key)
    assert isinstance(found.result, float)
    assert found.result == outcome.measures[key]
    assert arithmetic(found.values_put_in) == pytest.approx(found.result, rel=1e-9)


@pytest.mark.parametrize("key", MEASURES)
def test_the_printed_formula_with_the_values_of_the_parts_gives_the_figure(key: str) -> None:
    _, found = explained(key)
    values = {part.name: part.value for part in found.parts if isinstance(part.value, float)}
    assert arithmetic(found.formula, values) == pytest.approx(found.result, rel=1e-9)


@pytest.mark.parametrize("key", MEASURES)
def test_the_fraction_as_printed_is_the_same_expression(key: str) -> None:
    """The words above and below the line, with each label replaced by its value."""
    _, found = explained(key)
    values = sorted(
        ((PARTS[part.name].label, part.value) for part in found.parts), key=lambda item: len(item[0]), reverse=True
    )

    def said(text: str) -> float:
        for place, (label, _) in enumerate(values):
            text = text.replace(label, f"«{place}»")
        for place, (_, value) in enumerate(values):
            text = text.replace(f"«{place}»", f"({value!r})")
        return arithmetic(text.replace("−", "-").replace("×", "*").replace("÷", "/"))

    below = said(found.in_words.bottom) if found.in_words.bottom else 1.0
    assert said(found.in_words.top) / below == pytest.approx(found.result, rel=1e-9)
    assert said(found.in_words.in_line) == pytest.approx(found.result, rel=1e-9)


def test_cash_cost_is_a_sum_over_btc() -> None:
    found = explain(SAMPLE, "cash_cost_usd_per_btc")
    assert found.in_words.top == "Power cost − Power credits + Site operating cost + Hosting − Hosting revenue"
    assert found.in_words.bottom == "BTC received, net of pool fee"
    contributions = {part.name: part.contribution for part in found.parts if part.contribution is not None}
    assert list(contributions) == ["power", "power_credits", "site_operating", "hosting", "hosting_revenue"]
    assert sum(contributions.values()) == pytest.approx(found.result, rel=1e-12)
    assert sum(part.share or 0.0 for part in found.parts) == pytest.approx(1.0)
    assert contributions["power_credits"] < 0.0


def test_a_formula_that_is_no_sum_has_no_shares() -> None:
    assert [part.share for part in explain(SAMPLE, "gross_margin_frac").parts] == [None] * 4


def lines_of(found: Explanation) -> dict[str, tuple[str, str, str]]:
    return {line.label: (line.shown, line.shown_unit, line.source) for line in found.inputs}


def test_inputs_name_value_unit_source_date_and_kind() -> None:
    found = explain(SAMPLE, "cash_cost_usd_per_btc")
    market = SAMPLE.scenario.reference.market
    by_address = {line.address: line for line in found.inputs if "_" in line.address}
    price = by_address["btc_price_usd"]
    assert (price.shown, price.shown_unit, price.kind) == ("71,328.73", "USD", "market")
    assert (price.source, price.date) == (market.btc_price_usd.source, "2026-06-01")
    assert (by_address["pool_fee_frac"].shown, by_address["pool_fee_frac"].shown_unit) == ("1", "% of revenue")
    assert by_address["pool_fee_frac"].kind == "assumption"
    lines = lines_of(found)
    hashrate = sum(lot.count * lot.hashrate_th_s for lot in SAMPLE.scenario.portfolio.lots) / 1e6
    assert lines["Hashrate, 20 lots"] == (f"{hashrate:.4f}", "EH/s", "portfolio, lots 1 to 20")
    price_shown = f"{SAMPLE.measures['contract_price_usd_per_mwh']:.2f}"
    assert lines["Contract price at full load"] == (price_shown, "USD/MWh", "portfolio, contracts 1 to 6, by MWh")


def test_a_price_the_user_typed_loses_its_source() -> None:
    scenario = put(SAMPLE.scenario, "btc_price_usd", 60_000.0)
    inputs = explain(replace_scenario(SAMPLE, scenario), "hashprice_usd_per_ph_day").inputs
    (line,) = [line for line in inputs if line.address == "btc_price_usd"]
    assert (line.shown, line.source, line.date, line.kind) == ("60,000", "entered by the analyst", "", "analyst")


def replace_scenario(found: Outcome, scenario: object) -> Outcome:
    return evaluate(replace(found.request, scenario=scenario))  # type: ignore[arg-type]  # a scenario, as read back


def test_npv_rests_on_the_portfolio_and_the_rate() -> None:
    addresses = [line.address for line in explain(SAMPLE, "npv_usd").inputs]
    assert {"mining_discount_rate_frac_per_year", "company/sga_usd_per_year", "lots", "sites", "contracts"} <= set(
        addresses
    )
    assert len(set(lines_of(explain(SAMPLE, "npv_usd")))) == len(addresses), "no line stands twice"


@pytest.mark.parametrize("key", MEASURES)
def test_an_empty_portfolio_is_explained_too(key: str) -> None:
    found = explain(EMPTY, key)
    if isinstance(found.result, Undefined):
        assert found.result.reason
    else:
        assert arithmetic(found.values_put_in) == pytest.approx(found.result)
    assert all(line.shown for line in found.inputs)


def test_negative_values_stand_in_parentheses() -> None:
    scenario = put(SAMPLE.scenario, "power_price_shift_usd_per_mwh", -120.0)
    found = explain(replace_scenario(SAMPLE, scenario), "cash_cost_usd_per_btc")
    assert "(-" in found.values_put_in
    assert arithmetic(found.values_put_in) == pytest.approx(found.result, rel=1e-9)


def test_an_unknown_result_names_the_nearest() -> None:
    with pytest.raises(NotFound) as failure:
        explain(SAMPLE, "cash_cost")
    assert "cash_cost_usd_per_btc" in failure.value.next


@pytest.mark.parametrize(
    ("address", "value", "shown"),
    [
        ("network_growth_frac_per_year", 0.05, ("5", "% a year")),
        ("mining_discount_rate_frac_per_year", 0.175, ("17.5", "% a year")),
        ("uptime_factor", 0.95, ("0.95", "×")),
        ("difficulty", 124932866006548.16, ("124,932,866,006,548", "")),
        ("power_price_shift_usd_per_mwh", -6.5, ("−6.5", "USD/MWh")),
        ("network_path", "", ("none", "")),
    ],
)
def test_values_as_people_read_them(address: str, value: float, shown: tuple[str, str]) -> None:
    assert shown_value(quantity_of(SAMPLE.scenario, address), value) == shown


def test_debts_and_hedges_are_inputs_with_what_they_come_to() -> None:
    lines = lines_of(explain(SAMPLE, "equity_npv_usd"))
    assert lines["Debts, 2 debts"] == ("185,000,000", "USD", "portfolio, debts 1 to 2")
    assert lines["Hedges"] == ("3", "", "portfolio, hedges 1 to 3")
    bare = lines_of(explain(EMPTY, "equity_npv_usd"))
    assert bare["Debts"] == ("none", "", "portfolio, no debts")


@pytest.mark.parametrize("place", [1, 2])
def test_an_input_that_moves_a_figure_stands_among_its_inputs(place: int) -> None:
    outcome = OUTCOMES[place]
    listed = {key: {entry.address for entry in explain(outcome, key).inputs} for key in MEASURES}
    company = (f"company/{name}" for name in quantities_of(Company))
    left_out = {key: set[str]() for key in MEASURES}
    for address in (*quantities_of(Assumptions), *company):
        for changed in others(read(outcome.scenario, address)):
            moved = evaluate(replace(outcome.request, scenario=put(outcome.scenario, address, changed)))
            for key in MEASURES:
                if address not in listed[key] and not alike(outcome.measures[key], moved.measures[key]):
                    left_out[key].add(address)
    assert {key: names for key, names in left_out.items() if names} == {}


def others(value: object) -> tuple[Value, ...]:
    """Values near it; of words none."""
    if isinstance(value, bool):
        return (not value,)
    if isinstance(value, int):
        return (value + 100_000,)  # blocks: past the next halving
    return (value * 0.93, value * 0.97 + 0.01) if isinstance(value, float) else ()


def alike(one: float | Undefined, other: float | Undefined) -> bool:
    if isinstance(one, Undefined) or isinstance(other, Undefined):
        return isinstance(one, Undefined) and isinstance(other, Undefined)
    return one == pytest.approx(other, rel=1e-9)


@pytest.mark.parametrize(
    ("value", "shown"),
    [(0.00053012, "0.0005301"), (0.25, "0.2500"), (-0.0123456, "−0.01235"), (3.14159, "3.14"), (0.0, "0")],
)
def test_a_part_below_one_keeps_four_digits_that_say_something(value: float, shown: str) -> None:
    part = ExplainedPart(name="x", label="X", unit="USD", value=value, contribution=None, share=None)
    assert part.shown == shown
