"""Revenue, cost and breakevens of mining at one moment: each formula once, for one number or an array.

Every argument is a float or a float64 array; arrays broadcast as numpy does. Nothing is checked here: a zero
in a denominator raises for floats and gives inf or nan for arrays, so who calls decides what zero means.
"""

from __future__ import annotations

from planner.chain import Number, blocks_per_th_day
from planner.quantities import HOURS_PER_DAY, KWH_PER_MWH, TH_PER_PH, WATTS_PER_MEGAWATT


def fees_btc_per_block(subsidy_btc: Number, fee_share_frac: Number) -> Number:
    """Fees that make up `fee_share_frac` (0 to below 1) of subsidy plus fees."""
    return subsidy_btc * fee_share_frac / (1.0 - fee_share_frac)


def btc_per_day(
    hashrate_th_s: Number,
    difficulty: Number,
    subsidy_btc: Number,
    fees_btc_per_block: Number,
    pool_fee_frac: Number,
    uptime_frac: Number,
) -> Number:
    """BTC received a day, net of pool fee."""
    gross = hashrate_th_s * blocks_per_th_day(difficulty) * (subsidy_btc + fees_btc_per_block)
    return gross * (1.0 - pool_fee_frac) * uptime_frac


def hashprice_usd_per_ph_day(
    difficulty: Number, subsidy_btc: Number, fees_btc_per_block: Number, btc_price_usd: Number
) -> Number:
    """What 1 PH/s earns a day, gross of pool fee."""
    return TH_PER_PH * blocks_per_th_day(difficulty) * (subsidy_btc + fees_btc_per_block) * btc_price_usd


def energy_kwh_per_ph_day(efficiency_j_per_th: Number, pue: Number) -> Number:
    """Metered energy of 1 PH/s over a day: 1 J/TH is 1 kW a PH/s."""
    return HOURS_PER_DAY * efficiency_j_per_th * pue


def hashcost_usd_per_ph_day(efficiency_j_per_th: Number, pue: Number, power_price_usd_per_mwh: Number) -> Number:
    """What the power of 1 PH/s costs a day."""
    return energy_kwh_per_ph_day(efficiency_j_per_th, pue) * power_price_usd_per_mwh / KWH_PER_MWH


def energy_hashprice_usd_per_mwh(hashprice_usd_per_ph_day: Number, efficiency_j_per_th: Number, pue: Number) -> Number:
    """What a metered MWh earns, gross of pool fee (Luxor's definition)."""
    return hashprice_usd_per_ph_day * KWH_PER_MWH / energy_kwh_per_ph_day(efficiency_j_per_th, pue)


def power_cost_usd_per_day(
    power_w: Number, pue: Number, power_price_usd_per_mwh: Number, uptime_frac: Number
) -> Number:
    """What the power of machines drawing `power_w` at the wall plug costs a day."""
    return power_w / WATTS_PER_MEGAWATT * pue * HOURS_PER_DAY * power_price_usd_per_mwh * uptime_frac


def revenue_usd_per_day(hashrate_th_s: Number, hashprice_usd_per_ph_day: Number, uptime_frac: Number) -> Number:
    """Gross revenue a day."""
    return hashrate_th_s / TH_PER_PH * hashprice_usd_per_ph_day * uptime_frac


def gross_margin_frac(
    hashcost_usd_per_ph_day: Number, hashprice_usd_per_ph_day: Number, pool_fee_frac: Number
) -> Number:
    """Share of revenue net of pool fee that power leaves; negative when power costs more."""
    return 1.0 - hashcost_usd_per_ph_day / (hashprice_usd_per_ph_day * (1.0 - pool_fee_frac))


def breakeven_power_price_usd_per_mwh(energy_hashprice_usd_per_mwh: Number, pool_fee_frac: Number) -> Number:
    """Power price at which a MWh costs what it earns net of pool fee: the run/stop threshold."""
    return energy_hashprice_usd_per_mwh * (1.0 - pool_fee_frac)


def breakeven_btc_price_usd(power_cost_usd: Number, btc: Number) -> Number:
    """BTC price at which `btc`, net of pool fee, pays the power that mined it."""
    return power_cost_usd / btc


def breakeven_hashprice_usd_per_ph_day(hashcost_usd_per_ph_day: Number, pool_fee_frac: Number) -> Number:
    """Gross hashprice that, net of pool fee, pays the power."""
    return hashcost_usd_per_ph_day / (1.0 - pool_fee_frac)


def breakeven_efficiency_j_per_th(
    hashprice_usd_per_ph_day: Number, pool_fee_frac: Number, pue: Number, power_price_usd_per_mwh: Number
) -> Number:
    """Efficiency at which revenue net of pool fee pays the power."""
    one_j_per_th_usd = hashcost_usd_per_ph_day(1.0, pue, power_price_usd_per_mwh)
    return hashprice_usd_per_ph_day * (1.0 - pool_fee_frac) / one_j_per_th_usd


def breakeven_difficulty(difficulty: Number, btc_price_usd: Number, breakeven_btc_price_usd: Number) -> Number:
    """Difficulty at which today's BTC price is the breakeven price: revenue goes with 1 / difficulty."""
    return difficulty * btc_price_usd / breakeven_btc_price_usd
