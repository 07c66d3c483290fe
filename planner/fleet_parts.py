"""Parts of measures that the fleet's months give: market, revenue, layers of cost, breakevens."""

from __future__ import annotations

from collections.abc import Callable

from planner.assumptions import NETWORK_STACK_INPUTS
from planner.chain import blocks_per_th_day
from planner.errors import Undefined
from planner.measure import Part
from planner.outcome import Outcome
from planner.quantities import TH_PER_PH

FLOW_MONTHS = 12


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


_TIP = ("difficulty", "tip_height", "tip_time")
_NETWORK = (*_TIP, "network_growth_frac_per_year", "network_path", *NETWORK_STACK_INPUTS)  # without idle ones
_MARKET = ("btc_price_usd", "fees_btc_per_block", *_NETWORK)
RUN = (
    *_MARKET, "btc_price_drift_frac_per_year", "power_price_shift_usd_per_mwh", "spot_level_frac", "uptime_factor",
    "pool_fee_frac", "flexibility_captured_frac",
)  # fmt: skip
_FLEET = ("lots",)
_CONTRACTED = ("contracts", "sites", "power_price_shift_usd_per_mwh", "spot_level_frac")
POWER = (*_CONTRACTED, "flexibility_captured_frac")

FLEET_PARTS = (
    Part(name="blocks_per_ph_day", label="Blocks that 1 PH/s finds a day", unit="blocks/PH/day", inputs=_NETWORK,
         value=lambda o: float(TH_PER_PH * blocks_per_th_day(float(o.market.difficulty[0])))),
    Part(name="subsidy", label="Subsidy, mean of the month", unit="BTC", inputs=("tip_height", "tip_time"),
         value=lambda o: float(o.market.subsidy_btc[0])),
    Part(name="fees", label="Fees per block", unit="BTC", inputs=("fees_btc_per_block",),
         value=lambda o: float(o.market.fees_btc_per_block[0])),
    Part(name="btc_price", label="BTC price", unit="USD", inputs=("btc_price_usd",),
         value=lambda o: float(o.market.btc_price_usd[0])),
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
    Part(name="btc_received", label="BTC received, net of pool fee", unit="BTC", inputs=(*RUN, "lots"),
         value=_year("btc_received")),
    Part(name="revenue", label="Revenue, gross", unit="USD", inputs=(*RUN, "lots"), value=_year("revenue_usd")),
    Part(name="pool_fee", label="Pool fee", unit="USD", inputs=("pool_fee_frac",), value=_year("pool_fee_usd")),
    Part(name="power", label="Power cost", unit="USD", inputs=POWER, value=_year("power_usd")),
    Part(name="power_credits", label="Power credits", unit="USD", inputs=POWER, value=_year("power_credits_usd")),
    Part(name="site_operating", label="Site operating cost", unit="USD", inputs=("sites",),
         value=_year("site_operating_usd")),
    Part(name="hosting", label="Hosting", unit="USD", inputs=POWER, value=_year("hosting_usd")),
    Part(name="hosting_revenue", label="Hosting revenue", unit="USD", inputs=(*RUN, "lots"),
         value=_year("hosting_revenue_usd")),
    Part(name="sga", label="SG&A", unit="USD", inputs=("company/sga_usd_per_year",),
         value=lambda o: float(o.cash.sga_usd[:FLOW_MONTHS].sum())),
    Part(name="depreciation", label="Depreciation", unit="USD", inputs=("lots", "sites"),
         value=_year("depreciation_usd")),
    Part(name="energy_mwh", label="Energy used, own contracts", unit="MWh", inputs=(*RUN, "lots"),
         value=_year("energy_mwh")),
    Part(name="contract_cost", label="Energy at full load, at contract prices", unit="USD", inputs=_CONTRACTED,
         value=_year("contract_cost_usd")),
    Part(name="flexibility", label="Margin less that of always running", unit="USD", inputs=(*RUN, "lots"),
         value=_year("flexibility_usd")),
    Part(name="contract_mwh", label="Energy at full load", unit="MWh", inputs=("lots", "sites"),
         value=_year("contract_mwh")),
    Part(name="cost_at_breakeven", label="Cost of the first month at the breakeven hashprice", unit="USD",
         inputs=(*POWER, "lots"), value=_breakeven("cost_usd")),
    Part(name="ph_days_at_breakeven", label="PH-days that run at the breakeven hashprice", unit="PH-days",
         inputs=("lots", "uptime_factor"), value=_breakeven("ph_days")),
    Part(name="kept_share", label="Share of revenue kept after the pool fee", unit="", inputs=("pool_fee_frac",),
         value=lambda o: 1.0 - o.scenario.assumptions.pool_fee_frac),
    Part(name="hashprice_per_usd", label="Hashprice per USD of BTC price, today's difficulty",
         unit="USD/PH/day per USD", inputs=(*_TIP, "fees_btc_per_block"), value=_breakeven("hashprice_per_usd")),
    Part(name="contract_price_before_shift", label="Contract price at full load, before any shift",
         unit="USD/MWh", inputs=_CONTRACTED, value=_breakeven("contract_price_usd_per_mwh")),
    Part(name="hashprice_per_usd_after_reaction", label="Hashprice per USD of BTC price, after 3 months of reaction",
         unit="USD/PH/day per USD", inputs=(*_TIP, "fees_btc_per_block", *NETWORK_STACK_INPUTS),
         value=_hashprice_per_usd_after_reaction),
    Part(name="breakeven_shift", label="Shift of all contract prices at which the cash margin is 0", unit="USD/MWh",
         inputs=(*RUN, "lots", "contracts", "sites"), value=_breakeven("power_price_shift_usd_per_mwh")),
)  # fmt: skip
