"""The method guide: every computation in it gives the result beside it, and the results are the program's."""

from __future__ import annotations

import ast
import re

import pytest

import resources
from planner import chain
from planner.edits import book_of
from planner.exchange.outcome_tables import monthly_columns
from planner.explain import explain
from planner.explore.stages import evaluate
from planner.inputs import all_addresses
from planner.outcome import MODEL_VERSION, Request
from planner.reference import load_reference, sample_edit_rows

GUIDE = resources.text("guide/method.md")
OUTCOME = evaluate(Request(number=1, scenario=book_of(sample_edit_rows("saltbrush")).scenario(load_reference())))
SIGNS = str.maketrans({"×": "*", "÷": "/", "−": "-", ",": None})


def rows(columns: int, *, after: str = "") -> list[list[str]]:
    """Rows of the guide's tables that have so many columns, below a heading."""
    text = GUIDE.partition(f"## {after}\n")[2] if after else GUIDE
    lines = text.split("\n## ")[0].splitlines() if after else text.splitlines()
    found = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("| ")]
    return [cells for cells in found if len(cells) == columns and "---" not in cells[0]]


def computed(text: str) -> float:
    """The arithmetic of a row as people write it, thousands marks and signs included."""
    tree = ast.parse(text.translate(SIGNS).replace("^", "**"), mode="eval")
    allowed = (ast.Expression, ast.BinOp, ast.UnaryOp, ast.Constant, ast.operator, ast.unaryop)
    assert all(isinstance(node, allowed) for node in ast.walk(tree)), text
    return float(eval(compile(tree, "guide", "eval")))


def printed(text: str) -> tuple[float, float]:
    """The number of a result, and what its last digit is worth; a difficulty in round thousands counts its zeros."""
    match = re.match(r"[−-]?[\d,]+(?:\.(\d+))?", text)
    assert match is not None, text
    value = float(match[0].translate(SIGNS))
    if match[1]:
        return value, 10.0 ** -len(match[1])
    zeros = len(match[0]) - len(match[0].translate(SIGNS).rstrip("0")) if value >= 1e12 else 0
    return value, 10.0 ** min(zeros, 3)


COMPUTATIONS = [cells for cells in rows(3) if re.search(r"\d", cells[1]) and re.search(r"[×÷−^+]", cells[1])]


def test_the_guide_computes_something() -> None:
    assert len(COMPUTATIONS) > 20
    assert f"model {MODEL_VERSION}" in GUIDE


@pytest.mark.parametrize("cells", COMPUTATIONS, ids=[cells[0] for cells in COMPUTATIONS])
def test_each_computation_gives_its_result(cells: list[str]) -> None:
    value, last_digit = printed(cells[2])
    assert computed(cells[1]) == pytest.approx(value, rel=0, abs=0.51 * last_digit)


def test_cash_cost_of_the_guide_is_the_programs() -> None:
    parts = {cells[0]: printed(cells[1]) for cells in rows(2, after="Worked example: cash cost per BTC")[1:]}
    found = {part.label.casefold(): part.value for part in explain(OUTCOME, "cash_cost_usd_per_btc").parts}
    assert list(parts) == ["power", "power credits", "site operating cost", "hosting", "BTC received, net of pool fee"]
    for label, (value, last_digit) in parts.items():
        name = "power cost" if label == "power" else label.casefold()
        assert value == pytest.approx(found[name], rel=0, abs=0.51 * last_digit), label
    shown = result_of("cash cost per BTC")
    assert shown == pytest.approx(OUTCOME.measures["cash_cost_usd_per_btc"], abs=0.0051)


def result_of(step: str) -> float:
    (cells,) = [cells for cells in COMPUTATIONS if cells[0] == step]
    return printed(cells[2])[0]


def test_the_lot_month_of_the_guide_is_the_programs() -> None:
    portfolio, state = OUTCOME.scenario.portfolio, OUTCOME.lots
    place = next(place for place, lot in enumerate(portfolio.lots) if lot.name == "Ohio S21")
    lot, site = portfolio.lots[place], portfolio.by_name("sites", "Ohio Bluff")
    terms = next(contract.terms for contract in portfolio.contracts if contract.site_id == site.id)
    words = GUIDE.partition("## Worked example: one lot in one month\n")[2]
    assert f"{lot.count:,} machines of {lot.hashrate_th_s:g} TH/s and {lot.power_w:,.0f} W" in words
    assert f"PUE {site.pue:g}, variable cost {site.variable_cost_usd_per_mwh:.2f} USD/MWh" in words
    assert f"fixed price of {terms.settle()[0].energy_price_usd_per_mwh:.2f} USD/MWh" in words
    expected = {
        "hashrate": state.online_ph_s[place],
        "energy available": state.energy_mwh[place],
        "BTC received": state.btc_received[place],
        "margin": state.margin_usd[place],
        "hashprice": OUTCOME.market.hashprice_usd_per_ph_day[0],
    }
    for step, value in expected.items():
        (cells,) = [cells for cells in COMPUTATIONS if cells[0] == step]
        shown, last_digit = printed(cells[2])
        assert shown == pytest.approx(float(value), rel=0, abs=0.51 * last_digit), step
    assert result_of("difficulty, harmonic mean of July") == pytest.approx(OUTCOME.market.difficulty[0], rel=1e-10)
    assert state.running_frac[place] == 1.0


def test_the_loan_and_the_month_of_cash_of_the_guide_are_the_programs() -> None:
    portfolio, money, cash = OUTCOME.scenario.portfolio, OUTCOME.money, OUTCOME.cash
    loan = next(place for place, debt in enumerate(portfolio.debts) if debt.name == "Llano machine loan")
    owed = OUTCOME.debts.owed_eom_usd[loan]
    assert result_of("owed at the end") == pytest.approx(float(owed[0]), abs=0.0051)
    interest = result_of("interest on the loan, 31 days") + result_of("interest on the notes")
    assert interest == pytest.approx(float(money.interest_usd[0]), abs=0.011)
    assert result_of("repaid") == pytest.approx(float(money.debt_repaid_usd[0]), abs=0.0051)
    assert result_of("the cap, which it stays below") == pytest.approx(
        0.75 * float(money.machine_value_usd[0]), abs=0.0051
    )
    hedges = result_of("hashprice forward") + result_of("power swap")
    assert hedges == pytest.approx(float(money.hedge_settlement_usd[0]), abs=0.011)
    assert result_of("margin of the forward") == pytest.approx(float(money.hedge_margin_eom_usd[0]), abs=0.0051)
    assert result_of("coins kept, 20 %") == pytest.approx(float(money.kept_usd[0]), abs=0.02)
    assert result_of("maintenance capex") == pytest.approx(float(cash.maintenance_capex_usd[0]), abs=0.0051)
    assert result_of("free cash") == pytest.approx(float(cash.free_cash_usd[0]), abs=0.011)
    assert result_of("cash at the end") == pytest.approx(float(cash.cash_eom_usd[0]), abs=0.011)
    assert money.tax_usd[0] == 0.0


def test_the_layers_of_the_guide_are_the_programs() -> None:
    assert result_of("all-in cost per BTC") == pytest.approx(OUTCOME.measures["all_in_cost_usd_per_btc"], abs=0.0051)
    btc = float(OUTCOME.fleet.btc_received[:12].sum())
    for step, key in (("EBITDA cost, with SG&A", "ebitda_cost_usd_per_btc"),
                      ("cost with depreciation", "depreciated_cost_usd_per_btc")):  # fmt: skip
        per_btc = OUTCOME.measures[key]
        assert isinstance(per_btc, float)
        assert result_of(step) == pytest.approx(per_btc * btc, abs=0.02)


def test_the_counterparts_are_inputs_and_results_that_exist() -> None:
    words = GUIDE.partition("## Counterparts of the Braiins calculator\n")[2].partition("\n## ")[0]
    named = set(re.findall(r"`([a-z_]+_[a-z_]+)`", words)) - {"run --json"}
    known = set(all_addresses(OUTCOME.scenario)) | set(OUTCOME.measures) | set(monthly_columns(OUTCOME))
    assert len(named) > 20
    assert named <= known


def test_facts_of_the_text_are_those_of_data_and_code() -> None:
    market = load_reference().market
    assert f"chain tip {market.tip_height.value:,.0f} of {market.data_date}" in GUIDE
    assert f"BTC price {market.btc_price_usd.value:,.2f} USD" in GUIDE
    assert f"fees {market.fees_btc_per_block.value:g} BTC a block" in GUIDE
    spacing = float(chain.block_spacing_s(chain.growth_per_second(0.15)))
    assert f"At 15 % a year it is {spacing:.1f} s" in GUIDE
    assert f"{float(chain.network_hashrate_eh_s(1e12)):.6f} EH/s" in GUIDE
