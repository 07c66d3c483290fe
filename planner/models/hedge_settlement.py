"""What hedges settle in cash, month by month, for one case or many (MODEL §7)."""

from __future__ import annotations

from planner.figure import Array
from planner.hedge_columns import HedgeColumns
from planner.limits import at_least


def hedge_settlement_usd(
    hedges: HedgeColumns, hashprice_usd_per_ph_day: Array, btc_price_usd: Array, spot_level_frac: float
) -> Array:
    """Received (negative: paid) by all hedges, premiums included; `(month,)` or `(month, case)` as the prices are.

    A collar's cap: with strike C, `−max(P − C, 0) = max(C − P, 0)·(−1) − P + C`.
    """
    by_case = btc_price_usd.ndim == 2

    def column(values: Array) -> Array:
        return values[:, None] if by_case else values

    settled = column(hedges.fixed_usd + hedges.spot_usd * spot_level_frac)
    settled = settled - column(hedges.ph_days_sold) * hashprice_usd_per_ph_day + column(hedges.btc) * btc_price_usd
    for strike_usd, volume in zip(hedges.put_strike_usd.tolist(), hedges.put_btc, strict=True):
        settled = settled + column(volume) * at_least(strike_usd - btc_price_usd, 0.0)
    return settled
