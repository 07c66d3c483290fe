"""The table of mining quantities once more, for one fleet, in plain floats."""

from __future__ import annotations


def quantities(
    *,
    hashrate_th_s: float,
    power_w: float,
    power_price_usd_per_kwh: float,
    btc_price_usd: float,
    difficulty: float,
    subsidy_btc: float,
    fees_btc_per_block: float,
    pool_fee_frac: float,
    pue: float,
    uptime_frac: float,
) -> dict[str, float]:
    """Every quantity by name; all inputs above zero, fee below 1."""
    blocks_of_a_th = 86_400.0 / (difficulty * 4_294_967_296.0 / 1e12)
    hashprice = blocks_of_a_th * 1000.0 * (subsidy_btc + fees_btc_per_block) * btc_price_usd
    btc_per_day = hashrate_th_s * blocks_of_a_th * (subsidy_btc + fees_btc_per_block)
    btc_per_day *= (1.0 - pool_fee_frac) * uptime_frac
    kwh_per_day = power_w / 1000.0 * pue * 24.0
    power_cost = kwh_per_day * uptime_frac * power_price_usd_per_kwh
    kwh_of_a_ph = kwh_per_day / (hashrate_th_s / 1000.0)
    hashcost = kwh_of_a_ph * power_price_usd_per_kwh
    energy_hashprice = hashprice / kwh_of_a_ph * 1000.0
    breakeven_price = power_cost / btc_per_day
    return {
        "btc_per_day": btc_per_day,
        "hashprice_usd_per_ph_day": hashprice,
        "hashcost_usd_per_ph_day": hashcost,
        "energy_hashprice_usd_per_mwh": energy_hashprice,
        "breakeven_power_price_usd_per_mwh": energy_hashprice * (1.0 - pool_fee_frac),
        "breakeven_btc_price_usd": breakeven_price,
        "breakeven_hashprice_usd_per_ph_day": hashcost / (1.0 - pool_fee_frac),
        "breakeven_efficiency_j_per_th": hashprice * (1.0 - pool_fee_frac) / (24.0 * pue * power_price_usd_per_kwh),
        "breakeven_difficulty": difficulty * btc_price_usd / breakeven_price,
        "power_cost_usd_per_day": power_cost,
        "revenue_usd_per_day": hashprice * (hashrate_th_s / 1000.0) * uptime_frac,
        "gross_margin_frac": 1.0 - hashcost / (hashprice * (1.0 - pool_fee_frac)),
    }
