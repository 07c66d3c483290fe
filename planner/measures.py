"""Measures: each headline figure declared once. Strip, tables, JSON, CSV, PDF and explain read this register.

Market figures, `fleet_*` and `breakeven_*` are those of the first month; flows and ratios cover the first twelve
months; NPV covers the horizon. Breakevens: fleet, cash layer, at today's difficulty.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from planner.errors import Undefined
from planner.formula import Evaluate, evaluator, names_of
from planner.notation import number, shown_difference
from planner.outcome import Flows, Outcome
from planner.scenario import NETWORK_STACK_INPUTS

FLOW_MONTHS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A named figure that measures are made of, with the inputs it rests on (addresses or table names)."""

    name: str
    label: str
    unit: str
    value: Callable[[Outcome], float | Undefined]
    inputs: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """One headline figure. What is shown is `prefix number shown_unit`, the number being value × scale."""

    key: str
    label: str
    short_label: str
    unit: str
    formula: str
    what: str  # one line on what it says
    better: Literal["up", "down", "none"]
    undefined: str = ""  # why, when a denominator is 0
    undefined_input: str = ""
    digits: int = 0
    scale: float = 1.0
    prefix: str = ""
    shown_unit: str = ""
    change_unit: str = ""  # of a change, where it differs: points for percentages

    def shown(self, value: float) -> str:
        """The number alone, as people read it."""
        return number(value * self.scale, self.digits)

    def shown_change(self, value: float, before: float) -> str:
        """The change with sign, prefix and unit: `+USD 4.5 M`, `−5,094`; empty where both read the same.

        It is that of the two as they are shown, so that nobody who subtracts finds another.
        """
        change = shown_difference(value * self.scale, before * self.scale, self.digits)
        text = number(change, self.digits, sign=True)
        if text[0] not in "+−":
            return ""
        prefix = f"{self.prefix} " if self.prefix else ""
        unit = self.change_unit or (self.shown_unit if self.prefix or self.shown_unit in ("BTC", "MW") else "")
        return f"{text[0]}{prefix}{text[1:]} {unit}".rstrip()


def _year(name: str) -> Callable[[Outcome], float]:
    def total(outcome: Outcome) -> float:
        return float(getattr(outcome.fleet, name)[:FLOW_MONTHS].sum())

    return total


def _first(name: str) -> Callable[[Outcome], float]:
    def first_month(outcome: Outcome) -> float:
        return float(getattr(outcome.fleet, name)[0])

    return first_month


def _breakeven(name: str) -> Callable[[Outcome], float | Undefined]:
    def at_breakeven(outcome: Outcome) -> float | Undefined:
        found = outcome.breakevens
        hashprice = found.net_hashprice_usd_per_ph_day
        if name in ("cost_usd", "ph_days") and isinstance(hashprice, Undefined):
            return hashprice
        value: float | Undefined = getattr(found, name)
        return value

    return at_breakeven


def _hashprice_per_usd_after_reaction(outcome: Outcome) -> float | Undefined:
    found = outcome.breakevens
    hashprice, price = found.net_hashprice_usd_per_ph_day, found.btc_price_after_network_usd
    if isinstance(hashprice, Undefined):
        return hashprice
    if isinstance(price, Undefined):
        return price
    return hashprice / (1.0 - outcome.scenario.assumptions.pool_fee_frac) / price


def _discounted(flow: Callable[[Outcome], Flows | object], name: str) -> Callable[[Outcome], float]:
    def present_value(outcome: Outcome) -> float:
        return float(getattr(flow(outcome), name) @ outcome.cash.discount_factor)

    return present_value


_NETWORK = ("difficulty", "network_growth_frac_per_year", "network_path", *NETWORK_STACK_INPUTS)  # without idle ones
_MARKET = ("btc_price_usd", "fees_btc_per_block", *_NETWORK)
_RUN = (
    *_MARKET, "btc_price_drift_frac_per_year", "power_price_shift_usd_per_mwh", "spot_level_frac", "uptime_factor",
    "pool_fee_frac",
)  # fmt: skip
_FLEET = ("lots",)
_POWER = ("contracts", "sites", "power_price_shift_usd_per_mwh", "spot_level_frac")

_PARTS = (
    Part(name="hashprice", label="Hashprice", unit="USD/PH/day", inputs=_MARKET,
         value=lambda o: float(o.market.hashprice_usd_per_ph_day[0])),
    Part(name="network_hashrate", label="Network hashrate", unit="EH/s",
         inputs=_NETWORK,
         value=lambda o: float(o.market.network_hashrate_eh_s[0])),
    Part(name="online_ph_s", label="Hashrate online", unit="PH/s", inputs=_FLEET, value=_first("online_ph_s")),
    Part(name="online_mw", label="Machine power online", unit="MW", inputs=_FLEET, value=_first("online_mw")),
    Part(name="available_ph_s", label="Hashrate online × availability", unit="PH/s", inputs=("lots", "uptime_factor"),
         value=lambda o: float((o.lots.online_ph_s * [lot.availability_frac for lot in o.scenario.portfolio.lots]).sum()
                               * o.scenario.assumptions.uptime_factor) if o.lots.online_ph_s.size else 0.0),
    Part(name="months", label="Months counted", unit="months", inputs=(),
         value=lambda o: float(min(FLOW_MONTHS, len(o.month)))),
    Part(name="btc_received", label="BTC received, net of pool fee", unit="BTC", inputs=(*_RUN, "lots"),
         value=_year("btc_received")),
    Part(name="revenue", label="Revenue, gross", unit="USD", inputs=(*_RUN, "lots"), value=_year("revenue_usd")),
    Part(name="pool_fee", label="Pool fee", unit="USD", inputs=("pool_fee_frac",), value=_year("pool_fee_usd")),
    Part(name="power", label="Power cost", unit="USD", inputs=_POWER, value=_year("power_usd")),
    Part(name="power_credits", label="Power credits", unit="USD", inputs=_POWER, value=_year("power_credits_usd")),
    Part(name="site_operating", label="Site operating cost", unit="USD", inputs=("sites",),
         value=_year("site_operating_usd")),
    Part(name="hosting", label="Hosting", unit="USD", inputs=_POWER, value=_year("hosting_usd")),
    Part(name="hosting_revenue", label="Hosting revenue", unit="USD", inputs=(*_RUN, "lots"),
         value=_year("hosting_revenue_usd")),
    Part(name="sga", label="SG&A", unit="USD", inputs=("company/sga_usd_per_year",),
         value=lambda o: float(o.cash.sga_usd[:FLOW_MONTHS].sum())),
    Part(name="depreciation", label="Depreciation", unit="USD", inputs=("lots", "sites"),
         value=_year("depreciation_usd")),
    Part(name="energy_mwh", label="Energy used, own contracts", unit="MWh", inputs=(*_RUN, "lots"),
         value=_year("energy_mwh")),
    Part(name="contract_cost", label="Energy at full load, at contract prices", unit="USD", inputs=_POWER,
         value=_year("contract_cost_usd")),
    Part(name="contract_mwh", label="Energy at full load", unit="MWh", inputs=("lots", "sites"),
         value=_year("contract_mwh")),
    Part(name="cost_at_breakeven", label="Cost of the first month at the breakeven hashprice", unit="USD",
         inputs=(*_POWER, "lots"), value=_breakeven("cost_usd")),
    Part(name="ph_days_at_breakeven", label="PH-days that run at the breakeven hashprice", unit="PH-days",
         inputs=("lots", "uptime_factor"), value=_breakeven("ph_days")),
    Part(name="kept_share", label="Share of revenue kept after the pool fee", unit="", inputs=("pool_fee_frac",),
         value=lambda o: 1.0 - o.scenario.assumptions.pool_fee_frac),
    Part(name="hashprice_per_usd", label="Hashprice per USD of BTC price, today's difficulty",
         unit="USD/PH/day per USD", inputs=("difficulty", "fees_btc_per_block"), value=_breakeven("hashprice_per_usd")),
    Part(name="contract_price_before_shift", label="Contract price at full load, before any shift",
         unit="USD/MWh", inputs=_POWER, value=_breakeven("contract_price_usd_per_mwh")),
    Part(name="hashprice_per_usd_after_reaction", label="Hashprice per USD of BTC price, after 3 months of reaction",
         unit="USD/PH/day per USD", inputs=("difficulty", "fees_btc_per_block", *NETWORK_STACK_INPUTS),
         value=_hashprice_per_usd_after_reaction),
    Part(name="breakeven_shift", label="Shift of all contract prices at which the cash margin is 0", unit="USD/MWh",
         inputs=(*_RUN, "lots", "contracts", "sites"), value=_breakeven("power_price_shift_usd_per_mwh")),
    Part(name="ebitda_pv", label="EBITDA, discounted", unit="USD",
         inputs=(*_RUN, "lots", "contracts", "sites", "company/sga_usd_per_year",
                 "mining_discount_rate_frac_per_year"),
         value=_discounted(lambda o: o.cash, "ebitda_usd")),
    Part(name="machine_capex_pv", label="Machine purchases, discounted", unit="USD",
         inputs=("lots", "mining_discount_rate_frac_per_year"),
         value=_discounted(lambda o: o.fleet, "machine_capex_usd")),
    Part(name="import_duty_pv", label="Import duty, discounted", unit="USD",
         inputs=("lots", "mining_discount_rate_frac_per_year"),
         value=_discounted(lambda o: o.fleet, "import_duty_usd")),
    Part(name="machine_resale_pv", label="Machines sold, discounted", unit="USD",
         inputs=(*_RUN, "lots", "mining_discount_rate_frac_per_year"),
         value=_discounted(lambda o: o.fleet, "machine_resale_usd")),
)  # fmt: skip
PARTS: dict[str, Part] = {part.name: part for part in _PARTS}

_CASH_COST = "power - power_credits + site_operating + hosting - hosting_revenue"
_NO_COIN = "no BTC is mined in the first twelve months"
_NO_MACHINES = "no machines are online in the first month"
_NO_ENERGY = "no energy is used under the company's own contracts"

_MEASURES = (
    Measure(key="hashprice_usd_per_ph_day", label="Hashprice", short_label="Hashprice", unit="USD/PH/day",
            formula="hashprice", what="What 1 PH/s earns in a day, before the pool fee, in the first month",
            better="up", digits=2, shown_unit="USD/PH/day"),
    Measure(key="ebitda_12_months_usd", label="EBITDA, 12 months", short_label="EBITDA, 12 mo", unit="USD",
            formula=f"revenue - pool_fee - ({_CASH_COST}) - sga", what="Cash margin less SG&A, first twelve months",
            better="up", digits=1, scale=1e-6, prefix="USD", shown_unit="M"),
    Measure(key="cash_cost_usd_per_btc", label="Cash cost per BTC", short_label="Cash cost per BTC", unit="USD/BTC",
            formula=f"({_CASH_COST}) / btc_received",
            what="What one received bitcoin costs in cash at the sites, credits and clients counted, before SG&A",
            better="down", undefined=_NO_COIN, shown_unit="USD"),
    Measure(key="breakeven_btc_price_usd", label="Breakeven BTC price", short_label="Breakeven BTC price", unit="USD",
            formula="cost_at_breakeven / ph_days_at_breakeven / kept_share / hashprice_per_usd",
            what="BTC price at which the fleet's cash margin is 0, today's difficulty", better="down",
            undefined="no revenue can be earned", shown_unit="USD"),
    Measure(key="btc_12_months", label="BTC mined, 12 months", short_label="BTC mined, 12 mo", unit="BTC",
            formula="btc_received", what="BTC received net of the pool fee, first twelve months", better="up",
            shown_unit="BTC"),
    Measure(key="npv_usd", label="Project NPV", short_label="Project NPV", unit="USD",
            formula="ebitda_pv - machine_capex_pv - import_duty_pv + machine_resale_pv",
            what="Unlevered, over the horizon: EBITDA less machines bought, with those that retire sold, before tax",
            better="up", digits=1, scale=1e-6, prefix="USD", shown_unit="M"),
    Measure(key="breakeven_power_price_usd_per_mwh", label="Breakeven power price", short_label="Breakeven power",
            unit="USD/MWh", formula="contract_price_before_shift + breakeven_shift",
            what="Contract price (fleet, at full load) at which the fleet's cash margin is 0, today's difficulty",
            better="up", digits=2, scale=0.1, shown_unit="¢/kWh"),
    Measure(key="cash_margin_12_months_usd", label="Cash margin, 12 months", short_label="Cash margin, 12 mo",
            unit="USD", formula=f"revenue - pool_fee - ({_CASH_COST})",
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
            unit="USD/BTC", formula=f"({_CASH_COST} + sga) / btc_received", what="Cash cost and SG&A per BTC received",
            better="down", undefined=_NO_COIN, shown_unit="USD"),
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
)  # fmt: skip
MEASURES: dict[str, Measure] = {measure.key: measure for measure in _MEASURES}
STRIP: tuple[str, ...] = tuple(measure.key for measure in _MEASURES[:8])

_FORMULAS: dict[str, tuple[tuple[str, ...], Evaluate]] = {
    measure.key: (names_of(measure.formula), evaluator(measure.formula)) for measure in _MEASURES
}


def part_names(key: str) -> tuple[str, ...]:
    """The parts a measure is made of, in the order its formula names them."""
    return _FORMULAS[key][0]


def measure_values(outcome: Outcome) -> dict[str, float | Undefined]:
    """Every measure of an outcome: a number, or why there is none."""
    parts = {name: part.value(outcome) for name, part in PARTS.items()}
    return {key: _value(MEASURES[key], names, formula, parts) for key, (names, formula) in _FORMULAS.items()}


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
