"""Measures: each headline figure declared once. Strip, tables, JSON, CSV, PDF and explain read this register.

Market figures, `fleet_*` and `breakeven_*` are those of the first month; flows and ratios cover the first twelve
months; NPV covers the horizon. Breakevens: fleet, cash layer, at today's difficulty.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from planner.errors import Undefined
from planner.fleet_parts import FLEET_PARTS
from planner.formula import Evaluate, evaluator, names_of
from planner.measure import Measure, Part
from planner.money_measures import CASH_COST, MONEY_MEASURES, NO_COIN, NPV
from planner.money_parts import MONEY_PARTS
from planner.outcome import Outcome

__all__ = ["MEASURES", "MONEY_STRIP", "PARTS", "STRIP", "Measure", "MeasureValues", "Part", "part_names"]

PARTS: dict[str, Part] = {part.name: part for part in (*FLEET_PARTS, *MONEY_PARTS)}

_NO_MACHINES = "no machines are online in the first month"
_NO_ENERGY = "no energy is used under the company's own contracts"

_MEASURES = (
    Measure(key="hashprice_usd_per_ph_day", label="Hashprice", short_label="Hashprice", unit="USD/PH/day",
            formula="blocks_per_ph_day * (subsidy + fees) * btc_price",
            what="What 1 PH/s earns in a day, before the pool fee, in the first month",
            better="up", digits=2, shown_unit="USD/PH/day"),
    Measure(key="ebitda_12_months_usd", label="EBITDA, 12 months", short_label="EBITDA, 12 mo", unit="USD",
            formula=f"revenue - pool_fee - ({CASH_COST}) - sga", what="Cash margin less SG&A, first twelve months",
            better="up", digits=1, scale=1e-6, prefix="USD", shown_unit="M"),
    Measure(key="cash_cost_usd_per_btc", label="Cash cost per BTC", short_label="Cash cost per BTC", unit="USD/BTC",
            formula=f"({CASH_COST}) / btc_received",
            what="What one received bitcoin costs in cash at the sites, less credits and hosting revenue, before SG&A",
            better="down",
            undefined=NO_COIN, shown_unit="USD"),
    Measure(key="breakeven_btc_price_usd", label="Breakeven BTC price", short_label="Breakeven BTC price", unit="USD",
            formula="cost_at_breakeven / ph_days_at_breakeven / kept_share / hashprice_per_usd",
            what="BTC price at which the fleet's cash margin is 0, today's difficulty", better="down",
            undefined="no revenue can be earned", shown_unit="USD"),
    Measure(key="btc_12_months", label="BTC mined, 12 months", short_label="BTC mined, 12 mo", unit="BTC",
            formula="btc_received", what="BTC received net of the pool fee, first twelve months", better="up",
            shown_unit="BTC"),
    NPV,
    Measure(key="breakeven_power_price_usd_per_mwh", label="Breakeven power price", short_label="Breakeven power",
            unit="USD/MWh", formula="contract_price_before_shift + breakeven_shift",
            what="Contract price (fleet, at full load) at which the fleet's cash margin is 0, today's difficulty",
            better="up", digits=2, scale=0.1, shown_unit="¢/kWh"),
    Measure(key="cash_margin_12_months_usd", label="Cash margin, 12 months", short_label="Cash margin, 12 mo",
            unit="USD", formula=f"revenue - pool_fee - ({CASH_COST})",
            what="Revenue and hosting revenue less pool fee, net power, site operating cost and hosting", better="up",
            digits=1, scale=1e-6, prefix="USD", shown_unit="M"),
    Measure(key="fleet_hashrate_eh_s", label="Fleet hashrate", short_label="Fleet hashrate", unit="EH/s",
            formula="online_ph_s / 1000", what="Installed and online in the first month", better="up", digits=2,
            shown_unit="EH/s"),
    Measure(key="fleet_efficiency_j_per_th", label="Fleet efficiency", short_label="Fleet efficiency", unit="J/TH",
            formula="1000 * online_mw / online_ph_s", what="At the machines' wall plugs, without PUE", better="down",
            undefined=_NO_MACHINES, undefined_input="lots", digits=1, shown_unit="J/TH"),
    Measure(key="fleet_uptime_frac", label="Fleet uptime", short_label="Uptime", unit="share",
            formula="available_ph_s / online_ph_s", what="Share of hours in which machines could run", better="up",
            undefined=_NO_MACHINES, undefined_input="lots", digits=1, scale=100, shown_unit="%", change_unit="points"),
    Measure(key="network_hashrate_eh_s", label="Network hashrate", short_label="Network", unit="EH/s",
            formula="network_hashrate", what="Mean of the first month", better="none", digits=1, shown_unit="EH/s"),
    Measure(key="power_price_usd_per_mwh", label="Power price, net of credits", short_label="Net power price",
            unit="USD/MWh", formula="(power - power_credits) / energy_mwh",
            what="Net power cost over the energy used under own contracts; hosting apart", better="down",
            undefined=_NO_ENERGY, undefined_input="contracts", digits=2, scale=0.1, shown_unit="¢/kWh"),
    Measure(key="flexibility_usd_per_mw_year", label="Flexibility value", short_label="Flexibility", unit="USD/MW-year",
            formula="8760 * flexibility / contract_mwh",
            what="What stopping earns over always running, a year and MW at full load; tenants for AI cannot curtail",
            better="up", undefined=_NO_MACHINES, undefined_input="lots", shown_unit="USD/MW-year"),
    Measure(key="contract_price_usd_per_mwh", label="Contract price at full load", short_label="Contract price",
            unit="USD/MWh", formula="contract_cost / contract_mwh",
            what="What energy costs under contracts and hosting rates before any choice to stop", better="down",
            undefined=_NO_MACHINES, undefined_input="lots", digits=2, scale=0.1, shown_unit="¢/kWh"),
    Measure(key="btc_per_month", label="BTC a month", short_label="BTC a month", unit="BTC/month",
            formula="btc_received / months", what="Mean of the first twelve months", better="up", digits=1,
            shown_unit="BTC"),
    Measure(key="revenue_usd_per_month", label="Revenue a month", short_label="Revenue a month", unit="USD/month",
            formula="revenue / months", what="Gross of the pool fee, mean of the first twelve months", better="up",
            digits=1, scale=1e-6, prefix="USD", shown_unit="M"),
    Measure(key="gross_margin_frac", label="Gross margin, after power only", short_label="Margin after power",
            unit="share", formula="1 - (power - power_credits) / (revenue - pool_fee)",
            what="Share of revenue net of the pool fee that net power leaves; hosting is apart, not counted",
            better="up", undefined="there is no revenue in the first twelve months", digits=1, scale=100,
            shown_unit="%", change_unit="points"),
    Measure(key="ebitda_cost_usd_per_btc", label="EBITDA cost per BTC", short_label="EBITDA cost per BTC",
            unit="USD/BTC", formula=f"({CASH_COST} + sga) / btc_received", what="Cash cost and SG&A per BTC received",
            better="down", undefined=NO_COIN, shown_unit="USD"),
    Measure(key="depreciation_12_months_usd", label="Depreciation, 12 months", short_label="Depreciation, 12 mo",
            unit="USD", formula="depreciation", what="Machines and infrastructure, straight line", better="none",
            digits=1, scale=1e-6, prefix="USD", shown_unit="M"),
    Measure(key="breakeven_btc_price_after_reaction_usd", label="Breakeven BTC price, after the network reacts",
            short_label="Breakeven, network reacts", unit="USD",
            formula="cost_at_breakeven / ph_days_at_breakeven / kept_share / hashprice_per_usd_after_reaction",
            what="The same once the world's machines have answered that price for three months", better="down",
            undefined="no revenue can be earned", digits=0, prefix="USD"),
    Measure(key="breakeven_hashprice_usd_per_ph_day", label="Breakeven hashprice", short_label="Breakeven hashprice",
            unit="USD/PH/day", formula="cost_at_breakeven / ph_days_at_breakeven / kept_share",
            what="Gross hashprice at which the fleet's cash margin is 0, today's difficulty", better="down",
            undefined="no revenue can be earned", digits=2, shown_unit="USD/PH/day"),
    *MONEY_MEASURES,
)  # fmt: skip
MEASURES: dict[str, Measure] = {measure.key: measure for measure in _MEASURES}
STRIP: tuple[str, ...] = tuple(measure.key for measure in _MEASURES[:8])
MONEY_STRIP: tuple[str, ...] = (
    "runway_months", "npv_usd", "irr", "payback_months", "all_in_cost_usd_per_btc", "dscr_min", "ltv_frac",
    "nav_usd_per_share",
)  # fmt: skip

_FORMULAS: dict[str, tuple[tuple[str, ...], Evaluate]] = {
    measure.key: (names_of(measure.formula), evaluator(measure.formula)) for measure in _MEASURES
}


def part_names(key: str) -> tuple[str, ...]:
    """The parts a measure is made of, in the order its formula names them."""
    return _FORMULAS[key][0]


class MeasureValues(Mapping[str, float | Undefined]):
    """Every measure of an outcome, a number or why there is none; each is worked out when it is first read.

    While a slider moves the strip reads eight of them; a rate of return alone costs as much as those together.
    """

    __slots__ = ("_found", "_outcome", "_parts")

    def __init__(self, outcome: Outcome) -> None:
        self._outcome = outcome
        self._parts: dict[str, float | Undefined] = {}
        self._found: dict[str, float | Undefined] = {}

    def __getitem__(self, key: str) -> float | Undefined:
        if key not in self._found:
            names, formula = _FORMULAS[key]
            for name in names:
                if name not in self._parts:
                    self._parts[name] = PARTS[name].value(self._outcome)
            self._found[key] = _value(MEASURES[key], names, formula, self._parts)
        return self._found[key]

    def __iter__(self) -> Iterator[str]:
        return iter(MEASURES)

    def __len__(self) -> int:
        return len(MEASURES)


def _value(
    measure: Measure, names: tuple[str, ...], formula: Evaluate, parts: Mapping[str, float | Undefined]
) -> float | Undefined:
    values: dict[str, float] = {}
    for name in names:
        value = parts[name]
        if isinstance(value, Undefined):
            return value
        values[name] = value
    try:
        return formula(values)
    except ZeroDivisionError:
        return Undefined(reason=measure.undefined, input=measure.undefined_input)
